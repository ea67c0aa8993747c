"""The two photographs: each in its half, or one over the other with a divider; plates on top."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.keeper.calls import WithBlock
from desktop.records.raster import Pyramid
from desktop.ui.compare.divider import Divider
from desktop.ui.compare.presenter import Mode, Side
from desktop.ui.filed.plate import MARGIN, Plate
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.phrase import NOTHING, Words
from desktop.ui.stage.stage_view import StageView
from desktop.ui.stage.viewport import Insets, Look
from desktop.ui.widgets.boxes import Pane
from desktop.ui.words import name_said

_BETWEEN: Final = 2
_INSET: Final = 8
_RING: Final = 2


class SideStage(StageView):
    """The stage of one side.

    Args:
        on_key: Is offered every key first; returns whether it was used.
        parent: The pane.

    Signals:
        focus_changed: It has the focus now, or has it no more.
    """

    focus_changed = Signal()

    def __init__(self, on_key: Callable[[QKeyEvent], bool], *, parent: QWidget) -> None:
        inset = float(_INSET)
        super().__init__(
            insets=Insets(left=inset, top=inset, right=inset, bottom=inset), parent=parent
        )
        self._on_key = on_key

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer keys to the page before the stage has them."""
        if self._on_key(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say so."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say so."""
        super().focusOutEvent(event)
        self.focus_changed.emit()


class ComparePane(Pane):
    """Both sides, their plates, and the divider.

    Args:
        on_key: Is offered every key of the photographs; returns whether it was used.
        parent: The screen.

    Signals:
        zoomed: A picture lies otherwise, or the other side is the active one.
    """

    zoomed = Signal()

    def __init__(self, on_key: Callable[[QKeyEvent], bool], *, parent: QWidget) -> None:
        super().__init__("stageLine", parent=parent)
        self._mode = Mode.SIDE_BY_SIDE
        self._linked = True
        self._active = Side.A
        self.stages = {side: SideStage(on_key, parent=self) for side in Side}
        self.divider = Divider(parent=self)
        self.plates = {side: Plate(parent=self) for side in Side}
        self.news = {side: Plate(parent=self) for side in Side}
        self._ring = _Ring(self)
        for side in Side:
            self.show_news(side, None)
            self.plates[side].hide()
        self._connect()
        self.setFocusProxy(self.stages[Side.A])
        self.show_mode(Mode.SIDE_BY_SIDE, linked=True)

    @property
    def active(self) -> SideStage:
        """The stage that zoom and place are told of."""
        return self.stages[self._active]

    def show_picture(self, side: Side, answer: WithBlock[Pyramid], *, keep_view: bool) -> None:
        """Show a picture on a side; a linked one is looked at as the other is."""
        stage, other = self.stages[side], self.stages[side.other]
        stage.show_picture(answer, keep_view=keep_view)
        if self._linked and not keep_view and other.picture is not None:
            stage.follow(other.port.look())

    def clear_picture(self, side: Side) -> None:
        """Show no picture on a side, and give its memory back."""
        self.stages[side].clear_picture()

    def swap_pictures(self) -> None:
        """Let the two stages change places, with what they show and how."""
        self.stages = {side: self.stages[side.other] for side in Side}
        self._active = self._active.other
        self._place()

    def show_mode(self, mode: Mode, *, linked: bool) -> None:
        """Lay the sides out, and let them move together or not."""
        joins = linked and not self._linked
        self._mode, self._linked = mode, linked
        self.divider.setVisible(mode is Mode.SWIPE)
        self._place()
        if joins:
            self._follow(self._active)

    def name(self, side: Side, title: Words, relation: Words, name: Words) -> None:
        """Say on the plate of a side which image it is."""
        self.plates[side].show_words(title, relation)
        name_said(self.stages[side], name)
        self._place()

    def show_news(self, side: Side, words: Words | None) -> None:
        """Say what a side waits for, or with None nothing."""
        self.news[side].show_words(NOTHING if words is None else words)
        self._place()

    def zoom_step(self, direction: int) -> None:
        """Zoom one step in (1) or out (-1)."""
        self.active.zoom_step(direction)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self._place()

    # ------------------------------------------------------------------ inside

    def _connect(self) -> None:
        for stage in self.stages.values():
            stage.look_changed.connect(partial(self._looked, stage))
            stage.viewport_changed.connect(self.zoomed)
            stage.focus_changed.connect(self._focused)
        for plate in (*self.plates.values(), *self.news.values()):
            plate.resized.connect(self._place_plates)
        self.divider.valueChanged.connect(self._divided)

    def _looked(self, stage: SideStage, _look: Look) -> None:
        self._follow(next(side for side in Side if self.stages[side] is stage))

    def _follow(self, side: Side) -> None:
        """Look at the other picture as at the one of this side."""
        self._active = side
        if self._linked:
            self.stages[side.other].follow(self.stages[side].port.look())
        self.zoomed.emit()

    def _focused(self) -> None:
        for side in Side:
            if self.stages[side].hasFocus():
                self._active = side
        self._show_ring()
        self.zoomed.emit()

    def _divided(self, _value: int) -> None:
        self._place()

    def _place(self) -> None:
        wide, high = self.width(), self.height()
        a, b = self.stages[Side.A], self.stages[Side.B]
        if self._mode is Mode.SWIPE:
            at = round(self.divider.at * wide)
            for stage, part in ((a, QRect(0, 0, at, high)), (b, QRect(at, 0, wide - at, high))):
                stage.setGeometry(self.rect())
                stage.setMask(QRegion(part) if not part.isEmpty() else QRegion(-1, -1, 1, 1))
            self.divider.place()
        else:
            half = (wide - _BETWEEN) // 2
            for stage, left, width in ((a, 0, half), (b, half + _BETWEEN, wide - half - _BETWEEN)):
                stage.clearMask()
                stage.setGeometry(left, 0, width, high)
        self._place_plates()
        self._show_ring()

    def _place_plates(self) -> None:
        wide, high = self.width(), self.height()
        for plates, upper in ((self.plates, True), (self.news, False)):
            for side, plate in plates.items():
                left = MARGIN if side is Side.A else wide - plate.width() - MARGIN
                plate.move(left, MARGIN if upper else high - plate.height() - MARGIN)
                plate.raise_()
        self.divider.raise_()

    def _show_ring(self) -> None:
        """Show which side the keys move, where the two can differ."""
        stage = next((one for one in self.stages.values() if one.hasFocus()), None)
        shown = stage is not None and self._mode is Mode.SIDE_BY_SIDE
        self._ring.setVisible(shown)
        if stage is not None:
            self._ring.setGeometry(stage.geometry())
            self._ring.raise_()


class _Ring(QWidget):
    """A ring inside the edge of the stage that has the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        rect = QRectF(self.rect())
        paint_box(painter_of(self), rect, fill=None, line="stageText", corner=0, width=_RING)
