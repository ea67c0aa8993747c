"""Unfinished redactions: sealed as they stand, so that a lock or a killed process loses no work."""

from desktop.errors import WrongStateError
from desktop.records.draft import Draft
from desktop.records.image import ImageState
from desktop.records.outcome import Nothing, Outcome, Topic
from desktop.records.role import Act, Domain
from desktop.vault import arrivals, drafts
from desktop.vault.audit import Event
from desktop.workflow.session import Session, only

_IN_WORK = frozenset({ImageState.ARRIVED, ImageState.IDENTIFIED})


def keep_draft(session: Session, draft: Draft) -> Outcome[Nothing]:
    """Seal an unfinished redaction in the place of the one that was kept before.

    The draft is the arrival's, whoever began it (``vault.drafts`` says why). It is audited each
    time, by numbers alone.

    Raises:
        NotPermittedError: This role may not, or does not hold the inbox key.
        UnknownRecordError: ``no_such_arrival``.
        WrongStateError: ``not_waiting``: it is filed, rejected or set aside.
        RecordInvalidError: ``draft_too_large``, or ``shape``.
    """
    session.require(Act.KEEP_DRAFT, subject=draft.arrival, keys=(Domain.INBOX,))
    with session.vault.change() as tx:
        row = arrivals.get(tx, draft.arrival)
        if row.state not in _IN_WORK:
            raise WrongStateError("not_waiting", state=row.state.value)
        is_first = drafts.keep(tx, draft)
        body = {
            "marks": len(draft.marks),
            "undecided": len(draft.undecided()),
            "decisions": len(draft.decisions),
        }
        tx.audit(Event(act=Act.KEEP_DRAFT.value, subject=row.id, body=body))
    changed = frozenset({Topic.INBOX}) if is_first else frozenset[Topic]()
    return Outcome(value=Nothing(), changed=changed)


def open_drafts(session: Session, arrival_ids: tuple[str, ...]) -> tuple[Draft, ...]:
    """Return the unfinished redactions of these arrivals; those that have none are left out.

    So is what is kept while a filed image is mended: that needs the keys of mending.

    Raises:
        NotPermittedError: This role may not, or does not hold the inbox key.
        DamagedError: A draft was altered or belongs elsewhere.
        RecordInvalidError: A draft is not of the agreed shape.
    """
    session.require(Act.OPEN_DRAFTS, subject=only(arrival_ids), keys=(Domain.INBOX,))
    with session.vault.change() as tx:
        waiting = {note.arrival for note in drafts.notes(tx)}
        found = tuple(drafts.of_arrivals(tx, (one for one in arrival_ids if one in waiting)))
        body = {"asked": len(arrival_ids), "opened": [draft.arrival for draft in found]}
        tx.audit(Event(act=Act.OPEN_DRAFTS.value, subject=only(arrival_ids), body=body))
    return found
