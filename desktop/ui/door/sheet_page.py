"""The recovery key of a new vault, shown once."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.door.presenter import TYPED_BACK, groups_of, is_typed_back
from desktop.ui.look.fonts import BOLD
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label

_NUMBERS: Final = {"first": TYPED_BACK[0], "second": TYPED_BACK[1]}


class SheetPage(QWidget):
    """The recovery key, once; two groups are typed back before it goes.

    Signals:
        kept: It is written down.
    """

    kept = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        card = Card(parent=self)
        self._groups = QWidget(card)
        self._flow = Flow(gap=28, line_gap=8, parent=self._groups)
        card.setLayout(column(self._groups, margins=(20, 18, 20, 18)))
        self.typed = tuple(
            Field(phrase("recovery_sheet.group", number=number), parent=self)
            for number in TYPED_BACK
        )
        self.wrong = Label(role="small", tone="err", wrap=True, parent=self)
        self.done = Button(
            phrase("recovery_sheet.kept"), kind=Kind.PRIMARY, icon="check", parent=self
        )
        self.setLayout(
            column(
                Label(phrase("recovery_sheet.title"), role="h1", wrap=True, parent=self),
                Label(phrase("recovery_sheet.why"), wrap=True, parent=self),
                Label(phrase("recovery_sheet.where"), wrap=True, parent=self),
                card,
                Label(self._type_back(), role="strong", wrap=True, parent=self),
                row(*self.typed, None, gap=16),
                self.wrong,
                row(None, self.done),
                gap=12,
            )
        )
        for field in self.typed:
            field.changed.connect(self._compare)
            field.entered.connect(self._enter)
        self.done.clicked.connect(self._keep)
        self._compare("")

    @property
    def holds_key(self) -> bool:
        """Return whether a key is shown that is not yet known to be written down."""
        return bool(self._key)

    @property
    def shown(self) -> tuple[str, ...]:
        """The groups that are shown, in their order."""
        labels = self._groups.findChildren(Label, "group")
        return tuple(label.text() for label in labels)

    def show_key(self, recovery_key: str) -> None:
        """Show the key in its groups."""
        self._key = recovery_key
        for at, group in enumerate(groups_of(recovery_key)):
            box = QWidget(self._groups)
            number = phrase("recovery_sheet.group", number=at + 1)
            heading = Label(number, role="cap", tone="text2", parent=box)
            letters = Label(verbatim(group), role="h1", weight=BOLD, parent=box)
            letters.setObjectName("group")
            box.setLayout(column(heading, letters, gap=2))
            self._flow.addWidget(box)
            box.show()
        self._compare("")

    def first_focus(self) -> QWidget:
        """Return where the first group is typed."""
        return self.typed[0].edit

    def _type_back(self) -> Words:
        return phrase("recovery_sheet.type_back", **_NUMBERS)

    def _is_right(self) -> bool:
        typed = tuple(field.value() for field in self.typed)
        return bool(self._key) and is_typed_back(self._key, typed)

    def _compare(self, _typed: str) -> None:
        right = self._is_right()
        long = len(groups_of(self._key)[0])
        complete = all(len(field.value().strip()) >= long for field in self.typed)
        wrong = bool(self._key) and complete and not right
        self.wrong.say(phrase("recovery_sheet.not_same") if wrong else NOTHING)
        self.done.refuse(None if right else self._type_back())

    def _enter(self, _text: str) -> None:
        if self._is_right():
            self._keep()
        else:
            self.typed[-1].edit.setFocus()

    def _keep(self) -> None:
        self._key = ""
        for field in self.typed:
            field.set_value("")
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        self.kept.emit()
