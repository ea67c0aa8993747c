"""What is asked before a second look is taken over or decided: none of it can be undone."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.errors import RecordInvalidError
from desktop.records.patient import Patient
from desktop.records.reason import check_reason
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.field import TextArea


def take_over_dialog(parent: QWidget, who: str, patient: Patient, today: date) -> ConfirmDialog:
    """Return the question before one becomes the second clinician in a colleague's place."""
    return ConfirmDialog(
        parent,
        phrase("second_look.take_over_question", name=verbatim(who)),
        phrase("second_look.take_over_act"),
        icon="eye",
        patient=(patient, today),
        truths=(
            Truth(phrase("second_look.take_over_truth"), Tone.WARN),
            Truth(phrase("second_look.recorded"), Tone.INFO, "history"),
        ),
    )


def agree_dialog(parent: QWidget, patient: Patient, today: date) -> ConfirmDialog:
    """Return the question before an image is agreed to."""
    return ConfirmDialog(
        parent,
        phrase("second_look.agree_question"),
        phrase("second_look.agree_act"),
        icon="check",
        patient=(patient, today),
        truths=(
            Truth(phrase("second_look.agree_truth"), Tone.INFO, "users"),
            Truth(phrase("second_look.no_undo_agree"), Tone.WARN),
            Truth(phrase("second_look.recorded"), Tone.INFO, "history"),
        ),
    )


class SendBackDialog(ConfirmDialog):
    """Asks what is to be changed; without words nothing is sent back.

    Args:
        parent: A widget of the window.
        who: Who filed it.
        patient: Whose image it is, with today.
        then: Takes the words.
    """

    def __init__(
        self,
        parent: QWidget,
        who: str,
        *,
        patient: tuple[Patient, date],
        then: Callable[[str], None],
    ) -> None:
        super().__init__(
            parent,
            phrase("second_look.back_question", name=verbatim(who)),
            phrase("second_look.back_act"),
            icon="undo-2",
            patient=patient,
            truths=(
                Truth(phrase("second_look.back_truth"), Tone.INFO, "eye-off"),
                Truth(phrase("second_look.no_undo_back"), Tone.WARN),
                Truth(phrase("second_look.recorded"), Tone.INFO, "history"),
            ),
        )
        self._then = then
        self.words = TextArea(
            phrase("second_look.back_words"),
            hint=phrase("second_look.back_hint"),
            lines=2,
            parent=self,
        )
        self.add(self.words)
        self.words.changed.connect(self._written)
        self.confirmed.connect(self._confirm)
        self._written("")

    def _written(self, text: str) -> None:
        if not text.strip():
            self.words.set_error(None)
            self.refuse(phrase("second_look.back_missing"))
            return
        try:
            check_reason(text.strip())
        except RecordInvalidError:
            self.words.set_error(phrase("reason.too_long"))
            self.refuse(phrase("reason.too_long"))
            return
        self.words.set_error(None)
        self.refuse(None)

    def _confirm(self) -> None:
        self._then(self.words.value().strip())
