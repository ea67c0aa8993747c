"""A whole workstation for tests: a real keeper, a real window, and somebody who signs in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.clock import SystemClock
from desktop.keeper.process import KeeperProcess
from desktop.ui.door.brief import Brief
from desktop.ui.preferences import PreferenceFile
from desktop.ui.screens import screens
from desktop.ui.shell.window import Screens, Window
from desktop.ui.workstation import Workstation
from support.keeper import unlock
from support.practice import CLARE, passphrase_of

PATIENCE_MS = 30_000


@dataclass
class Doorway:
    """Signs somebody in as soon as they are asked; remembers what it was told.

    Attributes:
        user: Who comes; None for nobody: the door stays open.
        briefs: What each sign-in window would have been told.
        keepers: Whose door it was.
    """

    vault: Path
    user: str | None = CLARE
    briefs: list[Brief] = field(default_factory=list)
    keepers: list[KeeperProcess] = field(default_factory=list)

    def __call__(self, keeper: KeeperProcess, brief: Brief) -> None:
        self.briefs.append(brief)
        self.keepers.append(keeper)
        if self.user is not None:
            self.come_in(self.user)

    def come_in(self, user: str) -> None:
        """Sign somebody in at the latest door."""
        unlock(self.keepers[-1], self.vault, user, passphrase_of(user))


@dataclass
class Stopped:
    """Seconds that pass when a test says so."""

    at_s: float = 1_000.0

    def __call__(self) -> float:
        return self.at_s


@dataclass
class Workplace:
    """What a test has at hand."""

    station: Workstation
    door: Doorway
    time: Stopped
    qtbot: QtBot
    ended: list[bool] = field(default_factory=list)

    def until_ended(self) -> None:
        """Wait until the program has ended."""
        self.qtbot.waitUntil(lambda: bool(self.ended), timeout=PATIENCE_MS)

    @property
    def window(self) -> Window:
        window = self.station.window
        assert window is not None
        return window

    def until_in(self, count: int = 1) -> Window:
        """Wait until somebody is in for the so-manyth time."""
        wanted = lambda: len(self.door.keepers) >= count and self.station.window is not None  # noqa: E731
        self.qtbot.waitUntil(wanted, timeout=PATIENCE_MS)
        return self.window

    def until_out(self, count: int) -> None:
        """Wait until the so-manyth door is open and nobody is in."""
        wanted = lambda: len(self.door.keepers) >= count and self.station.window is None  # noqa: E731
        self.qtbot.waitUntil(wanted, timeout=PATIENCE_MS)


def has_ended(process_id: int) -> bool:
    """Return whether a process is no more, and no child of ours waits to be asked about it."""
    return not psutil.pid_exists(process_id)


@contextmanager
def at_workstation(
    vault: Path,
    qtbot: QtBot,
    home: Path,
    *,
    user: str | None = CLARE,
    keeping_ms: int = 3_000,
    change: Callable[[Screens], Screens] = lambda known: known,
) -> Iterator[Workplace]:
    """Run a workstation with somebody in, and end it.

    Args:
        vault: Which vault.
        qtbot: Waits.
        home: Where preferences lie.
        user: Who signs in first.
        keeping_ms: As ``Workstation``.
        change: Puts other screens in place of the real ones.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    preferences = PreferenceFile(home / "window.ini")
    door, time = Doorway(vault, user), Stopped()
    station = Workstation(
        app,
        screens=lambda idle: change(screens(preferences, idle_chosen=idle)),
        preferences=preferences,
        clock=SystemClock(),
        start_door=door,
        vault=vault,
        now_s=time,
        keeping_ms=keeping_ms,
    )
    place = Workplace(station, door, time, qtbot)
    station.ended.connect(lambda: place.ended.append(True))
    try:
        station.begin()
        if user is not None:
            place.until_in()
        yield place
    finally:
        station.quit()
        place.until_ended()
        assert has_ended(door.keepers[-1].process_id)
        station.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
