"""Work of a keeper's own that runs on a hub beside a test: waited for, counted, and ended."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa

from desktop.keeper.hub import Hub
from desktop.vault.audit import Event
from desktop.vault.schema import audit_entry
from desktop.workflow.session import Session
from support.keeper import PATIENCE_S


@dataclass(kw_only=True)
class HubScene:
    """A hub with the work on it, and whose session it works in."""

    hub: Hub
    session: Session
    errors: list[Exception] = field(default_factory=list)

    def until(self, true: Callable[[], bool]) -> None:
        left = PATIENCE_S
        while not true():
            self.hub.sleep(0.01)
            left -= 0.01
            assert left > 0, "this did not happen"

    def entries(self, act: str) -> int:
        return self.count(sa.select(sa.func.count()).where(audit_entry.c.act == act))

    def count(self, query: sa.Select[tuple[int]]) -> int:
        with self.session.vault.change() as tx:
            tx.audit(Event(act="test", body={}))
            return int(tx.connection.scalar(query) or 0)


_Scene = TypeVar("_Scene", bound=HubScene)


def hub_of(session: Session) -> Hub:
    """Return a hub that pauses where the keeper's does."""
    hub = Hub()
    hub.may_pause = lambda: not session.vault.is_changing
    return hub


def play_beside(scene: _Scene, work: Callable[[], None], test: Callable[[_Scene], None]) -> None:
    """Run a test while the work runs beside it, and end both; neither may have failed."""

    def whole() -> None:
        try:
            test(scene)
        finally:
            scene.hub.stop()

    with scene.session.vault:
        scene.hub.spawn(work, failed=scene.errors.append)
        scene.hub.spawn(whole, failed=scene.errors.append)
        scene.hub.run()
    scene.hub.close()
    for thread in threading.enumerate():
        if thread.name == "aside":
            thread.join(PATIENCE_S)
    assert not scene.errors, scene.errors
