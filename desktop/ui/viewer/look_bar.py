"""Over the photograph: what is said of its second look, and what the second clinician does."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.phrase import phrase
from desktop.ui.viewer.looking import LookShown
from desktop.ui.viewer.said_bar import SaidBar
from desktop.ui.widgets.button import Button, Kind


class LookBar(SaidBar):
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
        super().__init__(parent=parent)
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
        self.build(self.back, self.agree, self.mend)
        self.agree.clicked.connect(self._agree)
        self.back.clicked.connect(self._back)
        self.mend.clicked.connect(self._mend)

    def show_look(self, shown: LookShown | None) -> None:
        """Show how far it is, or with None nothing."""
        self.setVisible(shown is not None)
        if shown is None:
            return
        self.say(shown.words, shown.said, shown.tone)
        self.agree.setVisible(shown.may_decide)
        self.back.setVisible(shown.may_decide)
        self.mend.setVisible(shown.may_mend)

    def _agree(self) -> None:
        self.agree_asked.emit()

    def _back(self) -> None:
        self.back_asked.emit()

    def _mend(self) -> None:
        self.mend_asked.emit()
