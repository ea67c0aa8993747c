"""What scrolls in the timeline: the grid, the axes with their dots, and the pictures above."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from desktop.ids import ImageId
from desktop.ui.filed.entry import Entry
from desktop.ui.filed.pictures import SmallPictures
from desktop.ui.filed.tile import ImageTile, TileFacts, tile_size
from desktop.ui.look.current import colour, scaled
from desktop.ui.look.paint import painter_of
from desktop.ui.record.lane_layout import Stack
from desktop.ui.record.timeline_plan import Plan, caption

PICTURE: Final = (72, 54)
_TOP: Final = 5
_UNDER: Final = 12
_FOOT: Final = 12
_DOT: Final = 5.0
_NEAR: Final = 6.0
"""A picture that stands so near needs no line to its dot."""
_BRACKET: Final = (1.5, 4.5)
"""How far below its picture a bracket lies; neighbours take turns, so that none run together."""


def lane_height() -> int:
    """Return how high a lane is at the text size in use."""
    return axis_y() + scaled(_FOOT)


def axis_y() -> int:
    """Return how far under the top of a lane its axis lies."""
    return scaled(_TOP) + tile_size(PICTURE, lines=1).height() + scaled(_UNDER)


class Canvas(QWidget):
    """Grid, axes, dots and tiles.

    Args:
        pictures: Where the small pictures are.
        on_key: Is offered every key; returns whether it was used.
        parent: What it scrolls in.

    Signals:
        chosen: An image was pressed.
        tick_asked: Its tick was.
        open_asked: It was pressed twice.
        zoom_asked: The axis is to be wider (1) or narrower (-1).
    """

    chosen = Signal(str)
    tick_asked = Signal(str)
    open_asked = Signal(str)
    zoom_asked = Signal(int)

    def __init__(
        self, pictures: SmallPictures, on_key: Callable[[QKeyEvent], bool], *, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._on_key = on_key
        self._plan: Plan | None = None
        self._tiles: dict[ImageId, ImageTile] = {}
        self._ticked: frozenset[ImageId] = frozenset()
        self._focus: ImageId | None = None
        pictures.arrived.connect(self._arrived)

    @property
    def tiles(self) -> tuple[ImageTile, ...]:
        """Return every tile, lane by lane, from left to right."""
        return tuple(dict.fromkeys(self._tiles.values()))

    def tile_of(self, image: ImageId | None) -> ImageTile | None:
        """Return the tile that holds an image."""
        return self._tiles.get(image) if image is not None else None

    def show_plan(self, plan: Plan) -> None:
        """Show a timeline; tiles that hold the same images as before stay."""
        before = {_images(tile.facts.entries): tile for tile in self.tiles}
        self._plan = plan
        self._tiles = {}
        for at, lane in enumerate(plan.lanes):
            for stack in lane.stacks:
                images = _images(stack.entries)
                tile = before.pop(images, None) or self._made(stack)
                tile.facts = TileFacts(entries=stack.entries)
                self._place(tile, stack, at)
                self._tiles.update(dict.fromkeys(images, tile))
        self.show_choice(self._focus, self._ticked)
        self._put_away(tuple(before.values()))

    def show_choice(self, focus: ImageId | None, ticked: frozenset[ImageId]) -> None:
        """Show which image has the focus and which are ticked."""
        self._focus, self._ticked = focus, ticked
        for tile in self.tiles:
            tile.show_facts(self._facts(tile.facts.entries))
            current = tile.facts.is_current
            policy = Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus
            tile.setFocusPolicy(policy)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the keys of the tiles to the page."""
        if self._on_key(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Widen or narrow the axis while Ctrl is held; else leave the wheel to the scrolling."""
        turned = event.angleDelta().y()
        if turned and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_asked.emit(1 if turned > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the grid, and a line with dots under each lane."""
        if self._plan is None:
            return
        painter = painter_of(self)
        high = lane_height()
        for at in range(len(self._plan.lanes)):
            top = at * high
            if top > event.rect().bottom() or top + high < event.rect().top():
                continue
            self._paint_grid(painter, top, high, first=at == 0)
            for turn, stack in enumerate(self._plan.lanes[at].stacks):
                self._paint_bracket(painter, stack, top, scaled(_BRACKET[turn % 2]))
            for stack in self._plan.lanes[at].stacks:
                self._paint_dots(painter, stack, top)

    def _put_away(self, tiles: tuple[ImageTile, ...]) -> None:
        """Let tiles go; the focus passes to the one that now holds its image."""
        heir = self.tile_of(self._focus)
        if heir is not None and self.window().focusWidget() in tiles:
            heir.setFocus(Qt.FocusReason.OtherFocusReason)
        for tile in tiles:
            tile.hide()
            tile.deleteLater()

    def _arrived(self, subject: str) -> None:
        tile = self._tiles.get(ImageId(subject))
        if tile is not None:
            tile.update()

    def _made(self, stack: Stack) -> ImageTile:
        tile = ImageTile(
            TileFacts(entries=stack.entries), self._pictures, picture=PICTURE, parent=self
        )
        tile.chosen.connect(self.chosen)
        tile.tick_asked.connect(self.tick_asked)
        tile.open_asked.connect(self.open_asked)
        return tile

    def _place(self, tile: ImageTile, stack: Stack, lane: int) -> None:
        high = tile_size(PICTURE, lines=1).height()
        left = round(stack.x - stack.width / 2)
        top = lane * lane_height() + scaled(_TOP)
        tile.setGeometry(QRect(left, top, round(stack.width), high))
        tile.show()

    def _facts(self, entries: tuple[Entry, ...]) -> TileFacts:
        front = len(entries) - 1
        for at, entry in enumerate(entries):
            if entry.image in self._ticked:
                front = at
        is_current = False
        for at, entry in enumerate(entries):
            if entry.image == self._focus:
                front, is_current = at, True
        axis = self._plan.axis if self._plan else None
        return TileFacts(
            entries=entries,
            front=front,
            caption=caption(entries, axis),
            ticked=self._ticked,
            is_current=is_current,
        )

    def _paint_grid(self, painter: QPainter, top: int, high: int, *, first: bool) -> None:
        axis = self._plan.axis if self._plan else None
        if not first:
            painter.fillRect(QRectF(0, top, self.width(), 1), colour("line"))
        if self._plan is not None and self._plan.undated_x is not None and axis is not None:
            left = round(axis.right + axis.left)
            painter.fillRect(QRectF(left, top + 1, 1, high - 1), colour("line"))
        if axis is None:
            return
        for tick in axis.ticks():
            tone = "line" if tick.is_year else "line2"
            painter.fillRect(QRectF(round(tick.x), top + 1, 1, high - 1), colour(tone))
        y = top + axis_y()
        painter.fillRect(QRectF(axis.left, y - 0.75, axis.right - axis.left, 1.5), colour("text3"))

    def _paint_bracket(self, painter: QPainter, stack: Stack, top: int, below: int) -> None:
        """Lead from a picture to its dots, where it does not stand right above one."""
        if all(abs(dot - stack.x) <= scaled(_NEAR) for dot in stack.dots):
            return
        foot = top + scaled(_TOP) + tile_size(PICTURE, lines=1).height()
        level = foot + below + 0.5
        painter.setPen(QPen(colour("control"), 1))
        painter.drawLine(QLineF(stack.x, foot, stack.x, level))
        ends = (stack.x, *stack.dots)
        painter.drawLine(QLineF(min(ends), level, max(ends), level))
        for dot in stack.dots:
            painter.drawLine(QLineF(dot, level, dot, top + axis_y()))

    def _paint_dots(self, painter: QPainter, stack: Stack, top: int) -> None:
        axis = self._plan.axis if self._plan else None
        if axis is None:
            return
        y = top + axis_y()
        for dot in stack.dots:
            there = [e for e in stack.entries if e.day and axis.x_of(e.day) == dot]
            marked = any(e.image in self._ticked or e.image == self._focus for e in there)
            sure = any(e.is_dated_by_camera for e in there)
            self._paint_dot(painter, QPointF(dot, y), marked=marked, sure=sure)

    def _paint_dot(self, painter: QPainter, at: QPointF, *, marked: bool, sure: bool) -> None:
        """Draw a dot; hollow where only a file says when it was."""
        radius = scaled(_DOT)
        ink = colour("accentText" if marked else "text2")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("surface"))
        painter.drawEllipse(at, radius + 2, radius + 2)
        painter.setPen(QPen(ink, 2) if not sure else Qt.PenStyle.NoPen)
        painter.setBrush(ink if sure else colour("surface"))
        shrink = 0 if sure else 1
        painter.drawEllipse(at, radius - shrink, radius - shrink)


def _images(entries: tuple[Entry, ...]) -> tuple[ImageId, ...]:
    return tuple(entry.image for entry in entries)
