"""Starting the keeper, and the sign-in window, as processes of their own.

What the window loads of this: nothing but the standard library and the client.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from desktop.errors import KeeperGoneError

KEEPER_ARGUMENT: Final = "--keeper-child"
"""First argument of a program that is to be a keeper (``bootstrap``)."""
SIGN_IN_ARGUMENT: Final = "--sign-in-child"
"""First argument of a program that is to be the sign-in window (``bootstrap``)."""
RENEWED_ARGUMENT: Final = "--renewed-window"
"""First argument of a program that is the window again, after a lock (``bootstrap``)."""

DOOR_CLOSED: Final = "door_closed"
"""Why a keeper says it ends when the sign-in window was closed and nobody is in."""

_BOOT: Final = (
    "import sys; r = sys.argv[1]; r in sys.path or sys.path.insert(0, r); "
    "from desktop.bootstrap import main; sys.exit(main(sys.argv[2:]))"
)
_KEPT: Final = ("HOME", "TZ", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
MOST_CLOSING_S: Final = 20
"""A keeper that was asked to end and has not by then is ended by the system: everything it stores
is safe at any instruction, and no key outlives its window for longer."""
_CLOSING_S: Final = MOST_CLOSING_S + 5.0


def own_command(face: str) -> tuple[str, ...]:
    """Return how to start another face of this program: installed, from a checkout, or frozen.

    ``-I`` keeps the working directory, the user's packages and Python's environment variables out;
    ``-B`` because nothing need be written.
    """
    if getattr(sys, "frozen", False):
        return (sys.executable, face)
    root = Path(__file__).resolve().parent.parent.parent
    return (sys.executable, "-I", "-B", "-c", _BOOT, str(root), face)


def keeper_environment() -> dict[str, str]:
    """Return what a keeper knows of our environment: where the user's folders are, and the time."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {"LANG": "C.UTF-8", "PATH": os.defpath, **kept}


class KeeperProcess:
    """A keeper from its start to its end.

    The kernel ends it together with the thread that started it, so it is started from the thread
    that lives as long as the window.

    Attributes:
        workspace: Our end of the connection that is answered once somebody is in; whoever uses it
            (``ui.tasks.Tasks``, a client) takes it over and closes it.
        door: The end for the sign-in process: hand it over (``start_sign_in``), or use it here.
    """

    def __init__(self) -> None:
        """Start it.

        Raises:
            KeeperGoneError: ``start``: the system starts no process.
        """
        self.workspace, workspace = _pair()
        self.door, door = _pair()
        try:
            self._process = _start(
                KEEPER_ARGUMENT,
                (str(workspace.fileno()), str(door.fileno()), str(os.getpid())),
                keep=(workspace.fileno(), door.fileno()),
                environment=keeper_environment(),
                is_quiet=True,
            )
        except OSError as error:
            self.workspace.close()
            self.door.close()
            raise KeeperGoneError("start") from error
        finally:
            workspace.close()
            door.close()

    @property
    def process_id(self) -> int:
        """The system's number for it."""
        return self._process.pid

    def has_ended(self) -> bool:
        """Return whether it is gone."""
        return self._process.poll() is not None

    def hang_up(self) -> None:
        """Close our ends: it closes its vault and ends by itself, and nobody waits here."""
        self.workspace.close()
        self.door.close()

    def kill(self) -> None:
        """End it at once, whatever it does: for one that does not end by itself."""
        self._process.kill()

    def exit_status(self) -> int | None:
        """Return how it ended: 0 as it should, negative for a signal; None while it is there."""
        return self._process.poll()

    def end(self) -> None:
        """Close our ends, let it close its vault, and wait until it is gone; twice is harmless."""
        self.hang_up()
        self._process.terminate()
        try:
            self._process.wait(_CLOSING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.end()


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A keeper and the sign-in window at its door."""

    keeper: KeeperProcess
    door: subprocess.Popen[bytes]


def start_sign_in(door: socket.socket, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start the sign-in window as a process that holds the door and nothing else of ours.

    Our copy of the door is closed: if the sign-in process ends without anybody being in, the
    keeper notices and ends.

    Args:
        door: ``KeeperProcess.door``.
        arguments: What else the sign-in window is told, after the door's descriptor.

    Raises:
        KeeperGoneError: ``start``: the system starts no process.
    """
    try:
        return _start(
            SIGN_IN_ARGUMENT,
            (str(door.fileno()), *arguments),
            keep=(door.fileno(),),
            environment=os.environ,
            is_quiet=False,
        )
    except OSError as error:
        raise KeeperGoneError("start") from error
    finally:
        door.close()


def _pair() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def _start(
    face: str,
    arguments: Sequence[str],
    *,
    keep: Sequence[int],
    environment: Mapping[str, str],
    is_quiet: bool,
) -> subprocess.Popen[bytes]:
    output = subprocess.DEVNULL if is_quiet else None
    return subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        (*own_command(face), *arguments),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=tuple(keep),
        env=environment,
        cwd="/",
        start_new_session=True,
    )
