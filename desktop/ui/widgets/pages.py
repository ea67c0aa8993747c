"""Pages of which one is shown, in the room that this one needs."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class Pages(QStackedWidget):
    """A stack that asks for the height of the page that is shown, not of the highest."""

    def minimumSizeHint(self) -> QSize:
        """Return the width of the widest page and the least height of the one that is shown."""
        hint, shown = super().minimumSizeHint(), self.currentWidget()
        return hint if shown is None else QSize(hint.width(), shown.minimumSizeHint().height())
