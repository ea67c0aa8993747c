"""What the computer does for the vault, and does not: the disk, the swap, and what lies beyond."""

from PySide6.QtWidgets import QWidget

from desktop.keeper.calls import LookAtComputer
from desktop.records.computer import Encryption, ThisComputer
from desktop.ui.columns import Columns
from desktop.ui.desk import Desk
from desktop.ui.lane import Scope
from desktop.ui.phrase import phrase
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Label

_LEAST = 300


class ComputerCard(Card):
    """Asks once, and says what the system tells in whole sentences.

    Args:
        desk: How to ask.
        scope: The life of the screen.
    """

    def __init__(self, desk: Desk, scope: Scope, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.disk = Label(phrase("computer.disk_unknown"), wrap=True, parent=self)
        self.swap = Label(phrase("computer.swap_unknown"), wrap=True, parent=self)
        title = Label(phrase("computer.title"), role="h2", wrap=True, parent=self)
        beyond = Label(
            phrase("computer.beyond"), role="small", tone="text2", wrap=True, parent=self
        )
        rows = (self._row("computer.disk", self.disk), self._row("computer.swap", self.swap))
        self.setLayout(column(title, *rows, beyond, gap=14, margins=(20, 18, 20, 18)))
        desk.lane.ask(LookAtComputer(), scope=scope, done=self._show, failed=lambda _error: None)

    def _row(self, code: str, said: Label) -> QWidget:
        named = Label(phrase(code), role="strong", wrap=True, parent=self)
        return Columns(named, said, least=_LEAST, gap=24, parent=self)

    def _show(self, found: ThisComputer) -> None:
        self.disk.say(phrase(f"computer.disk_{_known(found.disk)}"))
        self.swap.say(phrase(f"computer.swap_{found.swap.value}"))


def _known(disk: Encryption) -> str:
    """Return the code of a disk's sentence: a vault always lies on some disk."""
    return Encryption.UNKNOWN.value if disk is Encryption.NONE else disk.value
