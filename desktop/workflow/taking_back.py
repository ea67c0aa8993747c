"""Undo: what was given to a patient, turned away or set aside waits for a patient again."""

from collections.abc import Mapping
from typing import Any

from desktop.errors import WrongStateError
from desktop.ids import ArrivalId
from desktop.memory import SealedMemory
from desktop.records.device_match import OF_DEVICE
from desktop.records.image import ImageState, advance
from desktop.records.outcome import Outcome, Topic
from desktop.records.reason import check_reason
from desktop.records.role import Act, Domain
from desktop.vault import arrivals, object_keys
from desktop.vault.arrivals import ArrivalRow
from desktop.vault.audit import Event
from desktop.vault.transaction import Transaction
from desktop.workflow.judging import judge_device
from desktop.workflow.sealing import facts_of_picture
from desktop.workflow.session import Session, only

_A_PICTURE = "format"
"""The fact that only a decoder can have told: without it a file was never seen to decode."""


def take_back(
    session: Session, arrival_ids: tuple[str, ...], reason: str
) -> Outcome[tuple[ArrivalId, ...]]:
    """Let arrivals wait for a patient again, all of them or none.

    Whose they were is kept in the audit alone. Unfinished redactions stay: they are about the
    photograph, whoever is on it. What no decoder could finish with is given to a fresh one again,
    and stays aside if that fails too: nothing waits for a patient that nobody could look at. What
    it then says of its device can hold it still.

    Raises:
        NotPermittedError: This role may not, or does not hold the inbox key.
        UnknownRecordError: ``no_such_arrival``; also where none is named.
        RecordInvalidError: ``reason``: none was given, or it is too long or cannot be shown.
        WrongStateError: One is filed, destroyed, or waits for a patient already;
            ``held_for_device``: whoever decides about devices has to let it in.
        DecoderError: A decoder could still not finish with one that was set aside.
        FileRefusedError: One that was set aside is no whole image.
        DamagedError: A sealed file is missing or altered.
    """
    session.require(Act.TAKE_BACK, subject=only(arrival_ids), keys=(Domain.INBOX,))
    check_reason(reason)
    with session.vault.change() as tx:
        rows = arrivals.several(tx, arrival_ids)
        for row in rows:
            advance(row.state, to=ImageState.ARRIVED)
            if row.state is ImageState.QUARANTINED and row.set_aside_because in OF_DEVICE:
                raise WrongStateError("held_for_device", state=row.state.value)
        unseen = {row.id: object_keys.key_of(tx, row.object_id) for row in rows if _unseen(row)}
        body = {"arrivals": len(rows), "examined_again": len(unseen)}
        tx.audit(Event(act="taking_back_begun", subject=only(arrival_ids), body=body))
    facts = {row.id: _examined(session, row, unseen[row.id]) for row in rows if row.id in unseen}
    with session.vault.change() as tx:
        for row in rows:
            held = _judged(session, tx, row, facts.get(row.id))
            if held:
                arrivals.hold(tx, row, held)
            else:
                arrivals.take_back(tx, row)
            bound = arrivals.giving_binding(row.id, None, None)
            was = _was(row, reason) | ({"held": held} if held else {})
            tx.audit(Event(act=Act.TAKE_BACK.value, subject=row.id, binding=bound, body=was))
    return Outcome(value=tuple(row.id for row in rows), changed=frozenset({Topic.INBOX}))


def _judged(
    session: Session, tx: Transaction, row: ArrivalRow, facts: Mapping[str, Any] | None
) -> str:
    """Keep the facts of what was examined again, and return why it is held for its device."""
    if facts is None:
        return ""
    arrivals.set_facts(tx, row.id, facts)
    return judge_device(tx, facts, origin=row.origin, on=session.today()).set_aside


def _was(row: ArrivalRow, reason: str) -> dict[str, str]:
    return {
        "reason": reason,
        "was": row.state.value,
        "patient": row.patient_id or "",
        "consent": row.consent_id or "",
        "set_aside": row.set_aside_because,
    }


def _unseen(row: ArrivalRow) -> bool:
    return row.facts is not None and _A_PICTURE not in row.facts


def _examined(session: Session, row: ArrivalRow, key: bytes) -> Mapping[str, Any]:
    """Return the facts of an arrival that a decoder can finish with now."""
    pieces = session.vault.objects.read(row.object_id, key, sha256_plain=row.sha256)
    with SealedMemory.from_chunks(pieces) as memory:
        examined = session.decoding.examine(memory, fresh=True)
    known = {name: fact for name, fact in (row.facts or {}).items() if name != "declaration"}
    return known | facts_of_picture(examined, mtime_ns=0, now=session.clock.now())
