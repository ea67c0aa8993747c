"""The images of the body site, oldest first: choose a date, then a side."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from desktop.ids import ImageId
from desktop.ui.compare.presenter import Side
from desktop.ui.filed.entry import Entry
from desktop.ui.filed.pictures import SmallPictures
from desktop.ui.filed.say import day_words
from desktop.ui.filed.tile import ImageTile, TileFacts, tile_size
from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.boxes import Pane, column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label
from desktop.ui.words import name_said

PICTURE: Final = (84, 63)
_REVEAL: Final = 40


class CompareStrip(Pane):
    """Tiles in one row, and the two buttons that put the chosen one on a side.

    Args:
        pictures: Where the small pictures are.
        on_key: Is offered every key of the tiles; returns whether it was used.
        parent: The screen.

    Signals:
        chosen: An image was pressed.
        put_asked: The chosen image is to be put on this side.
    """

    chosen = Signal(str)
    put_asked = Signal(object)

    def __init__(
        self, pictures: SmallPictures, on_key: Callable[[QKeyEvent], bool], *, parent: QWidget
    ) -> None:
        super().__init__("surface", edges=("top",), parent=parent)
        self._pictures = pictures
        self._focus: ImageId | None = None
        self.tiles: dict[ImageId, ImageTile] = {}
        self._title = Label(role="strong", wrap=True, parent=self)
        self.buttons = {side: self._button(side) for side in Side}
        self._ground = _Ground(on_key)
        self._tiles = QHBoxLayout(self._ground)
        self._tiles.setContentsMargins(4, 0, 4, 0)
        self._tiles.setSpacing(6)
        self._tiles.addStretch(1)
        name_said(self._ground, phrase("compare.strip"))
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._ground)
        self.area.viewport().setAutoFillBackground(False)
        self._ground.setAutoFillBackground(False)
        self._build()
        pictures.arrived.connect(self._arrived)
        self._dress()

    def show_strip(
        self,
        entries: Sequence[Entry],
        title: Words,
        sides: Mapping[Side, ImageId],
        focus: ImageId,
    ) -> None:
        """Show the images, which side each is on, and which is chosen."""
        self._title.say(title)
        if [entry.image for entry in entries] != list(self.tiles):
            self._make(entries)
        on = {image: side.value for side, image in sides.items()}
        moved, self._focus = focus != self._focus, focus
        had_focus = any(tile.hasFocus() for tile in self.tiles.values())
        for entry in entries:
            tile = self.tiles[entry.image]
            is_current = entry.image == focus
            tile.show_facts(_facts(entry, on.get(entry.image, ""), is_current=is_current))
            policy = Qt.FocusPolicy.StrongFocus if is_current else Qt.FocusPolicy.ClickFocus
            tile.setFocusPolicy(policy)
            if is_current and moved:
                self.area.ensureWidgetVisible(tile, _REVEAL, 0)
                if had_focus:
                    tile.setFocus(Qt.FocusReason.OtherFocusReason)
        self._pictures.want(str(entry.image) for entry in entries)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _build(self) -> None:
        hint = Label(phrase("compare.strip_hint"), role="small", tone="text2", wrap=True)
        buttons = row(*self.buttons.values(), None, gap=6)
        line = row(gap=12, margins=(14, 6, 8, 5))
        line.addLayout(column(None, self._title, hint, buttons, None, gap=3), 2)
        line.addWidget(self.area, 9)
        self.setLayout(line)

    def _make(self, entries: Sequence[Entry]) -> None:
        for tile in self.tiles.values():
            self._tiles.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = {}
        for at, entry in enumerate(entries):
            facts = _facts(entry, "", is_current=False)
            tile = ImageTile(facts, self._pictures, picture=PICTURE, parent=self._ground)
            tile.chosen.connect(self.chosen)
            self._tiles.insertWidget(at, tile)
            self.tiles[entry.image] = tile

    def _button(self, side: Side) -> Button:
        button = Button(
            phrase(f"compare.put_{side.value.lower()}"),
            key=side.value,
            key_works=False,
            height="icon_target",
            parent=self,
        )
        button.clicked.connect(self._put_a if side is Side.A else self._put_b)
        return button

    def _put_a(self) -> None:
        self.put_asked.emit(Side.A)

    def _put_b(self) -> None:
        self.put_asked.emit(Side.B)

    def _arrived(self, subject: str) -> None:
        tile = self.tiles.get(ImageId(subject))
        if tile is not None:
            tile.update()

    def _dress(self) -> None:
        bar = self.area.horizontalScrollBar().sizeHint().height()
        self.area.setFixedHeight(tile_size(PICTURE, lines=1).height() + bar)


def _facts(entry: Entry, mark: str, *, is_current: bool) -> TileFacts:
    return TileFacts(
        entries=(entry,),
        caption=day_words(entry),
        is_current=is_current,
        mark=mark,
        may_tick=False,
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
