"""Whose the images are: a search, who fits, who is easily mistaken, and who was chosen."""

from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from desktop.records.found import Found
from desktop.records.patient import Patient
from desktop.ui.finder.finder import summary, warning
from desktop.ui.finder.results import PatientResults, second_line
from desktop.ui.finder.search_keys import SearchKeys
from desktop.ui.look.current import scaled
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, joined, phrase, verbatim
from desktop.ui.widgets.boxes import CARD, column, row
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.notice import Notice

_ROW: Final = 60
_MOST_ROWS: Final = 4


class Whose(QWidget):
    """Step two.

    Signals:
        typed: Something is looked for; the text.
        chosen: A ``Patient``.
    """

    typed = Signal(str)
    chosen = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = Field(
            phrase("attach.find"),
            hint=phrase("attach.find_by"),
            icon="search",
            clear=True,
            parent=self,
        )
        self.warning = Notice(Tone.WARN, parent=self)
        self.results = PatientResults(parent=self)
        self.summary = Label(role="small", tone="text2", wrap=True, parent=self)
        self._found: Found | None = None
        self._patient: Patient | None = None
        self._today = date.min
        self._finding = QWidget(self)
        self._finding.setLayout(
            column(self.search, self.warning, self.results, self.summary, gap=8)
        )
        self._card = Card(parent=self)
        self.name = Label(role="strong", wrap=True, parent=self._card)
        self.facts = Label(role="small", tone="text2", wrap=True, parent=self._card)
        known = row(Icon("user-check", tone="ok", px=20, parent=self._card), gap=12)
        known.addLayout(column(self.name, self.facts, gap=2), 1)
        self._compare = Label(
            phrase("attach.two_identifiers"),
            role="small",
            tone="text2",
            wrap=True,
            parent=self._card,
        )
        self._card.setLayout(column(known, self._compare, gap=8, margins=CARD))
        self.setLayout(column(self._finding, self._card, gap=8))
        self.search.changed.connect(self.typed)
        self.results.chosen.connect(self.chosen)
        SearchKeys(self.search.edit, self.results)
        self.show_found(None, date.min)
        self._card.hide()

    def show_patient(self, patient: Patient | None, today: date) -> None:
        """Show who was chosen, or with None the search."""
        self._patient, self._today = patient, today
        self._card.setVisible(patient is not None)
        self._finding.setVisible(patient is None)
        self._say_patient()

    def show_found(self, found: Found | None, today: date) -> None:
        """Show who fits what was typed, and who of them is easily mistaken."""
        self._found = found
        self.results.show_found(found, today)
        told = warning(found)
        self.warning.setVisible(told is not None)
        if told is not None:
            self.warning.show_words(*told, tone=Tone.WARN)
        self.summary.say(summary(found))
        self.summary.setVisible(summary(found) != NOTHING)
        self._fit()

    def look_again(self) -> None:
        """Go to the search field, with what was written there marked."""
        self.search.edit.setFocus()
        self.search.edit.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size or language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        elif event.type() == QEvent.Type.LanguageChange:
            self._say_patient()

    def _say_patient(self) -> None:
        patient = self._patient
        if patient is not None:
            number = patient.banner(self._today).nhs_number
            self.name.say(verbatim(patient.display_name()))
            shown = verbatim(number) if number else phrase("banner.not_known")
            self.facts.say(joined(verbatim(second_line(patient, self._today)), shown))

    def _fit(self) -> None:
        """Give the list the height of its rows, up to a few."""
        rows = len(self._found.patients) if self._found is not None else 0
        self.results.setVisible(rows > 0)
        self.results.setFixedHeight(min(max(rows, 1), _MOST_ROWS) * scaled(_ROW) + 4)
