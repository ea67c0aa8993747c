"""What people do at a workstation one after the other, each waiting for what the keeper says."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.screen import Screen
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from support.seen import settle
from support.workplace import PATIENCE_MS, Workplace

S = TypeVar("S", bound=Screen)
D = TypeVar("D", bound=ConfirmDialog)


class PersonsWay:
    """A person with mouse and keys, at a real keeper."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def until(self, what: Callable[[], object]) -> None:
        self.place.qtbot.waitUntil(lambda: bool(what()), timeout=PATIENCE_MS)

    def shown(self, kind: type[S]) -> S:
        """Wait for a screen of this kind, and return it."""
        self.until(lambda: isinstance(self.place.window.screen_shown, kind))
        screen = self.place.window.screen_shown
        assert isinstance(screen, kind)
        return screen

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        settle()

    def dialog(self, kind: type[D]) -> D:
        """Wait for a dialog of exactly this kind, and return it."""

        def there() -> list[D]:
            return [w for w in QApplication.topLevelWidgets() if type(w) is kind and w.isVisible()]

        self.until(there)
        return there()[0]
