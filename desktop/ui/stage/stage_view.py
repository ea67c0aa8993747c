"""The stage: one picture on neutral ground, moved and enlarged by mouse, touch pad and keys.

The scene is the view: its coordinates are view pixels, and one item, :attr:`StageView.world`,
carries the picture and everything drawn on it in image coordinates. So ``Viewport`` alone decides
where things are seen, to a fraction of a pixel, and Qt never scrolls.
"""

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QCursor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsScene,
    QGraphicsView,
    QWidget,
)

from desktop.keeper.calls import WithBlock
from desktop.records.raster import Pyramid
from desktop.ui.look.current import colour
from desktop.ui.stage.picture import Picture
from desktop.ui.stage.pyramid_item import PyramidItem
from desktop.ui.stage.touch import Fingers, pen_as_mouse
from desktop.ui.stage.viewport import WHEEL_FACTOR, XY, Box, Insets, Look, Viewport
from desktop.ui.stage.world import World

_NOTCH: Final = 120
"""Units of a wheel to one notch (QWheelEvent)."""
_PAN_PART: Final = 0.15
"""How far a key moves the picture, as a part of the view."""
_ARROWS: Final = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class StageView(QGraphicsView):
    """A picture that can be looked at; subclasses add tools.

    Mouse: the wheel zooms at the pointer, with or without Ctrl; dragging with the middle button,
    or with Space held, moves the picture; a double click changes between fit and 100 %. Touch pad:
    pinch. A pen and one finger are the mouse, two fingers move and enlarge. Keys: Ctrl+0 fits,
    Ctrl+1 is 100 %, Ctrl+plus and Ctrl+minus zoom, arrows move.

    Args:
        insets: What a fitted picture leaves free for what lies on the stage.
        parent: What it lies in.

    Signals:
        viewport_changed: The picture lies otherwise in the view, for whatever reason.
        look_changed: A person moved or enlarged it; a ``Look``, for a linked picture.
        focus_lost: Keys go elsewhere; what a held key did must end.
    """

    viewport_changed = Signal()
    look_changed = Signal(object)
    focus_lost = Signal()

    def __init__(self, *, insets: Insets | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setScene(QGraphicsScene(self))
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.world = World()
        self.scene().addItem(self.world)
        self._item = PyramidItem(self.world)
        self._port = Viewport.fitted((1, 1), (1, 1), insets=insets)
        self._dragged_from: QPointF | None = None
        self._space_held = False
        self._fingers = Fingers()
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)

    # ------------------------------------------------------------------ the picture

    @property
    def port(self) -> Viewport:
        """Return how the picture lies in the view."""
        return self._port

    @property
    def picture(self) -> Picture | None:
        """Return what is shown, or None."""
        return self._item.picture

    @property
    def sharpness(self) -> float:
        """Return pixels that have come to one of the picture, along a side; 0 without one."""
        return self._item.picture.sharpness if self._item.picture else 0.0

    def show_picture(self, answer: WithBlock[Pyramid], *, keep_view: bool = False) -> None:
        """Show a picture; its block is closed when another takes its place.

        Args:
            answer: A preview or the whole picture.
            keep_view: It is the same photograph: leave zoom and place as they are.

        Raises:
            DecoderAnswerError: The levels do not lie in the block; nothing changes.
        """
        picture = Picture(answer)
        former = self._port
        self._item.set_picture(picture)
        self._item.show()
        if keep_view and former.picture == picture.size:
            self.viewport_changed.emit()
            return
        size = self.viewport().size()
        self._set_port(
            Viewport.fitted(
                picture.size,
                (size.width(), size.height()),
                insets=former.insets,
                ratio=self.devicePixelRatioF(),
            )
        )

    def clear_picture(self) -> None:
        """Show nothing and give the memory back."""
        self._item.hide()
        self._item.set_picture(None)

    # ------------------------------------------------------------------ looking

    def fit(self) -> None:
        """Show the whole picture."""
        self._looked(self._port.fit())

    def actual(self, at: XY | None = None) -> None:
        """Show one pixel of the picture as one of the screen."""
        self._looked(self._port.actual(at))

    def zoom_step(self, direction: int) -> None:
        """Zoom one step in (1) or out (-1), about the middle."""
        self._looked(self._port.stepped(direction))

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by view pixels."""
        self._looked(self._port.panned(dx, dy))

    def reveal(self, box: Box, *, least_px: float) -> None:
        """Bring a box of the picture into view, large enough to be judged."""
        self._looked(self._port.revealing(box, least_px=least_px))

    def follow(self, look: Look) -> None:
        """Look at the picture as at a linked one; ``look_changed`` is not emitted."""
        self._set_port(self._port.looking(look))

    def set_insets(self, insets: Insets) -> None:
        """Leave other space free around a fitted picture."""
        if insets != self._port.insets:
            self._set_port(self._port.inset(insets))

    def _looked(self, port: Viewport) -> None:
        if port != self._port:
            self._set_port(port)
            self.look_changed.emit(port.look())

    def _set_port(self, port: Viewport) -> None:
        self._port = port
        self.setSceneRect(0, 0, port.view[0], port.view[1])
        self.world.setPos(*port.origin)
        self.world.setScale(port.scale)
        self.viewport_changed.emit()

    # ------------------------------------------------------------------ Qt

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Fill the ground around the picture."""
        painter.fillRect(rect, colour("stage"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the picture fitted, or its middle where it is."""
        super().resizeEvent(event)
        self._resized()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the screen's resolution into account."""
        super().showEvent(event)
        self._resized()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        self._looked(self._port.zoomed(WHEEL_FACTOR ** (turned / _NOTCH), at_of(event.position())))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Zoom by pinching on a touch pad; take fingers and pens as the mouse."""
        if isinstance(event, QTouchEvent):
            return self._touched(event)
        if isinstance(event, QTabletEvent):
            return self._do_as_mouse(pen_as_mouse(event), event)
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._looked(self._port.zoomed(1 + event.value(), at_of(event.position())))
            return True
        return super().viewportEvent(event)

    def _touched(self, event: QTouchEvent) -> bool:
        """Draw with one finger, move and enlarge with two."""
        pinch = self._fingers.pinched(event)
        if len(event.points()) > 1:
            self.tool_give_up()
        if pinch is not None:
            at, by, times = pinch
            self._looked(self._port.panned(*by).zoomed(times, at))
        return self._do_as_mouse(self._fingers.as_mouse(event, event.type()), event)

    def _do_as_mouse(self, mouse: QMouseEvent | None, event: QEvent) -> bool:
        acts = {
            QEvent.Type.MouseButtonPress: self.mousePressEvent,
            QEvent.Type.MouseMove: self.mouseMoveEvent,
            QEvent.Type.MouseButtonRelease: self.mouseReleaseEvent,
        }
        if mouse is not None:
            acts[mouse.type()](mouse)
        event.accept()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move the picture, or hand the press to the tool in use."""
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space_held):
            self._dragged_from = event.position()
            self._update_cursor()
        elif left:
            self.tool_press(event)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture with the pointer."""
        if self._dragged_from is None:
            self.tool_move(event)
        else:
            by = event.position() - self._dragged_from
            self._dragged_from = event.position()
            self.pan(by.x(), by.y())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the picture go."""
        if self._dragged_from is not None:
            self._dragged_from = None
            self._update_cursor()
        elif event.button() == Qt.MouseButton.LeftButton:
            self.tool_release(event)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Change between fit and 100 %."""
        if event.button() == Qt.MouseButton.LeftButton and not self.tool_double(event):
            self._looked(self._port.toggled(at_of(event.position())))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, move, or get ready to drag with Space."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = True
            self._update_cursor()
            event.accept()
        elif self.view_key(event):
            event.accept()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of Space."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            self._update_cursor()
            event.accept()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of Space: its release is told to somebody else."""
        super().focusOutEvent(event)
        self._space_held = False
        self._update_cursor()
        self.focus_lost.emit()

    def view_key(self, event: QKeyEvent) -> bool:
        """Do what a key does to the view; return whether it was one of those."""
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return self._zoom_key(key)
        if key in _ARROWS and event.modifiers() in _PLAIN:
            across, down = _ARROWS[key]
            width, height = self._port.view
            self.pan(across * width * _PAN_PART, down * height * _PAN_PART)
            return True
        return False

    def _zoom_key(self, key: Qt.Key) -> bool:
        match key:
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_1:
                self.actual()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_step(1)
            case Qt.Key.Key_Minus:
                self.zoom_step(-1)
            case _:
                return False
        return True

    # ------------------------------------------------------------------ for tools

    def tool_press(self, event: QMouseEvent) -> None:
        """Begin something with the left button; without a tool, to move the picture."""
        self._dragged_from = event.position()
        self._update_cursor()

    def tool_move(self, event: QMouseEvent) -> None:
        """Follow the pointer; nothing without a tool."""

    def tool_release(self, event: QMouseEvent) -> None:
        """End what was begun; nothing without a tool."""

    def tool_double(self, event: QMouseEvent) -> bool:
        """Take a double click; return whether it was taken."""
        del event
        return False

    def tool_give_up(self) -> None:
        """Give up what was begun: a second finger came down."""
        self._dragged_from = None

    def tool_cursor(self) -> Qt.CursorShape:
        """Return the pointer of the tool in use."""
        return Qt.CursorShape.OpenHandCursor

    @property
    def is_panning(self) -> bool:
        """Return whether the picture is being moved."""
        return self._dragged_from is not None

    def update_cursor(self) -> None:
        """Show the pointer that fits what would happen."""
        self._update_cursor()

    def _update_cursor(self) -> None:
        if self._dragged_from is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space_held:
            shape = Qt.CursorShape.OpenHandCursor
        else:
            shape = self.tool_cursor()
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(QCursor(shape))

    def _resized(self) -> None:
        size = self.viewport().size()
        port = self._port.resized((size.width(), size.height()), self.devicePixelRatioF())
        if port != self._port:
            self._set_port(port)


_PLAIN: Final = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.KeypadModifier,
)


def at_of(point: QPointF | QPoint) -> XY:
    """Return a point of Qt as plain numbers."""
    return float(point.x()), float(point.y())
