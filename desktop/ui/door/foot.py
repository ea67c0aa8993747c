"""The foot of the sign-in window: which vault, and which program."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.ui.phrase import NOTHING, phrase
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.label import Label


class Foot(QWidget):
    """Two facts at the foot."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vault = Label(role="small", tone="text2", elide=True, parent=self)
        words = phrase("door.version", version=program_version())
        line = row(gap=16, margins=(0, 4, 0, 16))
        line.addWidget(self.vault, 1)
        line.addWidget(Label(words, role="small", tone="text2", elide=True, parent=self))
        self.setLayout(column(line, gap=0))

    def show_vault(self, folder: Path | None) -> None:
        """Say where the vault lies; nothing where there is none."""
        named = phrase("door.vault_at", folder=str(folder)) if folder else NOTHING
        self.vault.say(named)


def program_version() -> str:
    """Return the version of the installed program; a checkout has none."""
    try:
        return version("diogel")
    except PackageNotFoundError:
        return "0"
