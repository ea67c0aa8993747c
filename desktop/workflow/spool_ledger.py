"""What came in behind a lock, in the ledger of cards: a run for each card that it came from."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.ids import CardId
from desktop.records.arrival import Origin
from desktop.records.card import CardSeen
from desktop.records.intake_report import Arrived, Duplicate, IntakeReport
from desktop.vault.spool_file import SpoolFacts
from desktop.workflow.card_ledger import LedgerRun


@dataclass(slots=True, kw_only=True)
class _Line:
    run: LedgerRun
    brought: IntakeReport


class SpoolLedger:
    """The runs of the ledger that one going through the spool begins and ends.

    Args:
        begin: Begins the run of a card, for whoever enters what waits.
    """

    def __init__(self, begin: Callable[[CardSeen, Origin], LedgerRun]) -> None:
        self._begin = begin
        self._lines: dict[CardSeen, _Line] = {}

    def card(self, facts: SpoolFacts) -> CardId | None:
        """Return the line that a photograph belongs to, its run begun; None for none.

        Raises:
            NotPermittedError: This role may not take images in.
            VaultError: The vault takes no more.
        """
        line = self._line(facts)
        return None if line is None else line.run.card_id

    def arrived(self, facts: SpoolFacts, one: Arrived) -> None:
        """Add to its run what came in."""
        line = self._line(facts)
        if line is not None:
            line.brought.arrived.append(one)

    def known(self, facts: SpoolFacts, one: Duplicate) -> None:
        """Add to its run what the vault had already."""
        line = self._line(facts)
        if line is not None:
            line.brought.duplicates.append(one)

    def end(self) -> None:
        """End every run.

        Raises:
            VaultError: The vault takes no more; a run that is not ended counts as cut off.
        """
        for line in self._lines.values():
            line.run.end(line.brought)
            if line.brought.stopped is not None:
                raise line.brought.stopped

    def _line(self, facts: SpoolFacts) -> _Line | None:
        if facts.card is None:
            return None
        if facts.card not in self._lines:
            run = self._begin(facts.card, facts.origin)
            self._lines[facts.card] = _Line(run=run, brought=IntakeReport())
        return self._lines[facts.card]
