"""A hand at the workstation: it clicks, types, drags and drops on real widgets, and waits.

Everything goes through the events that a person's mouse and keyboard make. It counts them, so that
what a journey costs is measured and not guessed (``docs/usability.md``).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import (
    QEvent,
    QEventLoop,
    QKeyCombination,
    QMimeData,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

W = TypeVar("W", bound=QWidget)

_LOOK_MS: Final = 10
_PATIENCE_MS: Final = 60_000
_NO_KEYS: Final = Qt.KeyboardModifier.NoModifier


class TiredError(RuntimeError):
    """What was waited for did not come; the message says what."""


@dataclass(slots=True)
class Effort:
    """What somebody did.

    Attributes:
        clicks: Presses of a mouse button, drags included.
        keys: Keys that were not part of a text.
        letters: Letters of texts.
        drops: Things dropped.
    """

    clicks: int = 0
    keys: int = 0
    letters: int = 0
    drops: int = 0


class Hand:
    """One person's hand.

    Args:
        app: The application whose events are handled while waiting.
        patience_ms: How long anything may take.
    """

    def __init__(self, app: QApplication, *, patience_ms: int = _PATIENCE_MS) -> None:
        self._app = app
        self._patience_ms = patience_ms
        self.effort = Effort()

    def begin(self) -> None:
        """Count from nothing again."""
        self.effort = Effort()

    # ------------------------------------------------------------------------------ waiting

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Wait until something holds, handling events meanwhile.

        Raises:
            TiredError: It did not in time.
        """
        if holds():
            return
        loop = QEventLoop()
        look, give_up = QTimer(), QTimer()
        look.timeout.connect(lambda: loop.quit() if holds() else None)
        give_up.setSingleShot(True)
        give_up.timeout.connect(loop.quit)
        look.start(_LOOK_MS)
        give_up.start(self._patience_ms)
        loop.exec()
        in_time = give_up.isActive()
        look.stop()
        give_up.stop()
        if not in_time and not holds():
            raise TiredError(what)

    def until_shown(self, find: Callable[[], W | None], what: str) -> W:
        """Wait until a widget is there and seen, and return it.

        Raises:
            TiredError: It did not come in time.
        """

        def seen() -> bool:
            widget = find()
            return widget is not None and widget.isVisible()

        self.until(seen, what)
        widget = find()
        if widget is None:
            raise TiredError(what)
        return widget

    def rest(self) -> None:
        """Let everything that waits to be painted be painted."""
        for _ in range(3):
            self._app.sendPostedEvents()
            self._app.processEvents()

    # ------------------------------------------------------------------------------ pointer

    def click(
        self, widget: QWidget, at: QPoint | None = None, *, keys: Qt.KeyboardModifier = _NO_KEYS
    ) -> None:
        """Click a widget that can be seen and is on.

        Raises:
            TiredError: It cannot be clicked by a person.
        """
        self.until(lambda: widget.isVisible() and widget.isEnabled(), f"{_name(widget)} to click")
        self.effort.clicks += 1
        place = at if at is not None else widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, keys, place)
        self.rest()

    def double_click(self, widget: QWidget, at: QPoint) -> None:
        """Click twice, quickly."""
        self.effort.clicks += 2
        QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, _NO_KEYS, at)
        self.rest()

    def drag(self, widget: QWidget, start: QPoint, end: QPoint, *, steps: int = 8) -> None:
        """Press, move in steps, and let go.

        Off-screen platforms do not say which button is held while moving, so these events do.
        """
        self.effort.clicks += 1
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        self._send(widget, QEvent.Type.MouseButtonPress, start, left, left)
        for step in range(1, steps + 1):
            at = start + (end - start) * (step / steps)
            self._send(widget, QEvent.Type.MouseMove, at, none, left)
        self._send(widget, QEvent.Type.MouseButtonRelease, end, left, none)
        self.rest()

    def drop(self, widget: QWidget, paths: Iterable[Path]) -> None:
        """Drop files on a widget, as from a file manager."""
        self.effort.drops += 1
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        centre = widget.rect().center()
        action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(centre, action, data, left, _NO_KEYS)
        QApplication.sendEvent(widget, enter)
        dropped = QDropEvent(QPointF(centre), action, data, left, _NO_KEYS)
        QApplication.sendEvent(widget, dropped)
        self.rest()

    # ------------------------------------------------------------------------------ keys

    def press(self, key: str, widget: QWidget | None = None) -> None:
        """Press a key or a combination, as in ``"Ctrl+Return"``, where the focus is."""
        combination: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index]
        self.effort.keys += 1
        target = widget or self._app.focusWidget() or self._app.activeWindow()
        if target is None:
            raise TiredError("somewhere to press " + key)
        self._turn_to(target)
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
        self.rest()

    def write(self, text: str, widget: QWidget | None = None) -> None:
        """Write a text where the focus is."""
        target = widget or self._app.focusWidget()
        if target is None:
            raise TiredError("somewhere to write")
        self.effort.letters += len(text)
        self._turn_to(target)
        QTest.keyClicks(target, text)
        self.rest()

    def _turn_to(self, target: QWidget) -> None:
        """Have the window active in which one types; a window manager does so by itself."""
        window = target.window()
        if not window.isActiveWindow():
            window.activateWindow()
            self.until(window.isActiveWindow, "the window to be active")

    def choose(self, combo: QComboBox, index: int) -> None:
        """Choose from a list with the arrow keys, one press a step; counted as one key.

        Raises:
            TiredError: The list does not hold so many.
        """
        if not 0 <= index < combo.count():
            raise TiredError("such a choice")
        combo.setFocus(Qt.FocusReason.TabFocusReason)
        self.effort.keys += 1
        while combo.currentIndex() != index:
            key = Qt.Key.Key_Down if combo.currentIndex() < index else Qt.Key.Key_Up
            QTest.keyClick(combo, key)
        self.rest()

    def _send(
        self,
        widget: QWidget,
        kind: QEvent.Type,
        at: QPoint,
        button: Qt.MouseButton,
        held: Qt.MouseButton,
    ) -> None:
        place = QPointF(at)
        screen = QPointF(widget.mapToGlobal(at))
        QApplication.sendEvent(widget, QMouseEvent(kind, place, screen, button, held, _NO_KEYS))


def _name(widget: QWidget) -> str:
    return widget.accessibleName() or type(widget).__name__
