"""Outlines are found on skin of every tone, and photographs of one thing are laid together."""

import cv2
import numpy as np
import pytest
from support.originals import jpeg
from support.skin import again, skin, tattooed

from desktop.errors import DecoderAnswerError
from desktop.records.alignment import Alignment
from desktop.records.region import Region
from desktop.records.traced import Rough, Traced
from desktop.redact.assist import align_both, trace_in
from desktop.redact.mask import region_mask
from desktop.settings import LIMITS
from desktop.ui.editor.carrying import carried

TONES = [(224, 180, 155), (172, 120, 90), (96, 64, 48)]
SIZE = (720, 560)
MIDDLE = (360, 280)


def _file(pixels, orientation=1):
    return jpeg(pixels, orientation=orientation, quality=90)


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("rough", [Rough(x=210, y=130, w=310, h=300), Rough(x=360, y=280)])
def test_the_outline_of_a_drawing_covers_all_of_its_ink_and_little_more(tone, rough):
    image, ink = tattooed(skin(*SIZE, seed=3, tone=tone), seed=tone[0])
    found = trace_in(_file(image), rough, limits=LIMITS)
    covered = region_mask(Region.polygon(found.points), width_px=SIZE[0], height_px=SIZE[1])
    assert covered[ink].mean() >= (0.995 if rough.is_click else 1.0)
    outlines, _ = cv2.findContours(ink.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = np.zeros(ink.shape, np.uint8)
    cv2.fillConvexPoly(whole, cv2.convexHull(np.concatenate(outlines)), 1)
    both, either = (covered & (whole > 0)).sum(), (covered | (whole > 0)).sum()
    assert both / either > 0.7


@pytest.mark.parametrize("tone", TONES)
def test_plain_skin_has_no_outline(tone):
    found = trace_in(_file(skin(*SIZE, seed=8, tone=tone)), Rough(x=360, y=280), limits=LIMITS)
    assert found == Traced()


def test_a_frame_that_is_not_on_the_picture_finds_nothing():
    file = _file(skin(*SIZE, seed=1, tone=TONES[0]))
    for rough in (Rough(x=5000, y=5000, w=50, h=50), Rough(x=-900, y=0, w=50, h=50)):
        assert trace_in(file, rough, limits=LIMITS) == Traced()


def test_a_large_photograph_is_traced_in_its_own_pixels():
    image, ink = tattooed(skin(2700, 2100, seed=3, tone=TONES[1]), seed=5)
    found = trace_in(_file(image), Rough(x=780, y=480, w=1150, h=1130), limits=LIMITS)
    covered = region_mask(Region.polygon(found.points), width_px=2700, height_px=2100)
    assert covered[ink].all()


@pytest.mark.parametrize(("degrees", "scale"), [(0.0, 1.0), (9.0, 1.15), (-20.0, 0.85)])
def test_a_photograph_is_found_again_and_what_is_carried_covers_the_place(degrees, scale):
    image, _ = tattooed(skin(*SIZE, seed=3, tone=TONES[1]), seed=5)
    other, matrix = again(image, degrees=degrees, scale=scale, shift=(14, -9), seed=2)
    alignment = align_both(_file(image), _file(other), limits=LIMITS)
    assert alignment.matched
    for region in (
        Region.rectangle(300, 230, 120, 90),
        Region.ellipse(300, 230, 120, 90),
        Region.polygon([(310, 230), (420, 260), (350, 330)]),
        Region.stroke([(310, 240), (400, 300)], brush_px=30),
    ):
        there = carried(region, alignment, SIZE)
        covered = region_mask(there, width_px=SIZE[0], height_px=SIZE[1])
        mask = region_mask(region, width_px=SIZE[0], height_px=SIZE[1])
        rows, columns = np.nonzero(mask)
        points = np.stack([columns + 0.5, rows + 0.5, np.ones(len(rows))])
        x, y = (matrix @ points).astype(int)
        assert covered[y, x].mean() > 0.995
        assert covered.sum() < mask.sum() * scale**2 * 1.8


def test_photographs_of_different_things_do_not_match():
    one, _ = tattooed(skin(*SIZE, seed=3, tone=TONES[1]), seed=5)
    for seed, tone in ((40, TONES[1]), (41, TONES[0])):
        other = skin(*SIZE, seed=seed, tone=tone)
        assert align_both(_file(one), _file(other), limits=LIMITS) == Alignment()


@pytest.mark.parametrize(
    "said",
    [
        None,
        {},
        {"points": "x"},
        {"points": [[1, 2]]},
        {"points": [[1, 2]] * 3000},
        {"points": [[1, 2], [3, 4.0], [5, 6]]},
        {"points": [[1, 2], [-3, 4], [5, 6]]},
        {"points": [], "more": 1},
    ],
)
def test_an_outline_that_no_decoder_finds_is_not_believed(said):
    with pytest.raises(DecoderAnswerError):
        Traced.from_json(said)


@pytest.mark.parametrize(
    "changed",
    [
        {"matched": -1},
        {"matched": True},
        {"across": 0.0},
        {"across": float("nan")},
        {"right": 1e12},
        {"slack": -1.0},
        {"across": "1"},
        {"more": 1},
    ],
)
def test_an_alignment_that_no_photographs_have_is_not_believed(changed):
    honest = Alignment(matched=30, slack=3.0).to_json()
    assert Alignment.from_json(honest).matched == 30
    with pytest.raises(DecoderAnswerError):
        Alignment.from_json({**honest, **changed})
