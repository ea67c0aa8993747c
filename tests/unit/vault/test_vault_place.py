"""Where a vault may lie, one program at a time, and how it is made."""

import subprocess
import sys
import textwrap
from collections import namedtuple
from pathlib import Path

import psutil
import pytest
from support.practice import CHEAP, CLARE, Practice, Ticking, passphrase_of, person

from desktop.errors import (
    DamagedError,
    PassphraseWeakError,
    PlaceRefusedError,
    RecordInvalidError,
    VaultExistsError,
    VaultFullError,
    VaultInUseError,
    VaultMissingError,
)
from desktop.records.role import Role
from desktop.records.staff import NewPerson
from desktop.vault import files, sweeping
from desktop.vault.audit import Event
from desktop.vault.lock import InstanceLock
from desktop.vault.place import check_place
from desktop.workflow.signing_in import describe, found_practice

ROOT = Path(__file__).resolve().parents[3]
Mount = namedtuple("Mount", "device mountpoint fstype opts")


@pytest.mark.parametrize(
    "kind", ["nfs", "NFS4", "cifs", "smb3", "fuse.sshfs", "9p", "davfs", "fuse.rclone"]
)
def test_a_shared_drive_is_refused(tmp_path, monkeypatch, kind):
    mounts = [Mount("/dev/x", "/", "ext4", ""), Mount("srv:/x", str(tmp_path / "share"), kind, "")]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_all: mounts)
    for folder in (tmp_path / "share", tmp_path / "share" / "a" / "b"):
        with pytest.raises(PlaceRefusedError, match="network"):
            check_place(folder)
    check_place(tmp_path / "beside")


def test_a_disk_below_a_shared_drive_is_local(tmp_path, monkeypatch):
    mounts = [Mount("srv:/", str(tmp_path), "nfs", "")]
    mounts += [Mount("/dev/x", str(tmp_path / "disk"), "ext4", "")]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_all: mounts)
    check_place(tmp_path / "disk" / "vault")
    with pytest.raises(PlaceRefusedError):
        check_place(tmp_path / "disks")


@pytest.mark.parametrize(
    "name",
    ["OneDrive", "OneDrive - Test Surgery", "Dropbox", "Dropbox (Team)", "Google Drive", "iCloud"],
)
def test_a_synchronised_folder_is_refused(tmp_path, name):
    with pytest.raises(PlaceRefusedError, match="cloud"):
        check_place(tmp_path / name / "vault")
    check_place(tmp_path / f"my-{name}" / "vault")


@pytest.mark.parametrize("mark", [".dropbox", ".stfolder", ".owncloudsync.log"])
def test_a_folder_marked_by_a_synchroniser_is_refused(tmp_path, mark):
    (tmp_path / mark).mkdir()
    with pytest.raises(PlaceRefusedError, match="cloud"):
        check_place(tmp_path / "deep" / "vault")


def test_a_link_into_a_synchronised_folder_is_seen_through(tmp_path):
    (tmp_path / "OneDrive").mkdir()
    (tmp_path / "innocent").symlink_to(tmp_path / "OneDrive")
    with pytest.raises(PlaceRefusedError, match="cloud"):
        check_place(tmp_path / "innocent" / "vault")


def _found(folder: Path, **changed: object) -> None:
    who = {
        "name": CLARE,
        "full_name": "C",
        "role": Role.CLINICIAN,
        "passphrase": passphrase_of(CLARE),
    }
    first = NewPerson(**{**who, **changed})  # type: ignore[arg-type]  # wrong on purpose
    found_practice(folder, practice="Test", first=first, clock=Ticking(), cost=CHEAP)


def test_a_vault_is_not_made_over_something(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(VaultExistsError):
        _found(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    _found(tmp_path / "new")
    with pytest.raises(VaultExistsError):
        _found(tmp_path / "new")


def test_a_vault_is_not_made_in_a_refused_place(tmp_path):
    with pytest.raises(PlaceRefusedError):
        _found(tmp_path / "Dropbox" / "vault")
    assert not (tmp_path / "Dropbox").exists()


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"passphrase": "short"}, PassphraseWeakError),
        ({"name": ""}, RecordInvalidError),
        ({"name": "x" * 65}, RecordInvalidError),
        ({"name": "a\nb"}, RecordInvalidError),
        ({"full_name": " "}, RecordInvalidError),
        ({"role": Role.RECOVERY}, RecordInvalidError),
    ],
)
def test_nobody_impossible_founds_a_vault(tmp_path, changed, error):
    with pytest.raises(error):
        _found(tmp_path / "vault", **changed)
    assert not (tmp_path / "vault" / "vault.json").exists()
    _found(tmp_path / "vault")


def test_only_the_user_may_look_into_the_folder(tmp_path):
    _found(tmp_path / "vault")
    assert (tmp_path / "vault").stat().st_mode & 0o077 == 0
    for path in (tmp_path / "vault").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path


