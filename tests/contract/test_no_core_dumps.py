"""A process of ours that is killed in the middle of things leaves nothing of its memory behind."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from support.guessing import already_failed
from support.keeper import running_keeper, wait_until
from support.practice import CLARE, Practice, passphrase_of
from support.real_screen import (
    HAS_SCREEN,
    come_in,
    pid_of,
    running_program,
    until,
    virtual_screen,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="core dumps are Linux's here")
CORES = Path("/proc/sys/kernel/core_pattern")


def is_private(process_id: int) -> bool:
    """Return whether a process may leave no core, and belongs to the system alone in /proc.

    Source: proc(5): the files of a process that is not dumpable belong to root; as root they do
    anyway, so the kernel's own answer to writing a core is what counts: the limit, and none.
    """
    lines = Path(f"/proc/{process_id}/limits").read_text().splitlines()
    core = next(line for line in lines if line.startswith("Max core file size"))
    return core.split()[4:6] == ["0", "0"]


def may_leave_cores() -> None:
    """Let whatever is started from here leave a core, if it does not forbid it itself."""
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def cores(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.startswith("core")]


def end_hard(process_id: int, number: int) -> None:
    os.kill(process_id, number)
    wait_until(
        lambda: (
            not psutil.pid_exists(process_id)
            or psutil.Process(process_id).status() == psutil.STATUS_ZOMBIE
        )
    )


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_a_keeper_and_its_decoders_leave_none(staffed: Practice, number: int) -> None:
    with running_keeper(staffed.vault, CLARE, passphrase_of(CLARE)) as (keeper, _):
        ours = [keeper.process_id]
        ours += [child.pid for child in psutil.Process(keeper.process_id).children()]
        assert len(ours) > 1
        assert all(map(is_private, ours))
        os.kill(keeper.process_id, number)
        wait_until(lambda: keeper.exit_status() is not None)  # its threads may outlast its main one
        assert keeper.exit_status() == -number
    assert cores(staffed.root) == []


def test_a_command_that_is_about_to_hold_keys_leaves_none(
    staffed: Practice, tmp_path: Path
) -> None:
    """It waits because of failures before, so that it can be looked at with the passphrase read."""
    already_failed(staffed, CLARE, 10)
    words = tmp_path / "words"
    words.write_text(passphrase_of(CLARE))
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "desktop", "vault", "verify", str(staffed.vault)),
            *("--user", CLARE, "--passphrase-file", str(words)),
        ],
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        preexec_fn=may_leave_cores,  # noqa: PLW1509 - no thread of ours runs here
    ) as command:
        assert command.stderr is not None
        assert command.stderr.readline().startswith("After failed tries")
        assert is_private(command.pid)
        end_hard(command.pid, signal.SIGSEGV)
        assert command.wait() == -signal.SIGSEGV


def test_the_first_instruction_of_every_face_forbids_them() -> None:
    script = (
        "import ctypes, resource, sys\n"
        "sys.argv = ['diogel', '--help']\n"
        "from desktop.bootstrap import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.splitlines()[-1] == "(0, 0) 0"


@pytest.mark.skipif(not HAS_SCREEN, reason="no virtual screen here")
def test_neither_window_leaves_one(staffed: Practice) -> None:
    with virtual_screen() as screen, running_program(screen, staffed.vault) as program:
        screen.window("sign in")
        door = pid_of(program, "--sign-in-child")
        assert door is not None
        assert is_private(door)
        assert is_private(program.pid)
        keeper = come_in(screen, program, passphrase_of(CLARE))
        screen.window("Diogel")
        screen.does("key", "ctrl+l")
        os.kill(keeper, signal.SIGKILL)
        until(lambda: "--renewed-window" in psutil.Process(program.pid).cmdline(), "a new window")
        screen.window("sign in")
        assert is_private(program.pid)
