"""Guards around every test: no network, no surprise in the log, nothing left running.

Also redirects the home of the user who runs the tests, so that settings and signed audit heads
never reach it.
"""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import hypothesis
import psutil
import pytest
from support.practice import Practice

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A busy machine is no fault; where changes are judged, the same examples are tried each time.
hypothesis.settings.register_profile("developer", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "developer")

_GRACE_S = 3.0
_HELPERS = ("resource_tracker", "forkserver", "execnet")
"""Processes of the standard library and of the test runner that outlive a test on purpose."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "warns_in_log: this test logs a warning on purpose")


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests that share what their module makes in one worker, so that it is made once."""
    for item in items:
        shared = getattr(item, "_fixtureinfo", None)
        made = shared.name2fixturedefs.values() if shared else ()
        if any(one.scope == "module" for ones in made for one in ones):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    return home


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def only_local(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:
            raise AssertionError("a test tried to reach the network")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_local)


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    handler = _Warnings()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    if request.node.get_closest_marker("warns_in_log") is None:
        assert not handler.seen, f"unexpected warnings in the log: {handler.seen}"


def _is_helper(process: psutil.Process) -> bool:
    try:
        return any(word in " ".join(process.cmdline()) for word in _HELPERS)
    except psutil.Error:
        return True


def _descendants(process_id: int) -> set[int]:
    """Return the processes below one, from what Linux lists of each thread's children (proc(5)).

    Going through all processes of the machine instead takes a minute of the whole run.
    """
    found: set[int] = set()
    for listed in Path(f"/proc/{process_id}/task").glob("*/children"):
        with suppress(OSError):  # it ended meanwhile
            own = {int(one) for one in listed.read_text().split()}
            found |= own.union(*map(_descendants, own))
    return found


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    threads = set(threading.enumerate())
    children = _descendants(os.getpid())
    yield
    for thread in set(threading.enumerate()) - threads:
        thread.join(_GRACE_S)
        assert not thread.is_alive(), f"left running: thread {thread.name}"
    new = []
    for process_id in _descendants(os.getpid()) - children:
        with suppress(psutil.NoSuchProcess):
            new.append(psutil.Process(process_id))
    _, alive = psutil.wait_procs([c for c in new if not _is_helper(c)], timeout=_GRACE_S)
    assert not alive, f"left running: {alive}"


@pytest.fixture(scope="session")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """A vault with its founder, a clinician, and nothing in it; never change it, copy it."""
    return Practice.founded(tmp_path_factory.mktemp("founded") / "practice")


@pytest.fixture(scope="session")
def staffed_once(founded_once: Practice, tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """With a manager, a nurse and a receptionist; never change it, copy it."""
    return founded_once.copied(tmp_path_factory.mktemp("staffed") / "practice").staffed()


@pytest.fixture(scope="session")
def working_once(staffed_once: Practice, tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """With two patients, a consent each, four arrivals, of which the first is identified."""
    return staffed_once.copied(tmp_path_factory.mktemp("working") / "practice").at_work()


@pytest.fixture
def staffed(staffed_once: Practice, tmp_path: Path) -> Practice:
    return staffed_once.copied(tmp_path / "practice")


@pytest.fixture
def working(working_once: Practice, tmp_path: Path) -> Practice:
    return working_once.copied(tmp_path / "practice")
