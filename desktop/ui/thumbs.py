"""Asking for small pictures: those on the screen first, a few at a time. No Qt here."""

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from desktop.errors import DeskError
from desktop.keeper.calls import Call, Thumbnails, WithBlock
from desktop.memory import SealedMemory
from desktop.records.thumb import Thumb
from desktop.ui.lane import Lane, Scope

BATCH: Final = 12
"""Pictures of one question: about two rows of the inbox."""
THUMB_PX: Final = 256
"""The longer side where nothing else is known of the place a small picture has."""
AT_ONCE: Final = 2
"""Questions under way: one is answered while the next waits, and no more lie in front of a
person who scrolls on."""

Got = Callable[[Thumb, SealedMemory], None]
Question = Callable[[tuple[str, ...], int], Call[WithBlock[tuple[Thumb, ...]]]]


def _thumbnails(subjects: tuple[str, ...], longest_px: int) -> Thumbnails:
    return Thumbnails(subjects=subjects, longest_px=longest_px)


class Thumbs:
    """Small pictures that a screen wants, asked for in batches.

    Args:
        lane: How to ask.
        scope: The life of the screen.
        longest_px: The longer side that is asked for.
        question: Makes the question for some of them; of arrivals and images unless said otherwise.
        has: Whether the screen has a picture already.
        got: Takes one picture, or why there is none; must copy what it keeps.
    """

    def __init__(
        self,
        lane: Lane,
        scope: Scope,
        *,
        longest_px: int,
        has: Callable[[str], bool],
        got: Got,
        question: Question = _thumbnails,
    ) -> None:
        self._lane = lane
        self._scope = scope
        self._longest_px = longest_px
        self._question = question
        self._has = has
        self._got = got
        self._waiting: deque[str] = deque()
        self._asked: set[str] = set()
        self._failed: set[str] = set()
        self._under_way = 0

    def want(self, subjects: Iterable[str]) -> None:
        """Ask for these, first ones first; what was wanted before and is not asked yet is not."""
        unknown = (s for s in subjects if s not in self._asked and s not in self._failed)
        self._waiting = deque(s for s in unknown if not self._has(s))
        self._ask()

    def try_again(self) -> None:
        """Ask again for what could not be had; something has changed since."""
        self._failed.clear()

    def _ask(self) -> None:
        while self._waiting and self._under_way < AT_ONCE:
            batch = tuple(self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting))))
            self._asked.update(batch)
            self._under_way += 1
            call = self._question(batch, self._longest_px)
            self._lane.ask(
                call,
                scope=self._scope,
                done=partial(self._done, batch),
                failed=partial(self._fail, batch),
            )

    def _done(self, batch: tuple[str, ...], answer: WithBlock[tuple[Thumb, ...]]) -> None:
        with answer.block as block:
            for thumb in answer.value:
                self._got(thumb, block)
        self._ended(batch)

    def _fail(self, batch: tuple[str, ...], error: DeskError) -> None:
        del error  # the places of these pictures stay empty, which shows; the list says the rest
        self._failed.update(batch)
        self._ended(batch)

    def _ended(self, batch: tuple[str, ...]) -> None:
        self._asked.difference_update(batch)
        self._under_way -= 1
        self._ask()
