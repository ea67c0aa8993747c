"""Bars whose height follows from their width and from what they say."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.widgets.boxes import Pane

_ROUNDS = 3


class Fitted(Pane):
    """Puts its parts in their places itself, and takes the height they need."""

    def __init__(
        self, fill: str, *, edges: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(fill, edges=edges, parent=parent)
        self._fitting = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def arrange(self) -> int:
        """Put the parts in their places for the width as it is; return the height they need."""
        raise NotImplementedError

    def fit(self) -> None:
        """Arrange the parts, and again if that changed the height.

        Before a layout gave it a width, there is none to arrange them in: the height for a width
        that nobody chose would make the window higher, and a window stays as high as it was made.
        """
        if self._fitting or not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            return
        self._fitting = True
        for _ in range(_ROUNDS):
            high = self.arrange()
            if high == self.minimumHeight() == self.maximumHeight() == self.height():
                break
            self.setFixedHeight(high)
        self._fitting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out how many lines it takes."""
        super().resizeEvent(event)
        self.fit()

    def event(self, event: QEvent) -> bool:
        """Arrange the parts again when one of them needs another size."""
        done = super().event(event)
        if event.type() in _REASONS:
            self.fit()
        return done


_REASONS = frozenset(
    {QEvent.Type.LayoutRequest, QEvent.Type.LanguageChange, QEvent.Type.StyleChange}
)
