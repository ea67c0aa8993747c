"""What becomes of the photographs in a folder that is to be watched."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.records.arrival import Origin
from desktop.records.device import Device, Standing
from desktop.records.removal import Removal
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import CARD, column
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.tick import RadioGroup

_NO_DEVICE: Final = ("", phrase("sources.no_device"))
_ORIGINS: Final = (Origin.PRACTICE, Origin.PATIENT, Origin.OTHER)


class FolderForm(Card):
    """What there is to choose about a folder; nothing is removed from it unless that is chosen.

    Signals:
        watch_asked: It is chosen.
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
        self._writes = Label(phrase("sources.device"), tone="text2", wrap=True, parent=self)
        self.device = Combo(phrase("sources.device"), (_NO_DEVICE,), parent=self)
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
                self._writes,
                self.device,
                4,
                Label(phrase("sources.removal"), tone="text2", wrap=True, parent=self),
                self.removal,
                foot,
                gap=6,
                margins=CARD,
            )
        )
        self.origin.chosen.connect(self._show_device)
        self.cancel.clicked.connect(self.cancelled)
        self.watch.clicked.connect(self.watch_asked)

    def show_folder(self, folder: str) -> None:
        """Ask about another folder; what was chosen for the last one does not count."""
        self.folder = folder
        self._title.say(phrase("sources.watch_title", folder=verbatim(folder)))
        self.origin.set_value(Origin.PRACTICE)
        self.device.set_value("")
        self._show_device(Origin.PRACTICE)
        self.removal.set_value(Removal.NEVER)
        self.watch.set_busy(False)

    def offer(self, devices: Iterable[Device]) -> None:
        """Offer the devices that are in use: a scanner or a microscope names itself nowhere."""
        used = [one for one in devices if one.standing is Standing.IN_USE]
        self.device.set_choices((_NO_DEVICE, *((one.id, verbatim(one.name)) for one in used)))

    def _show_device(self, origin: object) -> None:
        """Ask for it where photographs are compared with the register at all."""
        asked = origin is Origin.PRACTICE
        self._writes.setVisible(asked)
        self.device.setVisible(asked)
        if not asked:
            self.device.set_value("")
