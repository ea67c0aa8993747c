"""How many photographs came in while nobody was signed in: a count on the sign-in page, no more."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.errors import DeskError
from desktop.keeper.spool_calls import CountSpooled, Spooled
from desktop.ui.lane import Lane, Scope
from desktop.ui.phrase import phrase
from desktop.ui.widgets.boxes import row
from desktop.ui.widgets.label import Icon, Label

_LOOK_MS: Final = 3_000


class SpooledLine(QWidget):
    """Says how many wait sealed, and follows; hidden while there is none."""

    def __init__(self, lane: Lane | None, *, parent: QWidget | None = None) -> None:
        """Say nothing yet.

        Args:
            lane: Questions to the keeper, at the door; None where nobody asks.
            parent: The page.
        """
        super().__init__(parent)
        self._lane = lane
        self._scope = Scope()
        self._folder: Path | None = None
        self._asks = False
        self.words = Label(tone="text2", wrap=True, parent=self)
        line = row(Icon("lock", px=16, parent=self), gap=6)
        line.addWidget(self.words, 1)
        self.setLayout(line)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def look_at(self, folder: Path | None) -> None:
        """Follow the spool of a vault, or of none."""
        self._folder = folder
        self.hide()
        if folder is None or self._lane is None:
            self._timer.stop()
            return
        self._timer.start()
        self._look()

    def _look(self) -> None:
        if self._lane is None or self._folder is None or self._asks:
            return
        self._asks = True
        self._lane.ask(
            CountSpooled(folder=self._folder),
            scope=self._scope,
            done=self._counted,
            failed=self._not_counted,
        )

    def _counted(self, found: Spooled) -> None:
        self._asks = False
        self.words.say(phrase("door.spooled", count=found.waiting))
        self.setVisible(found.waiting > 0)

    def _not_counted(self, _error: DeskError) -> None:
        """Nothing is said: somebody comes in just now, or the vault went away, which is said."""
        self._asks = False
