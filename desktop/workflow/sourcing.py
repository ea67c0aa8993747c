"""Cards and watched folders: what lies on them, and what this workstation does with them.

What stands in a state of a source is about a card and not about a patient, and screens ask for it
at every change. So it is not audited at each asking. Audited are: the first asking of a session, a
card's first look, every comparison with arrivals of the vault, and every change of what is watched.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from desktop.errors import IntakeError, RecordInvalidError
from desktop.intake.entry import Seen
from desktop.intake.heads import Heads
from desktop.intake.reach import Opener
from desktop.intake.source import Source
from desktop.records.intake_report import Refused
from desktop.records.outcome import Outcome, Topic
from desktop.records.role import MAY, Act, Domain
from desktop.records.source_state import CardsNotCleared
from desktop.records.workstation import CardRemoval, WatchedFolder
from desktop.vault import devices, origins
from desktop.vault.audit import Event, binding_of
from desktop.vault.ledger_rows import CLEARED
from desktop.vault.origins import CameAs
from desktop.workflow.card_ledger import confirm_each
from desktop.workflow.pace import BLOCKING, Pace
from desktop.workflow.session import Session

_MOST_REMEMBERED: Final = 2_000
"""Newest arrivals whose names are compared: more than any card of a practice holds."""
_AT_A_TIME: Final = 100
"""Arrivals whose facts are opened in one go, some 0.3 ms each."""
_ZONES: Final = timedelta(hours=26)
"""How far apart the same moment can be written: cards keep local time, of whatever zone."""
_UNCOMPRESSED: Final = (".tif", ".tiff")
"""Kinds of file of which two different ones often have the same size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What lay on a card or in a folder.

    Attributes:
        files: Files that announce a photograph.
        fresh: Of those, how many are not known to be in the vault.
        refused: What is not taken in, and why.
    """

    files: int
    fresh: int
    refused: tuple[Refused, ...]


class Known:
    """What this session knows to be in the vault, without reading it again.

    Exact is only what was taken in during this session, as long as name, size and time are the
    same. The rest is an estimate: an arrival came with this name and this size, and the file is no
    younger than it. Cameras use names again, and then two compressed pictures are hardly ever of
    the same size, so that a file which counts as known is so in all likelihood; but whether it is,
    only reading it tells, and taking in always reads.
    """

    def __init__(self) -> None:
        self._taken: set[tuple[bytes, int, int]] = set()
        self._came: dict[tuple[str, int], datetime] = {}
        self.is_complete = False

    def add(self, seen: Seen) -> None:
        """Remember a file that was taken in or compared with its copy just now."""
        self._taken.add((seen.raw, seen.size_bytes, seen.mtime_ns))

    def add_arrival(self, came: CameAs) -> None:
        """Remember as what an arrival came."""
        at = datetime.fromisoformat(came.received_at)
        known = self._came.get((came.name, came.size_bytes))
        self._came[came.name, came.size_bytes] = max(at, known or at)

    def has(self, seen: Seen) -> bool:
        """Return whether a file is in the vault, as far as is known."""
        if (seen.raw, seen.size_bytes, seen.mtime_ns) in self._taken:
            return True
        came = self._came.get((seen.relative_name, seen.size_bytes))
        if came is None or seen.relative_name.lower().endswith(_UNCOMPRESSED):
            return False
        return _moment(seen.mtime_ns) <= came + _ZONES


def _moment(mtime_ns: int) -> datetime:
    try:
        return datetime.fromtimestamp(mtime_ns / 1e9, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)


def recall(session: Session, known: Known, *, pace: Pace = BLOCKING) -> None:
    """Have ``known`` remember as what the newest arrivals came; nothing without the inbox key.

    Others have their turn in between; each piece is one audit entry.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.LIST_SOURCES)
    reads = session.vault.ring.holds(Domain.INBOX)
    for skip in range(0, _MOST_REMEMBERED if reads else 0, _AT_A_TIME):
        with session.vault.change() as tx:
            came = origins.came_as(tx, skip=skip, most=_AT_A_TIME)
            tx.audit(Event(act=Act.LIST_SOURCES.value, body={"compared": len(came)}))
        for one in came:
            known.add_arrival(one)
        if len(came) < _AT_A_TIME:
            break
        pace.pause(0)
    known.is_complete = True


def look_at_source(
    session: Session,
    folder: Path,
    known: Known | None = None,
    *,
    heads: Heads | None = None,
    pace: Pace = BLOCKING,
    source_of: Opener | None = None,
) -> Look:
    """Return what lies on a card or in a folder, taking nothing in.

    The first bytes of each file say whether it announces a photograph; videos and everything else
    are among the refused. How many are ``fresh`` is exact only as far as ``Known`` says; without
    ``known`` every photograph is.

    Args:
        session: Who looks.
        folder: The card or folder.
        known: What is in the vault already.
        heads: Spares opening files that were looked at before.
        pace: How the card is waited for.
        source_of: Opens something else than a folder; None for ``folder``.

    Raises:
        NotPermittedError: This role may not.
        SourceGoneError: It is not there.
        IntakeError: ``too_many_entries``.
    """
    session.require(Act.LIST_SOURCES)
    known = known or Known()
    opener: Opener = source_of or (lambda: Source(folder))

    def look() -> tuple[tuple[Seen, ...], tuple[tuple[str, str], ...]]:
        with opener() as source:
            listing = (heads or Heads()).look(source)
        turned = tuple((one.relative_name, one.reason.value) for one in listing.refused)
        return listing.seen, turned

    seen, turned = pace.aside(look)
    names = Act.RECEIVE_IMAGES in MAY[session.role]
    return Look(
        files=len(seen),
        fresh=sum(not known.has(one) for one in seen),
        refused=tuple(
            Refused(file=name if names else "", reason=reason) for name, reason in turned
        ),
    )


