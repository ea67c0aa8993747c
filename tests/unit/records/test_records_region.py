"""Regions and redactions are values that hold together, and survive JSON."""

import json

import pytest

from desktop.errors import RegionInvalidError
from desktop.records.redaction import MOST_REGIONS, Redaction
from desktop.records.region import Region, Shape, Style
from desktop.redact.mask import within

TRIANGLE = [(10, 10), (30, 12), (14, 40)]


@pytest.mark.parametrize(
    "region",
    [
        Region.rectangle(1, 2, 3, 4),
        Region.ellipse(-5, 2, 30, 4, style=Style.BLUR),
        Region.polygon(TRIANGLE, style=Style.MOSAIC),
        Region.stroke([(5, 5), (-3, 40)], brush_px=7, style=Style.BLUR),
    ],
)
def test_a_region_survives_json(region):
    assert Region.from_json(json.loads(json.dumps(region.to_json()))) == region


def test_what_was_kept_before_there_were_strokes_is_written_as_it_was_read():
    kept = {"shape": "ellipse", "x": 1, "y": 2, "w": 3, "h": 4, "points": [], "style": "solid"}
    assert Region.from_json(kept).to_json() == kept


def test_the_rectangle_of_a_stroke_is_around_all_that_its_brush_touches():
    region = Region.from_json({"shape": "stroke", "points": [[10, 20], [30, 20]], "brush_px": 5})
    assert (region.x, region.y, region.w, region.h) == (7, 17, 26, 6)


def test_missing_shape_and_style_mean_a_black_rectangle():
    region = Region.from_json({"x": 1, "y": 2, "w": 3, "h": 4})
    assert region == Region(shape=Shape.RECTANGLE, x=1, y=2, w=3, h=4, style=Style.SOLID)


def test_a_polygon_needs_points_only_and_its_rectangle_is_around_them():
    region = Region.from_json({"shape": "polygon", "points": [list(p) for p in TRIANGLE]})
    assert (region.x, region.y, region.w, region.h) == (10, 10, 20, 30)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ([], "not_an_object"),
        ({"x": 1, "y": 2, "w": 3}, "missing"),
        ({"x": 1.0, "y": 2, "w": 3, "h": 4}, "not_integer"),
        ({"x": True, "y": 2, "w": 3, "h": 4}, "not_integer"),
        ({"x": "1", "y": 2, "w": 3, "h": 4}, "not_integer"),
        ({"x": 1, "y": 2, "w": 0, "h": 4}, "no_area"),
        ({"x": 1, "y": 2, "w": 3, "h": -4}, "no_area"),
        ({"x": 10**7, "y": 2, "w": 3, "h": 4}, "too_far"),
        ({"shape": "star", "x": 1, "y": 2, "w": 3, "h": 4}, "shape"),
        ({"shape": ["polygon"], "x": 1, "y": 2, "w": 3, "h": 4}, "shape"),
        ({"x": 1, "y": 2, "w": 3, "h": 4, "style": "pixelate"}, "style"),
        ({"x": 1, "y": 2, "w": 3, "h": 4, "points": [[1, 2]]}, "points"),
        ({"shape": "polygon"}, "points"),
        ({"shape": "polygon", "points": [[0, 0], [1, 1]]}, "points"),
        ({"shape": "polygon", "points": [[0, 0], [1, 1], [5, 5]]}, "no_area"),
        ({"shape": "polygon", "points": [[4, 4], [4, 4], [4, 4]]}, "no_area"),
        ({"shape": "polygon", "points": [[0, 0], [1, 1], [5, 2.5]]}, "not_integer"),
        ({"shape": "polygon", "points": [[0, 0], [1, 1], [5]]}, "points"),
        ({"shape": "polygon", "points": "triangle"}, "points"),
        ({"shape": "stroke", "points": [], "brush_px": 4}, "points"),
        ({"shape": "stroke", "points": [[0, 0]]}, "missing"),
        ({"shape": "stroke", "points": [[0, 0]], "brush_px": 1}, "brush"),
        ({"shape": "stroke", "points": [[0, 0]], "brush_px": 10**6}, "brush"),
        ({"x": 1, "y": 2, "w": 3, "h": 4, "brush_px": 4}, "brush"),
    ],
)
def test_what_is_no_region_is_refused_with_its_reason(data, reason):
    with pytest.raises(RegionInvalidError) as caught:
        Region.from_json(data)
    assert caught.value.reason == reason


def test_a_figure_of_eight_has_an_area_although_its_halves_cancel():
    crossed = Region.polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    assert (crossed.w, crossed.h) == (10, 10)


def test_a_polygon_cannot_claim_another_rectangle():
    with pytest.raises(RegionInvalidError):
        Region(shape=Shape.POLYGON, x=0, y=0, w=5, h=5, points=tuple(TRIANGLE))


def test_edits_return_new_redactions():
    one, other = Region.rectangle(0, 0, 5, 5), Region.ellipse(2, 2, 5, 5)
    empty = Redaction()
    both = empty.add(one).add(other)
    assert empty.regions == ()
    assert both.regions == (one, other)
    assert both.replace(0, other).regions == (other, other)
    assert both.remove(0).regions == (other,)
    assert both.regions == (one, other)


@pytest.mark.parametrize("index", [-1, 1])
def test_an_edit_of_a_region_that_is_not_there_is_refused(index):
    redaction = Redaction(regions=(Region.rectangle(0, 0, 5, 5),))
    with pytest.raises(RegionInvalidError):
        redaction.remove(index)
    with pytest.raises(RegionInvalidError):
        redaction.replace(index, Region.rectangle(0, 0, 1, 1))


def test_a_redaction_survives_json_and_ignores_decisions_beside_it():
    redaction = Redaction(regions=(Region.polygon(TRIANGLE), Region.rectangle(0, 0, 5, 5)))
    data = json.loads(json.dumps(redaction.to_json())) | {"decisions": {"face": "obscured"}}
    assert Redaction.from_json(data) == redaction


@pytest.mark.parametrize("data", [[], {}, {"regions": {}}, {"regions": [3]}])
def test_what_is_no_redaction_is_refused(data):
    with pytest.raises(RegionInvalidError):
        Redaction.from_json(data)


def test_a_thousand_regions_are_the_most():
    region = Region.rectangle(0, 0, 5, 5)
    Redaction(regions=(region,) * MOST_REGIONS)
    with pytest.raises(RegionInvalidError):
        Redaction(regions=(region,) * (MOST_REGIONS + 1))


@pytest.mark.parametrize(
    "region",
    [
        Region.rectangle(100, 0, 5, 5),
        Region.rectangle(0, 50, 5, 5),
        Region.rectangle(-5, 0, 5, 5),
        Region.ellipse(95, -20, 40, 20),
        Region.polygon([(200, 0), (220, 10), (210, 40)]),
    ],
)
def test_a_region_wholly_outside_is_refused(region):
    with pytest.raises(RegionInvalidError) as caught:
        within(
            Redaction(regions=(Region.rectangle(0, 0, 5, 5), region)), width_px=100, height_px=50
        )
    assert caught.value.reason == "outside"
    assert caught.value.facts == {"index": 1}


def test_a_region_partly_outside_is_taken():
    redaction = Redaction(regions=(Region.rectangle(-4, -4, 5, 5), Region.ellipse(90, 40, 30, 30)))
    assert within(redaction, width_px=100, height_px=50) is redaction
