"""The keeper scrubs a slice by itself: in quiet moments, aside, for those who hold the keys."""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from support.keeper import PATIENCE_S, is_waiting, opened_keeper
from support.practice import CLARE, NIA, RHYS, Practice, passphrase_of

from desktop.keeper import calls
from desktop.keeper.hub import Hub
from desktop.keeper.news import Advance
from desktop.keeper.scrubber import Calm, Scrubber
from desktop.vault.audit import Event
from desktop.vault.schema import audit_entry, sealed_object
from desktop.workflow.session import Session

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sealed memory is Linux's")
CALM = Calm(look_s=0.01, rest_s=0.01, again_s=0.02)


@dataclass
class Scene:
    """A hub with a scrubber beside the test."""

    hub: Hub
    session: Session
    is_quiet: bool = True
    looks: int = 0
    errors: list[Exception] = field(default_factory=list)

    def quiet(self) -> bool:
        self.looks += 1
        return self.is_quiet

    def until(self, true: Callable[[], bool]) -> None:
        left = PATIENCE_S
        while not true():
            self.hub.sleep(0.01)
            left -= 0.01
            assert left > 0, "this did not happen"

    def scrubbed(self) -> int:
        query = sa.select(sa.func.count()).where(sealed_object.c.scrubbed_at.is_not(None))
        return self._count(query)

    def entries(self, act: str) -> int:
        return self._count(sa.select(sa.func.count()).where(audit_entry.c.act == act))

    def _count(self, query: sa.Select) -> int:
        with self.session.vault.change() as tx:
            tx.audit(Event(act="test", body={}))
            return int(tx.connection.scalar(query) or 0)


def play(practice: Practice, user: str, test: Callable[[Scene], None], *, quiet: bool) -> None:
    hub = Hub()
    session = practice.sign_in(user)
    hub.may_pause = lambda: not session.vault.is_changing
    scene = Scene(hub, session, quiet)

    def whole() -> None:
        try:
            test(scene)
        finally:
            hub.stop()

    with session.vault:
        scrubber = Scrubber(session, hub, is_quiet=scene.quiet, calm=CALM)
        hub.spawn(scrubber.run, failed=scene.errors.append)
        hub.spawn(whole, failed=scene.errors.append)
        hub.run()
    hub.close()
    for thread in threading.enumerate():
        if thread.name == "aside":
            thread.join(PATIENCE_S)
    assert not scene.errors, scene.errors


def test_a_slice_a_day_is_read_and_no_more(working):
    def test(scene: Scene) -> None:
        scene.until(lambda: scene.scrubbed() == 1)
        scene.until(lambda: scene.entries("scrub_begun") >= 3)
        assert (scene.scrubbed(), scene.entries("scrub_vault")) == (1, 1)

    play(working, CLARE, test, quiet=True)


def test_nothing_is_read_while_somebody_waits(working):
    def test(scene: Scene) -> None:
        scene.until(lambda: scene.looks >= 5)
        assert scene.entries("scrub_begun") == 0
        scene.is_quiet = True
        scene.until(lambda: scene.scrubbed() == 1)

    play(working, CLARE, test, quiet=False)


@pytest.mark.parametrize("user", [NIA, RHYS])
def test_who_may_not_scrub_is_not_refused_in_the_audit(working, user):
    def test(scene: Scene) -> None:
        for _ in range(10):
            scene.hub.sleep(0.01)
        assert (scene.looks, scene.entries("refused")) == (0, 0)

    play(working, user, test, quiet=True)


def test_the_window_is_answered_meanwhile_and_can_say_stop(working):
    with opened_keeper(working.vault, CLARE, passphrase_of(CLARE)) as client:
        number = is_waiting(client, calls.ScrubSlice(parts=1), calls.CountImages())
        while True:
            news = client.next()
            if isinstance(news, Advance) and news.number == number:
                assert news.total == 4
                break
