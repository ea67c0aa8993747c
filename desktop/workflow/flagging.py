"""What is delicate about an image that is filed or revised, and whether a second one must look."""

from dataclasses import dataclass
from datetime import date, datetime

from desktop.errors import WrongStateError
from desktop.records.flags import Flag, Flags, check_flags, flags_in_force
from desktop.records.image import ImageState
from desktop.records.patient import Patient
from desktop.vault import redaction_policy, second_looks
from desktop.vault.audit import Event
from desktop.vault.images import ImageRow
from desktop.vault.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """What holds, as it is kept with the image.

    Attributes:
        details: For the sealed details of the image.
        needs_look: Whether a second clinician must agree.
    """

    details: dict[str, object]
    needs_look: bool


def flagged(
    tx: Transaction, flags: Flags, patient: Patient, *, taken_at: str, today: date
) -> Flagged:
    """Return what holds of an image, by the patient's date of birth and the practice's policy.

    Raises:
        GateOpenError: ``chaperone_missing``.
        TamperedError: ``policy``.
    """
    taken = datetime.fromisoformat(taken_at).date() if taken_at else None
    held = flags_in_force(flags, patient.date_of_birth, taken=taken, today=today)
    check_flags(flags, held)
    needs_look = redaction_policy.in_force(tx).asks_for_look(held)
    return Flagged(
        details={
            **flags.to_json(),
            "held": [flag.value for flag in Flag if flag in held],
            "second_look": needs_look,
        },
        needs_look=needs_look,
    )


def ask_for_look(tx: Transaction, image_id: str, number: int) -> None:
    """Have an image wait for a second clinician, with the entry that says so."""
    bound = second_looks.ask(tx, image_id, number)
    event = Event(act=second_looks.ASKED, subject=image_id, binding=bound, body={"number": number})
    tx.audit(event)


def check_is_shown(tx: Transaction, row: ImageRow) -> None:
    """Let only the two see an image that waits for a second clinician.

    Raises:
        WrongStateError: ``second_look``.
    """
    waits = row.state is ImageState.AWAITING
    if waits and not second_looks.is_seen_by(tx, row.id, tx.user):
        raise WrongStateError("second_look", state=row.state.value)


def is_shown(tx: Transaction, row: ImageRow) -> bool:
    """Return whether whoever acts may see an image."""
    try:
        check_is_shown(tx, row)
    except WrongStateError:
        return False
    return True
