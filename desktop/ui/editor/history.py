"""Undo and redo of immutable values: each step has a name, a drag is one step, none is forgotten.

What is edited is a value, so undoing is going back to the old one. Facts that arrive meanwhile and
that nobody can undo (what was seen, what a detector found) are put into every value at once by
:meth:`History.amend`. No Qt here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from desktop.ui.phrase import Words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Step(Generic[T]):
    """One step: the value on its other side, and what it is called."""

    value: T
    name: Words


class History(Generic[T]):
    """A value, how it came to be, and what was undone.

    Invariant: undoing as many steps as were done gives the first value; redoing them all gives
    the last one.
    """

    def __init__(self, first: T) -> None:
        self._now = first
        self._past: list[_Step[T]] = []
        self._future: list[_Step[T]] = []
        self._merging: object = None

    @property
    def now(self) -> T:
        """Return the value as it is."""
        return self._now

    @property
    def undo_name(self) -> Words | None:
        """Return what would be undone, or None."""
        step = self._last_that_counts(self._past)
        return step.name if step else None

    @property
    def redo_name(self) -> Words | None:
        """Return what would be done again, or None."""
        step = self._last_that_counts(self._future)
        return step.name if step else None

    def do(self, value: T, name: Words, *, merge: object = None) -> None:
        """Take a step.

        Args:
            value: The value afterwards; a value equal to the present one is no step.
            name: What was done, as in *Move region*.
            merge: Steps that follow each other with equal keys are one step, until
                :meth:`settle` or a step with another key.
        """
        if value == self._now:
            return
        if merge is None or merge != self._merging or not self._past:
            self._past.append(_Step(self._now, name))
        self._merging = merge
        self._now = value
        self._future.clear()

    def settle(self) -> None:
        """End a merged step: what follows is a step of its own."""
        self._merging = None

    def undo(self) -> Words | None:
        """Go one step back; return its name, or None if there was none."""
        return self._go(self._past, self._future)

    def redo(self) -> Words | None:
        """Take an undone step again; return its name, or None if there was none."""
        return self._go(self._future, self._past)

    def amend(self, change: Callable[[T], T]) -> None:
        """Put a fact that nobody can undo into every value there is."""
        self._now = change(self._now)
        for steps in (self._past, self._future):
            steps[:] = [_Step(change(step.value), step.name) for step in steps]

    def values(self) -> tuple[T, ...]:
        """Return every value that is kept, in no order."""
        return (self._now, *(step.value for step in (*self._past, *self._future)))

    def _go(self, away: list[_Step[T]], back: list[_Step[T]]) -> Words | None:
        self._merging = None
        while away:
            step = away.pop()
            if step.value != self._now:
                back.append(_Step(self._now, step.name))
                self._now = step.value
                return step.name
        return None

    def _last_that_counts(self, steps: list[_Step[T]]) -> _Step[T] | None:
        """Return the last step that changes something; an amendment may have emptied some."""
        return next((step for step in reversed(steps) if step.value != self._now), None)
