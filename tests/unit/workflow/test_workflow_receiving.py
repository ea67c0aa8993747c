"""Taking in: every file in one list, nothing removed that is not proven, nothing twice."""

import hashlib
import os
from datetime import UTC, datetime
from threading import Event as Signal

import pytest
import sqlalchemy as sa
from support.practice import CLARE, MONA, RHYS, Practice, Ticking, fill_card, photograph, run_on

from desktop.errors import (
    DecoderAnswerError,
    DecoderCrashedError,
    DecoderHungError,
    SourceGoneError,
    VaultFullError,
)
from desktop.records.image import ImageState
from desktop.records.removal import Removal
from desktop.vault.audit import Event
from desktop.vault.schema import arrival
from desktop.workflow.auditing import read_audit
from desktop.workflow.emptying import receive_folder
from desktop.workflow.inbox import list_inbox, reject_arrivals
from desktop.workflow.verifying import verify_vault
from desktop.workflow.watching import Watcher


@pytest.fixture
def session(staffed: Practice):
    session = staffed.sign_in(CLARE)
    yield session
    session.vault.close()


def _receive(session, practice, removal=Removal.VERIFIED):
    return receive_folder(session, run_on(practice.card, removal=removal)).value


def test_a_card_is_emptied_once_everything_is_in(session, staffed):
    taken = fill_card(staffed.card, range(3))
    report = _receive(session, staffed)
    assert [one.file for one in report.arrived] == sorted(taken)
    assert {one.sha256 for one in report.arrived} == {
        hashlib.sha256(data).hexdigest() for data in taken.values()
    }
    assert all(one.source_removed for one in report.arrived)
    assert (report.duplicates, report.refused, report.pending) == ([], [], [])
    assert list(staffed.card.iterdir()) == []


def test_nothing_is_removed_unasked(session, staffed):
    taken = fill_card(staffed.card, range(2))
    report = _receive(session, staffed, Removal.NEVER)
    assert not any(one.source_removed for one in report.arrived)
    assert {path.name: path.read_bytes() for path in staffed.card.iterdir()} == taken


def test_every_file_ends_in_exactly_one_list(session, staffed):
    fill_card(staffed.card, range(2))
    (staffed.card / "again.jpg").write_bytes(photograph(0))
    (staffed.card / "note.txt").write_text("hello")
    (staffed.card / "empty.jpg").write_bytes(b"")
    (staffed.card / "cut.jpg").write_bytes(photograph(7)[:-200])
    (staffed.card / "link.jpg").symlink_to(staffed.card / "IMG_0000.JPG")
    report = _receive(session, staffed)
    refused = {one.file: one.reason for one in report.refused}
    assert refused == {
        "note.txt": "not_an_image",
        "empty.jpg": "empty",
        "cut.jpg": "cut_off",
        "link.jpg": "link",
    }
    assert len(report.arrived) == 2
    assert len(report.duplicates) == 1
    assert {path.name for path in staffed.card.iterdir()} == set(refused)


