"""Unfinished redactions: the arrival's and not a person's, and gone with the wait."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from support.practice import BORN, CLARE, ETHEL, MONA, NIA, RHYS, Practice, filing

from desktop.errors import DamagedError, KeyMissingError, RecordInvalidError, WrongStateError
from desktop.records.draft import Draft, Jotted
from desktop.records.gate import Decision, Feature, Verdict
from desktop.records.outcome import Topic
from desktop.records.region import Region
from desktop.vault import drafts
from desktop.vault.audit import Event
from desktop.vault.schema import draft as table
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents
from desktop.workflow.drafting import keep_draft, open_drafts
from desktop.workflow.filing import file_image
from desktop.workflow.identifying import identify
from desktop.workflow.inbox import list_inbox, reject_arrivals
from desktop.workflow.taking_back import take_back


@pytest.fixture
def session(working: Practice):
    session = working.sign_in(CLARE)
    yield session
    session.vault.close()


def _waiting(session) -> list[str]:
    return [one.arrival for one in list_inbox(session).waiting if one.patient is None]


def _begun(arrival: str) -> Draft:
    draft = Draft(arrival=arrival, width_px=96, height_px=64, seen=True)
    draft = draft.add(Region.rectangle(1, 2, 30, 40), Feature.TATTOO)
    needed = Decision(verdict=Verdict.NEEDED, reason="the rash is on it ")
    return replace(draft, decisions={Feature.FACE: needed}, jotted=Jotted(site="forearm"))


def _rows(session) -> list[str]:
    with session.vault.change() as tx:
        found = list(tx.connection.scalars(sa.select(table.c.arrival_id)))
        tx.audit(Event(act="test", body={}))
    return found


def test_a_draft_outlives_its_session_and_is_the_next_persons_too(working):
    session = working.sign_in(NIA)
    with session.vault:
        arrival = _waiting(session)[0]
        kept = keep_draft(session, _begun(arrival))
        assert kept.changed == {Topic.INBOX}
    session = working.sign_in(CLARE)
    with session.vault:
        assert open_drafts(session, (arrival,)) == (_begun(arrival),)
        inbox = list_inbox(session)
        assert inbox.drafts == (arrival,)
        assert [(one.arrival, one.name) for one in inbox.begun] == [(arrival, "Nia Test")]
        later = replace(_begun(arrival), looked=True)
        assert keep_draft(session, later).changed == frozenset()
        assert open_drafts(session, (arrival,)) == (later,)
        assert [one.name for one in list_inbox(session).begun] == ["Clare Test"]
        assert _rows(session) == [arrival]


def test_drafts_come_in_the_order_asked_and_those_without_are_left_out(session):
    first, second, third = _waiting(session)
    for arrival in (first, third):
        keep_draft(session, _begun(arrival))
    found = open_drafts(session, (third, "a-none", second, first, third))
    assert [draft.arrival for draft in found] == [third, first]
    assert open_drafts(session, ()) == ()


def test_a_draft_goes_when_its_arrival_is_filed(session):
    consent = list_consents(session, ETHEL)[0].id
    arrival, other = _waiting(session)[:2]
    keep_draft(session, _begun(arrival))
    keep_draft(session, _begun(other))
    file_image(session, arrival, filing(ETHEL, consent))
    assert _rows(session) == [other]
    with pytest.raises(WrongStateError):
        keep_draft(session, _begun(arrival))


def test_a_draft_goes_when_its_arrival_is_rejected_and_stays_when_nothing_is(session):
    arrival, other = _waiting(session)[:2]
    for one in (arrival, other):
        keep_draft(session, _begun(one))
    consent = list_consents(session, ETHEL)[0].id
    file_image(session, _waiting(session)[2], filing(ETHEL, consent))
    filed = next(one for one in _all(session) if one not in _all_waiting(session))
    with pytest.raises(WrongStateError):
        reject_arrivals(session, (arrival, filed), "blurred")
    assert set(_rows(session)) == {arrival, other}
    reject_arrivals(session, (arrival,), "blurred")
    assert _rows(session) == [other]
    assert list_inbox(session).drafts == (other,)
    with pytest.raises(WrongStateError):
        keep_draft(session, _begun(arrival))


def _all(session) -> list[str]:
    from desktop.vault.schema import arrival

    with session.vault.change() as tx:
        found = list(tx.connection.scalars(sa.select(arrival.c.id)))
        tx.audit(Event(act="test", body={}))
    return found


def _all_waiting(session) -> set[str]:
    return {one.arrival for one in list_inbox(session).waiting}


def test_a_draft_stays_whoever_the_photograph_is_of(session):
    arrival = _waiting(session)[0]
    keep_draft(session, _begun(arrival))
    identify(
        session,
        (arrival,),
        patient=ETHEL,
        consent=list_consents(session, ETHEL)[0].id,
        second=BORN[ETHEL],
    )
    take_back(session, (arrival,), "wrong person")
    assert open_drafts(session, (arrival,)) == (_begun(arrival),)


def test_a_draft_that_is_too_large_is_refused_and_the_one_before_stays(session, monkeypatch):
    arrival = _waiting(session)[0]
    keep_draft(session, _begun(arrival))
    monkeypatch.setattr(drafts, "MOST_BYTES", 100)
    with pytest.raises(RecordInvalidError) as refused:
        keep_draft(session, replace(_begun(arrival), looked=True))
    assert refused.value.reason == "draft_too_large"
    assert open_drafts(session, (arrival,)) == (_begun(arrival),)


def test_a_body_in_another_row_opens_nothing(session):
    arrival, other = _waiting(session)[:2]
    for one in (arrival, other):
        keep_draft(session, _begun(one))
    with session.vault.change() as tx:
        query = sa.select(table.c.body_sealed).where(table.c.arrival_id == other)
        body = tx.connection.scalar(query)
        tx.connection.execute(
            sa.update(table).where(table.c.arrival_id == arrival).values(body_sealed=body)
        )
        tx.audit(Event(act="test", body={}))
    with pytest.raises(DamagedError):
        open_drafts(session, (arrival,))


def test_who_has_no_inbox_key_learns_of_no_draft(working):
    session = working.sign_in(CLARE)
    with session.vault:
        arrival = _waiting(session)[0]
        keep_draft(session, _begun(arrival))
    for name in (RHYS, MONA):
        session = working.sign_in(name)
        with session.vault as vault:
            inbox = list_inbox(session)
            assert (inbox.drafts, inbox.begun) == ((), ())
            with vault.change() as tx:
                with pytest.raises(KeyMissingError):
                    drafts.of_arrivals(tx, [arrival])
                tx.audit(Event(act="test", body={}))


def test_keeping_is_audited_by_numbers_alone(working):
    session = working.sign_in(CLARE)
    with session.vault:
        arrival = _waiting(session)[0]
        keep_draft(session, _begun(arrival))
        open_drafts(session, (arrival,))
    session = working.sign_in(MONA)
    with session.vault:
        lines = {line.act: line.body for line in read_audit(session, subject=arrival)}
    assert lines["keep_draft"] == {"marks": 1, "undecided": 0, "decisions": 1}
    assert lines["open_drafts"] == {"asked": 1, "opened": [arrival]}
