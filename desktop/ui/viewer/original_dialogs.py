"""What is asked before an original is kept for longer, or destroyed."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.records.dates import show_date
from desktop.records.destruction import backups_until
from desktop.records.patient import Patient
from desktop.ui.destroy_dialog import is_reason
from desktop.ui.filed.reason_dialog import ReasonDialog
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.field import Field, TextArea


def keep_dialog(parent: QWidget, patient: Patient, today: date, *, months: int) -> ReasonDialog:
    """Return the question before an original is kept for longer."""
    return ReasonDialog(
        parent,
        phrase("originals.keep_question"),
        phrase("originals.keep_act"),
        icon="archive",
        patient=(patient, today),
        truths=(
            Truth(phrase("originals.keep_again", count=months), Tone.INFO, "calendar"),
            Truth(phrase("originals.keep_recorded"), Tone.INFO, "history"),
        ),
    )


class DestroyOriginalDialog(ConfirmDialog):
    """Confirms only with a reason, and the family name typed from the banner.

    Args:
        parent: A widget of the window.
        patient: Whose image it is.
        today: This day, from which it follows until when backups hold a copy.
        former: How many copies from before its redaction was mended go with it.
        then: Takes the reason.
    """

    def __init__(
        self,
        parent: QWidget,
        patient: Patient,
        today: date,
        *,
        former: int,
        then: Callable[[str], None],
    ) -> None:
        super().__init__(
            parent,
            phrase("originals.destroy_question"),
            phrase("originals.destroy_act"),
            icon="trash-2",
            destroys=True,
            patient=(patient, today),
            truths=_truths(today, former),
        )
        self._then = then
        self._family = patient.family_name
        self.reason = TextArea(
            phrase("filed.reason"), hint=phrase("filed.reason_hint"), lines=2, parent=self
        )
        self.second = Field(phrase("destruction.type_family"), parent=self)
        inside = QWidget(self)
        inside.setLayout(column(self.reason, self.second, gap=8))
        self.add(inside)
        self.reason.changed.connect(self._look)
        self.second.changed.connect(self._look)
        self.confirmed.connect(self._confirm)
        self._look()

    def open(self) -> None:
        """Show it; one begins with why."""
        super().open()
        self.reason.edit.setFocus()

    def _look(self, _changed: object = None) -> None:
        typed, wanted = self.second.value().strip(), self._family.strip()
        if not is_reason(self.reason.value().strip()):
            self.refuse(phrase("destruction.reason_missing"))
        elif typed.casefold() != wanted.casefold():
            self.refuse(phrase("destruction.second_missing"))
        else:
            self.refuse(None)

    def _confirm(self) -> None:
        self._then(self.reason.value().strip())


def _truths(today: date, former: int) -> tuple[Truth, ...]:
    until = verbatim(show_date(backups_until(today)))
    found = [
        Truth(phrase("originals.destroy_ever"), Tone.ERR),
        Truth(phrase("originals.destroy_stays"), Tone.INFO, "image"),
        Truth(phrase("destruction.in_backups", until=until), Tone.WARN, "hard-drive"),
        Truth(phrase("destruction.in_flash"), Tone.WARN, "memory-stick"),
    ]
    if former:
        found.insert(1, Truth(phrase("originals.bar_former", count=former), Tone.WARN, "layers"))
    return tuple(found)
