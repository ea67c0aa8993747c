"""The keys of the screens that a person has, for the help."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from desktop.keeper.calls import Me
from desktop.records.role import MAY, Act
from desktop.ui.editor.keys import SHEET, WALK
from desktop.ui.phrase import phrase
from desktop.ui.screen_keys import group_of
from desktop.ui.shell.keys import everywhere
from desktop.ui.widgets.key_sheet import KeyGroup

_NEEDS: Final[Mapping[str, Act]] = MappingProxyType(
    {
        "attach": Act.RECEIVE_IMAGES,
        "inbox": Act.VIEW_ARRIVAL,
        "card": Act.VIEW_CARD,
        "identify": Act.IDENTIFY_IMAGE,
        "record": Act.VIEW_IMAGE,
        "viewer": Act.VIEW_IMAGE,
        "compare": Act.VIEW_IMAGE,
        "picture": Act.VIEW_IMAGE,
    }
)
"""What a role may do that has these keys."""


def groups_of(me: Me) -> tuple[KeyGroup, ...]:
    """Return the keys of the screens that a person has."""
    may = MAY[me.role]
    shown = [everywhere(me)]
    shown += [group_of(name) for name, act in _NEEDS.items() if act in may]
    if Act.IDENTIFY_IMAGE in may:
        walk = tuple((key, phrase(f"editor.walk_{name}")) for key, name in WALK)
        shown.append(KeyGroup(phrase("editor.walk"), walk))
        shown += [
            KeyGroup(
                phrase(f"editor.keys_{group}"),
                tuple((key, phrase(f"editor.key_{name}")) for key, name in keys),
            )
            for group, keys in SHEET
            if group != "view"
        ]
    return tuple(shown)
