"""Images as large pictures, newest first."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.ids import ImageId
from desktop.ui.filed.entry import Entry
from desktop.ui.filed.pictures import SmallPictures
from desktop.ui.filed.say import day_words, place_words
from desktop.ui.filed.tile import ImageTile, TileFacts
from desktop.ui.widgets.flow import Flow

PICTURE: Final = (176, 132)
_REVEAL: Final = 16


class GridView(QScrollArea):
    """Tiles in as many rows as it takes.

    Args:
        pictures: Where the small pictures are.
        on_key: Is offered every key of the tiles; returns whether it was used.
        parent: The page.

    Signals:
        chosen: An image was pressed.
        tick_asked: Its tick was.
        open_asked: It was pressed twice.
    """

    chosen = Signal(str)
    tick_asked = Signal(str)
    open_asked = Signal(str)

    def __init__(
        self, pictures: SmallPictures, on_key: Callable[[QKeyEvent], bool], *, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._entries: tuple[Entry, ...] = ()
        self._focus: ImageId | None = None
        self.tiles: list[ImageTile] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._ground = _Ground(on_key)
        self._flow = Flow(gap=6, line_gap=8, parent=self._ground)
        self.setWidget(self._ground)
        self.viewport().setAutoFillBackground(False)
        self._ground.setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        pictures.arrived.connect(self._arrived)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show other images, in this order."""
        if tuple(entries) == self._entries:
            return
        self._entries = tuple(entries)
        for tile in self.tiles:
            self._flow.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = [self._made(entry) for entry in self._entries]

    def show_choice(self, focus: ImageId | None, ticked: frozenset[ImageId]) -> None:
        """Show which image has the focus and which are ticked."""
        moved = focus != self._focus
        had_focus = any(tile.hasFocus() for tile in self.tiles)
        self._focus = focus
        for tile in self.tiles:
            entry = tile.facts.entry
            is_current = entry.image == focus
            tile.show_facts(_facts(entry, ticked, is_current=is_current))
            policy = Qt.FocusPolicy.StrongFocus if is_current else Qt.FocusPolicy.ClickFocus
            tile.setFocusPolicy(policy)
            if is_current and moved:
                self.ensureWidgetVisible(tile, _REVEAL, _REVEAL)
                if had_focus:
                    tile.setFocus(Qt.FocusReason.OtherFocusReason)
        self.want()

    def first_focus(self) -> QWidget:
        """Return the tile with the focus."""
        found = (tile for tile in self.tiles if tile.facts.entry.image == self._focus)
        return next(found, self._ground)

    def row_length(self) -> int:
        """Return how many tiles lie in a row, at least 1."""
        tops = [tile.y() for tile in self.tiles]
        return max(tops.count(tops[0]), 1) if tops else 1

    def want(self) -> None:
        """Ask for the pictures that are seen or nearly so: what is asked for counts as seen."""
        if not self.isVisible():
            return
        self._flow.activate()
        room = self.viewport().size()
        seen = QRect(self._ground.mapFrom(self, QPoint(0, 0)), room)
        near = seen.adjusted(0, -room.height() // 2, 0, room.height() // 2)
        tiles = [tile for tile in self.tiles if tile.geometry().intersects(near)]
        tiles.sort(key=lambda tile: not tile.geometry().intersects(seen))
        self._pictures.want(str(tile.facts.entry.image) for tile in tiles)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See which pictures have come into view."""
        super().resizeEvent(event)
        self.want()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the pictures."""
        super().showEvent(event)
        self.want()

    def _made(self, entry: Entry) -> ImageTile:
        facts = _facts(entry, frozenset(), is_current=False)
        tile = ImageTile(facts, self._pictures, picture=PICTURE, parent=self._ground)
        tile.chosen.connect(self.chosen)
        tile.tick_asked.connect(self.tick_asked)
        tile.open_asked.connect(self.open_asked)
        self._flow.addWidget(tile)
        tile.show()
        return tile

    def _scrolled(self, _value: int) -> None:
        self.want()

    def _arrived(self, subject: str) -> None:
        for tile in self.tiles:
            if tile.facts.entry.image == subject:
                tile.update()


def _facts(entry: Entry, ticked: frozenset[ImageId], *, is_current: bool) -> TileFacts:
    return TileFacts(
        entries=(entry,),
        caption=day_words(entry),
        detail=place_words(entry.place),
        ticked=ticked,
        is_current=is_current,
    )


class _Ground(QWidget):
    """What the tiles lie on; offers their keys to the page."""

    def __init__(self, on_key: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self._on_key = on_key

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the keys of the tiles to the page."""
        if self._on_key(event):
            event.accept()
        else:
            super().keyPressEvent(event)
