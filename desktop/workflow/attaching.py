"""Attaching images that a patient sent or brought: the front desk's way in.

What is attached is sealed to keys that the front desk does not hold: it can put an image in for a
patient, with what it declares, and see that it arrived; it cannot look at it again.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from desktop.errors import DecoderCrashedError, VaultError
from desktop.ids import new_consent_id
from desktop.records.attached import AttachedFile, AttachedImage, AttachedState, Picked
from desktop.records.consent import Consent, ExplanationPoint, How, Use, check_consent
from desktop.records.declaration import Declaration
from desktop.records.explanation import current_version
from desktop.records.image import ImageState
from desktop.records.lawful_basis import default_basis
from desktop.records.outcome import Outcome, Topic
from desktop.records.patient import Patient
from desktop.records.role import Act
from desktop.vault import declarations, patients
from desktop.vault.audit import Event
from desktop.vault.declarations import Declared
from desktop.workflow.front_desk import FrontDesk, not_reached
from desktop.workflow.identifying import confirmed
from desktop.workflow.pace import BLOCKING, Pace
from desktop.workflow.patients import named_patient
from desktop.workflow.session import Session

_STOPS: Final = (VaultError, DecoderCrashedError)
"""What ends a run: the next file would fare no better."""


def attach(
    session: Session,
    files: Sequence[Path | Picked],
    patient: str,
    declaration: Declaration,
    *,
    second: str,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    pace: Pace = BLOCKING,
) -> Outcome[tuple[AttachedFile, ...]]:
    """Seal files into the inbox for a patient, under a consent made of what is declared.

    The files stay where they are.

    Args:
        session: Who is at work.
        files: What was chosen, files and pictures of saved messages; together they are one series.
        patient: NHS number or identifier of ours.
        declaration: How they came, and what the patient asked and was told.
        second: Their date of birth, or their NHS number or its last four digits, as typed: nobody
            here can look, so nothing is attached on one identifier.
        progress: Told how many of how many files are done.
        cancelled: Asked before each file whether to stop.
        pace: How reading and sealing are waited for.

    Returns:
        What became of each file, in the order of ``files``. An error that stops the run once
        something was attached is told as the reason of the files that are ``pending``.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: No such patient.
        WrongPatientError: ``second`` is not theirs (``second_identifier``), or is a twin's as well
            (``second_shared``); nothing was attached.
        RecordInvalidError: The declaration does not amount to a consent; nothing was attached.
        VaultError: The vault can take nothing; nothing was attached.
        DecoderCrashedError: ``start``: no decoder can be started; nothing was attached.
    """
    session.require(Act.ATTACH_IMAGES)
    with session.vault.change() as tx:
        person = named_patient(tx, patient)
        by = confirmed(tx, patient, second, today=session.today())
        consent = _consent(session, person, declaration)
        body = {"files": len(files), "came": declaration.came.value, "confirmed": by.value}
        tx.audit(Event(act="attaching_begun", subject=person.id, body=body))
    desk = FrontDesk(session, consent, declaration, by=by, pace=pace)
    done: list[AttachedFile] = []
    why = ""
    wanted = [one if isinstance(one, Picked) else Picked(path=one) for one in files]
    for file in wanted:
        progress(len(done), len(files))
        if cancelled():
            break
        try:
            done.append(desk.take(file))
        except _STOPS as error:
            if not desk.has_attached:
                raise
            why = error.code
            break
    progress(len(done), len(files))
    left = (not_reached(file, why) for file in wanted[len(done) :])
    changed = frozenset({Topic.INBOX, Topic.RECORD}) if desk.has_attached else frozenset[Topic]()
    return Outcome(value=(*done, *left), changed=changed)


def _consent(session: Session, person: Patient, declaration: Declaration) -> Consent:
    """Return the consent that a declaration amounts to, for care alone.

    It is recorded as spoken and noted, whichever way the images came: what is known is what the
    front desk notes, and a message that somebody sent is no signature. That they were told is told
    of all five points, which are the practice's notice.

    Raises:
        RecordInvalidError: A rule of consent is broken, or of age and capacity.
    """
    at = session.clock.now()
    consent = Consent(
        id=new_consent_id(),
        patient_id=person.id,
        given_at=at,
        recorded_by=session.user,
        how=How.VERBAL,
        capacity=declaration.capacity,
        giver_name=declaration.giver_name,
        relationship=declaration.relationship,
        explained=frozenset(ExplanationPoint),
        uses=frozenset({Use.CARE}),
        basis=default_basis(),
        text_version=current_version(),
        valid_from=at.date(),
    )
    check_consent(consent, born=person.date_of_birth)
    return consent


def attached_today(session: Session) -> tuple[AttachedImage, ...]:
    """Return what the signed-in person attached today, newest first: that it came, no more.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.LIST_ATTACHED)
    since, until = session.day()
    with session.vault.change() as tx:
        rows = declarations.of_user(tx, session.user, since=since, until=until)
        known = patients.several(tx, {row.patient_id for row in rows})
        tx.audit(Event(act=Act.LIST_ATTACHED.value, body={"attached": len(rows)}))
    people = {person.id: person for person in known}
    return tuple(
        AttachedImage(
            arrival=row.arrival_id,
            patient=people[row.patient_id],
            at=row.declared_at,
            state=_state(row),
        )
        for row in rows
    )


def _state(row: Declared) -> AttachedState:
    """Return how far an image is in the only words that the front desk is told.

    Taken back, rejected and cleared are one: what clinical staff decided is theirs to tell.
    """
    if row.state in {ImageState.FILED, ImageState.HELD}:
        return AttachedState.FILED
    untouched = row.state in {ImageState.IDENTIFIED, ImageState.QUARANTINED}
    return AttachedState.ARRIVED if untouched and not row.has_draft else AttachedState.IN_HAND
