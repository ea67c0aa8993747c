"""Where the editor stands: the work with its history, the photograph on screen, the tool in hand.

No Qt, and nothing is asked of the keeper here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.records.detection import Detection
from desktop.records.draft import Draft, Mark, MarkState
from desktop.records.gate import Decision, Feature
from desktop.records.region import Region, Shape, Style
from desktop.records.waiting import Waiting
from desktop.ui.editor.gate_rules import holding
from desktop.ui.editor.geometry import brush_within, turned
from desktop.ui.editor.history import History
from desktop.ui.editor.standing import Facts, Standing, standing
from desktop.ui.editor.work import Work
from desktop.ui.filings import Course
from desktop.ui.phrase import Words
from desktop.ui.stage.viewport import XY

BRUSH_PART: Final = 1 / 30
"""Of the photograph's longer side is a brush wide that nobody has chosen yet: about an eye."""


class Tool(Enum):
    """What the left mouse button does on the picture."""

    SELECT = "select"
    """Choose, move and resize regions."""
    RECTANGLE = "rectangle"
    """Draw a rectangle; with Shift a square."""
    ELLIPSE = "ellipse"
    """Draw an ellipse; with Shift a circle."""
    FREEHAND = "freehand"
    """Draw along an edge, or click the corners of a polygon."""
    EDGE = "edge"
    """Draw a rough frame, or click: the outline is found."""
    BRUSH = "brush"
    """Paint over it with a round brush."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A region that was turned.

    Attributes:
        base: What it was.
        degrees: How far it was turned since, clockwise.
        result: What it became.
    """

    base: Region
    degrees: float
    result: Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """A shape that is being drawn and is no region yet.

    Attributes:
        shape: What it will be.
        points: Image coordinates: two corners, or the line so far.
        brush_px: Diameter of the brush in image pixels; 0 for other shapes.
    """

    shape: Shape
    points: tuple[XY, ...]
    brush_px: int = 0


