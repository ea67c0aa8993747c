"""The life of an image, as data: its states and the only moves between them."""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from desktop.errors import WrongStateError


class ImageState(Enum):
    """Where an image stands on its way from the camera to the record."""

    ARRIVED = "arrived"
    """Sealed in the inbox; whose it is, is not known yet."""
    QUARANTINED = "quarantined"
    """Taken in but set aside: a decoder could not finish with it, or its source is in doubt."""
    IDENTIFIED = "identified"
    """The patient is known and a consent covers it."""
    CLEARED = "cleared"
    """Every identifying feature is decided and the obscured copy is proven."""
    FILED = "filed"
    """In the patient's record."""
    AWAITING = "awaiting"
    """In the record, and nobody but two clinicians sees it until the second has agreed."""
    HELD = "held"
    """In the record and kept beyond its retention by a hold."""
    DESTROYED = "destroyed"
    """Its key is gone."""
    REJECTED = "rejected"
    """Turned away by a person, with a reason."""


MOVES: Final[Mapping[ImageState, frozenset[ImageState]]] = {
    ImageState.ARRIVED: frozenset(
        {ImageState.IDENTIFIED, ImageState.QUARANTINED, ImageState.REJECTED}
    ),
    ImageState.QUARANTINED: frozenset({ImageState.ARRIVED, ImageState.REJECTED}),
    ImageState.IDENTIFIED: frozenset(
        {ImageState.ARRIVED, ImageState.CLEARED, ImageState.QUARANTINED, ImageState.REJECTED}
    ),
    ImageState.CLEARED: frozenset({ImageState.IDENTIFIED, ImageState.FILED}),
    ImageState.FILED: frozenset({ImageState.HELD, ImageState.AWAITING, ImageState.DESTROYED}),
    ImageState.AWAITING: frozenset({ImageState.FILED, ImageState.DESTROYED}),
    ImageState.HELD: frozenset({ImageState.FILED}),
    ImageState.DESTROYED: frozenset(),
    ImageState.REJECTED: frozenset({ImageState.ARRIVED, ImageState.DESTROYED}),
}


def advance(state: ImageState, *, to: ImageState) -> ImageState:
    """Return ``to`` if an image may move there from ``state``.

    Raises:
        WrongStateError: There is no such move.
    """
    if to not in MOVES[state]:
        raise WrongStateError("no_such_move", state=state.value, wanted=to.value)
    return to
