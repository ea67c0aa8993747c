"""Checking the trail and saving entries of it, as a presenter sees it. No Qt here."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.errors import DeskError
from desktop.keeper.audit_calls import CheckTrail, SaveTrail
from desktop.records.trail_check import TrailCheck
from desktop.ui.desk import Desk
from desktop.ui.job_facts import Job
from desktop.ui.lane import Progress, Scope, Ticket
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.wording import Language

CHECK: Final = "check"
SAVE: Final = "save"


class TrailWork:
    """One job at a time, and what came of the last.

    Attributes:
        job: What goes on, as a line shows it; None between jobs.
        checked: What the last check found; None before, and after something else.
        saved: How many entries were saved by the last job, 0 where it was stopped; None otherwise.
        problem: Why the last job failed.
    """

    def __init__(self, desk: Desk, scope: Scope, heard: Callable[[], None]) -> None:
        """Say where to ask, and whom to tell.

        Args:
            desk: The surroundings.
            scope: The screen's.
            heard: Is called whenever something is to be shown otherwise.
        """
        self._desk = desk
        self._scope = scope
        self._heard = heard
        self._ticket: Ticket | None = None
        self.job: Job | None = None
        self.checked: TrailCheck | None = None
        self.saved: int | None = None
        self.problem: DeskError | None = None

    def check(self) -> None:
        """Check the whole trail."""
        if self.job is None:
            self._begin(CHECK, phrase("audit.checking"))
            self._ticket = self._desk.lane.ask(
                CheckTrail(),
                scope=self._scope,
                done=self._checked,
                failed=self._failed,
                progress=self._advance,
            )

    def save(self, to: Path, numbers: tuple[int, ...], language: Language) -> None:
        """Write entries to a file; no numbers are all of them."""
        if self.job is None:
            self._begin(SAVE, phrase("audit.saving"))
            self._ticket = self._desk.lane.ask(
                SaveTrail(to=to, numbers=numbers, language=language),
                scope=self._scope,
                done=self._wrote,
                failed=self._failed,
                progress=self._advance,
            )

    def cancel(self) -> None:
        """Stop what goes on after its present piece."""
        if self._ticket is not None:
            self._desk.lane.cancel(self._ticket)

    def read(self) -> None:
        """What came of the last job was read."""
        self.checked = self.saved = self.problem = None
        self._heard()

    def _begin(self, code: str, words: Words) -> None:
        self.checked = self.saved = self.problem = None
        self.job = Job(code=code, words=words, count=NOTHING, done=0, total=0, can_pause=False)
        self._heard()

    def _advance(self, progress: Progress) -> None:
        if self.job is not None:
            done, total = progress.done, progress.total
            self.job = Job(
                code=self.job.code,
                words=self.job.words,
                count=phrase("audit.of_entries", done=done, total=total),
                done=done,
                total=total,
                can_pause=False,
            )
            self._heard()

    def _checked(self, checked: TrailCheck) -> None:
        self._end()
        self.checked = checked
        self._heard()

    def _wrote(self, saved: int) -> None:
        self._end()
        self.saved = saved
        self._heard()

    def _failed(self, error: DeskError) -> None:
        self._end()
        self.problem = error
        self._heard()

    def _end(self) -> None:
        self.job = self._ticket = None
