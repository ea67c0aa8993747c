"""The board on which every card and watched folder stands as it is now; it says when it changes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from desktop.records.source_state import CardsNotCleared, SourceKind, SourceState, Watching


class Board:
    """The states of all sources, in the order of their coming.

    Args:
        tell: Told once for each change that a screen would show; that a source was merely heard
            of again is none.
    """

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell
        self._states: dict[str, SourceState] = {}

    def states(self) -> tuple[SourceState, ...]:
        """Return every source, cards first."""
        states = self._states.values()
        return tuple(sorted(states, key=lambda state: state.kind is not SourceKind.CARD))

    def get(self, key: str) -> SourceState | None:
        """Return one source."""
        return self._states.get(key)

    def put(self, key: str, state: SourceState) -> None:
        """Enter a source, or replace it."""
        before = self._states.get(key)
        self._states[key] = state
        if before is None or replace(before, last_heard_at=state.last_heard_at) != state:
            self._tell()

    def change(self, key: str, **changes: Any) -> None:
        """Change some of what is said of a source; one that is not there is left at that."""
        state = self._states.get(key)
        if state is not None:
            self.put(key, replace(state, **changes))

    def drop(self, key: str) -> None:
        """Take a source away."""
        if self._states.pop(key, None) is not None:
            self._tell()

    def on_cards(self) -> CardsNotCleared:
        """Return which cards that are in hold photographs which the vault has."""
        kept = [
            state.files - state.fresh
            for state in self._states.values()
            if state.kind is SourceKind.CARD and state.watching is Watching.ALIVE
        ]
        return CardsNotCleared(cards=sum(number > 0 for number in kept), on_cards=sum(kept))
