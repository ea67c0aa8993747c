"""Drafts are sealed in the vault as the work goes on, so that nothing is lost. No Qt.

A change is kept a second after it was made, with what was changed meanwhile; leaving and locking
keep at once. A draft that could not be kept is tried again with the next change.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.keeper.calls import Call, KeepDraft
from desktop.records.draft import Draft
from desktop.records.outcome import Nothing
from desktop.ui.lane import Lane, Scope

AFTER_MS: Final = 1000


def _keep_draft(draft: Draft) -> Call[Nothing]:
    return KeepDraft(draft=draft)


class Keeping:
    """Keeps the drafts of one editor.

    Args:
        lane: How to ask.
        kept: Drafts as they were opened: what is in the vault already.
        failed: Is told when a draft could not be kept.
        call: Gives the call that keeps a draft.
    """

    def __init__(
        self,
        lane: Lane,
        kept: Iterable[Draft],
        *,
        failed: Callable[[DeskError], None],
        call: Callable[[Draft], Call[Nothing]] = _keep_draft,
    ) -> None:
        self._lane = lane
        self._failed = failed
        self._call = call
        self._scope = Scope()
        self._in_vault = {draft.arrival: draft for draft in kept}
        self._wanted: dict[ArrivalId, Draft] = {}
        self._under_way: dict[ArrivalId, Draft] = {}
        self._timer_runs = False
        self._then: Callable[[], None] | None = None

    def look(self, drafts: Iterable[Draft]) -> None:
        """Notice which drafts are not in the vault as they are now."""
        for draft in drafts:
            known = self._under_way.get(draft.arrival) or self._in_vault.get(draft.arrival)
            if draft != (known or Draft(arrival=draft.arrival)):
                self._wanted[draft.arrival] = draft
            else:
                self._wanted.pop(draft.arrival, None)
        if self._wanted and not self._timer_runs:
            self._timer_runs = True
            self._lane.later(AFTER_MS, self._scope, self._time)

    def forget(self, arrival: ArrivalId) -> None:
        """Keep nothing more of this photograph: it is being filed, or was rejected."""
        self._wanted.pop(arrival, None)

    def flush(self, then: Callable[[], None]) -> None:
        """Keep everything now and call ``then`` when that is done, whether or not it worked."""
        self._then = then
        self._keep()
        self._end()

    def close(self) -> None:
        """Listen no more; what was asked goes on in the keeper."""
        self._scope.close()

    def _time(self) -> None:
        self._timer_runs = False
        self._keep()

    def _keep(self) -> None:
        for arrival in [one for one in self._wanted if one not in self._under_way]:
            draft = self._wanted.pop(arrival)
            self._under_way[arrival] = draft
            self._lane.ask(
                self._call(draft),
                scope=self._scope,
                done=partial(self._done, arrival),
                failed=partial(self._not_kept, arrival),
            )

    def _done(self, arrival: ArrivalId, _: Nothing) -> None:
        self._in_vault[arrival] = self._under_way.pop(arrival)
        if self._then is not None:
            self._keep()
        self._end()

    def _not_kept(self, arrival: ArrivalId, error: DeskError) -> None:
        self._under_way.pop(arrival, None)
        self._failed(error)
        self._end()

    def _end(self) -> None:
        if self._then is not None and not self._under_way:
            then, self._then = self._then, None
            then()
