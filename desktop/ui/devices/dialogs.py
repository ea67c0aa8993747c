"""Questions before something is said of a device."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.reason_dialog import ReasonDialog
from desktop.ui.widgets.confirm_dialog import Truth


class Said(Enum):
    """What is said of a device."""

    LOST = "lost"
    RETIRE = "retire"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """How it is asked.

    Attributes:
        icon: The drawing of the button.
        offered: Codes of the reasons.
        truths: What is so, each with its tone and drawing.
    """

    icon: str
    offered: tuple[str, ...]
    truths: tuple[tuple[str, Tone, str], ...]


_ASKS: Final[Mapping[Said, _Ask]] = MappingProxyType(
    {
        Said.LOST: _Ask(
            icon="triangle-alert",
            offered=("stolen", "left_behind", "not_found"),
            truths=(
                ("lost_truth", Tone.MUTE, "shield-alert"),
                ("lost_lists", Tone.MUTE, "list-checks"),
                ("lost_back", Tone.MUTE, "undo-2"),
            ),
        ),
        Said.RETIRE: _Ask(
            icon="archive",
            offered=("replaced", "broken", "given_back"),
            truths=(("retire_truth", Tone.MUTE, "history"), ("retire_wipe", Tone.WARN, "")),
        ),
        Said.BACK: _Ask(
            icon="undo-2",
            offered=("found_again", "mended"),
            truths=(("back_truth", Tone.MUTE, "list-checks"),),
        ),
    }
)


def device_dialog(
    parent: QWidget, what: Said, name: str, then: Callable[[str], None]
) -> ReasonDialog:
    """Return the question before a device is reported lost, out of use, or in use again.

    Args:
        parent: The screen.
        what: Which of them.
        name: What the device is called.
        then: Takes the reason.
    """
    ask = _ASKS[what]
    return ReasonDialog(
        parent,
        phrase(f"devices.{what.value}_question", name=verbatim(name)),
        phrase(f"devices.{what.value}_act"),
        offered=ask.offered,
        icon=ask.icon,
        then=then,
        truths=tuple(Truth(phrase(f"devices.{key}"), tone, icon) for key, tone, icon in ask.truths),
    )
