"""What lies under the pointer, and where tags go."""

import pytest

from desktop.records.draft import Mark, MarkOrigin, MarkState
from desktop.records.gate import Feature
from desktop.records.region import Region
from desktop.ui.editor.geometry import Handle
from desktop.ui.editor.hit import Hit, Part, hit
from desktop.ui.editor.tags import spots
from desktop.ui.stage.viewport import Viewport

PORT = Viewport.fitted((1000, 1000), (500, 500))


def mark(number: int, region: Region, state: MarkState = MarkState.PROPOSED) -> Mark:
    return Mark(
        number=number, region=region, feature=Feature.FACE, origin=MarkOrigin.SURE, state=state
    )


BIG = mark(1, Region.rectangle(200, 200, 400, 400))
SMALL = mark(2, Region.rectangle(300, 300, 100, 100))


def test_the_topmost_body_is_hit_and_the_chosen_one_before_all() -> None:
    at = (175.0, 175.0)
    assert hit(at, [BIG, SMALL], PORT) == Hit(number=2, part=Part.BODY)
    assert hit(at, [SMALL, BIG], PORT) == Hit(number=1, part=Part.BODY)
    assert hit(at, [SMALL, BIG], PORT, selected=2) == Hit(number=2, part=Part.BODY)


def test_refused_regions_are_not_there() -> None:
    gone = mark(2, SMALL.region, MarkState.REFUSED)
    assert hit((175, 175), [BIG, gone], PORT) == Hit(number=1, part=Part.BODY)
    assert hit((175, 175), [gone], PORT) is None


@pytest.mark.parametrize("handle", Handle)
def test_handles_are_hit_over_24_pixels(handle: Handle) -> None:
    x, y = 100 + 200 * handle.value[0], 100 + 200 * handle.value[1]
    for dx, dy in ((0, 0), (11, 0), (-11, 0), (0, 11), (0, -11)):
        found = hit((x + dx, y + dy), [BIG], PORT, selected=1)
        assert found is not None
        assert found.handle is handle
    assert hit((x, y), [BIG], PORT) != Hit(number=1, part=Part.HANDLE, handle=handle)


def test_a_small_region_can_still_be_moved() -> None:
    tiny = mark(1, Region.rectangle(500, 500, 20, 20))
    found = hit((255, 255), [tiny], PORT, selected=1)
    assert found == Hit(number=1, part=Part.BODY)


def test_a_side_of_the_chosen_rectangle_resizes() -> None:
    found = hit((101, 150), [BIG], PORT, selected=1)
    assert found == Hit(number=1, part=Part.EDGE, handle=Handle.LEFT)


def test_a_thin_region_is_taken_from_beside_it() -> None:
    thin = mark(1, Region.rectangle(400, 100, 2, 600))
    assert hit((205, 200), [thin], PORT) == Hit(number=1, part=Part.EDGE)
    assert hit((215, 200), [thin], PORT) is None


def test_corners_of_an_ellipse_and_gaps_of_a_polygon_are_not_hit() -> None:
    ellipse = mark(1, Region.ellipse(200, 200, 400, 400))
    assert hit((108, 108), [ellipse], PORT) is None
    assert hit((200, 200), [ellipse], PORT) == Hit(number=1, part=Part.BODY)
    corner = mark(1, Region.polygon([(200, 200), (600, 200), (200, 600)]))
    assert hit((280, 280), [corner], PORT) is None
    assert hit((120, 120), [corner], PORT) == Hit(number=1, part=Part.BODY)


def test_what_an_outline_winds_around_twice_is_inside_as_it_is_burned() -> None:
    twice = [(200, 200), (600, 200), (600, 600), (200, 600)]
    knot = mark(1, Region.polygon([*twice, *twice]))
    assert hit((200, 200), [knot], PORT) == Hit(number=1, part=Part.BODY)


def test_tags_go_above_else_elsewhere_and_never_over_each_other() -> None:
    room = (0.0, 0.0, 500.0, 500.0)
    assert spots([(100, 100, 50, 50)], [(80, 20)], room) == [(100, 76, 80, 20)]
    assert spots([(100, 0, 50, 50)], [(80, 20)], room) == [(154, 0, 80, 20)]
    boxes = [(100.0, 100.0, 40.0, 40.0), (145.0, 100.0, 40.0, 40.0)]
    first, second = spots(boxes, [(80, 20), (80, 20)], room)
    apart = first[0] + first[2] <= second[0] or second[0] + second[2] <= first[0]
    assert apart or first[1] + first[3] <= second[1] or second[1] + second[3] <= first[1]


def test_a_tag_that_fits_nowhere_stays_in_the_room() -> None:
    (spot,) = spots([(0, 0, 100, 60)], [(90, 20)], (0.0, 0.0, 100.0, 60.0))
    assert spot[0] >= 0
    assert spot[0] + spot[2] <= 100
