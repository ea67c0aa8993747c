"""The stage with what lies on it: reminder, *show original*, file and size, zoom."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.editor.canvas import Canvas
from desktop.ui.editor.shown import StageShown
from desktop.ui.look.current import colour, faint, radius, scaled, text_scale, theme
from desktop.ui.look.fonts import font, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.stage.viewport import Insets
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.words import keep_said

_GROUND_ALPHA: Final = 225
_HIGH: Final = 30
_PAD: Final = 10
_ICON: Final = 18
_GAP: Final = 7
_EDGE: Final = 14
_MARGIN: Final = 7
_SPACE: Final = 8
_BETWEEN: Final = 6
_LEAST_PICTURE: Final = 120
_WRAPPED: Final = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)


class Drawn:
    """What a widget over the picture looks like, drawn once and then only copied.

    Qt draws whatever lies over the picture again whenever the picture is; round corners and words
    would take longer than the picture.
    """

    def __init__(self, widget: QWidget, draw: Callable[[QPainter], None]) -> None:
        self._widget = widget
        self._draw = draw
        self._pixmap = QPixmap()
        self._of: object = None

    def paint(self, *state: object) -> None:
        """Paint the widget.

        Args:
            state: Everything that its look depends on, but for size, theme and type.
        """
        widget = self._widget
        ratio = widget.devicePixelRatioF()
        of = (widget.width(), widget.height(), ratio, theme(), text_scale(), *state)
        if of != self._of:
            self._of = of
            self._pixmap = QPixmap(widget.size() * ratio)
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(painter)
            painter.end()
        QPainter(widget).drawPixmap(0, 0, self._pixmap)


class StageButton(Button):
    """A button on the stage, drawn once for each of its states."""

    def __init__(
        self, words: Words, icon: str, *, key: str = "", only: bool = False, parent: QWidget
    ) -> None:
        super().__init__(
            words,
            kind=Kind.STAGE,
            icon=icon,
            key=key,
            key_works=False,
            height="icon_target",
            icon_only=only,
            parent=parent,
        )
        self._drawn = Drawn(self, self.paint_on)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy what was drawn."""
        state = (self.isChecked(), self.isDown(), self.isEnabled(), self.hasFocus())
        self._drawn.paint(self.text(), self.underMouse(), *state)


