"""Every key of the window by where it works, as each role meets it.

A test looks for each of them in the package that answers to it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from desktop.keeper.calls import Me
from desktop.records.role import MAY, Act
from desktop.ui.attach.keys import KEYS as ATTACH
from desktop.ui.editor.keys import SHEET as EDITOR
from desktop.ui.phrase import phrase
from desktop.ui.shell.keys import everywhere
from desktop.ui.widgets.key_sheet import KeyGroup

Keys = tuple[tuple[str, str], ...]

INBOX: Final[Keys] = (
    ("Up Down Left Right", "move"),
    ("X", "tick"),
    ("Ctrl+A", "tick_all"),
    ("Space", "look_large"),
    ("Return", "open_series"),
    ("P", "choose_patient"),
    ("S", "split"),
    ("Del", "reject"),
    ("Ctrl+Z", "undo"),
    ("Ctrl+O", "take_in_folder"),
    ("F5", "look_again"),
)
RECORD: Final[Keys] = (
    ("Up Down Left Right", "move"),
    ("X", "tick"),
    ("Return", "look_large"),
    ("C", "compare"),
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
)
COMPARE: Final[Keys] = (
    ("A B", "sides"),
    ("S", "swap"),
    ("L", "linked"),
    ("Left Right", "divider"),
)
GROUPS: Final[Mapping[str, tuple[Act, Keys]]] = MappingProxyType(
    {
        "attach": (Act.RECEIVE_IMAGES, ATTACH),
        "inbox": (Act.VIEW_ARRIVAL, INBOX),
        "record": (Act.VIEW_IMAGE, RECORD),
        "viewer": (Act.VIEW_IMAGE, VIEWER),
        "compare": (Act.VIEW_IMAGE, COMPARE),
        "picture": (Act.VIEW_IMAGE, PICTURE),
    }
)
"""Who has the screen, and its keys; words are ``help.in_<group>`` and ``help.<code>``."""


def groups_of(me: Me) -> tuple[KeyGroup, ...]:
    """Return the keys of the screens that a person has."""
    may = MAY[me.role]
    shown = [everywhere(me)]
    shown += [
        KeyGroup(
            phrase(f"help.in_{name}"), tuple((key, phrase(f"help.{does}")) for key, does in keys)
        )
        for name, (act, keys) in GROUPS.items()
        if act in may
    ]
    if Act.FILE_IMAGE in may or Act.IDENTIFY_IMAGE in may:
        shown += [
            KeyGroup(
                phrase(f"editor.keys_{group}"),
                tuple((key, phrase(f"editor.key_{name}")) for key, name in keys),
            )
            for group, keys in EDITOR
            if group != "view"
        ]
    return tuple(shown)
