"""What waits, in numbers and by name, as each role may see it."""

from datetime import UTC, datetime

import pytest
from support.practice import (
    CLARE,
    ETHEL,
    MONA,
    NIA,
    RHYS,
    Practice,
    Ticking,
    filing,
)

from desktop.errors import RecordInvalidError, UnknownRecordError, WrongStateError
from desktop.records.image import ImageState
from desktop.records.role import Role
from desktop.workflow.consenting import list_consents
from desktop.workflow.counting import count_images
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox, reject_arrivals


@pytest.fixture
def session(working: Practice):
    session = working.sign_in(CLARE)
    yield session
    session.vault.close()


def test_the_inbox_names_the_patients_of_what_waits_and_no_other(session):
    inbox = list_inbox(session)
    assert [one.family_name for one in inbox.patients] == ["Canary"]
    assert inbox.tally.waiting == len(inbox.waiting) == 4
    assert (inbox.tally.unidentified, inbox.tally.identified) == (3, 1)
    assert inbox.tally.oldest_waiting_at == inbox.waiting[0].received_at


@pytest.mark.parametrize("name", [RHYS, MONA])
def test_who_has_no_work_in_the_inbox_learns_of_nobody(working, name):
    session = working.sign_in(name)
    with session.vault:
        inbox = list_inbox(session)
    assert inbox.patients == ()
    assert {one.facts for one in inbox.waiting} == {None}
    assert inbox.tally.received == 4


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_count_and_counts_the_same(working, role):
    session = working.as_role(role)
    with session.vault:
        tally = count_images(session)
    assert (tally.received, tally.accounted_for, tally.waiting) == (4, 4, 4)


def test_the_day_is_the_practices(working):
    """Received on 2 March; on the evening of the 3rd it is not of today any more."""
    session = working.sign_in(NIA)
    with session.vault:
        assert count_images(session).received_today == 4
    working.clock = Ticking(datetime(2026, 3, 3, 20, 0, tzinfo=UTC))
    session = working.sign_in(CLARE)
    with session.vault:
        consent = list_consents(session, ETHEL)[0].id
        first = next(one.arrival for one in list_inbox(session).waiting if one.patient)
        file_image(session, first, filing(ETHEL, consent))
        tally = count_images(session)
    assert (tally.received_today, tally.filed_today) == (0, 1)
    assert (tally.received, tally.filed, tally.waiting) == (4, 1, 3)


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland", "America/Los_Angeles"])
def test_a_day_begins_at_the_practices_midnight(working, monkeypatch, zone):
    import time
    from zoneinfo import ZoneInfo

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        working.clock = Ticking(datetime(2026, 6, 1, 22, 59, 58, tzinfo=UTC))
        session = working.sign_in(NIA)
        with session.vault:
            now = datetime(2026, 6, 1, 23, 0, tzinfo=UTC).astimezone(ZoneInfo(zone))
            since, until = (datetime.fromisoformat(moment) for moment in session.day())
            assert since.astimezone(ZoneInfo(zone)).strftime("%H:%M") == "00:00"
            assert (until - since).total_seconds() == 24 * 3600
            assert since.astimezone(ZoneInfo(zone)).date() == session.today()
            assert abs((now.date() - session.today()).days) <= 1
    finally:
        monkeypatch.undo()
        time.tzset()


def test_several_are_rejected_all_or_none(session):
    first, second, third = [one.arrival for one in list_inbox(session).waiting][:3]
    with pytest.raises(UnknownRecordError):
        reject_arrivals(session, (first, "a-none"), "blurred")
    with pytest.raises(UnknownRecordError):
        reject_arrivals(session, (), "blurred")
    for reason in ("", "  ", "x" * 1001, "\x07"):
        with pytest.raises(RecordInvalidError):
            reject_arrivals(session, (first,), reason)
    assert reject_arrivals(session, (first, second, first), "blurred").value == (first, second)
    with pytest.raises(WrongStateError):
        reject_arrivals(session, (third, second), "blurred")
    waiting = {one.arrival: one.state for one in list_inbox(session).waiting}
    assert first not in waiting
    assert waiting[third] is ImageState.ARRIVED
    assert count_images(session).rejected == 2
