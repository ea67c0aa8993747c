"""The panes of the editor: from one to the next with one key, and room for those to come."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def go_round(*panes: tuple[QWidget, QWidget]) -> None:
    """Give the focus to the pane behind the one that has it.

    Args:
        panes: Each with what takes the focus in it, in order; behind the last comes the first.
    """
    focus = QApplication.focusWidget()
    at = next((i for i, (pane, _) in enumerate(panes) if focus and pane.isAncestorOf(focus)), -1)
    panes[(at + 1) % len(panes)][1].setFocus(Qt.FocusReason.TabFocusReason)


def keep_room(part: QWidget) -> None:
    """Keep the place of a part free while it is hidden, so that little moves when it comes."""
    policy = part.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    part.setSizePolicy(policy)
