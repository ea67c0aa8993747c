"""The box that questions and sheets lie in: dimmed behind, as high as its content, never modal.

The content scrolls where the window is too small; the buttons at the foot are always in view.
"""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.look.current import radius
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.phrase import Words
from desktop.ui.widgets.boxes import Margins
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.scrim import Scrim
from desktop.ui.widgets.scroll import Scroll
from desktop.ui.words import keep_said

_MARGINS: Final[Margins] = (26, 24, 26, 24)
_GAP: Final = 16
_AROUND: Final = 48
"""Left free of the window at least."""


class DialogBox(QDialog):
    """A dialog of the kit; ``open()`` shows it and returns at once. It deletes itself.

    Attributes:
        title: What it is about, at its head.
        content: The layout of what it shows.
        foot: The layout of its buttons.

    Args:
        parent: A widget of the window it belongs to.
        title: What it is about.
    """

    def __init__(self, parent: QWidget, title: Words) -> None:
        self._window = parent.window()
        super().__init__(self._window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        keep_said(self, "setWindowTitle", title)
        self._scrim = Scrim(self._window)
        self.finished.connect(self._scrim.lift)
        self._inside = QWidget()
        self.title = Label(title, role="h2", wrap=True, parent=self._inside)
        self.content = QVBoxLayout(self._inside)
        self.content.setContentsMargins(0, 0, 0, 0)
        self.content.setSpacing(_GAP)
        self.content.addWidget(self.title)
        self._inside.installEventFilter(self)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(10)
        self.foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*_MARGINS)
        layout.setSpacing(_GAP + 4)
        self._scroll = Scroll(self._inside, parent=self)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(self.foot)

    def natural_width(self) -> int:
        """Return how wide it would like to be."""
        return self.content.sizeHint().width() + _MARGINS[0] + _MARGINS[2]

    def hide_window(self) -> None:
        """Let nothing of the window behind be seen while this is asked."""
        self._scrim.hide_all()

    def fit(self) -> None:
        """Be as wide as it likes and as high as the content then is, if the window allows."""
        across, along = _MARGINS[0] + _MARGINS[2], _MARGINS[1] + _MARGINS[3] + _GAP + 4
        least = max(self.content.minimumSize().width(), self.foot.minimumSize().width()) + across
        wide = max(least, min(self.natural_width(), self._window.width() - _AROUND))
        needed = self.content.totalHeightForWidth(wide - across)
        if needed < 0:
            needed = self.content.sizeHint().height()
        needed += self.foot.sizeHint().height() + along
        most = max(self._window.height() - _AROUND, _AROUND)
        # Where all of it fits, a bar would only make it narrower, and so too high after all.
        bars = Qt.ScrollBarPolicy
        policy = bars.ScrollBarAsNeeded if needed > most else bars.ScrollBarAlwaysOff
        self._scroll.setVerticalScrollBarPolicy(policy)
        if needed > most:
            wide = max(wide, least + self._scroll.verticalScrollBar().sizeHint().width())
        self.setFixedSize(wide, min(needed, most))

    def showEvent(self, event: QShowEvent) -> None:
        """Dim the window behind."""
        super().showEvent(event)
        self._scrim.fall()
        self.fit()

    def event(self, event: QEvent) -> bool:
        """Find its size again in a new language or text size."""
        done = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.StyleChange}:
            self.fit()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Find its size again when the content changes."""
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box."""
        rect = QRectF(self.rect())
        paint_box(painter_of(self), rect, fill="raised", line="boxLine", corner=radius("dialog"))
