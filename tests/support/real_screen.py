"""The program as it is started, on a virtual screen (Xvfb), worked by a keyboard from outside."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120.0
_LOOKS = 60
"""A window takes keys only some time after it can be seen: then they are typed once more."""
HAS_SCREEN = bool(shutil.which("Xvfb") and shutil.which("xdotool"))


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


@contextmanager
def virtual_screen() -> Iterator[Desktop]:
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
    try:
        yield Desktop(f":{number}")
    finally:
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
    """Type a passphrase into the sign-in window."""
    type_into(screen, screen.window("sign in"), passphrase)


def type_into(screen: Desktop, window: str, words: str) -> None:
    """Replace what stands in the field with the focus, and press Return."""
    screen.does("windowfocus", "--sync", window)
    screen.does("key", "ctrl+a")
    screen.does("type", "--delay", "20", words)
    screen.does("key", "Return")


@contextmanager
def running_program(screen: Desktop, vault: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the program with its window, end it, and see that it said nothing of an error."""
    program = subprocess.Popen(
        [sys.executable, "-m", "desktop", "--vault", str(vault)],
        env=screen.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        yield program
    finally:
        program.terminate()
        _, said = program.communicate(timeout=30)
    until(lambda: not psutil.pid_exists(program.pid), "the end")
    assert b"Error" not in said, said


def pid_of(program: subprocess.Popen[bytes], face: str) -> int | None:
    """Return the process of one face of the program, or None."""
    for child in psutil.Process(program.pid).children(recursive=True):
        try:
            if face in child.cmdline():
                return child.pid
        except psutil.NoSuchProcess:
            continue
    return None


def come_in(screen: Desktop, program: subprocess.Popen[bytes], passphrase: str) -> int:
    """Sign in and wait until the sign-in window's process has ended; return the keeper's."""
    until(lambda: pid_of(program, "--sign-in-child") is not None, "a sign-in process")
    sign_in(screen, passphrase)
    looks = 0

    def has_ended() -> bool:
        nonlocal looks
        looks += 1
        if looks % _LOOKS == 0 and (shown := screen.does("search", "--name", "sign in").split()):
            type_into(screen, shown[-1], passphrase)  # the keys of before went nowhere
        return pid_of(program, "--sign-in-child") is None

    until(has_ended, "the end of the sign-in process")
    keeper = pid_of(program, "--keeper-child")
    assert keeper is not None
    return keeper
