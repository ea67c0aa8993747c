"""The workspace process from its start to its end."""

import sys
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.clock import SystemClock
from desktop.ui.clipboard import CopyWatch
from desktop.ui.computer_lock import ComputerLock
from desktop.ui.preferences import PreferenceFile
from desktop.ui.renewal import Carried, begin_anew
from desktop.ui.screens import screens
from desktop.ui.start import start_app, tell_faults
from desktop.ui.workstation import Workstation


def run(vault: Path | None, *, carried: Carried | None = None) -> int:
    """Open the window; return when it is closed.

    Args:
        vault: Which one; the one opened last unless said otherwise.
        carried: What the window before it handed over, after a lock.
    """
    preferences = PreferenceFile()
    app = start_app(preferences)
    computer = _computer_lock(app)
    CopyWatch(app)
    workstation = Workstation(
        app,
        screens=lambda idle: screens(preferences, idle_chosen=idle, heard=lambda: computer.heard),
        preferences=preferences,
        clock=SystemClock(),
        vault=vault,
        computer=computer,
        renew=None if sys.platform == "win32" else begin_anew,
        carried=carried,
    )
    tell_faults(workstation.tell_fault)
    workstation.ended.connect(app.quit)
    workstation.begin()
    return app.exec()


def _computer_lock(parent: QObject) -> ComputerLock:
    """Return what listens to this computer; each system's libraries are its own."""
    if sys.platform == "win32":
        from desktop.ui.computer_lock_windows import WindowsLock  # noqa: PLC0415

        return WindowsLock(parent)
    from desktop.ui.computer_lock_dbus import DBusLock  # noqa: PLC0415

    return DBusLock(parent)
