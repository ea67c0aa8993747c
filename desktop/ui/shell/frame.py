"""The one top-level window of the workspace: somebody's workspace, or a curtain before it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from desktop.ui.phrase import phrase, verbatim
from desktop.ui.shell.curtain import Curtain
from desktop.ui.shell.window import LEAST
from desktop.ui.words import keep_said

_FIRST_SIZE: Final = (1440, 900)


class Frame(QStackedWidget):
    """A curtain, or somebody's workspace.

    Args:
        closing: Called when a person closes it.
    """

    def __init__(self, closing: Callable[[], None]) -> None:
        super().__init__()
        self._closing = closing
        self.setMinimumSize(*LEAST)
        self.resize(*_FIRST_SIZE)
        self.curtain = Curtain(parent=self)
        self.addWidget(self.curtain)
        self._say_title("")

    def show_window(self, window: QWidget, *, practice: str) -> None:
        """Show somebody's workspace."""
        self._say_title(practice)
        self.addWidget(window)
        self.setCurrentWidget(window)
        if not self.isVisible():
            self.show()
        self.activateWindow()

    def hide_window(self) -> None:
        """Draw the curtain at once; questions and full screens go, unanswered."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for other in QApplication.topLevelWidgets():
            if other is not self and other.isVisible() and self._is_owner_of(other):
                other.close()
        self.curtain.say_keeping()
        self.setCurrentWidget(self.curtain)

    def drop_window(self, window: QWidget) -> None:
        """Let go of a workspace, and of everything that it showed."""
        self.hide_window()
        self._say_title("")
        self.removeWidget(window)
        window.setParent(None)
        window.deleteLater()

    def stand(self, geometry: tuple[int, ...], *, maximised: bool) -> None:
        """Stand where another window stood; empty for the middle of the screen."""
        if geometry:
            left, top, wide, high = geometry
            self.setGeometry(left, top, wide, high)
        if maximised:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the program in order; the window goes once everything is kept."""
        event.ignore()
        self._closing()

    def _is_owner_of(self, other: QWidget) -> bool:
        above = other.parentWidget()
        while above is not None and above is not self:
            above = above.parentWidget()
        return above is self

    def _say_title(self, practice: str) -> None:
        """Name the window in the task bar by whose it is, and never by a patient."""
        named = phrase("frame.window_title", practice=verbatim(practice))
        keep_said(self, "setWindowTitle", named if practice else verbatim("Diogel"))
