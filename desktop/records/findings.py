"""What was found not to hold in a vault since somebody signed in."""

from dataclasses import dataclass

from desktop.records.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What does not hold, as far as the vault was compared.

    Attributes:
        problems: Each once; those that were found before the first page come first.
        is_whole: Whether everything that is compared at a start has been.
    """

    problems: tuple[Problem, ...] = ()
    is_whole: bool = False