def note_card(session: Session, look: Look) -> None:
    """Write to the audit that a card was put in, by what lies on it in numbers.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.LIST_SOURCES)
    body = {
        "files": look.files,
        "fresh": look.fresh,
        "refused": dict(Counter(one.reason for one in look.refused)),
    }
    with session.vault.change() as tx:
        tx.audit(Event(act=Act.LIST_SOURCES.value, body=body))


def note_listing(session: Session, *, sources: int) -> None:
    """Return only if this role may see the sources, and write that it asked to the audit.

    Raises:
        NotPermittedError: It may not.
    """
    session.require(Act.LIST_SOURCES)
    with session.vault.change() as tx:
        tx.audit(Event(act=Act.LIST_SOURCES.value, body={"sources": sources}))


def begin_watching(
    session: Session,
    wanted: WatchedFolder,
    watched: tuple[WatchedFolder, ...],
    *,
    pace: Pace = BLOCKING,
) -> WatchedFolder:
    """Return the folder as it is to be watched from now on; the caller keeps and watches it.

    Args:
        session: Who wants it.
        wanted: The folder as it was chosen.
        watched: What is watched already; the same folder may be given other settings.
        pace: How the folder is waited for.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_device``: the device that it names is not in the register.
        SourceGoneError: It is not there, or is no folder that can be read.
        IntakeError: ``too_wide``: everything of this computer or of a person lies in it;
            ``overlaps``: the vault or a watched folder lies in it, or it in them.
    """
    session.require(Act.WATCH_FOLDER)
    vault = session.vault.folder
    place = pace.aside(lambda: _watchable(wanted.path, vault, watched))
    kept = replace(wanted, path=place)
    body = {"folder": str(place), "origin": kept.origin.value, "removal": kept.removal.value}
    body |= {"device": kept.device} if kept.device else {}
    with session.vault.change() as tx:
        if kept.device:
            devices.get(tx, kept.device)
        tx.audit(Event(act=Act.WATCH_FOLDER.value, body=body))
    return kept


def _watchable(folder: Path, vault: Path, watched: tuple[WatchedFolder, ...]) -> Path:
    place = folder.resolve()
    with Source(place):  # it can be opened
        home = Path.home().resolve()
    if home.is_relative_to(place) or place == Path(place.anchor):
        raise IntakeError("too_wide")
    others = (vault.resolve(), *(one.path for one in watched if one.path != place))
    if any(place.is_relative_to(one) or one.is_relative_to(place) for one in others):
        raise IntakeError("overlaps")
    return place


def end_watching(session: Session, folder: Path) -> None:
    """Write to the audit that a folder is no longer watched; the caller stops watching it.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.WATCH_FOLDER)
    with session.vault.change() as tx:
        tx.audit(Event(act=Act.WATCH_FOLDER.value, body={"folder": str(folder), "watched": False}))


def set_card_removal(session: Session, policy: CardRemoval) -> None:
    """Write to the audit what becomes of files on cards from now on; the caller keeps it.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.WATCH_FOLDER)
    with session.vault.change() as tx:
        tx.audit(Event(act=Act.WATCH_FOLDER.value, body={"card_removal": policy.value}))


def not_cleared(session: Session) -> CardsNotCleared:
    """Return what the vault knows of files that were to be removed and are not; no card is asked.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.LIST_SOURCES)
    with session.vault.change() as tx:
        failed, oldest = origins.not_cleared(tx)
        tx.audit(Event(act=Act.LIST_SOURCES.value, body={"not_cleared": failed}))
    return CardsNotCleared(failed=failed, oldest_at=oldest)


def confirm_cleared(session: Session, reason: str) -> Outcome[int]:
    """Record that a person saw to the cards which could not be emptied; return how many files.

    A card may have been formatted in the camera, or be lost: then nobody else can say so.

    Raises:
        NotPermittedError: This role may not.
        RecordInvalidError: ``reason``: none was given.
    """
    session.require(Act.RECEIVE_IMAGES)
    if not reason.strip():
        raise RecordInvalidError("reason")
    with session.vault.change() as tx:
        found = confirm_each(tx)
        body = {"reason": reason, "arrivals": found}
        tx.audit(Event(act=CLEARED, binding=binding_of("cleared", *found), body=body))
    return Outcome(value=len(found), changed=frozenset({Topic.INBOX, Topic.SOURCES}))
