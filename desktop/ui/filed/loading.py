"""Opening one picture: a preview at once, every pixel when it is there. No Qt."""

from collections.abc import Callable
from typing import Final

from desktop.errors import DeskError
from desktop.keeper.calls import Call, OpenPicture, WithBlock
from desktop.records.raster import Pyramid
from desktop.ui.lane import Lane, Scope, Ticket

PREVIEW_PX: Final = 1600
"""Enough for a whole picture on a common screen."""

Shown = Callable[[WithBlock[Pyramid]], None]
"""Takes over a picture and its block, which it closes when it is done with it."""
Failed = Callable[[DeskError], None]
OpenCall = Callable[[int], Call[WithBlock[Pyramid]]]
"""Gives the call for a picture whose longer side is at most so many pixels; 0 for every one."""


class PictureLoading:
    """Opens pictures one after another; the answer to an earlier wish is given back unseen.

    Args:
        lane: How to ask.
        scope: The screen's.
        shown: Is given the preview, then the whole picture.
        failed: Is told if either could not be had.
    """

    def __init__(self, lane: Lane, scope: Scope, *, shown: Shown, failed: Failed) -> None:
        self._lane = lane
        self._scope = scope
        self._shown = shown
        self._failed = failed
        self._wish = 0
        self._ticket: Ticket | None = None

    def open(self, subject: str) -> None:
        """Open the obscured copy of an image."""
        self.drop()
        self._ask(_copy_of(subject), self._wish, PREVIEW_PX)

    def open_whole(self, call: Call[WithBlock[Pyramid]]) -> None:
        """Open a picture by another call, once: it is audited once."""
        self.drop()
        self._ask(lambda _: call, self._wish, 0)

    def drop(self) -> None:
        """Want nothing any more."""
        self._wish += 1
        if self._ticket is not None:
            self._lane.cancel(self._ticket)
            self._ticket = None

    def _ask(self, call: OpenCall, wish: int, longest_px: int) -> None:
        def done(answer: WithBlock[Pyramid]) -> None:
            if wish != self._wish:
                answer.block.close()
                return
            self._ticket = None
            whole = longest_px == 0 or _is_whole(answer.value)
            self._shown(answer)
            if not whole and wish == self._wish:
                self._ask(call, wish, 0)

        def failed(error: DeskError) -> None:
            if wish == self._wish:
                self._ticket = None
                self._failed(error)

        self._ticket = self._lane.ask(call(longest_px), scope=self._scope, done=done, failed=failed)


def _copy_of(subject: str) -> OpenCall:
    return lambda longest_px: OpenPicture(subject=subject, longest_px=longest_px)


def _is_whole(pyramid: Pyramid) -> bool:
    """Return whether a picture came with every pixel it has."""
    largest = pyramid.levels[0]
    return (largest.width_px, largest.height_px) == (pyramid.width_px, pyramid.height_px)
