"""What every screen gets of its surroundings: how to ask, who is at work, and where jobs show."""

from dataclasses import dataclass
from datetime import date, datetime

from desktop.clock import Clock
from desktop.keeper.calls import Me
from desktop.ui.jobs import Jobs
from desktop.ui.lane import Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The surroundings of a screen and its presenter; no Qt.

    Attributes:
        lane: How to ask the keeper.
        me: Who is signed in.
        jobs: What goes on in the background.
        clock: Says what time it is.
    """

    lane: Lane
    me: Me
    jobs: Jobs
    clock: Clock

    def now(self) -> datetime:
        """Return this moment at the practice; aware."""
        return self.clock.now().astimezone()

    def today(self) -> date:
        """Return this day at the practice."""
        return self.now().date()
