"""Small faces in large photographs: found by the finer look, and only where it shows more."""

import numpy as np
import pytest
from PIL import Image

from desktop.assets import resource
from desktop.redact.detect.box import Box, overlap
from desktop.redact.detect.faces import LONGEST_PX, FaceFinder
from desktop.redact.detect.fine import FINE_PX, MOST_TILES, FineLook, reduced


@pytest.fixture(scope="module")
def finder():
    return FaceFinder()


@pytest.fixture(scope="module")
def room():
    """Return a wall of twelve megapixels with a portrait of 100 pixels on it, and where."""
    across = np.linspace(90, 170, 4000, dtype=np.float32)
    wall = np.repeat(np.tile(across, (3000, 1))[..., np.newaxis], 3, axis=2)
    wall += np.random.default_rng(1).normal(0, 2, wall.shape).astype(np.float32)
    wall = np.clip(wall, 0, 255).astype(np.uint8)
    with Image.open(resource("demo", "portrait.png")) as image:  # noqa: TID251 - our own file
        small = image.convert("RGB").resize((100, round(100 * image.height / image.width)))
    poster = np.asarray(small)
    wall[1200 : 1200 + poster.shape[0], 3100:3200] = poster
    return wall, Box(left=3100, top=1200, right=3200, bottom=1200 + poster.shape[0], score=1)


def test_a_face_on_a_poster_at_the_far_wall_is_found(finder, room):
    picture, poster = room
    found = finder.find(picture)
    assert len(found.faces) == 1
    face = found.faces[0]
    middle = (face.x + face.w / 2, face.y + face.h / 2)
    assert poster.left < middle[0] < poster.right
    assert poster.top < middle[1] < poster.bottom
    assert finder.find(reduced(picture, LONGEST_PX)).faces == ()


def test_only_tiles_are_looked_at_in_which_the_finer_view_shows_more(room):
    picture, poster = room
    looked = _Nothing()
    usual = np.ascontiguousarray(reduced(picture, LONGEST_PX)[:, :, ::-1])
    seen = FineLook(looked, looked).look(picture, usual)
    assert seen.candidates() == []
    assert not seen.is_whole
    assert 1 <= len(looked.sizes) <= 4
    assert poster.left * FINE_PX / 4000 > 640


def test_where_everything_has_detail_the_whole_is_looked_at_once(room):
    looked = _Nothing()
    picture = np.random.default_rng(2).integers(0, 256, (3000, 4000, 3), dtype=np.uint8)
    picture = np.ascontiguousarray(picture.repeat(1, axis=0))
    usual = np.ascontiguousarray(reduced(picture, LONGEST_PX)[:, :, ::-1])
    assert FineLook(looked, looked).look(picture, usual).is_whole
    assert looked.sizes == [(1440, 1920)]
    assert len(looked.sizes) <= MOST_TILES


def test_a_second_look_tells_a_face_from_what_is_none(finder, room):
    picture, poster = room
    fine = finder._fine
    face = next(iter(finder.find(picture).faces))
    there = Box(left=face.x, top=face.y, right=face.x + face.w, bottom=face.y + face.h, score=1)
    assert overlap(there.grown(-0.1), poster) > 0
    assert fine.second(picture, there.grown(-0.1)) > 0.3
    assert fine.second(picture, there.moved(-1500, 0)) < 0.05


def test_reducing_keeps_shape_and_mean(room):
    picture, _ = room
    small = reduced(picture, 1280)
    assert small.shape == (960, 1280, 3)
    assert abs(float(small.mean()) - float(picture.mean())) < 0.5
    assert reduced(small, 2000) is small


class _Nothing:
    """A net that sees nothing and remembers how large its views were."""

    def __init__(self):
        self.sizes = []

    def find(self, view, **_):
        self.sizes.append(view.shape[:2])
        return []
