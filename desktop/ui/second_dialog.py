"""A question before images go to somebody: the name is shown, a second identifier is typed.

So nobody gives anything by a blind Enter. The screen behind, where date of birth and number stand,
is hidden meanwhile.
"""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.records.patient import Patient
from desktop.records.second_identifier import is_enough, looks_complete, second_of
from desktop.ui.phrase import Words, phrase, verbatim
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.field import Field


class SecondDialog(ConfirmDialog):
    """Asks for a second identifier, and whether to do it.

    Args:
        parent: The screen.
        question: What is asked.
        act: The name of the button that does it.
        icon: Its drawing.
        patient: Whose the images will be.
        today: The day on which the age is told.
        mixed_up: Whether the date of birth does not tell them from somebody else.
        truths: What is so.

    Signals:
        given: It was confirmed; the second identifier as it was typed.
    """

    given = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        question: Words,
        act: Words,
        *,
        icon: str,
        patient: Patient,
        today: date,
        mixed_up: bool,
        truths: tuple[Truth, ...],
    ) -> None:
        super().__init__(parent, question, act, icon=icon, patient=(patient, today), truths=truths)
        self._patient = patient
        self._today = today
        self._mixed_up = mixed_up
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

    def ask_second(self) -> None:
        """Show the field, under what was added before it; one begins there."""
        self.add(self.second, first=True)

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
