"""Nothing is filed as *obscured* in which a face is covered at the eyes alone."""

from types import MappingProxyType

import pytest

from desktop.errors import GateOpenError
from desktop.records.detection import Detection, Face
from desktop.records.eye_bars import check_eye_bars
from desktop.records.gate import Decision, Feature, Gate, Verdict
from desktop.records.region import Region

FACE = Face(x=400, y=200, w=300, h=400, score=0.4, sure=False)
BAR = Region.rectangle(410, 290, 280, 110)
HIGHER = Region.rectangle(400, 260, 300, 170)
WHOLE = Region.ellipse(380, 180, 340, 440)


def seen(*faces: Face) -> Detection:
    return Detection(width_px=1200, height_px=900, face_may_be_present=bool(faces), faces=faces)


def saying(verdict: Verdict) -> Gate:
    decision = Decision(verdict=verdict, reason="the palsy must be seen")
    return Gate(decisions=MappingProxyType({Feature.FACE: decision}))


OBSCURED = saying(Verdict.OBSCURED)


@pytest.mark.parametrize("cover", [BAR, HIGHER], ids=["bar", "higher"])
def test_a_cover_of_the_eyes_of_a_found_face_is_refused_whatever_is_said_of_it(
    cover: Region,
) -> None:
    for features in ((), (Feature.FACE,), (Feature.TATTOO,)):
        with pytest.raises(GateOpenError) as refused:
            check_eye_bars(OBSCURED, (cover,), features, seen(FACE))
        assert (refused.value.reason, refused.value.facts) == ("eyes_only", {"feature": "face"})


def test_a_bar_where_nothing_was_found_counts_if_it_is_said_to_cover_a_face() -> None:
    with pytest.raises(GateOpenError, match="eyes_only"):
        check_eye_bars(OBSCURED, (BAR,), (Feature.FACE,), seen())
    check_eye_bars(OBSCURED, (BAR,), (Feature.TATTOO,), seen())
    check_eye_bars(OBSCURED, (BAR,), (), seen())
    check_eye_bars(OBSCURED, (HIGHER,), (Feature.FACE,), seen())


def test_what_covers_most_of_a_face_is_enough_in_one_region_or_several() -> None:
    check_eye_bars(OBSCURED, (WHOLE,), (Feature.FACE,), seen(FACE))
    below = Region.rectangle(400, 380, 300, 220)
    check_eye_bars(OBSCURED, (HIGHER, below), (Feature.FACE, Feature.FACE), seen(FACE))


def test_one_of_two_faces_is_enough_to_refuse() -> None:
    other = Face(x=20, y=30, w=200, h=260, score=0.9, sure=True)
    over_the_other = Region.rectangle(0, 10, 240, 300)
    with pytest.raises(GateOpenError):
        check_eye_bars(OBSCURED, (over_the_other, BAR), (Feature.FACE,) * 2, seen(other, FACE))
    check_eye_bars(OBSCURED, (over_the_other,), (Feature.FACE,), seen(other, FACE))


def test_what_is_needed_is_not_questioned() -> None:
    for gate in (saying(Verdict.NEEDED), Gate(decisions={})):
        check_eye_bars(gate, (BAR,), (Feature.FACE,), seen(FACE))


def test_what_a_detector_only_asks_about_may_be_no_face() -> None:
    check_eye_bars(saying(Verdict.ABSENT), (BAR,), (Feature.TATTOO,), seen(FACE))


def test_no_face_is_said_over_the_bar_of_one_that_a_detector_is_sure_of() -> None:
    sure = Face(x=400, y=200, w=300, h=400, score=0.9, sure=True)
    with pytest.raises(GateOpenError, match="eyes_only"):
        check_eye_bars(saying(Verdict.ABSENT), (BAR,), (Feature.TATTOO,), seen(sure))
    check_eye_bars(saying(Verdict.ABSENT), (WHOLE,), (Feature.TATTOO,), seen(sure))
    check_eye_bars(saying(Verdict.NEEDED), (BAR,), (Feature.FACE,), seen(sure))


def test_another_sight_of_a_covered_face_is_not_another_face() -> None:
    sure = Face(x=400, y=200, w=300, h=400, score=0.9, sure=True)
    larger = Face(x=330, y=240, w=440, h=660, score=0.3, sure=False)
    check_eye_bars(OBSCURED, (WHOLE,), (Feature.FACE,), seen(sure, larger))
    beside = Face(x=690, y=220, w=300, h=400, score=0.9, sure=True)
    bar = Region.rectangle(700, 320, 280, 110)
    with pytest.raises(GateOpenError):
        check_eye_bars(OBSCURED, (WHOLE, bar), (Feature.FACE,) * 2, seen(sure, beside))
