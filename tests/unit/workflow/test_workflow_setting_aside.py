"""Setting aside by hand: with a reason that is read later, all of them or none, and back again."""

import pytest
from support.practice import CLARE, ETHEL, MONA, Practice, filing

from desktop.errors import RecordInvalidError, UnknownRecordError, WrongStateError
from desktop.records.image import ImageState
from desktop.records.outcome import Topic
from desktop.vault.rows import giving_problems
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox, reject_arrivals
from desktop.workflow.setting_aside import set_aside
from desktop.workflow.taking_back import take_back
from desktop.workflow.verifying import verify_vault


@pytest.fixture
def session(working: Practice):
    session = working.sign_in(CLARE)
    yield session
    session.vault.close()


def _waiting(session) -> dict:
    return {one.arrival: one for one in list_inbox(session).waiting}


def test_it_waits_aside_with_its_reason_and_belongs_to_nobody(working, session):
    known = _waiting(session)
    given = next(one.arrival for one in known.values() if one.patient)
    free = next(one.arrival for one in known.values() if not one.patient)
    done = set_aside(session, (given, free), "two people look alike")
    assert (done.value, done.changed) == ((given, free), {Topic.INBOX})
    for arrival in (given, free):
        one = _waiting(session)[arrival]
        assert (one.state, one.set_aside_because) == (ImageState.QUARANTINED, "by_hand")
        assert one.patient is None
        assert one.facts is not None
        assert one.facts["aside_reason"] == "two people look alike"
        assert one.facts["name"] == known[arrival].facts["name"], "the other facts stay"
    with session.vault.reading() as tx:
        assert giving_problems(tx.connection) == []
    assert verify_vault(session, lambda _done, _all: None).ok
    session.vault.close()
    manager = working.sign_in(MONA)
    with manager.vault:
        line = next(one for one in read_audit(manager) if one.act == "set_aside")
    assert line.body["patient"] == known[given].patient
    assert line.body["reason"] == "two people look alike"


def test_it_comes_back_and_can_be_rejected(session):
    first, second = (one.arrival for one in list(_waiting(session).values())[-2:])
    set_aside(session, (first, second), "whose?")
    take_back(session, (first,), "the doubt is settled")
    assert _waiting(session)[first].state is ImageState.ARRIVED
    reject_arrivals(session, (second,), "not clinical")
    assert second not in _waiting(session)


def test_all_of_them_or_none_and_only_what_waits(session):
    known = _waiting(session)
    given = next(one.arrival for one in known.values() if one.patient)
    free = next(one.arrival for one in known.values() if not one.patient)
    consent = list_consents(session, ETHEL)[0].id
    file_image(session, given, filing(ETHEL, consent))
    with pytest.raises(WrongStateError):
        set_aside(session, (free, given), "late doubt")
    assert _waiting(session)[free].state is ImageState.ARRIVED
    set_aside(session, (free,), "doubt")
    with pytest.raises(WrongStateError):
        set_aside(session, (free,), "doubt again")
    with pytest.raises(RecordInvalidError):
        set_aside(session, (free,), "  ")
    with pytest.raises(UnknownRecordError):
        set_aside(session, (), "nothing")
