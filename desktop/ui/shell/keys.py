"""The keys that work everywhere, once: the sheet of keys and the help list them."""

from typing import Final

from desktop.keeper.calls import Me
from desktop.ui.phrase import phrase
from desktop.ui.shell.places import may_search
from desktop.ui.widgets.key_sheet import KeyGroup

_SEARCH: Final = "Ctrl+F"
_KEYS: Final = (
    (_SEARCH, "find_patient"),
    ("Ctrl+L", "lock"),
    ("F1", "this_help"),
    ("?", "keys_here"),
    ("Esc", "back"),
    ("Tab", "next_thing"),
)


def everywhere(me: Me) -> KeyGroup:
    """Return what works on every screen of a person."""
    keys = tuple(
        (key, phrase(f"help.{does}")) for key, does in _KEYS if key != _SEARCH or may_search(me)
    )
    return KeyGroup(phrase("help.everywhere"), keys)
