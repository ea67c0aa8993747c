"""A backup is whole while people work, shares what it can, and leaves older ones alone."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.backups import checked, contents, entry_of, manifest_of, recovery, restored, whats
from support.practice import CLARE, ETHEL, MONA, NIA, Practice, filing, fill_card, run_on

from desktop.errors import (
    BackupFailedError,
    BackupRefusedError,
    CancelledError,
    NotPermittedError,
    UnlockFailedError,
)
from desktop.records.safekeeping import KeepBackups
from desktop.vault import backup_place, backup_prune, database_copy
from desktop.vault.backup_record import alone
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents
from desktop.workflow.emptying import receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.pace import Pace
from desktop.workflow.restoring import check_backup_alone
from desktop.workflow.safekeeping import back_up, backup_state, check_backup
from desktop.workflow.session import Session
from desktop.workflow.staffing import rotate_keys
from desktop.workflow.verifying import verify_vault

MOST_RECEIVED = 12
"""In one backup: growing faster tries nothing more, and takes longer with each."""


def _quiet(_done: int, _all: int) -> None:
    return


class Writer:
    """Somebody who goes on working whenever a backup gives way."""

    def __init__(self, practice: Practice, session: Session, seed: int) -> None:
        self.practice = practice
        self.session = session
        self.turns = 0
        self.received = 0
        self.filed = 0
        self._random = random.Random(seed)  # noqa: S311 - repeatable
        self._next = 1000 * (seed + 1)

    def pause(self, _seconds: float) -> None:
        self.turns += 1
        dice = self._random.random()
        if dice < 0.25 and self.received < MOST_RECEIVED:
            self._receive()
        elif dice < 0.35 and not self.filed:
            self._file()

    def _receive(self) -> None:
        self._next += 1
        fill_card(self.practice.card, range(self._next, self._next + 1))
        report = receive_folder(self.session, run_on(self.practice.card)).value
        self.received += len(report.arrived)
        for path in self.practice.card.iterdir():
            path.unlink()

    def _file(self) -> None:
        waiting = [one for one in list_inbox(self.session).waiting if one.patient is not None]
        if waiting:
            consent = list_consents(self.session, ETHEL)[0].id
            file_image(self.session, waiting[0].arrival, filing(ETHEL, consent))
            self.filed += 1


def _backups_under_work(practice: Practice, folder: Path, count: int) -> int:
    """Make backups while somebody works, and compare each with its restored vault."""
    turns = 0
    for number in range(count):
        session = practice.sign_in(CLARE)
        with session.vault:
            writer = Writer(practice, session, number)
            before = set(contents(session))
            made = back_up(session, folder / "place", pace=Pace(pause=writer.pause)).value
            turns += writer.turns
            after = contents(session)
        manifest = manifest_of(made.folder)
        assert before <= set(manifest.objects) <= set(after)
        assert checked(practice, made.folder).problems == ()
        copy, done = restored(practice, made.folder, folder / f"restored-{number}")
        recovered = copy.recover()
        with recovered.vault:
            found = contents(recovered)
            assert found == {one: after[one] for one in manifest.objects}
            assert verify_vault(recovered, _quiet).ok
        assert done.objects == len(manifest.objects)
        shutil.rmtree(copy.root)
    return turns


def test_backups_while_somebody_works_are_whole(working: Practice, tmp_path, monkeypatch):
    monkeypatch.setattr(database_copy, "STEP_PAGES", 4)
    assert _backups_under_work(working, tmp_path, 3) > 60


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_thirty_five_backups_while_somebody_works_are_whole(
    working: Practice, tmp_path, monkeypatch
):
    monkeypatch.setattr(database_copy, "STEP_PAGES", 4)
    assert _backups_under_work(working, tmp_path, 35) > 700


def test_the_next_backup_copies_only_what_is_new(working: Practice, tmp_path):
    session = working.sign_in(MONA)
    with session.vault:
        first = back_up(session, tmp_path / "place").value
        again = back_up(session, tmp_path / "place").value
        quick = back_up(session, tmp_path / "place", quick=True).value
    assert first.copied == first.objects == 4
    assert (again.copied, again.objects, quick.copied) == (0, 4, 0)
    assert len(list((tmp_path / "place").glob("v-*/objects/??/*"))) == 4
    for made in (first, again, quick):
        assert checked(working, made.folder).ok


def test_a_damaged_copy_is_copied_again_unless_quick(working: Practice, tmp_path):
    session = working.sign_in(MONA)
    with session.vault:
        back_up(session, tmp_path / "place")
        one = next((tmp_path / "place").glob("v-*/objects/??/*"))
        data = bytearray(one.read_bytes())
        data[100] ^= 1
        one.write_bytes(data)
        assert back_up(session, tmp_path / "place", quick=True).value.copied == 0
        assert whats(working, tmp_path / "place") == {"object_altered"}
        assert back_up(session, tmp_path / "place").value.copied == 1
    assert checked(working, tmp_path / "place").ok


def test_what_the_vault_has_lost_is_said_and_comes_from_an_older_backup(working, tmp_path):
    session = working.sign_in(CLARE)
    with session.vault:
        back_up(session, tmp_path / "first")
        victim = next(working.vault.glob("objects/??/*"))
        victim.unlink()
        new = back_up(session, tmp_path / "other").value
        assert new.unavailable == (victim.name,)
        assert back_up(session, tmp_path / "first").value.unavailable == ()
    assert whats(working, tmp_path / "other") == {"object_missing"}
    assert checked(working, tmp_path / "first").ok
    copy, done = restored(working, tmp_path / "other", tmp_path / "restored")
    assert done.missing == (victim.name,)
    copy, _ = restored(working, tmp_path / "first", tmp_path / "whole")
    with copy.recover().vault as vault:
        assert vault.objects.path(victim.name).exists()


@pytest.mark.parametrize("inside", ["", "objects", "new/deep"])
def test_a_place_inside_the_vault_is_refused(working: Practice, inside):
    session = working.sign_in(CLARE)
    with session.vault, pytest.raises(BackupFailedError) as refused:
        back_up(session, working.vault / inside)
    assert refused.value.reason == "in_vault"
    assert not (working.vault / "new").exists()


def test_a_link_into_the_vault_is_no_way_round(working: Practice, tmp_path):
    (tmp_path / "link").symlink_to(working.vault)
    session = working.sign_in(CLARE)
    with session.vault, pytest.raises(BackupFailedError):
        back_up(session, tmp_path / "link")


def test_the_same_disk_is_said_and_two_at_once_are_refused(working: Practice, tmp_path):
    session = working.sign_in(CLARE)
    with session.vault:
        with alone(session.vault), pytest.raises(BackupFailedError) as refused:
            back_up(session, tmp_path / "place")
        assert refused.value.reason == "running"
        assert back_up(session, tmp_path / "place").value.same_disk


@pytest.mark.parametrize("after", [0, 1, 3, 6, 9])
def test_a_cancelled_backup_leaves_the_older_one_and_is_cleared_away(
    working: Practice, tmp_path, after, monkeypatch
):
    monkeypatch.setattr(database_copy, "STEP_PAGES", 16)
    session = working.sign_in(CLARE)
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > after

    with session.vault:
        first = back_up(session, tmp_path / "place").value
        with pytest.raises(CancelledError):
            back_up(session, tmp_path / "place", cancelled=cancelled)
        assert [path.name for path in first.folder.parent.iterdir()] == [first.folder.name]
        assert checked(working, tmp_path / "place").ok
        back_up(session, tmp_path / "place")
    assert checked(working, tmp_path / "place").ok


def test_what_was_begun_and_not_finished_does_not_count(working: Practice, tmp_path):
    session = working.sign_in(CLARE)
    with session.vault:
        first = back_up(session, tmp_path / "place").value
        half = first.folder.with_name("29990101T000000000Z")
        half.mkdir()
        for name in ("catalogue.db", "catalogue.db-wal", "vault.json.new"):
            (half / name).write_bytes(b"half")
        part = next((tmp_path / "place").glob("v-*/objects/??")) / ("ab" * 16 + ".new")
        part.write_bytes(b"half")
        assert backup_place.find(tmp_path / "place").folder == first.folder
        back_up(session, tmp_path / "place")
    assert not half.exists()
    assert not part.exists()


def test_an_empty_place_has_no_backup(working: Practice, tmp_path):
    with pytest.raises(BackupRefusedError) as refused:
        check_backup_alone(tmp_path, recovery(working))
    assert refused.value.reason == "missing"


@pytest.mark.skipif(sys.platform != "linux", reason="a small disk is made with Linux's mount")
def test_a_full_disk_leaves_the_older_backup(working: Practice, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", str(small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount: A FULL DISK OF BACKUPS IS NOT TESTED")
    try:
        session = working.sign_in(CLARE)
        with session.vault:
            back_up(session, small)
            (small / "filler").write_bytes(bytes(30 * 1024 * 1024))
            with pytest.raises(BackupFailedError) as refused:
                back_up(session, small)
        assert refused.value.reason == "full"
        assert checked(working, small).ok
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_only_some_roles_make_and_check(working: Practice, tmp_path):
    session = working.sign_in(MONA)
    with session.vault:
        back_up(session, tmp_path / "place")
    nurse = working.sign_in(NIA)
    with nurse.vault:
        with pytest.raises(NotPermittedError):
            back_up(nurse, tmp_path / "place")
        with pytest.raises(NotPermittedError):
            check_backup(nurse, tmp_path / "place")
    with pytest.raises(NotPermittedError):
        check_backup_alone(tmp_path / "place", entry_of(NIA))
    with pytest.raises(UnlockFailedError):
        check_backup_alone(tmp_path / "place", entry_of("nobody"))


def test_a_clinician_checks_without_opening_the_database(working: Practice, tmp_path):
    session = working.sign_in(CLARE)
    with session.vault:
        back_up(session, tmp_path / "place")
        inside = check_backup(session, tmp_path / "place")
    outside = check_backup_alone(tmp_path / "place", entry_of(CLARE))
    manager = check_backup_alone(tmp_path / "place", entry_of(MONA))
    assert (inside.ok, inside.opened, outside.opened, manager.opened) == (True, False, False, True)
    assert manager.checked > outside.checked == inside.checked


def test_when_the_last_backup_was_is_in_the_signed_audit(working: Practice, tmp_path):
    session = working.sign_in(MONA)
    with session.vault:
        assert backup_state(session).made_at == ""
        assert backup_state(session).is_due
        back_up(session, tmp_path / "place")
        state = backup_state(session)
        assert (state.by, state.place) == (session.user, str(tmp_path / "place"))
        assert (state.age_days, state.is_due) == (0, False)
        acts = [line.act for line in read_audit(session)]
    assert acts.index("backup_begun") < acts.index("back_up")
    clinician = working.sign_in(CLARE)
    with clinician.vault:
        seen = backup_state(clinician)
        assert (seen.place, seen.made_at) == ("", state.made_at)
        assert backup_state(clinician, remind_days=0).is_due


def _name(day: str, hour: int = 1) -> str:
    return f"{day}T{hour:02}0000000Z"


def test_the_last_of_each_day_week_and_month_stays():
    days = [f"202601{day:02}" for day in range(1, 32)]
    names = [_name(day, hour) for day in days for hour in (1, 13)]
    keep = backup_prune.Keep(daily=3, weekly=2, monthly=1)
    kept = set(names) - set(backup_prune.expired(names, keep))
    assert kept == {_name(day, 13) for day in ("20260131", "20260130", "20260129", "20260125")}


def test_the_newest_always_stays_and_what_is_too_old_goes():
    nothing = backup_prune.Keep(daily=0, weekly=0, monthly=0)
    names = [_name("20240101"), _name("20240601"), _name("20260101")]
    assert backup_prune.expired(names, nothing) == names[:2]
    assert backup_prune.expired(names[:1], nothing) == []
    assert backup_prune.expired(names, backup_prune.Keep()) == names[:2]


def test_expired_backups_go_with_what_nobody_names_any_more(working: Practice, tmp_path):
    place = tmp_path / "place"
    session = working.sign_in(CLARE)
    with session.vault:
        first = back_up(session, place).value
        stray = first.folder.parents[1] / "objects" / "ab" / ("ab" * 16)
        stray.parent.mkdir(exist_ok=True)
        stray.write_bytes(b"of a backup that is no more")
        fill_card(working.card, range(50, 52))
        receive_folder(session, run_on(working.card))
        second = back_up(session, place, keep=KeepBackups(daily=1, weekly=0, monthly=0)).value
    assert second.expired == (first.folder.name,)
    assert not first.folder.exists()
    assert not stray.exists()
    assert checked(working, place).ok
    assert len(list(place.glob("v-*/objects/??/*"))) == 6


def test_no_sealed_file_that_a_kept_backup_names_ever_goes(working: Practice, tmp_path):
    place = tmp_path / "place"
    rules = random.Random(7)  # noqa: S311 - repeatable
    session = working.sign_in(CLARE)
    with session.vault:
        for number in range(6):
            fill_card(working.card, range(60 + number, 61 + number))
            receive_folder(session, run_on(working.card))
            keep = KeepBackups(daily=rules.randint(0, 2), weekly=0, monthly=rules.randint(0, 1))
            back_up(session, place, keep=keep if number % 2 else None)
            found = backup_place.find(place)
            for name in found.place.finished():
                assert checked(working, found.place.backup(name)).ok


def test_one_manifest_that_cannot_be_believed_keeps_every_sealed_file(working, tmp_path):
    place = tmp_path / "place"
    session = working.sign_in(CLARE)
    with session.vault:
        first = back_up(session, place).value
        second = back_up(session, place).value
    stray = first.folder.parents[1] / "objects" / "ab" / ("ab" * 16)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"perhaps another's")
    manifest = second.folder / "manifest.json"
    whole = manifest.read_bytes()
    manifest.write_bytes(whole.replace(b'"format":1', b'"format":9'))
    folder = backup_place.find(place).place
    rules = {"in_vault": frozenset(), "step": lambda: None}
    pruned = backup_prune.prune(folder, backup_prune.Keep(), **rules)
    assert pruned.backups == (first.folder.name,)
    assert stray.exists()
    manifest.write_bytes(whole)
    assert backup_prune.prune(folder, backup_prune.Keep(), **rules).objects == 1
    assert not stray.exists()
    assert checked(working, place).ok


def test_a_governance_key_that_was_renewed_opens_no_backup_from_before(working, tmp_path):
    """The manager's passphrase still does: the header of that time came with the backup."""
    session = working.sign_in(MONA)
    with session.vault:
        back_up(session, tmp_path / "place")
        assert check_backup(session, tmp_path / "place").opened
        rotate_keys(session, owed_only=False)
        after = check_backup(session, tmp_path / "place")
        assert (after.opened, after.problems) == (False, ())
        new = back_up(session, tmp_path / "new").value
        assert check_backup(session, new.folder).opened
    assert check_backup_alone(tmp_path / "place", entry_of(MONA)).opened
    copy, done = restored(working, new.folder, tmp_path / "restored")
    assert done.objects == 4
    with copy.sign_in(MONA).vault:
        pass


def test_keys_that_are_renewed_in_the_middle_of_a_backup_wait_for_its_end(
    working, tmp_path, monkeypatch
):
    monkeypatch.setattr(database_copy, "STEP_PAGES", 8)
    session = working.sign_in(MONA)
    turns = []

    def pause(_seconds: float) -> None:
        turns.append(1)
        if len(turns) == 2:
            rotate_keys(session, owed_only=False)

    with session.vault:
        made = back_up(session, tmp_path / "place", pace=Pace(pause=pause)).value
        assert len(turns) > 4
        assert verify_vault(session, _quiet).ok
    assert checked(working, made.folder).ok
    for practice in (working, restored(working, made.folder, tmp_path / "restored")[0]):
        again = practice.sign_in(MONA)
        with again.vault:
            assert verify_vault(again, _quiet).ok
