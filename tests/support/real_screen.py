"""The program as it is started, on a virtual screen (Xvfb), worked by a keyboard from outside."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120.0
_LOOKS = 60
_AS_AT_A_DESK = ("-nolisten", "tcp", "-noreset")
"""A server without one window begins anew and drops who comes just then, unless told otherwise."""
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

    def names(self) -> list[str]:
        """Return the names of the windows that can be seen, and which has the keys."""
        shown = self.does("search", "--onlyvisible", "--name", ".").split()
        named = [f"{window}: {self.does('getwindowname', window)}" for window in shown]
        return [*named, f"the keys go to {self.does('getwindowfocus')}"]

    def is_gone(self, window: str) -> bool:
        return window not in self.does("search", "--onlyvisible", "--name", "Diogel").split()


@contextmanager
def virtual_screen() -> Iterator[Desktop]:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", *_AS_AT_A_DESK],
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


def until(
    holds: Callable[[], bool], what: str, *, meanwhile: Callable[[], None] | None = None
) -> None:
    """Look from outside, where no signal reaches, until something holds.

    A window takes keys only some time after it can be seen, and keys of before go nowhere: a person
    who sees that nothing happens does it once more, and so does this.

    Args:
        holds: What is waited for.
        what: The same in words.
        meanwhile: What a person does for it, at first and every ``_LOOKS`` looks.
    """
    end_s = time.monotonic() + PATIENCE_S
    for look in count():
        if meanwhile is not None and look % _LOOKS == 0:
            meanwhile()
        if holds():
            return
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
    except (AssertionError, psutil.Error) as failure:
        failure.add_note("\n".join([*screen.names(), *_state(program)]))
        failure.add_note(f"it said: {_end(program)!r}")
        raise
    said = _end(program)
    until(lambda: not psutil.pid_exists(program.pid), "the end")
    assert b"Error" not in said, said


def _end(program: subprocess.Popen[bytes]) -> bytes:
    program.terminate()
    return program.communicate(timeout=30)[1]


def _state(program: subprocess.Popen[bytes]) -> list[str]:
    """Say of each process of the program how it stands: for a failure to be understood later."""
    if program.poll() is not None:
        return [f"the program ended with {program.returncode}"]
    told = []
    first = psutil.Process(program.pid)
    for one in [first, *first.children(recursive=True)]:
        with suppress(psutil.Error):
            spent_s = sum(one.cpu_times()[:2])
            how = f"{one.status()}, {spent_s:.1f} s"
            told.append(f"{one.pid} of {one.ppid()}: {how}: {one.cmdline()}")
    return told


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

    def type_it() -> None:
        if shown := screen.does("search", "--onlyvisible", "--name", "sign in").split():
            type_into(screen, shown[-1], passphrase)

    until(
        lambda: pid_of(program, "--sign-in-child") is None,
        "the end of the sign-in process",
        meanwhile=type_it,
    )
    keeper = pid_of(program, "--keeper-child")
    assert keeper is not None
    return keeper


def lock(screen: Desktop, program: subprocess.Popen[bytes], keeper: int) -> None:
    """Lock by the keyboard, and wait for the keeper's end and for the next sign-in window."""
    window = screen.window("Diogel")

    def press() -> None:
        screen.does("windowfocus", "--sync", window)
        screen.does("key", "ctrl+l")

    until(lambda: not psutil.pid_exists(keeper), "the keeper's end", meanwhile=press)
    screen.window("sign in")
    until(lambda: pid_of(program, "--keeper-child") is not None, "the next keeper")
