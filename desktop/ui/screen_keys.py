"""The keys of each screen, once: the sheet under ``?`` and the help list them.

A test looks for each of them in the package that answers to it. The editor has its own.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from desktop.ui.phrase import phrase
from desktop.ui.place import (
    AttachPlace,
    CardPlace,
    ComparePlace,
    IdentifyPlace,
    InboxPlace,
    Place,
    RecordPlace,
    ViewerPlace,
)
from desktop.ui.widgets.key_sheet import KeyGroup

Keys = tuple[tuple[str, str], ...]

ATTACH: Final[Keys] = (
    ("Ctrl+O", "choose_files"),
    ("Ctrl+V", "paste_files"),
    ("Up Down", "move_results"),
    ("Ctrl+Return", "primary"),
)
INBOX: Final[Keys] = (
    ("Up Down Left Right", "move"),
    ("X", "tick"),
    ("Ctrl+A", "tick_all"),
    ("Space", "look_large"),
    ("Return", "open_series"),
    ("P", "choose_patient"),
    ("S", "split"),
    ("K", "keep_on"),
    ("Q", "put_aside"),
    ("Del", "reject"),
    ("I", "what_happened"),
    ("O", "other_order"),
    ("Ctrl+Z", "undo"),
    ("Ctrl+Shift+I", "choose_from_card"),
    ("Ctrl+O", "take_in_folder"),
    ("Ctrl+V", "paste_in"),
    ("F5", "look_again"),
)
CARD: Final[Keys] = (
    ("Up Down Left Right", "move"),
    ("X", "tick"),
    ("Shift+Right", "tick_on"),
    ("Ctrl+A", "choose_all"),
    ("N", "choose_new"),
    ("Ctrl+Shift+A", "choose_none"),
    ("Ctrl+Return", "import_chosen"),
)
RECORD: Final[Keys] = (
    ("Up Down Left Right", "move"),
    ("X", "tick"),
    ("Return", "look_large"),
    ("C", "compare"),
    ("Ctrl+Shift+S", "make_slip"),
)
IDENTIFY: Final[Keys] = (
    ("Up Down", "move_results"),
    ("Ctrl+Return", "primary"),
    ("Ctrl+Shift+S", "make_slip"),
)
PICTURE: Final[Keys] = (
    ("Ctrl+0 Ctrl+1", "fit"),
    ("Ctrl++ Ctrl+-", "zoom"),
    ("Space", "pan"),
    ("F11", "full_screen"),
)
VIEWER: Final[Keys] = (
    ("PgUp PgDown", "other_image"),
    ("I", "facts"),
    ("C", "compare"),
    ("Y N", "second_look"),
    ("O K", "review"),
)
COMPARE: Final[Keys] = (
    ("A B", "sides"),
    ("S", "swap"),
    ("L", "linked"),
    ("Left Right", "divider"),
)
GROUPS: Final[Mapping[str, Keys]] = MappingProxyType(
    {
        "attach": ATTACH,
        "inbox": INBOX,
        "card": CARD,
        "identify": IDENTIFY,
        "record": RECORD,
        "viewer": VIEWER,
        "compare": COMPARE,
        "picture": PICTURE,
    }
)
"""Keys by where they work; words are ``help.in_<group>`` and ``help.<code>``."""
_AT: Final[Mapping[type[Place], tuple[str, ...]]] = MappingProxyType(
    {
        AttachPlace: ("attach",),
        InboxPlace: ("inbox",),
        CardPlace: ("card",),
        IdentifyPlace: ("identify",),
        RecordPlace: ("record",),
        ViewerPlace: ("viewer", "picture"),
        ComparePlace: ("compare", "picture"),
    }
)


def group_of(name: str) -> KeyGroup:
    """Return one of ``GROUPS`` in words."""
    keys = tuple((key, phrase(f"help.{does}")) for key, does in GROUPS[name])
    return KeyGroup(phrase(f"help.in_{name}"), keys)


def keys_at(place: Place) -> tuple[KeyGroup, ...]:
    """Return the keys of a place; of some there are none but those that work everywhere."""
    return tuple(group_of(name) for name in _AT.get(type(place), ()))
