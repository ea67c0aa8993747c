"""Viewport arithmetic: what is under the pointer stays under it."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.ui.stage.viewport import MOST_SCALE, Insets, Viewport

sides = st.integers(1, 12_000)
views = st.tuples(st.integers(40, 2600), st.integers(40, 1600)).map(
    lambda wh: (float(wh[0]), float(wh[1]))
)
insets = st.builds(
    Insets,
    left=st.floats(0, 20),
    top=st.floats(0, 60),
    right=st.floats(0, 20),
    bottom=st.floats(0, 60),
)
ports = st.builds(
    lambda w, h, view, inset, ratio: Viewport.fitted((w, h), view, insets=inset, ratio=ratio),
    sides,
    sides,
    views,
    insets,
    st.sampled_from([1.0, 1.25, 2.0]),
)
parts = st.floats(0, 1)


def moved(port: Viewport, moves: list[tuple[str, float, float]]) -> Viewport:
    for kind, a, b in moves:
        at = (a * port.view[0], b * port.view[1])
        match kind:
            case "zoom":
                port = port.zoomed(0.3 + 3 * a, at)
            case "pan":
                port = port.panned(3000 * (a - 0.5), 3000 * (b - 0.5))
            case "step":
                port = port.stepped(1 if a > 0.5 else -1, at)
            case _:
                port = port.resized((40 + 2000 * a, 40 + 1200 * b))
    return port


moves = st.lists(st.tuples(st.sampled_from(["zoom", "pan", "step", "size"]), parts, parts))


@given(ports)
def test_a_fitted_picture_lies_in_the_room_and_touches_it(port: Viewport) -> None:
    x, y, w, h = port.box_to_view((0, 0, *port.picture))
    left, top, width, height = port.room
    assert x >= left - 1e-6
    assert y >= top - 1e-6
    assert x + w <= left + width + 1e-6
    assert y + h <= top + height + 1e-6
    if port.fit_scale < MOST_SCALE / port.ratio:
        assert math.isclose(w, width, rel_tol=1e-6) or math.isclose(h, height, rel_tol=1e-6)


@given(ports, moves, parts, parts)
def test_there_and_back_is_the_same_point(
    port: Viewport, how: list[tuple[str, float, float]], a: float, b: float
) -> None:
    port = moved(port, how)
    point = (a * port.picture[0], b * port.picture[1])
    back = port.to_image(port.to_view(point))
    assert back == pytest.approx(point, abs=1e-6 * max(port.picture))


@given(ports, moves)
def test_the_middle_of_the_room_always_lies_on_the_picture(
    port: Viewport, how: list[tuple[str, float, float]]
) -> None:
    port = moved(port, how)
    x, y = port.to_image(port.middle)
    slack = 1e-6 * max(port.picture)
    assert -slack <= x <= port.picture[0] + slack
    assert -slack <= y <= port.picture[1] + slack


@given(ports, moves, parts, parts, st.floats(1.01, 6))
def test_zooming_in_keeps_the_point_under_the_pointer(
    port: Viewport, how: list[tuple[str, float, float]], a: float, b: float, factor: float
) -> None:
    port = moved(port, how)
    point = (a * port.picture[0], b * port.picture[1])
    at = port.to_view(point)
    nearer = port.zoomed(factor, at)
    assume(not nearer.fits)
    assert nearer.to_view(point) == pytest.approx(at, abs=1e-4)


@given(ports, moves)
def test_zooming_out_ends_at_fit_or_at_100_percent(
    port: Viewport, how: list[tuple[str, float, float]]
) -> None:
    port = moved(port, how)
    out = port.zoomed(1e-9)
    assert out.fits or out.is_actual
    assert out.scale <= port.scale * (1 + 1e-6)


@given(ports)
def test_steps_go_up_to_the_most_and_down_to_the_least(port: Viewport) -> None:
    scales = [port.scale]
    for _ in range(40):
        port = port.stepped(1)
        scales.append(port.scale)
    assert scales == sorted(scales)
    assert math.isclose(port.scale * port.ratio, MOST_SCALE, rel_tol=1e-6)


@given(ports, views, views)
def test_resizing_there_and_back_keeps_a_fitted_picture_as_it_was(
    port: Viewport, one: tuple[float, float], other: tuple[float, float]
) -> None:
    assert port.resized(one).resized(other).resized(port.view) == port


@given(ports, moves, parts, parts)
def test_a_revealed_box_is_in_the_room(
    port: Viewport, how: list[tuple[str, float, float]], a: float, b: float
) -> None:
    port = moved(port, how)
    width, height = port.picture
    assume(width > 8 and height > 8)
    box = (int(a * (width - 8)), int(b * (height - 8)), 8, 8)
    shown = port.revealing(box, least_px=24)
    x, y, w, h = shown.box_to_view(box)
    left, top, room_w, room_h = shown.room
    assert x >= left - 1e-6
    assert y >= top - 1e-6
    assert x + w <= left + room_w + 1e-6
    assert y + h <= top + room_h + 1e-6
    assert shown.revealing(box, least_px=24) == shown


@given(ports, ports, moves)
def test_linked_pictures_look_at_the_same_part(
    one: Viewport, other: Viewport, how: list[tuple[str, float, float]]
) -> None:
    one = moved(one, how)
    look = one.look()
    followed = other.looking(look)
    if not followed.fits and followed.scale < MOST_SCALE / other.ratio * (1 - 1e-6):
        again = followed.look()
        assert again.zoom == pytest.approx(look.zoom, rel=1e-6)
        assert again.across == pytest.approx(look.across, abs=1e-6)
        assert again.down == pytest.approx(look.down, abs=1e-6)


def test_double_click_goes_to_100_percent_and_back() -> None:
    port = Viewport.fitted((4608, 3456), (960, 600), insets=Insets(top=44, bottom=44))
    assert port.percent == 15
    actual = port.toggled((480.0, 300.0))
    assert actual.is_actual
    assert actual.percent == 100
    assert actual.toggled((10.0, 10.0)) == port


def test_a_picture_that_is_moved_does_not_follow_the_size_any_more() -> None:
    port = Viewport.fitted((1000, 1000), (500, 500)).zoomed(4).panned(30, -20)
    assert not port.fits
    middle = port.to_image(port.middle)
    assert port.resized((900, 400)).to_image((450, 200)) == pytest.approx(middle)