class State:
    """Everything that a person sees changing, but for the pixels.

    Attributes:
        order: The photographs, as in the filmstrip; rejected ones are gone.
        waiting: What is known of each arrival.
        history: The work.
        at: The photograph on screen.
        selected: Number of the chosen region, or None.
        also: Numbers of regions that are chosen besides.
        is_preselected: Whether the editor chose it, and nobody has gone to it yet.
        tool: The tool in hand.
        sketch: What is being drawn.
        armed: The feature whose key was pressed last and that waits for its answer.
        protecting: Whether the next drawn region is the finding that must stay visible.
        feature: What the next drawn region covers.
        style: How the next drawn region is covered.
        original: Whether the photograph is shown without its regions.
        is_waiting: Whether the keeper is at work for somebody who can give it up.
        pen: Where the pen is that the arrows move, in image pixels, or None.
        children: Photographs of a child, by the date of birth.
    """

    def __init__(
        self,
        order: Sequence[ArrivalId],
        waiting: Mapping[ArrivalId, Waiting],
        work: Work,
        *,
        children: frozenset[ArrivalId] = frozenset(),
    ) -> None:
        self.order = tuple(order)
        self.waiting = dict(waiting)
        self.children = children
        self.history = History(work)
        self.at = self.order[0]
        self.selected: int | None = None
        self.also: frozenset[int] = frozenset()
        self.is_preselected = False
        self._turned: dict[tuple[ArrivalId, int], Turned] = {}
        self.tool = Tool.SELECT
        self.sketch: Sketch | None = None
        self.armed: Feature | None = None
        self.protecting = False
        self.feature = Feature.FACE
        self.style = Style.SOLID
        self.original = False
        self.pen: XY | None = None
        self.is_waiting = False
        self._brush_px = 0
        self._facts: dict[ArrivalId, Facts] = {}
        self._numbers = {draft.arrival: draft.next_number() for draft in work.drafts}

    @property
    def work(self) -> Work:
        """Return the work as it is."""
        return self.history.now

    @property
    def draft(self) -> Draft:
        """Return the draft of the photograph on screen."""
        return self.work.draft(self.at)

    @property
    def mark(self) -> Mark | None:
        """Return the chosen region, or None."""
        return None if self.selected is None else self.draft.mark(self.selected)

    @property
    def chosen(self) -> tuple[Mark, ...]:
        """Return every chosen region, in the order of their numbers."""
        numbers = self.also | ({self.selected} if self.selected is not None else set())
        marks = (mark for mark in self.draft.marks if mark.number in numbers)
        return tuple(
            m for m in marks if m.state is not MarkState.REFUSED or m.number == self.selected
        )

    def turn(self, mark: Mark, degrees: float) -> Region:
        """Return a region turned by degrees clockwise from how it stands.

        It is turned from what it was before it was first turned, so that nothing is lost by
        turning it often, and a rectangle is one again when it stands upright.
        """
        before = self._turned.get((self.at, mark.number))
        if before is None or before.result != mark.region:
            before = Turned(base=mark.region, degrees=0.0, result=mark.region)
        total = before.degrees + degrees
        region = turned(before.base, total)
        self._turned[self.at, mark.number] = Turned(base=before.base, degrees=total, result=region)
        return region

    @property
    def picture(self) -> tuple[int, int]:
        """Return width and height of the photograph on screen; 0 where nobody knows yet."""
        return self.size_of(self.at)

    @property
    def brush_px(self) -> int:
        """Return the diameter of the brush, in pixels of the photograph on screen."""
        chosen = self._brush_px or round(max(self.picture) * BRUSH_PART)
        return brush_within(chosen, self.picture)

    @brush_px.setter
    def brush_px(self, wanted: int) -> None:
        """Take another brush."""
        self._brush_px = brush_within(wanted, self.picture)

    def size_of(self, arrival: ArrivalId) -> tuple[int, int]:
        """Return width and height of a photograph; 0 where nobody knows yet.

        Until the picture itself has come, what was read when the file came in is believed.
        """
        draft = self.work.draft(arrival)
        if draft.width_px:
            return draft.width_px, draft.height_px
        waiting = self.waiting.get(arrival)
        facts = (waiting.facts if waiting else None) or {}
        return int(facts.get("width_px", 0)), int(facts.get("height_px", 0))

    @property
    def is_locked(self) -> bool:
        """Return whether the photograph on screen cannot be changed any more."""
        return self.facts(self.at).is_locked

    def facts(self, arrival: ArrivalId) -> Facts:
        """Return what is known of a photograph."""
        return self._facts.get(arrival, Facts())

    def note_picture(self, arrival: ArrivalId, unreadable: DeskError | None) -> None:
        """Remember whether a photograph can be shown."""
        self._facts[arrival] = replace(self.facts(arrival), unreadable=unreadable)

    def note_detector(self, arrival: ArrivalId, undetected: DeskError | None) -> None:
        """Remember whether detectors could look at a photograph."""
        self._facts[arrival] = replace(self.facts(arrival), undetected=undetected)

    def note_course(self, arrival: ArrivalId, course: Course | None) -> None:
        """Remember what becomes of the filing of a photograph."""
        self._facts[arrival] = replace(self.facts(arrival), course=course)

    # ------------------------------------------------------------------ the series

    def shown_drafts(self) -> tuple[Draft, ...]:
        """Return the drafts that the gate is about: those of photographs that can be shown."""
        return tuple(d for d in self.work.drafts if self.facts(d.arrival).unreadable is None)

    def holding(self) -> Mapping[Feature, Decision]:
        """Return the answers at the gate that hold."""
        return holding(self.work.answers, self.shown_drafts())

    def standings(self) -> Mapping[ArrivalId, Standing]:
        """Return how every photograph stands."""
        held = self.holding()
        return {d.arrival: standing(d, self.facts(d.arrival), held) for d in self.work.drafts}

    def next_after(self, arrival: ArrivalId) -> ArrivalId | None:
        """Return the photograph to look at next, or None if there is no other.

        The next one behind it that somebody has to look at, else the first such before it, else
        simply the next one.
        """
        place = self.order.index(arrival)
        others = (*self.order[place + 1 :], *self.order[:place])
        standings = self.standings()
        open_ones = (
            one for one in others if standings[one] in _OPEN or not self.work.draft(one).seen
        )
        behind = self.order[place + 1 :]
        return next(open_ones, behind[0] if behind else None)

    def neighbour(self, step: int) -> ArrivalId | None:
        """Return the photograph beside the one on screen, or None at the end."""
        place = self.order.index(self.at) + step
        return self.order[place] if 0 <= place < len(self.order) else None

    def drop(self, arrival: ArrivalId) -> None:
        """Take a rejected photograph out of the series."""
        self.order = tuple(one for one in self.order if one != arrival)
        self.history.amend(lambda work: work.without(arrival))

    # ------------------------------------------------------------------ edits

    def new_number(self) -> int:
        """Return a number that no mark of the photograph on screen ever had."""
        number = self._numbers[self.at]
        self._numbers[self.at] = number + 1
        return number

    def new_numbers(self, arrival: ArrivalId, count: int) -> tuple[int, ...]:
        """Return numbers that no mark of a photograph ever had."""
        first = self._numbers[arrival]
        self._numbers[arrival] = first + count
        return tuple(range(first, first + count))

    def edit(self, draft: Draft, name: Words, *, merge: object = None) -> None:
        """Take a step in the photograph on screen."""
        self.history.do(self.work.with_draft(draft), name, merge=merge)

    def observe(self, arrival: ArrivalId, change: "Observation") -> None:
        """Put something that nobody can undo into every value of the history."""
        self.history.amend(lambda work: work.with_draft(change.of(work.draft(arrival))))

    def found(self, arrival: ArrivalId, found: Detection) -> int:
        """Take in what detectors found; return how many proposals are new."""
        before = {mark.number for mark in self.work.draft(arrival).marks}
        first = self._numbers[arrival]
        self.history.amend(
            lambda work: work.with_draft(work.draft(arrival).with_detection(found, first=first))
        )
        drafts = (work.draft(arrival) for work in self.history.values())
        self._numbers[arrival] = max(first, *(draft.next_number() for draft in drafts))
        return sum(mark.number not in before for mark in self.work.draft(arrival).marks)

    def freeze(self, arrival: ArrivalId) -> None:
        """Have a photograph stay as it is, also when earlier steps are undone: it is filed so."""
        draft = self.work.draft(arrival)
        self.history.amend(lambda work: work.with_draft(draft))

    def go(self, arrival: ArrivalId) -> None:
        """Put another photograph on screen."""
        self.history.settle()
        self.at = arrival
        self.selected = None
        self.also = frozenset()
        self.sketch = None
        self.pen = None
        self.armed = None
        self.protecting = False
        self.original = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Something that was noticed of a photograph.

    Attributes:
        size: Its width and height, once known.
        seen: Whether it has been on screen.
        marks: Numbers of marks that have been on screen.
    """

    size: tuple[int, int] | None = None
    seen: bool = False
    marks: frozenset[int] = frozenset()

    def of(self, draft: Draft) -> Draft:
        """Return a draft with this noticed."""
        width, height = self.size or (draft.width_px, draft.height_px)
        return replace(
            draft,
            width_px=width,
            height_px=height,
            seen=draft.seen or self.seen,
            marks=tuple(
                replace(mark, seen=True) if mark.number in self.marks else mark
                for mark in draft.marks
            ),
        )


_OPEN = frozenset({Standing.NEEDS_REDACTION, Standing.TO_CHECK, Standing.STAYED})
