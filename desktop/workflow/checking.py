"""Checking the whole audit trail, and accepting that it differs from a head after a restore."""

from collections.abc import Callable, Iterator
from typing import Final

from desktop.errors import DamagedError, TamperedError
from desktop.records.outcome import Outcome
from desktop.records.problem import Problem
from desktop.records.reason import check_reason
from desktop.records.role import Act, Domain
from desktop.records.trail_check import TrailCheck
from desktop.vault import audit
from desktop.vault.audit import Event
from desktop.vault.comparing import (
    TRAIL_ACCEPTED,
    accepted_binding,
    accepted_in,
    contested,
    head_problems,
    keep_checked,
)
from desktop.vault.ledger_rows import ledger_problems
from desktop.vault.rows import (
    arrival_problems,
    consent_problems,
    filing_problems,
    giving_problems,
    patient_problems,
)
from desktop.vault.trail_mark import Mark, forget
from desktop.vault.transaction import Transaction
from desktop.vault.walk import Walk, links
from desktop.workflow.auditing import Pause
from desktop.workflow.pace import at_once_on
from desktop.workflow.session import Session

_PIECE: Final = 200
"""Entries of one piece: to check and open them takes about 50 ms."""
_ROWS: Final = (
    filing_problems,
    consent_problems,
    giving_problems,
    arrival_problems,
    patient_problems,
    ledger_problems,
)


def check_trail(
    session: Session,
    *,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    pause: Pause = at_once_on,
) -> TrailCheck:
    """Check every entry of the trail, every head, and every row that an entry is bound to.

    Others have their turn between two pieces; what they write meanwhile is not looked at. Where
    everything holds, the next sign-in of the same person need not check those signatures again.

    Args:
        session: Who checks.
        progress: Told how many of how many entries are done.
        cancelled: Asked between pieces whether to stop.
        pause: Lets others have their turn.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
    """
    session.require(Act.CHECK_TRAIL, keys=(Domain.GOVERNANCE,))
    vault = session.vault
    heads = vault.look_at_heads()
    with vault.reading() as tx:
        newest, _ = audit.last(tx.connection)
    walk = Walk(vault.header, wanted=frozenset(head.seq for head in heads.found))
    bodies: list[Problem] = []
    is_whole = False
    for done in _walked(session, walk, newest, bodies):
        progress(done, newest)
        is_whole = done >= newest
        if not is_whole and cancelled():
            break
        pause()
    problems = [*walk.problems, *bodies]
    if is_whole:
        with vault.reading() as tx:
            accepted = accepted_in(vault.header, tx.connection)
        problems += head_problems(vault.header, heads, walk.hashes, accepted)
        problems += _row_problems(session, pause)
    found = TrailCheck(
        entries=walk.taken, heads=len(heads.found), is_whole=is_whole, problems=tuple(problems)
    )
    _note(session, found)
    if is_whole and walk.ok:
        keep_checked(vault, Mark(seq=walk.seq, hash=walk.hash))
    return found


def _walked(session: Session, walk: Walk, newest: int, bodies: list[Problem]) -> Iterator[int]:
    """Take the trail in pieces up to number ``newest``; yield how many entries are done."""
    done = 0
    while done < newest:
        with session.vault.reading() as tx:
            rows = list(links(tx.connection, after=done, most=_PIECE))
            rows = [row for row in rows if row.seq <= newest]
            walk.take_all(rows)
            bodies += _body_problems(session, tx, after=done, before=newest + 1)
        done = rows[-1].seq if rows else newest
        yield done


def _body_problems(session: Session, tx: Transaction, *, after: int, before: int) -> list[Problem]:
    """Return the entries of a piece whose content does not open, or is not what was signed."""
    found = []
    for seq, head, sealed in audit.sealed_bodies(tx.connection, after=after, most=_PIECE):
        if seq >= before:
            break
        try:
            audit.open_sealed(session.vault.ring, seq, head, sealed)
        except (TamperedError, DamagedError):
            found.append(Problem(what="audit_body", where=str(seq)))
    return found


def _row_problems(session: Session, pause: Pause) -> list[Problem]:
    found: list[Problem] = []
    for compare in _ROWS:
        pause()
        with session.vault.reading() as tx:
            found += compare(tx.connection)
    return found


def _note(session: Session, found: TrailCheck) -> None:
    kinds = sorted({problem.what for problem in found.problems})
    body = {"checked": found.entries, "problems": len(found.problems), "kinds": kinds}
    with session.vault.change() as tx:
        body |= {"whole": found.is_whole}
        tx.audit(Event(act=Act.CHECK_TRAIL.value, body=body))


def accept_trail(session: Session, reason: str) -> Outcome[int]:
    """Record why the trail may differ from the heads that it does not fit now: a backup came back.

    Each of them is accepted by an entry of its own, signed, with the reason; from then on it is no
    problem. A head that comes to light later is one again.

    Returns:
        How many heads were accepted.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
        RecordInvalidError: ``reason``: none was given, or it is too long or cannot be shown.
    """
    session.require(Act.CHECK_TRAIL, keys=(Domain.GOVERNANCE,))
    check_reason(reason)
    with session.vault.change() as tx:
        heads = contested(session.vault, tx)
        for head in heads:
            bound = accepted_binding(head.seq, head.hash)
            body = {"reason": reason, "seq": head.seq, "by": head.user, "at": head.at}
            tx.audit(Event(act=TRAIL_ACCEPTED, binding=bound, body=body))
        body = {"reason": reason, "heads": len(heads)}
        tx.audit(Event(act=TRAIL_ACCEPTED, body=body))
    forget(session.vault.outside, session.vault.header.vault_id)
    return Outcome(value=len(heads), changed=frozenset())
