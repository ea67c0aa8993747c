"""Asking again when something has changed, but never twice at once. No Qt here."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from desktop.errors import DeskError
from desktop.keeper.calls import Call
from desktop.ui.lane import Lane, Scope

R = TypeVar("R")

PAUSE_MS: Final = 250
"""Between two answers to the same question while a card is copied: each file announces itself."""


class Fresh(Generic[R]):
    """The answer to one question, kept fresh for the life of a screen.

    Args:
        lane: How to ask.
        scope: The life of the screen.
        call: The question.
        done: Takes each answer.
        failed: Takes each error.
    """

    def __init__(
        self,
        lane: Lane,
        scope: Scope,
        call: Call[R],
        *,
        done: Callable[[R], None],
        failed: Callable[[DeskError], None],
    ) -> None:
        self._lane = lane
        self._scope = scope
        self._call = call
        self._tell = done
        self._tell_error = failed
        self._under_way = False
        self._stale = False
        self._due = False

    def ask(self) -> None:
        """Ask, or once more after the answer that is on its way: it may be from before."""
        if self._under_way:
            self._stale = True
            return
        self._under_way = True
        self._lane.ask(self._call, scope=self._scope, done=self._done, failed=self._failed)

    def ask_later(self, delay_ms: int) -> None:
        """Ask once after a delay, however often this is said meanwhile: for what changes often."""
        if not self._due:
            self._due = True
            self._lane.later(delay_ms, self._scope, self._ask_due)

    def _ask_due(self) -> None:
        self._due = False
        self.ask()

    def _done(self, answer: R) -> None:
        self._ended()
        self._tell(answer)

    def _failed(self, error: DeskError) -> None:
        self._ended()
        self._tell_error(error)

    def _ended(self) -> None:
        if self._stale:
            self._lane.later(PAUSE_MS, self._scope, self._again)
        else:
            self._under_way = False

    def _again(self) -> None:
        self._stale = self._under_way = False
        self.ask()
