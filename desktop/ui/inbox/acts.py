"""What is done with images of the inbox, with a reason and with a way back. No Qt here."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Final, TypeVar

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.keeper.calls import (
    Call,
    OpenPicture,
    RejectArrivals,
    SplitSeries,
    TakeBackArrivals,
    WithBlock,
)
from desktop.keeper.card_calls import SetAside
from desktop.keeper.device_calls import AdmitArrivals
from desktop.records.raster import Pyramid
from desktop.records.role import Act
from desktop.ui.desk import Desk
from desktop.ui.inbox.rows import Standing, Tile
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, Words, phrase, say
from desktop.ui.recent import Deed, Done
from desktop.wording import Language

R = TypeVar("R")

PREVIEW_PX: Final = 1600


class Acts:
    """Asks for what a person decided, and remembers what can be undone.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        may: What the role may do; what it may not is not offered, and not done.
        said: Says why something was not done.
        done: Something was done; what is to be said of it.
        failed: Something could not be done.
    """

    def __init__(
        self,
        desk: Desk,
        scope: Scope,
        *,
        may: AbstractSet[Act],
        said: Callable[[Words], None],
        done: Callable[[Words], None],
        failed: Callable[[DeskError], None],
    ) -> None:
        self._desk = desk
        self._scope = scope
        self._may = may
        self._say = said
        self._done = done
        self._failed = failed
        self._wanted: ArrivalId | None = None

    def split(self, tile: Tile) -> None:
        """Let a new series begin with this image."""
        if tile.standing is Standing.SET_ASIDE or tile.at == 0:
            self._say(phrase("inbox.splits_already"))
        elif Act.SPLIT_SERIES in self._may:
            self._ask(SplitSeries(first=tile.arrival), lambda _: self._done(NOTHING))

    def reject(self, arrivals: tuple[ArrivalId, ...], reason: str) -> None:
        """Turn images away with a reason."""
        call = RejectArrivals(arrivals=arrivals, reason=reason)
        self._ask(call, partial(self._rejected, reason))

    def set_aside(self, arrivals: tuple[ArrivalId, ...], reason: str) -> None:
        """Set images aside with a reason, until somebody decides."""
        self._ask(SetAside(arrivals=arrivals, reason=reason), self._set_aside)

    def take_back(self, arrivals: tuple[ArrivalId, ...], reason: str) -> None:
        """Let images wait for a patient again, with a reason."""
        self._ask(TakeBackArrivals(arrivals=arrivals, reason=reason), self._taken_back)

    def admit(self, arrivals: tuple[ArrivalId, ...], reason: str) -> None:
        """Let in images that are held because of their device, with a reason."""
        self._ask(AdmitArrivals(arrivals=arrivals, reason=reason), self._let_in)

    def undo(self) -> None:
        """Undo what was done last, while that is possible with one key."""
        last = self._desk.recent.last(self._desk.now())
        if last is None:
            self._say(phrase("inbox.nothing_to_undo"))
            return
        reason = say(phrase("inbox.undo_reason"), Language.EN)
        self._ask(TakeBackArrivals(arrivals=last.arrivals, reason=reason), self._undone)

    def preview(self, tile: Tile, show: Callable[[WithBlock[Pyramid]], None]) -> None:
        """Have one image large, unless another is wanted before it comes.

        Args:
            tile: Which image.
            show: Takes the picture; its block is then the caller's.
        """
        if Act.VIEW_ARRIVAL in self._may:
            self._wanted = tile.arrival
            call = OpenPicture(subject=tile.arrival, longest_px=PREVIEW_PX)
            self._ask(call, partial(self._previewed, tile.arrival, show))

    def end_preview(self) -> None:
        """Nobody looks at it any more; one that is on its way is given back."""
        self._wanted = None

    def _ask(self, call: Call[R], done: Callable[[R], None]) -> None:
        self._desk.lane.ask(call, scope=self._scope, done=done, failed=self._failed)

    def _previewed(
        self,
        arrival: ArrivalId,
        show: Callable[[WithBlock[Pyramid]], None],
        answer: WithBlock[Pyramid],
    ) -> None:
        if self._wanted == arrival:
            show(answer)
        else:
            answer.block.close()

    def _rejected(self, reason: str, arrivals: tuple[ArrivalId, ...]) -> None:
        now = self._desk.now()
        self._desk.recent.note(Done(deed=Deed.REJECTED, arrivals=arrivals, at=now, reason=reason))
        self._done(NOTHING)

    def _set_aside(self, arrivals: tuple[ArrivalId, ...]) -> None:
        self._done(phrase("inbox.was_set_aside", count=len(arrivals)))

    def _taken_back(self, arrivals: tuple[ArrivalId, ...]) -> None:
        self._done(phrase("inbox.taken_back", count=len(arrivals)))

    def _let_in(self, arrivals: tuple[ArrivalId, ...]) -> None:
        self._done(phrase("devices.let_in_done", count=len(arrivals)))

    def _undone(self, arrivals: tuple[ArrivalId, ...]) -> None:
        self._desk.recent.forget()
        self._taken_back(arrivals)
