"""What frames the lanes of the timeline and stays while one scrolls: dates above, names beside."""

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.look.current import colour
from desktop.ui.look.fonts import font, text_width
from desktop.ui.look.paint import painter_of
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.record.presenter import Lane
from desktop.ui.record.timeline_canvas import lane_height
from desktop.ui.record.timeline_plan import Plan
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.label import Label
from desktop.ui.words import said


class Header(QWidget):
    """The dates above the lanes; scrolls sideways with them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self._scrolled = 0

    def show_plan(self, plan: Plan) -> None:
        """Show the grid of another plan."""
        self._plan = plan
        self.update()

    def scroll_to(self, value: int) -> None:
        """Follow the lanes."""
        self._scrolled = value
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the dates at the lines of the grid."""
        if self._plan is None:
            return
        painter = painter_of(self)
        painter.translate(-self._scrolled, 0)
        painter.setFont(font("small"))
        high = self.height() - 6
        middle = Qt.AlignmentFlag.AlignVCenter
        for tick in self._plan.axis.ticks() if self._plan.axis else ():
            painter.setPen(colour("text" if tick.is_year else "text2"))
            wide = round(text_width(tick.label, "small")) + 4
            painter.drawText(QRect(round(tick.x), 0, wide, high), middle, tick.label)
        if self._plan.undated_x is not None:
            painter.setPen(colour("text2"))
            words = said(phrase("filed.no_date"))
            wide = round(text_width(words, "small")) + 4
            left = round(self._plan.undated_x - wide / 2)
            painter.drawText(QRect(left, 0, wide, high), Qt.AlignmentFlag.AlignCenter, words)


class Names(QWidget):
    """What each lane is called; scrolls up and down with the lanes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._inner: QWidget | None = None
        self._lanes: tuple[Lane, ...] = ()
        self._scrolled = 0

    def show_lanes(self, lanes: tuple[Lane, ...]) -> None:
        """Name other lanes."""
        self._lanes = lanes
        if self._inner is not None:
            self._inner.hide()
            self._inner.deleteLater()
        self._inner = QWidget(self)
        for at, lane in enumerate(lanes):
            name = _LaneName(lane, self._inner)
            name.setObjectName(str(at))
        self._place()
        self._inner.show()

    def scroll_to(self, value: int) -> None:
        """Follow the lanes."""
        self._scrolled = value
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the width there is."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Go on with the lines between lanes."""
        painter = painter_of(self)
        for at in range(1, len(self._lanes)):
            top = at * lane_height() - self._scrolled
            painter.fillRect(0, top, self.width(), 1, colour("line"))

    def _place(self) -> None:
        if self._inner is None:
            return
        high = lane_height()
        self._inner.setGeometry(0, -self._scrolled, self.width(), high * len(self._lanes))
        for name in self._inner.findChildren(_LaneName):
            name.setGeometry(0, int(name.objectName()) * high + 1, self.width(), high - 1)
        self.update()


class _LaneName(QWidget):
    """One lane: the place on the body, what was described last, and how many images."""

    def __init__(self, lane: Lane, parent: QWidget) -> None:
        super().__init__(parent)
        name = Label(lane.words, role="strong", wrap=True, parent=self)
        lines: list[QWidget | None] = [None, name]
        described = [entry.description for entry in lane.entries if entry.description]
        if described:
            latest = " ".join(described[-1].split())
            words = Label(verbatim(latest), role="small", tone="text2", elide=True, parent=self)
            lines.append(words)
        count = phrase("count.images", count=len(lane.entries))
        lines.append(Label(count, role="small", tone="text2", parent=self))
        self.setLayout(column(*lines, None, gap=2, margins=(0, 4, 14, 4)))
