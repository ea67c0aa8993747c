"""The question before a slip is made: for whom, and which of one's own were not used."""

from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ids import SlipId
from desktop.records.patient import Patient
from desktop.records.slip import OpenSlip
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.label import Label


class SlipQuestion(ConfirmDialog):
    """Asks whether to make a slip for a patient.

    Args:
        parent: The screen.
        patient: For whom.
        today: The day on which the age is told.
        unused: One's slips that are valid and were not photographed.

    Signals:
        withdraw_asked: A slip was not used; a ``SlipId``.
    """

    withdraw_asked = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        patient: Patient,
        *,
        today: date,
        unused: tuple[OpenSlip, ...],
    ) -> None:
        others = tuple(one for one in unused if one.patient.id != patient.id)
        truths = [
            Truth(phrase("slip.truth_nobody"), Tone.OK, "shield-check"),
            Truth(phrase("slip.truth_proposes"), Tone.MUTE, "clock"),
        ]
        if others:
            truths.append(Truth(phrase("slip.truth_unused", count=len(others)), Tone.WARN))
        super().__init__(
            parent,
            phrase("slip.question"),
            phrase("slip.make"),
            icon="camera",
            patient=(patient, today),
            truths=tuple(truths),
        )
        self.rows: dict[SlipId, QWidget] = {}
        for one in others:
            self.rows[one.id] = self._row(one)
        if self.rows:
            held = QWidget(self)
            held.setLayout(column(*self.rows.values(), gap=6))
            self.content.addWidget(held)

    def drop(self, slip: SlipId) -> None:
        """Take a slip off the list: it was withdrawn."""
        self.rows.pop(slip).hide()

    def _row(self, one: OpenSlip) -> QWidget:
        held = QWidget(self)
        made = datetime.fromisoformat(one.made_at).astimezone()
        words = phrase(
            "slip.unused",
            code=one.code,
            name=verbatim(one.patient.display_name()),
            time=f"{made:%H:%M}",
        )
        button = Button(phrase("slip.withdraw"), height="button_small", parent=held)
        button.clicked.connect(partial(self._withdraw, one.id))
        line = row(gap=10)
        line.addWidget(Label(words, wrap=True, parent=held), 1)
        line.addWidget(button)
        held.setLayout(line)
        return held

    def _withdraw(self, slip: SlipId, _checked: object = None) -> None:
        self.withdraw_asked.emit(slip)
