"""Shows one part of a screen over the whole display, and puts it back afterwards."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.phrase import phrase
from desktop.ui.widgets.boxes import Pane
from desktop.ui.words import keep_said


class FullScreen(Pane):
    """A window of its own for a widget that lies in a layout.

    To Qt it is a tool of the main window, so that the keys of that window go on working: the lock
    above all. Esc alone is taken here, before the way back has it.

    Args:
        content: What is shown.
        home: The layout that it belongs to and has to itself.
        parent: A widget of the window.

    Signals:
        escaped: Esc was pressed; whoever hears it decides what goes first.
        left: The widget is where it belongs again.
    """

    escaped = Signal()
    left = Signal()

    def __init__(self, content: QWidget, home: QVBoxLayout, *, parent: QWidget) -> None:
        super().__init__("stage", parent=parent)
        self.setWindowFlags(Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint)
        keep_said(self, "setWindowTitle", phrase("viewer.full_screen"))
        self._owner = parent
        self._content = content
        self._home = home
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    @property
    def is_on(self) -> bool:
        """Return whether the widget is shown over the whole display."""
        return self._layout.count() > 0

    def enter(self) -> None:
        """Show the widget over the whole display that the window is on."""
        if self.is_on:
            return
        self._layout.addWidget(self._content)
        self.setScreen(self._owner.screen())
        self.showFullScreen()
        self.activateWindow()
        self._content.setFocus()

    def leave(self) -> None:
        """Put the widget back."""
        if not self.is_on:
            return
        self._home.addWidget(self._content, 1)
        self.hide()
        self._content.setFocus()
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Take Esc before a shortcut of the main window has it."""
        if is_override(event, Qt.Key.Key_Escape):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say that Esc was pressed."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Put the widget back when the display is closed by other means."""
        self.leave()
        super().closeEvent(event)


def is_override(event: QEvent, key: Qt.Key) -> bool:
    """Return whether Qt asks if a widget takes a key before shortcuts have it."""
    asked = event.type() == QEvent.Type.ShortcutOverride
    return asked and isinstance(event, QKeyEvent) and event.key() == key
