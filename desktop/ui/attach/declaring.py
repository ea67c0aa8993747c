"""How the images came, who asked, and what is declared."""

from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.records.consent import Capacity, ExplanationPoint
from desktop.records.declaration import Came
from desktop.records.explanation import current_version, explanation
from desktop.ui.attach.form import Form
from desktop.ui.attach.step import Step
from desktop.ui.columns import Columns
from desktop.ui.look.current import scaled
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import CARD, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.field import Field, TextArea
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.labelled import Labelled
from desktop.ui.widgets.popover import Popover
from desktop.ui.widgets.tick import RadioGroup, Tick
from desktop.ui.words import language

_NOTICE: Final = 460
_LEAST: Final = 200
_INDENT: Final = 30
"""Where the words of a tick begin."""


class Declaring(QWidget):
    """Steps three and four: how they came, and what is known.

    Signals:
        entered: A name of ``Form`` and its value.
    """

    entered = Signal(str, object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._capacities: tuple[Capacity, ...] = ()
        self._came_card = Card(parent=self)
        self._known_card = Card(parent=self)
        self.came = RadioGroup(
            phrase("attach.how_came"),
            [(came, phrase(f"attach.came_{came.value}")) for came in Came],
            upright=True,
            parent=self._came_card,
        )
        self.capacity = Combo(phrase("attach.asked_by"), [], parent=self._known_card)
        self._who = Labelled(phrase("attach.asked_by"), self.capacity, parent=self._known_card)
        self.giver = Field(phrase("attach.giver_name"), parent=self._known_card)
        self.relationship = Field(phrase("attach.relationship"), parent=self._known_card)
        self._named = Columns(self.giver, self.relationship, least=_LEAST, parent=self._known_card)
        self.asked = Tick(phrase("attach.asked"), parent=self._known_card)
        self.told = Tick(phrase("attach.told"), parent=self._known_card)
        self.read = Button(
            phrase("attach.read_notice"),
            kind=Kind.GHOST,
            icon="book-open",
            height="button_small",
            parent=self._known_card,
        )
        self.note = TextArea(phrase("attach.note"), lines=2, parent=self._known_card)
        self._build()
        self._connect()

    def show_form(self, form: Form) -> None:
        """Show what was entered."""
        self._filling = True
        self.came.set_value(form.came)
        if form.capacities != self._capacities:
            self._capacities = form.capacities
            choices = [(one, phrase(f"capacity.{one.value}")) for one in form.capacities]
            self.capacity.set_choices(choices)
        if form.capacities:
            self.capacity.set_value(form.capacity)
        self._who.setVisible(bool(form.capacities))
        self._named.setVisible(form.needs_giver)
        for field, value in (
            (self.giver, form.giver_name),
            (self.relationship, form.relationship),
            (self.note, form.note),
        ):
            if field.value() != value:
                field.set_value(value)
        self.asked.setChecked(form.asked)
        self.told.setChecked(form.told)
        self.setEnabled(not form.busy)
        self._filling = False

    def _build(self) -> None:
        self._came_card.setLayout(column(self.came, margins=CARD))
        hint = Label(
            phrase("attach.told_hint"),
            role="small",
            tone="text2",
            wrap=True,
            parent=self._known_card,
        )
        told = column(hint, row(self.read, None), gap=2, margins=(_INDENT, 0, 0, 0))
        self._known_card.setLayout(
            column(
                self._who,
                self._named,
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
                Step(3, phrase("attach.how_came"), parent=self),
                self._came_card,
                4,
                Step(4, phrase("attach.declare"), parent=self),
                self._known_card,
                None,
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
        points = [
            explanation(point, version=current_version(), language=spoken)
            for point in ExplanationPoint
        ]
        lines = [Label(verbatim(point), wrap=True) for point in points]
        for line in lines:
            line.setFixedWidth(scaled(_NOTICE))
        sheet = Popover(self, column(*lines, gap=8, margins=CARD))
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.show_at(self.read, above=True)
