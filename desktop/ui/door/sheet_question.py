"""The question before the sign-in window is closed while sheets are not on paper."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth


def ask_about_sheets(parent: QWidget, then: Callable[[], None]) -> None:
    """Ask whether to close before every recovery sheet is on paper."""
    dialog = ConfirmDialog(
        parent,
        phrase("recovery_sheet.close_question"),
        phrase("recovery_sheet.close"),
        destroys=True,
        truths=(Truth(phrase("recovery_sheet.close_truth"), Tone.WARN),),
    )
    dialog.confirmed.connect(then)
    dialog.open()
