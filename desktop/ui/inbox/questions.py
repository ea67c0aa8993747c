"""Questions of the inbox: before a card is cleared, and before a camera is followed."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.records.arrival import Origin
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.runs import SourceRef
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.tick import RadioGroup

_MOST: Final = 80
"""Characters of a label, as the keeper takes them."""


def clear_dialog(parent: QWidget, source: SourceRef, count: int) -> ConfirmDialog:
    """Return the question before photographs are removed from a card.

    Args:
        parent: A widget of the window.
        source: The card.
        count: How many photographs lie on it.
    """
    return ConfirmDialog(
        parent,
        phrase("inbox.clear_question", count=count, label=verbatim(source.label)),
        phrase("inbox.clear_act", count=count),
        icon="eraser",
        destroys=True,
        truths=(
            Truth(phrase("inbox.clear_all_proven")),
            Truth(phrase("inbox.clear_once_more"), Tone.MUTE, "scan-search"),
            Truth(phrase("inbox.flash_truth"), Tone.WARN),
        ),
    )


class PasteDialog(ConfirmDialog):
    """Asks whose device a pasted picture was made on, before it is taken in.

    Args:
        parent: A widget of the window.
        then: Takes the origin.
    """

    def __init__(self, parent: QWidget, then: Callable[[Origin], None]) -> None:
        super().__init__(
            parent,
            phrase("inbox.paste_question"),
            phrase("inbox.paste_act"),
            icon="clipboard-paste",
            truths=(Truth(phrase("inbox.paste_truth"), Tone.MUTE, "lock"),),
        )
        self._then = then
        self.origin = RadioGroup(
            phrase("inbox.whose_device"),
            [(one, phrase(f"origin.{one.value}")) for one in Origin],
            upright=True,
            parent=self,
        )
        self.origin.set_value(Origin.PATIENT)
        self.add(self.origin)
        self.confirmed.connect(self._confirm)

    def _confirm(self) -> None:
        self._then(Origin(self.origin.value()))


class SittingDialog(ConfirmDialog):
    """Asks for the label of a sitting before a camera is followed; there need not be one.

    Args:
        parent: A widget of the window.
        camera: What it is called.
        then: Takes the label.
        label: The present one.
    """

    def __init__(
        self, parent: QWidget, camera: str, then: Callable[[str], None], *, label: str = ""
    ) -> None:
        super().__init__(
            parent,
            phrase("inbox.follow_question", label=verbatim(camera)),
            phrase("inbox.follow_act"),
            icon="camera",
            truths=(
                Truth(phrase("inbox.follow_truth"), Tone.MUTE, "info"),
                Truth(phrase("inbox.follow_lock"), Tone.MUTE, "lock"),
            ),
        )
        self._then = then
        self.label = Field(phrase("inbox.sitting"), hint=phrase("inbox.sitting_hint"), parent=self)
        self.label.edit.setMaxLength(_MOST)
        self.label.set_value(label)
        self.add(self.label)
        self.confirmed.connect(self._confirm)

    def open(self) -> None:
        """Show it; the first thing to do is to write the label."""
        super().open()
        self.label.edit.setFocus()

    def _confirm(self) -> None:
        self._then(self.label.value().strip())