def test_what_stands_outside_may_be_read_without_a_passphrase(staffed: Practice):
    told = describe(staffed.vault)
    assert (told.practice, told.people, told.format) == ("Test Surgery", 4, 2)


def test_no_vault_is_no_vault(tmp_path):
    practice = Practice(tmp_path)
    for folder in (tmp_path / "vault", tmp_path):
        folder.mkdir(exist_ok=True)
        with pytest.raises(VaultMissingError):
            practice.sign_in(CLARE)
    with pytest.raises(VaultMissingError):
        describe(tmp_path)
    assert list((tmp_path / "vault").iterdir()) == []


def test_a_second_opening_is_refused_and_harms_nothing(staffed: Practice):
    session = staffed.sign_in(CLARE)
    with session.vault:
        for _ in range(2):
            with pytest.raises(VaultInUseError):
                staffed.sign_in(CLARE)
        assert session.vault.heads()
    staffed.sign_in(CLARE).vault.close()


def test_a_failed_sign_in_lets_go_of_the_lock(staffed: Practice):
    from desktop.errors import UnlockFailedError

    with pytest.raises(UnlockFailedError):
        staffed.sign_in("nobody-of-this-name")
    with InstanceLock(staffed.vault):
        pass


def test_the_lock_ends_with_the_process(tmp_path):
    script = textwrap.dedent(
        f"""
        import os, sys, time
        from pathlib import Path
        from desktop.vault.lock import InstanceLock
        held = InstanceLock(Path({str(tmp_path)!r}))
        print("held", flush=True)
        sys.stdin.read()
        """
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert other.stdout is not None
    assert other.stdin is not None
    try:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(VaultInUseError):
            InstanceLock(tmp_path)
    finally:
        other.kill()
        other.wait(timeout=30)
        other.stdout.close()
        other.stdin.close()
    InstanceLock(tmp_path).release()


def test_a_lock_may_be_let_go_twice(tmp_path):
    lock = InstanceLock(tmp_path)
    lock.release()
    lock.release()


def test_a_full_disk_is_said_before_anything_is_written(staffed: Practice, monkeypatch):
    usage = namedtuple("usage", "total used free")
    session = staffed.sign_in(CLARE)
    with session.vault as vault:
        with monkeypatch.context() as patched:
            room = files.FREE_MARGIN_BYTES + 9
            patched.setattr(files.shutil, "disk_usage", lambda _p: usage(1, 1, room))
            with pytest.raises(VaultFullError):
                vault.objects.put((b"0123456789",), size_bytes=10)
        assert list((staffed.vault / "tmp").iterdir()) == []
        vault.objects.put((b"0123456789",), size_bytes=10)


def test_a_content_of_another_length_leaves_nothing(staffed: Practice):
    session = staffed.sign_in(CLARE)
    with session.vault as vault:
        with pytest.raises(DamagedError):
            vault.objects.put((b"0123456789",), size_bytes=9)
        assert list((staffed.vault / "tmp").iterdir()) == []
        assert list((staffed.vault / "objects").rglob("*")) == []


def test_leftovers_are_swept_at_the_start(working: Practice):
    (working.vault / "tmp" / ("a" * 32)).write_bytes(b"half")
    stray = working.vault / "objects" / "bb"
    stray.mkdir(exist_ok=True)
    (stray / ("b" * 32)).write_bytes(b"no row")
    claimed = sorted((working.vault / "objects").glob("*/*"))
    claimed.remove(stray / ("b" * 32))
    claimed[0].rename(working.vault / "tmp" / claimed[0].name)
    session = working.sign_in(CLARE)
    with session.vault as vault:
        assert vault.recovered.unfinished_removed == 1
        assert vault.recovered.unclaimed_removed == 1
        assert vault.recovered.rolled_forward == 1
    assert sorted((working.vault / "objects").glob("*/*")) == claimed


def test_staff_have_secrets_that_are_not_shown():
    assert "correct horse" not in repr(person(CLARE))


def test_a_large_vault_is_swept_after_it_is_open(working: Practice, monkeypatch):
    monkeypatch.setattr(sweeping, "MOST_AT_ONCE", 1)
    there = sorted((working.vault / "objects").glob("*/*"))
    stray = there[0].parent / (there[0].parent.name + "0" * 30)
    stray.write_bytes(b"no row")
    session = working.sign_in(CLARE)
    with session.vault as vault:
        assert vault.recovered.unclaimed_removed == 0
        assert stray.exists() or len(there) > 1
        stored = vault.objects.put((b"not committed yet",), size_bytes=17)
        for _ in vault.objects.prefixes():
            with vault.change() as tx:
                tx.audit(Event(act="test", body={}))
        assert not stray.exists()
        assert vault.objects.path(stored.object_id).exists()
        vault.objects.remove(stored.object_id)
    assert sorted((working.vault / "objects").glob("*/*")) == there
