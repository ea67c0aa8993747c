"""What the editor shows, as values: built by ``showing``, rendered by the widgets. No Qt.

Everything is frozen and comparable, so that a part that has not changed is not drawn again.
"""

from dataclasses import dataclass, field
from enum import Enum

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.records.draft import Jotted, Mark
from desktop.records.gate import Feature, Verdict
from desktop.records.region import Region, Style
from desktop.ui.editor.findings import NO_CLASHES, Clashes
from desktop.ui.editor.gate_rules import Bar
from desktop.ui.editor.standing import Standing
from desktop.ui.editor.state import Sketch, Tool
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words
from desktop.ui.place import EditorPlace, RecordPlace
from desktop.ui.stage.viewport import XY


class Remedy(Enum):
    """What a notice over the picture offers to do."""

    LOAD_AGAIN = "load_again"
    """Open the photograph again."""
    FIND_AGAIN = "find_again"
    """Look for faces again."""
    NO_FACE = "no_face"
    """Say that nothing has to be covered here."""
    BEGIN_ANEW = "begin_anew"
    """Have a filed image as it is filed, without what was changed since."""
    READ = "read"
    """Put away why it was not filed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something about the photograph on screen that somebody has to know.

    Attributes:
        error: What went wrong, or None.
        title: What to say where nothing went wrong.
        body: More of it.
        offer: What can be done.
        remedy: What that is.
        key: Its key, or empty.
    """

    error: DeskError | None = None
    title: Words = NOTHING
    body: Words = NOTHING
    offer: Words
    remedy: Remedy
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageShown:
    """The picture and what lies on it.

    Attributes:
        marks: Regions in the order in which they are drawn; refused ones are not shown.
        selected: Number of the chosen one.
        tool: The tool in hand.
        sketch: What is being drawn.
        original: Whether regions are hidden.
        locked: Whether nothing can be changed.
        reminder: What to look for.
        caption: File and size.
        pen: Where the pen is that the arrows move, in image pixels, or None.
        brush_px: Diameter of the brush in hand, in image pixels; 0 with another tool.
        also: Numbers of regions that are chosen besides.
        waiting: Whether the keeper is at work for somebody who can give it up.
        protecting: Whether the next drawn region is the finding that must stay visible.
        clashes: Which covers touch which findings.
    """

    marks: tuple[Mark, ...]
    selected: int | None
    tool: Tool
    sketch: Sketch | None
    original: bool
    locked: bool
    reminder: Words
    caption: Words
    pen: XY | None = None
    brush_px: int = 0
    also: frozenset[int] = frozenset()
    waiting: bool = False
    protecting: bool = False
    clashes: Clashes = field(default_factory=lambda: NO_CLASHES)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionsShown:
    """The list of regions and the form under it.

    Attributes:
        marks: Every mark, refused ones too.
        selected: Number of the chosen one.
        chosen: The chosen one; None where there are several.
        also: Numbers of regions that are chosen besides.
        style: How the chosen or next region is covered.
        feature: What the chosen or next region covers.
        locked: Whether nothing can be changed.
        sure_open: Sure proposals that are undecided.
        clashes: Which covers touch which findings.
    """

    marks: tuple[Mark, ...]
    selected: int | None
    chosen: Mark | None
    style: Style
    feature: Feature
    locked: bool
    sure_open: int
    also: frozenset[int] = frozenset()
    clashes: Clashes = field(default_factory=lambda: NO_CLASHES)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """One question of the gate.

    Attributes:
        feature: Which.
        verdict: The answer that is shown as chosen; None where somebody has to answer.
        decided: Whether it counts.
        bar: Why an answer that was given does not count, or None.
        reason: Why it is needed.
        armed: Whether its key was pressed and its answer is awaited.
    """

    feature: Feature
    verdict: Verdict | None
    decided: bool
    bar: Bar | None
    reason: str
    armed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagsShown:
    """What is delicate about the series.

    Attributes:
        jotted: What was said of it, with everything else that is filed.
        follows: Whether *under 18* follows from the date of birth, and stays.
    """

    jotted: Jotted
    follows: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GateShown:
    """The gate of the series.

    Attributes:
        flags: What is delicate about it.
        rows: In the order of the features.
        decided: How many count.
        unseen: Photographs that have not been on screen; while there are any, nothing counts.
        many: Whether the series has more than one photograph.
    """

    rows: tuple[GateRow, ...]
    decided: int
    unseen: int
    many: bool
    flags: FlagsShown


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsShown:
    """Filing details of the series, and what is still to be said of them."""

    jotted: Jotted
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One photograph in the filmstrip.

    Attributes:
        arrival: Which.
        place: Its place in the series, from 1.
        name: The end of its file name, or empty.
        standing: How it stands.
        current: Whether it is on screen.
        covered: What is accepted in it, in pixels of the photograph.
        picture: Width and height of the photograph; 0 where nobody knows yet.
    """

    arrival: ArrivalId
    place: int
    name: str
    standing: Standing
    current: bool
    covered: tuple[Region, ...] = ()
    picture: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BarShown:
    """The action bar.

    Attributes:
        summary: How the series stands.
        line: What is missing, or what was just said.
        tone: Of that line.
        fileable: How many images can be filed now.
        refused: Why none can.
        may_file: Whether this role files at all.
        may_reject: Whether it turns photographs away.
        next: Whether there is another photograph to go to.
        locked: Whether the photograph on screen can no longer be rejected.
    """

    summary: Words
    line: Words
    tone: Tone
    fileable: int
    refused: Words | None
    may_file: bool
    may_reject: bool
    next: bool
    locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All of it.

    Attributes:
        undo: What would be undone, or None.
        redo: What would be done again, or None.
    """

    stage: StageShown
    alert: Alert | None
    regions: RegionsShown
    gate: GateShown
    details: DetailsShown
    film: tuple[Cell, ...]
    bar: BarShown
    undo: Words | None
    redo: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadShown:
    """What the frame says around the editor."""

    title: Words
    count: Words
    consent: Words
    consent_tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class FileQuestion:
    """What is asked before images are filed.

    Attributes:
        arrivals: Which.
        truths: What is so, with tone and icon.
        title: The question, if it is another than whether to file to this patient.
        act: What the button does then.
        why: What has to be said before it is done, or None.
    """

    arrivals: tuple[ArrivalId, ...]
    truths: tuple[tuple[Words, Tone, str], ...]
    title: Words | None = None
    act: Words | None = None
    why: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndShown:
    """What is shown when nothing of the series is left to do.

    Attributes:
        title: What was done.
        what: What waits next.
        next: The series that has waited longest, or None.
        record: The patient's record, if something was filed in it.
    """

    title: Words
    what: Words
    next: EditorPlace | None
    record: RecordPlace | None
