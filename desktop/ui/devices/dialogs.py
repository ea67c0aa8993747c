"""Questions before something is said of a device."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.reason_dialog import ReasonDialog
from desktop.ui.widgets.confirm_dialog import Truth

_LOST: Final = ("stolen", "left_behind", "not_found")
_RETIRE: Final = ("replaced", "broken", "given_back")
_BACK: Final = ("found_again", "mended")

Then = Callable[[str], None]


def lost_dialog(parent: QWidget, name: str, then: Then) -> ReasonDialog:
    """Return the question before a device is reported lost."""
    return ReasonDialog(
        parent,
        phrase("devices.lost_question", name=verbatim(name)),
        phrase("devices.lost_act"),
        offered=_LOST,
        icon="triangle-alert",
        then=then,
        truths=(
            Truth(phrase("devices.lost_truth"), Tone.MUTE, "shield-alert"),
            Truth(phrase("devices.lost_lists"), Tone.MUTE, "list-checks"),
            Truth(phrase("devices.lost_back"), Tone.MUTE, "undo-2"),
        ),
    )


def retire_dialog(parent: QWidget, name: str, then: Then) -> ReasonDialog:
    """Return the question before a device is taken out of use."""
    return ReasonDialog(
        parent,
        phrase("devices.retire_question", name=verbatim(name)),
        phrase("devices.retire_act"),
        offered=_RETIRE,
        icon="archive",
        then=then,
        truths=(
            Truth(phrase("devices.retire_truth"), Tone.MUTE, "history"),
            Truth(phrase("devices.retire_wipe"), Tone.WARN),
        ),
    )


def back_dialog(parent: QWidget, name: str, then: Then) -> ReasonDialog:
    """Return the question before a device is in use again."""
    return ReasonDialog(
        parent,
        phrase("devices.back_question", name=verbatim(name)),
        phrase("devices.back_act"),
        offered=_BACK,
        icon="undo-2",
        then=then,
        truths=(Truth(phrase("devices.back_truth"), Tone.MUTE, "list-checks"),),
    )
