"""Watching: every observer wakes, survives its folder's absence, and leaves no thread."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.intake import volumes, watch
from desktop.intake.source import Source
from desktop.intake.watch import FolderWatch, WakeReason, WatchState
from desktop.settings import Timing

_PATIENCE_S = 30.0
_NO_RESCAN = Timing(rescan_s=3600.0)


@pytest.fixture(autouse=True)
def _no_threads_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


@pytest.fixture(params=["listening", "polling"])
def observer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    polls = request.param == "polling"
    monkeypatch.setattr(watch, "needs_polling", lambda _: polls)
    monkeypatch.setattr(watch, "_SUPERVISE_S", 0.05)
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "hot"
    made.mkdir()
    return made


def _wait_for(watched: FolderWatch, wanted: WakeReason) -> None:
    for _ in range(100):
        reason = watched.wait(_PATIENCE_S)
        if reason is wanted:
            return
        assert reason is not WakeReason.TIMED_OUT
    pytest.fail(f"{wanted} never came")


def _first_look(watched: FolderWatch) -> None:
    assert watched.wait(_PATIENCE_S) is WakeReason.RESCAN


def test_the_first_wait_asks_for_a_look(folder: Path, observer: str) -> None:
    with FolderWatch(folder, timing=_NO_RESCAN) as watched:
        assert watched.state is WatchState.WATCHING
        _first_look(watched)
        assert watched.wait(0.0) is WakeReason.TIMED_OUT


_CHANGES: dict[str, Callable[[Path], object]] = {
    "new file": lambda folder: (folder / "a.jpg").write_bytes(b"x"),
    "renamed": lambda folder: (folder / "part").rename(folder / "whole.jpg"),
    "grown": lambda folder: (folder / "part").write_bytes(b"longer"),
    "new tree": lambda folder: (
        (folder / "DCIM" / "100").mkdir(parents=True),
        (folder / "DCIM" / "100" / "a.jpg").write_bytes(b"x"),
    ),
}


@pytest.mark.parametrize("change", _CHANGES)
def test_what_is_written_wakes(folder: Path, observer: str, change: str) -> None:
    (folder / "part").write_bytes(b"x")
    with FolderWatch(folder, timing=_NO_RESCAN) as watched:
        _first_look(watched)
        _CHANGES[change](folder)
        _wait_for(watched, WakeReason.CHANGED)


def test_two_hundred_files_at_once_are_all_found(folder: Path, observer: str) -> None:
    with FolderWatch(folder, timing=Timing(rescan_s=0.5)) as watched, Source(folder) as source:
        _first_look(watched)
        for number in range(200):
            (folder / f"{number}.jpg").write_bytes(b"x")
        looks = 0
        while len(source.listing().seen) < 200 and looks < 100:
            looks += 1
            assert watched.wait(_PATIENCE_S) in {WakeReason.CHANGED, WakeReason.RESCAN}
        assert len(source.listing().seen) == 200


def test_our_own_reading_and_removing_do_not_wake(folder: Path, observer: str) -> None:
    (folder / "a.jpg").write_bytes(b"x")
    with FolderWatch(folder, timing=_NO_RESCAN) as watched, Source(folder) as source:
        _first_look(watched)
        (seen,) = source.listing().seen
        with source.open(seen.raw) as opened:
            assert b"".join(opened.read_chunks()) == b"x"
        source.remove(seen.raw, identity=seen.identity)
        assert watched.wait(1.5) is WakeReason.TIMED_OUT


def test_the_rescan_needs_no_event(folder: Path, observer: str) -> None:
    with FolderWatch(folder, timing=Timing(rescan_s=0.05)) as watched:
        assert [watched.wait(_PATIENCE_S) for _ in range(3)] == [WakeReason.RESCAN] * 3


def test_events_call_back_once_until_taken_up(folder: Path, observer: str) -> None:
    calls: list[int] = []
    called = threading.Event()

    def on_wake() -> None:
        calls.append(1)
        called.set()

    with FolderWatch(folder, on_wake, timing=_NO_RESCAN) as watched:
        _first_look(watched)
        for number in range(20):
            (folder / f"{number}.jpg").write_bytes(b"x")
        assert called.wait(_PATIENCE_S)
    assert len(calls) == 1


@pytest.mark.parametrize("how", ["removed", "renamed"])
def test_a_folder_that_goes_and_returns_is_watched_again(
    folder: Path, observer: str, how: str
) -> None:
    with FolderWatch(folder, timing=_NO_RESCAN) as watched:
        _first_look(watched)
        if how == "removed":
            shutil.rmtree(folder)
        else:
            folder.rename(folder.parent / "away")
        _wait_for(watched, WakeReason.GONE)
        assert watched.state is WatchState.GONE
        assert watched.wait(0.1) is WakeReason.TIMED_OUT
        folder.mkdir()
        assert watched.wait(_PATIENCE_S) is WakeReason.RECOVERED
        assert watched.state is WatchState.RECOVERED
        while watched.wait(0.0) is not WakeReason.TIMED_OUT:
            assert watched.state is WatchState.WATCHING
        (folder / "after.jpg").write_bytes(b"x")
        _wait_for(watched, WakeReason.CHANGED)
        assert watched.state is WatchState.WATCHING


def test_a_folder_replaced_between_two_looks_is_noticed(folder: Path, observer: str) -> None:
    with FolderWatch(folder, timing=_NO_RESCAN) as watched:
        _first_look(watched)
        other = folder.parent / "other"
        other.mkdir()
        folder.rename(folder.parent / "away")
        other.rename(folder)
        _wait_for(watched, WakeReason.RECOVERED)
        (folder / "after.jpg").write_bytes(b"x")
        _wait_for(watched, WakeReason.CHANGED)


def test_a_dead_emitter_is_replaced(folder: Path, observer: str) -> None:
    with FolderWatch(folder, timing=_NO_RESCAN) as watched:
        _first_look(watched)
        assert watched._observer is not None
        for emitter in tuple(watched._observer.emitters):
            emitter.stop()
            emitter.join()
        assert watched.wait(_PATIENCE_S) is WakeReason.RECOVERED
        (folder / "after.jpg").write_bytes(b"x")
        _wait_for(watched, WakeReason.CHANGED)


def test_a_folder_that_is_not_there_yet_is_waited_for(folder: Path, observer: str) -> None:
    folder.rmdir()
    with FolderWatch(folder, timing=_NO_RESCAN) as watched:
        assert watched.state is WatchState.GONE
        assert watched.wait(0.0) is WakeReason.TIMED_OUT
        folder.mkdir()
        assert watched.wait(_PATIENCE_S) is WakeReason.RECOVERED


def test_closing_ends_a_wait_in_another_thread(folder: Path, observer: str) -> None:
    watched = FolderWatch(folder, timing=_NO_RESCAN)
    _first_look(watched)
    reasons: list[WakeReason] = []
    waiting = threading.Thread(target=lambda: reasons.append(watched.wait(_PATIENCE_S)))
    waiting.start()
    watched.close()
    waiting.join(_PATIENCE_S)
    assert reasons == [WakeReason.CLOSED]
    assert watched.wait(_PATIENCE_S) is WakeReason.CLOSED
    watched.close()


def test_without_an_observer_the_rescan_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_watches_left() -> None:
        raise OSError("inotify watch limit reached")

    monkeypatch.setattr(watch, "needs_polling", lambda _: False)
    monkeypatch.setattr(watch, "Observer", no_watches_left)
    with FolderWatch(folder, timing=Timing(rescan_s=0.05)) as watched:
        assert [watched.wait(_PATIENCE_S) for _ in range(2)] == [WakeReason.RESCAN] * 2
        assert watched.state is WatchState.WATCHING


def test_a_ring_of_links_does_not_catch_the_observers(folder: Path, observer: str) -> None:
    (folder / "ring").symlink_to(".", target_is_directory=True)
    (folder / "up").symlink_to("..", target_is_directory=True)
    with FolderWatch(folder, timing=_NO_RESCAN) as watched:
        _first_look(watched)
        (folder / "a.jpg").write_bytes(b"x")
        _wait_for(watched, WakeReason.CHANGED)


@pytest.mark.parametrize(
    ("fstype", "options", "expected"),
    [
        ("ext4", "rw,relatime", False),
        ("xfs", "rw", False),
        ("NTFS", "rw,fixed", False),
        ("vfat", "rw", True),
        ("exfat", "rw", True),
        ("msdos", "rw", True),
        ("cifs", "rw", True),
        ("smb3", "rw", True),
        ("nfs4", "rw", True),
        ("fuseblk", "rw", True),
        ("fuse.sshfs", "rw", True),
        ("NTFS", "rw,removable", True),
        ("NTFS", "rw,remote", True),
    ],
)
def test_silent_file_systems_are_polled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fstype: str, options: str, expected: bool
) -> None:
    class Partition:
        def __init__(self, mountpoint: str, fstype: str, opts: str) -> None:
            self.mountpoint, self.fstype, self.opts = mountpoint, fstype, opts

    place = os.path.realpath(tmp_path)
    partitions = [
        Partition("/", "tmpfs", "rw"),
        Partition(place, fstype, options),
        Partition(place + "-not-this", "vfat" if not expected else "ext4", "rw"),
    ]
    monkeypatch.setattr(volumes.psutil, "disk_partitions", lambda **_: partitions)
    (tmp_path / "DCIM").mkdir()
    assert volumes.needs_polling(tmp_path / "DCIM") is expected
    assert volumes.needs_polling(tmp_path) is expected
    assert volumes.needs_polling(Path("/")) is False
