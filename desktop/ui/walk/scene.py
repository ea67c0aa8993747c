"""Where a story is told: a workstation with a real keeper, a hand, and a camera."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.clock import Clock
from desktop.keeper.process import KeeperProcess
from desktop.ui.door.brief import Brief
from desktop.ui.door.window import DoorWindow
from desktop.ui.preferences import PreferenceFile
from desktop.ui.screen import Screen
from desktop.ui.screens import screens
from desktop.ui.shell.window import Window
from desktop.ui.tasks import Tasks
from desktop.ui.walk.hand import Hand, TiredError
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.ui.workstation import Workstation


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture of a story.

    Attributes:
        number: Counts up.
        name: As in ``inbox``; names the file.
        caption: What is to be seen, in one or two sentences.
        picture: The windows as they were.
    """

    number: int
    name: str
    caption: str
    picture: QPixmap


class Scene:
    """A workstation that is worked by a hand.

    The sign-in window is shown in this process, for the camera: the program itself gives it a
    process of its own.

    Args:
        app: The application.
        vault: The vault to open.
        preferences: How the window is looked at.
        clock: Says what time it is.
        keep: What becomes of a picture; nothing is kept where it is None.
    """

    def __init__(
        self,
        app: QApplication,
        vault: Path,
        *,
        preferences: PreferenceFile,
        clock: Clock,
        keep: Callable[[Shot], None] | None = None,
    ) -> None:
        self.app = app
        self._keep = keep
        self._taken = 0
        self._clock = clock
        self._preferences = preferences
        self.fit: Callable[[Any], Any] = lambda decided: decided
        self._door_tasks: Tasks | None = None
        self.hand = Hand(app)
        self.door: DoorWindow | None = None
        self.station = Workstation(
            app,
            screens=lambda idle: screens(preferences, idle_chosen=idle),
            preferences=preferences,
            clock=clock,
            start_door=self._show_door,
            vault=vault,
        )

    # ------------------------------------------------------------------------------ what is there

    @property
    def window(self) -> Window:
        """What the signed-in person sees.

        Raises:
            TiredError: Nobody is in.
        """
        if self.station.window is None:
            raise TiredError("somebody to be signed in")
        return self.station.window

    def screen(self, kind: type[Any]) -> Any:
        """Wait until a screen of a kind is shown and everything on it is there; return it.

        Raises:
            TiredError: Another one is shown.
        """
        self.hand.until(lambda: isinstance(self.window.screen_shown, kind), kind.__name__)
        self.settle()
        shown: Screen | None = self.window.screen_shown
        if not isinstance(shown, kind):
            raise TiredError(kind.__name__)
        return shown

    def settle(self) -> None:
        """Wait until nothing is asked any more and everything is painted."""
        self.hand.until(lambda: self.station.tasks.is_idle, "every answer")
        self.hand.rest()

    def dialog(self) -> ConfirmDialog:
        """Wait for a question, and return it."""
        return self.hand.until_shown(self._dialog, "a question")

    # ------------------------------------------------------------------------------ what is done

    def begin(self) -> None:
        """Start the program."""
        self.station.begin()
        self.hand.until(lambda: self.door is not None, "the sign-in window")
        self._door_settled()

    def sign_in(self, name: str, passphrase: str) -> None:
        """Choose oneself and write the passphrase, as everybody does."""
        door = self._open_door()
        tile = next(one for one in door.sign_in.people.tiles if one.person.name == name)
        self.hand.click(tile)
        self.hand.write(passphrase, door.sign_in.passphrase.edit)
        self.hand.press("Return", door.sign_in.passphrase.edit)
        self.hand.until(lambda: self.station.window is not None, "the workspace")
        self.settle()

    def lock(self) -> None:
        """Lock, and wait for the sign-in window."""
        self.hand.press("Ctrl+L", self.window)
        self.hand.until(lambda: self.station.window is None, "the lock")
        self.hand.until(lambda: self.door is not None, "the sign-in window")
        self._door_settled()

    def end(self) -> None:
        """End the program in order."""
        self.station.quit()
        self.hand.until(lambda: self.station.keeper is None, "the end of the keeper")
        self._close_door()
        self.app.sendPostedEvents()

    def picture(self, name: str, caption: str) -> None:
        """Take a picture of every window that is shown."""
        if self._keep is None:
            return
        self.hand.rest()
        self._taken += 1
        shot = Shot(number=self._taken, name=name, caption=caption, picture=self._grab())
        self._keep(shot)

    # ------------------------------------------------------------------------------ inside

    def _open_door(self) -> DoorWindow:
        if self.door is None:
            raise TiredError("the sign-in window")
        return self.door

    def _door_settled(self) -> None:
        door = self._open_door()
        self.hand.until(lambda: bool(door.sign_in.people.tiles), "people at the door")
        self.hand.rest()

    def _show_door(self, keeper: KeeperProcess, brief: Brief) -> "subprocess.Popen[bytes] | None":
        tasks = Tasks()
        tasks.connect_to(keeper.door)
        folder = Path(brief.vault).parent
        self.door = DoorWindow(
            tasks,
            brief,
            preferences=self._preferences,
            clock=self._clock,
            new_vault=folder / "new-vault",
            demonstration=folder,
        )
        self._door_tasks = tasks
        self.door.let_in.connect(self._close_door)
        self.door.show()
        return None

    def _close_door(self) -> None:
        door, self.door = self.door, None
        tasks, self._door_tasks = self._door_tasks, None
        if tasks is not None:
            tasks.close()
            tasks.deleteLater()
        if door is not None:
            door.close()
            door.deleteLater()

    def _dialog(self) -> ConfirmDialog | None:
        shown = [one for one in self.app.topLevelWidgets() if isinstance(one, ConfirmDialog)]
        return next((one for one in shown if one.isVisible()), None)

    def _grab(self) -> QPixmap:
        base: QWidget = self.door if self.door is not None else self.station.frame
        whole = base.grab()
        painter = QPainter(whole)
        for one in self.app.topLevelWidgets():
            if one is not base and one.isVisible() and one is not self.station.frame:
                room = base.size() - one.size()
                middle = QPoint(room.width() // 2, room.height() // 2)
                at = middle if isinstance(one, QDialog) else one.pos() - base.pos()
                painter.drawPixmap(at, one.grab())
        painter.end()
        return whole
