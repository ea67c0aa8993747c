"""Decisions of the inbox: what is shown, which images an act is about, and what is asked. No Qt."""

from dataclasses import replace
from datetime import date
from typing import Final, Protocol

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.keeper.calls import (
    ListInbox,
)
from desktop.memory import SealedMemory
from desktop.records.inbox import Inbox
from desktop.records.outcome import Topic
from desktop.records.role import MAY, Act
from desktop.records.thumb import Thumb
from desktop.ui.account import account
from desktop.ui.desk import Desk
from desktop.ui.fresh import Fresh
from desktop.ui.inbox.acts import Acts
from desktop.ui.inbox.imports import Imports
from desktop.ui.inbox.offers import IDENTIFY, OPEN, Offer, offer_of
from desktop.ui.inbox.rows import ALL, FILTERS, Flattener, Header, Row, Standing, Tile, counts
from desktop.ui.inbox.state import InboxState, headline, undo_line
from desktop.ui.inbox.truth import truth_of
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.place import EditorPlace, IdentifyPlace, InboxPlace, Place
from desktop.ui.thumbs import THUMB_PX, Thumbs
from desktop.ui.truth_line import TruthLine

_AGE_MS: Final = 20_000
"""How often ages and minutes left are told afresh."""


class InboxView(Protocol):
    """What shows the inbox."""

    def show_state(self, state: InboxState) -> None:
        """Show a state, without losing selection, focus or place."""

    def has_thumb(self, subject: str) -> bool:
        """Return whether a small picture is there already."""

    def show_thumb(self, thumb: Thumb, block: SealedMemory) -> None:
        """Keep a copy of one small picture and show it."""

    def show_place(self, place: Place) -> None:
        """Go elsewhere."""


