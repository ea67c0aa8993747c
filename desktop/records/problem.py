"""What is wrong with a vault, in codes that ``resources/texts/problems.toml`` puts into words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is not as it should be: a stable code, and where, in our identifiers."""

    what: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was looked at and what is wrong."""

    checked: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems
