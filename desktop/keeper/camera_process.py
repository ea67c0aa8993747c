"""The camera process as the keeper sees it: started when it is needed, asked, and begun anew."""

import array
import importlib.util
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final, TypeVar

from desktop.errors import CameraError, DecoderAnswerError
from desktop.keeper.camera_limits import camera_environment
from desktop.keeper.camera_messages import (
    MOST_LIST_BYTES,
    Ask,
    Connected,
    OnCamera,
    added_from,
    connected_from,
    files_from,
    pack_ask,
    serial_from,
    unpack_answer,
)
from desktop.keeper.decoder_messages import MOST_MESSAGE_BYTES
from desktop.memory import SealedMemory
from desktop.settings import LIMITS, Limits

_T = TypeVar("_T")
LIBRARY: Final = "gphoto2"
FROZEN_ARGUMENT: Final = "--camera-child"
"""What a frozen program is started with to be a camera process; its start hands over to it."""

_BOOT: Final = (
    "import sys; r = sys.argv[1]; r in sys.path or sys.path.insert(0, r); "
    "from desktop.keeper.camera_child import main; main(sys.argv[2:])"
)
_SILENCE_S: Final = 60.0
"""A camera that says nothing for so long has failed: a large file takes seconds."""
_CUT_OFF: Final = socket.MSG_TRUNC | socket.MSG_CTRUNC


def is_installed() -> bool:
    """Return whether the camera library is there: it is an optional extra, ``diogel[cameras]``."""
    frozen = getattr(sys, "frozen", False)
    return sys.platform == "linux" and (frozen or importlib.util.find_spec(LIBRARY) is not None)


def camera_command() -> tuple[str, ...]:
    """Return how to start the real camera process: installed, from a checkout, or frozen."""
    if getattr(sys, "frozen", False):
        return (sys.executable, FROZEN_ARGUMENT)
    root = Path(__file__).resolve().parent.parent.parent
    return (sys.executable, "-I", "-B", "-c", _BOOT, str(root))


