"""The keeper scrubs a slice by itself: in quiet moments, aside, for those who hold the keys."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from support.hub_scene import HubScene, hub_of, play_beside
from support.keeper import opened_keeper
from support.practice import CLARE, NIA, RHYS, Practice, passphrase_of

from desktop.keeper import calls
from desktop.keeper.news import Advance, Answer
from desktop.keeper.scrubber import Calm, Scrubber
from desktop.vault.schema import sealed_object

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sealed memory is Linux's")
CALM = Calm(look_s=0.01, rest_s=0.01, again_s=0.02)


@dataclass(kw_only=True)
class Scene(HubScene):
    """A scrubber beside the test."""

    is_quiet: bool = True
    looks: int = 0

    def quiet(self) -> bool:
        self.looks += 1
        return self.is_quiet

    def scrubbed(self) -> int:
        query = sa.select(sa.func.count()).where(sealed_object.c.scrubbed_at.is_not(None))
        return self.count(query)


def play(practice: Practice, user: str, test: Callable[[Scene], None], *, quiet: bool) -> None:
    session = practice.sign_in(user)
    scene = Scene(hub=hub_of(session), session=session, is_quiet=quiet)
    play_beside(scene, Scrubber(session, scene.hub, is_quiet=scene.quiet, calm=CALM).run, test)


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


def test_the_window_is_answered_meanwhile_and_is_told_how_far_it_is(working):
    """Another question overtakes a scrub that is under way, unless that was done before it came."""
    with opened_keeper(working.vault, CLARE, passphrase_of(CLARE)) as client:
        assert any(_overtakes(client) for _ in range(20)), "the window always waits for the scrub"


def _overtakes(client) -> bool:
    """Scrub and ask something else; return whether that was answered first."""
    number, other = client.put(calls.ScrubSlice(parts=1)), client.put(calls.CountImages())
    advances, answers = [], []
    while len(answers) < 2:
        news = client.next()
        if isinstance(news, Answer):
            assert news.error is None
            answers.append(news.number)
        elif isinstance(news, Advance) and news.number == number:
            advances.append(news)
    assert {one.total for one in advances} == {4}
    assert set(answers) == {number, other}
    return answers[0] == other
