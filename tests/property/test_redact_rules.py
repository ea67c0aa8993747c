"""Properties of regions and burning: what holds for every picture and every region."""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError
from fractions import Fraction

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.originals import ORIENTATIONS, jpeg, original

from desktop.errors import RegionInvalidError
from desktop.records.redaction import Redaction
from desktop.records.region import Region, Shape, Style
from desktop.records.touching import touch
from desktop.redact.burn import SOLID_RGB, burn
from desktop.redact.derive import derivative
from desktop.redact.mask import region_mask, touches, union, within
from desktop.redact.pixels import decode
from desktop.settings import LIMITS
from desktop.ui.editor.geometry import turned

RULE = settings(deadline=None, max_examples=80, suppress_health_check=(HealthCheck.too_slow,))
"""A busy machine is no counterexample."""

FEWER = settings(RULE, max_examples=30)
MOST_PX = 40
PLACES = st.integers(-25, MOST_PX + 25)
EXTENTS = st.integers(1, MOST_PX + 30)
WITHIN = 1 - 1e-6
"""What lies on the very edge is rounded either way."""
POINTS = st.lists(st.tuples(PLACES, PLACES), min_size=3, max_size=8)
STYLES = st.sampled_from(Style)


@st.composite
def regions(draw: st.DrawFn, style: st.SearchStrategy[Style] = STYLES) -> Region:
    shape = draw(st.sampled_from(Shape))
    if shape is Shape.STROKE:
        way = draw(st.lists(st.tuples(PLACES, PLACES), min_size=1, max_size=6))
        return Region.stroke(way, brush_px=draw(st.integers(2, MOST_PX)), style=draw(style))
    if shape is not Shape.POLYGON:
        numbers = (draw(PLACES), draw(PLACES), draw(EXTENTS), draw(EXTENTS))
        make: Callable[..., Region]
        make = Region.rectangle if shape is Shape.RECTANGLE else Region.ellipse
        return make(*numbers, style=draw(style))
    points = draw(POINTS)
    try:
        return Region.polygon(points, style=draw(style))
    except RegionInvalidError:
        assume(False)
        raise


@st.composite
def pictures(draw: st.DrawFn) -> np.ndarray:
    height, width = draw(st.integers(1, MOST_PX)), draw(st.integers(1, MOST_PX))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return rng.integers(0, 256, (height, width, 3), dtype=np.uint8)


@st.composite
def cases(draw: st.DrawFn) -> tuple[np.ndarray, Redaction]:
    """A picture, and one to three regions that touch it."""
    pixels = draw(pictures())
    height, width = pixels.shape[:2]
    fitting = regions().filter(lambda one: touches(one, width_px=width, height_px=height))
    return pixels, Redaction(regions=tuple(draw(st.lists(fitting, min_size=1, max_size=3))))


def _covered(pixels: np.ndarray, redaction: Redaction) -> np.ndarray:
    height, width = pixels.shape[:2]
    return union(redaction.regions, width_px=width, height_px=height)


@RULE
@given(cases())
def test_burning_leaves_the_outside_bit_identical(case: tuple[np.ndarray, Redaction]) -> None:
    pixels, redaction = case
    before = pixels.copy()
    burned = burn(pixels, redaction)
    outside = ~_covered(pixels, redaction)
    assert np.array_equal(burned[outside], pixels[outside])
    assert np.array_equal(pixels, before)
    assert not np.shares_memory(burned, pixels)


@RULE
@given(cases(), st.integers(0, 2**32 - 1))
def test_burning_does_not_depend_on_what_is_inside(
    case: tuple[np.ndarray, Redaction], seed: int
) -> None:
    pixels, redaction = case
    covered = _covered(pixels, redaction)
    other = pixels.copy()
    other[covered] = np.random.default_rng(seed).integers(0, 256, (covered.sum(), 3))
    inverted = pixels.copy()
    inverted[covered] = 255 - pixels[covered]
    burned = burn(pixels, redaction)
    assert np.array_equal(burned, burn(other, redaction))
    assert np.array_equal(burned, burn(inverted, redaction))


