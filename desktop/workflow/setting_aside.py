"""Setting arrivals aside by hand: something about them is in doubt, and a person says what."""

from typing import Final

from desktop.ids import ArrivalId
from desktop.records.arrival import Quarantine
from desktop.records.image import ImageState, advance
from desktop.records.outcome import Outcome, Topic
from desktop.records.reason import check_reason
from desktop.records.role import Act, Domain
from desktop.vault import arrivals, object_keys
from desktop.vault.audit import Event
from desktop.workflow.session import Session, only

ASIDE_REASON: Final = "aside_reason"
"""The fact under which a person's own words are sealed with an arrival."""


def set_aside(
    session: Session, arrival_ids: tuple[str, ...], reason: str
) -> Outcome[tuple[ArrivalId, ...]]:
    """Set arrivals aside until somebody takes them back or rejects them, all of them or none.

    Whose they were is kept in the audit alone; unfinished redactions stay. The reason is sealed
    with each, so that whoever decides later reads it.

    Raises:
        NotPermittedError: This role may not, or does not hold the inbox key.
        UnknownRecordError: ``no_such_arrival``; also where none is named.
        RecordInvalidError: ``reason``: none was given, or it is too long or cannot be shown.
        WrongStateError: One is filed, rejected, or set aside already.
    """
    session.require(Act.SET_ASIDE, subject=only(arrival_ids), keys=(Domain.INBOX,))
    check_reason(reason)
    with session.vault.change() as tx:
        rows = arrivals.several(tx, arrival_ids)
        for row in rows:
            advance(row.state, to=ImageState.QUARANTINED)
            object_keys.key_of(tx, row.object_id)  # whoever could not open it does not judge it
        for row in rows:
            arrivals.set_aside(tx, row, Quarantine.BY_HAND)
            known = {k: fact for k, fact in (row.facts or {}).items() if k != "declaration"}
            arrivals.set_facts(tx, row.id, known | {ASIDE_REASON: reason})
            body = {
                "reason": reason,
                "was": row.state.value,
                "patient": row.patient_id or "",
                "consent": row.consent_id or "",
            }
            bound = arrivals.giving_binding(row.id, None, None)
            tx.audit(Event(act=Act.SET_ASIDE.value, subject=row.id, binding=bound, body=body))
    return Outcome(value=tuple(row.id for row in rows), changed=frozenset({Topic.INBOX}))
