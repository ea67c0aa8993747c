"""A backup once a day in the place that was settled, while somebody is in who may make one.

It runs beside everything else, as one that somebody asked for does, and ends with a lock; what was
copied need not be copied again. One that failed is told to the window, is in the audit, and is
tried again after a while.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from desktop.clock import stamp
from desktop.errors import BackupFailedError, DeskError
from desktop.keeper.aside import Aside
from desktop.keeper.hub import Hub
from desktop.records.outcome import Topic
from desktop.records.role import MAY, Act
from desktop.records.safekeeping import DailyBackup
from desktop.workflow.daily_backup import back_up_today
from desktop.workflow.pace import Pace
from desktop.workflow.session import Session

_LOG: Final = logging.getLogger(__name__)
_TOPICS: Final = frozenset({Topic.BACKUPS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Calm:
    """How patient it is.

    Attributes:
        first_s: After somebody came in, who has something else to do first.
        look_s: Between two looks at whether one is due.
        again_s: After one that failed.
        tell_s: Between two words on how far it is.
    """

    first_s: float = 60.0
    look_s: float = 60.0
    again_s: float = 1800.0
    tell_s: float = 1.0


class DailyBackups:
    """Makes them for one session; ``run`` is a task of the hub.

    Args:
        session: Whoever is signed in.
        hub: Where it runs.
        place: Says where they are made; None where nobody settled that.
        announce: Tells every screen that there is something to see.
        calm: How patient it is.
    """

    def __init__(
        self,
        session: Session,
        hub: Hub,
        *,
        place: Callable[[], Path | None],
        announce: Callable[[frozenset[Topic]], None],
        calm: Calm | None = None,
    ) -> None:
        self._session = session
        self._hub = hub
        self._place = place
        self._announce = announce
        self._calm = calm or Calm()
        self._state = DailyBackup()
        self._told_at = 0.0

    def seen(self) -> DailyBackup:
        """Return how it stands now."""
        return replace(self._state, place=str(self._settled() or ""))

    def run(self) -> None:
        """Make one whenever one is due; returns where this role may not."""
        self._hub.sleep(self._calm.first_s)
        while Act.BACK_UP in MAY[self._session.role]:
            place = self._settled()
            has_failed = place is not None and not self._made(place)
            self._hub.sleep(self._calm.again_s if has_failed else self._calm.look_s)

    def _settled(self) -> Path | None:
        """Return the place; what is wrong with the settings is said by who asks for them."""
        try:
            return self._place()
        except DeskError:
            return None

    def _made(self, place: Path) -> bool:
        """Make one if one is due; return whether nothing went wrong."""
        try:
            made = back_up_today(
                self._session,
                place,
                pace=Pace(pause=self._hub.sleep, aside=Aside(self._hub)),
                progress=self._advance,
            )
        except DeskError as error:
            if isinstance(error, BackupFailedError) and error.reason == "running":
                return True
            _LOG.info("no daily backup: %s %s", error.code, error.reason)
            now = stamp(self._session.clock.now())
            self._tell(DailyBackup(failed=error.code, reason=error.reason, failed_at=now))
            return False
        if made is not None:
            self._tell(DailyBackup(made_at=made.value.made_at))
        elif self._state.failed:
            self._tell(DailyBackup())
        return True

    def _advance(self, done: int, total: int) -> None:
        now = time.monotonic()
        is_first = not self._state.is_going
        self._state = DailyBackup(is_going=True, done=done, total=total)
        if is_first or now - self._told_at >= self._calm.tell_s:
            self._told_at = now
            self._announce(_TOPICS)

    def _tell(self, state: DailyBackup) -> None:
        self._state = state
        self._announce(_TOPICS)