@RULE
@given(cases())
def test_burning_twice_is_burning_once(case: tuple[np.ndarray, Redaction]) -> None:
    pixels, redaction = case
    once = burn(pixels, redaction)
    assert np.array_equal(burn(once, redaction), once)


@RULE
@given(pictures(), regions(style=st.just(Style.SOLID)))
def test_a_solid_region_is_black_throughout(pixels: np.ndarray, region: Region) -> None:
    redaction = Redaction(regions=(region,))
    assume(_covered(pixels, redaction).any())
    burned = burn(pixels, redaction)
    assert (burned[_covered(pixels, redaction)] == SOLID_RGB).all()


@RULE
@given(regions())
def test_every_pixel_that_a_region_touches_is_covered(region: Region) -> None:
    """In exact numbers: no pixel under a point of the region is left out."""
    mask = region_mask(region, width_px=MOST_PX, height_px=MOST_PX)
    if region.shape is Shape.ELLIPSE:
        assert not (_under_ellipse(region) & ~mask).any()
        return
    if region.shape is Shape.STROKE:
        assert np.array_equal(mask, _under_stroke(region))
        return
    for x, y in _outline(region):
        column, row = math.floor(x), math.floor(y)
        is_in_box = x < region.x + region.w and y < region.y + region.h
        if is_in_box and 0 <= column < MOST_PX and 0 <= row < MOST_PX:
            assert mask[row, column]


def _under_ellipse(region: Region) -> np.ndarray:
    """Return the pixels of which a corner, or the middle of an edge, lies inside an ellipse."""
    halves = np.arange(2 * MOST_PX, dtype=np.int64)
    across = ((halves - 2 * region.x - region.w) * region.h) ** 2
    down = ((halves - 2 * region.y - region.h) * region.w) ** 2
    inside = across[np.newaxis, :] + down[:, np.newaxis] < (region.w * region.h) ** 2
    return inside.reshape(MOST_PX, 2, MOST_PX, 2).any(axis=(1, 3))


def _under_stroke(region: Region) -> np.ndarray:
    """Return the pixels of the box whose square comes within a brush: what is touched, exactly.

    A square that a line crosses has a corner within half its diagonal of the line, which is less
    than the radius of the narrowest brush; so corners and ends of lines are all that is to be
    asked. Squares of distances are compared as whole numbers.
    """
    corners = np.stack(np.meshgrid(np.arange(MOST_PX + 1), np.arange(MOST_PX + 1)), axis=-1)
    near_corner = np.zeros((MOST_PX + 1, MOST_PX + 1), dtype=bool)
    mask = np.zeros((MOST_PX, MOST_PX), dtype=bool)
    pixels = np.arange(MOST_PX)
    way = region.points
    for start, end in zip(way, way[1:] or way, strict=False):
        a, b = np.array(start), np.array(end)
        near_corner |= _is_near(corners, a, b, region.brush_px)
        for x, y in (start, end):
            across = np.maximum(np.maximum(pixels - x, x - pixels - 1), 0) ** 2
            down = np.maximum(np.maximum(pixels - y, y - pixels - 1), 0) ** 2
            mask |= 4 * (across[np.newaxis, :] + down[:, np.newaxis]) <= region.brush_px**2
    mask |= near_corner[:-1, :-1] | near_corner[1:, :-1] | near_corner[:-1, 1:]
    mask |= near_corner[1:, 1:]
    return mask & region_mask(
        Region.rectangle(region.x, region.y, region.w, region.h),
        width_px=MOST_PX,
        height_px=MOST_PX,
    )


def _is_near(points: np.ndarray, a: np.ndarray, b: np.ndarray, brush_px: int) -> np.ndarray:
    """Return which points lie within half a brush of the line from a to b."""
    line, off = b - a, points - a
    square = int((line**2).sum())
    along = (off * line).sum(axis=-1)
    beside = (off[..., 0] * line[1] - off[..., 1] * line[0]) ** 2
    is_beside = (along >= 0) & (along <= square) & (square > 0)
    from_a, from_b = (off**2).sum(axis=-1), ((points - b) ** 2).sum(axis=-1)
    ends = 4 * np.minimum(from_a, from_b) <= brush_px**2
    return ends | (is_beside & (4 * beside <= brush_px**2 * square))


