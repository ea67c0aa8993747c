"""A look at a card without taking in: how many, how many are new, what stays, and what is noted."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from support.practice import CLARE, MONA, NIA, RHYS, Practice, run_on
from support.sources import film, make_card

from desktop.errors import RecordInvalidError, SourceGoneError
from desktop.intake.entry import Seen
from desktop.intake.heads import Heads
from desktop.records.outcome import Topic
from desktop.records.removal import Removal
from desktop.records.role import Role
from desktop.vault.audit import Event
from desktop.vault.origins import CameAs
from desktop.vault.schema import arrival
from desktop.workflow import receiving
from desktop.workflow.auditing import read_audit
from desktop.workflow.emptying import receive_folder
from desktop.workflow.pace import Pace
from desktop.workflow.session import Session
from desktop.workflow.sourcing import (
    Known,
    confirm_cleared,
    look_at_source,
    not_cleared,
    note_card,
    recall,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def card(tmp_path: Path) -> Path:
    return make_card(tmp_path / "card", range(3))


@pytest.fixture
def session(staffed: Practice):
    session = staffed.sign_in(CLARE)
    yield session
    session.vault.close()


def seen(name: str = "IMG_0001.JPG", *, size: int = 1000, at: datetime = NOON) -> Seen:
    return Seen(
        relative_name=name,
        raw=name.encode(),
        size_bytes=size,
        mtime_ns=int(at.timestamp() * 1e9),
        inode=1,
        device=1,
    )


def came(name: str = "IMG_0001.JPG", *, size: int = 1000, at: datetime = NOON) -> CameAs:
    return CameAs(name=name, size_bytes=size, received_at=at.isoformat())


# ---------------------------------------------------------------------------------- what is known


def test_what_was_taken_in_is_known_while_it_is_the_same() -> None:
    known = Known()
    known.add(seen())
    assert known.has(seen())
    assert not known.has(seen(size=1001))
    assert not known.has(seen(at=NOON + timedelta(seconds=2)))
    assert not known.has(seen("IMG_0002.JPG"))


def test_an_arrival_of_that_name_and_size_counts_unless_the_file_is_younger() -> None:
    known = Known()
    known.add_arrival(came())
    assert known.has(seen(at=NOON - timedelta(days=300)))
    assert known.has(seen(at=NOON + timedelta(hours=14)))  # a card's time is local
    assert not known.has(seen(at=NOON + timedelta(days=3)))
    assert not known.has(seen(size=999))
    known.add_arrival(came(at=NOON + timedelta(days=3)))
    known.add_arrival(came(at=NOON - timedelta(days=90)))
    assert known.has(seen(at=NOON + timedelta(days=3)))


def test_files_that_are_all_of_one_size_are_not_known_by_it() -> None:
    known = Known()
    known.add_arrival(came("SCAN0001.TIF"))
    assert not known.has(seen("SCAN0001.TIF"))
    known.add(seen("SCAN0001.TIF"))
    assert known.has(seen("SCAN0001.TIF"))


def test_a_time_that_no_calendar_has_is_no_error() -> None:
    known = Known()
    known.add_arrival(came())
    for mtime_ns in (-(10**30), 10**30):
        strange = Seen(
            relative_name="IMG_0001.JPG",
            raw=b"IMG_0001.JPG",
            size_bytes=1000,
            mtime_ns=mtime_ns,
            inode=1,
            device=1,
        )
        assert not known.has(strange)


# ---------------------------------------------------------------------------------------- looking


def test_a_look_counts_and_takes_nothing_in(session: Session, card: Path) -> None:
    film(card / "DCIM" / "MVI_0001.MP4")
    (card / "DCIM" / "EMPTY.JPG").write_bytes(b"")
    (card / "DCIM" / "LINK.JPG").symlink_to(card / "DCIM" / "100DIOGL" / "IMG_0000.JPG")
    before = sorted(card.rglob("*"))
    look = look_at_source(session, card)
    assert (look.files, look.fresh) == (3, 3)
    assert {one.file: one.reason for one in look.refused} == {
        "DCIM/MVI_0001.MP4": "video_not_handled",
        "DCIM/EMPTY.JPG": "empty",
        "DCIM/LINK.JPG": "link",
    }
    assert sorted(card.rglob("*")) == before
    with session.vault.change() as tx:
        assert tx.connection.scalar(sa.select(sa.func.count()).select_from(arrival)) == 0
        tx.audit(Event(act="test", body={}))


@pytest.mark.parametrize(("who", "fresh"), [(CLARE, 1), (NIA, 1), (RHYS, 4)])
def test_arrivals_of_earlier_days_are_recalled_by_whoever_holds_the_key(
    staffed: Practice, card: Path, who: str, fresh: int
) -> None:
    session = staffed.sign_in(CLARE)
    with session.vault:
        assert len(receive_folder(session, run_on(card)).value.arrived) == 3
    make_card(card, range(3, 4))
    session = staffed.sign_in(who)
    with session.vault:
        known = Known()
        recall(session, known)
        assert known.is_complete
        look = look_at_source(session, card, known, heads=Heads())
    assert (look.files, look.fresh) == (4, fresh)


def test_recalling_lets_others_have_their_turn_and_stops_at_what_a_card_can_hold(
    session: Session, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.workflow.sourcing._AT_A_TIME", 2)
    monkeypatch.setattr("desktop.workflow.sourcing._MOST_REMEMBERED", 4)
    make_card(card, range(5))
    receive_folder(session, run_on(card))
    turns: list[float] = []
    known = Known()
    recall(session, known, pace=Pace(pause=turns.append))
    assert turns == [0, 0]
    assert look_at_source(session, card, known).fresh == 1


def test_a_card_that_is_not_there_is_said(session: Session, tmp_path: Path) -> None:
    with pytest.raises(SourceGoneError):
        look_at_source(session, tmp_path / "missing")


@pytest.mark.parametrize(("role", "names"), [(Role.RECEPTIONIST, True), (Role.MANAGER, False)])
def test_names_are_for_those_who_may_take_in(
    staffed: Practice, card: Path, role: Role, names: bool
) -> None:
    film(card / "MVI_SMITH.MP4")
    session = staffed.as_role(role)
    with session.vault:
        look = look_at_source(session, card)
        note_card(session, look)
    assert [one.file for one in look.refused] == (["MVI_SMITH.MP4"] if names else [""])
    session = staffed.sign_in(MONA)
    with session.vault:
        line = next(line for line in read_audit(session) if line.act == "list_sources")
    assert line.body == {"files": 3, "fresh": 3, "refused": {"video_not_handled": 1}}


# ------------------------------------------------------------------------------------- not cleared


def test_what_could_not_be_removed_counts_and_what_was_not_asked_does_not(
    session: Session, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = make_card(card.with_name("kept"), range(10, 12))
    receive_folder(session, run_on(kept))
    assert not_cleared(session).failed == 0

    def read_only(*_args: object, **_options: object) -> None:
        raise OSError(30, "read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr("desktop.intake._posix.remove", read_only)
        report = receive_folder(session, run_on(card, removal=Removal.VERIFIED)).value
    assert len(report.arrived) == 3
    found = not_cleared(session)
    assert found.failed == 3
    with session.vault.change() as tx:
        query = sa.select(sa.func.min(arrival.c.received_at)).where(
            arrival.c.source_removed == "read_only"
        )
        assert found.oldest_at == tx.connection.scalar(query)
        tx.audit(Event(act="test", body={}))
    receive_folder(session, run_on(card, removal=Removal.VERIFIED))
    assert not_cleared(session).failed == 0
    assert [path for path in card.rglob("*") if path.is_file()] == []


def test_a_person_says_that_a_card_was_cleared_otherwise_and_why(
    staffed: Practice, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = staffed.sign_in(RHYS)
    with session.vault:
        with monkeypatch.context() as patched:
            patched.setattr(os, "unlink", _not_permitted)
            receive_folder(session, run_on(card, removal=Removal.VERIFIED))
        with pytest.raises(RecordInvalidError) as refused:
            confirm_cleared(session, "  ")
        assert refused.value.reason == "reason"
        assert not_cleared(session).failed == 3
        done = confirm_cleared(session, "formatted in the camera")
        assert (done.value, done.changed) == (3, frozenset({Topic.INBOX, Topic.SOURCES}))
        assert confirm_cleared(session, "again").value == 0
        assert not_cleared(session).failed == 0
    session = staffed.sign_in(MONA)
    with session.vault:
        lines = [line for line in read_audit(session) if line.act == "cleared_confirmed"]
    whole = [line for line in lines if not line.subject]
    assert whole[0].body["reason"] == "formatted in the camera"
    assert len(whole[0].body["arrivals"]) == 3
    each = [line.subject for line in lines if line.subject]
    assert sorted(each) == sorted(whole[0].body["arrivals"]), "each is said to be so by itself"


def _not_permitted(path: object, **_options: int) -> None:
    raise OSError(1, "operation not permitted")


def test_two_runs_that_meet_the_same_photograph_take_it_in_once(
    session: Session, card: Path, staffed: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one is sealing, the other has its turn and is first."""
    honest = receiving.seal
    begun: list[int] = []

    def seal(*args):
        if not begun:
            begun.append(1)
            assert len(receive_folder(session, run_on(card)).value.arrived) == 3
        return honest(*args)

    monkeypatch.setattr(receiving, "seal", seal)
    report = receive_folder(session, run_on(card, removal=Removal.VERIFIED)).value
    assert (len(report.arrived), len(report.duplicates)) == (0, 3)
    assert all(one.copy_matches and one.source_removed for one in report.duplicates)
    objects = [path for path in (staffed.vault / "objects").rglob("*") if path.is_file()]
    assert len(objects) == 3
