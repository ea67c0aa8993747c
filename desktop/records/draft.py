"""A redaction under way: what is marked in one arrival, and what a person decided of each mark.

Pure values; edits return new ones, so that undo is keeping the old one. A draft is sealed in the
vault as it stands, so that a lock or a killed process loses no work.

Source: GUIDANCE R-26; ARCHITECTURE 2: every box must have been seen once before *accept all*
counts, and the gate is answered once a series.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Final, Self

from desktop.ids import ArrivalId
from desktop.records.detection import Detection, Face, Kind, Suggestion
from desktop.records.filing import FilingDetails, Side, View, body_sites
from desktop.records.flags import NO_FLAGS, Flags
from desktop.records.gate import Decision, Feature, check_words
from desktop.records.redaction import Redaction
from desktop.records.region import Region


class MarkOrigin(Enum):
    """Where a mark comes from."""

    SURE = "sure"
    """A detector is sure: covered from the start, until somebody refuses it."""
    CHECK = "check"
    """A detector asks: drawn dashed."""
    PERSON = "person"
    """Drawn by a person: accepted from the start."""


class MarkState(Enum):
    """What became of a mark."""

    PROPOSED = "proposed"
    """Nobody has decided; the image cannot be filed, though a *sure* one is covered already."""
    ACCEPTED = "accepted"
    """It is burned in."""
    REFUSED = "refused"
    """Not burned in; stays listed, so that it can be taken back."""
    PROTECTED = "protected"
    """The clinical finding, which must stay visible: no cover, but what covers are held against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One area and what was decided about it.

    Attributes:
        number: Counts up within one draft and is never given twice; what a person sees as *1*.
        region: Where, in pixels of the upright picture, and the style it is covered with.
        feature: What lies under it; of a finding, what it would cover if it were a cover again.
        origin: Who proposed it.
        state: What was decided.
        seen: Whether it has been on screen once.
        kind: What a detector took it for, where that says more than the feature: a barcode.
        reason: Why it is covered, in a person's own words; may be empty.

    Raises:
        RecordInvalidError: ``gate_reason``.
    """

    number: int
    region: Region
    feature: Feature
    origin: MarkOrigin
    state: MarkState = MarkState.PROPOSED
    seen: bool = False
    kind: Kind | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse a reason that is too long or not plain text."""
        check_words(self.reason)

    @property
    def is_cover(self) -> bool:
        """Return whether it covers something, or would if it is accepted."""
        return self.state in {MarkState.ACCEPTED, MarkState.PROPOSED}

    @property
    def is_applied(self) -> bool:
        """Return whether it is covered as things stand: accepted, or *sure* and not refused."""
        is_sure = self.origin is MarkOrigin.SURE
        return self.state is MarkState.ACCEPTED or (self.state is MarkState.PROPOSED and is_sure)

    @property
    def is_finding(self) -> bool:
        """Return whether it is what must stay visible."""
        return self.state is MarkState.PROTECTED

    @property
    def is_barcode(self) -> bool:
        """Return whether it is a barcode that was found, as long as nobody names it otherwise."""
        return self.kind is Kind.BARCODE and self.feature is Feature.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Jotted:
    """Filing details as far as somebody has filled them in.

    Attributes:
        site: Code of a body site, or empty.
        side: Which side, or None.
        view: How it was taken, or None.
        description: In the clinician's words.
        flags: What is delicate about it.
    """

    site: str = ""
    side: Side | None = None
    view: View | None = None
    description: str = ""
    flags: Flags = NO_FLAGS

    def missing(self) -> tuple[str, ...]:
        """Return what is still to be said: ``site``, ``side``, ``view``, ``chaperone``."""
        site = body_sites().get(self.site)
        found = ["site"] if site is None else []
        if site is not None and site.paired and self.side not in _SIDES_OF_A_PAIR:
            found.append("side")
        if self.view is None:
            found.append("view")
        return (*found, "chaperone") if self.flags.lacks_chaperone() else tuple(found)

    def details(self) -> FilingDetails | None:
        """Return the details as they are filed, or None while something is missing.

        Raises:
            RecordInvalidError: ``filing_description``.
        """
        if self.view is None or self.missing():
            return None
        side = Side.NOT_APPLICABLE if self.side is None else self.side
        return FilingDetails(
            site=self.site, side=side, view=self.view, description=self.description
        )


