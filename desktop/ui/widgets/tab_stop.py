"""Where Tab stops among buttons of which one is chosen: at that one, and at no other."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton


def stop_at_chosen(buttons: Sequence[QAbstractButton]) -> None:
    """Have Tab come to the chosen button, or to the first; arrow keys move on from there.

    Qt itself stops at the first of a group, wherever the choice is (WCAG 2.2, 2.4.3).
    """
    chosen = next((one for one in buttons if one.isChecked()), None)
    stop = chosen or next((one for one in buttons if one.isEnabled()), None)
    policies = Qt.FocusPolicy
    for one in buttons:
        one.setFocusPolicy(policies.StrongFocus if one is stop else policies.ClickFocus)
