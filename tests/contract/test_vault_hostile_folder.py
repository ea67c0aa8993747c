"""A vault's folder that somebody prepared: links, pipes, folders, holes, journals that name files.

Each is a clear error of ours, within the patience of a test, and nothing outside of the vault is
read through it, written or removed. What lies outside is watched byte for byte.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher
from support.practice import CLARE, NIA, Practice, Ticking, passphrase_of

from desktop.errors import DamagedError, VaultError
from desktop.vault.verify import Report
from desktop.workflow.signing_in import describe, look_at_door
from desktop.workflow.verifying import verify_vault

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")

FOLDERS = ("objects", "tmp", "checkpoints")
FILES = ("vault.json", "vault.json.bak", "vault.lock", "catalogue.db", "sign-ins.jsonl")
WRITTEN = ("catalogue.db-wal", "vault.json.next", "vault.json.new")
TERABYTE = 1 << 40


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Somebody's documents, laid out so that each kind of sweep would find something to delete."""
    folder = tmp_path / "elsewhere"
    (folder / "ab").mkdir(parents=True)
    (folder / "letter.txt").write_text("Annwyl")
    (folder / "ab" / "thesis.txt").write_text("Pennod 1")
    (folder / "ab" / ("ab" + "0" * 30)).write_text("named as one of ours")
    (folder / ("cd" + "0" * 30)).write_text("named as one of ours")
    return folder


def _all_of(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _refused(practice: Practice) -> DamagedError:
    with pytest.raises(DamagedError) as refused:
        practice.sign_in(CLARE)
    return refused.value


def _away(path: Path, to: Path) -> None:
    """Move ``path`` out of the vault and leave a link to it."""
    if path.exists():
        path.rename(to)
    else:
        to.write_bytes(b"")
    path.symlink_to(to)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_that_is_a_link_is_refused_and_nothing_behind_it_touched(
    working: Practice, elsewhere: Path, name: str
) -> None:
    """The sweep at start would have emptied it."""
    before = _all_of(elsewhere)
    shutil.rmtree(working.vault / name)
    (working.vault / name).symlink_to(elsewhere, target_is_directory=True)
    error = _refused(working)
    assert (error.reason, error.facts["name"]) == ("layout", name)
    assert _all_of(elsewhere) == before


def test_a_folder_of_objects_that_is_a_link_is_refused(working: Practice, elsewhere: Path) -> None:
    before = _all_of(elsewhere)
    (working.vault / "objects" / "zz").symlink_to(elsewhere / "ab", target_is_directory=True)
    assert _refused(working).reason == "layout"
    assert _all_of(elsewhere) == before


@pytest.mark.parametrize("name", [*FILES, *WRITTEN])
def test_a_file_that_is_a_link_is_refused_and_nothing_behind_it_touched(
    working: Practice, tmp_path: Path, name: str
) -> None:
    """Also where the link leads to the very file that belongs there."""
    to = tmp_path / "moved"
    _away(working.vault / name, to)
    before = to.read_bytes()
    error = _refused(working)
    assert (error.reason, error.facts.get("name", name)) == ("layout", name)
    assert to.read_bytes() == before


@pytest.mark.parametrize("name", [*FILES, *WRITTEN])
@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_a_pipe_or_a_folder_in_place_of_a_file_is_refused_at_once(
    working: Practice, name: str, kind: str
) -> None:
    path = working.vault / name
    path.unlink(missing_ok=True)
    os.mkfifo(path) if kind == "pipe" else path.mkdir()
    assert _refused(working).reason == "layout"


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("kind", ["pipe", "file"])
def test_a_pipe_or_a_file_in_place_of_a_folder_is_refused(
    working: Practice, name: str, kind: str
) -> None:
    shutil.rmtree(working.vault / name)
    path = working.vault / name
    os.mkfifo(path) if kind == "pipe" else path.write_bytes(b"")
    assert _refused(working).reason == "layout"


def _at_door(folder: Path) -> object:
    return look_at_door(folder, clock=Ticking())


@pytest.mark.parametrize("look", [describe, _at_door])
@pytest.mark.parametrize("kind", ["pipe", "folder", "link"])
def test_the_door_waits_for_no_pipe_and_follows_no_link(
    staffed: Practice, tmp_path: Path, look: Callable[[Path], object], kind: str
) -> None:
    """Both are asked before anybody has signed in, and before anything is locked."""
    for name in ("vault.json", "vault.json.bak"):
        path = staffed.vault / name
        if kind == "link":
            _away(path, tmp_path / name)
            continue
        path.unlink()
        os.mkfifo(path) if kind == "pipe" else path.mkdir()
    with pytest.raises(DamagedError) as refused:
        look(staffed.vault)
    assert refused.value.reason == "layout"


def test_a_pipe_is_one_sentence_on_the_command_line(staffed: Practice) -> None:
    (staffed.vault / "vault.json").unlink()
    (staffed.vault / "vault.json.bak").unlink()
    os.mkfifo(staffed.vault / "vault.json")
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "vault", "info", str(staffed.vault)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "damaged.layout" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["vault.json", "catalogue.db"])
def test_a_file_of_a_terabyte_is_refused_at_once(working: Practice, name: str) -> None:
    os.truncate(working.vault / name, TERABYTE)
    if name == "vault.json":
        os.truncate(working.vault / "vault.json.bak", TERABYTE)
    assert _refused(working).reason in ("file_too_large", "layout")


