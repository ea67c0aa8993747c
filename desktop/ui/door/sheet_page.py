"""The recovery sheets of a new vault, one after the other, shown once."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.records.recovery import RecoverySheet
from desktop.ui.columns import Beside
from desktop.ui.door.ceremony import Ceremony, asked_of, groups_of
from desktop.ui.look.fonts import BOLD
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label

_LEAST_NOTE: Final = 240
_LONGEST_HOLDER: Final = 64


class SheetPage(QWidget):
    """A page for each sheet: what stands on it, print or save it, type two groups of it back.

    Signals:
        kept: Every sheet is on paper; none is held any more.
        print_asked: The sheet that is shown is wanted on a printer; a ``RecoverySheet``.
        save_asked: It is wanted as PDF; a ``RecoverySheet``.
    """

    kept = Signal()
    print_asked = Signal(object)
    save_asked = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ceremony = Ceremony()
        self._title = Label(role="h1", wrap=True, parent=self)
        self._why = Label(wrap=True, parent=self)
        self._where = Label(wrap=True, parent=self)
        self._card = Card(parent=self)
        self._groups = QWidget(self._card)
        self._flow = Flow(gap=24, line_gap=8, parent=self._groups)
        self._card.setLayout(column(self._groups, margins=(20, 16, 20, 16)))
        self.holder = Field(phrase("recovery_sheet.holder"), parent=self)
        self.holder.edit.setMaxLength(_LONGEST_HOLDER)
        self.to_printer = Button(phrase("recovery_sheet.print"), icon="printer", parent=self)
        self.to_file = Button(phrase("recovery_sheet.save"), icon="download", parent=self)
        self.note = Label(role="small", tone="text2", wrap=True, parent=self)
        self._asked = Label(role="strong", wrap=True, parent=self)
        self.typed = (Field(NOTHING, parent=self), Field(NOTHING, parent=self))
        self.wrong = Label(role="small", tone="err", wrap=True, parent=self)
        self.back = Button(
            phrase("door.back"), icon="chevron-left", kind=Kind.GHOST, key="Alt+Left", parent=self
        )
        self.done = Button(
            phrase("recovery_sheet.kept"), kind=Kind.PRIMARY, icon="check", parent=self
        )
        self._build()
        self._connect()
        self._clear()

    @property
    def holds_key(self) -> bool:
        """Return whether sheets are shown that are not yet known to be on paper."""
        return not self._ceremony.is_over

    @property
    def shown(self) -> tuple[str, ...]:
        """The groups that are shown, in their order."""
        labels = self._groups.findChildren(Label, "group")
        return tuple(label.text() for label in labels)

    @property
    def asked(self) -> tuple[int, int]:
        """Which groups of the sheet that is shown are to be typed back, counted from 1."""
        return asked_of(self._ceremony.sheet)

    def show_sheets(self, sheets: tuple[RecoverySheet, ...]) -> None:
        """Begin with the first of a set."""
        self._ceremony = Ceremony(sheets)
        self._show()

    def show_saved(self, path: Path) -> None:
        """Say where the PDF is, and that it should not stay there."""
        self.note.say(phrase("recovery_sheet.saved", path=str(path)))

    def show_printed(self) -> None:
        """Say that it is on its way to the printer."""
        self.note.say(phrase("recovery_sheet.printed"))

    def first_focus(self) -> QWidget:
        """Return where one begins: at the name of whoever keeps the sheet."""
        return self.holder.edit

    def _build(self) -> None:
        out = Beside(self.note, self.to_printer, self.to_file, least=_LEAST_NOTE, parent=self)
        self.setLayout(
            column(
                self._title,
                self._why,
                self._where,
                self._card,
                self.holder,
                out,
                self._asked,
                row(*self.typed, None, gap=16),
                self.wrong,
                row(self.back, None, self.done),
                gap=10,
            )
        )

    def _connect(self) -> None:
        self.holder.changed.connect(self._keep_by)
        self.holder.entered.connect(self._to_typing)
        self.to_printer.clicked.connect(self._print)
        self.to_file.clicked.connect(self._save)
        for field in self.typed:
            field.changed.connect(self._type)
            field.entered.connect(self._enter)
        self.back.clicked.connect(self._back)
        self.done.clicked.connect(self._go_on)

    def _show(self) -> None:
        """Show the sheet that it is the turn of, with what was typed of it before."""
        ceremony = self._ceremony
        sheet, plan = ceremony.sheet, ceremony.sheet.plan
        facts = {"index": sheet.index, "shares": plan.shares, "threshold": plan.threshold}
        one = "one_" if plan.shares == 1 else ""
        self._title.say(phrase(f"recovery_sheet.{one}title", **facts))
        self._why.say(phrase(f"recovery_sheet.{one}why", **facts))
        self._where.say(phrase(f"recovery_sheet.{one}where", **facts))
        self._show_groups(groups_of(sheet.key))
        typed = ceremony.typed
        self.holder.set_value(sheet.holder)
        for field, number, text in zip(self.typed, self.asked, typed, strict=True):
            field.rename(phrase("recovery_sheet.group", number=number))
            field.set_value(text)
        ceremony.type(typed)  # what the fields said of themselves meanwhile does not count
        self.note.say(phrase("recovery_sheet.paper"))
        self.back.setVisible(not ceremony.is_first)
        self.done.say(phrase("recovery_sheet.kept" if ceremony.is_last else "recovery_sheet.next"))
        self.done.set_icon("check" if ceremony.is_last else "chevron-right")
        self._compare()

    def _show_groups(self, groups: tuple[str, ...]) -> None:
        self._empty()
        for at, group in enumerate(groups):
            box = QWidget(self._groups)
            number = phrase("recovery_sheet.group", number=at + 1)
            heading = Label(number, role="cap", tone="text2", parent=box)
            letters = Label(verbatim(group), role="h1", weight=BOLD, parent=box)
            letters.setObjectName("group")
            box.setLayout(column(heading, letters, gap=2))
            self._flow.addWidget(box)
            box.show()

    def _empty(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()

    def _clear(self) -> None:
        self._empty()
        for field in (self.holder, *self.typed):
            field.set_value("")
        self._compare()

    def _type_back(self) -> Words:
        first, second = self.asked
        return phrase("recovery_sheet.type_back", first=first, second=second)

    def _keep_by(self, name: str) -> None:
        if self.holds_key:
            self._ceremony.keep_by(name)
            same = self._ceremony.shares_a_holder
            self.holder.set_error(phrase("recovery_sheet.same_holder") if same else None)

    def _type(self, _typed: str) -> None:
        if self.holds_key:
            self._ceremony.type((self.typed[0].value(), self.typed[1].value()))
            self._compare()

    def _compare(self) -> None:
        ceremony = self._ceremony
        if ceremony.is_over:
            self.done.refuse(phrase("recovery_sheet.nothing"))
            self.wrong.say(NOTHING)
            return
        right = ceremony.is_right
        self._asked.say(self._type_back())
        wrong = ceremony.is_complete and not right
        self.wrong.say(phrase("recovery_sheet.not_same") if wrong else NOTHING)
        self.done.refuse(None if right else self._type_back())

    def _to_typing(self, _text: str) -> None:
        self.typed[0].edit.setFocus()

    def _enter(self, _text: str) -> None:
        if self.holds_key and self._ceremony.is_right:
            self._go_on()
        else:
            self.typed[-1].edit.setFocus()

    def _print(self) -> None:
        if self.holds_key:
            self.print_asked.emit(self._ceremony.sheet)

    def _save(self) -> None:
        if self.holds_key:
            self.save_asked.emit(self._ceremony.sheet)

    def _back(self) -> None:
        if self.holds_key:
            self._ceremony.back()
            self._show()
            self.first_focus().setFocus()

    def _go_on(self) -> None:
        if not self.holds_key or not self._ceremony.is_right:
            return
        if self._ceremony.forward():
            self._clear()
            self.kept.emit()
        else:
            self._show()
            self.first_focus().setFocus()
