"""Every way in which a card or folder can be odd, hostile, or not there any more."""

import errno
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import FileRefusedError, IntakeError, SourceChangedError, SourceGoneError
from desktop.intake import _posix, walk
from desktop.intake.digest import HashingTee, confirm
from desktop.intake.source import Source
from desktop.settings import Limits

_LIMITS = Limits(file_bytes=10_000)
_ROOT = Path(__file__).resolve().parents[2]
_AS_ROOT = os.geteuid() == 0


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "card"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(b"TOPSECRET")
    return folder


@pytest.fixture
def source(card: Path) -> Iterator[Source]:
    with Source(card, limits=_LIMITS) as opened:
        yield opened


def _open_descriptors() -> int:
    place = Path("/proc/self/fd")
    return len(list(place.iterdir())) if place.is_dir() else 0


@pytest.fixture(autouse=True)
def _no_descriptor_leaks() -> Iterator[None]:
    before = _open_descriptors()
    yield
    assert _open_descriptors() <= before


def _reasons(source: Source) -> dict[bytes, str]:
    return {entry.raw: entry.reason.value for entry in source.listing().refused}


def _refusal(source: Source, raw: bytes) -> str:
    with pytest.raises(FileRefusedError) as caught:
        source.open(raw)
    return caught.value.reason


def test_ordinary_files_are_seen_in_natural_order(card: Path, source: Source) -> None:
    (card / "DCIM" / "100CANON").mkdir(parents=True)
    for number in (10, 9, 1):
        (card / "DCIM" / "100CANON" / f"IMG_{number}.JPG").write_bytes(b"x" * number)
    listing = source.listing()
    assert listing.refused == ()
    assert [seen.relative_name for seen in listing.seen] == [
        f"DCIM/100CANON/IMG_{number}.JPG" for number in (1, 9, 10)
    ]
    status = (card / "DCIM/100CANON/IMG_9.JPG").stat()
    ninth = listing.seen[1]
    assert (ninth.size_bytes, ninth.inode, ninth.device) == (9, status.st_ino, status.st_dev)
    assert ninth.mtime_ns == status.st_mtime_ns


