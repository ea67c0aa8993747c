"""The page on which somebody changes their own passphrase, and is signed in by it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.records.door import PersonAtDoor
from desktop.ui.columns import Columns
from desktop.ui.door.meter import StrengthMeter
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label

_LEAST = 300


class ChangePage(QWidget):
    """The passphrase until now, and twice the new one.

    Signals:
        change_asked: It was filled in: the old one and the new one.
        choosing: A new one is being typed, as far as it is.
        back_asked: Not now.
    """

    change_asked = Signal(str, str)
    choosing = Signal(str)
    back_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(role="h1", wrap=True, parent=self)
        self.old = Field(phrase("change.old"), secret=True, parent=self)
        self.new = Field(
            phrase("change.new"), secret=True, hint=phrase("found.passphrase_hint"), parent=self
        )
        self.again = Field(phrase("change.again"), secret=True, parent=self)
        self.meter = StrengthMeter(parent=self)
        self.back = Button(
            phrase("door.back"), icon="chevron-left", kind=Kind.GHOST, key="Esc", parent=self
        )
        self.change = Button(
            phrase("change.change"),
            kind=Kind.PRIMARY,
            key="Ctrl+Return",
            parent=self,
        )
        self._build()
        self.new.changed.connect(self.choosing)
        self.again.entered.connect(self._enter)
        self.back.clicked.connect(self._back)
        self.change.clicked.connect(self._change)

    def show_person(self, person: PersonAtDoor) -> None:
        """Say whose passphrase is changed, with empty fields."""
        self.title.say(phrase("change.title", name=verbatim(person.full_name)))
        self.forget()

    def show_busy(self, *, busy: bool) -> None:
        """Show that it is being changed."""
        self.change.set_busy(busy)
        self.back.setEnabled(not busy)

    def forget(self) -> None:
        """Empty the fields."""
        for field in (self.old, self.new, self.again):
            field.set_value("")
            field.set_error(None)

    def _build(self) -> None:
        card = Card(parent=self)
        card.setLayout(
            column(
                self.old,
                Columns(self.new, self.again, least=_LEAST, parent=card),
                self.meter,
                Label(phrase("change.truth"), role="small", tone="text2", wrap=True, parent=card),
                gap=10,
                margins=(20, 12, 20, 12),
            )
        )
        self.setLayout(column(self.title, card, row(self.back, None, self.change), gap=8))

    def _back(self) -> None:
        self.forget()
        self.back_asked.emit()

    def _enter(self, _text: str) -> None:
        self._change()

    def _change(self) -> None:
        for field in (self.old, self.new, self.again):
            field.set_error(None)
        missing = next((field for field in (self.old, self.new) if not field.value()), None)
        if missing is not None:
            missing.set_error(phrase("change.missing"))
            missing.edit.setFocus()
        elif self.new.value() != self.again.value():
            self.again.set_error(phrase("found.wrong_again"))
            self.again.edit.setFocus()
        else:
            self.change_asked.emit(self.old.value(), self.new.value())
