"""Invented cards of the ledger, for tests of the window."""

from typing import Any, Final

from desktop.ids import CardId
from desktop.records.arrival import Origin
from desktop.records.card import CardRun, CardState

OLD_AT: Final = "2026-11-19T09:14:00.000+00:00"
SEEN_AT: Final = "2026-11-21T16:30:00.000+00:00"


def ledger_card(number: int = 1, **more: Any) -> CardState:
    """Return a card of the practice on which nothing lies, proven by a look."""
    known: dict[str, Any] = {
        "id": CardId(f"k-{number}"),
        "serial": f"1A2B-{number:04d}",
        "label": f"EOS_{number}",
        "first_at": "2026-10-01T08:00:00.000+00:00",
        "last_at": SEEN_AT,
        "device": "Canon EOS 90D",
        "arrived": 30,
        "removed": 30,
        "emptied_at": "2026-11-21T16:31:00.000+00:00",
        "origin": Origin.PRACTICE,
    }
    return CardState(**(known | more))


STUCK: Final = ledger_card(
    1, label="EOS_DIGITAL", removed=28, stuck=2, stuck_at=OLD_AT, lying=5, fresh=3, emptied_at=""
)
"""Two could not be removed, and three on it were never taken in."""
OWN: Final = ledger_card(2, label="Telephone", device="samsung SM-G991B", origin=Origin.OWN)
"""A device of somebody's own, of which nobody has said that its backup is clean."""
RUN: Final = CardRun(
    began_at=OLD_AT,
    ended_at="2026-11-19T09:20:00.000+00:00",
    by="u-cerys",
    by_name="Cerys Morgan",
    origin=Origin.PRACTICE,
    arrived=12,
    known=1,
    removed=11,
    not_removed={"read_only": 2},
    refused={"video_not_handled": 1},
    pending=3,
)
