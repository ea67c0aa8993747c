"""Fingers and pens on a stage, answered as the mouse is: one draws, two move and enlarge."""

import math

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QMouseEvent, QTabletEvent, QTouchEvent

from desktop.ui.stage.viewport import XY

_OF_PEN = {
    QEvent.Type.TabletPress: QEvent.Type.MouseButtonPress,
    QEvent.Type.TabletMove: QEvent.Type.MouseMove,
    QEvent.Type.TabletRelease: QEvent.Type.MouseButtonRelease,
}


class Fingers:
    """What the fingers on a stage did so far.

    Invariant: what one finger began is ended, or given up before two fingers do something.
    """

    def __init__(self) -> None:
        self._two: tuple[XY, float] | None = None
        self._were_two = False

    def pinched(self, event: QTouchEvent) -> tuple[XY, XY, float] | None:
        """Return what two fingers did since: where, moved by how much, enlarged by how much.

        None with one finger, and where the second has only just come down.
        """
        points = event.points()
        if len(points) != 2:  # noqa: PLR2004 - a pinch
            self._two = None
            return None
        a, b = (_at(point) for point in points)
        now = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), max(1.0, math.dist(a, b))
        before, self._two, self._were_two = self._two, now, True
        if before is None:
            return None
        (x, y), wide = now
        (old_x, old_y), old = before
        return (x, y), (x - old_x, y - old_y), wide / old

    def as_mouse(self, event: QTouchEvent, kind: QEvent.Type) -> QMouseEvent | None:
        """Return what one finger does as an event of the mouse, or None where it does nothing.

        A finger that stays after two were down draws nothing.
        """
        points = event.points()
        if kind is QEvent.Type.TouchBegin:
            self._were_two = False
        if len(points) != 1 or self._were_two:
            return None
        step = {
            QEvent.Type.TouchBegin: QEvent.Type.MouseButtonPress,
            QEvent.Type.TouchUpdate: QEvent.Type.MouseMove,
        }.get(kind, QEvent.Type.MouseButtonRelease)
        return mouse_event(step, points[0].position(), points[0].globalPosition(), event)


def pen_as_mouse(event: QTabletEvent) -> QMouseEvent | None:
    """Return what a pen does as an event of the mouse."""
    kind = _OF_PEN.get(event.type())
    if kind is None:
        return None
    return mouse_event(kind, event.position(), event.globalPosition(), event)


def mouse_event(
    kind: QEvent.Type, at: QPointF, on_screen: QPointF, like: QTouchEvent | QTabletEvent
) -> QMouseEvent:
    """Return an event of the left button, with the keys held that are held.

    A pen that hovers moves with no button down.
    """
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    is_move = kind is QEvent.Type.MouseMove
    hovers = isinstance(like, QTabletEvent) and not like.buttons()
    held = none if kind is QEvent.Type.MouseButtonRelease or (is_move and hovers) else left
    return QMouseEvent(kind, at, on_screen, none if is_move else left, held, like.modifiers())


def _at(point: QEventPoint) -> XY:
    return point.position().x(), point.position().y()
