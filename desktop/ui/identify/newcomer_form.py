"""Adding somebody who is not on the list, in the place of the results."""

from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.records.patient import Fault, Gender
from desktop.ui.identify.group import beside
from desktop.ui.identify.newcomer import Newcomer
from desktop.ui.identify.state import Adding
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label

_FIELDS: Final = ("nhs_number", "family_name", "given_name", "title", "born")
_COLUMNS: Final = {"born": "date_of_birth"}


class NewcomerForm(QWidget):
    """A form of five texts and a choice; an NHS number is spaced as it is typed.

    Signals:
        entered: Something was typed; a ``Newcomer``.
        add_asked: Add them and choose them.
        stopped: Back to the list.
    """

    entered = Signal(object)
    add_asked = Signal()
    stopped = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person = Newcomer()
        hints = {"nhs_number": "identify.optional", "born": "identify.born_hint"}
        self.fields = {
            name: Field(
                phrase(f"column.{_COLUMNS.get(name, name)}"),
                hint=phrase(hints[name]) if name in hints else NOTHING,
                parent=self,
            )
            for name in _FIELDS
        }
        for name, field in self.fields.items():
            field.changed.connect(partial(self._type, name))
            field.entered.connect(self._ask)
        self.gender = Combo(
            phrase("column.gender"),
            [(None, phrase("identify.choose_gender"))]
            + [(one, phrase(f"gender.{one.value}")) for one in Gender],
            parent=self,
        )
        self.gender.chosen.connect(self._choose_gender)
        self._gender_label = Label(phrase("column.gender"), tone="text2", parent=self)
        self._gender_wrong = Label(role="small", tone="err", wrap=True, parent=self)
        self.add = Button(
            phrase("identify.add_act"), kind=Kind.PRIMARY, icon="user-plus", parent=self
        )
        self.back = Button(
            phrase("identify.back_to_list"), kind=Kind.GHOST, icon="arrow-left", parent=self
        )
        self.add.clicked.connect(self._ask)
        self.back.clicked.connect(self._stop)
        self._build()

    def show_adding(self, adding: Adding) -> None:
        """Show the person as far as they are entered, and what is wrong."""
        self._person = adding.person
        for name, field in self.fields.items():
            self._write(field.edit, str(getattr(adding.person, name)))
            fault = adding.faults.get(_COLUMNS.get(name, name))
            field.set_error(None if fault is None else _words(fault))
        self.gender.set_value(adding.person.gender)
        wrong = adding.faults.get("gender")
        self._gender_wrong.say(NOTHING if wrong is None else _words(wrong))
        self._gender_wrong.setVisible(wrong is not None)
        self.add.set_busy(adding.busy)

    def first_focus(self) -> QWidget:
        """Return the first field that is empty and needed."""
        wanted = ("family_name", "given_name", "born", "nhs_number")
        empty = [name for name in wanted if not self.fields[name].value()]
        return self.fields[empty[0] if empty else "nhs_number"].edit

    def _build(self) -> None:
        names = beside(self.fields["family_name"], self.fields["given_name"])
        gender = QWidget(self)
        gender.setLayout(column(self._gender_label, self.gender, self._gender_wrong, None, gap=4))
        self.setLayout(
            column(
                Label(phrase("identify.add_title"), role="h3", parent=self),
                Label(
                    phrase("identify.add_hint"), role="small", tone="text2", wrap=True, parent=self
                ),
                self.fields["nhs_number"],
                names,
                beside(self.fields["title"], gender),
                self.fields["born"],
                row(self.back, None, self.add),
                None,
                gap=12,
            )
        )

    def _type(self, name: str, text: str) -> None:
        person = self._person.with_text(name, text)
        if person != self._person:
            self._person = person
            self.entered.emit(person)

    def _write(self, edit: QLineEdit, text: str) -> None:
        """Write what is meant; the cursor stays behind the letter that was typed last."""
        if edit.text() == text:
            return
        letters = len(edit.text()[: edit.cursorPosition()].replace(" ", ""))
        at = 0
        while letters and at < len(text):
            letters -= text[at] != " "
            at += 1
        with QSignalBlocker(edit):
            edit.setText(text)
            edit.setCursorPosition(at)

    def _choose_gender(self, gender: object) -> None:
        chosen = gender if isinstance(gender, Gender) else None
        self._person = self._person.with_gender(chosen)
        self.entered.emit(self._person)

    def _ask(self, _text: object = None) -> None:
        self.add_asked.emit()

    def _stop(self) -> None:
        self.stopped.emit()


def _words(fault: Fault) -> Words:
    return phrase(f"row_problem.{fault.value}")
