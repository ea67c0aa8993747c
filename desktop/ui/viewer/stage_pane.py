"""The photograph with what lies on it: its date, what is waited for, the frame of an original."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.filed.plate import MARGIN, Floating, Plate, amber
from desktop.ui.look.current import colour, radius, scaled
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, phrase
from desktop.ui.stage.stage_view import StageView
from desktop.ui.stage.viewport import Insets
from desktop.ui.widgets.badge import inks
from desktop.ui.widgets.boxes import row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.words import name_said

_FRAME: Final = 4
_STEPS: Final = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_STEPS_FITTED: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class PictureStage(StageView):
    """A stage on which one also moves to the next image.

    Args:
        on_key: Is offered keys that the stage does not use; returns whether it was used.
        parent: What it lies in.

    Signals:
        step_asked: To the image before (-1) or after (1).
    """

    step_asked = Signal(int)

    def __init__(self, on_key: Callable[[QKeyEvent], bool], *, parent: QWidget) -> None:
        super().__init__(insets=Insets(left=8, top=8, right=8, bottom=8), parent=parent)
        self._on_key = on_key

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move on where an arrow would not move the picture."""
        steps = _STEPS | _STEPS_FITTED if self.port.fits else _STEPS
        key = Qt.Key(event.key())
        if key in steps and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_asked.emit(steps[key])
            event.accept()
        elif self._on_key(event):
            event.accept()
        else:
            super().keyPressEvent(event)


class StagePane(QWidget):
    """Two stages, of which one is seen: the obscured copy, or the original in an amber frame.

    Args:
        on_key: Is offered keys that the stage does not use.
        parent: The screen.

    Signals:
        step_asked: To the image before (-1) or after (1).
        hide_asked: The original is to be hidden again.
        zoomed: The picture lies otherwise.
    """

    step_asked = Signal(int)
    hide_asked = Signal()
    zoomed = Signal()

    def __init__(self, on_key: Callable[[QKeyEvent], bool], *, parent: QWidget) -> None:
        super().__init__(parent)
        self.is_original = False
        self.copy = PictureStage(on_key, parent=self)
        self.original = PictureStage(on_key, parent=self)
        for stage in (self.copy, self.original):
            stage.step_asked.connect(self.step_asked)
            stage.viewport_changed.connect(self.zoomed)
        self.frame = _Frame(self)
        self.plate = Plate(parent=self)
        self.news = Plate(parent=self)
        self.warning = OriginalBar(parent=self)
        self.warning.hide_button.clicked.connect(self._hide)
        for floating in (self.plate, self.news, self.warning):
            floating.resized.connect(self._place)
        self.setFocusProxy(self.copy)
        self.show_original(shown=False)
        self.show_news(None)

    @property
    def stage(self) -> PictureStage:
        """The stage that is seen."""
        return self.original if self.is_original else self.copy

    def show_original(self, *, shown: bool) -> None:
        """Show the original in place of the copy, or the copy again."""
        had_focus = self.stage.hasFocus()
        self.is_original = shown
        self.original.setVisible(shown)
        self.copy.setVisible(not shown)
        if shown:
            self.original.follow(self.copy.port.look())
        self.setFocusProxy(self.stage)
        self.frame.setVisible(shown)
        self.warning.setVisible(shown)
        if had_focus:
            self.stage.setFocus()
        self._place()
        self.zoomed.emit()

    def name(self, title: Words, detail: Words, name: Words) -> None:
        """Say on the plate which image it is, and to assistive technology what it is called."""
        self.plate.show_words(title, detail)
        name_said(self.copy, name)
        name_said(self.original, phrase("viewer.original_of", name=name))
        self._place()

    def show_news(self, words: Words | None) -> None:
        """Say what is waited for, or with None nothing."""
        if words is None:
            self.news.hide()
        else:
            self.news.show_words(words)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything over the picture."""
        super().resizeEvent(event)
        self._place()

    def _hide(self) -> None:
        self.hide_asked.emit()

    def _place(self) -> None:
        for whole in (self.copy, self.original, self.frame):
            whole.setGeometry(self.rect())
        edge = MARGIN
        self.plate.move(edge, edge)
        self.news.move(edge, self.height() - self.news.height() - edge)
        beside = self.plate.geometry().right() + edge
        left = max((self.width() - self.warning.width()) // 2, beside)
        if left + self.warning.width() + edge > self.width():
            top = self.plate.geometry().bottom() + edge
            self.warning.move((self.width() - self.warning.width()) // 2, top)
        else:
            self.warning.move(left, edge)
        for widget in (self.frame, self.plate, self.news, self.warning):
            widget.raise_()


class OriginalBar(Floating):
    """Says that nothing is obscured in what is seen, with the way out."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        icon = Icon("triangle-alert", tone="warn", parent=self)
        words = Label(phrase("viewer.not_obscured"), role="strong", tone="warn", parent=self)
        self.hide_button = Button(
            phrase("viewer.hide_original"),
            key="Esc",
            key_works=False,
            height="button_small",
            parent=self,
        )
        self.setLayout(row(icon, words, self.hide_button, gap=10, margins=(14, 6, 8, 6)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, in the tone of a warning."""
        _, fill, line = inks(Tone.WARN)
        rect = QRectF(self.rect())
        paint_box(painter_of(self), rect, fill=fill, line=line, corner=radius("card"))


class _Frame(QWidget):
    """An amber frame around the stage."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the four sides."""
        painter = QPainter(self)
        wide, high, edge = self.width(), self.height(), scaled(_FRAME)
        for side in (
            QRect(0, 0, wide, edge),
            QRect(0, high - edge, wide, edge),
            QRect(0, 0, edge, high),
            QRect(wide - edge, 0, edge, high),
        ):
            painter.fillRect(side, colour(amber()))