def test_hostile_entries_are_refused_when_listed_and_when_opened(
    card: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    (card / "link.jpg").symlink_to("../secret")
    (card / "absolute.jpg").symlink_to("/etc/passwd")
    (card / "dangling.jpg").symlink_to("nowhere")
    (card / "linked_folder").symlink_to("..", target_is_directory=True)
    os.mkfifo(card / "fifo.jpg")
    (card / "empty.jpg").touch()
    with (card / "huge.jpg").open("wb") as huge:
        huge.truncate(_LIMITS.file_bytes + 1)
    monkeypatch.chdir(card)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.jpg")
        expected = {
            b"link.jpg": "link",
            b"absolute.jpg": "link",
            b"dangling.jpg": "link",
            b"linked_folder": "link",
            b"fifo.jpg": "not_a_file",
            b"socket.jpg": "not_a_file",
            b"empty.jpg": "empty",
            b"huge.jpg": "too_large",
        }
        assert _reasons(source) == expected
        assert source.listing().seen == ()
        assert {raw: _refusal(source, raw) for raw in expected} == expected


@pytest.mark.skipif(not _AS_ROOT, reason="only root may make a device")
def test_a_device_is_refused(card: Path, source: Source) -> None:
    try:
        os.mknod(card / "dev.jpg", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("this machine does not let root make devices")
    assert _reasons(source) == {b"dev.jpg": "not_a_file"}
    assert _refusal(source, b"dev.jpg") == "not_a_file"


@pytest.mark.parametrize(
    "raw", [b"../secret", b"sub/../../secret", b"/etc/passwd", b"..", b".", b"", b"a\0b"]
)
def test_names_that_lead_elsewhere_are_refused(card: Path, source: Source, raw: bytes) -> None:
    (card / "sub").mkdir()
    assert _refusal(source, raw) == "name"
    with pytest.raises(FileRefusedError):
        source.remove(raw, identity=_any_identity(card, source))


def _any_identity(card: Path, source: Source):
    (card / "any.jpg").write_bytes(b"x")
    with source.open(b"any.jpg") as opened:
        return opened.identity


def test_a_folder_swapped_for_a_link_is_not_followed(card: Path, source: Source) -> None:
    (card / "sub").mkdir()
    (card / "sub" / "secret").write_bytes(b"harmless!")
    seen = source.listing().seen[0]
    (card / "sub").rename(card / "away")
    (card / "sub").symlink_to(card.parent, target_is_directory=True)
    assert _refusal(source, seen.raw) == "link"
    with pytest.raises(SourceChangedError):
        source.remove(seen.raw, identity=seen.identity)
    assert (card.parent / "secret").read_bytes() == b"TOPSECRET"
    assert _reasons(source) == {b"sub": "link"}


@pytest.mark.parametrize(
    "raw",
    [
        b"a b.jpg",
        b"-rf.jpg",
        b"%s%n.jpg",
        b"new\nline.jpg",
        "\u202egpj.exe.jpg".encode(),
        b"x" * 250 + b".jpg",
        b"o'; drop table image;--.jpg",
        b"CON.jpg",
        "ünï.jpg".encode(),
        b"..jpg",
        b"...",
        b"~.jpg",
        b"$(reboot).jpg",
        b"`id`.jpg",
        b'quo"te\\.jpg',
        b"nul\x01.jpg",
        b"bad\xff\xfe.jpg",
    ],
)
def test_odd_names_are_taken_shown_safely_and_removed(
    card: Path, source: Source, raw: bytes
) -> None:
    (card / os.fsdecode(raw)).write_bytes(b"pixels")
    (seen,) = source.listing().seen
    assert seen.raw == raw
    assert seen.relative_name.isprintable()
    with source.open(raw, expected=seen.identity) as opened:
        assert b"".join(opened.read_chunks()) == b"pixels"
    source.remove(raw, identity=seen.identity)
    assert list(card.iterdir()) == []


def test_every_entry_is_in_exactly_one_list(card: Path, source: Source) -> None:
    for number in range(200):
        folder = card / f"d{number % 7}" / f"e{number % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        if number % 5 == 0:
            (folder / f"{number}").symlink_to("x")
        else:
            (folder / f"{number}").write_bytes(b"x" * (number % 4))
    listing = source.listing()
    raws = [entry.raw for entry in (*listing.seen, *listing.refused)]
    assert len(raws) == len(set(raws)) == 200


def test_reading_hashes_and_reads_again(card: Path, source: Source) -> None:
    content = os.urandom(9000)
    (card / "a").write_bytes(content)
    with source.open(b"a") as opened:
        tee = HashingTee(opened.read_chunks())
        assert b"".join(tee) == content
        confirm(opened.read_chunks(afresh=True), digest=tee.sha256)
        assert opened.same_as_before() is True
        assert opened.relative_name == "a"


def test_large_files_come_in_chunks(card: Path) -> None:
    content = os.urandom(2 * 1024 * 1024 + 5)
    (card / "a").write_bytes(content)
    with Source(card) as source, source.open(b"a") as opened:
        chunks = list(opened.read_chunks())
    assert [len(chunk) for chunk in chunks] == [1024 * 1024, 1024 * 1024, 5]
    assert b"".join(chunks) == content


@pytest.mark.parametrize("change", ["grow", "shrink", "overwrite", "touch"])
def test_a_file_that_changes_while_read_is_not_taken(
    card: Path, source: Source, change: str
) -> None:
    path = card / "a"
    path.write_bytes(b"12345")
    with source.open(b"a") as opened:
        match change:
            case "grow":
                path.write_bytes(b"123456")
            case "shrink":
                path.write_bytes(b"1234")
            case "overwrite":
                path.write_bytes(b"54321")
                os.utime(path, ns=(0, 1))
            case _:
                os.utime(path, ns=(0, 1))
        assert opened.same_as_before() is False
        if change in {"grow", "shrink"}:
            with pytest.raises(SourceChangedError):
                list(opened.read_chunks())
        with pytest.raises(SourceChangedError):
            source.remove(b"a", identity=opened.identity)
    assert path.exists()


def test_another_file_under_the_same_name_is_left_alone(card: Path, source: Source) -> None:
    path = card / "a"
    path.write_bytes(b"first")
    with source.open(b"a") as opened:
        (card / "b").write_bytes(b"other")
        os.utime(card / "b", ns=(0, opened.identity.mtime_ns))
        (card / "b").replace(path)
        assert opened.same_as_before() is False
        assert b"".join(opened.read_chunks()) == b"first"
        with pytest.raises(SourceChangedError) as caught:
            source.remove(b"a", identity=opened.identity)
    assert caught.value.reason == "changed"
    assert path.read_bytes() == b"other"
    with pytest.raises(SourceChangedError):
        source.open(b"a", expected=opened.identity)


def test_a_link_put_in_its_place_is_left_alone(card: Path, source: Source) -> None:
    identity = _any_identity(card, source)
    (card / "any.jpg").rename(card / "kept")
    (card / "any.jpg").symlink_to("kept")
    with pytest.raises(SourceChangedError):
        source.remove(b"any.jpg", identity=identity)
    assert (card / "kept").exists()
    assert (card / "any.jpg").is_symlink()


def test_a_file_that_vanished_is_said_to_have(card: Path, source: Source) -> None:
    identity = _any_identity(card, source)
    with source.open(b"any.jpg") as opened:
        (card / "any.jpg").unlink()
        assert opened.same_as_before() is False
    for attempt in (lambda: source.open(b"any.jpg"), lambda: source.open(b"no/such")):
        with pytest.raises(SourceChangedError) as caught:
            attempt()
        assert caught.value.reason == "vanished"
    with pytest.raises(SourceChangedError) as caught:
        source.remove(b"any.jpg", identity=identity)
    assert caught.value.reason == "vanished"


def test_a_source_that_is_not_there(card: Path) -> None:
    (card / "file").write_bytes(b"x")
    for folder, reason in ((card / "none", "missing"), (card / "file", "not_a_folder")):
        with pytest.raises(SourceGoneError) as caught:
            Source(folder)
        assert caught.value.reason == reason


def test_the_chosen_folder_itself_may_be_a_link(card: Path, tmp_path: Path) -> None:
    (card / "a").write_bytes(b"x")
    (tmp_path / "shortcut").symlink_to(card)
    with Source(tmp_path / "shortcut") as source:
        assert [seen.raw for seen in source.listing().seen] == [b"a"]


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_a_source_that_goes_away_is_said_to_have(card: Path, source: Source, how: str) -> None:
    identity = _any_identity(card, source)
    opened = source.open(b"any.jpg")
    if how == "removed":
        (card / "any.jpg").unlink()
        card.rmdir()
    else:
        card.rename(card.parent / "elsewhere")
        card.mkdir()
        (card / "any.jpg").write_bytes(b"x")
    with opened:
        for attempt in (
            source.listing,
            source.check,
            lambda: source.open(b"other.jpg"),
            lambda: source.remove(b"other.jpg", identity=identity),
        ):
            with pytest.raises(SourceGoneError):
                attempt()


def _failing(number: int):
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, "simulated")

    return fail


def test_a_card_pulled_while_reading(
    card: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    _any_identity(card, source)
    with source.open(b"any.jpg") as opened, monkeypatch.context() as patch:
        patch.setattr(os, "pread", _failing(errno.ENODEV))
        with pytest.raises(SourceGoneError):
            list(opened.read_chunks())
        patch.setattr(os, "pread", _failing(errno.EIO))
        with pytest.raises(FileRefusedError) as caught:
            list(opened.read_chunks())
        assert caught.value.reason == "unreadable_source"
        patch.setattr(Path, "stat", _failing(errno.EIO))
        with pytest.raises(SourceGoneError):
            list(opened.read_chunks())


def test_an_unreadable_entry_and_an_unreadable_folder_are_listed(
    card: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    (card / "good").mkdir()
    (card / "good" / "a").write_bytes(b"x")
    (card / "bad").mkdir()
    (card / "worn").write_bytes(b"x")
    real_step, real_status = _posix._step, _posix.status

    def step(folder_fd: int, name: bytes) -> int:
        return _failing(errno.EIO)() if name == b"bad" else real_step(folder_fd, name)

    def status(folder_fd: int, name: bytes) -> os.stat_result | OSError:
        return OSError(errno.EIO, "worn") if name == b"worn" else real_status(folder_fd, name)

    monkeypatch.setattr(_posix, "_step", step)
    monkeypatch.setattr(_posix, "status", status)
    assert _reasons(source) == {b"bad": "unreadable_source", b"worn": "unreadable_source"}
    assert [seen.raw for seen in source.listing().seen] == [b"good/a"]
    assert _refusal(source, b"worn") == "unreadable_source"


def test_a_source_whose_own_folder_cannot_be_read_is_gone(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_posix, "scan", _failing(errno.EIO))
    with pytest.raises(SourceGoneError) as caught:
        source.listing()
    assert caught.value.reason == "unreadable"


@pytest.mark.skipif(_AS_ROOT, reason="nothing is unreadable to root")
def test_permissions_are_respected(card: Path, source: Source) -> None:
    (card / "closed").write_bytes(b"x")
    (card / "closed").chmod(0)
    assert _refusal(source, b"closed") == "unreadable_source"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EROFS, "read_only"),
        (errno.EACCES, "not_permitted"),
        (errno.EPERM, "not_permitted"),
        (errno.EIO, "not_removed"),
    ],
)
def test_a_card_that_cannot_be_emptied_is_said_to(
    card: Path, source: Source, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    identity = _any_identity(card, source)
    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", _failing(number))
        with pytest.raises(IntakeError) as caught:
            source.remove(b"any.jpg", identity=identity)
    assert caught.value.reason == reason
    assert type(caught.value) is IntakeError
    assert (card / "any.jpg").exists()


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EROFS, errno.ENOTSUP])
def test_a_folder_that_cannot_be_flushed_is_accepted(
    card: Path, source: Source, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    identity = _any_identity(card, source)
    monkeypatch.setattr(os, "fsync", _failing(number))
    source.remove(b"any.jpg", identity=identity)
    assert not (card / "any.jpg").exists()


def test_a_failed_flush_is_not_hidden(
    card: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = _any_identity(card, source)
    monkeypatch.setattr(os, "fsync", _failing(errno.EIO))
    with pytest.raises(IntakeError) as caught:
        source.remove(b"any.jpg", identity=identity)
    assert caught.value.reason == "not_removed"


def test_folders_too_deep_are_listed_as_refused(card: Path, source: Source) -> None:
    at = card
    for _ in range(walk.DEPTH_LIMIT):
        at /= "d"
    (at / "d").mkdir(parents=True)
    (at / "deepest").write_bytes(b"x")
    (at / "d" / "beyond").write_bytes(b"x")
    too_deep = b"/".join([b"d"] * (walk.DEPTH_LIMIT + 1))
    assert _reasons(source) == {too_deep: "unreadable_source"}
    assert [seen.raw.rpartition(b"/")[2] for seen in source.listing().seen] == [b"deepest"]


def test_far_too_many_entries_refuse_the_whole_folder(
    card: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    (card / "sub").mkdir()
    for number in range(6):
        (card / "sub" / str(number)).write_bytes(b"x")
    monkeypatch.setattr(walk, "ENTRY_LIMIT", 7)
    assert len(source.listing().seen) == 6
    monkeypatch.setattr(walk, "ENTRY_LIMIT", 6)
    with pytest.raises(IntakeError) as caught:
        source.listing()
    assert caught.value.reason == "too_many_entries"


def test_closing_twice_is_harmless(card: Path, source: Source) -> None:
    _any_identity(card, source)
    opened = source.open(b"any.jpg")
    opened.close()
    opened.close()
    other = Source(card)
    other.close()
    other.close()


_WITHOUT_POSIX = """
import os, pathlib
for name in ("O_NOFOLLOW", "O_DIRECTORY", "O_NONBLOCK", "O_CLOEXEC", "pread", "posix_fadvise"):
    delattr(os, name)
import desktop.intake.source as source
import desktop.intake.watch
from desktop.errors import SourceGoneError
folder = pathlib.Path(".")
os.name = "nt"
try:
    source.Source(folder)
except SourceGoneError as error:
    print(error.reason)
"""


def test_importing_on_a_platform_without_these_calls_is_harmless() -> None:
    run = [sys.executable, "-c", _WITHOUT_POSIX]
    done = subprocess.run(run, cwd=_ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "platform\n"