@pytest.mark.parametrize("name", [CLARE, RHYS])
def test_a_duplicate_is_compared_with_the_vaults_copy_again(staffed, name):
    """With the key by content, without it by the sealed file."""
    session = staffed.sign_in(name)
    with session.vault:
        fill_card(staffed.card, range(1))
        _receive(session, staffed)
        fill_card(staffed.card, range(1))
        report = _receive(session, staffed)
        assert [(one.copy_matches, one.source_removed) for one in report.duplicates] == [
            (True, True)
        ]
        sealed = next((staffed.vault / "objects").glob("*/*"))
        spoilt = bytearray(sealed.read_bytes())
        spoilt[len(spoilt) // 2] ^= 1
        sealed.write_bytes(bytes(spoilt))
        taken = fill_card(staffed.card, range(1))
        report = _receive(session, staffed)
        assert [(one.copy_matches, one.source_removed) for one in report.duplicates] == [
            (False, False)
        ]
        assert (staffed.card / "IMG_0000.JPG").read_bytes() == taken["IMG_0000.JPG"]
        sealed.unlink()
        assert not _receive(session, staffed).duplicates[0].source_removed


def test_what_was_rejected_is_recognised_when_it_comes_again(session, staffed):
    fill_card(staffed.card, range(1))
    first = _receive(session, staffed).arrived[0].arrival
    reject_arrivals(session, (first,), "blurred")
    fill_card(staffed.card, range(1))
    assert _receive(session, staffed).duplicates[0].arrival == first
    assert list_inbox(session).waiting == ()


@pytest.mark.parametrize(
    ("failure", "because"),
    [
        (DecoderCrashedError(), "decoder_crashed"),
        (DecoderHungError(), "decoder_hung"),
        (DecoderAnswerError(), "decoder_answer"),
    ],
)
def test_a_decoder_that_fails_sets_one_file_aside(session, staffed, failure, because):
    fill_card(staffed.card, range(1))
    staffed.decoding.failure = failure
    report = _receive(session, staffed)
    staffed.decoding.failure = None
    assert report.arrived[0].state is ImageState.QUARANTINED
    fill_card(staffed.card, range(1, 2))
    assert _receive(session, staffed).arrived[0].state is ImageState.ARRIVED
    assert list_inbox(session).waiting[0].set_aside_because == because
    assert verify_vault(session, lambda _done, _all: None).ok


def test_a_full_disk_stops_the_run_and_the_report_still_comes(session, staffed, monkeypatch):
    fill_card(staffed.card, range(3))
    honest = session.vault.objects.put
    calls = []

    def put(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise VaultFullError
        return honest(*args, **kwargs)

    monkeypatch.setattr(session.vault.objects, "put", put)
    report = _receive(session, staffed)
    assert isinstance(report.stopped, VaultFullError)
    assert (len(report.arrived), len(report.pending)) == (1, 2)
    monkeypatch.undo()
    assert len(_receive(session, staffed).arrived) == 2


def test_the_report_comes_also_when_its_entry_cannot_be_written(session, staffed, monkeypatch):
    fill_card(staffed.card, range(1))

    def change():
        raise VaultFullError

    def progress(done: int, _all: int) -> None:
        if done == 1:
            monkeypatch.setattr(session.vault, "change", change, raising=False)

    report = receive_folder(session, run_on(staffed.card, progress=progress)).value
    monkeypatch.undo()
    assert len(report.arrived) == 1
    assert isinstance(report.stopped, VaultFullError)


def test_stopping_leaves_the_rest_pending(session, staffed):
    fill_card(staffed.card, range(3))
    stop = Signal()
    run = run_on(staffed.card, progress=lambda done, _all: stop.set() if done == 1 else None)
    object.__setattr__(run, "stop", stop)
    report = receive_folder(session, run).value
    assert len(report.arrived) + len(report.pending) == 3
    assert len(report.pending) >= 1


def test_a_card_that_is_not_there_is_said(session, staffed):
    staffed.card.rmdir()
    with pytest.raises(SourceGoneError):
        _receive(session, staffed)


def test_a_watcher_takes_in_what_settles_and_forgets_nothing(session, staffed):
    watcher = Watcher(session, run_on(staffed.card, removal=Removal.NEVER))
    assert watcher.look().arrived == []
    fill_card(staffed.card, range(2))
    assert len(watcher.look().pending) == 2
    Signal().wait(0.01)
    assert len(watcher.look().arrived) == 2
    again = watcher.look()
    assert (again.arrived, again.duplicates, again.pending) == ([], [], [])
    assert len(watcher.report.arrived) == 2


def test_a_series_is_photographs_taken_together(session, staffed):
    """By the files' own times here: a longer pause than half an hour begins another series."""
    fill_card(staffed.card, range(4))
    begun = datetime(2026, 3, 2, 8, 0, tzinfo=UTC).timestamp()
    for path, minutes in zip(sorted(staffed.card.iterdir()), (0, 5, 10, 55), strict=True):
        os.utime(path, (begun + 60 * minutes, begun + 60 * minutes))
    _receive(session, staffed)
    by_name = {one.facts["name"]: one.series for one in list_inbox(session).waiting}
    series = [by_name[name] for name in sorted(by_name)]
    assert series[0] == series[1] == series[2] != series[3]


def test_removal_is_recorded_with_the_arrival_and_for_the_manager(staffed):
    session = staffed.sign_in(CLARE)
    with session.vault:
        fill_card(staffed.card, range(1))
        arrived = _receive(session, staffed).arrived[0].arrival
        with session.vault.change() as tx:
            noted = tx.connection.scalar(sa.select(arrival.c.source_removed))
            tx.audit(Event(act="test", body={}))
    assert noted == "removed"
    staffed.clock = Ticking(staffed.clock.now())
    session = staffed.sign_in(MONA)
    with session.vault:
        lines = read_audit(session, subject=arrived)
    assert [line.act for line in lines] == ["receive_images", "remove_source"]
    assert lines[-1].body == {"outcome": "removed"}
