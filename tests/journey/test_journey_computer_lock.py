"""The computer is locked or goes to sleep: the keeper of the real window ends.

A real message bus, on which another process says what logind and screen savers say; a real window
on a virtual screen, in which somebody signed in by typing.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from support.buses import HAS_BUS, OWN_SESSION, Computer, computer
from support.practice import CLARE, Practice, passphrase_of
from support.real_screen import (
    HAS_SCREEN,
    come_in,
    pid_of,
    processes,
    running_program,
    until,
    virtual_screen,
)

SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
needs_bus = pytest.mark.skipif(not HAS_BUS, reason="no dbus-daemon here: Debian package dbus")
needs_screen = pytest.mark.skipif(not HAS_SCREEN, reason="no virtual screen here")

LISTENER = """
import sys
from PySide6.QtCore import QCoreApplication, QSocketNotifier
from desktop.ui.computer_lock_dbus import DBusLock
app = QCoreApplication([])
lock = DBusLock(app)
lock.locking.connect(lambda reason: print(reason, flush=True))
lock.hold()
print(*sorted(sign.value for sign in lock.heard), flush=True)
end = QSocketNotifier(0, QSocketNotifier.Type.Read, app)
end.activated.connect(app.quit)
app.exec()
lock.release()
"""


def listening(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", LISTENER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


@pytest.fixture
def pc(tmp_path: Path) -> Iterator[Computer]:
    (tmp_path / "pc").mkdir()
    with computer(tmp_path / "pc") as made:
        yield made


@needs_bus
def test_what_is_heard_and_what_is_not(pc: Computer) -> None:
    with listening(pc.environment) as lock:
        assert lock.stdout is not None
        assert lock.stdout.readline() == "delay screen session sleep\n"
        for saver in SAVERS:
            pc.screen_is_covered(saver, is_covered=False)
            pc.screen_is_covered(saver)
            assert lock.stdout.readline() == "system\n"
        pc.session_is_locked(OWN_SESSION + "2")  # somebody else's
        pc.session_is_locked()
        assert lock.stdout.readline() == "system\n"
        pc.goes_to_sleep(is_about_to=False)
        pc.goes_to_sleep()
        assert lock.stdout.readline() == "sleep\n"
        until(lambda: bool(pc.held()), "the delay")
        ((inhibitor, words),) = pc.held()
        assert "--what=sleep --mode=delay --who=Diogel" in words
        assert psutil.pid_exists(inhibitor)
        rest, _ = lock.communicate()
        assert rest == ""
    assert not psutil.pid_exists(inhibitor)


@needs_bus
def test_a_computer_without_logind_is_heard_in_part(tmp_path: Path) -> None:
    with (
        computer(tmp_path, has_logind=False) as made,
        listening({**made.environment, "XDG_SESSION_ID": ""}) as lock,
    ):
        told, _ = lock.communicate()
        assert told == "screen\n"
        assert made.held() == []


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/bus", "tcp:host=localhost,port=1"])
def test_without_a_bus_nothing_is_heard_and_nothing_is_reached_for(address: str) -> None:
    environment = {
        "DBUS_SYSTEM_BUS_ADDRESS": address or "unix:path=/nowhere/system",
        "DBUS_SESSION_BUS_ADDRESS": address,
        "XDG_RUNTIME_DIR": "/nowhere",
    }
    with listening(environment) as lock:
        told, _ = lock.communicate()
    assert told == "\n"
    assert lock.returncode == 0


@needs_bus
@needs_screen
def test_the_keeper_ends_when_the_computer_is_locked_or_sleeps(
    pc: Computer, working: Practice
) -> None:
    with virtual_screen() as screen:
        screen.environment.update(pc.environment)
        with running_program(screen, working.vault) as program:
            for n, happens in enumerate(
                (
                    pc.session_is_locked,
                    lambda: pc.screen_is_covered("org.gnome.ScreenSaver"),
                    pc.goes_to_sleep,
                )
            ):
                keeper = come_in(screen, program, passphrase_of(CLARE))
                until(lambda n=n: len(pc.held()) > n, "the delay")
                assert psutil.pid_exists(pc.held()[n][0])
                before = processes(program)
                happens()
                until(lambda keeper=keeper: not psutil.pid_exists(keeper), "the keeper's end")
                until(lambda before=before: not before & processes(program), "everything's end")
                assert not psutil.pid_exists(pc.held()[-1][0])  # the computer may sleep
                assert program.poll() is None
            assert len(pc.held()) == 3
            zombies = [
                child.pid
                for child in psutil.Process(program.pid).children(recursive=True)
                if child.status() == psutil.STATUS_ZOMBIE
            ]
            assert zombies == []


@needs_bus
@needs_screen
def test_a_keeper_that_hangs_does_not_keep_the_computer_awake(
    pc: Computer, working: Practice
) -> None:
    with virtual_screen() as screen:
        screen.environment.update(pc.environment)
        with running_program(screen, working.vault) as program:
            keeper = come_in(screen, program, passphrase_of(CLARE))
            screen.window("Diogel")
            os.kill(keeper, signal.SIGSTOP)
            pc.goes_to_sleep()
            until(lambda: not psutil.pid_exists(keeper), "the keeper's end")
            until(lambda: pid_of(program, "--sign-in-child") is not None, "the next sign-in")


def test_whose_session_is_ours() -> None:
    script = (
        "import os\nfrom desktop.ui.computer_lock_dbus import _own_session\n"
        "for name in ('1', 'c2', '12', 'a-b', ''):\n"
        "    os.environ['XDG_SESSION_ID'] = name\n    print(_own_session())\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    at = "/org/freedesktop/login1/session/"
    assert told.stdout.split("\n")[:5] == [f"{at}_31", f"{at}c2", f"{at}_312", f"{at}a_2db", ""]