def _outline(region: Region) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield points along the edges of a polygon or rectangle, in steps below a pixel."""
    corners = region.points or (
        (region.x, region.y),
        (region.x + region.w, region.y),
        (region.x + region.w, region.y + region.h),
        (region.x, region.y + region.h),
    )
    for (x0, y0), (x1, y1) in zip(corners, (*corners[1:], corners[0]), strict=True):
        steps = 3 * max(abs(x1 - x0), abs(y1 - y0), 1)
        for n in range(steps + 1):
            yield x0 + Fraction((x1 - x0) * n, steps), y0 + Fraction((y1 - y0) * n, steps)


@RULE
@given(regions())
def test_nothing_beyond_the_rectangle_around_a_region_is_covered(region: Region) -> None:
    mask = region_mask(region, width_px=MOST_PX, height_px=MOST_PX)
    box = np.zeros_like(mask)
    box[max(region.y, 0) : max(region.y + region.h, 0), :][
        :, max(region.x, 0) : max(region.x + region.w, 0)
    ] = True
    assert not (mask & ~box).any()


@RULE
@given(cases())
def test_a_region_over_the_edge_covers_what_it_would_cover_in_a_larger_picture(
    case: tuple[np.ndarray, Redaction],
) -> None:
    pixels, redaction = case
    height, width = pixels.shape[:2]
    larger = union(redaction.regions, width_px=width + 60, height_px=height + 60)
    assert np.array_equal(_covered(pixels, redaction), larger[:height, :width])


@RULE
@given(regions(), st.integers(1, MOST_PX), st.integers(1, MOST_PX))
def test_a_region_wholly_outside_is_refused_and_any_other_is_taken(
    region: Region, width: int, height: int
) -> None:
    redaction = Redaction(regions=(region,))
    blank = np.zeros((height, width, 3), dtype=np.uint8)
    if touches(region, width_px=width, height_px=height):
        assert within(redaction, width_px=width, height_px=height) is redaction
        assert burn(blank, redaction).shape == blank.shape
        return
    with pytest.raises(RegionInvalidError) as caught:
        burn(blank, redaction)
    assert caught.value.reason == "outside"


@RULE
@given(st.lists(regions(), max_size=5))
def test_regions_and_redactions_survive_json(listed: list[Region]) -> None:
    redaction = Redaction(regions=tuple(listed))
    assert Redaction.from_json(json.loads(json.dumps(redaction.to_json()))) == redaction
    for region in listed:
        assert Region.from_json(json.loads(json.dumps(region.to_json()))) == region


@RULE
@given(st.lists(regions(), min_size=1, max_size=4), regions(), st.data())
def test_edits_make_new_values_and_leave_the_old_ones(
    listed: list[Region], region: Region, data: st.DataObject
) -> None:
    before = Redaction(regions=tuple(listed))
    index = data.draw(st.integers(0, len(listed) - 1))
    assert before.add(region).remove(len(listed)) == before
    replaced = before.replace(index, region)
    assert replaced.regions[index] == region
    assert replaced.replace(index, listed[index]) == before
    assert len(before.remove(index).regions) == len(listed) - 1
    assert before.regions == tuple(listed)
    with pytest.raises(FrozenInstanceError):
        before.regions = ()  # type: ignore[misc]  # what must not be possible
    with pytest.raises(FrozenInstanceError):
        listed[0].x = 3  # type: ignore[misc]  # what must not be possible


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
REGION_LIKE = st.fixed_dictionaries(
    {},
    optional={
        "shape": st.sampled_from([shape.value for shape in Shape]) | JSON,
        "style": st.sampled_from([style.value for style in Style]) | JSON,
        "brush_px": st.integers(-3, 50) | JSON,
        "points": st.lists(st.lists(st.integers(-50, 50), min_size=2, max_size=2)) | JSON,
        **{key: st.integers(-(10**7), 10**7) | JSON for key in "xywh"},
    },
)


@RULE
@given(JSON | REGION_LIKE)
def test_plain_data_is_a_region_or_is_refused(data: object) -> None:
    try:
        region = Region.from_json(data)
    except RegionInvalidError:
        return
    assert region.w >= 1
    assert region.h >= 1
    assert Region.from_json(region.to_json()) == region


@FEWER
@given(cases(), st.sampled_from(ORIENTATIONS), st.sampled_from(["png", "tiff"]))
def test_however_a_picture_is_stored_the_same_upright_pixels_are_covered(
    case: tuple[np.ndarray, Redaction], orientation: int, image_format: str
) -> None:
    upright, redaction = case
    data = original(image_format, upright, orientation=orientation)
    copy = decode(derivative(data, redaction, limits=LIMITS), limits=LIMITS)
    assert np.array_equal(copy.pixels, burn(upright, redaction))


@FEWER
@given(cases(), st.sampled_from(ORIENTATIONS), st.integers(20, 100))
def test_a_jpeg_is_covered_where_it_was_meant_to_be(
    case: tuple[np.ndarray, Redaction], orientation: int, quality: int
) -> None:
    """Loud noise at every quality: the finest steps are fallen back on, and hold."""
    upright, redaction = case
    data = jpeg(upright, orientation=orientation, quality=quality)
    expected = burn(decode(data, limits=LIMITS).pixels, redaction)
    copy = decode(derivative(data, redaction, limits=LIMITS), limits=LIMITS).pixels
    assert copy.shape == expected.shape
    covered = _covered(expected, redaction)
    gap = np.abs(copy.astype(int) - expected)
    assert float((gap[covered] ** 2).mean()) ** 0.5 <= 6.5
    assert float((gap**2)[~covered].mean() if (~covered).any() else 0.0) ** 0.5 <= 2.1


@RULE
@given(
    st.sampled_from([Region.rectangle, Region.ellipse]),
    st.tuples(*[st.integers(8, 30)] * 2, *[st.integers(1, 18)] * 2),
    st.floats(0, 360),
)
def test_what_is_turned_covers_at_least_the_turned_shape(
    make: Callable[..., Region], numbers: tuple[int, int, int, int], degrees: float
) -> None:
    region = make(*numbers)
    mask = region_mask(turned(region, degrees), width_px=64, height_px=64)
    middle = np.array([region.x + region.w / 2, region.y + region.h / 2])
    across, down = (np.linspace(-side / 2, side / 2, 61) * WITHIN for side in (region.w, region.h))
    x, y = (grid.ravel() for grid in np.meshgrid(across, down))
    if region.shape is Shape.ELLIPSE:
        inside = (2 * x / region.w) ** 2 + (2 * y / region.h) ** 2 <= 1
        x, y = x[inside], y[inside]
    angle = math.radians(degrees)
    columns = np.floor(middle[0] + x * math.cos(angle) - y * math.sin(angle))
    rows = np.floor(middle[1] + x * math.sin(angle) + y * math.cos(angle))
    there = (columns >= 0) & (rows >= 0) & (columns < 64) & (rows < 64)
    assert mask[rows[there].astype(int), columns[there].astype(int)].all()


@RULE
@given(regions(), regions())
def test_a_cover_that_takes_a_pixel_of_a_finding_is_never_missed(
    one: Region, other: Region
) -> None:
    """Exactly as burned for rectangles; other shapes are told up to two pixels too early."""
    size = {"width_px": 3 * MOST_PX + 120, "height_px": 3 * MOST_PX + 120}
    masks = []
    for region in (one, other):
        data = region.to_json()
        data |= {"x": region.x + 60, "y": region.y + 60}
        data["points"] = [[x + 60, y + 60] for x, y in region.points]
        masks.append(region_mask(Region.from_json(data), **size))
    shared = bool((masks[0] & masks[1]).any())
    if shared:
        assert touch(one, other)
    elif one.shape is other.shape is Shape.RECTANGLE:
        assert not touch(one, other)
    elif touch(one, other):
        near = cv2.dilate(masks[0].astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
        assert (near & masks[1]).any()
    assert touch(one, other) is touch(other, one)
