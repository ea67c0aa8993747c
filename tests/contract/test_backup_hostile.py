"""A backup that somebody altered or prepared is refused, and nothing of it is used."""

import json
import os
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.backups import (
    checked,
    entry_of,
    in_database,
    list_again,
    manifest_of,
    recovery,
    restored,
    sign_again,
    whats,
)
from support.practice import CLARE, MONA, RHYS, Practice

from desktop.errors import (
    BackupOlderError,
    BackupRefusedError,
    DamagedError,
    DeskError,
    FormatTooNewError,
    KeyMissingError,
    NotPermittedError,
    PlaceRefusedError,
    VaultExistsError,
)
from desktop.vault import restore
from desktop.vault.backup_manifest import FORMAT
from desktop.workflow.auditing import read_audit
from desktop.workflow.destroying import destroy_image
from desktop.workflow.inbox import list_inbox, reject_arrivals
from desktop.workflow.restoring import restore_backup
from desktop.workflow.safekeeping import back_up, check_backup
from desktop.workflow.verifying import verify_vault

FLIPS_A_FILE = 3


def _quiet(_done: int, _all: int) -> None:
    return


@pytest.fixture(scope="module")
def made_once(working_once: Practice, tmp_path_factory) -> tuple[Practice, Path]:
    """A practice and a place with one backup of it by its manager; never change them."""
    root = tmp_path_factory.mktemp("made")
    practice = working_once.copied(root / "practice")
    session = practice.sign_in(MONA)
    with session.vault:
        back_up(session, root / "place")
    return practice, root / "place"


@pytest.fixture
def made(made_once: tuple[Practice, Path], tmp_path: Path) -> tuple[Practice, Path]:
    """A copy of the place, and the folder of the one backup in it."""
    practice, place = made_once
    shutil.copytree(place, tmp_path / "place")
    return practice, next((tmp_path / "place").glob("v-*/backups/*"))


def _refused(practice: Practice, folder: Path, tmp_path: Path) -> str:
    """Return why a restore is refused; nothing may be left behind."""
    root = tmp_path / "restored"
    with pytest.raises(BackupRefusedError) as refused:
        restored(practice, folder, root)
    assert [path.name for path in root.iterdir()] == []
    return refused.value.reason


def test_one_flipped_bit_anywhere_is_refused(made, tmp_path):
    practice, folder = made
    dice = random.Random(11)  # noqa: S311 - repeatable
    files = [path for path in folder.parents[1].rglob("*") if path.is_file()]
    flipped = 0
    for path in files:
        whole = path.read_bytes()
        for _ in range(FLIPS_A_FILE if whole else 0):
            data = bytearray(whole)
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            path.write_bytes(data)
            assert not checked(practice, folder).ok, path
            flipped += 1
        path.write_bytes(whole)
    assert flipped >= FLIPS_A_FILE * 7
    assert checked(practice, folder).ok
    database = folder / "catalogue.db"
    data = bytearray(database.read_bytes())
    data[-1] ^= 1
    database.write_bytes(data)
    assert _refused(practice, folder, tmp_path) == "file_altered"


def _set(*keys: str, value: Any) -> Any:
    def change(raw: dict[str, Any]) -> None:
        inner = raw
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = value

    return change


def _rename(group: str, to: str) -> Any:
    def change(raw: dict[str, Any]) -> None:
        name = next(iter(raw[group]))
        raw[group][to] = raw[group].pop(name)

    return change


