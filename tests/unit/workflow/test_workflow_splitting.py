"""Splitting a series: an image and what was taken after it become a series of their own."""

import os
from datetime import UTC, datetime

import pytest
from support.practice import (
    BORN,
    CLARE,
    ETHEL,
    MONA,
    PATIENTS,
    Practice,
    agreed,
    filing,
    fill_card,
    run_on,
)

from desktop.errors import UnknownRecordError, WrongStateError
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import record_consent
from desktop.workflow.emptying import receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.identifying import identify
from desktop.workflow.inbox import list_inbox, reject_arrivals
from desktop.workflow.patients import import_patients
from desktop.workflow.splitting import split_series


@pytest.fixture
def session(staffed: Practice):
    """One series of five by the files' own times; in the card's order but for the last two."""
    session = staffed.sign_in(CLARE)
    fill_card(staffed.card, range(5))
    begun = datetime(2026, 3, 2, 8, 0, tzinfo=UTC).timestamp()
    minutes = (0, 1, 2, 4, 3)
    for path, minute in zip(sorted(staffed.card.iterdir()), minutes, strict=True):
        os.utime(path, (begun + 60 * minute, begun + 60 * minute))
    import_patients(session, PATIENTS)
    receive_folder(session, run_on(staffed.card))
    yield session
    session.vault.close()


def _named(session) -> dict[str, tuple[str, str]]:
    return {
        one.facts["name"][4:8]: (one.arrival, one.series) for one in list_inbox(session).waiting
    }


def test_what_was_taken_from_there_on_is_a_series_of_its_own(session):
    before = _named(session)
    assert len({series for _, series in before.values()}) == 1
    split = split_series(session, before["0004"][0])
    after = _named(session)
    assert split.value not in {series for _, series in before.values()}
    assert {name for name, (_, series) in after.items() if series == split.value} == {
        "0003",
        "0004",
    }
    assert {after[name][1] for name in ("0000", "0001", "0002")} == {before["0000"][1]}


def test_splitting_again_parts_the_later_half_only(session):
    arrivals = _named(session)
    first = split_series(session, arrivals["0002"][0]).value
    second = split_series(session, arrivals["0003"][0]).value
    series = {name: of for name, (_, of) in _named(session).items()}
    assert series["0000"] == series["0001"]
    assert series["0002"] == series["0004"] == first
    assert series["0003"] == second
    assert len(set(series.values())) == 3


def test_splitting_at_the_beginning_changes_nothing(session):
    before = _named(session)
    split = split_series(session, before["0000"][0])
    assert (split.value, split.changed) == (before["0000"][1], frozenset())
    assert _named(session) == before


def test_what_does_not_wait_is_not_moved_and_not_asked(session):
    before = _named(session)
    consent = record_consent(session, ETHEL, agreed()).value.id
    reject_arrivals(session, (before["0000"][0],), "blurred")
    file_image(session, before["0003"][0], filing(ETHEL, consent))
    identify(session, (before["0004"][0],), patient=ETHEL, consent=consent, second=BORN[ETHEL])
    for name in ("0000", "0003"):
        with pytest.raises(WrongStateError):
            split_series(session, before[name][0])
    split = split_series(session, before["0002"][0]).value
    series = {name: of for name, (_, of) in _named(session).items()}
    assert series == {"0001": before["0001"][1], "0002": split, "0004": split}
    with pytest.raises(UnknownRecordError):
        split_series(session, "a-none")


def test_it_is_audited(staffed, session):
    arrival, series = _named(session)["0003"]
    new = split_series(session, arrival).value
    session.vault.close()
    manager = staffed.sign_in(MONA)
    with manager.vault:
        line = read_audit(manager, subject=arrival)[-1]
    assert (line.act, line.body) == ("split_series", {"from": series, "to": new, "moved": 1})