class CameraProcess:
    """One process for every camera; :meth:`begin` puts a new one in the place of one that failed.

    Thread: ``begin`` and ``end`` the one that lives as long as this object does, because the kernel
    ends the process with the thread that started it; questions any, one at a time.

    Args:
        command: How it is started; the socket's number, ours and the limits are added.
        limits: The largest file.
    """

    def __init__(self, command: Sequence[str] | None = None, *, limits: Limits = LIMITS) -> None:
        self._command = tuple(command) if command is not None else camera_command()
        self._limits = limits
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._number = 0
        self._is_ready = False

    def begin(self) -> None:
        """Have a process running; it gets ready while the caller does something else.

        Raises:
            CameraError: ``failed``: the system starts no process.
        """
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._end()
                self._start()

    @property
    def process_id(self) -> int | None:
        """The system's number for it; None while none runs."""
        return None if self._process is None else self._process.pid

    def cameras(self) -> tuple[Connected, ...]:
        """Return which cameras are connected.

        Raises:
            CameraError: ``failed``.
        """
        return self._ask(Ask.LIST, connected_from)

    def serial(self, port: str) -> str:
        """Return the serial number of a camera; empty where it does not say.

        Raises:
            CameraError: ``busy``, ``gone`` or ``failed``.
        """
        return self._ask(Ask.SERIAL, serial_from, port=port)

    def files(
        self, port: str, only: tuple[tuple[str, str], ...] | None = None
    ) -> tuple[OnCamera, ...]:
        """Return what lies on a camera, or of these files what is there.

        Raises:
            CameraError: ``busy``, ``gone``, ``missing`` or ``failed``.
        """
        wanted = None if only is None else [list(one) for one in only]
        with self._block(Ask.FILES, MOST_LIST_BYTES, port=port, only=wanted) as memory:
            try:
                found = json.loads(memory.read())
            except (ValueError, RecursionError) as error:
                raise CameraError("failed") from error
        return files_from(found)

    def read(self, port: str, file: OnCamera, *, afresh: bool = False) -> SealedMemory:
        """Return one file whole; the caller closes it.

        Args:
            port: Of the camera.
            file: Which.
            afresh: From the camera itself, and not from what the library remembers.

        Raises:
            CameraError: ``busy``, ``gone``, ``missing`` or ``failed``.
        """
        fields = {"folder": file.folder, "name": file.name, "afresh": afresh}
        return self._block(Ask.READ, self._limits.file_bytes, port=port, **fields)

    def small(self, port: str, file: OnCamera) -> SealedMemory | None:
        """Return the small copy that the camera has of a file, or None; the caller closes it.

        Raises:
            CameraError: ``busy``, ``gone`` or ``failed``.
        """
        fields = {"folder": file.folder, "name": file.name}
        try:
            return self._block(Ask.SMALL, self._limits.file_bytes, port=port, **fields)
        except CameraError as error:
            if error.reason in {"none", "missing"}:
                return None
            raise

    def delete(self, port: str, file: OnCamera) -> None:
        """Delete one file, if it still has this size and time.

        Raises:
            CameraError: ``changed``, ``missing``, ``not_removed``, ``busy``, ``gone``, ``failed``.
        """
        self._ask(
            Ask.DELETE,
            _nothing,
            port=port,
            folder=file.folder,
            name=file.name,
            size_bytes=file.size_bytes,
            mtime_s=file.mtime_s,
        )

    def events(self, port: str, *, wait_ms: int) -> tuple[tuple[str, str], ...]:
        """Wait a moment for the shutter; return folder and name of each file that is new.

        Raises:
            CameraError: ``busy``, ``gone`` or ``failed``.
        """
        return self._ask(Ask.EVENTS, added_from, port=port, wait_ms=wait_ms)

    def shoot(self, port: str) -> None:
        """Release the shutter.

        Raises:
            CameraError: ``busy``, ``gone`` or ``failed``.
        """
        self._ask(Ask.SHOOT, _nothing, port=port)

    def close_camera(self, port: str) -> None:
        """Let go of a camera.

        Raises:
            CameraError: ``failed``.
        """
        self._ask(Ask.CLOSE, _nothing, port=port)

    def end(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    # --------------------------------------------------------------------------------- inside

    def _ask(self, ask: Ask, read: Callable[[object], _T], **fields: object) -> _T:
        value, memory = self._exchange(ask, fields, most_bytes=0)
        if memory is not None:
            memory.close()
            raise CameraError("failed")
        return read(value)

    def _block(self, ask: Ask, most_bytes: int, **fields: object) -> SealedMemory:
        _, memory = self._exchange(ask, fields, most_bytes=most_bytes)
        if memory is None:
            raise CameraError("failed")
        return memory

    def _exchange(
        self, ask: Ask, fields: dict[str, object], *, most_bytes: int
    ) -> tuple[object, SealedMemory | None]:
        with self._lock:
            try:
                connection = self._connected()
                self._number += 1
                connection.send(pack_ask(self._number, ask, fields))
                data, descriptors = _receive(connection)
                memory = _adopt(descriptors, most_bytes)
            except (OSError, ValueError, DecoderAnswerError) as error:
                self._end()
                raise CameraError("failed") from error
            try:
                return unpack_answer(data, number=self._number), memory
            except CameraError:
                if memory is not None:
                    memory.close()
                raise

    def _connected(self) -> socket.socket:
        """Return the connection to a process that is ready."""
        if self._socket is None:
            raise DecoderAnswerError("died")
        if not self._is_ready:
            data, descriptors = _receive(self._socket)
            _close(descriptors)
            if json.loads(data) != {"ready": True}:
                raise DecoderAnswerError("shape")
            self._is_ready = True
        return self._socket

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(_SILENCE_S)
        told = (str(theirs.fileno()), str(os.getpid()), json.dumps(asdict(self._limits)))
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
                (*self._command, *told),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=camera_environment(),
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            ours.close()
            raise CameraError("failed") from error
        finally:
            theirs.close()
        self._socket, self._is_ready = ours, False

    def _end(self) -> None:
        if self._socket is not None:
            self._socket.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._socket = self._process = None


def _receive(connection: socket.socket) -> tuple[bytes, list[int]]:
    room = socket.CMSG_SPACE(2 * array.array("i").itemsize)
    data, ancillary, flags, _ = connection.recvmsg(
        MOST_MESSAGE_BYTES, room, socket.MSG_CMSG_CLOEXEC
    )
    found = array.array("i")
    for level, kind, packed in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            found.frombytes(packed[: len(packed) - len(packed) % found.itemsize])
    descriptors = found.tolist()
    if flags & _CUT_OFF or not data:
        _close(descriptors)
        raise DecoderAnswerError("too_long" if data else "died")
    return data, descriptors


def _adopt(descriptors: list[int], most_bytes: int) -> SealedMemory | None:
    if not descriptors:
        return None
    if len(descriptors) > 1 or not most_bytes:
        _close(descriptors)
        raise DecoderAnswerError("descriptors")
    return SealedMemory.adopt(descriptors[0], most_bytes)


def _close(descriptors: Sequence[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _nothing(value: object) -> None:
    if value is not None:
        raise CameraError("failed")
