"""The page on which recovery sheets are typed, and somebody gets another passphrase."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ids import UserId
from desktop.records.door import PersonAtDoor
from desktop.ui.columns import Columns
from desktop.ui.door.forms import Again, Wrong
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.labelled import Labelled

_LEAST: Final = 300
_MOST_SHEETS: Final = 3
"""The most sheets that any plan needs."""


class RecoverPage(QWidget):
    """As many fields as sheets are needed, who is let in again, and their new passphrase.

    Signals:
        recover_asked: Everything was filled in; an ``Again``.
        back_asked: Not now.
    """

    recover_asked = Signal(object)
    back_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._needed = 1
        self._why = Label(wrap=True, parent=self)
        self.sheets = tuple(
            Field(phrase("recover.sheet", number=at + 1), parent=self) for at in range(_MOST_SHEETS)
        )
        self.person = Combo(phrase("recover.person"), parent=self)
        self.passphrase = Field(phrase("recover.passphrase"), secret=True, parent=self)
        self.again = Field(phrase("found.again"), secret=True, parent=self)
        self.back = Button(
            phrase("door.back"), icon="chevron-left", kind=Kind.GHOST, key="Esc", parent=self
        )
        self.act = Button(
            phrase("recover.act"),
            kind=Kind.PRIMARY,
            icon="key-round",
            key="Ctrl+Return",
            parent=self,
        )
        self._build()
        for at, field in enumerate(self.sheets):
            field.entered.connect(lambda _text, at=at: self._next(at))
        self.again.entered.connect(self._enter)
        self.back.clicked.connect(self._back)
        self.act.clicked.connect(self._act)

    def show_door(
        self, people: tuple[PersonAtDoor, ...], *, needed: int, chosen: UserId | None
    ) -> None:
        """Say how many sheets this vault needs, and who can be let in again."""
        self._needed = max(1, min(needed, _MOST_SHEETS))
        self._why.say(phrase("recover.why_one" if needed == 1 else "recover.why", count=needed))
        for at, field in enumerate(self.sheets):
            field.setVisible(at < self._needed)
        self.person.set_choices([(one.user_id, verbatim(one.full_name)) for one in people])
        self.person.set_value(chosen)
        self.forget()

    def show_wrong(self, wrong: Wrong) -> None:
        """Say at its field what is not right, and go there."""
        field = {
            Wrong.SHEET: self._first_empty(),
            Wrong.WEAK: self.passphrase,
            Wrong.DIFFERENT: self.again,
        }[wrong]
        is_sheet = wrong is Wrong.SHEET
        told = phrase("recover.wrong_sheet") if is_sheet else phrase(f"found.wrong_{wrong.value}")
        field.set_error(told)
        field.edit.setFocus()

    def show_busy(self, *, busy: bool) -> None:
        """Show that the sheets are being tried."""
        self.act.set_busy(busy)
        self.back.setEnabled(not busy)

    def forget(self) -> None:
        """Empty everything that is secret."""
        for field in (*self.sheets, self.passphrase, self.again):
            field.set_value("")
            field.set_error(None)

    def first_focus(self) -> QWidget:
        """Return where the first sheet is typed."""
        return self.sheets[0].edit

    def _build(self) -> None:
        card = Card(parent=self)
        who = Labelled(phrase("recover.person"), self.person, parent=card)
        card.setLayout(
            column(
                *self.sheets,
                who,
                Columns(self.passphrase, self.again, least=_LEAST, parent=card),
                gap=14,
                margins=(20, 18, 20, 18),
            )
        )
        title = Label(phrase("recover.title"), role="h1", wrap=True, parent=self)
        note = Label(phrase("recover.note"), role="small", tone="text2", wrap=True, parent=self)
        self.setLayout(column(title, self._why, card, note, row(self.back, None, self.act), gap=12))

    def _first_empty(self) -> Field:
        shown = self.sheets[: self._needed]
        return next((field for field in shown if not field.value().strip()), shown[0])

    def _next(self, at: int) -> None:
        """Go on after Enter, which a scanner types at the end."""
        if at + 1 < self._needed:
            self.sheets[at + 1].edit.setFocus()
        else:
            self.person.setFocus()

    def _enter(self, _text: str) -> None:
        self._act()

    def _back(self) -> None:
        self.forget()
        self.back_asked.emit()

    def _act(self) -> None:
        for field in (*self.sheets, self.passphrase, self.again):
            field.set_error(None)
        self.recover_asked.emit(
            Again(
                sheets=tuple(field.value().strip() for field in self.sheets[: self._needed]),
                user_id=UserId(str(self.person.value())),
                passphrase=self.passphrase.value(),
                again=self.again.value(),
            )
        )
