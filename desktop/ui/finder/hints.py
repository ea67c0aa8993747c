"""The keys of a list of patients, at its foot."""

from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.boxes import row
from desktop.ui.widgets.key import Key
from desktop.ui.widgets.label import Label


def list_keys(enter: Words, *, parent: QWidget) -> QBoxLayout:
    """Return the keys that move through the list, and what Enter does."""
    return row(
        Key("Up", parent=parent),
        Key("Down", parent=parent),
        Label(phrase("finder.move"), role="small", tone="text2", parent=parent),
        Key("Return", parent=parent),
        Label(enter, role="small", tone="text2", parent=parent),
        gap=6,
    )
