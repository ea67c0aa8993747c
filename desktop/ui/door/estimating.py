"""Asks how strong a passphrase is while it is typed: one question at a time, the newest next."""

from collections.abc import Callable

from desktop.errors import DeskError
from desktop.keeper.passphrase_calls import EstimatePassphrase
from desktop.records.strength import Strength
from desktop.ui.lane import Lane, Scope


class Estimating:
    """The estimate of what stands in the field now; what was typed before is never shown.

    Args:
        lane: Questions to the keeper, at the door.
        scope: Ends with the window.
        shown: Told the estimate, or None where nothing is typed or nothing can be said.
    """

    def __init__(self, lane: Lane, scope: Scope, shown: Callable[[Strength | None], None]) -> None:
        self._lane = lane
        self._scope = scope
        self._shown = shown
        self._next: EstimatePassphrase | None = None
        self._is_asking = False
        self._is_empty = True

    def typed(self, passphrase: str, known: tuple[str, ...]) -> None:
        """Estimate this one now, or as soon as the question before is answered."""
        self._is_empty = not passphrase
        if self._is_empty:
            self._next = None
            self._shown(None)
            return
        self._next = EstimatePassphrase(
            passphrase=passphrase, known=tuple(text for text in known if text.strip())
        )
        self._go_on()

    def _go_on(self) -> None:
        if self._is_asking or self._next is None:
            return
        call, self._next = self._next, None
        self._is_asking = True
        self._lane.ask(call, scope=self._scope, done=self._answered, failed=self._failed)

    def _answered(self, strength: Strength) -> None:
        self._is_asking = False
        if self._next is None and not self._is_empty:
            self._shown(strength)
        self._go_on()

    def _failed(self, _error: DeskError) -> None:
        """Say nothing: whoever chooses is told when the passphrase is used."""
        self._is_asking = False
        self._shown(None)
        self._go_on()
