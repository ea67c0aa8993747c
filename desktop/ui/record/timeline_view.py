"""Images along the dates: a lane for each place on the body, pictures above their true dates."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from desktop.ids import ImageId
from desktop.ui.filed.pictures import SmallPictures
from desktop.ui.filed.tile import caption_width, tile_size
from desktop.ui.look.current import scaled, text_scale
from desktop.ui.phrase import Words, phrase
from desktop.ui.record.presenter import Lane
from desktop.ui.record.timeline_canvas import PICTURE, Canvas, lane_height
from desktop.ui.record.timeline_frame import Header, Names
from desktop.ui.record.timeline_plan import ZOOMS, Plan, is_widest, plan
from desktop.ui.widgets.boxes import row
from desktop.ui.widgets.button import Button, Kind

_LABELS: Final = 172
_HEADER: Final = 30
_REVEAL: Final = 24


class TimelineView(QWidget):
    """The lanes with their dates above and their names at the left; both stay while one scrolls.

    Args:
        pictures: Where the small pictures are.
        on_key: Is offered every key of the lanes; returns whether it was used.
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
        self._lanes: tuple[Lane, ...] = ()
        self._focus: ImageId | None = None
        self._zoom = 0
        self.plan: Plan | None = None
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.canvas = Canvas(pictures, on_key, parent=self.area)
        self.area.setWidget(self.canvas)
        self.area.viewport().setAutoFillBackground(False)
        self.canvas.setAutoFillBackground(False)
        self.area.setCornerWidget(QWidget(self.area))
        self._header = Header(self)
        self._names = Names(self)
        self.zoom_out = self._small(phrase("record.zoom_out"), "zoom-out", "Ctrl+-")
        self.zoom_in = self._small(phrase("record.zoom_in"), "zoom-in", "Ctrl++")
        self._corner = QWidget(self)
        self._build()
        self._connect()
        self._dress()

    def show_lanes(self, lanes: Sequence[Lane]) -> None:
        """Show other lanes; the width of the time axis stays as somebody chose it."""
        if tuple(lanes) != self._lanes:
            self._lanes = tuple(lanes)
            self._names.show_lanes(self._lanes)
            self._lay()

    def show_choice(self, focus: ImageId | None, ticked: frozenset[ImageId]) -> None:
        """Show which image has the focus and which are ticked."""
        moved = focus != self._focus
        had_focus = self._has_focus()
        self._focus = focus
        self.canvas.show_choice(focus, ticked)
        tile = self.canvas.tile_of(focus)
        if tile is not None and moved:
            self._reveal(tile)
            if had_focus:
                tile.setFocus(Qt.FocusReason.OtherFocusReason)
        self.want()

    def first_focus(self) -> QWidget:
        """Return the tile with the focus."""
        return self.canvas.tile_of(self._focus) or self.canvas

    def want(self) -> None:
        """Ask for the pictures that are seen or nearly so: what is asked for counts as seen."""
        if not self.isVisible():
            return
        room = self.area.viewport().size()
        seen = QRect(self.canvas.mapFrom(self.area, QPoint(0, 0)), room)
        near = seen.adjusted(-room.width() // 2, -lane_height(), room.width() // 2, lane_height())
        tiles = [tile for tile in self.canvas.tiles if tile.geometry().intersects(near)]
        tiles.sort(key=lambda tile: not tile.geometry().intersects(seen))
        self._pictures.want(str(tile.facts.entry.image) for tile in tiles)

    def zoom_by(self, step: int) -> None:
        """Make the time axis wider (1) or narrower (-1); the focused image keeps its place."""
        wanted = min(max(self._zoom + step, 0), len(ZOOMS) - 1)
        widest = self.plan is not None and is_widest(self.plan.axis, text_scale())
        if wanted == self._zoom or (step > 0 and widest):
            return
        before = self._focus_x()
        self._zoom = wanted
        self._lay()
        bar = self.area.horizontalScrollBar()
        bar.setValue(bar.value() + round(self._focus_x() - before))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self._lay()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the pictures."""
        super().showEvent(event)
        self.want()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size or language: captions decide how wide tiles are."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LanguageChange}:
            self._lay()

    def _build(self) -> None:
        self._corner.setLayout(row(self.zoom_out, self.zoom_in, None, gap=2))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self._corner, 0, 0)
        grid.addWidget(self._header, 0, 1)
        grid.addWidget(self._names, 1, 0)
        grid.addWidget(self.area, 1, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(1, 1)

    def _connect(self) -> None:
        self.canvas.chosen.connect(self.chosen)
        self.canvas.tick_asked.connect(self.tick_asked)
        self.canvas.open_asked.connect(self.open_asked)
        self.canvas.zoom_asked.connect(self.zoom_by)
        self.zoom_in.clicked.connect(self._zoom_in)
        self.zoom_out.clicked.connect(self._zoom_out)
        self.area.horizontalScrollBar().valueChanged.connect(self._header.scroll_to)
        self.area.verticalScrollBar().valueChanged.connect(self._names.scroll_to)
        for bar in (self.area.verticalScrollBar(), self.area.horizontalScrollBar()):
            bar.valueChanged.connect(self._scrolled)

    def _scrolled(self, _value: int) -> None:
        self.want()

    def _zoom_in(self) -> None:
        self.zoom_by(1)

    def _zoom_out(self) -> None:
        self.zoom_by(-1)

    def _lay(self) -> None:
        high = len(self._lanes) * lane_height()
        bar = self.area.verticalScrollBar().sizeHint().width()
        room = self.area.width() - (bar if high > self.area.height() else 0)
        self.plan = plan(
            self._lanes, room=room, zoom=ZOOMS[self._zoom], measure=_measure, scale=text_scale()
        )
        self.canvas.resize(max(round(self.plan.width), room), high)
        self.canvas.show_plan(self.plan)
        self._header.show_plan(self.plan)
        self.zoom_out.setEnabled(self._zoom > 0)
        self.zoom_in.setEnabled(not is_widest(self.plan.axis, text_scale()))
        self.want()

    def _dress(self) -> None:
        self._corner.setFixedWidth(scaled(_LABELS))
        self._names.setFixedWidth(scaled(_LABELS))
        self._header.setFixedHeight(scaled(_HEADER))

    def _small(self, words: Words, icon: str, key: str) -> Button:
        return Button(
            words,
            kind=Kind.GHOST,
            icon=icon,
            key=key,
            height="icon_target",
            icon_only=True,
            parent=self,
        )

    def _focus_x(self) -> float:
        tile = self.canvas.tile_of(self._focus)
        return tile.geometry().center().x() if tile is not None else self.canvas.width() / 2

    def _has_focus(self) -> bool:
        return any(tile.hasFocus() for tile in self.canvas.tiles)

    def _reveal(self, tile: QWidget) -> None:
        self.area.ensureWidgetVisible(tile, _REVEAL, _REVEAL)


def _measure(words: Words) -> float:
    return float(tile_size(PICTURE, lines=1, least_wide=caption_width(words)).width())
