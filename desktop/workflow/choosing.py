"""Looking at what lies on a card before anything is taken in: names, dates, small pictures.

What is shown comes from the card itself, through a decoder, and is kept nowhere. Looking is
audited as other looks are, a page of small pictures as one entry; by how many and not by name,
because nothing of it is anybody's record yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from desktop.errors import (
    DecoderCrashedError,
    DecoderError,
    FileRefusedError,
    ImageUnreadableError,
    SourceChangedError,
    UsageError,
)
from desktop.intake.entry import Listing, Seen
from desktop.intake.heads import Heads
from desktop.intake.preview import HEAD_BYTES
from desktop.intake.reach import AnyFile, AnySource, Opener
from desktop.memory import SealedMemory
from desktop.records.contents import Contents, Lying, file_key
from desktop.records.intake_report import Refused
from desktop.records.raster import Pyramid
from desktop.records.role import MAY, Act
from desktop.records.thumb import Thumb
from desktop.vault.audit import Event
from desktop.workflow.pace import BLOCKING, Pace
from desktop.workflow.picture_cache import Kept
from desktop.workflow.picturing import LONGEST_SMALL_PX, MOST_ON_A_PAGE, Page
from desktop.workflow.sealing import NO_DECODER
from desktop.workflow.session import Session
from desktop.workflow.sourcing import Known

_JPEG: Final = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a look into a source found.

    Attributes:
        contents: For the window.
        seen: The same files by their keys, for whoever opens them.
    """

    contents: Contents
    seen: Mapping[str, Seen]


def look_into(
    session: Session,
    source_of: Opener,
    known: Known,
    *,
    heads: Heads | None = None,
    pace: Pace = BLOCKING,
) -> Opened:
    """Return what lies on a source, file by file, taking nothing in.

    Names are empty for a role that may not take images in.

    Args:
        session: Who looks.
        source_of: Opens the card or folder.
        known: What is in the vault already, as far as is known.
        heads: Spares opening files that were looked at before.
        pace: How the card is waited for.

    Raises:
        NotPermittedError: This role may not.
        SourceGoneError: It is not there.
        IntakeError: ``too_many_entries``.
    """
    session.require(Act.LIST_SOURCES)
    names = Act.RECEIVE_IMAGES in MAY[session.role]

    def look() -> Listing:
        with source_of() as source:
            return (heads or Heads()).look(source)

    listing = pace.aside(look)
    body = {"looked_into": len(listing.seen), "refused": len(listing.refused)}
    with session.vault.change() as tx:
        tx.audit(Event(act=Act.LIST_SOURCES.value, body=body))
    return Opened(
        contents=Contents(
            files=tuple(_lying(one, known, names=names) for one in listing.seen),
            refused=tuple(
                Refused(file=one.relative_name if names else "", reason=one.reason.value)
                for one in listing.refused
            ),
        ),
        seen={file_key(one.raw): one for one in listing.seen},
    )


def _lying(seen: Seen, known: Known, *, names: bool) -> Lying:
    return Lying(
        key=file_key(seen.raw),
        name=seen.relative_name if names else "",
        size_bytes=seen.size_bytes,
        changed_at=_moment(seen.mtime_ns),
        known=known.has(seen),
    )


def _moment(mtime_ns: int) -> str:
    try:
        return datetime.fromtimestamp(mtime_ns // 1_000_000_000, UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return ""


def leaf_through(
    session: Session,
    source_of: Opener,
    files: Mapping[str, Seen | None],
    *,
    longest_px: int,
    fresh: bool,
    pace: Pace = BLOCKING,
) -> tuple[tuple[Thumb, ...], SealedMemory]:
    """Return small pictures of files on a source, in one block; nothing is taken in or kept.

    The small copy that the camera put into the head of a file is enough; where there is none the
    file is read and decoded at a reduced size. One that cannot be shown says why.

    Args:
        session: Who looks.
        source_of: Opens the card or folder.
        files: By key, as ``look_into`` found them; None for one that is not there any more.
        longest_px: The longer side, 1 to ``LONGEST_SMALL_PX``.
        fresh: Whether each takes a decoder that has seen nothing.
        pace: How the card is waited for.

    Returns:
        One for each file in the same order, and the block, which the caller closes.

    Raises:
        NotPermittedError: This role may not: who only brings images in does not look.
        UsageError: Too many, none, or too large.
        SourceGoneError: The source is not there.
        DecoderCrashedError: ``start``: no decoder starts on this computer.
    """
    session.require(Act.VIEW_CARD)
    if not 1 <= len(files) <= MOST_ON_A_PAGE or not 1 <= longest_px <= LONGEST_SMALL_PX:
        raise UsageError
    with session.vault.change() as tx:
        body = {"opened": "on a card, small", "pictures": len(files)}
        tx.audit(Event(act=Act.VIEW_CARD.value, body=body))
    page = Page()
    with pace.aside(source_of) as source:
        look = _Look(session, source, longest_px=longest_px, fresh=fresh, pace=pace)
        for key, seen in files.items():
            page.add(key, look.at(seen))
    return page.finished()


class _Look:
    """How the files of one page are looked at.

    Args:
        session: Who looks; its decoders do.
        source: Where they lie.
        longest_px: How large.
        fresh: Whether each takes a decoder of its own.
        pace: How the card is waited for.
    """

    def __init__(
        self, session: Session, source: AnySource, *, longest_px: int, fresh: bool, pace: Pace
    ) -> None:
        self._decoding = session.decoding
        self._source = source
        self._longest_px = longest_px
        self._fresh = fresh
        self._aside = pace.aside

    def at(self, seen: Seen | None) -> Kept | str:
        """Return a small picture, or the code of why there is none."""
        if seen is None:
            return SourceChangedError.code
        try:
            with self._aside(lambda: self._source.open(seen.raw, expected=seen.identity)) as opened:
                pyramid, block = self._of(opened)
        except (FileRefusedError, SourceChangedError, DecoderError, ImageUnreadableError) as error:
            if isinstance(error, DecoderCrashedError) and error.reason == NO_DECODER:
                raise
            return error.code
        with block:
            return Kept(pyramid=pyramid, pixels=block.read())

    def _of(self, opened: AnyFile) -> tuple[Pyramid, SealedMemory]:
        head = self._aside(lambda: opened.read_head(HEAD_BYTES))
        if head.startswith(_JPEG):
            try:
                with SealedMemory.from_bytes(head) as memory:
                    return self._decoding.preview(
                        memory, longest_px=self._longest_px, fresh=self._fresh
                    )
            except ImageUnreadableError:
                pass  # the picture itself is decoded instead
        with self._aside(lambda: SealedMemory.from_chunks(opened.read_chunks())) as whole:
            return self._decoding.render(whole, longest_px=self._longest_px, fresh=self._fresh)
