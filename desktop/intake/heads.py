"""What a source's files announce to be by their first bytes: a look without reading them.

The first bytes are compared with signatures (``sniff``), never decoded. What a file really is shows
only when it is taken in: one that is cut off, or damaged further on, counts as a photograph here.
"""

from desktop.errors import FileRefusedError, SourceChangedError
from desktop.intake.companions import told
from desktop.intake.entry import Identity, Listing, Seen, Turned
from desktop.intake.names import natural_key
from desktop.intake.reach import AnySource
from desktop.intake.sniff import HEAD_BYTES, sniff
from desktop.records.arrival import Refusal


class Heads:
    """Remembers what each file announced, so that it is opened once and not at every look."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[Identity, Refusal | None]] = {}

    def look(self, source: AnySource) -> Listing:
        """Return the listing of a source, files that announce no photograph among the refused.

        Raises:
            SourceGoneError: The source went away meanwhile.
            IntakeError: ``too_many_entries``.
        """
        listing = source.listing()
        if source.says_kinds:
            return listing
        before, self._known = self._known, {}
        seen, turned = [], list(listing.refused)
        for one in listing.seen:
            known = before.get(one.raw)
            same = known is not None and known[0] == one.identity
            reason = known[1] if known is not None and same else _objection(source, one)
            self._known[one.raw] = (one.identity, reason)
            if reason is None:
                seen.append(one)
            else:
                turned.append(Turned(relative_name=one.relative_name, raw=one.raw, reason=reason))
        turned.sort(key=lambda one: (natural_key(one.raw), one.raw))
        return Listing(seen=tuple(seen), refused=tuple(turned))


def _objection(source: AnySource, seen: Seen) -> Refusal | None:
    try:
        with source.open(seen.raw, expected=seen.identity) as opened:
            announced = sniff(opened.read_head(HEAD_BYTES))
            announced = told(seen.raw, seen.size_bytes, announced)
    except FileRefusedError as error:
        return Refusal(error.reason)
    except SourceChangedError:  # being written: the next look says more
        return None
    return announced if isinstance(announced, Refusal) else None
