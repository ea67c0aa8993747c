"""The sign-in process from its start to its end."""

import socket
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_data_path

from desktop.clock import SystemClock
from desktop.ui.door.brief import Brief
from desktop.ui.door.window import DoorWindow
from desktop.ui.preferences import PreferenceFile
from desktop.ui.start import start_app
from desktop.ui.tasks import Tasks


def demonstration_folder() -> Path:
    """Return where the demonstration practice lies on this computer."""
    return user_data_path("diogel") / "demonstration"


def new_vault_folder() -> Path:
    """Return where a new vault is proposed."""
    return user_data_path("diogel") / "vault"


def run(arguments: Sequence[str]) -> int:
    """Show the sign-in window until somebody is in, or it is closed.

    Args:
        arguments: The descriptor of the door, and a ``Brief`` as text.
    """
    descriptor, told = arguments
    preferences = PreferenceFile()
    app = start_app(preferences)
    tasks = Tasks(app)
    tasks.connect_to(socket.socket(fileno=int(descriptor)))
    window = DoorWindow(
        tasks,
        Brief.from_text(told),
        preferences=preferences,
        clock=SystemClock(),
        new_vault=new_vault_folder(),
        demonstration=demonstration_folder(),
    )
    window.let_in.connect(app.quit)
    window.closed.connect(app.quit)
    tasks.keeper_gone.connect(window.close_at_once)
    window.show()
    app.exec()
    window.presenter.close()
    tasks.close()
    return 0
