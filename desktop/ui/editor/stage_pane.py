"""The stage with what lies on it: reminder, *show original*, file and size, zoom."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.editor.canvas import Canvas
from desktop.ui.editor.shown import StageShown
from desktop.ui.look.current import colour, faint, radius, scaled
from desktop.ui.look.fonts import font, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.words import keep_said

_GROUND_ALPHA: Final = 225
_HIGH: Final = 30
_PAD: Final = 10
_ICON: Final = 18
_GAP: Final = 7
_LEAST: Final = 60


class Pill(QWidget):
    """Words on the stage. What does not fit is shortened, and told whole in the tool tip."""

    def __init__(
        self, words: Words = NOTHING, *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._said = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.say(words)

    def say(self, words: Words) -> None:
        """Say something else; nothing hides it."""
        keep_said(self, "_set_said", words)

    def sizeHint(self) -> QSize:
        """Return the room that its words need."""
        return QSize(round(self._before() + text_width(self._said, "small") + _PAD), scaled(_HIGH))

    def minimumSizeHint(self) -> QSize:
        """Return how small it may become."""
        return QSize(min(self.sizeHint().width(), scaled(_LEAST)), scaled(_HIGH))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = painter_of(self)
        rect = QRectF(self.rect())
        ground = faint("stageRaised", _GROUND_ALPHA)
        paint_box(painter, rect, fill=ground, line="stageLine", corner=radius("control"))
        if self._icon:
            px = scaled(_ICON)
            at = QPointF(_PAD, (self.height() - px) / 2)
            paint_icon(painter, self._icon, at, tone="stageText", px=px)
        painter.setPen(colour("stageText"))
        painter.setFont(font("small"))
        place = rect.adjusted(self._before(), 0, -_PAD / 2, 0)
        words = painter.fontMetrics().elidedText(
            self._said, Qt.TextElideMode.ElideRight, round(place.width())
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)

    def _before(self) -> float:
        return _PAD + (scaled(_ICON) + _GAP if self._icon else 0)

    def _set_said(self, said: str) -> None:
        self._said = said
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.setVisible(bool(said))
        self.updateGeometry()
        self.update()


class StagePane(QWidget):
    """Canvas below, pills and buttons above it.

    Signals:
        original_asked: The photograph is to be shown without its regions, or with them.
    """

    original_asked = Signal(bool)

    def __init__(self, canvas: Canvas, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = canvas
        canvas.setParent(self)
        canvas.lower()
        self.reminder = Pill(icon="scan-face", parent=self)
        self.caption = Pill(parent=self)
        self.original = _stage_button(phrase("button.show_original"), "eye", key="\\", parent=self)
        self.original.setCheckable(True)
        self.zoom_out = _stage_button(phrase("editor.zoom_out"), "minus", only=True, parent=self)
        self.zoom_in = _stage_button(phrase("editor.zoom_in"), "plus", only=True, parent=self)
        self.fit = _stage_button(phrase("button.fit"), "", parent=self)
        self.fit.setCheckable(True)
        self.actual = _stage_button(phrase("editor.actual"), "", parent=self)
        self.percent = Pill(parent=self)
        top = row(self.reminder, None, self.original, gap=8, margins=(14, 7, 14, 0))
        zoom = (self.zoom_out, self.percent, self.zoom_in, self.fit, self.actual)
        bottom = row(self.caption, None, *zoom, gap=6, margins=(14, 0, 14, 7))
        self.setLayout(column(top, None, bottom, gap=0))
        self.original.clicked.connect(self.original_asked)
        self.zoom_in.clicked.connect(lambda: canvas.zoom_step(1))
        self.zoom_out.clicked.connect(lambda: canvas.zoom_step(-1))
        self.fit.clicked.connect(self._fit)
        self.actual.clicked.connect(self._actual)
        canvas.viewport_changed.connect(self._show_zoom)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_stage(self, shown: StageShown) -> None:
        """Show the picture and what is said of it."""
        self.canvas.show_stage(shown)
        self.reminder.say(shown.reminder)
        self.caption.say(shown.caption)
        self.original.setChecked(shown.original)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the canvas all of it."""
        super().resizeEvent(event)
        self.canvas.setGeometry(self.rect())

    def _fit(self) -> None:
        self.canvas.fit()
        self._show_zoom()

    def _actual(self) -> None:
        self.canvas.actual()

    def _show_zoom(self) -> None:
        port = self.canvas.port
        is_there = self.canvas.picture is not None
        self.percent.say(phrase("editor.percent", percent=port.percent) if is_there else NOTHING)
        self.fit.setChecked(port.fits)


def _stage_button(
    words: Words, icon: str, *, parent: QWidget, key: str = "", only: bool = False
) -> Button:
    button = Button(
        words,
        kind=Kind.STAGE,
        icon=icon,
        key=key,
        key_works=False,
        height="icon_target",
        icon_only=only,
        parent=parent,
    )
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
