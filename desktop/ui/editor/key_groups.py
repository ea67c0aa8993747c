"""The keys of the editor in words, for the sheet of keys."""

from desktop.ui.editor.keys import SHEET
from desktop.ui.phrase import phrase
from desktop.ui.widgets.key_sheet import KeyGroup


def key_groups() -> tuple[KeyGroup, ...]:
    """Return every group of keys."""
    return tuple(
        KeyGroup(
            phrase(f"editor.keys_{group}"),
            tuple((key, phrase(f"editor.key_{name}")) for key, name in keys),
        )
        for group, keys in SHEET
    )
