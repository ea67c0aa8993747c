"""The workspace process from its start to its end."""

from pathlib import Path

from desktop.clock import SystemClock
from desktop.ui.preferences import PreferenceFile
from desktop.ui.screens import screens
from desktop.ui.start import start_app, tell_faults
from desktop.ui.workstation import Workstation


def run(vault: Path | None) -> int:
    """Open the window; return when it is closed.

    Args:
        vault: Which one; the one opened last unless said otherwise.
    """
    preferences = PreferenceFile()
    app = start_app(preferences)
    workstation = Workstation(
        app,
        screens=lambda idle: screens(preferences, idle_chosen=idle),
        preferences=preferences,
        clock=SystemClock(),
        vault=vault,
    )
    tell_faults(workstation.tell_fault)
    workstation.ended.connect(app.quit)
    workstation.begin()
    return app.exec()
