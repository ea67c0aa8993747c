"""Queues: one at a time, the more urgent first, in the order of coming among equals."""

import heapq
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from desktop.errors import CancelledError
from desktop.keeper.hub import Hub, Task


class Urgency(IntEnum):
    """Who goes first where several wait for the same decoder."""

    WATCHED = 0
    """Somebody looks at an empty frame."""
    USUAL = 1
    """Somebody waits for it."""
    AHEAD = 2
    """Small pictures of a list."""
    BACKGROUND = 3
    """Nobody waits for it."""


class Turns:
    """One thing that one task at a time may use.

    Outside of the hub there is nobody to share with, and every turn is free.
    """

    def __init__(self, hub: Hub) -> None:
        """Make a queue for tasks of ``hub``."""
        self._hub = hub
        self._holder: Task | None = None
        self._queue: list[tuple[int, int, Task]] = []
        self._count = itertools.count()
        self._yielding: set[Task] = set()

    @contextmanager
    def turn(
        self, urgency: Urgency = Urgency.USUAL, *, may_give_up: bool = False
    ) -> Iterator[None]:
        """Wait for one's turn, and have it for the length of the block.

        Args:
            urgency: Lower goes first.
            may_give_up: Whether ``give_up`` reaches this task while it waits.

        Raises:
            CancelledError: Given up while waiting.
            RuntimeError: The task has it already, or somebody without a task meets one that has.
        """
        task = self._hub.current()
        if task is None:
            if self._holder is not None:
                raise RuntimeError("a task has the turn")
            yield
            return
        self._take(task, urgency, may_give_up=may_give_up)
        try:
            yield
        finally:
            self._pass_on()

    def give_up(self, task: Task) -> bool:
        """Have a task that waits here raise ``CancelledError``; return whether it did wait."""
        if task not in self._yielding:
            return False
        self._yielding.discard(task)
        self._leave(task)
        self._hub.unpark(task, CancelledError())
        return True

    def _take(self, task: Task, urgency: Urgency, *, may_give_up: bool) -> None:
        if self._holder is task:
            raise RuntimeError("this task has the turn already")
        if self._holder is None:
            self._holder = task
            return
        heapq.heappush(self._queue, (urgency, next(self._count), task))
        if may_give_up:
            self._yielding.add(task)
        try:
            self._hub.park()
        except BaseException:
            self._leave(task)
            if self._holder is task:
                self._pass_on()
            raise
        finally:
            self._yielding.discard(task)

    def _pass_on(self) -> None:
        self._holder = None
        if self._queue:
            _, _, self._holder = heapq.heappop(self._queue)
            self._yielding.discard(self._holder)
            self._hub.unpark(self._holder)

    def _leave(self, task: Task) -> None:
        self._queue = [entry for entry in self._queue if entry[2] is not task]
        heapq.heapify(self._queue)
