"""A mask covers every pixel that its region touches."""

import numpy as np
import pytest

from desktop.records.region import Region
from desktop.redact.mask import patch, region_mask, union

FINE = 16
"""Points per pixel and axis of the slow check."""


def _inside_ellipse(region, x, y):
    rx, ry = region.w / 2, region.h / 2
    return ((x - region.x - rx) / rx) ** 2 + ((y - region.y - ry) / ry) ** 2 <= 1


def _winding(region, x, y):
    total = np.zeros(x.shape, dtype=int)
    points = region.points
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        if y0 == y1:
            continue
        crosses = (y >= min(y0, y1)) & (y < max(y0, y1))
        at = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
        total += np.where(crosses & (at < x), 1 if y1 > y0 else -1, 0)
    return total != 0


def _by_sampling(region, inside, width, height):
    """A pixel is covered if any of a fine raster of points strictly within it is inside."""
    steps = (np.arange(FINE) + 0.5) / FINE
    x = (np.arange(width)[:, None] + steps).ravel()
    y = (np.arange(height)[:, None] + steps).ravel()
    hits = inside(region, *np.meshgrid(x, y))
    return hits.reshape(height, FINE, width, FINE).any(axis=(1, 3))


ELLIPSES = [(2, 3, 11, 7), (0, 0, 1, 1), (-6, -4, 20, 13), (5, 5, 2, 17), (1, 1, 40, 30)]
POLYGONS = [
    [(2, 2), (17, 4), (9, 15)],
    [(0, 0), (20, 0), (20, 20), (0, 20)],
    [(3, 3), (16, 16), (16, 3), (3, 16)],
    [(10, 1), (13, 18), (1, 7), (19, 7), (6, 18)],
    [(-7, 3), (30, 8), (-7, 12)],
    [(1, 1), (19, 2), (19, 3), (2, 2)],
]


STROKES = [
    ([(10, 10)], 9),
    ([(2, 3), (17, 12)], 4),
    ([(4, 4), (15, 4), (15, 15), (4, 15)], 3),
    ([(1, 10), (19, 10), (10, 1)], 2),
    ([(-5, 5), (30, 17)], 11),
    ([(6, 6), (6, 6), (7, 6)], 7),
]


def _in_stroke(region, x, y):
    way = region.points
    square = np.full(x.shape, np.inf)
    for (x0, y0), (x1, y1) in zip(way, way[1:] or way, strict=False):
        dx, dy = x1 - x0, y1 - y0
        along = ((x - x0) * dx + (y - y0) * dy) / max(dx * dx + dy * dy, 1)
        along = np.clip(along, 0, 1)
        square = np.minimum(square, (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2)
    return square <= (region.brush_px / 2) ** 2


@pytest.mark.parametrize(("way", "brush_px"), STROKES)
def test_a_stroke_leaves_no_fringe(way, brush_px):
    region = Region.stroke(way, brush_px=brush_px)
    mask = region_mask(region, width_px=20, height_px=20)
    sampled = _by_sampling(region, _in_stroke, 20, 20)
    assert not (sampled & ~mask).any()
    assert (mask & ~_dilated(sampled)).sum() == 0


@pytest.mark.parametrize("numbers", ELLIPSES)
def test_an_ellipse_leaves_no_fringe(numbers):
    region = Region.ellipse(*numbers)
    mask = region_mask(region, width_px=20, height_px=20)
    sampled = _by_sampling(region, _inside_ellipse, 20, 20)
    assert not (sampled & ~mask).any()
    assert (mask & ~_dilated(sampled)).sum() == 0


@pytest.mark.parametrize("points", POLYGONS)
def test_a_polygon_leaves_no_fringe(points):
    region = Region.polygon(points)
    mask = region_mask(region, width_px=20, height_px=20)
    sampled = _by_sampling(region, _winding, 20, 20)
    assert not (sampled & ~mask).any()
    assert (mask & ~_dilated(sampled)).sum() == 0


def _dilated(mask):
    padded = np.pad(mask, 1)
    around = [padded[1 + dy : 21 + dy, 1 + dx : 21 + dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    return np.any(around, axis=0)


def test_the_middle_of_a_crossed_outline_is_covered():
    star = Region.polygon(POLYGONS[3])
    assert region_mask(star, width_px=20, height_px=20)[10, 10]


def test_a_rectangle_over_the_edge_is_cut_off():
    mask = region_mask(Region.rectangle(-3, 15, 8, 30), width_px=20, height_px=20)
    expected = np.zeros((20, 20), dtype=bool)
    expected[15:, :5] = True
    assert (mask == expected).all()


def test_a_patch_lies_where_its_window_says():
    part = patch(Region.ellipse(4, 6, 5, 3), width_px=20, height_px=20)
    assert part.window == (slice(6, 9), slice(4, 9))
    assert part.mask.shape == (3, 5)


def test_a_union_covers_all():
    one, other = Region.rectangle(0, 0, 4, 4), Region.rectangle(10, 10, 4, 4)
    both = union((one, other), width_px=20, height_px=20)
    assert both.sum() == 32
