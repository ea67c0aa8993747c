"""The program as it is started: on a screen, with a sign-in window in a process of its own.

Nothing here is inside the program: a keyboard and a pointer (xdotool) work what a virtual screen
(Xvfb) shows, and the processes are looked at from outside.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from support.practice import CLARE, Practice, passphrase_of

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="no virtual screen here"
)


class Desktop:
    """A virtual screen, and hands for it."""

    def __init__(self, display: str) -> None:
        self.environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "LC_ALL": "C.UTF-8",
        }

    def does(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words],
            capture_output=True,
            text=True,
            env=self.environment,
            timeout=30,
            check=False,
        )
        return done.stdout.strip()

    def window(self, name: str) -> str:
        """Wait for a window whose name holds something, and return its number."""
        found: list[str] = []

        def there() -> bool:
            found[:] = self.does("search", "--onlyvisible", "--name", name).split()
            return bool(found)

        until(there, f"a window named {name}")
        return found[-1]

    def is_gone(self, window: str) -> bool:
        return window not in self.does("search", "--onlyvisible", "--name", "Diogel").split()


@pytest.fixture
def screen() -> Iterator[Desktop]:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    assert number, "no virtual screen"
    yield Desktop(f":{number}")
    server.terminate()
    server.wait(10)


def until(holds: Callable[[], bool], what: str) -> None:
    """Look from outside, where no signal reaches, until something holds."""
    end_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end_s, f"waited for {what}"
        time.sleep(0.1)


def processes(program: subprocess.Popen[bytes]) -> set[int]:
    return {child.pid for child in psutil.Process(program.pid).children(recursive=True)}


def command_lines(program: subprocess.Popen[bytes]) -> list[list[str]]:
    found = []
    for child in psutil.Process(program.pid).children(recursive=True):
        try:
            found.append(child.cmdline())
        except psutil.NoSuchProcess:
            continue
    return found


def faces(program: subprocess.Popen[bytes]) -> dict[str, int]:
    marks = ("--sign-in-child", "--keeper-child")
    return {m: sum(any(m in w for w in line) for line in command_lines(program)) for m in marks}


def sign_in(screen: Desktop, passphrase: str) -> None:
    door = screen.window("sign in")
    screen.does("windowfocus", "--sync", door)
    screen.does("type", "--delay", "20", passphrase)
    screen.does("key", "Return")


def test_signing_in_locking_and_leaving_on_a_screen(screen: Desktop, staffed: Practice) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "desktop", "--vault", str(staffed.vault)],
        env=screen.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        door = screen.window("sign in")
        sign_in(screen, passphrase_of(CLARE))
        until(lambda: screen.is_gone(door), "the end of the sign-in window")
        until(lambda: faces(program)["--sign-in-child"] == 0, "the end of its process")
        assert faces(program)["--keeper-child"] == 1
        assert not any(
            passphrase_of(CLARE) in word for line in command_lines(program) for word in line
        )
        before = processes(program)
        workspace = screen.window("Diogel")
        screen.does("windowfocus", "--sync", workspace)
        screen.does("key", "ctrl+l")
        screen.window("sign in")
        until(lambda: not before & processes(program), "the end of keeper and decoders")
        sign_in(screen, passphrase_of(CLARE))
        until(lambda: faces(program)["--sign-in-child"] == 0, "the second sign-in")
    finally:
        program.terminate()
        _, said = program.communicate(timeout=30)
    until(lambda: not psutil.pid_exists(program.pid), "the end")
    assert b"Error" not in said, said
