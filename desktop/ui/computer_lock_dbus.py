"""The lock and the sleep of a Linux computer, as D-Bus tells of them.

Listened to are logind (system bus: the session is locked, the computer is about to sleep) and the
screen savers (session bus). Only buses that are reached by a name of this computer's file system
are used: nothing here opens a network connection. Whoever else sends these signals can lock Diogel,
and no more than that; nothing on a bus unlocks it.

Before sleep the computer waits for us: ``systemd-inhibit`` holds a *delay* while somebody is in,
and ends when our end of its pipe closes, whatever becomes of us. The computer waits for five
seconds at most (logind.conf(5), InhibitDelayMaxSec).

Source: org.freedesktop.login1(5); the idle inhibition specification of freedesktop.org for
``ActiveChanged``, which GNOME, KDE, Cinnamon, MATE and Xfce send alike.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage

from desktop.ui.computer_lock import LOCKED, SLEEPS, ComputerLock, Sign

_LOGIN: Final = "org.freedesktop.login1"
_MANAGER: Final = "org.freedesktop.login1.Manager"
_SESSION: Final = "org.freedesktop.login1.Session"
_SAVERS: Final = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
_SYSTEM_BUS: Final = ("DBUS_SYSTEM_BUS_ADDRESS", Path("/run/dbus/system_bus_socket"))
_RELEASE_S: Final = 1.0
_INHIBIT: Final = (
    "--what=sleep",
    "--mode=delay",
    "--who=Diogel",
    "--why=The keys leave the memory first",
    "cat",
)


class DBusLock(ComputerLock):
    """Listens on the buses of this computer, as far as there are any."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._own = _own_session()
        self._holding: subprocess.Popen[bytes] | None = None
        self._heard: set[Sign] = set()
        if _is_local(*_SYSTEM_BUS):
            self._listen_to_logind(QDBusConnection.systemBus())
        if _is_local(*_session_bus()):
            self._listen_to_savers(QDBusConnection.sessionBus())

    @property
    def heard(self) -> frozenset[Sign]:
        """What is listened to; the delay counts while it is held."""
        is_held = self._holding is not None and self._holding.poll() is None
        return frozenset(self._heard | ({Sign.DELAY} if is_held else set()))

    def hold(self) -> None:
        """Have the computer wait before it sleeps; without ``systemd-inhibit`` it does not."""
        self.release()
        command = shutil.which("systemd-inhibit")
        if command is None or Sign.SLEEP not in self._heard:
            return
        try:
            self._holding = _started((command, *_INHIBIT))
        except OSError:
            self._holding = None

    def release(self) -> None:
        """Let the computer sleep."""
        holding, self._holding = self._holding, None
        if holding is None:
            return
        if holding.stdin is not None:
            holding.stdin.close()
        try:
            holding.wait(_RELEASE_S)
        except subprocess.TimeoutExpired:
            holding.kill()
            holding.wait()

    def _listen_to_logind(self, bus: QDBusConnection) -> None:
        if not bus.isConnected():
            return
        sleeps = bus.connect(_LOGIN, "", _MANAGER, "PrepareForSleep", self, _slot("_sleeps(bool)"))
        locked = bus.connect(
            _LOGIN, "", _SESSION, "Lock", self, _slot("_session_locked(QDBusMessage)")
        )
        if not bus.interface().isServiceRegistered(_LOGIN).value():
            return
        self._heard |= {Sign.SLEEP} if sleeps else set()
        self._heard |= {Sign.SESSION} if locked else set()

    def _listen_to_savers(self, bus: QDBusConnection) -> None:
        if not bus.isConnected():
            return
        for saver in _SAVERS:
            if bus.connect("", "", saver, "ActiveChanged", self, _slot("_covered(bool)")):
                self._heard.add(Sign.SCREEN)

    @Slot(bool)
    def _sleeps(self, is_about_to: bool) -> None:
        if is_about_to:
            self.locking.emit(SLEEPS)

    @Slot(bool)
    def _covered(self, is_covered: bool) -> None:
        if is_covered:
            self.locking.emit(LOCKED)

    @Slot(QDBusMessage)
    def _session_locked(self, message: QDBusMessage) -> None:
        """Lock with our session; where we cannot tell which is ours, with any."""
        if not self._own or message.path() == self._own:
            self.locking.emit(LOCKED)


def _slot(signature: str) -> Any:
    """Return a slot as ``connect`` takes it: a text, whatever the stubs say."""
    return SLOT(signature)


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - the system's own program, no shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
    )


def _session_bus() -> tuple[str, Path]:
    return "DBUS_SESSION_BUS_ADDRESS", Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / "bus"


def _is_local(variable: str, usual: Path) -> bool:
    """Return whether there is a bus, and whether every way to it is a socket of this computer.

    Without this Qt would start a bus of its own where there is none, or follow a ``tcp:`` address.
    """
    address = os.environ.get(variable, "")
    if not address:
        return usual.exists()
    return all(way.startswith("unix:") for way in address.split(";") if way)


def _own_session() -> str:
    """Return the path under which logind speaks of our session, or nothing.

    Source: sd_bus_path_encode(3).
    """
    name = os.environ.get("XDG_SESSION_ID", "")
    plain = "".join(
        one if one.isascii() and (one.isalpha() or (one.isdigit() and at)) else f"_{ord(one):02x}"
        for at, one in enumerate(name)
    )
    return f"/org/freedesktop/login1/session/{plain}" if plain else ""
