"""A row of small pictures, as many as fit, and how many more there are."""

from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.look.current import colour, scaled
from desktop.ui.look.fonts import font
from desktop.ui.look.paint import painter_of
from desktop.ui.phrase import phrase
from desktop.ui.pictures import SmallPictures
from desktop.ui.words import name_said

_GAP: Final = 6
_MORE: Final = 36
"""Room that the count of what is not shown needs."""


class PictureStrip(QWidget):
    """Shows the first pictures of a series.

    Args:
        pictures: Where they are kept.
        width: Of one picture, in pixels at 100 %.
        height: Of one picture.
        lines: In how many lines at most.
        parent: What it lies in.
    """

    def __init__(
        self,
        pictures: SmallPictures,
        *,
        width: int,
        height: int,
        lines: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._px = (width, height)
        self._lines = lines
        self._subjects: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        name_said(self, phrase("count.images", count=0))

    def show_subjects(self, subjects: tuple[str, ...]) -> None:
        """Show other pictures."""
        self._subjects = subjects
        name_said(self, phrase("count.images", count=len(subjects)))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Return that it takes fewer lines where it is wide."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of as many lines as are needed, and allowed."""
        across = self._across(width)
        lines = min(-(-len(self._subjects) // across), self._lines) or 1
        return lines * (scaled(self._px[1]) + _GAP) - _GAP

    def sizeHint(self) -> QSize:
        """Return the size of one line of a few."""
        wide = 4 * (scaled(self._px[0]) + _GAP)
        return QSize(wide, self.heightForWidth(max(self.width(), wide)))

    def minimumSizeHint(self) -> QSize:
        """Return the size of one picture."""
        return QSize(scaled(self._px[0]), scaled(self._px[1]))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pictures."""
        painter = painter_of(self)
        wide, high = (scaled(px) for px in self._px)
        shown = self._shown()
        for at, subject in enumerate(shown):
            self._pictures.paint(painter, subject, self._place(at, wide, high))
        more = len(self._subjects) - len(shown)
        if more:
            last = self._place(len(shown) - 1, wide, high)
            rect = QRect(last.right() + 1 + 2 * _GAP, last.top(), wide, high)
            painter.setFont(font("strong"))
            painter.setPen(colour("text2"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, f"+{more}")

    def _shown(self) -> tuple[str, ...]:
        """Return the pictures that are shown: with room behind them for how many more there are."""
        across = self._across(self.width())
        places = across * self._lines
        if len(self._subjects) <= places:
            return self._subjects
        left = self.width() - across * (scaled(self._px[0]) + _GAP)
        return self._subjects[: places if left >= scaled(_MORE) else max(places - 1, 1)]

    def _across(self, width: int) -> int:
        return max((width + _GAP) // (scaled(self._px[0]) + _GAP), 1)

    def _place(self, at: int, wide: int, high: int) -> QRect:
        down, across = divmod(at, self._across(self.width()))
        return QRect(across * (wide + _GAP), down * (high + _GAP), wide, high)