@pytest.mark.parametrize("name", ["sign-ins.jsonl", "checkpoints/heads.jsonl"])
def test_a_list_of_a_terabyte_is_not_read(working: Practice, name: str) -> None:
    path = working.vault / name
    path.touch()
    os.truncate(path, TERABYTE)
    told = []
    try:
        session = working.sign_in(CLARE)
    except VaultError as error:
        told.append(error.reason)
    else:
        with pytest.raises(DamagedError) as refused, session.vault:
            told += [problem.what for problem in _verified(session).problems]
        told.append(refused.value.reason)
    assert "file_too_large" in told


def _verified(session: object) -> Report:
    return verify_vault(session, lambda _done, _all: None)  # type: ignore[arg-type]


def _any_object(practice: Practice) -> Path:
    return next(path for path in sorted((practice.vault / "objects").glob("*/*")))


def _spoil(path: Path, kind: str, tmp_path: Path) -> None:
    if kind == "terabyte":
        os.truncate(path, TERABYTE)
    elif kind == "link":
        _away(path, tmp_path / "moved")
    else:
        path.unlink()
        os.mkfifo(path) if kind == "pipe" else path.mkdir()


@pytest.mark.parametrize("kind", ["terabyte", "link", "pipe", "folder"])
def test_a_spoilt_object_is_named_by_verify_and_does_not_open(
    working: Practice, tmp_path: Path, kind: str
) -> None:
    path = _any_object(working)
    _spoil(path, kind, tmp_path)
    session = working.sign_in(CLARE)
    with session.vault as vault:
        report = _verified(session)
        found = [p for p in report.problems if p.what in ("object_altered", "object_missing")]
        assert [problem.where for problem in found] == [path.name]
        with pytest.raises(DamagedError):
            list(vault.objects.read(path.name, b"k" * 32, sha256_plain=""))  # type: ignore[arg-type]


def test_what_is_not_ours_is_left_where_it_lies(working: Practice, tmp_path: Path) -> None:
    """Thumbs.db, a folder, and a link with a name of ours: the link goes, its aim stays."""
    aim = tmp_path / "aim"
    aim.write_text("kept")
    objects = working.vault / "objects"
    strangers = [working.vault / "tmp" / "Thumbs.db", objects / "ab" / "desktop.ini"]
    (objects / "ab").mkdir(exist_ok=True)
    for path in strangers:
        path.write_text("not ours")
    (working.vault / "tmp" / ("ab" * 16)).mkdir()
    link = objects / "ab" / ("ab" * 16)
    link.symlink_to(aim)
    working.sign_in(NIA).vault.close()
    assert all(path.exists() for path in strangers)
    assert aim.read_text() == "kept"
    assert not link.is_symlink()


def _hot_journal(naming: Path) -> bytes:
    """Return a rollback journal of SQLite's that names a super-journal to be removed with it.

    Layout: sqlite.org/fileformat2.html#the_rollback_journal: a header of one sector, then the name
    of the super-journal with its length, checksum and magic at the very end.
    """
    magic = bytes.fromhex("d9d505f920a163d7")
    numbers = (0, 0, 0, 512, 4096)
    header = magic + b"".join(number.to_bytes(4, "big") for number in numbers)
    name = os.fsencode(naming)
    check = sum(byte if byte < 128 else byte - 256 for byte in name) & 0xFFFFFFFF
    page = (0x40000000 // 4096 + 1).to_bytes(4, "big")
    tail = len(name).to_bytes(4, "big") + check.to_bytes(4, "big") + magic
    return header.ljust(512, b"\0") + page + name + tail


def test_a_planted_journal_is_refused(working: Practice, tmp_path: Path) -> None:
    """Left to SQLite it cuts the catalogue to nothing, which the control below shows."""
    aim = tmp_path / "aim.txt"
    aim.write_bytes(b"somebody's document")
    (working.vault / "catalogue.db-journal").write_bytes(_hot_journal(aim))
    before = (working.vault / "catalogue.db").read_bytes()
    error = _refused(working)
    assert (error.reason, error.facts["name"]) == ("layout", "catalogue.db-journal")
    assert (working.vault / "catalogue.db").read_bytes() == before
    assert aim.read_bytes() == b"somebody's document"


def test_the_planted_journal_would_have_emptied_a_database(tmp_path: Path) -> None:
    path = tmp_path / "some.db"
    with closing(sqlcipher.connect(str(path))) as made:
        made.execute("CREATE TABLE kept (value)")
        made.commit()
    aim = tmp_path / "aim.txt"
    aim.write_text("exists")
    path.with_name("some.db-journal").write_bytes(_hot_journal(aim))
    with closing(sqlcipher.connect(str(path))) as opened:
        assert opened.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_links_under_every_name_that_is_written_lead_nowhere(
    working: Practice, elsewhere: Path
) -> None:
    """A failed sign-in and an admission write; each link is refused before."""
    before = _all_of(elsewhere)
    (working.vault / "sign-ins.jsonl").symlink_to(elsewhere / "new.txt")
    with pytest.raises(DamagedError):
        working.sign_in(CLARE)
    assert passphrase_of(CLARE) not in (working.vault / "vault.json").read_text()
    assert not (elsewhere / "new.txt").exists()
    assert _all_of(elsewhere) == before
