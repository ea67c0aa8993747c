"""Undo: identified, rejected and set aside images wait for a patient again, all or none."""

import pytest
import sqlalchemy as sa
from support.practice import BORN, CLARE, ETHEL, GWYN, MONA, Practice, filing, fill_card, run_on

from desktop.errors import (
    DecoderCrashedError,
    FileRefusedError,
    RecordInvalidError,
    UnknownRecordError,
    WrongStateError,
)
from desktop.records.image import ImageState
from desktop.records.outcome import Topic
from desktop.vault.audit import Event
from desktop.vault.schema import arrival
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents
from desktop.workflow.emptying import receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.identifying import identify
from desktop.workflow.inbox import list_inbox, reject_arrivals
from desktop.workflow.taking_back import take_back
from desktop.workflow.verifying import verify_vault


@pytest.fixture
def session(working: Practice):
    session = working.sign_in(CLARE)
    yield session
    session.vault.close()


def _by_id(session) -> dict:
    return {one.arrival: one for one in list_inbox(session).waiting}


def _row(session, arrival_id: str) -> sa.Row:
    with session.vault.change() as tx:
        row = tx.connection.execute(sa.select(arrival).where(arrival.c.id == arrival_id)).one()
        tx.audit(Event(act="test", body={}))
    return row


def test_an_identified_image_waits_again_and_may_go_to_another(session):
    identified = next(one.arrival for one in list_inbox(session).waiting if one.patient)
    taken = take_back(session, (identified,), "of somebody else")
    assert (taken.value, taken.changed) == ((identified,), {Topic.INBOX})
    row = _row(session, identified)
    assert row.state == "arrived"
    gone = (row.patient_id, row.consent_id, row.identified_at, row.identified_by)
    assert gone == (None, None, None, None)
    consent = list_consents(session, GWYN)[0].id
    assert identify(
        session, (identified,), patient=GWYN, consent=consent, second=BORN[GWYN]
    ).value.arrivals


def test_a_rejected_image_waits_again_without_its_patient(session):
    identified = next(one.arrival for one in list_inbox(session).waiting if one.patient)
    other = next(one.arrival for one in list_inbox(session).waiting if not one.patient)
    assert reject_arrivals(session, (identified, other), "blurred").value == (identified, other)
    assert not {identified, other} & set(_by_id(session))
    take_back(session, (other, identified), "it is sharp enough")
    waiting = _by_id(session)
    assert {waiting[one].state for one in (identified, other)} == {ImageState.ARRIVED}
    assert {waiting[one].patient for one in (identified, other)} == {None}
    assert verify_vault(session, lambda _done, _all: None).ok


def test_all_or_none(session):
    consent = list_consents(session, ETHEL)[0].id
    waiting = list_inbox(session).waiting
    identified = next(one.arrival for one in waiting if one.patient)
    arrived, to_file = [one.arrival for one in waiting if not one.patient][:2]
    file_image(session, to_file, filing(ETHEL, consent))
    for wrong in (arrived, to_file):
        with pytest.raises(WrongStateError):
            take_back(session, (identified, wrong), "by mistake")
    with pytest.raises(UnknownRecordError):
        take_back(session, (identified, "a-none"), "by mistake")
    with pytest.raises(UnknownRecordError):
        take_back(session, (), "by mistake")
    assert _by_id(session)[identified].state is ImageState.IDENTIFIED


@pytest.mark.parametrize("reason", ["", " \n", "x" * 1001, "\u202e"])
def test_a_reason_is_needed(session, reason):
    identified = next(one.arrival for one in list_inbox(session).waiting if one.patient)
    with pytest.raises(RecordInvalidError):
        take_back(session, (identified,), reason)
    assert _by_id(session)[identified].state is ImageState.IDENTIFIED


def _set_aside(practice: Practice, session) -> str:
    fill_card(practice.card, range(50, 51))
    practice.decoding.failure = DecoderCrashedError()
    set_aside = receive_folder(session, run_on(practice.card)).value.arrived[0]
    practice.decoding.failure = None
    assert set_aside.state is ImageState.QUARANTINED
    return set_aside.arrival


def test_what_was_set_aside_is_examined_again_and_can_be_filed(working, session):
    set_aside = _set_aside(working, session)
    assert "format" not in _by_id(session)[set_aside].facts
    take_back(session, (set_aside,), "try again")
    one = _by_id(session)[set_aside]
    assert (one.state, one.set_aside_because) == (ImageState.ARRIVED, "")
    assert (one.facts["format"], one.facts["width_px"]) == ("jpeg", 96)
    assert one.facts["name"] == "IMG_0050.JPG"
    assert working.decoding.asked[-1] == ("examine", True)
    consent = list_consents(session, ETHEL)[0].id
    assert file_image(session, set_aside, filing(ETHEL, consent)).value.image


@pytest.mark.parametrize("failure", [DecoderCrashedError(), FileRefusedError("damaged")])
def test_what_still_cannot_be_read_stays_aside_and_so_does_all_else(working, session, failure):
    set_aside = _set_aside(working, session)
    identified = next(one.arrival for one in list_inbox(session).waiting if one.patient)
    working.decoding.failure = failure
    with pytest.raises(type(failure)):
        take_back(session, (identified, set_aside), "try again")
    waiting = _by_id(session)
    assert waiting[set_aside].state is ImageState.QUARANTINED
    assert waiting[set_aside].set_aside_because == "decoder_crashed"
    assert waiting[identified].state is ImageState.IDENTIFIED


def test_a_rejected_one_that_nobody_could_read_is_examined_too(working, session):
    set_aside = _set_aside(working, session)
    reject_arrivals(session, (set_aside,), "cannot be read")
    take_back(session, (set_aside,), "try again")
    assert _by_id(session)[set_aside].facts["format"] == "jpeg"


def test_whose_it_was_is_in_the_audit_for_the_manager(working):
    session = working.sign_in(CLARE)
    with session.vault:
        identified = next(one for one in list_inbox(session).waiting if one.patient)
        consent = _row(session, identified.arrival).consent_id
        take_back(session, (identified.arrival,), "wrong person")
    session = working.sign_in(MONA)
    with session.vault:
        lines = read_audit(session, subject=identified.arrival)
    assert lines[-1].act == "take_back"
    assert lines[-1].body == {
        "reason": "wrong person",
        "was": "identified",
        "patient": identified.patient,
        "consent": consent,
        "set_aside": "",
    }
