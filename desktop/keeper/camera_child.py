"""The camera process itself: confined first, the camera library second, devices last.

The one module that loads python-gphoto2 (LGPL, an optional extra). It holds no key and reads no
picture: what lies on a camera goes to the keeper as it is, in sealed memory. Whatever the library
raises crosses as one of a few words; any other error ends the process, which the keeper takes as a
camera that failed.

Source: libgphoto2 2.5, ``gphoto2-port-result.h`` and ``gphoto2-result.h`` for the numbers.
"""

import array
import ctypes
import json
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NoReturn

from desktop.keeper.camera_limits import EXIT_NO_LIBRARY, confine_camera
from desktop.keeper.camera_messages import MOST_FILES, Ask
from desktop.keeper.decoder_limits import EXIT_NOT_CONFINED
from desktop.keeper.decoder_messages import MOST_MESSAGE_BYTES, pack, unpack
from desktop.memory import SealedMemory
from desktop.settings import Limits

_BUSY: Final = frozenset({-53, -60, -110})
"""The interface cannot be claimed, the port is locked, the camera says that it is busy."""
_GONE: Final = frozenset({-4, -5, -7, -31, -34, -35, -52, -105})
"""No such port, input or output failed, the device is not found."""
_MISSING: Final = frozenset({-107, -108})
_DEEPEST: Final = 8
_FOLDERS_MOST: Final = 4096
_LONGEST_WAIT_MS: Final = 2000
_LONGEST_SERIAL: Final = 64


class _RefusalError(Exception):
    """One of ``camera_messages.REASONS``."""


def main(arguments: Sequence[str]) -> None:
    """Speak to cameras until the keeper goes away.

    Args:
        arguments: Socket number, parent's process number, limits as JSON.
    """
    descriptor, parent_id = int(arguments[0]), int(arguments[1])
    limits = Limits(**json.loads(arguments[2]))
    try:
        confine_camera(limits, keep_fd=descriptor, parent_id=parent_id)
    except OSError:
        sys.exit(EXIT_NOT_CONFINED)
    try:
        import gphoto2  # noqa: PLC0415 - after the limits
    except ImportError:
        sys.exit(EXIT_NO_LIBRARY)
    with socket.socket(fileno=descriptor) as connection:
        connection.send(pack({"ready": True}))
        cameras = Cameras(gphoto2, limits, remembers=not _keep_no_files())
        while data := connection.recv(MOST_MESSAGE_BYTES):
            reply, memory = _answer(cameras, data)
            _send(connection, reply, memory)


def _keep_no_files() -> bool:
    """Have the library keep no file it has read, so that reading again asks the camera.

    Source: libgphoto2 2.5, ``libgphoto2-filesys.c``, setting ``cached-images``.
    """
    try:
        library = ctypes.CDLL("libgphoto2.so.6")  # the one that is loaded already
        return bool(library.gp_setting_set(b"libgphoto", b"cached-images", b"0") == 0)
    except (OSError, AttributeError):
        return False


def _answer(cameras: "Cameras", data: bytes) -> tuple[bytes, SealedMemory | None]:
    asked = unpack(data)
    if not isinstance(asked, dict):
        raise TypeError  # it is not the keeper that asks
    number = asked["number"]
    try:
        value, memory = cameras.do(Ask(asked["ask"]), asked)
    except _RefusalError as refusal:
        return pack({"number": number, "error": str(refusal), "value": None}), None
    return pack({"number": number, "error": "", "value": value}), memory


def _send(connection: socket.socket, reply: bytes, memory: SealedMemory | None) -> None:
    if memory is None:
        connection.send(reply)
        return
    with memory:
        packed = array.array("i", [memory.fd])
        connection.sendmsg([reply], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, packed)])


