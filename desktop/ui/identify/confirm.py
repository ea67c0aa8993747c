"""The question before images are given to somebody: two identifiers, the pictures, what is so.

The name is shown; the second identifier is typed, so that nobody gives anything by a blind Enter.
The screen behind, where date of birth and number stand, is hidden meanwhile.
"""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.records.patient import Patient
from desktop.records.second_identifier import is_enough, looks_complete, second_of
from desktop.ui.identify.state import IdentifyState, uses_said
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, joined, phrase, verbatim
from desktop.ui.picture_strip import PictureStrip
from desktop.ui.pictures import SmallPictures
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.field import Field


class GiveDialog(ConfirmDialog):
    """Asks for a second identifier, and whether to give.

    Args:
        parent: The screen.
        state: What was decided.
        patient: Whom the images are given to.
        today: The day on which the age is told.

    Signals:
        given: It was confirmed; the second identifier as it was typed.
    """

    given = Signal(str)

    def __init__(
        self, parent: QWidget, state: IdentifyState, patient: Patient, *, today: date
    ) -> None:
        count = len(state.arrivals)
        name = verbatim(patient.display_name())
        super().__init__(
            parent,
            phrase("identify.give_question", count=count, name=name),
            phrase("identify.give_act", count=count),
            icon="user-check",
            patient=(patient, today),
            truths=tuple(_truths(state, patient)),
        )
        self._patient = patient
        self._today = today
        self._mixed_up = state.is_easily_mixed_up
        if self.banner is not None:
            self.banner.show_name_alone()
        self.hide_window()
        self.second = Field(
            phrase(f"identify.second_{self._wanted()}"),
            placeholder=phrase(f"identify.second_{self._wanted()}_form"),
            hint=phrase("identify.second_from"),
            parent=self,
        )
        self.second.changed.connect(self._type)
        self.second.entered.connect(self._enter)
        self.confirmed.connect(self._give)
        self._type("")

    def _wanted(self) -> str:
        """Return which identifier is asked for."""
        if not self._mixed_up:
            return "any" if self._patient.nhs_number else "born"
        return "number" if self._patient.nhs_number else "given_name"

    def _is_right(self, typed: str) -> bool:
        found = second_of(self._patient, typed, today=self._today)
        has_number = bool(self._patient.nhs_number)
        return is_enough(found, by_number=False, has_twin=self._mixed_up, has_number=has_number)

    def _type(self, typed: str) -> None:
        right = self._is_right(typed)
        self.refuse(None if right else phrase(f"identify.second_{self._wanted()}"))
        is_wrong = not right and looks_complete(typed, today=self._today)
        self.second.set_error(self._wrong() if is_wrong else None)

    def _wrong(self) -> Words:
        return phrase("identify.second_wrong", name=verbatim(self._patient.display_name()))

    def _enter(self, typed: str) -> None:
        if self._is_right(typed):
            self.accept()
        else:
            self.second.set_error(self._wrong())

    def _give(self) -> None:
        self.given.emit(self.second.value())


def give_dialog(
    parent: QWidget,
    state: IdentifyState,
    patient: Patient,
    *,
    today: date,
    pictures: SmallPictures,
) -> GiveDialog:
    """Return the question, with the pictures.

    Args:
        parent: The screen.
        state: What was decided.
        patient: Whom the images are given to.
        today: The day on which the age is told.
        pictures: The small pictures of the screen.
    """
    dialog = GiveDialog(parent, state, patient, today=today)
    strip = PictureStrip(pictures, width=104, height=78, lines=2, parent=dialog)
    strip.show_subjects(state.arrivals)
    dialog.add(strip)
    dialog.add(dialog.second, first=True)
    return dialog


def _truths(state: IdentifyState, patient: Patient) -> list[Truth]:
    found = [Truth(_consent(state))]
    if state.found is not None and patient.id in state.found.similar:
        found.append(Truth(phrase("identify.truth_similar"), Tone.WARN))
    found.append(Truth(phrase("identify.truth_undo"), Tone.MUTE, "clock"))
    return found


def _consent(state: IdentifyState) -> Words:
    used = next((one for one in state.on_record or () if one.id == state.using), None)
    if used is not None:
        said = joined(used.title, used.detail)
        return phrase("identify.truth_on_record", consent=said)
    uses = state.form.uses if state.form is not None else frozenset()
    return phrase("identify.truth_new_consent", uses=uses_said(uses))