_SIDES_OF_A_PAIR: Final = frozenset({Side.LEFT, Side.RIGHT, Side.BOTH})
_SAME_PLACE: Final = 0.5
"""Two boxes mark the same thing from this intersection over union on (PASCAL VOC)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything that a person has done in one arrival before it is filed.

    Attributes:
        arrival: Which.
        marks: In the order of their numbers.
        decisions: The gate of its series, as far as it was answered.
        width_px: Width of the upright picture; 0 before it was opened.
        height_px: Height of the upright picture.
        looked: Whether detectors have looked for faces.
        face_may_be_present: Whether they said that something looks like part of a face.
        seen: Whether the photograph itself has been on screen.
        face_looked: Whether a person has looked for the part of a face that a detector suspects
            and said that there is nothing to cover.
        jotted: Filing details; as the decisions, they are those of the series.
    """

    arrival: ArrivalId
    marks: tuple[Mark, ...] = ()
    decisions: Mapping[Feature, Decision] = field(default_factory=lambda: MappingProxyType({}))
    width_px: int = 0
    height_px: int = 0
    looked: bool = False
    face_may_be_present: bool = False
    seen: bool = False
    face_looked: bool = False
    jotted: Jotted = field(default_factory=Jotted)

    def with_detection(self, found: Detection, *, first: int | None = None) -> Self:
        """Return the draft with the detectors' proposals added.

        What is marked already, accepted or refused, is not proposed again; what is protected is no
        cover, and drops no proposal. A barcode is writing too: what it says is on the same label.

        Args:
            found: What detectors say.
            first: Number of the first proposal; the next one of this draft if not given. Every
                proposal has its number, also where some are not taken over.
        """
        first = self.next_number() if first is None else first
        proposals: tuple[Face | Suggestion, ...] = (*found.faces, *found.suggestions)
        proposed = tuple(
            Mark(
                number=first + index,
                region=Region.rectangle(one.x, one.y, one.w, one.h),
                feature=Feature.FACE if isinstance(one, Face) else Feature.TEXT,
                origin=_origin(one),
                kind=_kind(one),
            )
            for index, one in enumerate(proposals)
        )
        proposed = tuple(p for p in proposed if not self._has(p))
        return replace(
            self,
            marks=self.marks + proposed,
            width_px=found.width_px,
            height_px=found.height_px,
            looked=True,
            face_may_be_present=found.face_may_be_present,
        )

    def with_proposals(self, proposed: Sequence[Mark]) -> Self:
        """Return the draft with marks that somebody must look at, as a person asked for them.

        What is covered there already is not proposed once more, nor what is proposed there for the
        same feature. What somebody refused is: that no face is there says nothing of a tattoo.
        """
        new = (one for one in proposed if not any(_serves(mark, one) for mark in self.marks))
        return replace(self, marks=(*self.marks, *new))

    def _has(self, proposed: Mark) -> bool:
        """Return whether something is marked in the same place: a finding is no cover."""
        return any(_marks_same(mark, proposed) for mark in self.marks)

    def next_number(self) -> int:
        """Return the number of the next mark."""
        return max((mark.number for mark in self.marks), default=0) + 1

    def mark(self, number: int) -> Mark | None:
        """Return one mark, or None."""
        return next((mark for mark in self.marks if mark.number == number), None)

    def add(
        self,
        region: Region,
        feature: Feature,
        *,
        number: int | None = None,
        protected: bool = False,
        reason: str = "",
    ) -> Self:
        """Return the draft with one more mark, drawn and so accepted by a person.

        Args:
            region: Where.
            feature: What lies under it.
            number: The mark's number; the next one of this draft if not given.
            protected: Whether it is the finding that must stay visible, and no cover.
            reason: Why it is covered.
        """
        drawn = Mark(
            number=self.next_number() if number is None else number,
            region=region,
            feature=feature,
            origin=MarkOrigin.PERSON,
            state=MarkState.PROTECTED if protected else MarkState.ACCEPTED,
            seen=True,
            reason=reason,
        )
        return replace(self, marks=(*self.marks, drawn))

    def change(self, changed: Mark) -> Self:
        """Return the draft with the mark of the same number replaced."""
        marks = tuple(changed if mark.number == changed.number else mark for mark in self.marks)
        return replace(self, marks=marks)

    def remove(self, number: int) -> Self:
        """Return the draft without one mark."""
        return replace(self, marks=tuple(m for m in self.marks if m.number != number))

    def accept_all_sure(self) -> Self:
        """Return the draft with every *sure* proposal accepted that has been seen once."""
        return replace(
            self,
            marks=tuple(
                replace(mark, state=MarkState.ACCEPTED)
                if mark.state is MarkState.PROPOSED and mark.origin is MarkOrigin.SURE and mark.seen
                else mark
                for mark in self.marks
            ),
        )

    def undecided(self) -> tuple[Mark, ...]:
        """Return the proposals that nobody has decided on."""
        return tuple(mark for mark in self.marks if mark.state is MarkState.PROPOSED)

    def redaction(self) -> Redaction:
        """Return what is to be burned: what is accepted, and what is sure and not refused."""
        return Redaction(regions=tuple(mark.region for mark in self.marks if mark.is_applied))

    def features(self) -> tuple[Feature, ...]:
        """Return what lies under each region that is to be burned, in their order."""
        return tuple(mark.feature for mark in self.marks if mark.is_applied)

    def reasons(self) -> tuple[str, ...]:
        """Return why each region that is to be burned is, in their order; empty texts included."""
        return tuple(mark.reason for mark in self.marks if mark.is_applied)

    def findings(self) -> tuple[Region, ...]:
        """Return what must stay visible."""
        return tuple(mark.region for mark in self.marks if mark.is_finding)

    def covers(self, feature: Feature) -> bool:
        """Return whether an accepted mark covers this feature."""
        return any(m.feature is feature and m.state is MarkState.ACCEPTED for m in self.marks)


def _marks_same(mark: Mark, other: Mark) -> bool:
    return mark.is_finding is other.is_finding and _coincide(mark.region, other.region)


def _serves(mark: Mark, wanted: Mark) -> bool:
    """Return whether a mark covers what is wanted already, or asks for the same."""
    if not _marks_same(mark, wanted) or mark.state is MarkState.REFUSED:
        return False
    return mark.state is not MarkState.PROPOSED or mark.feature is wanted.feature


def _origin(one: Face | Suggestion) -> MarkOrigin:
    return MarkOrigin.SURE if isinstance(one, Face) and one.sure else MarkOrigin.CHECK


def _kind(one: Face | Suggestion) -> Kind | None:
    is_barcode = isinstance(one, Suggestion) and one.kind is Kind.BARCODE
    return Kind.BARCODE if is_barcode else None


def _coincide(one: Region, other: Region) -> bool:
    """Return whether the rectangles around two regions mark the same place."""
    across = min(one.x + one.w, other.x + other.w) - max(one.x, other.x)
    down = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    if across <= 0 or down <= 0:
        return False
    shared = across * down
    return shared >= _SAME_PLACE * (one.w * one.h + other.w * other.h - shared)
