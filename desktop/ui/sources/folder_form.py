"""What becomes of the photographs in a folder that is to be watched."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.records.arrival import Origin
from desktop.records.removal import Removal
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import CARD, column
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.tick import RadioGroup

_ORIGINS: Final = (Origin.PRACTICE, Origin.PATIENT, Origin.OTHER)


class FolderForm(Card):
    """Two choices about a folder; nothing is removed from it unless that is chosen.

    Signals:
        watch_asked: Both are chosen.
        cancelled: Not now.
    """

    watch_asked = Signal()
    cancelled = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.INFO, parent=parent)
        self.folder = ""
        self._title = Label(role="strong", wrap=True, parent=self)
        self.origin = RadioGroup(
            phrase("sources.origin"),
            [(one, phrase(f"origin.{one.value}")) for one in _ORIGINS],
            upright=True,
            parent=self,
        )
        self.removal = RadioGroup(
            phrase("sources.removal"),
            [(one, phrase(f"sources.removal_{one.value}")) for one in Removal],
            upright=True,
            parent=self,
        )
        self.cancel = Button(phrase("button.cancel"), kind=Kind.GHOST, parent=self)
        self.watch = Button(
            phrase("sources.watch_this"), kind=Kind.PRIMARY, icon="folder-search", parent=self
        )
        foot = QWidget(self)
        flow = Flow(gap=8, line_gap=8, to_right=True, parent=foot)
        flow.addWidget(self.cancel)
        flow.addWidget(self.watch)
        self.setLayout(
            column(
                self._title,
                4,
                Label(phrase("sources.origin"), tone="text2", wrap=True, parent=self),
                self.origin,
                4,
                Label(phrase("sources.removal"), tone="text2", wrap=True, parent=self),
                self.removal,
                foot,
                gap=6,
                margins=CARD,
            )
        )
        self.cancel.clicked.connect(self.cancelled)
        self.watch.clicked.connect(self.watch_asked)

    def show_folder(self, folder: str) -> None:
        """Ask about another folder; what was chosen for the last one does not count."""
        self.folder = folder
        self._title.say(phrase("sources.watch_title", folder=verbatim(folder)))
        self.origin.set_value(Origin.PRACTICE)
        self.removal.set_value(Removal.NEVER)
        self.watch.set_busy(False)
