"""Where the arrow keys lead between the images of lanes. No Qt."""

from collections.abc import Sequence
from datetime import timedelta
from enum import Enum

from desktop.ui.filed.entry import Entry


class Step(Enum):
    """One press of a key."""

    BACK = "back"
    """The image before it in its lane."""
    ON = "on"
    """The image after it."""
    UP = "up"
    """The lane above, at about the same time."""
    DOWN = "down"
    """The lane below."""
    FIRST = "first"
    """The first image of the lane."""
    LAST = "last"
    """The last."""


def step_in_lanes(
    lanes: Sequence[Sequence[Entry]], focused: Entry | None, step: Step
) -> Entry | None:
    """Return the image that a key leads to, or None where it leads nowhere.

    Args:
        lanes: From top to bottom, each with at least one image, by capture.
        focused: Where one is.
        step: The key.
    """
    row = next((at for at, lane in enumerate(lanes) if focused in lane), None)
    if row is None or focused is None:
        return lanes[0][0] if lanes else None
    lane = lanes[row]
    match step:
        case Step.FIRST:
            return lane[0]
        case Step.LAST:
            return lane[-1]
        case Step.BACK | Step.ON:
            at = lane.index(focused) + (1 if step is Step.ON else -1)
            return lane[at] if 0 <= at < len(lane) else None
        case Step.UP | Step.DOWN:
            row += 1 if step is Step.DOWN else -1
            return _nearest(lanes[row], focused) if 0 <= row < len(lanes) else None


def _nearest(lane: Sequence[Entry], focused: Entry) -> Entry:
    """Return the image of a lane that was taken nearest in time; of two, the earlier one."""

    def away(entry: Entry) -> tuple[bool, timedelta]:
        one, other = entry.taken, focused.taken
        if one is None or other is None:
            return one is not other, timedelta()
        return False, abs(one - other)

    return min(lane, key=away)
