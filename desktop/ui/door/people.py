"""Who can sign in, as tiles: the arrow keys move between them, letters find a name."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from desktop.ids import UserId
from desktop.records.door import PersonAtDoor
from desktop.ui.look.current import colour, radius, scaled
from desktop.ui.look.fonts import SEMIBOLD, font, line_height, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, paint_ring, painter_of
from desktop.ui.phrase import phrase
from desktop.ui.widgets.card import initials
from desktop.ui.widgets.flow import Flow
from desktop.ui.words import name_said, said

_WIDE: Final = 252
_HIGH: Final = 84
_AVATAR: Final = 46
_PAD: Final = 14
_NOTE_ICON: Final = 14
_NOTE_GAP: Final = 4
_ARROWS: Final = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})


class PersonTile(QPushButton):
    """One person; chosen is who is asked for the passphrase."""

    def __init__(self, person: PersonAtDoor, *, is_kept: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.person = person
        self._is_kept = is_kept
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._tell()

    def wanted_width(self) -> int:
        """Return the room that name, role and note need."""
        note = scaled(_NOTE_ICON) + _NOTE_GAP + text_width(self._note(), "small")
        widest = max(
            text_width(self.person.full_name, "strong"),
            text_width(self._role(), "small"),
            note if self._note() else 0,
        )
        return max(scaled(_WIDE), 3 * _PAD + scaled(_AVATAR) + round(widest) + 2)

    def sizeHint(self) -> QSize:
        """Return the room that three lines need, and the width that all tiles share."""
        high = 2 * _PAD + line_height("strong") + 2 * line_height("small")
        return QSize(self.wanted_width(), max(scaled(_HIGH), high))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys to the row of tiles; Qt's own way would press the next one."""
        if event.key() in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new language or text size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.StyleChange}:
            self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tile."""
        painter = painter_of(self)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.hasFocus():
            rect = paint_ring(painter, QRectF(self.rect()), corner=radius("card"))
        on = self.isChecked()
        fill = "select" if on else "hover" if self.underMouse() else "surface"
        line = "accentText" if on else "line"
        paint_box(painter, rect, fill=fill, line=line, corner=radius("card"), width=2 if on else 1)
        px = scaled(_AVATAR)
        circle = QRectF(_PAD, (self.height() - px) / 2, px, px)
        paint_box(painter, circle, fill="accentSoft", line="accentLine", corner=px / 2)
        painter.setPen(colour("accentText"))
        painter.setFont(font("h3", SEMIBOLD))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials(self.person.full_name))
        self._paint_lines(painter, circle.right() + _PAD)

    def _paint_lines(self, painter: QPainter, left: float) -> None:
        lines = [(self.person.full_name, "strong", "text"), (self._role(), "small", "text2")]
        heights = [line_height(role) for _, role, _ in lines]
        note = self._note()
        if note:
            heights.append(line_height("small"))
        top = (self.height() - sum(heights)) / 2
        for (words, role, tone), high in zip(lines, heights, strict=False):
            painter.setFont(font(role))
            painter.setPen(colour(tone))
            place = QRectF(left, top, self.width() - left - 4, high)
            fitting = painter.fontMetrics().elidedText(
                words, Qt.TextElideMode.ElideRight, round(place.width())
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, fitting)
            top += high
        if note:
            px = scaled(_NOTE_ICON)
            at = QPointF(left, top + (heights[-1] - px) / 2)
            paint_icon(painter, "square-pen", at, tone="warn", px=px)
            painter.setFont(font("small"))
            painter.setPen(colour("warn"))
            inset = px + _NOTE_GAP
            place = QRectF(left + inset, top, self.width() - left - inset, heights[-1])
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, note)

    def _role(self) -> str:
        return said(phrase(f"role.{self.person.role.value}"))

    def _note(self) -> str:
        return said(phrase("door.place_kept")) if self._is_kept else ""

    def _tell(self) -> None:
        name = ", ".join(filter(None, (self.person.full_name, self._role(), self._note())))
        self.setAccessibleName(name)
        self.setToolTip(self.person.full_name)
        self.updateGeometry()
        self.update()


class People(QWidget):
    """The tiles, as many in a row as there is room for.

    Signals:
        chosen: Somebody is asked for their passphrase; the identifier.
        entered: Enter or a click on a tile: on to the passphrase.
        not_shown: Letters were typed that begin no name of the tiles.
    """

    chosen = Signal(str)
    entered = Signal()
    not_shown = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: list[PersonTile] = []
        self._typed = ""
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._choose)
        self._flow = Flow(gap=12, line_gap=12, parent=self)
        name_said(self, phrase("door.people"))

    @property
    def tiles(self) -> tuple[PersonTile, ...]:
        """The tiles in their order."""
        return tuple(self._tiles)

    @property
    def chosen_person(self) -> PersonAtDoor | None:
        """Who is asked for the passphrase, or None."""
        return next((tile.person for tile in self._tiles if tile.isChecked()), None)

    def show_people(
        self, people: tuple[PersonAtDoor, ...], *, chosen: UserId | None, kept: frozenset[str]
    ) -> None:
        """Show these people; one of them is chosen."""
        for tile in self._tiles:
            self._group.removeButton(tile)
            self._flow.removeWidget(tile)
            tile.setParent(None)
            tile.deleteLater()
        self._tiles = []
        for person in people:
            tile = PersonTile(person, is_kept=person.user_id in kept, parent=self)
            tile.setChecked(person.user_id == chosen)
            self._tiles.append(tile)
            self._group.addButton(tile)
            self._flow.addWidget(tile)
            tile.show()
        self._dress()

    def focus_chosen(self) -> None:
        """Put the focus on who is chosen."""
        for tile in self._tiles:
            if tile.isChecked():
                tile.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new language or text size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.StyleChange}:
            self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let no tile be wider than there is room."""
        super().resizeEvent(event)
        self._dress()

    def minimumSizeHint(self) -> QSize:
        """Return the room of one tile: the widest follows from the room."""
        return QSize(scaled(_WIDE), scaled(_HIGH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys, find by letters, go on with Enter."""
        at = next((n for n, tile in enumerate(self._tiles) if tile.isChecked()), 0)
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._in_a_row(),
            Qt.Key.Key_Down: self._in_a_row(),
        }.get(Qt.Key(event.key()))
        if step is not None:
            self._take(at + step)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit()
        elif event.text().isalpha():
            self._find(event.text().casefold(), at)
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        """Make every tile as wide as the widest, so that they stand in columns."""
        wide = max((tile.wanted_width() for tile in self._tiles), default=0)
        for tile in self._tiles:
            tile.setFixedWidth(min(wide, max(self.width(), scaled(_WIDE))))

    def _in_a_row(self) -> int:
        """Return how many tiles stand in the first row."""
        first = {tile.y() for tile in self._tiles[:1]}
        return max(1, sum(1 for tile in self._tiles if tile.y() in first))

    def _find(self, letter: str, at: int) -> None:
        """Go to whoever the letters so far begin; or to the next one whom this letter begins."""
        after = [*range(at + 1, len(self._tiles)), *range(at)]
        longer = [(self._typed + letter, [at, *after])] if self._typed else []
        for typed, order in (*longer, (letter, [*after, at])):
            found = next((n for n in order if self._begins(n, typed)), None)
            if found is not None:
                self._typed = typed
                self._take(found)
                return
        self._typed = ""
        self.not_shown.emit()

    def _begins(self, at: int, typed: str) -> bool:
        person = self._tiles[at].person
        words = (*person.full_name.split(), person.full_name, person.name)
        return any(word.casefold().startswith(typed) for word in words)

    def _take(self, at: int) -> None:
        if 0 <= at < len(self._tiles):
            tile = self._tiles[at]
            tile.setChecked(True)
            tile.setFocus(Qt.FocusReason.OtherFocusReason)
            self.chosen.emit(tile.person.user_id)

    def _choose(self, tile: PersonTile) -> None:
        self._typed = ""
        self.chosen.emit(tile.person.user_id)
        self.entered.emit()
