"""Everything that waits, as a role may see it."""

from dataclasses import dataclass

from desktop.ids import ArrivalId
from desktop.records.patient import Patient
from desktop.records.tally import Tally
from desktop.records.waiting import Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunDraft:
    """That an unfinished redaction is kept of an arrival, and whose hand was on it last.

    Attributes:
        name: Full name of the member of staff who kept it last.
        kept_at: When, ISO 8601.
    """

    arrival: ArrivalId
    name: str
    kept_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Everything that waits, oldest first, with the patients it was given to.

    Attributes:
        patients: Those whom ``waiting`` names or a slip proposes; empty for a role without the
            inbox key, which has no work in the inbox and learns of nobody that a photograph of
            theirs waits.
        drafts: Arrivals in which somebody's unfinished redaction is kept; empty without the key.
        begun: The same, with who kept it last and when.
    """

    waiting: tuple[Waiting, ...]
    patients: tuple[Patient, ...]
    drafts: tuple[ArrivalId, ...]
    tally: Tally
    begun: tuple[BegunDraft, ...] = ()
