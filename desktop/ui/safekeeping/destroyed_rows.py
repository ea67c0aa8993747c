"""What was destroyed, as rows of a table."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.records.dates import show_date
from desktop.records.destruction import PastDestruction
from desktop.ui.phrase import Words, phrase
from desktop.ui.safekeeping.told import day_words
from desktop.ui.widgets.table import Cell, Column, TableModel
from desktop.ui.words import said


class DestroyedRows(TableModel):
    """One row an image, original or rejected arrival, the newest first.

    Args:
        name: Says who somebody is.
    """

    def __init__(self, name: Callable[[str], str], parent: QWidget) -> None:
        super().__init__(
            (
                Column(words=phrase("destruction.col_day"), sample="22-Nov-2026"),
                Column(
                    words=phrase("destruction.col_what"), sample="i-0123456789abcdef", stretch=1
                ),
                Column(words=phrase("destruction.col_why"), sample="The patient asked", stretch=3),
                Column(words=phrase("destruction.col_by"), sample="Dr Angharad", stretch=2),
                Column(words=phrase("destruction.col_until"), sample="22-Nov-2026"),
            ),
            parent,
        )
        self._name = name
        self.lines: tuple[PastDestruction, ...] = ()

    def show_lines(self, lines: tuple[PastDestruction, ...]) -> bool:
        """Hold other lines; return whether they are others than before."""
        if lines == self.lines:
            return False
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()
        return True

    def row_count(self) -> int:
        """Return how many lines there are."""
        return len(self.lines)

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell says."""
        one = self.lines[row]
        match column:
            case 0:
                return Cell(words=said(day_words(one.at)), strong=True)
            case 1:
                return Cell(words=one.subject)
            case 2:
                return Cell(words=said(because_words(one)))
            case 3:
                return Cell(words=self._name(one.by))
            case _:
                return Cell(words=show_date(one.backups_until), tone="text2")


def because_words(one: PastDestruction) -> Words:
    """Return why it was destroyed."""
    if one.is_original:
        return phrase("destruction.because_original")
    code = one.because.value if one.because is not None else "finished"
    return phrase(f"destruction.because_{code}")
