"""Over the photograph: whether its original is still needed, and deciding it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase
from desktop.ui.viewer.reviewing import ReviewShown
from desktop.ui.viewer.said_bar import SaidBar
from desktop.ui.widgets.button import Button, Kind


class ReviewBar(SaidBar):
    """Shown to a clinician who came to review an original that is due.

    Signals:
        look_asked: The original is to be looked at.
        keep_asked: It is to be kept for longer.
        destroy_asked: It is to be destroyed.
    """

    look_asked = Signal()
    keep_asked = Signal()
    destroy_asked = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.look = Button(
            phrase("originals.look_offer"),
            kind=Kind.PRIMARY,
            icon="eye",
            key="O",
            key_works=False,
            parent=self,
        )
        self.keep = Button(
            phrase("originals.keep_offer"), icon="archive", key="K", key_works=False, parent=self
        )
        self.destruction = Button(phrase("originals.destroy_offer"), icon="trash-2", parent=self)
        self.build(self.look, self.keep, self.destruction)
        self.look.clicked.connect(self._look)
        self.keep.clicked.connect(self._keep)
        self.destruction.clicked.connect(self._destroy)

    def show_review(self, shown: ReviewShown | None, *, is_busy: bool, is_original: bool) -> None:
        """Show how far it is, or with None nothing.

        Args:
            shown: What is said.
            is_busy: Whether something goes on that nothing may be destroyed beside.
            is_original: Whether the original is seen just now.
        """
        self.setVisible(shown is not None)
        if shown is None:
            return
        self.say(shown.words, shown.said, Tone.INFO)
        self.look.setVisible(not is_original)
        refused = None if shown.has_seen else phrase("originals.destroy_first")
        self.destruction.refuse(phrase("safekeeping.busy") if is_busy else refused)

    def may(self, button: Button) -> bool:
        """Return whether one of its buttons is there to be pressed."""
        return self.isVisible() and not button.isHidden()

    def _look(self) -> None:
        self.look_asked.emit()

    def _keep(self) -> None:
        self.keep_asked.emit()

    def _destroy(self) -> None:
        self.destroy_asked.emit()
