"""Pictures and faces of a series, asked for in the order in which somebody needs them. No Qt.

The photograph on screen comes first: a preview, then every pixel. When it is whole, the preview
and the faces of the next one are fetched, so that going on is going on at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.keeper.calls import Call, FindFaces, OpenPicture, WithBlock
from desktop.records.detection import Detection
from desktop.records.raster import Pyramid
from desktop.ui.lane import Lane, Scope

PREVIEW_PX: Final = 1600
"""Enough for a whole photograph on a common screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnScreen:
    """Which picture is on screen, its width and height, and whether all of it has come."""

    arrival: ArrivalId
    size: tuple[int, int]
    is_whole: bool


class Heard(Protocol):
    """Who is told what came."""

    def picture_came(self, arrival: ArrivalId, answer: WithBlock[Pyramid]) -> None:
        """A preview or the whole picture of the photograph on screen; takes the block over."""

    def picture_failed(self, arrival: ArrivalId, error: DeskError) -> None:
        """The photograph on screen cannot be shown."""

    def faces_came(self, arrival: ArrivalId, found: Detection) -> None:
        """Detectors have looked at a photograph."""

    def faces_failed(self, arrival: ArrivalId, error: DeskError) -> None:
        """Detectors could not look."""


AskFaces = Callable[[ArrivalId], Call[Detection]]


def _faces_of(arrival: ArrivalId) -> Call[Detection]:
    return FindFaces(arrival=arrival)


class Loading:
    """Everything that is fetched for one editor; :meth:`close` gives back what is not shown.

    Args:
        lane: How to ask.
        heard: Who is told what came.
        faces: Gives the call that has detectors look at a photograph.
    """

    def __init__(self, lane: Lane, heard: Heard, faces: AskFaces = _faces_of) -> None:
        self._lane = lane
        self._ask_faces = faces
        self._heard = heard
        self._scope = Scope()
        self._at: ArrivalId | None = None
        self._of_picture = Scope()
        self._ahead: tuple[ArrivalId, WithBlock[Pyramid]] | None = None
        self._coming: ArrivalId | None = None
        self._finding: set[ArrivalId] = set()

    def open(self, arrival: ArrivalId, *, again: bool = False) -> None:
        """Fetch a photograph for the screen; what is under way for another one is dropped.

        Args:
            arrival: Which; the one that was opened last is not asked for twice.
            again: Ask all the same: it could not be shown.
        """
        if arrival == self._at and not again:
            return
        self._of_picture.close()
        self._of_picture = Scope()
        self._at = arrival
        held = self._take_ahead(arrival)
        if held is not None:
            self._came(arrival, held)
        elif self._coming != arrival:
            self._ask(arrival, PREVIEW_PX)

    def has(self, arrival: ArrivalId) -> None:
        """Know that a photograph is on the screen already: it came by another way."""
        self._at = arrival

    def prefetch(self, arrival: ArrivalId) -> None:
        """Fetch the preview of the photograph that is probably next."""
        if arrival in {self._at, self._coming} or (self._ahead and self._ahead[0] == arrival):
            return
        self._coming = arrival
        self._lane.ask(
            OpenPicture(subject=arrival, longest_px=PREVIEW_PX),
            scope=self._scope,
            done=partial(self._ahead_came, arrival),
            failed=partial(self._ahead_failed, arrival),
        )

    def find_faces(self, arrival: ArrivalId) -> bool:
        """Have detectors look at a photograph; return False if they are looking already."""
        if arrival in self._finding:
            return False
        self._finding.add(arrival)
        self._lane.ask(
            self._ask_faces(arrival),
            scope=self._scope,
            done=partial(self._faces_came, arrival),
            failed=partial(self._faces_failed, arrival),
        )
        return True

    def close(self) -> None:
        """Drop everything that is still under way, and give back what came ahead."""
        self._scope.close()
        self._of_picture.close()
        self._drop_ahead()

    def _ask(self, arrival: ArrivalId, longest_px: int) -> None:
        self._lane.ask(
            OpenPicture(subject=arrival, longest_px=longest_px),
            scope=self._of_picture,
            done=partial(self._came, arrival),
            failed=partial(self._heard.picture_failed, arrival),
        )

    def _came(self, arrival: ArrivalId, answer: WithBlock[Pyramid]) -> None:
        pyramid = answer.value
        is_whole = pyramid.levels[0].width_px >= pyramid.width_px
        self._heard.picture_came(arrival, answer)
        if not is_whole and self._at == arrival:
            self._ask(arrival, 0)

    def _ahead_came(self, arrival: ArrivalId, answer: WithBlock[Pyramid]) -> None:
        if self._coming == arrival:
            self._coming = None
        if self._at == arrival:
            self._came(arrival, answer)
            return
        self._drop_ahead()
        self._ahead = (arrival, answer)

    def _ahead_failed(self, arrival: ArrivalId, error: DeskError) -> None:
        """Say nothing while nobody waits for it: it is asked for again when somebody does."""
        if self._coming == arrival:
            self._coming = None
        if self._at == arrival:
            self._heard.picture_failed(arrival, error)

    def _take_ahead(self, arrival: ArrivalId) -> WithBlock[Pyramid] | None:
        if self._ahead is None or self._ahead[0] != arrival:
            return None
        held, self._ahead = self._ahead[1], None
        return held

    def _drop_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead[1].block.close()
            self._ahead = None

    def _faces_came(self, arrival: ArrivalId, found: Detection) -> None:
        self._finding.discard(arrival)
        self._heard.faces_came(arrival, found)

    def _faces_failed(self, arrival: ArrivalId, error: DeskError) -> None:
        self._finding.discard(arrival)
        self._heard.faces_failed(arrival, error)
