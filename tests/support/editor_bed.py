"""An editor in a window, worked with real mouse and key events; a bench answers for the keeper."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.records.role import Role
from desktop.ui.editor.screen import EditorScreen
from desktop.ui.place import EditorPlace
from desktop.ui.stage.viewport import XY
from support.editing import Bench

__all__ = ["ALT", "CTRL", "SHIFT", "Bed", "K"]

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
K = Qt.Key


class Bed:
    """An editor in a window, with the bench that answers for it."""

    def __init__(self, qtbot: QtBot, bench: Bench, role: Role = Role.CLINICIAN) -> None:
        self.qtbot = qtbot
        self.bench = bench
        self.desk = bench.desk(role)
        self.screen = EditorScreen(EditorPlace(arrivals=bench.arrivals), self.desk)
        qtbot.addWidget(self.screen)
        self.screen.resize(1440, 800)
        self.screen.show()
        self.screen.first_focus().setFocus()
        self.settle()

    def settle(self, ms: int = 2000) -> None:
        self.bench.lane.run()
        self.bench.lane.pass_time(ms)
        QApplication.processEvents()

    @property
    def canvas(self):
        return self.screen.canvas

    @property
    def state(self):
        return self.screen.presenter.state

    @property
    def marks(self):
        return self.state.draft.marks

    def view(self, point: XY) -> QPoint:
        x, y = self.canvas.port.to_view(point)
        return QPoint(round(x), round(y))

    def drag(self, start: XY, end: XY, *, shift: bool = False) -> None:
        """Drag with the left button, in image coordinates."""
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        self._mouse(QEvent.Type.MouseButtonPress, start, held)
        for step in range(1, 6):
            part = step / 5
            at = tuple(a + (b - a) * part for a, b in zip(start, end, strict=True))
            self._mouse(QEvent.Type.MouseMove, at, held)
        self._mouse(QEvent.Type.MouseButtonRelease, end, held)

    def _mouse(self, kind: QEvent.Type, point: XY, held: Qt.KeyboardModifier) -> None:
        at = QPointF(*self.canvas.port.to_view(point))
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind,
            at,
            self.canvas.viewport().mapToGlobal(at),
            none if kind is QEvent.Type.MouseMove else left,
            none if kind is QEvent.Type.MouseButtonRelease else left,
            held,
        )
        QApplication.sendEvent(self.canvas.viewport(), event)

    def hover(self, point: XY) -> None:
        """Move the pointer there with no button held."""
        at = QPointF(*self.canvas.port.to_view(point))
        none = Qt.MouseButton.NoButton
        where = self.canvas.viewport().mapToGlobal(at)
        plain = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(QEvent.Type.MouseMove, at, where, none, none, plain)
        QApplication.sendEvent(self.canvas.viewport(), event)

    def click(self, point: XY, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        left = Qt.MouseButton.LeftButton
        self.qtbot.mouseClick(self.canvas.viewport(), left, held, pos=self.view(point))

    def click_on(self, widget: QWidget) -> None:
        """Click a button of the editor, then go back to the picture."""
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.canvas.setFocus()

    def key(
        self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        for key in keys:
            self.qtbot.keyClick(self.canvas, key, held)

    def see_all(self) -> None:
        for arrival in self.bench.arrivals[1:]:
            self.screen.presenter.go_to(arrival)
            self.settle()
        self.screen.presenter.go_to(self.bench.arrivals[0])
        self.settle()

    def dialog(self, kind: type):
        """Wait for a dialog: a button that is pressed by its key clicks a moment later."""
        self.qtbot.waitUntil(lambda: any(isinstance(w, kind) for w in _windows()))
        return next(w for w in _windows() if isinstance(w, kind))

    def give_details(self) -> None:
        details = self.screen.panel.details
        details.site.set_value("cheek")
        details.site.chosen.emit("cheek")
        details.side.set_value(details.side._choices[1][0])
        details.side.chosen.emit(details.side._choices[1][0])
        details.how.chosen.emit(details.how._choices[2][0])


def _windows():
    return QApplication.topLevelWidgets()