class Cameras:
    """What can be asked of the cameras that are connected.

    Args:
        library: python-gphoto2, or what a test puts in its place.
        limits: The largest file that is handed over.
        remembers: Whether the library may answer from what it has read before.
    """

    def __init__(self, library: Any, limits: Limits, *, remembers: bool) -> None:
        self._remembers = remembers
        self._gp = library
        self._limits = limits
        self._open: dict[str, Any] = {}
        self._acts: dict[Ask, Callable[[Mapping[str, Any]], object]] = {
            Ask.LIST: self._list,
            Ask.SERIAL: self._serial,
            Ask.FILES: self._files,
            Ask.READ: self._read,
            Ask.SMALL: self._small,
            Ask.DELETE: self._delete,
            Ask.EVENTS: self._events,
            Ask.SHOOT: self._shoot,
            Ask.CLOSE: self._close,
        }

    def do(self, ask: Ask, asked: Mapping[str, Any]) -> tuple[object, SealedMemory | None]:
        """Do what is asked; a block is handed over beside the answer."""
        try:
            found = self._acts[ask](asked)
        except self._gp.GPhoto2Error as error:
            self._explain(error, asked)
        if isinstance(found, SealedMemory):
            return None, found
        return found, None

    def _explain(self, error: Any, asked: Mapping[str, Any]) -> NoReturn:
        """Raise the word for a number of the library's; a camera that failed is let go of."""
        if error.code in _MISSING:
            raise _RefusalError("missing") from error
        self._close(asked)
        if error.code in _BUSY:
            raise _RefusalError("busy") from error
        raise _RefusalError("gone" if error.code in _GONE else "failed") from error

    # ------------------------------------------------------------------------------ questions

    def _list(self, _asked: Mapping[str, Any]) -> list[list[str]]:
        found = self._gp.Camera.autodetect()
        return [[found.get_name(at), found.get_value(at)] for at in range(found.count())]

    def _serial(self, asked: Mapping[str, Any]) -> str:
        camera = self._camera(asked)
        try:
            said = camera.get_single_config("serialnumber").get_value()
        except self._gp.GPhoto2Error as error:
            if error.code in _GONE or error.code in _BUSY:
                raise
            return ""
        words = str(said).strip()
        return words[:_LONGEST_SERIAL] if words.isprintable() else ""

    def _files(self, asked: Mapping[str, Any]) -> SealedMemory:
        camera = self._camera(asked)
        only = asked.get("only")
        places = self._walk(camera) if only is None else iter([(one[0], one[1]) for one in only])
        found = []
        for folder, name in places:
            info = camera.file_get_info(folder, name).file
            found.append([folder, name, max(info.size, 0), max(info.mtime, 0), str(info.type)])
            if len(found) > MOST_FILES:
                raise _RefusalError("failed")
        return SealedMemory.from_bytes(json.dumps(found).encode())

    def _read(self, asked: Mapping[str, Any]) -> SealedMemory:
        if asked["afresh"] and self._remembers:  # only a new beginning forgets
            self._close(asked)
        return self._file(asked, self._gp.GP_FILE_TYPE_NORMAL)

    def _small(self, asked: Mapping[str, Any]) -> SealedMemory:
        try:
            return self._file(asked, self._gp.GP_FILE_TYPE_PREVIEW)
        except self._gp.GPhoto2Error as error:
            if error.code in _GONE or error.code in _BUSY:
                raise
            raise _RefusalError("none") from error

    def _file(self, asked: Mapping[str, Any], kind: int) -> SealedMemory:
        file = self._camera(asked).file_get(asked["folder"], asked["name"], kind)
        with memoryview(file.get_data_and_size()) as data:  # of memory that ends with ``file``
            if len(data) > self._limits.file_bytes:
                raise _RefusalError("failed")
            return SealedMemory.from_bytes(data)

    def _delete(self, asked: Mapping[str, Any]) -> None:
        camera = self._camera(asked)
        folder, name = asked["folder"], asked["name"]
        info = camera.file_get_info(folder, name).file
        if (max(info.size, 0), max(info.mtime, 0)) != (asked["size_bytes"], asked["mtime_s"]):
            raise _RefusalError("changed")
        try:
            camera.file_delete(folder, name)
        except self._gp.GPhoto2Error as error:
            if error.code in _GONE or error.code in _BUSY or error.code in _MISSING:
                raise
            raise _RefusalError("not_removed") from error

    def _events(self, asked: Mapping[str, Any]) -> list[list[str]]:
        """Return what the shutter made within so long; what is there already comes at once."""
        camera = self._camera(asked)
        wait_ms = min(int(asked["wait_ms"]), _LONGEST_WAIT_MS)
        until = time.monotonic() + wait_ms / 1000
        found: list[list[str]] = []
        while True:
            kind, data = camera.wait_for_event(1 if found else wait_ms)
            if kind == self._gp.GP_EVENT_FILE_ADDED:
                found.append([data.folder, data.name])
            elif kind == self._gp.GP_EVENT_TIMEOUT or time.monotonic() >= until:
                return found

    def _shoot(self, asked: Mapping[str, Any]) -> None:
        self._camera(asked).trigger_capture()

    def _close(self, asked: Mapping[str, Any]) -> None:
        camera = self._open.pop(str(asked.get("port", "")), None)
        if camera is None:
            return
        try:
            camera.exit()
        except self._gp.GPhoto2Error:  # it is gone: nothing is left to let go of
            return

    # --------------------------------------------------------------------------------- inside

    def _camera(self, asked: Mapping[str, Any]) -> Any:
        port = str(asked["port"])
        known = self._open.get(port)
        if known is not None:
            return known
        gp = self._gp
        model = next((pair[0] for pair in self._list(asked) if pair[1] == port), None)
        if model is None:
            raise _RefusalError("gone")
        camera = gp.Camera()
        abilities, ports = gp.CameraAbilitiesList(), gp.PortInfoList()
        abilities.load()
        ports.load()
        camera.set_abilities(abilities.get_abilities(abilities.lookup_model(model)))
        camera.set_port_info(ports.get_info(ports.lookup_path(port)))
        camera.init()
        self._open[port] = camera
        return camera

    def _walk(self, camera: Any) -> Iterator[tuple[str, str]]:
        """Yield folder and name of every file; folders are visited once, none too deep."""
        waiting = [("/", 0)]
        for _ in range(_FOLDERS_MOST):
            if not waiting:
                return
            folder, depth = waiting.pop(0)
            names = camera.folder_list_files(folder)
            for at in range(names.count()):
                yield folder, names.get_name(at)
            inner = camera.folder_list_folders(folder)
            if depth < _DEEPEST:
                waiting += [
                    (f"{folder.rstrip('/')}/{inner.get_name(at)}", depth + 1)
                    for at in range(inner.count())
                ]
