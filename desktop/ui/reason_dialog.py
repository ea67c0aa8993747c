"""Asking why: a few reasons are offered, and there is room for one's own words."""

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.errors import RecordInvalidError
from desktop.records.patient import Patient
from desktop.records.reason import check_reason
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.field import TextArea
from desktop.ui.widgets.tick import RadioGroup
from desktop.ui.words import said

REJECT: Final = ("not_clinical", "unusable", "taken_twice", "not_ours", "no_agreement")
TAKE_BACK: Final = ("wrong_patient", "mixed_series", "consent_withdrawn")
TRY_AGAIN: Final = ("worth_another_try",)
ADMIT: Final = ("device_known", "device_borrowed")
SET_ASIDE: Final = ("unsure_whose", "mixed_series", "doubtful_device", "wrong_clock")
PUT_BACK: Final = ("settled",)
_OTHER: Final = "other"


class ReasonDialog(ConfirmDialog):
    """Confirms an act that needs a reason; the act waits until there is one.

    Args:
        parent: A widget of the window.
        question: What is asked.
        act: The name of the button.
        offered: Codes of the reasons (texts ``reason.*``), commonest first.
        chosen: The one that is chosen already, or empty.
        icon: The drawing of the button.
        patient: Whose the images are, with the day on which the age is told.
        truths: What is so.
        then: Takes the reason in words.
    """

    def __init__(
        self,
        parent: QWidget,
        question: Words,
        act: Words,
        *,
        offered: tuple[str, ...],
        then: Callable[[str], None],
        chosen: str = "",
        icon: str = "",
        patient: tuple[Patient, date] | None = None,
        truths: tuple[Truth, ...] = (),
    ) -> None:
        super().__init__(parent, question, act, icon=icon, patient=patient, truths=truths)
        self._then = then
        choices = [(code, phrase(f"reason.{code}")) for code in (*offered, _OTHER)]
        self.reasons = RadioGroup(phrase("reason.why"), choices, upright=True, parent=self)
        self.own_words = TextArea(phrase("reason.own_words"), lines=2, parent=self)
        inside = QWidget(self)
        inside.setLayout(column(self.reasons, self.own_words, gap=10))
        self.add(inside)
        self.reasons.set_value(chosen or (offered[0] if len(offered) == 1 else None))
        self.reasons.chosen.connect(self._look)
        self.own_words.changed.connect(self._look)
        self.confirmed.connect(self._confirm)
        self._look()

    def open(self) -> None:
        """Show it; the first thing to do is to say why."""
        super().open()
        buttons = self.reasons.buttons
        chosen = next((one for one in buttons if one.isChecked()), None)
        (self.act if chosen is not None else buttons[0]).setFocus()

    def reason(self) -> str:
        """Return the reason as it is to be kept; empty while there is none."""
        code, own = self.reasons.value(), self.own_words.value().strip()
        if code in (None, _OTHER):
            return own
        words = said(phrase(f"reason.{code}"))
        return f"{words}: {own}" if own else words

    def _look(self, _changed: object = None) -> None:
        reason = self.reason()
        if not reason:
            self.refuse(phrase("reason.missing"))
            self.own_words.set_error(None)
            return
        try:
            check_reason(reason)
        except RecordInvalidError:
            self.refuse(phrase("reason.too_long"))
            self.own_words.set_error(phrase("reason.too_long"))
            return
        self.refuse(None)
        self.own_words.set_error(None)

    def _confirm(self) -> None:
        self._then(self.reason())


def reject_dialog(
    parent: QWidget, count: int, then: Callable[[str], None], *, chosen: str = ""
) -> ReasonDialog:
    """Return the question before images are turned away."""
    return ReasonDialog(
        parent,
        phrase("reason.reject_question", count=count),
        phrase("reason.reject_act", count=count),
        offered=REJECT,
        chosen=chosen,
        icon="ban",
        then=then,
        truths=(
            Truth(phrase("reason.reject_truth"), Tone.MUTE, "lock"),
            Truth(phrase("reason.undo_truth"), Tone.MUTE, "clock"),
        ),
    )


def take_back_dialog(
    parent: QWidget,
    count: int,
    then: Callable[[str], None],
    *,
    patient: tuple[Patient, date] | None,
) -> ReasonDialog:
    """Return the question before images are taken back from a patient."""
    return ReasonDialog(
        parent,
        phrase("reason.take_back_question", count=count),
        phrase("reason.take_back_act", count=count),
        offered=TAKE_BACK,
        icon="undo-2",
        patient=patient,
        then=then,
        truths=(Truth(phrase("reason.take_back_truth"), Tone.MUTE, "info"),),
    )


def try_again_dialog(parent: QWidget, count: int, then: Callable[[str], None]) -> ReasonDialog:
    """Return the question before a fresh reader looks at what was set aside."""
    return ReasonDialog(
        parent,
        phrase("reason.again_question", count=count),
        phrase("reason.again_act", count=count),
        offered=TRY_AGAIN,
        icon="refresh-cw",
        then=then,
        truths=(Truth(phrase("reason.again_truth"), Tone.MUTE, "info"),),
    )


def admit_dialog(parent: QWidget, count: int, then: Callable[[str], None]) -> ReasonDialog:
    """Return the question before images are let in that are held because of their device."""
    return ReasonDialog(
        parent,
        phrase("devices.admit_question", count=count),
        phrase("devices.admit_act", count=count),
        offered=ADMIT,
        icon="check",
        then=then,
        truths=(Truth(phrase("devices.admit_truth"), Tone.MUTE, "info"),),
    )


def set_aside_dialog(parent: QWidget, count: int, then: Callable[[str], None]) -> ReasonDialog:
    """Return the question before images are set aside."""
    return ReasonDialog(
        parent,
        phrase("reason.aside_question", count=count),
        phrase("reason.aside_act", count=count),
        offered=SET_ASIDE,
        icon="archive",
        then=then,
        truths=(Truth(phrase("reason.aside_truth"), Tone.MUTE, "lock"),),
    )


def put_back_dialog(parent: QWidget, count: int, then: Callable[[str], None]) -> ReasonDialog:
    """Return the question before what a person set aside waits for a patient again."""
    return ReasonDialog(
        parent,
        phrase("reason.back_question", count=count),
        phrase("reason.back_act", count=count),
        offered=PUT_BACK,
        icon="undo-2",
        then=then,
        truths=(Truth(phrase("reason.back_truth"), Tone.MUTE, "info"),),
    )
