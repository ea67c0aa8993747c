"""The entries of the trail as rows of a table; said only when they are seen."""

from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.records.audit_line import AuditLine
from desktop.ui.audit.acts import Kind, act_words, icon_of, kind_of
from desktop.ui.audit.entries import (
    People,
    recorded_words,
    subject_words,
    when_words,
    who_words,
)
from desktop.ui.phrase import phrase
from desktop.ui.widgets.table import Cell, Column, TableModel
from desktop.ui.words import said

_ICON: Final = 26
_TONES: Final = {Kind.COPIES: "warn", Kind.REFUSED: "err"}


class AuditRows(TableModel):
    """One row an entry."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            (
                Column(words=phrase("audit.col_when"), sample="22-Nov-2026 11:06"),
                Column(words=phrase("audit.col_who"), sample="Practice manager", stretch=2),
                Column(
                    words=phrase("audit.col_what"),
                    sample="Image matched to a patient",
                    stretch=3,
                    extra=_ICON,
                ),
                Column(
                    words=phrase("audit.col_subject"), sample="Inbox image 7C41-8KQ2", stretch=1
                ),
                Column(words=phrase("audit.col_recorded"), stretch=5),
            ),
            parent,
        )
        self.lines: tuple[AuditLine, ...] = ()
        self._people: People = {}

    def show_lines(self, lines: tuple[AuditLine, ...], people: People) -> None:
        """Hold other entries."""
        if lines is not self.lines:
            self.beginResetModel()
            self.lines = lines
            self._people = people
            self.endResetModel()
        elif people is not self._people:
            self._people = people
            self.say_again()

    def row_count(self) -> int:
        """Return how many entries there are."""
        return len(self.lines)

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell says."""
        line = self.lines[row]
        match column:
            case 0:
                return Cell(words=when_words(line))
            case 1:
                name, role = who_words(line, self._people)
                return Cell(words=name, detail=said(role), strong=True)
            case 2:
                tone = _TONES.get(kind_of(line.act), "text")
                return Cell(words=said(act_words(line.act)), icon=icon_of(line.act), tone=tone)
            case 3:
                return Cell(words=said(subject_words(line.subject, self._people)))
            case _:
                return Cell(words=said(recorded_words(line)))
