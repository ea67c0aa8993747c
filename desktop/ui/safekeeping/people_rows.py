"""Members of staff as rows of a table."""

from PySide6.QtWidgets import QWidget

from desktop.records.staff_member import StaffMember
from desktop.ui.phrase import phrase
from desktop.ui.safekeeping.told import day_words, keys_words
from desktop.ui.widgets.table import Cell, Column, TableModel
from desktop.ui.words import said


class PeopleRows(TableModel):
    """One row a person; those who have left come last."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            (
                Column(
                    words=phrase("safekeeping.col_name"), sample="Dr Angharad Llywelyn", stretch=2
                ),
                Column(words=phrase("safekeeping.col_role"), sample="Practice manager", stretch=1),
                Column(words=phrase("safekeeping.col_since"), sample="22-Nov-2026"),
                Column(words=phrase("safekeeping.col_keys"), sample="Clinical images", stretch=3),
            ),
            parent,
        )
        self.people: tuple[StaffMember, ...] = ()

    def show_people(self, people: tuple[StaffMember, ...]) -> bool:
        """Hold other people; return whether they are others than before."""
        if people == self.people:
            return False
        self.beginResetModel()
        self.people = people
        self.endResetModel()
        return True

    def row_count(self) -> int:
        """Return how many people there are."""
        return len(self.people)

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell says."""
        one = self.people[row]
        tone = "text2" if one.left_at else "text"
        match column:
            case 0:
                strong = not one.left_at
                return Cell(words=one.full_name, detail=one.name, strong=strong, tone=tone)
            case 1:
                return Cell(words=said(phrase(f"role.{one.role.value}")), tone=tone)
            case 2:
                return Cell(words=said(day_words(one.admitted_at)), tone=tone)
            case _:
                return _keys(one)


def _keys(one: StaffMember) -> Cell:
    if one.left_at:
        left = phrase("safekeeping.left_on", day=day_words(one.left_at))
        return Cell(words=said(left), tone="text2")
    if one.missing:
        missing = phrase("safekeeping.missing", keys=keys_words(one.missing))
        return Cell(words=said(missing), icon="key-round", tone="warn")
    return Cell(words=said(phrase("safekeeping.has_all")))
