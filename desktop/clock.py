"""The time: asked of a Clock, so that tests can say what time it is."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that may ask


def stamp(moment: datetime) -> str:
    """Return ``moment`` as ISO 8601 in UTC with whole milliseconds, as stored everywhere."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
