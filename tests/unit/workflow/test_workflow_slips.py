"""Slips through the workflow: made, photographed, proposed, and never given by themselves."""

from collections import Counter

import pytest
from support.practice import (
    BORN,
    CLARE,
    ETHEL,
    GWYN,
    MONA,
    NIA,
    PATIENTS,
    RHYS,
    Practice,
    agreed,
    run_on,
)
from support.slip_days import camera_of, slip_for

from desktop.errors import (
    NotPermittedError,
    RecordInvalidError,
    UnknownRecordError,
    WrongPatientError,
    WrongStateError,
)
from desktop.records.image import ImageState
from desktop.records.slip_token import is_token
from desktop.vault import arrivals
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import record_consent
from desktop.workflow.emptying import receive_folder
from desktop.workflow.identifying import identify
from desktop.workflow.inbox import list_inbox
from desktop.workflow.patients import find_patients, import_patients
from desktop.workflow.slipping import make_slip, open_slips, slip_page, withdraw_slip
from desktop.workflow.taking_back import take_back
from desktop.workflow.verifying import verify_vault


@pytest.fixture
def session(staffed: Practice):
    session = staffed.sign_in(CLARE)
    import_patients(session, PATIENTS)
    yield session
    session.vault.close()


def _person(session, number: str):
    return find_patients(session, number).patients[0]


def _problems(session) -> list[str]:
    verified = verify_vault(session, progress=lambda _done, _total: None)
    return sorted({problem.what for problem in verified.problems})


def _trail(practice: Practice):
    manager = practice.sign_in(MONA)
    lines = read_audit(manager)
    manager.vault.close()
    return lines


def _standing(session) -> dict[str, str]:
    """Return by file whose each waiting photograph is proposed to be, or why it is aside."""
    inbox = list_inbox(session)
    names = {one.id: one.nhs_number for one in inbox.patients}
    return {
        one.facts["name"].rpartition("/")[2]: (
            names[one.proposed] if one.proposed else one.set_aside_because or "plain"
        )
        for one in inbox.waiting
    }


def test_photographs_after_a_slip_are_proposed_and_the_slip_is_put_away(staffed, session) -> None:
    camera = camera_of(staffed)
    slip = slip_for(session, ETHEL)
    camera.slip(slip)
    camera.patient(patients=2)
    report = receive_folder(session, run_on(staffed.card)).value
    assert (report.slips.slips, report.slips.proposed, report.slips.patients) == (1, 2, 1)
    assert Counter(one.state for one in report.arrived) == {
        ImageState.REJECTED: 1,
        ImageState.ARRIVED: 2,
    }
    assert _standing(session) == {"IMG_0002.JPG": ETHEL, "IMG_0003.JPG": ETHEL}
    waiting = list_inbox(session).waiting
    assert {one.slip for one in waiting} == {slip.code}
    assert len({one.series for one in waiting}) == 1
    assert _problems(session) == []


def test_two_people_taken_within_a_minute_are_two_series(staffed, session) -> None:
    camera = camera_of(staffed)
    for number in (ETHEL, GWYN):
        camera.slip(slip_for(session, number))
        camera.patient(patients=2)
    receive_folder(session, run_on(staffed.card))
    assert Counter(_standing(session).values()) == {ETHEL: 2, GWYN: 2}
    series = {one.proposed: one.series for one in list_inbox(session).waiting}
    assert len(set(series.values())) == 2


def test_a_slip_is_made_by_those_who_photograph_and_says_nothing_of_anybody(
    staffed, session
) -> None:
    slip = slip_for(session, ETHEL)
    page = slip_page(session, slip)
    said = " ".join(text.words for text in page.texts) + page.title
    for secret in ("Canary", "CANARY", "Ethel", ETHEL, "1945", slip.patient.id, slip.id):
        assert secret not in said
    assert slip.code in said
    assert not is_token(slip.code)
    with pytest.raises(RecordInvalidError):
        make_slip(session, ETHEL, hours=0)
    with pytest.raises(UnknownRecordError):
        make_slip(session, "9990000034", hours=4)
    session.vault.close()
    for name in (MONA, RHYS):
        other = staffed.sign_in(name)
        with pytest.raises(NotPermittedError):
            make_slip(other, ETHEL, hours=4)
        other.vault.close()


def test_token_is_nowhere_in_the_catalogue(staffed, session) -> None:
    from support.slip_days import square_picture

    from desktop.redact.detect.slips import find_slips

    slip = slip_for(session, ETHEL)
    (token,) = find_slips(square_picture(slip.squares))
    with session.vault.change() as tx:
        rows = tx.connection.exec_driver_sql("SELECT * FROM slip").all()
        bodies = tx.connection.exec_driver_sql("SELECT head FROM audit_entry").all()
        tx.audited = True
    assert token not in repr(rows)
    assert token not in repr(bodies)
    session.vault.close()
    assert token not in repr(_trail(staffed))


def test_slip_that_was_withdrawn_is_not_missed_and_not_believed(staffed, session) -> None:
    camera = camera_of(staffed)
    kept, other = slip_for(session, ETHEL), slip_for(session, GWYN)
    assert {one.id for one in open_slips(session)} == {kept.id, other.id}
    camera.slip(kept)
    camera.patient()
    receive_folder(session, run_on(staffed.card))
    assert _standing(session) == {"IMG_0002.JPG": "mixed_slip_missing"}
    withdraw_slip(session, other.id)
    assert open_slips(session) == ()
    with pytest.raises(WrongStateError):
        withdraw_slip(session, other.id)
    with pytest.raises(WrongStateError):
        withdraw_slip(session, kept.id)
    receive_folder(session, run_on(staffed.card))
    assert _standing(session) == {"IMG_0002.JPG": ETHEL}
    camera.slip(other)
    camera.patient()
    receive_folder(session, run_on(staffed.card))
    assert _standing(session)["IMG_0004.JPG"] == "mixed_withdrawn_slip"


