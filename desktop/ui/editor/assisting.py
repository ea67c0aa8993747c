"""The keeper's help while somebody marks: an outline found, regions carried to other photographs.

What comes of it are proposals: nothing is covered until a person has looked and accepted. No Qt.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, Protocol

from desktop.errors import DeskError, RegionInvalidError
from desktop.ids import ArrivalId
from desktop.keeper.assist_calls import AlignArrivals, TraceEdge
from desktop.keeper.calls import Call
from desktop.records.alignment import Alignment
from desktop.records.draft import Mark, MarkOrigin, MarkState
from desktop.records.gate import Feature
from desktop.records.region import Region
from desktop.records.traced import Rough, Traced
from desktop.ui.editor import choosing
from desktop.ui.editor.carrying import carried
from desktop.ui.editor.showing import file_name
from desktop.ui.editor.state import State
from desktop.ui.lane import Lane, Scope, Ticket
from desktop.ui.phrase import Words, joined, phrase, verbatim

_LEAST_PART: Final = 1 / 400
"""A frame that is smaller, as a part of the photograph's longer side, is a click."""


class Host(Protocol):
    """Who is told what came of it."""

    def say(self, words: Words) -> None:
        """Say something."""

    def failed(self, error: DeskError) -> None:
        """Explain an error."""

    def show_region(self) -> None:
        """Bring the chosen region into view."""


@dataclass(slots=True, kw_only=True)
class _Run:
    """Regions of one photograph on their way to others."""

    source: ArrivalId
    marks: tuple[Mark, ...]
    left: list[ArrivalId]
    key: object
    to: list[ArrivalId] = field(default_factory=list)
    weak: list[ArrivalId] = field(default_factory=list)


def _edge_of(arrival: ArrivalId, rough: Rough) -> Call[Traced]:
    return TraceEdge(arrival=arrival, rough=rough)


