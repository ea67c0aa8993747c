"""The left side: the pictures, and whose they are."""

from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.finder.finder import summary, warning
from desktop.ui.finder.hints import list_keys
from desktop.ui.finder.results import PatientResults
from desktop.ui.finder.search_keys import SearchKeys
from desktop.ui.identify.newcomer_form import NewcomerForm
from desktop.ui.identify.state import IdentifyState
from desktop.ui.look.current import size
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase
from desktop.ui.picture_strip import PictureStrip
from desktop.ui.pictures import SmallPictures
from desktop.ui.widgets.boxes import Line, Pane, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.pages import Pages

_ANY_WIDTH: Final = 16_777_215
"""Qt's word for no limit."""


class ChooserPane(Pane):
    """Finds a patient, or adds one.

    Enter in the search field chooses whoever is the only one found; where there are several it
    goes to the list. It never gives anything to anybody.

    Signals:
        typed: What is looked for.
        chosen: A ``Patient``.
        add_asked: Somebody is not on the list.
    """

    typed = Signal(str)
    chosen = Signal(object)
    add_asked = Signal()

    def __init__(
        self, pictures: SmallPictures, *, may_add: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__("surface", edges=("right",), parent=parent)
        self.who = Label(phrase("identify.who", count=0), role="h2", wrap=True, parent=self)
        self.strip = PictureStrip(pictures, width=64, height=48, parent=self)
        self.search = Field(
            phrase("finder.field"),
            name_shown=False,
            placeholder=phrase("finder.field"),
            hint=phrase("finder.hint"),
            icon="search",
            clear=True,
            parent=self,
        )
        self.search.changed.connect(self.typed)
        self.warning = Card(tone=Tone.WARN, parent=self)
        self._warn_title = Label(role="strong", wrap=True, parent=self)
        self._warn_body = Label(role="small", wrap=True, parent=self)
        self.results = PatientResults(parent=self)
        SearchKeys(self.search.edit, self.results)
        self.results.chosen.connect(self.chosen)
        self._summary = Label(role="small", tone="text2", wrap=True, parent=self)
        self.add = Button(
            phrase("identify.add_patient"), kind=Kind.GHOST, icon="user-plus", parent=self
        )
        self.add.clicked.connect(self._ask_to_add)
        self.add.setVisible(may_add)
        self.newcomer = NewcomerForm(parent=self)
        self._stack = Pages(self)
        self._found: object = self
        self._adding = False
        self._alone = False
        self._build()
        self._dress()

    def show_state(self, state: IdentifyState, today: date) -> None:
        """Show who is found, or who is being added."""
        self.who.say(phrase("identify.who", count=len(state.arrivals)))
        self.strip.show_subjects(state.arrivals)
        if state.found is not self._found:
            self._found = state.found
            self.results.show_found(state.found, today)
        self._summary.say(summary(state.found))
        told = warning(state.found)
        self.warning.setVisible(told is not None)
        if told is not None:
            self._warn_title.say(told[0])
            self._warn_body.say(told[1])
        self._show_adding(state)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _show_adding(self, state: IdentifyState) -> None:
        adding = state.adding is not None
        if state.adding is not None:
            self.newcomer.show_adding(state.adding)
        self._stack.setCurrentIndex(1 if adding else 0)
        if adding != self._adding:
            self._adding = adding
            (self.newcomer.first_focus() if adding else self.search.edit).setFocus()

    def _build(self) -> None:
        warn = QHBoxLayout(self.warning)
        warn.setContentsMargins(12, 10, 12, 10)
        warn.setSpacing(10)
        warn.addLayout(column(Icon("triangle-alert", tone="warn", parent=self.warning), None))
        warn.addLayout(column(self._warn_title, self._warn_body, gap=1), 1)
        keys = list_keys(phrase("finder.choose"), parent=self)
        foot = QHBoxLayout()
        foot.addWidget(self._summary, 1)
        foot.addLayout(keys)
        finding = QWidget(self)
        layout = QVBoxLayout(finding)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for one in (self.search, self.warning):
            layout.addWidget(one)
        layout.addWidget(self.results, 1)
        layout.addWidget(Line(tone="line2", parent=self))
        layout.addLayout(foot)
        layout.addLayout(row(self.add, None))
        self._stack.addWidget(finding)
        self._stack.addWidget(self.newcomer)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 16, 20, 12)
        whole.setSpacing(8)
        whole.addWidget(self.who)
        whole.addWidget(self.strip)
        whole.addSpacing(4)
        whole.addWidget(self._stack, 1)

    def set_alone(self, *, alone: bool) -> None:
        """Take the whole width, or the column beside the consent."""
        if alone != self._alone:
            self._alone = alone
            self._dress()

    def _dress(self) -> None:
        self.setMinimumWidth(0 if self._alone else size("chooser_column"))
        self.setMaximumWidth(_ANY_WIDTH if self._alone else size("chooser_column"))

    def _ask_to_add(self) -> None:
        self.add_asked.emit()
