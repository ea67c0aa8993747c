"""Revising the redaction of a filed image, as a screen of the window."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.errors import DeskError
from desktop.records.patient import Patient
from desktop.ui.desk import Desk
from desktop.ui.editor.mend_presenter import MendPresenter
from desktop.ui.editor.screen import EditorScreen
from desktop.ui.editor.shown import BarShown, HeadShown
from desktop.ui.filed.reason_dialog import ReasonDialog
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, phrase
from desktop.ui.place import EditorPlace
from desktop.ui.widgets.confirm_dialog import Truth


class MendScreen(EditorScreen):
    """The editor on the untouched original of a filed image."""

    presenter: MendPresenter

    def __init__(self, place: Any, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self._blank = QWidget(self)
        self._stack.addWidget(self._blank)
        self._stack.setCurrentWidget(self._blank)

    def make_presenter(self, place: Any, desk: Desk) -> MendPresenter:
        """Return what decides here."""
        return MendPresenter(desk, self.scope, place, self)

    def show_head(self, patient: Patient, head: HeadShown) -> None:
        """Say in the frame whose it is, and that a filed image is revised."""
        super().show_head(patient, replace(head, title=phrase("mending.title"), consent=NOTHING))
        if self._stack.currentWidget() is self._blank:
            self._stack.setCurrentIndex(0)
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, error: DeskError) -> None:
        """Explain what went wrong, also before anything is open."""
        self._stack.setCurrentIndex(0)
        super().show_problem(error)

    def moved_to(self, place: EditorPlace) -> None:
        """Stay: there is one image."""

    def ask_why(self, patient: Patient) -> None:
        """Ask why, before the original is opened; whoever does not say goes back."""
        dialog = ReasonDialog(
            self,
            phrase("mending.question"),
            phrase("mending.act"),
            icon="square-pen",
            patient=(patient, self.desk.today()),
            truths=(
                Truth(phrase("viewer.original_unobscured"), Tone.WARN),
                Truth(phrase("mending.truth_open"), Tone.INFO, "history"),
                Truth(phrase("mending.truth_kept"), Tone.INFO, "info"),
            ),
        )
        dialog.reasoned.connect(self.presenter.mend)
        dialog.cancelled.connect(self.left)
        dialog.open()

    def leave_it(self) -> None:
        """Go back to where one came from."""
        self.left.emit()

    def show_bar(self, shown: BarShown) -> None:
        """Name the button by what it does here."""
        super().show_bar(shown)
        self.file.say(phrase("mending.file"))
