"""The keys of a search field that has its results below."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.finder.results import PatientResults


class SearchKeys(QObject):
    """Lets the arrow keys move in the results while one writes, and Enter go there.

    Enter chooses whoever is the only one found; where there are several it goes to the list, so
    that nobody is chosen who was not looked at.

    Args:
        field: Where one writes; it is also what this belongs to.
        results: The list.
    """

    def __init__(self, field: QWidget, results: PatientResults) -> None:
        super().__init__(field)
        self._results = results
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that are meant for the list."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        match event.key():
            case Qt.Key.Key_Up:
                self._results.step(-1)
            case Qt.Key.Key_Down:
                self._results.step(1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._enter()
            case _:
                return False
        return True

    def _enter(self) -> None:
        patient = self._results.current()
        rows = self._results.model().rowCount()
        if rows == 1 and patient is not None:
            self._results.chosen.emit(patient)
        elif rows:
            self._results.setFocus()
