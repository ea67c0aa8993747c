"""Two real message buses of their own, and a computer on them that says it is locked or sleeps."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HAS_BUS = shutil.which("dbus-daemon") is not None
OWN_SESSION = "/org/freedesktop/login1/session/_31"
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>{kind}</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/><allow receive_sender="*"/>
  </policy>
</busconfig>
"""
_COMPUTER = """
import sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage
app = QCoreApplication([])
system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
if sys.argv[1] == "logind":
    assert system.registerService("org.freedesktop.login1")
print("ready", flush=True)
for line in sys.stdin:
    bus, path, interface, name, *values = line.split()
    signal = QDBusMessage.createSignal(path, interface, name)
    signal.setArguments([value == "true" for value in values])
    assert {"system": system, "session": session}[bus].send(signal)
    print("sent", flush=True)
"""
_INHIBIT = """#!/bin/sh
echo "$$ $*" >> "{log}"
exec cat
"""


class Computer:
    """Says on its buses what a real one would.

    Attributes:
        environment: What a program needs to hear it.
        holds: Where each ``systemd-inhibit`` wrote its process and its arguments.
    """

    def __init__(self, folder: Path, *, has_logind: bool) -> None:
        self.holds = folder / "inhibited"
        tool = folder / "bin" / "systemd-inhibit"
        tool.parent.mkdir()
        tool.write_text(_INHIBIT.format(log=self.holds))
        tool.chmod(0o755)
        self._buses = [_bus(folder, kind) for kind in ("system", "session")]
        system, session = (address for _, address in self._buses)
        self.environment = {
            "DBUS_SYSTEM_BUS_ADDRESS": system,
            "DBUS_SESSION_BUS_ADDRESS": session,
            "XDG_SESSION_ID": "1",
            "PATH": f"{tool.parent}:{os.environ['PATH']}",
        }
        self._voice = subprocess.Popen(
            [sys.executable, "-c", _COMPUTER, "logind" if has_logind else "none"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **self.environment, "QT_QPA_PLATFORM": "offscreen"},
        )
        self._hear("ready")

    def session_is_locked(self, path: str = OWN_SESSION) -> None:
        """As ``loginctl lock-session`` has logind say."""
        self._say(f"system {path} org.freedesktop.login1.Session Lock")

    def goes_to_sleep(self, *, is_about_to: bool = True) -> None:
        """As logind says before sleep, and with ``false`` after it."""
        manager = "org.freedesktop.login1.Manager PrepareForSleep"
        self._say(f"system /org/freedesktop/login1 {manager} {str(is_about_to).lower()}")

    def screen_is_covered(self, saver: str, *, is_covered: bool = True) -> None:
        """As a screen saver says."""
        path = "/" + saver.replace(".", "/")
        self._say(f"session {path} {saver} ActiveChanged {str(is_covered).lower()}")

    def held(self) -> list[tuple[int, str]]:
        """Return the processes that ever held sleep back, and with what arguments."""
        if not self.holds.exists():
            return []
        lines = self.holds.read_text().splitlines()
        return [(int(line.split(" ", 1)[0]), line.split(" ", 1)[1]) for line in lines]

    def end(self) -> None:
        self._voice.terminate()
        self._voice.communicate()
        for daemon, _ in self._buses:
            daemon.terminate()
            daemon.communicate()

    def _say(self, line: str) -> None:
        assert self._voice.stdin is not None
        self._voice.stdin.write(line + "\n")
        self._voice.stdin.flush()
        self._hear("sent")

    def _hear(self, word: str) -> None:
        assert self._voice.stdout is not None
        assert self._voice.stdout.readline().strip() == word


def _bus(folder: Path, kind: str) -> tuple[subprocess.Popen[str], str]:
    config = folder / f"{kind}.conf"
    config.write_text(_CONFIG.format(kind=kind, folder=folder))
    daemon = subprocess.Popen(
        ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    assert address.startswith("unix:"), "no bus"
    return daemon, address


@contextmanager
def computer(folder: Path, *, has_logind: bool = True) -> Iterator[Computer]:
    """Have such a computer for the length of a block."""
    made = Computer(folder, has_logind=has_logind)
    try:
        yield made
    finally:
        made.end()
