"""What was found not to hold in the vault since somebody signed in, for every screen. No Qt."""

from collections.abc import Callable

from desktop.records.findings import Findings
from desktop.ui.lane import Scope


class FoundSoFar:
    """The newest findings of the keeper.

    Attributes:
        findings: None until the keeper has answered for the first time.
    """

    def __init__(self) -> None:
        self._heard: list[tuple[Scope, Callable[[], None]]] = []
        self.findings: Findings | None = None

    def take(self, findings: Findings) -> None:
        """Keep what the keeper says, and tell whoever shows it."""
        if findings == self.findings:
            return
        self.findings = findings
        self._heard = [(scope, heard) for scope, heard in self._heard if not scope.is_closed]
        for _, heard in tuple(self._heard):
            heard()

    def on_changed(self, scope: Scope, heard: Callable[[], None]) -> None:
        """Call ``heard`` whenever something is otherwise, until ``scope`` closes."""
        self._heard.append((scope, heard))
