"""The question before a card is cleared: the one thing here that cannot be undone."""

from PySide6.QtWidgets import QWidget

from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.runs import SourceRef
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth


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
