"""Counts that must always agree: what was received is accounted for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Where everything that ever came into this vault stands now.

    Attributes:
        received: Every arrival there is.
        unidentified: In the inbox without a patient.
        identified: Given to a patient, waiting to be cleared and filed.
        set_aside: Quarantined.
        filed: In a record (held ones included).
        rejected: Turned away by a person, with a reason.
        destroyed: Whose key is gone.
        received_today: Of ``received``, those of this day at the practice.
        filed_today: Of ``filed``, those filed this day.
        oldest_waiting_at: When the oldest that waits came in, ISO 8601; empty if nothing waits.
    """

    received: int
    unidentified: int
    identified: int
    set_aside: int
    filed: int
    rejected: int
    destroyed: int = 0
    received_today: int = 0
    filed_today: int = 0
    oldest_waiting_at: str = ""

    @property
    def waiting(self) -> int:
        """Return how many wait for somebody."""
        return self.unidentified + self.identified + self.set_aside

    @property
    def accounted_for(self) -> int:
        """Return how many are somewhere that has a name; equal to ``received`` or say so loudly."""
        return self.waiting + self.filed + self.rejected + self.destroyed
