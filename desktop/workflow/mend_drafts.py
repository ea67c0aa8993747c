"""Unfinished work on the redaction of a filed image, sealed as it stands (ADR 0037)."""

from desktop.records.draft import Draft
from desktop.records.inbox import BegunDraft
from desktop.records.outcome import Nothing, Outcome
from desktop.records.role import Act, Domain
from desktop.vault import drafts
from desktop.vault.audit import Event
from desktop.vault.header import Header
from desktop.vault.images import ImageRow
from desktop.vault.transaction import Transaction
from desktop.workflow.mendable import KEYS, expected
from desktop.workflow.picture_files import original_of
from desktop.workflow.session import Session

KEPT = "revision_kept"


def keep_revision(
    session: Session, image_id: str, *, number: int, draft: Draft
) -> Outcome[Nothing]:
    """Seal unfinished work on a filed image in the place of what was kept before.

    Args:
        session: Who mends.
        image_id: Which image.
        number: How often it had been mended when this was begun.
        draft: The work.

    Raises:
        NotPermittedError: This role may not, or lacks a key.
        UnknownRecordError: ``no_such_image``.
        WrongStateError: ``not_filed``, ``second_look``, or ``revised_meanwhile``: somebody else has
            mended it.
        RecordInvalidError: ``draft_too_large``, or ``shape``.
    """
    keys = (*KEYS, Domain.INBOX)
    session.require(Act.REVISE_IMAGE, subject=image_id, keys=keys)
    with session.vault.change() as tx:
        row = expected(tx, image_id, number)
        original_of(tx, row.id)  # whose key opens no original has nothing of it to keep
        drafts.keep(tx, draft, of=row.arrival_id)
        body = {
            "marks": len(draft.marks),
            "undecided": len(draft.undecided()),
            "decisions": len(draft.decisions),
            "number": number,
        }
        tx.audit(Event(act=KEPT, subject=row.id, body=body))
    return Outcome(value=Nothing(), changed=frozenset())


def kept_revision(
    tx: Transaction, row: ImageRow, header: Header
) -> tuple[Draft | None, BegunDraft | None]:
    """Return what was kept of mending an image, and whose hand was on it last; None for nothing."""
    note = drafts.note_of(tx, row.arrival_id)
    if note is None or not tx.ring.holds(Domain.INBOX):
        return None, None
    (draft,) = drafts.of_arrivals(tx, (row.arrival_id,))
    people = {signed.person.user_id: signed.person for signed in header.people}
    keeper = people.get(note.kept_by)
    name = keeper.full_name if keeper else str(note.kept_by)
    return draft, BegunDraft(arrival=note.arrival, name=name, kept_at=note.kept_at)
