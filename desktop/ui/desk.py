"""What every screen gets of its surroundings: how to ask, who is at work, and where jobs show."""

from dataclasses import dataclass, field
from datetime import date, datetime

from desktop.clock import Clock
from desktop.keeper.calls import Me
from desktop.records.problem import Problem
from desktop.ui.filings import Filings
from desktop.ui.findings import told
from desktop.ui.found_so_far import FoundSoFar
from desktop.ui.jobs import Jobs
from desktop.ui.keeping import Keeping
from desktop.ui.lane import Lane
from desktop.ui.recent import Recent
from desktop.ui.runs import Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The surroundings of a screen and its presenter; no Qt.

    Attributes:
        lane: How to ask the keeper.
        me: Who is signed in.
        jobs: What goes on in the background.
        clock: Says what time it is.
        recent: What can still be undone; outlives the screen that did it.
        runs: Cards and folders being taken in; they go on while screens come and go.
        filings: Images being filed; they go on as well.
        keeping: A backup being made and the like; it goes on as well.
        found: What does not hold in the vault, once the keeper has said so.
    """

    lane: Lane
    me: Me
    jobs: Jobs
    clock: Clock
    recent: Recent = field(default_factory=Recent)
    runs: Runs = field(default_factory=Runs)
    filings: Filings = field(default_factory=Filings)
    keeping: Keeping = field(default_factory=Keeping)
    found: FoundSoFar = field(default_factory=FoundSoFar)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What does not hold in the vault, as far as it was compared since somebody signed in."""
        findings = self.found.findings
        return told(self.me.problems) if findings is None else findings.problems

    @property
    def is_compared(self) -> bool:
        """Whether everything that is compared at a start has been."""
        return self.found.findings is not None and self.found.findings.is_whole

    def now(self) -> datetime:
        """Return this moment at the practice; aware."""
        return self.clock.now().astimezone()

    def today(self) -> date:
        """Return this day at the practice."""
        return self.now().date()
