"""How the images came, who asked, and what is declared."""

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.records.consent import Capacity, ExplanationPoint
from desktop.records.declaration import Came
from desktop.records.explanation import current_version, explanation
from desktop.ui.attach.presenter import Form
from desktop.ui.look.current import scaled
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import CARD, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.field import Field, TextArea
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.popover import Popover
from desktop.ui.widgets.tick import RadioGroup, Tick
from desktop.ui.words import language

_NOTICE: Final = 460


class Declaring(QWidget):
    """Two cards: how they came, and what is known.

    Signals:
        entered: A name of ``Form`` and its value.
    """

    entered = Signal(str, object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self.came = RadioGroup(
            phrase("attach.how_came"),
            [(came, phrase(f"attach.came_{came.value}")) for came in Came],
            upright=True,
            parent=self,
        )
        self.capacity = Combo(phrase("attach.asked_by"), [], parent=self)
        self.giver = Field(phrase("attach.giver_name"), parent=self)
        self.relationship = Field(phrase("attach.relationship"), parent=self)
        self.asked = Tick(phrase("attach.asked"), parent=self)
        self.told = Tick(phrase("attach.told"), parent=self)
        self.read = Button(
            phrase("attach.read_notice"),
            kind=Kind.GHOST,
            icon="book-open",
            height="button_small",
            parent=self,
        )
        self.note = TextArea(phrase("attach.note"), lines=2, parent=self)
        self._build()
        self._connect()

    def show_form(self, form: Form) -> None:
        """Show what was entered."""
        self._filling = True
        self.came.set_value(form.came)
        if form.capacities:
            self.capacity.set_choices([(one, phrase(f"capacity.{one.value}")) for one in _of(form)])
            self.capacity.set_value(form.capacity)
        self.capacity.setVisible(bool(form.capacities))
        for field, value in ((self.giver, form.giver_name), (self.relationship, form.relationship)):
            field.setVisible(form.needs_giver)
            if field.value() != value:
                field.set_value(value)
        self.asked.setChecked(form.asked)
        self.told.setChecked(form.told)
        if self.note.value() != form.note:
            self.note.set_value(form.note)
        self.setEnabled(not form.busy)
        self._filling = False

    def _build(self) -> None:
        came = Card(parent=self)
        came.setLayout(column(self.came, margins=CARD))
        known = Card(parent=self)
        hint = Label(
            phrase("attach.told_hint"), role="small", tone="text2", wrap=True, parent=known
        )
        told = row(hint, self.read, margins=(30, 0, 0, 0))
        told.setStretch(0, 1)
        known.setLayout(
            column(
                self.capacity,
                row(self.giver, self.relationship, gap=16),
                self.asked,
                self.told,
                told,
                self.note,
                gap=8,
                margins=CARD,
            )
        )
        self.setLayout(
            column(
                Label(phrase("attach.how_came"), role="h3", parent=self),
                came,
                4,
                Label(phrase("attach.declare"), role="h3", parent=self),
                known,
                gap=8,
            )
        )

    def _connect(self) -> None:
        self.came.chosen.connect(self._came)
        self.capacity.chosen.connect(self._capacity)
        self.giver.changed.connect(self._giver)
        self.relationship.changed.connect(self._relationship)
        self.asked.toggled.connect(self._asked)
        self.told.toggled.connect(self._told)
        self.note.changed.connect(self._note)
        self.read.clicked.connect(self._read)

    def _say(self, name: str, value: Any) -> None:
        if not self._filling:
            self.entered.emit(name, value)

    def _came(self, value: Any) -> None:
        self._say("came", value)

    def _capacity(self, value: Any) -> None:
        self._say("capacity", value)

    def _giver(self, value: str) -> None:
        self._say("giver_name", value)

    def _relationship(self, value: str) -> None:
        self._say("relationship", value)

    def _asked(self, value: bool) -> None:
        self._say("asked", value)

    def _told(self, value: bool) -> None:
        self._say("told", value)

    def _note(self, value: str) -> None:
        self._say("note", value)

    def _read(self) -> None:
        spoken = language()
        lines = [
            Label(
                verbatim(explanation(point, version=current_version(), language=spoken)), wrap=True
            )
            for point in ExplanationPoint
        ]
        for line in lines:
            line.setFixedWidth(scaled(_NOTICE))
        Popover(self, column(*lines, gap=8, margins=CARD)).show_at(self.read, above=True)


def _of(form: Form) -> tuple[Capacity, ...]:
    return form.capacities