def test_the_same_card_twice_is_the_same_series(staffed, session) -> None:
    camera = camera_of(staffed)
    camera.slip(slip_for(session, ETHEL))
    camera.patient()
    receive_folder(session, run_on(staffed.card))
    before = list_inbox(session).waiting
    session.vault.close()
    again = staffed.sign_in(CLARE)
    report = receive_folder(again, run_on(staffed.card)).value
    assert (len(report.arrived), len(report.duplicates)) == (0, 2)
    assert list_inbox(again).waiting == before
    camera.patient()
    receive_folder(again, run_on(staffed.card))
    assert _standing(again) == {"IMG_0002.JPG": ETHEL, "IMG_0003.JPG": ETHEL}
    again.vault.close()


def test_a_slip_photographed_again_on_another_card_is_used(staffed, session) -> None:
    slip = slip_for(session, ETHEL)
    camera = camera_of(staffed)
    camera.slip(slip)
    camera.patient()
    receive_folder(session, run_on(staffed.card))
    other = camera_of(staffed, card=staffed.root / "other", seed=5000, number=5)
    other.slip(slip)
    other.patient()
    receive_folder(session, run_on(other.card))
    assert sorted(_standing(session).values()) == [ETHEL, "mixed_used_slip", "mixed_used_slip"]


def test_what_a_person_decided_stays_as_it_is(staffed, session) -> None:
    camera = camera_of(staffed)
    camera.patient()
    camera.slip(slip_for(session, ETHEL))
    camera.patient()
    run = run_on(staffed.card)
    receive_folder(session, run)
    assert _standing(session)["IMG_0001.JPG"] == "mixed_before_slip"
    aside = [one.arrival for one in list_inbox(session).waiting if one.set_aside_because]
    take_back(session, tuple(aside), "it is hers")
    receive_folder(session, run)
    assert _standing(session)["IMG_0001.JPG"] == "plain"


def test_proposal_is_not_giving_and_a_second_identifier_is(staffed, session) -> None:
    camera = camera_of(staffed)
    camera.slip(slip_for(session, ETHEL))
    camera.patient()
    receive_folder(session, run_on(staffed.card))
    (one,) = list_inbox(session).waiting
    assert one.patient is None
    consent = record_consent(session, ETHEL, agreed()).value.id
    ethel = _person(session, ETHEL).id
    for wrong in ("", BORN[GWYN], ETHEL[-3:], "Canary", "Ethel", GWYN, "1945"):
        with pytest.raises(WrongPatientError, match="second_identifier"):
            identify(session, (one.arrival,), patient=ethel, consent=consent, second=wrong)
    with pytest.raises(WrongPatientError, match="second_identifier"):
        identify(session, (one.arrival,), patient=ETHEL, consent=consent, second=ETHEL)
    identify(session, (one.arrival,), patient=ethel, consent=consent, second=ETHEL[-4:])
    given = list_inbox(session).waiting[0]
    assert (given.patient, given.proposed) == (ethel, None)
    take_back(session, (one.arrival,), "wrong")
    assert list_inbox(session).waiting[0].proposed is None
    session.vault.close()
    line = next(line for line in _trail(staffed) if line.act == "identify_image")
    assert line.body["confirmed"] == "nhs_number"
    assert line.body["slip"].startswith("q-")


def test_twin_must_be_told_apart_by_number(staffed, session) -> None:
    twin = (
        b"nhs_number,family_name,given_name,title,date_of_birth,gender\n"
        b"9990000034,Canary,Edith,Mrs,1945-07-14,female\n"
    )
    import_patients(session, twin)
    camera = camera_of(staffed)
    camera.patient()
    receive_folder(session, run_on(staffed.card))
    (one,) = list_inbox(session).waiting
    consent = record_consent(session, ETHEL, agreed()).value.id
    ethel = _person(session, ETHEL).id
    with pytest.raises(WrongPatientError, match="second_shared"):
        identify(session, (one.arrival,), patient=ethel, consent=consent, second=BORN[ETHEL])
    identify(session, (one.arrival,), patient=ethel, consent=consent, second=ETHEL[-4:])


def test_changed_slip_and_changed_proposal_are_found(staffed, session) -> None:
    camera = camera_of(staffed)
    for number in (ETHEL, GWYN):
        camera.slip(slip_for(session, number))
        camera.patient()
    receive_folder(session, run_on(staffed.card))
    gwyn = _person(session, GWYN).id
    with session.vault.change() as tx:
        tx.connection.exec_driver_sql("UPDATE slip SET patient_id = ?", (gwyn,))
        tx.audited = True
    assert "slip" in _problems(session)


def test_nurse_and_front_desk_take_a_card_in_and_slips_are_sorted_for_both(staffed) -> None:
    nurse = staffed.sign_in(NIA)
    import_patients(nurse, PATIENTS)
    camera = camera_of(staffed)
    camera.slip(slip_for(nurse, ETHEL))
    camera.patient()
    nurse.vault.close()
    desk = staffed.sign_in(RHYS)
    report = receive_folder(desk, run_on(staffed.card)).value
    assert report.slips.proposed == 1
    assert {one.proposed for one in list_inbox(desk).waiting} == {None}
    assert list_inbox(desk).patients == ()
    desk.vault.close()
    nurse = staffed.sign_in(NIA)
    assert _standing(nurse) == {"IMG_0002.JPG": ETHEL}
    with nurse.vault.change() as tx:
        states = {row.state for row in arrivals.waiting(tx)}
        tx.audited = True
    assert states == {ImageState.ARRIVED}
    nurse.vault.close()
