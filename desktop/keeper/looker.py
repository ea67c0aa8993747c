"""Looks for faces in what waits, before anybody opens it, so that the editor has its outlines.

One photograph at a time, in quiet moments of whoever prepares or clears them, in the decoders for
what comes in: nobody who looks at something waits for it. What is found stays in the session's
memory. Each look is in the audit, as one that the program made by itself. A photograph in which the
detectors cannot look is left to the editor, which asks again and says why.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop.errors import DeskError, DetectorMissingError
from desktop.ids import ArrivalId
from desktop.keeper.hub import Hub
from desktop.workflow.inbox import Ahead, find_faces
from desktop.workflow.session import Session

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calm:
    """How patient it is.

    Attributes:
        look_s: Between two looks at whether something waits and it is quiet.
        rest_s: After each photograph.
    """

    look_s: float = 5.0
    rest_s: float = 0.3


class Looker:
    """Looks for one session; ``run`` is a task of the hub.

    Args:
        session: Whoever is signed in, with the decoders for what comes in.
        hub: Where it runs.
        is_quiet: Whether nobody waits for anything.
        calm: How patient it is.
    """

    def __init__(
        self, session: Session, hub: Hub, *, is_quiet: Callable[[], bool], calm: Calm | None = None
    ) -> None:
        self._session = session
        self._ahead = Ahead(session=session)
        self._hub = hub
        self._is_quiet = is_quiet
        self._calm = calm or Calm()
        self._tried: set[ArrivalId] = set()

    def run(self) -> None:
        """Look at whatever waits; returns where this role may not, or where no model is."""
        if not self._ahead.is_allowed():
            return
        while True:
            self._hub.sleep(self._calm.look_s)
            try:
                self._look_at_all()
            except DetectorMissingError as error:
                _LOG.info("no look ahead in this session: %s", error.code)
                return

    def _look_at_all(self) -> None:
        while self._is_quiet():
            there = [one for one in self._ahead.not_looked_at() if one not in self._tried]
            if not there:
                return
            self._tried.add(there[0])
            self._look_at(there[0])
            self._hub.sleep(self._calm.rest_s)

    def _look_at(self, arrival: ArrivalId) -> None:
        try:
            find_faces(self._session, arrival, ahead=True)
        except DetectorMissingError:
            raise
        except DeskError as error:
            _LOG.info("not looked at ahead: %s", error.code)
