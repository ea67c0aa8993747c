"""The rows of the inbox for a view: what changes is told row by row, so that nothing jumps."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.ui.inbox.rows import Header, Line, Row, Tile, key_of
from desktop.ui.phrase import Words, joined, phrase, verbatim
from desktop.ui.words import said

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class Role(IntEnum):
    """What the delegate asks for."""

    ROW = Qt.ItemDataRole.UserRole + 1


class InboxModel(QAbstractListModel):
    """Headers, tiles and lines, in their order; the order of keys says what was added and removed.

    Args:
        parent: The view's screen.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self._places: dict[str, int] = {}
        self._places_of: tuple[Row, ...] = ()

    def replace(self, rows: tuple[Row, ...]) -> None:
        """Show other rows; those that stay keep their selection and the focus."""
        if rows == self.rows:
            return
        known = [key_of(row) for row in self.rows]
        wanted = [key_of(row) for row in rows]
        stay = set(known) & set(wanted)
        if [key for key in known if key in stay] != [key for key in wanted if key in stay]:
            self._reset(rows)
            return
        self._remove([at for at, key in enumerate(known) if key not in stay])
        self._insert(rows, [at for at, key in enumerate(wanted) if key not in stay])
        self._change(rows)

    def row_of(self, key: str) -> int:
        """Return where a row stands, or -1."""
        if self._places_of is not self.rows:
            self._places = {key_of(row): at for at, row in enumerate(self.rows)}
            self._places_of = self.rows
        return self._places.get(key, -1)

    def key_at(self, row: int) -> str:
        """Return what names a row."""
        return key_of(self.rows[row])

    def header_of(self, row: int) -> Header | None:
        """Return the header of the group that a row belongs to; None for a line."""
        for at in range(row, -1, -1):
            found = self.rows[at]
            if isinstance(found, Header):
                return found
            if isinstance(found, Line):
                return None
        return None

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row, or what is said of it."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        match role:
            case Role.ROW:
                return row
            case Qt.ItemDataRole.DisplayRole:
                return row.name if isinstance(row, Tile) else said(_short(row))
            case Qt.ItemDataRole.AccessibleTextRole:
                return said(self._full(index.row(), row))
            case Qt.ItemDataRole.ToolTipRole:
                return said(_more(row)) or None
            case _:
                return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that images can be selected; headers and lines cannot."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        if isinstance(self.rows[index.row()], Tile):
            flags |= Qt.ItemFlag.ItemIsSelectable
        return flags

    def _full(self, at: int, row: Row) -> Words:
        """Return all of a row in words; the first image of a group says whose group it is."""
        if not isinstance(row, Tile):
            return _short(row)
        header = self.rows[at - 1] if row.at == 0 else None
        return joined(
            *((_short(header),) if isinstance(header, Header) else ()),
            verbatim(row.name) if row.name else phrase("inbox.no_name"),
            verbatim(row.time),
            row.words,
            phrase("inbox.place_in_series", at=row.at + 1, of=row.of),
            row.more,
            between=", ",
        )

    def _reset(self, rows: tuple[Row, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def _remove(self, gone: list[int]) -> None:
        for first, last in reversed(_stretches(gone)):
            self.beginRemoveRows(QModelIndex(), first, last)
            self.rows = self.rows[:first] + self.rows[last + 1 :]
            self.endRemoveRows()

    def _insert(self, rows: tuple[Row, ...], new: list[int]) -> None:
        for first, last in _stretches(new):
            self.beginInsertRows(QModelIndex(), first, last)
            self.rows = self.rows[:first] + rows[first : last + 1] + self.rows[first:]
            self.endInsertRows()

    def _change(self, rows: tuple[Row, ...]) -> None:
        old, self.rows = self.rows, rows
        changed = [at for at, row in enumerate(rows) if row != old[at]]
        for first, last in _stretches(changed):
            self.dataChanged.emit(self.index(first), self.index(last))


def _stretches(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return places that follow each other as pairs of the first and the last."""
    found: list[tuple[int, int]] = []
    for at in places:
        if found and found[-1][1] == at - 1:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return found


def _short(row: Header | Line) -> Words:
    if isinstance(row, Line):
        kept = phrase("inbox.set_aside_kept", count=row.count)
        return joined(phrase("inbox.set_aside"), kept, row.detail, between=", ")
    return joined(title_of(row), row.detail, between=", ")


def title_of(header: Header) -> Words:
    """Return whose the images of a group are, or that nobody knows."""
    if header.patient is not None:
        return verbatim(header.patient.display_name())
    if header.is_held:
        return phrase("inbox.title_held")
    if header.proposed is not None:
        return phrase("inbox.proposed", name=verbatim(header.proposed.display_name()))
    return phrase(f"inbox.title_{header.standing.value}")


def _more(row: Row) -> Words:
    if isinstance(row, Tile):
        return joined(verbatim(row.name), row.words, row.more)
    return row.detail
