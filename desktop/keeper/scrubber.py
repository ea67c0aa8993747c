"""The nightly slice of a scrub, in quiet moments of whoever is signed in with the keys.

Once a day a thirtieth of the sealed files is decrypted and compared, a file at a time with a rest
after each, aside, and only while nobody asks anything of the keeper. A lock ends it; what was read
is noted, and the next quiet moment goes on there. What it finds is in the audit.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop.errors import DeskError
from desktop.keeper.answering import Stop
from desktop.keeper.aside import Aside
from desktop.keeper.hub import Hub
from desktop.records.role import MAY, Act
from desktop.records.scrubbed import NIGHTS
from desktop.workflow.pace import Pace
from desktop.workflow.scrubbing import How, scrub_vault
from desktop.workflow.session import Session

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calm:
    """How patient the scrubber is.

    Attributes:
        look_s: Between two looks at whether it is quiet.
        rest_s: After each file.
        again_s: Between two slices of one session.
    """

    look_s: float = 20.0
    rest_s: float = 0.2
    again_s: float = 3600.0


class Scrubber:
    """Scrubs for one session; ``run`` is a task of the hub.

    Args:
        session: Whoever is signed in.
        hub: Where it runs.
        is_quiet: Whether nobody waits for anything.
        calm: How patient it is.
    """

    def __init__(
        self, session: Session, hub: Hub, *, is_quiet: Callable[[], bool], calm: Calm | None = None
    ) -> None:
        self._session = session
        self._hub = hub
        self._is_quiet = is_quiet
        self._calm = calm or Calm()

    def run(self) -> None:
        """Scrub a slice a day; returns where this role may not, or once the disk refuses."""
        while Act.SCRUB_VAULT in MAY[self._session.role]:
            self._wait_for_quiet(self._calm.look_s)
            try:
                scrub_vault(self._session, self._how())
            except DeskError as error:
                _LOG.info("no scrub in this session any more: %s", error.code)
                return
            self._hub.sleep(self._calm.again_s)

    def _how(self) -> How:
        return How(
            parts=NIGHTS,
            stop=Stop(self._hub),
            pace=Pace(pause=self._wait_for_quiet, aside=Aside(self._hub)),
            rest_s=self._calm.rest_s,
            batch=20,
            is_nightly=True,
        )

    def _wait_for_quiet(self, seconds: float) -> None:
        """Wait so long, and on until nobody waits for anything."""
        self._hub.sleep(seconds)
        while not self._is_quiet():
            self._hub.sleep(self._calm.look_s)
