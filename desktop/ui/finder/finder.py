"""Searching as somebody types: not at every letter, and only the latest answer counts. No Qt."""

from collections.abc import Callable
from typing import Final

from desktop.errors import DeskError
from desktop.keeper.calls import FindPatients
from desktop.records.found import Found
from desktop.ui.lane import Lane, Scope
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim

PAUSE_MS: Final = 150
"""How long typing must rest: below what is felt as waiting, above the gap between two letters."""
LEAST_LETTERS: Final = 2


class Finder:
    """Looks for whoever is meant by what is typed.

    Args:
        lane: How to ask.
        scope: The life of the screen.
        found: Takes the answer; None where there is nothing to look for.
        failed: Takes an error.
    """

    def __init__(
        self,
        lane: Lane,
        scope: Scope,
        *,
        found: Callable[[Found | None], None],
        failed: Callable[[DeskError], None],
    ) -> None:
        self._lane = lane
        self._scope = scope
        self._found = found
        self._failed = failed
        self._typed = ""
        self._latest = 0

    @property
    def typed(self) -> str:
        """What stands in the field now."""
        return self._typed

    def type(self, text: str) -> None:
        """Somebody wrote something; it is looked for when they rest."""
        self._typed = text
        self._latest += 1
        number = self._latest
        if len(text.strip()) < LEAST_LETTERS:
            self._found(None)
            return
        self._lane.later(PAUSE_MS, self._scope, lambda: self._look(number))

    def _look(self, number: int) -> None:
        if number == self._latest:
            self._lane.ask(
                FindPatients(typed=self._typed.strip()),
                scope=self._scope,
                done=lambda found: self._done(number, found),
                failed=self._failed,
            )

    def _done(self, number: int, found: Found) -> None:
        if number == self._latest:
            self._found(found)


def summary(found: Found | None) -> Words:
    """Return how many of the practice's patients fit, or why nobody does."""
    if found is None:
        return NOTHING
    if found.not_understood:
        return phrase("finder.not_understood", pieces=verbatim(", ".join(found.not_understood)))
    if not found.patients:
        return phrase("finder.nobody")
    listed = f"{found.listed:,}".replace(",", "\u202f")
    return phrase("finder.of", count=len(found.patients), listed=listed)


def warning(found: Found | None) -> tuple[Words, Words] | None:
    """Return what to say where somebody of the answer is easily taken for somebody else."""
    if found is None or not found.similar:
        return None
    count = len(found.similar)
    return phrase("finder.similar", count=count), phrase("finder.ask_for_birth")