class Assisting:
    """One thing at a time; a new one gives up what is under way.

    Args:
        lane: How to ask.
        scope: The life of the screen.
        state: The editor.
        host: Is told.
        edge: Gives the call that finds an outline.
    """

    def __init__(
        self,
        lane: Lane,
        scope: Scope,
        state: State,
        host: Host,
        *,
        edge: Callable[[ArrivalId, Rough], Call[Traced]] = _edge_of,
    ) -> None:
        self._edge = edge
        self._lane = lane
        self._scope = scope
        self._state = state
        self._host = host
        self._ticket: Ticket | None = None
        self._count = 0

    def cancel(self) -> bool:
        """Give up what is under way; return whether there was something."""
        if self._ticket is None:
            return False
        self._lane.cancel(self._ticket)
        self._end()
        self._host.say(phrase("editor.given_up"))
        return True

    def _end(self) -> None:
        self._count += 1
        self._ticket = None
        self._state.is_waiting = False

    def _begin(self) -> int:
        if self._ticket is not None:
            self._lane.cancel(self._ticket)
        self._count += 1
        self._state.is_waiting = True
        return self._count

    def _when(self, count: int, act: Callable[..., None]) -> Callable[..., None]:
        """Return an act that is done only while nothing else was begun since."""

        def do(*what: object) -> None:
            if count == self._count:
                act(*what)

        return do

    # ------------------------------------------------------------------ an outline

    def trace(self, rough: Rough, *, instead: int | None = None) -> None:
        """Have the outline found of what lies in a frame of the photograph on screen.

        Args:
            rough: The frame; a very small one is a click.
            instead: Number of the region that gets the outline; None for one more region.
        """
        if self._state.is_locked:
            self._host.say(phrase("editor.is_locked"))
            return
        arrival = self._state.at
        if max(rough.w, rough.h) < max(self._state.picture) * _LEAST_PART:
            rough = Rough(x=rough.x, y=rough.y)
        count = self._begin()
        self._ticket = self._lane.ask(
            self._edge(arrival, rough),
            scope=self._scope,
            done=self._when(count, partial(self._traced, arrival, instead)),
            failed=self._when(count, self._failed),
        )
        self._host.say(phrase("editor.tracing"))

    def _traced(self, arrival: ArrivalId, instead: int | None, found: Traced) -> None:
        self._end()
        region = _region_of(found, self._state)
        if region is None:
            self._host.say(phrase("editor.no_edge"))
            return
        self._propose_outline(arrival, instead, region)
        if arrival == self._state.at:
            self._host.show_region()
        self._host.say(phrase("editor.traced"))

    def _propose_outline(self, arrival: ArrivalId, instead: int | None, region: Region) -> None:
        state = self._state
        draft = state.work.draft(arrival)
        mark = None if instead is None else draft.mark(instead)
        if mark is None:
            feature = state.armed or Feature.TATTOO
            (number,) = state.new_numbers(arrival, 1)
            is_finding, state.protecting = state.protecting, False
            mark = Mark(
                number=number,
                region=region,
                feature=feature,
                origin=MarkOrigin.CHECK,
                state=MarkState.PROTECTED if is_finding else MarkState.PROPOSED,
                seen=arrival == state.at,
            )
            changed = replace(draft, marks=(*draft.marks, mark))
        else:
            became = mark.state if mark.is_finding else MarkState.PROPOSED
            changed = draft.change(
                replace(mark, region=region, origin=MarkOrigin.CHECK, state=became)
            )
        name = phrase("editor.step_trace", number=mark.number)
        state.history.do(state.work.with_draft(changed), name)
        if arrival == state.at:
            choosing.select(state, mark.number)

    # ------------------------------------------------------------------ other photographs

    def copy_here(self) -> None:
        """Propose here what the last photograph before this one has accepted."""
        state = self._state
        before = state.order[: state.order.index(state.at)]
        source = next((one for one in reversed(before) if _carried_over(state, one)), None)
        if source is None:
            self._host.say(phrase("editor.nothing_before"))
        elif state.is_locked:
            self._host.say(phrase("editor.is_locked"))
        else:
            self._copy(source, [state.at])

    def copy_on(self) -> None:
        """Propose in every photograph behind this one what is accepted here."""
        state = self._state
        behind = state.order[state.order.index(state.at) + 1 :]
        there = [one for one in behind if not state.facts(one).is_locked]
        if not _carried_over(state, state.at):
            self._host.say(phrase("editor.nothing_accepted"))
        elif not there:
            self._host.say(phrase("editor.no_more_images"))
        else:
            self._copy(state.at, there)

    def _copy(self, source: ArrivalId, to: list[ArrivalId]) -> None:
        count = self._begin()
        marks = _carried_over(self._state, source)
        self._next(_Run(source=source, marks=marks, left=to, key=("copy", count)))

    def _next(self, run: _Run) -> None:
        """Ask how the next photograph lies, or say what came of all."""
        if not run.left:
            self._end()
            self._host.say(self._copied(run))
            return
        arrival = run.left.pop(0)
        done = len(run.to) + len(run.weak) + 1
        self._ticket = self._lane.ask(
            AlignArrivals(first=run.source, second=arrival),
            scope=self._scope,
            done=self._when(self._count, partial(self._aligned, run, arrival)),
            failed=self._when(self._count, self._failed),
        )
        total = done + len(run.left)
        self._host.say(phrase("editor.copying", done=done, total=total))

    def _aligned(self, run: _Run, arrival: ArrivalId, alignment: Alignment) -> None:
        regions: tuple[tuple[Mark, Region], ...] = ()
        if alignment.matched:
            picture = self._state.size_of(arrival)
            found = ((m, carried(m.region, alignment, picture)) for m in run.marks)
            regions = tuple((mark, region) for mark, region in found if region is not None)
        if regions:
            self._propose(run, arrival, regions)
            run.to.append(arrival)
        else:
            run.weak.append(arrival)
        self._next(run)

    def _propose(
        self, run: _Run, arrival: ArrivalId, regions: Sequence[tuple[Mark, Region]]
    ) -> None:
        state = self._state
        numbers = state.new_numbers(arrival, len(regions))
        draft = state.work.draft(arrival).with_proposals(
            tuple(
                Mark(
                    number=number,
                    region=region,
                    feature=mark.feature,
                    origin=MarkOrigin.CHECK,
                    state=MarkState.PROTECTED if mark.is_finding else MarkState.PROPOSED,
                    reason=mark.reason,
                )
                for number, (mark, region) in zip(numbers, regions, strict=True)
            )
        )
        name = phrase("editor.step_copy", count=len(regions))
        state.history.do(state.work.with_draft(draft), name, merge=run.key)
        if arrival == state.at and choosing.select_undecided(state):
            self._host.show_region()

    def _copied(self, run: _Run) -> Words:
        if not run.weak:
            return phrase("editor.copied", count=len(run.to))
        names = (verbatim(file_name(self._state.waiting.get(one))) for one in run.weak)
        weak = phrase("editor.copied_weak", count=len(run.weak), names=joined(*names, between=", "))
        return joined(phrase("editor.copied", count=len(run.to)), weak) if run.to else weak

    def _failed(self, error: DeskError) -> None:
        self._end()
        self._host.failed(error)


def _carried_over(state: State, arrival: ArrivalId) -> tuple[Mark, ...]:
    """Return what is copied to other photographs: what is accepted there, and the findings."""
    marks = state.work.draft(arrival).marks
    return tuple(mark for mark in marks if mark.state is MarkState.ACCEPTED or mark.is_finding)


def _region_of(found: Traced, state: State) -> Region | None:
    """Return an outline as a region, or None where there is none."""
    try:
        return Region.polygon(found.points, style=state.style)
    except RegionInvalidError:
        return None
