"""Saying that the own backup of somebody's device is clean: two things that a person looked at."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.records.card import CardState
from desktop.ui.cards import label_of
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.tick import Tick

_INDENT: Final = 30
"""Where the words of a tick begin."""


class AttestDialog(ConfirmDialog):
    """Asks for both; nothing is said for anybody who did not look.

    Args:
        parent: The screen.
        card: Of the device.
        then: Called when both are said.
    """

    def __init__(self, parent: QWidget, card: CardState, then: Callable[[], None]) -> None:
        super().__init__(
            parent,
            phrase("ledger.attest_question", label=label_of(card)),
            phrase("ledger.attest_act"),
            icon="shield-check",
            truths=(Truth(phrase("ledger.attest_truth"), Tone.MUTE, "info"),),
        )
        self.cloud = Tick(phrase("ledger.tick_cloud"), parent=self)
        self.gallery = Tick(phrase("ledger.tick_gallery"), parent=self)
        inside = QWidget(self)
        inside.setLayout(
            column(
                self.cloud,
                self._hint("cloud", inside),
                6,
                self.gallery,
                self._hint("gallery", inside),
                gap=2,
            )
        )
        inside.setFocusProxy(self.cloud)
        self.add(inside, first=True)
        self.cloud.toggled.connect(self._look)
        self.gallery.toggled.connect(self._look)
        self.confirmed.connect(then)
        self._look()

    def _hint(self, name: str, parent: QWidget) -> QWidget:
        held = QWidget(parent)
        words = Label(
            phrase(f"ledger.hint_{name}"), role="small", tone="text2", wrap=True, parent=held
        )
        held.setLayout(column(words, margins=(_INDENT, 0, 0, 0)))
        return held

    def _look(self, _ticked: object = None) -> None:
        both = self.cloud.isChecked() and self.gallery.isChecked()
        self.refuse(None if both else phrase("ledger.attest_missing"))
