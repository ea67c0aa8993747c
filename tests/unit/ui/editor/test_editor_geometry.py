"""Regions moved, resized and drawn stay whole, inside and of their shape."""

import itertools

from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.records.region import Region, Shape, Style
from desktop.ui.editor import geometry
from desktop.ui.editor.geometry import Handle

PICTURE = (800, 600)
sizes = st.integers(1, 400)
regions = st.builds(
    lambda shape, x, y, w, h: Region(shape=shape, x=x, y=y, w=w, h=h),
    st.sampled_from([Shape.RECTANGLE, Shape.ELLIPSE]),
    st.integers(0, 399),
    st.integers(0, 199),
    sizes,
    sizes,
)
triangles = st.builds(
    lambda x, y, w, h: Region.polygon([(x, y), (x + w, y), (x, y + h)], style=Style.BLUR),
    st.integers(0, 300),
    st.integers(0, 150),
    st.integers(4, 200),
    st.integers(4, 200),
)
points = st.tuples(st.floats(-100, 900), st.floats(-100, 700))


def inside(region: Region) -> bool:
    return (
        region.x >= 0
        and region.y >= 0
        and region.x + region.w <= PICTURE[0]
        and region.y + region.h <= PICTURE[1]
    )


@given(st.one_of(regions, triangles), st.integers(-900, 900), st.integers(-900, 900))
def test_what_is_moved_keeps_shape_and_size_and_stays_inside(
    region: Region, dx: int, dy: int
) -> None:
    moved = geometry.moved(region, dx, dy, PICTURE)
    assert (moved.shape, moved.w, moved.h, moved.style) == (
        region.shape,
        region.w,
        region.h,
        region.style,
    )
    assert inside(moved)


@given(st.one_of(regions, triangles), st.integers(-50, 50), st.integers(-50, 50))
def test_moving_there_and_back_is_standing_still(region: Region, dx: int, dy: int) -> None:
    moved = geometry.moved(region, dx, dy, PICTURE)
    assume((moved.x, moved.y) == (region.x + dx, region.y + dy))
    assert geometry.moved(moved, -dx, -dy, PICTURE) == region


@given(st.one_of(regions, triangles), st.sampled_from(Handle), points)
def test_a_pulled_handle_leaves_a_region_with_an_area_inside(
    region: Region, handle: Handle, to: tuple[float, float]
) -> None:
    pulled = geometry.pulled(region, handle, to, PICTURE)
    assert pulled.w >= 1
    assert pulled.h >= 1
    assert inside(pulled)
    assert pulled.shape is region.shape


@given(regions, points)
def test_the_side_opposite_to_a_handle_stays(region: Region, to: tuple[float, float]) -> None:
    pulled = geometry.pulled(region, Handle.BOTTOM_RIGHT, to, PICTURE)
    assert region.x in {pulled.x, pulled.x + pulled.w}
    assert region.y in {pulled.y, pulled.y + pulled.h}
    across = geometry.pulled(region, Handle.RIGHT, to, PICTURE)
    assert (across.y, across.h) == (region.y, region.h)


@given(points, points, st.booleans())
def test_a_drawn_box_holds_every_touched_pixel(
    a: tuple[float, float], b: tuple[float, float], square: bool
) -> None:
    box = geometry.drawn_box(a, b, PICTURE, square=square)
    if box is None:
        return
    x, y, w, h = box
    assert x >= 0
    assert y >= 0
    assert x + w <= PICTURE[0]
    assert y + h <= PICTURE[1]
    if not square:
        assert x <= min(max(min(a[0], b[0]), 0), 800)
        assert x + w >= min(max(a[0], b[0], 0), 800)


@given(st.integers(-300, 300), st.integers(-300, 300), regions)
def test_growing_stops_at_the_edge_and_at_one_pixel(dw: int, dh: int, region: Region) -> None:
    grown = geometry.grown(region, dw, dh, PICTURE)
    assert (grown.x, grown.y) == (region.x, region.y)
    assert grown.w >= 1
    assert inside(grown)


def test_a_traced_line_becomes_a_polygon_with_few_corners() -> None:
    line = [(100.0 + i, 100.0) for i in range(100)]
    line += [(200.0, 100.0 + i) for i in range(100)]
    line += [(200.0 - i, 200.0) for i in range(100)]
    region = geometry.traced(line, PICTURE, tolerance=1.0, style=Style.MOSAIC)
    assert region is not None
    assert region.shape is Shape.POLYGON
    assert len(region.points) <= 5
    assert (region.x, region.y, region.w, region.h) == (100, 100, 100, 100)
    assert region.style is Style.MOSAIC


def test_a_line_without_area_is_no_region() -> None:
    line = [(float(i), float(i)) for i in range(50)]
    assert geometry.traced(line, PICTURE, tolerance=1.0, style=Style.SOLID) is None
    assert geometry.traced([(1.0, 1.0)], PICTURE, tolerance=1.0, style=Style.SOLID) is None


@given(st.lists(points, min_size=2, max_size=40), st.floats(0.5, 30))
def test_a_simplified_line_stays_near_the_drawn_one(
    line: list[tuple[float, float]], tolerance: float
) -> None:
    kept = geometry.simplified(line, tolerance)
    assert kept[0] == line[0]
    assert kept[-1] == line[-1]
    pairs = list(itertools.pairwise(kept))
    for point in line:
        nearest = min(geometry.distance_to_line(point, a, b) for a, b in pairs)
        assert nearest <= tolerance + 1e-6
