"""The keeper looks for faces in what waits, so that the editor opens with its outlines drawn."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest
from support.hub_scene import HubScene, hub_of, play_beside
from support.practice import CLARE, MONA, NIA, RHYS, Practice

from desktop.errors import DecoderCrashedError, DetectorMissingError
from desktop.keeper.looker import Calm, Looker
from desktop.memory import SealedMemory
from desktop.records.detection import Detection, Face
from desktop.vault import arrivals
from desktop.workflow.inbox import Ahead, find_faces, reject_arrivals

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sealed memory is Linux's")
CALM = Calm(look_s=0.01, rest_s=0.01)
FACE = Face(x=1, y=1, w=5, h=5, score=0.9, sure=True)
FOUND = Detection(width_px=40, height_px=30, face_may_be_present=True, faces=(FACE,))


@dataclass(kw_only=True)
class Scene(HubScene):
    """A looker beside the test, and how often its detectors looked."""

    is_quiet: bool = True
    looks: int = 0
    fails: list[Exception] = field(default_factory=list)

    def detect(self, untrusted: SealedMemory, *, fresh: bool) -> Detection:
        assert untrusted.size > 0
        assert isinstance(fresh, bool)
        self.looks += 1
        if self.fails:
            raise self.fails.pop(0)
        return FOUND


def play(
    practice: Practice, user: str, test: Callable[[Scene], None], *fails: Exception, quiet: bool
) -> None:
    session = practice.sign_in(user)
    scene = Scene(hub=hub_of(session), session=session, is_quiet=quiet, fails=list(fails))
    decoding: Any = SimpleNamespace(detect=scene.detect)
    scene.session = replace(session, decoding=decoding)
    looker = Looker(scene.session, scene.hub, is_quiet=lambda: scene.is_quiet, calm=CALM)
    play_beside(scene, looker.run, test)


def test_what_waits_is_looked_at_once_and_the_editor_has_it_at_once(working):
    def test(scene: Scene) -> None:
        waiting = Ahead(session=scene.session).not_looked_at()
        assert waiting
        scene.until(lambda: scene.looks == len(waiting))
        for _ in range(5):
            scene.hub.sleep(0.01)
        assert scene.looks == len(waiting)
        assert scene.entries("find_faces") == len(waiting)
        assert find_faces(scene.session, waiting[0]) == FOUND
        assert scene.looks == len(waiting)
        assert scene.entries("find_faces") == len(waiting) + 1

    play(working, CLARE, test, quiet=True)


def test_nothing_is_looked_at_while_somebody_waits(working):
    def test(scene: Scene) -> None:
        for _ in range(10):
            scene.hub.sleep(0.01)
        assert scene.looks == 0
        scene.is_quiet = True
        scene.until(lambda: scene.looks > 0)

    play(working, CLARE, test, quiet=False)


def test_it_looks_for_a_nurse_who_prepares_photographs(working):
    def test(scene: Scene) -> None:
        waiting = Ahead(session=scene.session).not_looked_at()
        scene.until(lambda: scene.looks == len(waiting))
        assert find_faces(scene.session, waiting[0]) == FOUND
        assert scene.looks == len(waiting)

    play(working, NIA, test, quiet=True)


@pytest.mark.parametrize("user", [MONA, RHYS])
def test_it_looks_only_for_those_who_work_on_photographs(working, user):
    def test(scene: Scene) -> None:
        for _ in range(10):
            scene.hub.sleep(0.01)
        assert (scene.looks, scene.entries("refused")) == (0, 0)

    play(working, user, test, quiet=True)


def test_a_photograph_that_kills_its_decoder_is_tried_once_and_the_others_are_looked_at(working):
    def test(scene: Scene) -> None:
        waiting = Ahead(session=scene.session).not_looked_at()
        scene.until(lambda: scene.looks == len(waiting))
        assert scene.session.pictures.found(_object(scene, waiting[0])) is None
        assert find_faces(scene.session, waiting[0]) == FOUND
        assert scene.looks == len(waiting) + 1

    play(working, CLARE, test, DecoderCrashedError(), quiet=True)


def test_without_a_model_it_ends_and_whoever_asks_is_told(working):
    def test(scene: Scene) -> None:
        scene.until(lambda: scene.looks == 1)
        for _ in range(5):
            scene.hub.sleep(0.01)
        assert scene.looks == 1
        scene.fails.append(DetectorMissingError("altered"))
        with pytest.raises(DetectorMissingError):
            find_faces(scene.session, Ahead(session=scene.session).not_looked_at()[0])

    play(working, CLARE, test, DetectorMissingError("altered"), quiet=True)


def test_what_was_turned_away_is_not_looked_at(working):
    def test(scene: Scene) -> None:
        first, *others = Ahead(session=scene.session).not_looked_at()
        reject_arrivals(scene.session, (first,), "blurred")
        scene.is_quiet = True
        scene.until(lambda: scene.looks == len(others))
        assert scene.session.pictures.found(_object(scene, first)) is None

    play(working, CLARE, test, quiet=False)


def _object(scene: Scene, arrival: str) -> Any:
    with scene.session.vault.reading() as tx:
        return arrivals.get(tx, arrival).object_id
