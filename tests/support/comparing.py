"""The two ways in which a start compares a vault: a command's, and that of somebody at a window."""

from dataclasses import dataclass

import pytest

from desktop.records.problem import Problem
from desktop.vault import comparing, comparison, row_pieces
from desktop.workflow.comparing import compare_whole
from desktop.workflow.signing_in import SignedIn


@dataclass
class Way:
    """How a start compares.

    Attributes:
        at_once: Whether somebody is let in after a glance, and the rest is compared after that.
    """

    at_once: bool = False

    def told(self, signed: SignedIn) -> tuple[Problem, ...]:
        """Return what the start said by its end."""
        if not self.at_once:
            return signed.problems
        return compare_whole(signed.session, known=signed.problems, newest=signed.newest)


WAY = Way()


@pytest.fixture(params=["command", "window"], autouse=True)
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every test compare as a command does, and as a window does in very small pieces."""
    if request.param == "window":
        monkeypatch.setattr(WAY, "at_once", True)
        monkeypatch.setattr(comparing, "MOST_AT_ONCE", 5)
        monkeypatch.setattr(comparison, "_ENTRIES", 7)
        monkeypatch.setattr(comparison, "_LINES", 2)
        monkeypatch.setattr(row_pieces, "_PIECE", 1)
