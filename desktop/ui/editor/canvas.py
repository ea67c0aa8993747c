"""The picture with its regions: turns events into gestures, and draws what there is."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.records.draft import Mark, MarkState
from desktop.ui.editor.geometry import Handle, box_of
from desktop.ui.editor.gesture import Gesture
from desktop.ui.editor.hit import Hit, Part, handle_spots, turn_spot
from desktop.ui.editor.keys import LOUPE
from desktop.ui.editor.loupe import Loupe
from desktop.ui.editor.region_item import HandleItem, RegionItem, SketchItem
from desktop.ui.editor.ring_item import RingItem
from desktop.ui.editor.shown import StageShown
from desktop.ui.editor.state import Tool
from desktop.ui.editor.tag_item import TagItem
from desktop.ui.editor.tags import spots
from desktop.ui.phrase import phrase
from desktop.ui.stage.stage_view import StageView, at_of
from desktop.ui.stage.viewport import XY, Box
from desktop.ui.words import name_said

_CURSORS: Final = {
    Handle.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    Handle.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    Handle.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    Handle.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
    Handle.TOP: Qt.CursorShape.SizeVerCursor,
    Handle.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Handle.LEFT: Qt.CursorShape.SizeHorCursor,
    Handle.RIGHT: Qt.CursorShape.SizeHorCursor,
}


class Layer(QGraphicsItem):
    """Holds everything that is drawn on the picture, to hide it at once."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)

    def boundingRect(self) -> QRectF:
        """Return nothing: it has no content of its own."""
        return QRectF()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw nothing."""


class Canvas(StageView):
    """A stage on which regions are drawn, moved and resized.

    Args:
        key: Does what a key does; returns whether it was one of the editor's.
        parent: What it lies in.

    Signals:
        loupe_shown: The loupe is shown, or no longer.
    """

    loupe_shown = Signal(bool)

    def __init__(self, key: Callable[[str], bool], *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._key = key
        self._gesture: Gesture | None = None
        self._shown: StageShown | None = None
        self._layer = Layer(self.world)
        self._regions: dict[int, RegionItem] = {}
        self._tags: dict[int, TagItem] = {}
        self._handles = {handle: HandleItem(self._layer) for handle in Handle}
        self._turner = HandleItem(self._layer, round_one=True)
        self._sketch = SketchItem(self._layer)
        self._ring = RingItem(self._layer)
        self._pointer: XY | None = None
        self._over: Hit | None = None
        self._loupe = Loupe(self, self._regions.values)
        self._loupe_is_held = False
        name_said(self, phrase("editor.no_picture_yet"))
        self.focus_lost.connect(self._put_loupe_away)
        self.viewport_changed.connect(self._place)
        self._hide_handles()

    def work_with(self, gesture: Gesture) -> None:
        """Know who is told of presses and moves."""
        self._gesture = gesture

    def show_stage(self, shown: StageShown) -> None:
        """Show regions, choice and tool."""
        former, self._shown = self._shown, shown
        if former is None or _marks_of(former) != _marks_of(shown):
            self._show_marks(shown)
        self._sketch.show_sketch(shown.sketch, self.port.scale, protecting=shown.protecting)
        self._show_ring()
        self._layer.setVisible(not shown.original)
        if former is None or former.reminder != shown.reminder or former.caption != shown.caption:
            name = phrase("editor.picture_of", caption=shown.caption, reminder=shown.reminder)
            name_said(self, name)
        self.update_cursor()

    def show_loupe(self, *, shown: bool) -> None:
        """Show what is under the pointer enlarged, else the chosen region, or nothing."""
        shown = shown and self.picture is not None
        if shown != self.has_loupe:
            self.loupe_shown.emit(shown)
        if not shown:
            self._loupe.hide()
            return
        at = self._pointer
        chosen = self._regions.get(self._shown.selected or 0) if self._shown else None
        if at is None and chosen is not None:
            x, y, w, h = self.port.box_to_view(box_of(chosen.mark.region))
            at = (x + w / 2, y + h / 2)
        width, height = self.port.view
        self._loupe.show_at(at or (width / 2, height / 2))

    def _put_loupe_away(self) -> None:
        """The key of the loupe is no longer held, or is released elsewhere."""
        if self._loupe_is_held:
            self._loupe_is_held = False
            self.show_loupe(shown=False)

    def ask_loupe(self, shown: bool) -> None:
        """Show the loupe, or put it away; for a button."""
        self.show_loupe(shown=shown)

    @property
    def has_loupe(self) -> bool:
        """Return whether the loupe is shown."""
        return not self._loupe.isHidden()

    def snap(self, mark: Mark, most_px: int) -> QImage | None:
        """Return what lies under a region, small, or None while no picture is there."""
        if self.picture is None:
            return None
        image = self.picture.part(box_of(mark.region), most_px)
        return None if image.isNull() else image

    def region_item(self, number: int) -> RegionItem | None:
        """Return the item of a region, or None where it is not drawn."""
        return self._regions.get(number)

    # ------------------------------------------------------------------ drawing

    def _show_marks(self, shown: StageShown) -> None:
        marks = {m.number: m for m in shown.marks if m.state is not MarkState.REFUSED}
        for number in self._regions.keys() - marks.keys():
            self.scene().removeItem(self._regions.pop(number))
            self.scene().removeItem(self._tags.pop(number))
        for place, (number, mark) in enumerate(marks.items()):
            self._show_mark(mark, place, chosen=number == shown.selected or number in shown.also)
        self._place()

    def _show_mark(self, mark: Mark, place: int, *, chosen: bool) -> None:
        if mark.number not in self._regions:
            self._regions[mark.number] = RegionItem(mark, self._layer)
            self._tags[mark.number] = TagItem(mark, self._layer)
            self._regions[mark.number].set_scale_seen(self.port.scale)
        item = self._regions[mark.number]
        others = self._shown.clashes.get(mark.number, ()) if self._shown else ()
        self._tags[mark.number].show_mark(mark, others)
        item.show_mark(mark, chosen=chosen, clash=bool(others))
        item.setZValue(1500 if chosen else place + (1000 if mark.is_finding else 0))

    def _place(self) -> None:
        """Put tags and handles where they belong in the present view."""
        for item in self._regions.values():
            item.set_scale_seen(self.port.scale)
        self._show_ring()
        self._place_tags()
        chosen = self._regions.get(self._shown.selected or 0) if self._shown else None
        if self._shown is None or chosen is None or self._shown.locked or self._shown.also:
            self._hide_handles()
            return
        for handle, (x, y) in handle_spots(box_of(chosen.mark.region)):
            self._handles[handle].setPos(x, y)
            self._handles[handle].setVisible(True)
        spot = turn_spot(self.port.box_to_view(box_of(chosen.mark.region)), self.port)
        self._turner.setPos(*self.port.to_image(spot))
        self._turner.setVisible(True)

    def _show_ring(self) -> None:
        """Show how large the brush is where it would draw, and the pen of the arrows."""
        if self._shown is None:
            return
        at, brush_px = self._shown.pen, self._shown.brush_px
        if at is None and brush_px and self._pointer is not None and self._over is None:
            at = self.port.to_image(self._pointer)
        cross = self._shown.pen is not None
        self._ring.show_ring(at, brush_px, self.port.scale, cross=cross)

    def _hide_handles(self) -> None:
        for item in self._handles.values():
            item.setVisible(False)
        self._turner.setVisible(False)

    def _place_tags(self) -> None:
        width, height = self.port.view
        inset = self.port.insets
        room: Box = (6.0, inset.top, width - 12.0, height - inset.top - inset.bottom)
        outside: list[int] = []
        taken: list[Box] = []
        chosen = self._shown.selected if self._shown else None
        for number in sorted(self._tags, key=lambda one: (one != chosen, one)):
            tag, mark = self._tags[number], self._regions[number].mark
            box = self.port.box_to_view(box_of(mark.region))
            tag.setVisible(_is_in_view(box, self.port.view))
            inside = _fits_inside(mark, box, tag.size)
            tag.set_inside(inside=inside)
            if inside:
                spot = (box[0] + 5, box[1] + (box[3] - tag.size[1]) / 2, *tag.size)
                taken.append(spot)
                self._anchor(tag, spot[:2])
            elif _is_in_view(box, self.port.view):
                outside.append(number)
        boxes = [self.port.box_to_view(box_of(self._regions[n].mark.region)) for n in outside]
        sizes = [self._tags[n].size for n in outside]
        for number, spot in zip(outside, spots(boxes, sizes, room, taken=taken), strict=True):
            self._anchor(self._tags[number], spot[:2])

    def _anchor(self, tag: TagItem, at: XY) -> None:
        tag.setPos(*self.port.to_image((round(at[0]), round(at[1]))))

    def changeEvent(self, event: QEvent) -> None:
        """Say the tags again in a new language or type."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.StyleChange}:
            for tag in self._tags.values():
                tag.say_again()
            self._place()

    # ------------------------------------------------------------------ events

    def tool_press(self, event: QMouseEvent) -> None:
        """Hand a press to the tool; where it takes nothing, move the picture."""
        if self._gesture is None:
            super().tool_press(event)
            return
        even = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._gesture.press(at_of(event.position()), self.port, even=even)
        if self._shown and self._shown.tool is Tool.SELECT and not self._gesture.is_busy:
            super().tool_press(event)

    def tool_move(self, event: QMouseEvent) -> None:
        """Hand a move to the tool, and show what it would take."""
        if self._gesture is None:
            return
        at = at_of(event.position())
        even = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._pointer = at
        self._gesture.move(at, self.port, even=even)
        if not event.buttons():
            self._over = self._gesture.over(at, self.port)
            self.update_cursor()
        self._show_ring()
        if self.has_loupe:
            self.show_loupe(shown=True)

    def tool_release(self, event: QMouseEvent) -> None:
        """End what was begun."""
        if self._gesture is not None:
            even = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._gesture.release(at_of(event.position()), self.port, even=even)

    def tool_give_up(self) -> None:
        """Give up what one finger began."""
        super().tool_give_up()
        if self._gesture is not None:
            self._gesture.cancel()

    def tool_double(self, event: QMouseEvent) -> bool:
        """Close a polygon."""
        return self._gesture is not None and self._gesture.double(self.port)

    def tool_cursor(self) -> Qt.CursorShape:
        """Return the pointer of what would be taken."""
        if self._over is not None and self._over.handle is not None:
            return _CURSORS[self._over.handle]
        if self._over is not None and self._over.part is Part.TURN:
            return Qt.CursorShape.PointingHandCursor
        if self._over is not None:
            return Qt.CursorShape.SizeAllCursor
        if self._shown is None or self._shown.tool is Tool.SELECT:
            return Qt.CursorShape.ArrowCursor
        return Qt.CursorShape.CrossCursor

    def leaveEvent(self, event: QEvent) -> None:
        """Show no brush where there is no pointer."""
        super().leaveEvent(event)
        self._pointer = None
        self._show_ring()

    def event(self, event: QEvent) -> bool:
        """Take Esc before the window does, while there is something to give up; no other key.

        Without this a graphics view takes every key of the window for itself.
        """
        if event.type() != QEvent.Type.ShortcutOverride:
            return super().event(event)
        event.setAccepted(self._gives_up(event))
        return True

    def _gives_up(self, event: QEvent) -> bool:
        """Return whether Esc was pressed and something is being done or chosen."""
        shown = self._shown
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if shown is None or not is_escape:
            return False
        is_busy = self._gesture is not None and self._gesture.is_busy
        return (
            is_busy or shown.waiting or shown.tool is not Tool.SELECT or shown.selected is not None
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key of the editor does, else what it does to the view."""
        if portable(event) == LOUPE:
            if not event.isAutoRepeat():
                self._loupe_is_held = True
                self.show_loupe(shown=True)
            event.accept()
            return
        if event.key() == Qt.Key.Key_Space or not self._key(portable(event)):
            super().keyPressEvent(event)
        else:
            event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Put the loupe away."""
        if event.key() == Qt.Key.Key_Z and not event.isAutoRepeat():
            self._put_loupe_away()
        super().keyReleaseEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - the name is Qt's
        """Go through the regions with Tab, and on when they are through."""
        return self._key("Tab" if next else "Backtab") or super().focusNextPrevChild(next)


def _marks_of(shown: StageShown) -> tuple[object, ...]:
    """Return what is drawn of the regions."""
    return shown.marks, shown.selected, shown.also, shown.clashes


def portable(event: QKeyEvent) -> str:
    """Return a key in Qt's portable form; a printable one as it is written."""
    held = event.modifiers() & (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    )
    text = event.text()
    if not held and len(text) == 1 and text.isprintable() and not text.isspace():
        return text.upper()
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(plain.value | event.key()).toString(
        QKeySequence.SequenceFormat.PortableText
    )


def _is_in_view(box: Box, view: XY) -> bool:
    return box[0] < view[0] and box[1] < view[1] and box[0] + box[2] > 0 and box[1] + box[3] > 0


def _fits_inside(mark: Mark, box: Box, size: tuple[float, float]) -> bool:
    """Return whether a tag lies on what is covered with room to spare."""
    is_covered = mark.state is MarkState.ACCEPTED
    return is_covered and box[2] >= size[0] + 10 and box[3] >= size[1] + 8
