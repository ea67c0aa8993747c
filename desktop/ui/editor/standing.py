"""How each photograph of a series stands, and what is still missing until it is filed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from desktop.errors import DeskError
from desktop.records.draft import Draft, MarkOrigin
from desktop.records.gate import Decision, Feature
from desktop.ui.editor.gate_rules import suspects
from desktop.ui.filings import Course, FilingState


class Standing(Enum):
    """What the badge of a photograph says; the values are states of the look."""

    UNREADABLE = "unreadable"
    """It cannot be shown, and so not be filed."""
    NEEDS_REDACTION = "needs_redaction"
    """A detector is sure of something that nobody has decided on."""
    TO_CHECK = "to_check"
    """Somebody has to look, or to decide."""
    READY = "ready"
    """Wholly decided."""
    FILING = "filing"
    """It is being filed, or waits for its turn."""
    STAYED = "stayed"
    """It could not be filed; it says why."""
    FILED = "filed"
    """In the record."""


class Lack(Enum):
    """What one photograph still needs."""

    UNREADABLE = "unreadable"
    NOT_FOUND_YET = "not_found_yet"
    """The detectors are still at work."""
    NO_DETECTOR = "no_detector"
    """The detectors could not look; nothing is checked."""
    PROPOSALS = "proposals"
    """Proposals are undecided."""
    SUSPICION = "suspicion"
    """Part of a face is suspected, and nobody has looked for it."""
    NOT_SEEN = "not_seen"
    """It has not been on screen."""
    GATE = "gate"
    """Not every feature is answered for the series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a photograph that nobody edits.

    Attributes:
        unreadable: Why it cannot be shown.
        undetected: Why the detectors could not look.
        course: What became of its filing.
    """

    unreadable: DeskError | None = None
    undetected: DeskError | None = None
    course: Course | None = None

    @property
    def is_locked(self) -> bool:
        """Return whether nothing of it can be changed any more."""
        return self.course is not None and self.course.state is not FilingState.STAYED


def lacks(draft: Draft, facts: Facts, holding: Mapping[Feature, Decision]) -> tuple[Lack, ...]:
    """Return what a photograph still needs, most urgent first.

    Args:
        draft: What was done in it.
        facts: What is known of it.
        holding: The answers of the series that hold (``gate_rules.holding``).
    """
    if facts.unreadable is not None:
        return (Lack.UNREADABLE,)
    found = {
        Lack.NO_DETECTOR: not draft.looked and facts.undetected is not None,
        Lack.NOT_FOUND_YET: not draft.looked and facts.undetected is None,
        Lack.PROPOSALS: bool(draft.undecided()),
        Lack.SUSPICION: suspects(draft),
        Lack.NOT_SEEN: not draft.seen,
        Lack.GATE: len(holding) < len(Feature),
    }
    return tuple(lack for lack, is_so in found.items() if is_so)


def standing(draft: Draft, facts: Facts, holding: Mapping[Feature, Decision]) -> Standing:
    """Return how a photograph stands; see ``lacks``."""
    if facts.course is not None:
        return _OF_FILING[facts.course.state]
    missing = lacks(draft, facts, holding)
    if not missing:
        return Standing.READY
    if missing[0] is Lack.UNREADABLE:
        return Standing.UNREADABLE
    sure = any(mark.origin is MarkOrigin.SURE for mark in draft.undecided())
    return Standing.NEEDS_REDACTION if sure else Standing.TO_CHECK


_OF_FILING = {
    FilingState.QUEUED: Standing.FILING,
    FilingState.GOING: Standing.FILING,
    FilingState.FILED: Standing.FILED,
    FilingState.STAYED: Standing.STAYED,
}