SHAPES = {
    "path of a file": _rename("files", "../../../../etc/passwd"),
    "path of an object": _rename("objects", "../../vault.json"),
    "absolute object": _rename("objects", "/etc/passwd"),
    "one more file": _set("files", "more.db", value=[1, "ab" * 32]),
    "huge": _set("files", "catalogue.db", value=[1 << 60, "ab" * 32]),
    "negative": _set("files", "catalogue.db", value=[-1, "ab" * 32]),
    "true for a number": _set("files", "catalogue.db", value=[True, "ab" * 32]),
    "no digest": _set("files", "catalogue.db", value=[1, "xyz"]),
    "path for a moment": _set("made_at", value="../../../../x"),
    "another moment": _set("made_at", value="2020-01-01T00:00:00.000+00:00"),
    "list for files": _set("files", value=[]),
    "text for boxes": _set("governance", value="box"),
    "unknown revision": _set("revision", value="'; DROP TABLE"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_manifest_of_another_shape_is_refused_also_if_a_manager_signed_it(made, tmp_path, shape):
    practice, folder = made
    sign_again(folder, MONA, SHAPES[shape])
    assert _refused(practice, folder, tmp_path) == "manifest"


def test_json_that_is_none_is_refused(made, tmp_path):
    practice, folder = made
    for text in ("", "[]", "{}", "[" * 100_000, '{"format": 1}', "nonsense"):
        (folder / "manifest.json").write_text(text)
        assert _refused(practice, folder, tmp_path) == "manifest"
        shutil.rmtree(tmp_path / "restored")


def test_a_newer_format_is_not_guessed_at(made, tmp_path):
    practice, folder = made
    sign_again(folder, MONA, _set("format", value=FORMAT + 1))
    with pytest.raises(FormatTooNewError):
        restored(practice, folder, tmp_path / "restored")


@pytest.mark.parametrize("name", [RHYS, "unsigned", "root", "another's"])
def test_only_who_may_make_backups_signs_them(made, tmp_path, name):
    practice, folder = made
    if name == RHYS:
        sign_again(folder, RHYS, lambda _raw: None)
    else:
        raw = json.loads((folder / "manifest.json").read_bytes())
        if name == "unsigned":
            raw["signature"] = ""
        elif name == "root":
            raw["made_by"] = "recovery"
        else:
            raw["made_by"] = "u-0000000000000000"
        (folder / "manifest.json").write_text(json.dumps(raw))
    assert _refused(practice, folder, tmp_path) == "signature"


def test_another_vaults_header_is_refused(made, tmp_path, founded_once):
    practice, folder = made
    other = founded_once.copied(tmp_path / "other")
    mine = (folder / "vault.json").read_bytes()
    stranger = Practice.founded(tmp_path / "stranger")
    (folder / "vault.json").write_bytes((stranger.vault / "vault.json").read_bytes())
    assert _refused(practice, folder, tmp_path) in ("file_size", "file_altered")
    (folder / "vault.json").write_bytes(mine)
    list_again(folder, MONA, "vault.json")
    assert checked(practice, folder).ok
    assert other.vault.exists()


def test_another_vaults_backup_is_not_taken_for_this_ones(made, tmp_path):
    _, folder = made
    stranger = Practice.founded(tmp_path / "stranger")
    session = stranger.sign_in(CLARE)
    with session.vault:
        report = check_backup(session, folder)
        assert {problem.what for problem in report.problems} == {"another_vault"}
    with pytest.raises(DeskError) as refused:
        restored(stranger, folder, tmp_path / "restored")
    assert refused.value.code == "unlock_failed"


def test_links_and_devices_are_not_followed(made, tmp_path):
    practice, folder = made
    for path in (folder / "catalogue.db", next(folder.parents[1].glob("objects/??/*"))):
        kept = tmp_path / "kept"
        path.rename(kept)
        path.symlink_to(kept)
        assert _refused(practice, folder, tmp_path) == "not_a_file"
        path.unlink()
        os.mkfifo(path)
        assert _refused(practice, folder, tmp_path) == "not_a_file"
        path.unlink()
        path.mkdir()
        assert _refused(practice, folder, tmp_path) == "not_a_file"
        path.rmdir()
        kept.rename(path)
    inner = next(folder.parents[1].glob("objects/??"))
    inner.rename(tmp_path / "inner")
    inner.symlink_to(tmp_path / "inner")
    assert _refused(practice, folder, tmp_path) == "not_a_file"


PREPARED = {
    "trigger": (
        "CREATE TRIGGER t AFTER INSERT ON audit_entry BEGIN DELETE FROM image; END",
        "schema",
    ),
    "view": ("CREATE VIEW v AS SELECT * FROM patient", "schema"),
    "table": ("CREATE TABLE more(x)", "schema"),
    "index less": ("DROP INDEX arrival_state", "schema"),
    "revision": ("UPDATE alembic_version SET version_num='0001'", "schema"),
    "audit cut": (
        "DELETE FROM audit_entry WHERE seq=(SELECT max(seq) FROM audit_entry)",
        "audit_cut_off",
    ),
    "object less": ("UPDATE sealed_object SET stored_bytes=1", "object_unknown"),
    "patient changed": ("UPDATE patient SET family_name='Other'", "patient"),
}


@pytest.mark.parametrize("what", PREPARED)
def test_a_prepared_database_is_refused_also_if_a_manager_signed_it(made, tmp_path, what):
    practice, folder = made
    statement, problem = PREPARED[what]
    in_database(practice, folder, statement)
    list_again(folder, MONA, "catalogue.db")
    assert problem in whats(practice, folder)
    assert _refused(practice, folder, tmp_path)


def test_a_key_of_another_backup_does_not_open_it(made, tmp_path):
    practice, folder = made

    def change(raw: dict[str, Any]) -> None:
        raw["recovery"]["box"] = raw["governance"]["box"]

    sign_again(folder, MONA, change)
    assert _refused(practice, folder, tmp_path) == "key"


def test_it_is_restored_only_to_a_new_or_empty_folder_of_this_computer(made, tmp_path):
    practice, folder = made
    root = tmp_path / "restored"
    (root / "vault").mkdir(parents=True)
    (root / "vault" / "something").touch()
    with pytest.raises(VaultExistsError):
        restored(practice, folder, root)
    (root / "vault" / "something").unlink()
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(PlaceRefusedError):
        restore_backup(folder, tmp_path / "Dropbox" / "v", recovery(practice), clock=practice.clock)
    copy, _ = restored(practice, folder, root)
    assert copy.vault.exists()


def test_a_new_place_that_takes_no_more_does_not_speak_against_the_backup(
    made, tmp_path, monkeypatch
):
    """The disk of the new place fails while the database is written; the campaigns do it truly."""
    practice, folder = made

    def failing(*_copied: object, **_how: object) -> None:
        raise DamagedError("disk")

    monkeypatch.setattr(restore, "write_copy", failing)
    with pytest.raises(DamagedError) as refused:
        restored(practice, folder, tmp_path / "restored")
    assert refused.value.reason == "disk"
    assert list((tmp_path / "restored").iterdir()) == []
    monkeypatch.undo()
    assert restored(practice, folder, tmp_path / "again")[0].vault.exists()


def test_who_restores(made, tmp_path):
    practice, folder = made
    for name, error in ((RHYS, NotPermittedError), (CLARE, KeyMissingError)):
        with pytest.raises(error):
            restore_backup(
                folder,
                tmp_path / name,
                entry_of(name),
                clock=practice.clock,
                outside=tmp_path / "heads",
            )
    done = restore_backup(
        folder, tmp_path / "new", entry_of(MONA), clock=practice.clock, outside=tmp_path / "heads"
    )
    assert done.objects == 4
    assert not done.older


def test_an_older_backup_is_said_and_the_audit_says_so_too(made, tmp_path):
    practice, folder = made
    heads = tmp_path / "heads"
    shutil.copytree(practice.heads, heads)
    with pytest.raises(BackupOlderError):
        restored(practice, folder, tmp_path / "a", outside=heads)
    assert list((tmp_path / "a").iterdir()) == []
    copy, done = restored(practice, folder, tmp_path / "b", older=True, outside=heads)
    assert done.older
    shutil.copytree(heads, copy.heads)
    session = copy.sign_in(MONA)
    with session.vault:
        line = next(line for line in read_audit(session) if line.act == restore.RESTORED)
        assert line.body["older"]
        assert line.body["made_at"] == manifest_of(folder).made_at
        assert verify_vault(session, _quiet).ok
    assert list(copy.heads.glob("*.set-aside.jsonl"))


def test_what_was_destroyed_does_not_come_back(working: Practice, tmp_path):
    session = working.sign_in(CLARE)
    with session.vault:
        waiting = list_inbox(session).waiting[1].arrival
        reject_arrivals(session, (waiting,), "blurred")
        first = back_up(session, tmp_path / "place").value
        before = {path.name for path in working.vault.glob("objects/??/*")}
        destroy_image(session, waiting, "asked for by the patient")
        gone = before - {path.name for path in working.vault.glob("objects/??/*")}
    assert len(gone) == 1
    copy, done = restored(
        working, first.folder, tmp_path / "here", older=True, outside=working.heads
    )
    assert done.destroyed_again == 1
    assert not [path for path in copy.vault.glob("objects/??/*") if path.name in gone]
    with copy.recover().vault as vault, vault.change() as tx:
        assert (
            tx.connection.exec_driver_sql(
                "SELECT count(*) FROM sealed_object WHERE key_sealed IS NULL"
            ).scalar()
            == 1
        )
        from desktop.vault.audit import Event

        tx.audit(Event(act="test", body={}))


def test_a_later_backup_tells_the_older_ones_what_was_destroyed(working: Practice, tmp_path):
    """Also on a computer that has never seen the vault."""
    session = working.sign_in(CLARE)
    with session.vault:
        waiting = list_inbox(session).waiting[1].arrival
        reject_arrivals(session, (waiting,), "blurred")
        first = back_up(session, tmp_path / "place").value
        destroy_image(session, waiting, "asked for by the patient")
        back_up(session, tmp_path / "place")
    copy, done = restored(working, first.folder, tmp_path / "elsewhere")
    assert (done.destroyed_again, done.objects) == (1, 3)
    recovered = copy.recover()
    with recovered.vault:
        assert verify_vault(recovered, _quiet).ok


def test_a_forged_line_of_destruction_destroys_nothing(made, tmp_path):
    practice, folder = made
    (folder.parents[1] / "destructions.jsonl").write_bytes(b'{"object":"all"}\n')
    assert _refused(practice, folder, tmp_path) == "destruction_log"


def test_what_an_interrupted_restore_left_is_used_and_checked(made, tmp_path):
    practice, folder = made
    left = tmp_path / "new" / ".vault.restoring"
    objects = sorted(folder.parents[1].glob("objects/??/*"))
    for number, path in enumerate(objects[:2]):
        copy = left / "objects" / path.parent.name / path.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes() if number else b"torn")
    (left / "vault.json").write_text("{}")
    copy, done = restored(practice, folder, tmp_path / "new")
    assert done.objects == 4
    assert not left.exists()
    assert {path.name for path in copy.vault.glob("objects/??/*")} == {p.name for p in objects}
