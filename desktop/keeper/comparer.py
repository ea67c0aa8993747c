"""Compares the whole vault after somebody is in, beside everything else, and says what it finds."""

import logging
from collections.abc import Callable
from typing import Final

from desktop.errors import DeskError
from desktop.keeper.aside import Aside
from desktop.keeper.hub import Hub
from desktop.records.findings import Findings
from desktop.records.outcome import Topic
from desktop.records.problem import Problem
from desktop.workflow.comparing import compare_whole
from desktop.workflow.pace import Pace
from desktop.workflow.signing_in import SignedIn

_LOG: Final = logging.getLogger(__name__)
_TOPICS: Final = frozenset({Topic.FOUND})
_REST_S: Final = 0.005
_WHILE_BUSY_S: Final = 0.05
"""Between two pieces while somebody waits for an answer: a piece takes about a third of it."""


class Comparer:
    """Compares for one session; ``run`` is a task of the hub, which tells ``fail`` what ended it.

    Args:
        hub: Where it runs.
        announce: Tells every screen that there is something to see.
        signed: What was found before they were in.
        is_quiet: Whether nobody waits for anything.

    Attributes:
        findings: What does not hold, as far as it was compared.
    """

    def __init__(
        self,
        hub: Hub,
        announce: Callable[[frozenset[Topic]], None],
        *,
        signed: SignedIn,
        is_quiet: Callable[[], bool],
    ) -> None:
        self._signed = signed
        self._hub = hub
        self._announce = announce
        self._is_quiet = is_quiet
        self.findings = Findings(problems=signed.problems)

    def run(self) -> None:
        """Compare everything once; whatever ends it before that is to be told to ``fail``."""
        problems = compare_whole(
            self._signed.session,
            pace=Pace(pause=self._pause, aside=Aside(self._hub)),
            found=self._tell,
            known=self._signed.problems,
            newest=self._signed.newest,
        )
        self._end(problems)

    def fail(self, error: Exception) -> None:
        """Say that the comparison ended early: forged rows may break a formula in any way."""
        where = error.reason or error.code if isinstance(error, DeskError) else ""
        where = where or type(error).__name__
        _LOG.info("the vault was not compared: %s", where)
        self._end((*self.findings.problems, Problem(what="not_compared", where=where)))

    def _end(self, problems: tuple[Problem, ...]) -> None:
        self.findings = Findings(problems=problems, is_whole=True)
        self._announce(_TOPICS)

    def _tell(self, problems: tuple[Problem, ...]) -> None:
        self.findings = Findings(problems=problems)
        self._announce(_TOPICS)

    def _pause(self, seconds: float) -> None:
        """Let others have their turn, a longer one while somebody waits for an answer."""
        self._hub.sleep(max(seconds, _REST_S if self._is_quiet() else _WHILE_BUSY_S))
