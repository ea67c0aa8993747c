"""What came of checking the whole audit trail."""

from dataclasses import dataclass

from desktop.records.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailCheck:
    """What was looked at, and what does not hold.

    Attributes:
        entries: Entries whose number, link, signature, role and content were checked.
        heads: Signed heads that were compared with them.
        is_whole: Whether it went on to the end; else somebody stopped it.
        problems: What does not hold.
    """

    entries: int
    heads: int
    is_whole: bool
    problems: tuple[Problem, ...]
