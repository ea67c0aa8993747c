"""Enters what came in while nobody was signed in, beside everything else, once somebody is."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from desktop.errors import DeskError
from desktop.keeper.aside import Aside
from desktop.keeper.hub import Hub
from desktop.records.outcome import Topic
from desktop.records.spool import Absorbed, SpoolNews
from desktop.workflow.absorbing import Absorbing, absorb, may_absorb
from desktop.workflow.pace import Pace
from desktop.workflow.session import Session
from desktop.workflow.spooling import waiting_behind

_LOG: Final = logging.getLogger(__name__)
_TOPICS: Final = frozenset({Topic.INBOX, Topic.SOURCES})


class Absorber:
    """Enters the spool for one session; ``run`` is a task of the hub.

    Args:
        session: Whoever is signed in, with the decoders for what comes in.
        hub: Where it runs.
        announce: Tells every screen what changed.
    """

    def __init__(
        self, session: Session, hub: Hub, announce: Callable[[frozenset[Topic]], None]
    ) -> None:
        self._session = session
        self._hub = hub
        self._announce = announce
        self._is_busy = False
        self._done = Absorbed()

    def run(self) -> None:
        """Enter everything that waits; returns at once for whoever may not."""
        if not may_absorb(self._session.vault):
            return
        how = Absorbing(
            entered=lambda: self._announce(_TOPICS),
            pace=Pace(pause=self._hub.sleep, aside=Aside(self._hub)),
        )
        self._is_busy = True
        try:
            self._done = absorb(self._session, how).value
        except DeskError as error:
            self._done = replace(self._done, stopped=error.code)
            _LOG.info("the spool was not entered: %s", error.code)
        finally:
            self._is_busy = False
        if self._done != Absorbed():
            self._announce(_TOPICS)

    def news(self) -> SpoolNews:
        """Return what became of it, and what waits; says nothing of any photograph."""
        return SpoolNews(
            waiting=waiting_behind(self._session.vault.folder),
            opens=may_absorb(self._session.vault),
            busy=self._is_busy,
            absorbed=self._done,
        )
