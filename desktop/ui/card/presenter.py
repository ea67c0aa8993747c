"""Decisions about a card that somebody looks into: what is chosen, and taking it in. No Qt."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

from desktop.errors import DeskError, SourceGoneError
from desktop.keeper.calls import ListSources
from desktop.keeper.card_calls import LeafThrough, LookInto
from desktop.memory import SealedMemory
from desktop.records.arrival import Origin
from desktop.records.contents import Contents
from desktop.records.outcome import Topic
from desktop.records.role import MAY, Act
from desktop.records.source_state import SourceState, Watching
from desktop.records.thumb import Thumb
from desktop.ui.card.state import CardState, item_of
from desktop.ui.desk import Desk
from desktop.ui.fresh import Fresh
from desktop.ui.lane import Scope
from desktop.ui.place import CardPlace, InboxPlace, Place
from desktop.ui.runs import After, RunState, SourceRef
from desktop.ui.thumbs import THUMB_PX, Thumbs

_MOST_CHOSEN: Final = 100_000
"""As many as a card is listed with."""


class CardView(Protocol):
    """What shows a card."""

    def show_state(self, state: CardState) -> None:
        """Show a state, without losing focus or place."""

    def has_thumb(self, subject: str) -> bool:
        """Return whether a small picture is there already."""

    def show_thumb(self, thumb: Thumb, block: SealedMemory) -> None:
        """Keep a copy of one small picture and show it."""

    def show_place(self, place: Place) -> None:
        """Go elsewhere."""


class CardPresenter:
    """Everything that is decided about one card.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        view: What shows it.
        place: Which card.
        thumb_px: The longer side of small pictures that is asked for.
    """

    def __init__(
        self, desk: Desk, scope: Scope, view: CardView, place: CardPlace, *, thumb_px: int
    ) -> None:
        self._desk = desk
        self._scope = scope
        self._view = view
        self._may = MAY[desk.me.role]
        self._source = SourceRef(path=place.path, label=place.label, origin=Origin.PRACTICE)
        self._is_chosen_by_hand = False
        self._was_gone = False
        folder = Path(place.path)
        self.state = CardState(run=desk.runs.of(place.path))
        self._contents = Fresh(
            desk.lane, scope, LookInto(folder=folder), done=self._found, failed=self._not_found
        )
        self._sources = Fresh(
            desk.lane, scope, ListSources(), done=self._listed, failed=self._failed
        )

        def question(files: tuple[str, ...], longest_px: int) -> LeafThrough:
            return LeafThrough(
                folder=folder,
                files=files,
                origin=self._source.origin,
                longest_px=longest_px or THUMB_PX,
            )

        self._thumbs = Thumbs(
            desk.lane,
            scope,
            longest_px=thumb_px,
            has=view.has_thumb,
            got=view.show_thumb,
            question=question,
        )

    def start(self) -> None:
        """Look into the card, and again whenever it may have changed."""
        self._desk.lane.on_changed(self._scope, self._heard)
        self._desk.runs.on_changed(self._scope, self._run_changed)
        self._sources.ask()
        self._contents.ask()
        self._show()

    def see(self, visible: tuple[str, ...]) -> None:
        """Have the small pictures of what is on the screen."""
        if Act.VIEW_CARD in self._may:
            self._thumbs.want(visible)

    # ---------------------------------------------------------------------------- choosing

    def choose_all(self) -> None:
        """Choose every photograph, those that are known already too."""
        self._choose(one.key for one in self.state.items)

    def choose_new(self) -> None:
        """Choose what is not known to be in the vault."""
        self._choose(one.key for one in self.state.items if not one.known)

    def choose_none(self) -> None:
        """Choose nothing."""
        self._choose(())

    def toggle(self, key: str) -> None:
        """Choose one photograph, or not any more."""
        self._choose(self.state.ticked ^ {key})

    def choose_from_to(self, first: int, last: int) -> None:
        """Choose everything between two places in the list as well, both included."""
        low, high = sorted((first, last))
        self._choose(self.state.ticked | {one.key for one in self.state.items[low : high + 1]})

    def choose_after(self, after: After) -> None:
        """Say what becomes of the files at the end."""
        self._desk.runs.choose(after)
        self._set(after=after)

    # --------------------------------------------------------------------------- taking in

    def take_in(self) -> None:
        """Take in what is chosen."""
        keys = tuple(one.key for one in self.state.items if one.key in self.state.ticked)
        if keys and not self.state.is_running and not self.state.gone:
            self._begin(keys)

    def stop(self) -> None:
        """Stop after the present file."""
        self._desk.runs.cancel(self._source.path)

    def go_on(self) -> None:
        """Go on where it was stopped, with what was chosen then."""
        run = self.state.run
        if run is not None and run.state is RunState.STOPPED:
            self._begin(run.only)

    def look_again(self) -> None:
        """Look into the card again."""
        self._thumbs.try_again()
        self._set(problem=None)
        self._contents.ask()

    def to_inbox(self) -> None:
        """Go to what came in."""
        run = self.state.run
        first = None
        if run is not None and run.intake is not None:
            first = next((one.arrival for one in run.intake.arrived), None)
        self._view.show_place(InboxPlace(focus=first))

    # ------------------------------------------------------------------------------ inside

    def _begin(self, keys: tuple[str, ...]) -> None:
        self._was_gone = False
        self._desk.runs.begin(
            self._source,
            self.state.after,
            lane=self._desk.lane,
            jobs=self._desk.jobs,
            only=keys[:_MOST_CHOSEN],
        )

    def _choose(self, keys: Iterable[str]) -> None:
        self._is_chosen_by_hand = True
        self._set(ticked=frozenset(keys))

    def _found(self, contents: Contents) -> None:
        items = tuple(map(item_of, contents.files))
        there = {one.key for one in items}
        ticked = frozenset(self.state.ticked) & there
        if not self._is_chosen_by_hand:
            ticked = frozenset(one.key for one in items if not one.known)
        self._set(
            loaded=True,
            items=items,
            refused=contents.refused,
            ticked=ticked,
            gone=False,
            problem=None,
        )

    def _not_found(self, error: DeskError) -> None:
        if isinstance(error, SourceGoneError):
            self._was_gone = True
            self._set(gone=True)
        else:
            self._failed(error)

    def _failed(self, error: DeskError) -> None:
        self._set(problem=error)

    def _listed(self, sources: tuple[SourceState, ...]) -> None:
        here = next((one for one in sources if one.path == self._source.path), None)
        if here is None:
            return
        self._source = replace(self._source, label=here.label, origin=here.origin)
        gone = here.watching is not Watching.ALIVE
        came_back = self.state.gone and not gone
        self._was_gone = self._was_gone or gone
        self._set(gone=gone, after=self._desk.runs.chosen(here))
        if came_back:
            self._contents.ask()
        self._go_on_where_it_came_back(gone=gone)

    def _go_on_where_it_came_back(self, *, gone: bool) -> None:
        """Go on with a card that was pulled out too early and is in again: that was decided."""
        run = self.state.run
        if run is None or run.state is not RunState.STOPPED or run.problem is None:
            return
        if not gone and self._was_gone and run.problem.code == SourceGoneError.code:
            self._begin(run.only)

    def _heard(self, topics: frozenset[Topic]) -> None:
        if Topic.SOURCES in topics:
            self._sources.ask()

    def _run_changed(self) -> None:
        before, run = self.state.run, self._desk.runs.of(self._source.path)
        self._set(run=run)
        ended = run is not None and run.state is not RunState.RUNNING
        if ended and before is not None and before.state is RunState.RUNNING:
            self._is_chosen_by_hand = False
            self._sources.ask()
            self._contents.ask()

    def _set(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._show()

    def _show(self) -> None:
        self._view.show_state(self.state)