class InboxPresenter:
    """Everything the inbox decides.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        view: What shows it.
        place: Which filter to begin with.
        thumb_px: The longer side of small pictures that is asked for.
    """

    def __init__(
        self,
        desk: Desk,
        scope: Scope,
        view: InboxView,
        place: InboxPlace,
        *,
        thumb_px: int = THUMB_PX,
    ) -> None:
        self._desk = desk
        self._scope = scope
        self._view = view
        self._may = MAY[desk.me.role]
        self._inbox: Inbox | None = None
        self._ticked: frozenset[ArrivalId] = frozenset()
        self._flattener = Flattener()
        self._made_of: tuple[int, str, bool, date] | None = None
        self.state = InboxState(
            show=place.show if place.show in FILTERS else ALL,
            may_import=Act.RECEIVE_IMAGES in self._may,
        )
        self.imports = Imports(desk, scope, changed=self._refresh, failed=self.fail)
        self.acts = Acts(
            desk, scope, may=self._may, said=self.say, done=self._acted, failed=self.fail
        )
        self._list = Fresh(desk.lane, scope, ListInbox(), done=self._listed, failed=self.fail)
        self._thumbs = Thumbs(
            desk.lane, scope, longest_px=thumb_px, has=view.has_thumb, got=view.show_thumb
        )

    def start(self) -> None:
        """Ask for everything, and again whenever it changes."""
        self._desk.lane.on_changed(self._scope, self._heard)
        self._list.ask()
        self.imports.look()
        self._desk.lane.later(_AGE_MS, self._scope, self._grow_older)

    # ------------------------------------------------------------------------- what is shown

    def show_filter(self, show: str) -> None:
        """Show only one kind of what waits."""
        self.state = replace(self.state, show=show, message=NOTHING)
        self._refresh()

    def sort(self) -> None:
        """Show the series that came in last first, or again the one that has waited longest."""
        self.state = replace(self.state, newest_first=not self.state.newest_first, message=NOTHING)
        self._refresh()

    def truth(self, tile: Tile) -> tuple[TruthLine, ...]:
        """Return what is known of what happened to an image."""
        waiting = () if self._inbox is None else self._inbox.waiting
        return next((truth_of(one) for one in waiting if one.arrival == tile.arrival), ())

    def tick(self, ticked: frozenset[ArrivalId]) -> None:
        """Remember which images are ticked."""
        self._ticked = ticked

    def see(self, visible: tuple[ArrivalId, ...]) -> None:
        """Have the small pictures of what is on the screen."""
        if self.may(Act.VIEW_ARRIVAL):
            self._thumbs.want(visible)

    def offer(self, header: Header) -> Offer | None:
        """Return the one step that is offered for a group now."""
        return offer_of(header, ticked=frozenset(self._ticked_with(header)), may=self._may)

    def may(self, act: Act) -> bool:
        """Return whether this person may do something; what they may not is not offered."""
        return act in self._may

    def say(self, message: Words) -> None:
        """Say why something was not done, until the next step."""
        self.state = replace(self.state, message=message)
        self._view.show_state(self.state)

    def fail(self, error: DeskError) -> None:
        """Explain an error until it is read."""
        self.state = replace(self.state, problem=error)
        self._view.show_state(self.state)

    def read_problem(self) -> None:
        """The error was read."""
        self.state = replace(self.state, problem=None)
        self._view.show_state(self.state)

    def rescan(self) -> None:
        """Look at everything again; a stopped run goes on if its card is back."""
        self._thumbs.try_again()
        self._list.ask()
        self.imports.go_on_with_all()

    # --------------------------------------------------------------------------- what is done

    def step(self, header: Header, at: ArrivalId | None) -> Offer | None:
        """Do what the button of a group says; return what it was where words are needed first.

        Args:
            header: Which group.
            at: The image that has the focus, where the editor is to begin.
        """
        offered = self.offer(header)
        if offered is None:
            self.say(phrase("inbox.nothing_to_do"))
        elif offered.code == IDENTIFY:
            meant = None if header.proposed is None else header.proposed.id
            about = self.about(header, None)
            self._view.show_place(IdentifyPlace(arrivals=about, patient=meant))
        elif offered.code == OPEN:
            self._view.show_place(EditorPlace(arrivals=header.arrivals, at=at))
        else:
            return offered
        return None

    def choose_patient(self, header: Header) -> None:
        """Go on to whose images these are, if nobody knows yet."""
        if header.standing is Standing.UNIDENTIFIED:
            self.step(header, None)
        else:
            self.say(phrase("inbox.has_patient_already"))

    def about(self, header: Header, tile: Tile | None) -> tuple[ArrivalId, ...]:
        """Return which images an act is about.

        Args:
            header: The group.
            tile: One of its images: then all ticked ones if it is ticked, else it alone. None for
                the group as a whole: the ticked ones that go with it, else all of it.
        """
        if tile is None:
            return self._ticked_with(header) or header.arrivals
        if tile.arrival not in self._ticked:
            return (tile.arrival,)
        return self._ticked_with(header)

    # ------------------------------------------------------------------------------- inside

    def _acted(self, message: Words) -> None:
        self.state = replace(self.state, message=message)
        self._list.ask()

    def _ticked_with(self, header: Header) -> tuple[ArrivalId, ...]:
        """Return the ticked images that go with a group: those of its standing, if it has any."""
        if self._ticked.isdisjoint(header.arrivals):
            return ()
        return tuple(
            row.arrival
            for row in self.state.rows
            if isinstance(row, Tile)
            and row.arrival in self._ticked
            and row.standing is header.standing
            and (row.standing is not Standing.SET_ASIDE or row.group == header.key)
        )

    def _listed(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._refresh()

    def _heard(self, topics: frozenset[Topic]) -> None:
        if Topic.INBOX in topics:
            self._list.ask()
        if Topic.SOURCES in topics or Topic.INBOX in topics:
            self.imports.look()

    def _grow_older(self) -> None:
        self._refresh()
        self._desk.lane.later(_AGE_MS, self._scope, self._grow_older)

    def _refresh(self) -> None:
        now = self._desk.now()
        state = replace(
            self.state,
            strips=self.imports.strips(),
            troubles=self.imports.troubles(),
            cards=self.imports.cards(),
            undo=undo_line(self._desk.recent.last(now), now=now),
        )
        if self._inbox is not None:
            state = replace(
                state,
                loaded=True,
                headline=headline(self._inbox, now=now),
                counts=counts(self._inbox),
                rows=self._rows(self._inbox),
                account=account(self._inbox.tally),
            )
        self.state = state
        self._view.show_state(state)

    def _rows(self, inbox: Inbox) -> tuple[Row, ...]:
        """Return the rows, made anew only where something of them is otherwise."""
        newest_first = self.state.newest_first
        made_of = (id(inbox), self.state.show, newest_first, self._desk.today())
        if made_of == self._made_of:
            return self.state.rows
        self._made_of = made_of
        return self._flattener.rows(
            inbox, show=self.state.show, today=self._desk.today(), newest_first=newest_first
        )