class Pill(QWidget):
    """Words on the stage, in as many lines as they need.

    Args:
        words: What it says; nothing hides it.
        icon: Name of the drawing before the words.
        parent: What it lies in.
    """

    def __init__(
        self, words: Words = NOTHING, *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._said = ""
        self._words: Words | None = None
        self._drawn = Drawn(self, self._draw)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.say(words)

    def say(self, words: Words) -> bool:
        """Say something else; return whether it was something else."""
        if words == self._words:
            return False
        self._words = words
        keep_said(self, "_set_said", words)
        return True

    def show_icon(self, icon: str) -> None:
        """Show another drawing before the words."""
        self._icon = icon

    def sizeHint(self) -> QSize:
        """Return the room that its words need in one line."""
        return QSize(round(self._before() + text_width(self._said, "small")) + _PAD, scaled(_HIGH))

    @property
    def text(self) -> str:
        """Return what it says."""
        return self._said

    def size_in(self, width: int) -> QSize:
        """Return its size where it may be at most so wide."""
        hint = self.sizeHint()
        if hint.width() <= width:
            return hint
        room = QRect(0, 0, max(1, width - round(self._before()) - _PAD), 10_000)
        lines = QFontMetrics(font("small")).boundingRect(room, _WRAPPED, self._said)
        return QSize(width, max(hint.height(), lines.height() + scaled(12)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        self._drawn.paint(self._said, self._icon)

    def _draw(self, painter: QPainter) -> None:
        rect = QRectF(self.rect())
        ground = faint("stageRaised", _GROUND_ALPHA)
        paint_box(painter, rect, fill=ground, line="stageLine", corner=radius("control"))
        if self._icon:
            px = scaled(_ICON)
            at = QPointF(_PAD, (self.height() - px) / 2)
            paint_icon(painter, self._icon, at, tone="stageText", px=px)
        painter.setPen(colour("stageText"))
        painter.setFont(font("small"))
        painter.drawText(rect.adjusted(self._before(), 0, -_PAD / 2, 0), _WRAPPED, self._said)

    def _before(self) -> float:
        return _PAD + (scaled(_ICON) + _GAP if self._icon else 0)

    def _set_said(self, said: str) -> None:
        self._said = said
        self.setAccessibleName(said)
        self.setVisible(bool(said))
        self.update()


class StagePane(QWidget):
    """Canvas below, pills and buttons above it; a fitted photograph stays clear of them.

    Where there is no room for all, those give way that can be had elsewhere: *show original* (in
    the tool strip), the percentage, and the caption (in the filmstrip).

    Signals:
        original_asked: The photograph is to be shown without its regions, or with them.
    """

    original_asked = Signal(bool)

    def __init__(self, canvas: Canvas, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = canvas
        canvas.setParent(self)
        canvas.lower()
        self._reminder: Words = phrase("editor.opening")
        self.reminder = Pill(icon="scan-face", parent=self)
        self.caption = Pill(parent=self)
        self.original = StageButton(phrase("button.show_original"), "eye", key="\\", parent=self)
        self.original.setCheckable(True)
        self.zoom_out = StageButton(phrase("editor.zoom_out"), "minus", only=True, parent=self)
        self.percent = Pill(parent=self)
        self.zoom_in = StageButton(phrase("editor.zoom_in"), "plus", only=True, parent=self)
        self.fit = StageButton(phrase("button.fit"), "", parent=self)
        self.fit.setCheckable(True)
        self.actual = StageButton(phrase("editor.actual"), "", parent=self)
        self.narrower = StageButton(phrase("editor.narrower"), "minus", only=True, parent=self)
        self.brush = Pill(icon="brush", parent=self)
        self.wider = StageButton(phrase("editor.wider"), "plus", only=True, parent=self)
        self.original.clicked.connect(self.original_asked)
        self.zoom_in.clicked.connect(lambda: canvas.zoom_step(1))
        self.zoom_out.clicked.connect(lambda: canvas.zoom_step(-1))
        self.fit.clicked.connect(self._fit)
        self.actual.clicked.connect(self._actual)
        canvas.viewport_changed.connect(self._show_zoom)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._show_zoom()

    def show_stage(self, shown: StageShown) -> None:
        """Show the picture and what is said of it."""
        self.canvas.show_stage(shown)
        self._reminder = shown.reminder
        self.reminder.show_icon("triangle-alert" if shown.clashes else "scan-face")
        self.original.setChecked(shown.original)
        words = phrase("editor.brush_px", px=shown.brush_px) if shown.brush_px else NOTHING
        if any([self.caption.say(shown.caption), self.brush.say(words)]):
            self._arrange()
        self._show_zoom()

    def minimumSizeHint(self) -> QSize:
        """Return room for the widest row of buttons, and for a picture between the rows."""
        wide = _row_width((self.zoom_out, self.zoom_in, *self._sizes()))
        return QSize(wide + 2 * _EDGE, 3 * scaled(_HIGH) + _LEAST_PICTURE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the canvas all of it, and put the rest in its place."""
        super().resizeEvent(event)
        self.canvas.setGeometry(self.rect())
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size or language."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LanguageChange}:
            self.updateGeometry()
            self._arrange()

    def event(self, event: QEvent) -> bool:
        """Arrange again when something on it says something longer."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._arrange()
        return done

    def _arrange(self) -> None:
        """Put everything in its corner, and keep a fitted picture clear of it."""
        above = self._arrange_top()
        below = self._arrange_bottom()
        self.canvas.set_insets(Insets(top=above + _MARGIN, bottom=below + _MARGIN))

    def _arrange_top(self) -> int:
        """Put the reminder at the left; the button goes where the tool strip has it as well."""
        room = self.width() - 2 * _EDGE
        button = self.original.sizeHint()
        beside = room - button.width() - _SPACE
        is_roomy = beside >= room // 2
        self.original.setVisible(is_roomy)
        pill = self.reminder.size_in(beside if is_roomy else room)
        self.reminder.setGeometry(QRect(QPoint(_EDGE, _MARGIN), pill))
        at = QPoint(self.width() - _EDGE - button.width(), _MARGIN)
        self.original.setGeometry(QRect(at, button))
        return _MARGIN + max(pill.height(), button.height() if is_roomy else 0)

    def _arrange_bottom(self) -> int:
        """Put the zoom at the right; percent and caption give way where there is no room."""
        room = self.width() - 2 * _EDGE
        is_roomy = _row_width((*self._steps(), *self._sizes())) <= room
        self.percent.setVisible(is_roomy and bool(self.percent.text))
        widgets = [one for one in (*self._steps(), *self._sizes()) if not one.isHidden()]
        wide = _row_width(tuple(widgets))
        high = scaled(_HIGH)
        x, y = self.width() - _EDGE - wide, self.height() - _MARGIN - high
        for widget in widgets:
            hint = widget.sizeHint()
            widget.setGeometry(QRect(QPoint(x, y), QSize(hint.width(), high)))
            x += hint.width() + _BETWEEN
        left = room - wide - _SPACE
        caption = self.caption.sizeHint()
        has_brush = bool(self.brush.text)
        fits = caption.width() <= left and not has_brush
        self.caption.setVisible(fits and bool(self.caption.text))
        self.caption.setGeometry(QRect(QPoint(_EDGE, y), caption))
        return self.height() - self._arrange_brush(y, high, left)

    def _arrange_brush(self, y: int, high: int, room: int) -> int:
        """Put the size of the brush in place of the caption, or where it is too wide above it.

        Returns:
            Where the upper row begins.
        """
        row = (self.narrower, self.brush, self.wider)
        for widget in row:
            widget.setVisible(bool(self.brush.text))
        if not self.brush.text:
            return y
        if _row_width(row) > room:
            y -= high + _BETWEEN
        x = _EDGE
        for widget in row:
            hint = widget.sizeHint()
            widget.setGeometry(QRect(QPoint(x, y), QSize(hint.width(), high)))
            x += hint.width() + _BETWEEN
        return y

    def _steps(self) -> tuple[QWidget, ...]:
        return (self.zoom_out, self.percent, self.zoom_in)

    def _sizes(self) -> tuple[QWidget, ...]:
        return (self.fit, self.actual)

    def _fit(self) -> None:
        self.canvas.fit()
        self._show_zoom()

    def _actual(self) -> None:
        self.canvas.actual()

    def _show_zoom(self) -> None:
        port = self.canvas.port
        is_there = self.canvas.picture is not None
        percent = phrase("editor.percent", percent=port.percent) if is_there else NOTHING
        reminder = self._reminder if is_there else phrase("editor.opening")
        changed = [self.percent.say(percent), self.reminder.say(reminder)]
        self.fit.setChecked(port.fits)
        if any(changed):
            self._arrange()


def _row_width(widgets: tuple[QWidget, ...]) -> int:
    hints = [widget.sizeHint().width() for widget in widgets]
    return sum(hints) + _BETWEEN * (len(hints) - 1)
