"""Noticing from what is typed that Caps Lock may be on; no platform tells it the same way."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class CapsWatch(QObject):
    """Watches a field and tells when a letter came out otherwise than Shift says.

    Args:
        field: Where one types; it is also what this belongs to.
        told: Called with whether Caps Lock may be on, whenever that changes.
    """

    def __init__(self, field: QWidget, told: Callable[[bool], None]) -> None:
        super().__init__(field)
        self._told = told
        self._is_on = False
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at a letter; nothing is kept of it, and nothing kept back."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            self._look(event)
        return False

    def _look(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self._tell(is_on=False)
        elif len(letter) == 1 and letter.isalpha() and letter.upper() != letter.lower():
            has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._tell(is_on=letter.isupper() is not has_shift)

    def _tell(self, *, is_on: bool) -> None:
        if is_on is not self._is_on:
            self._is_on = is_on
            self._told(is_on)
