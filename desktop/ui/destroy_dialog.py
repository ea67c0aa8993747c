"""The question before an image is destroyed: why, what stays nevertheless, and a second look."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.errors import RecordInvalidError
from desktop.records.dates import show_date
from desktop.records.destruction import Because, backups_until
from desktop.records.patient import Patient
from desktop.records.reason import check_reason
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, phrase, verbatim
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.field import Field, TextArea
from desktop.ui.widgets.labelled import Labelled

_KINDS: Final = ("i-", "a-")
"""What can be destroyed: a filed image, a rejected arrival."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """What somebody decided to destroy, and why.

    Attributes:
        subject: The image or the rejected arrival.
        because: In one word.
        reason: In their own words.
    """

    subject: str
    because: Because
    reason: str


class DestroyDialog(ConfirmDialog):
    """Confirms only what was chosen, given a reason and looked at a second time.

    At an image somebody sees, the patient's family name is typed from the banner; where nothing is
    seen, the identifier is typed twice.

    Args:
        parent: A widget of the window.
        today: This day, from which it follows until when backups hold a copy.
        then: Takes what was decided.
        subject: The image, where one is seen.
        patient: Whose it is, where one is seen.
    """

    def __init__(
        self,
        parent: QWidget,
        *,
        today: date,
        then: Callable[[Doomed], None],
        subject: str = "",
        patient: Patient | None = None,
    ) -> None:
        super().__init__(
            parent,
            phrase("destruction.question"),
            phrase("destruction.act"),
            icon="trash-2",
            destroys=True,
            patient=None if patient is None else (patient, today),
            truths=_truths(today),
        )
        self._then = then
        self._subject = subject
        self._family = "" if patient is None else patient.family_name
        self.subject = Field(
            phrase("destruction.subject"), hint=phrase("destruction.subject_hint"), parent=self
        )
        self.subject.setVisible(not subject)
        choices: list[tuple[object, Words]] = [(None, phrase("destruction.choose"))]
        choices += [(one, phrase(f"destruction.because_{one.value}")) for one in Because]
        self.because = Combo(phrase("destruction.because"), choices, parent=self)
        self.reason = TextArea(
            phrase("filed.reason"), hint=phrase("filed.reason_hint"), lines=2, parent=self
        )
        self.second = Field(
            phrase(f"destruction.type_{'family' if subject else 'again'}"), parent=self
        )
        inside = QWidget(self)
        why = Labelled(phrase("destruction.because"), self.because, parent=inside)
        inside.setLayout(column(self.subject, why, self.reason, self.second, gap=8))
        self.add(inside)
        for changed in (self.subject.changed, self.because.chosen, self.reason.changed):
            changed.connect(self._look)
        self.second.changed.connect(self._look)
        self.confirmed.connect(self._confirm)
        self._look()

    def open(self) -> None:
        """Show it; one begins with what, or with why."""
        super().open()
        (self.because if self._subject else self.subject.edit).setFocus()

    def _look(self, _changed: object = None) -> None:
        missing = self._missing()
        self.refuse(None if missing is None else phrase(f"destruction.{missing}"))

    def _missing(self) -> str | None:
        """Return what is still to be done, the first of it."""
        subject = self._wanted()
        checks = (
            ("subject_missing", len(subject) > len(_KINDS[0]) and subject.startswith(_KINDS)),
            ("because_missing", self.because.value() is not None),
            ("reason_missing", is_reason(self.reason.value().strip())),
            ("second_missing", self._is_looked_at()),
        )
        return next((name for name, is_done in checks if not is_done), None)

    def _wanted(self) -> str:
        return self._subject or self.subject.value().strip()

    def _is_looked_at(self) -> bool:
        wanted = self._family if self._subject else self._wanted()
        return self.second.value().strip().casefold() == wanted.strip().casefold()

    def _confirm(self) -> None:
        because = Because(self.because.value())
        reason = self.reason.value().strip()
        self._then(Doomed(subject=self._wanted(), because=because, reason=reason))


def _truths(today: date) -> tuple[Truth, ...]:
    until = verbatim(show_date(backups_until(today)))
    return (
        Truth(phrase("destruction.for_ever"), Tone.ERR),
        Truth(phrase("destruction.in_backups", until=until), Tone.WARN, "hard-drive"),
        Truth(phrase("destruction.in_flash"), Tone.WARN, "memory-stick"),
        Truth(phrase("destruction.in_trail"), Tone.MUTE, "history"),
    )


def is_reason(reason: str) -> bool:
    """Return whether a reason can be kept."""
    try:
        check_reason(reason)
    except RecordInvalidError:
        return False
    return True
