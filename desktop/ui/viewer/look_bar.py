"""Over the photograph: what is said of its second look, and what the second clinician does."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.columns import Beside
from desktop.ui.phrase import NOTHING, phrase
from desktop.ui.viewer.looking import LookShown
from desktop.ui.widgets.badge import inks, tone_icon
from desktop.ui.widgets.boxes import Pane, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.label import Icon, Label

_LEAST: Final = 260
"""How narrow the words may become before the buttons go under them."""


class LookBar(Pane):
    """Shown while an image waits for a second clinician, to the two who see it.

    Signals:
        agree_asked: The second clinician agrees.
        back_asked: It is to be sent back.
        mend_asked: Whoever filed it revises it.
    """

    agree_asked = Signal()
    back_asked = Signal()
    mend_asked = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__("surface", edges=("bottom",), parent=parent)
        self._icon = Icon("info", tone="accentText", px=20, parent=self)
        self.words = Label(role="strong", wrap=True, parent=self)
        self.said = Label(role="body", wrap=True, parent=self)
        self.agree = Button(
            phrase("second_look.agree_offer"),
            kind=Kind.PRIMARY,
            icon="check",
            key="Y",
            key_works=False,
            parent=self,
        )
        self.back = Button(
            phrase("second_look.back_offer"), icon="undo-2", key="N", key_works=False, parent=self
        )
        self.mend = Button(
            phrase("mending.offer"), kind=Kind.PRIMARY, icon="square-pen", parent=self
        )
        words = QWidget(self)
        beside = row(self._icon, gap=12)
        beside.addLayout(column(self.words, self.said, gap=2), 1)
        words.setLayout(beside)
        parts = Beside(words, self.back, self.agree, self.mend, least=_LEAST, parent=self)
        self.setLayout(column(parts, margins=(16, 10, 14, 10)))
        self.agree.clicked.connect(self._agree)
        self.back.clicked.connect(self._back)
        self.mend.clicked.connect(self._mend)
        self.hide()

    def show_look(self, shown: LookShown | None) -> None:
        """Show how far it is, or with None nothing."""
        self.setVisible(shown is not None)
        if shown is None:
            return
        self._icon.set_icon(tone_icon(shown.tone), tone=inks(shown.tone)[0])
        self.words.say(shown.words)
        self.said.say(shown.said)
        self.said.setVisible(shown.said != NOTHING)
        self.agree.setVisible(shown.may_decide)
        self.back.setVisible(shown.may_decide)
        self.mend.setVisible(shown.may_mend)

    def _agree(self) -> None:
        self.agree_asked.emit()

    def _back(self) -> None:
        self.back_asked.emit()

    def _mend(self) -> None:
        self.mend_asked.emit()
