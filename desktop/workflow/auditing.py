"""Reading the audit trail, and exporting it so that anybody can verify it.

A trail grows for years, so it is read in pieces: the entry that says that it was read is written
first, and between two pieces others have their turn.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from desktop.records.audit_line import AuditLine
from desktop.records.problem import Report
from desktop.records.role import Act, Domain
from desktop.share.audit_csv import audit_csv
from desktop.share.save import check_destination, save_copy
from desktop.vault import audit, trail
from desktop.vault.audit import Entry, Event
from desktop.wording import Language
from desktop.workflow.pace import at_once_on
from desktop.workflow.session import Session

PIECE: Final = 200
"""Entries of one piece: to open them takes about 25 ms."""

Pause = Callable[[], object]
"""Called between two pieces, so that others have their turn."""


def read_audit(
    session: Session,
    *,
    subject: str = "",
    before: int = 0,
    most: int = 0,
    pause: Pause = at_once_on,
) -> tuple[AuditLine, ...]:
    """Return the trail in order, all of it or what happened to one subject.

    An entry about several subjects (a page of small pictures) happened to each of them.

    Args:
        session: Who reads.
        subject: Only what happened to this.
        before: Only entries below this number, to go on with what was begun; 0 begins.
        most: So many of the newest of them, or a few more; fewer are all there are. 0 for all.
        pause: Lets others have their turn.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
        TamperedError: An entry is not as it was signed.
    """
    session.require(Act.READ_AUDIT, keys=(Domain.GOVERNANCE,))
    newest = before
    if not before or session.reading != subject:
        newest = _note_reading(session, subject)
    found: list[AuditLine] = []
    for line in _newest_first(session, subject, before or newest + 1, pause):
        found.append(line)
        if most and len(found) >= most:
            break
    return tuple(found[::-1])


def _note_reading(session: Session, subject: str) -> int:
    """Write that the trail is read, before any of it is; what is read on belongs to that entry.

    Returns:
        The newest number before.
    """
    with session.vault.change() as tx:
        lines, _ = audit.last(tx.connection)
        tx.audit(Event(act=Act.READ_AUDIT.value, body={"subject": subject, "lines": lines}))
    session.reading = subject
    return lines


def _newest_first(session: Session, subject: str, before: int, pause: Pause) -> Iterator[AuditLine]:
    names = {str(s.person.user_id): s.person.name for s in session.vault.header.people}
    while True:
        with session.vault.reading() as tx:
            piece = audit.entries_before(tx.connection, before=before, most=PIECE)
            lines = [_line(session, entry, names) for entry in piece if _may_be(entry, subject)]
        yield from (line for line in lines if not subject or _is_about(line, subject))
        if len(piece) < PIECE:
            return
        before = piece[-1].seq
        pause()


def _may_be(entry: Entry, subject: str) -> bool:
    """Return whether an entry can be about a subject: only one about several has none itself."""
    return not subject or entry.facts["subject"] in ("", subject)


def _is_about(line: AuditLine, subject: str) -> bool:
    return subject in (line.subject, *line.body.get("subjects", ()))


def _line(session: Session, entry: Entry, names: dict[str, str]) -> AuditLine:
    facts = entry.facts
    _, body = audit.open_body(entry, session.vault.ring)
    return AuditLine(
        seq=entry.seq,
        at=facts["at"],
        user=facts["user"],
        name=names.get(facts["user"], facts["user"]),
        act=facts["act"],
        subject=facts["subject"],
        body=body,
    )


def export_audit(session: Session, to: Path) -> Path:
    """Write the whole trail to a file that ``trail.verify_file`` checks without the vault.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
        DestinationRefusedError: Something is there already, or it cannot be written.
    """
    session.require(Act.EXPORT_AUDIT, keys=(Domain.GOVERNANCE,))
    check_destination(to, vault=session.vault.folder)
    with session.vault.change() as tx:
        tx.audit(Event(act=Act.EXPORT_AUDIT.value, body={"form": "trail"}))
        data = trail.export(session.vault, tx)
    session.vault.mark_head()
    save_copy(data, to)
    return to


def export_audit_csv(
    session: Session,
    to: Path,
    *,
    numbers: tuple[int, ...] = (),
    language: Language = Language.EN,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    pause: Pause = at_once_on,
) -> int:
    """Write entries as a table for a spreadsheet; it proves nothing, ``export_audit`` does.

    Args:
        session: Who saves.
        to: A file that is not there yet.
        numbers: The entries as somebody filtered them; none for all.
        language: Of the words for what was done.
        progress: Told how many of how many entries were read.
        cancelled: Asked between pieces whether to stop.
        pause: Lets others have their turn.

    Returns:
        How many entries were written; 0 where somebody said stop, and then there is no file.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
        DestinationRefusedError: Something is there already, or it cannot be written.
        TamperedError: An entry is not as it was signed.
    """
    session.require(Act.EXPORT_AUDIT, keys=(Domain.GOVERNANCE,))
    check_destination(to, vault=session.vault.folder)
    with session.vault.change() as tx:
        newest, _ = audit.last(tx.connection)
        body = {"form": "csv", "lines": len(numbers) or newest}
        tx.audit(Event(act=Act.EXPORT_AUDIT.value, body=body))
    wanted = frozenset(numbers)
    found: list[AuditLine] = []
    for seen, line in enumerate(_newest_first(session, "", newest + 1, pause), start=1):
        if not wanted or line.seq in wanted:
            found.append(line)
        if seen % PIECE == 0:
            if cancelled is not None and cancelled():
                return 0
            if progress is not None:
                progress(seen, newest)
    save_copy(audit_csv(found[::-1], language), to)
    return len(found)


def verify_exported(path: Path) -> tuple[str, Report]:
    """Check an exported trail without any vault; return the vault's identifier and the report.

    Raises:
        DamagedError: The file is not an exported trail.
        VaultMissingError: There is no such file.
    """
    return trail.verify_file(path)
