"""Asks why, before something that is recorded with its reason."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.records.patient import Patient
from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.field import TextArea


class ReasonDialog(ConfirmDialog):
    """A question with the patient's banner and a reason, without which it cannot be confirmed.

    Args:
        parent: A widget of the window.
        question: What is asked.
        act: What the button does.
        icon: A drawing on it.
        patient: Whose image it is, with today.
        truths: What is so.
        given: A reason that is proposed; nothing where one has to be written.

    Signals:
        reasoned: It was confirmed; the reason.
    """

    reasoned = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        question: Words,
        act: Words,
        *,
        icon: str,
        patient: tuple[Patient, date],
        truths: tuple[Truth, ...],
        given: str = "",
    ) -> None:
        super().__init__(parent, question, act, icon=icon, patient=patient, truths=truths)
        self.reason = TextArea(
            phrase("filed.reason"), hint=phrase("filed.reason_hint"), lines=2, parent=self
        )
        self.add(self.reason)
        self.reason.changed.connect(self._written)
        self.confirmed.connect(self._confirm)
        self.reason.set_value(given)
        self._written(given)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin where something has to be written."""
        super().showEvent(event)
        self.reason.edit.setFocus()

    def _written(self, text: str) -> None:
        self.refuse(None if text.strip() else phrase("filed.reason_missing"))

    def _confirm(self) -> None:
        self.reasoned.emit(self.reason.value().strip())
