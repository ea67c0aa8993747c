"""What the shell knows of a screen: where it is, what the frame shows around it, and how it leaves.

Screens know nothing of each other. One that wants to go elsewhere says a place; the shell builds
the screen of that place. Arrows back retrace the way somebody came.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.records.patient import Patient
from desktop.ui.desk import Desk
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, Words
from desktop.ui.place import Place
from desktop.ui.screen_keys import keys_at
from desktop.ui.widgets.key_sheet import KeyGroup


class Frame(Enum):
    """What the shell puts around a screen."""

    LIST = "list"
    """Side bar at the left, status strip below: a place where one looks for work."""
    TASK = "task"
    """Back and title above; the screen brings its own action bar: one piece of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """What the frame says around a screen.

    Attributes:
        frame: Which frame.
        title: What this is, in the app bar of a task.
        count: Beside the title, as in *6 images, 11:04 to 11:09*.
        patient: Whose it is: the banner is shown, with nobody else's image on the screen.
        consent: At the right of the banner, as in *Consent recorded*; nothing where nobody asked.
        consent_tone: ``ok``, ``warn`` or ``mute``.
        may_change_patient: Whether the banner offers *Change patient* instead.
        has_bar: Whether the screen brings a bar of its own at its foot; tasks always do.
    """

    frame: Frame = Frame.LIST
    title: Words = NOTHING
    count: Words = NOTHING
    patient: Patient | None = None
    consent: Words = NOTHING
    consent_tone: str = "ok"
    may_change_patient: bool = False
    has_bar: bool = False


class Screen(QWidget):
    """One place of the window.

    A screen builds its widgets in its constructor and asks for its data there; ``scope`` is closed
    when it goes.

    Signals:
        go: Somebody wants to be elsewhere; a ``Place``.
        left: Back to where one came from.
        chrome_changed: The frame is to say something else.
        wished: Something is to be done at the sign-in window, so the workstation locks; a ``Wish``.

    Args:
        place: Which place this is.
        desk: Its surroundings.
        parent: The shell.
    """

    go = Signal(object)
    left = Signal()
    chrome_changed = Signal()
    wished = Signal(object)

    def __init__(self, place: Place, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.scope = Scope()
        self._place = place
        self._chrome = Chrome()

    @property
    def place(self) -> Place:
        """Return where this is *now*: going back to this value shows the same."""
        return self._place

    @property
    def chrome(self) -> Chrome:
        """Return what the frame says."""
        return self._chrome

    def set_place(self, place: Place) -> None:
        """Remember where this is now, for going back and for unlocking."""
        self._place = place

    def set_chrome(self, chrome: Chrome) -> None:
        """Have the frame say something else."""
        if chrome != self._chrome:
            self._chrome = chrome
            self.chrome_changed.emit()

    def first_focus(self) -> QWidget:
        """Return the widget that gets the focus when the screen appears."""
        return self

    def keys(self) -> tuple[KeyGroup, ...]:
        """Return the keys that work here, for the sheet under ``?``."""
        return keys_at(self._place)

    def change_patient(self) -> None:
        """*Change patient* in the banner was pressed; screens that offer it say what happens."""

    def drop_files(self, paths: tuple[str, ...]) -> bool:
        """Take files that were dropped on the window; return whether this screen does."""
        del paths
        return False

    def leave(self, then: Callable[[], None]) -> None:
        """Do what must be done before this screen goes (keep a draft), then call ``then``.

        The default has nothing to do. Whatever happens, ``then`` is called: a screen that cannot
        keep something says so in the status strip and has kept it in the vault before.
        """
        then()

    def close_screen(self) -> None:
        """Let go of everything: late answers are dropped."""
        self.scope.close()
