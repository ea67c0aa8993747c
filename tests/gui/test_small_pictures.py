"""Small pictures of a screen: copies, bounded, and gone when the screen is."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.seen import settle

from desktop.memory import SealedMemory
from desktop.records.raster import Raster
from desktop.records.thumb import Thumb
from desktop.ui.look.apply import set_text_scale
from desktop.ui.picture_strip import PictureStrip
from desktop.ui.pictures import SmallPictures, needed_px

SIDE = 16
BYTES = SIDE * SIDE * 4
RED = bytes((0, 0, 255, 255)) * (SIDE * SIDE)


def keep(pictures: SmallPictures, subject: str, pixels: bytes = RED, *, side: int = SIDE) -> None:
    with SealedMemory.from_bytes(pixels) as block:
        raster = Raster(offset=0, width_px=side, height_px=side)
        pictures.keep(Thumb(subject=subject, raster=raster), block)


def painted(pictures: SmallPictures, subject: str, side: int = 8) -> QImage:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill("#ffffff")
    painter = QPainter(image)
    pictures.paint(painter, subject, QRect(0, 0, side, side))
    painter.end()
    return image


@pytest.mark.parametrize(
    ("place", "ratio", "asked"),
    [
        ((127, 108), 1.0, 192),
        ((127, 108), 2.0, 352),
        ((254, 216), 1.0, 352),
        ((254, 216), 2.0, 512),
    ],
)
def test_as_many_pixels_are_asked_for_as_the_place_has(
    place: tuple[int, int], ratio: float, asked: int
) -> None:
    assert needed_px(*place, ratio) == asked


def test_a_picture_outlives_the_block_it_came_in(qapp: QApplication) -> None:
    pictures = SmallPictures()
    keep(pictures, "a-1")
    assert pictures.has("a-1")
    assert painted(pictures, "a-1").pixelColor(4, 4).name() == "#ff0000"


def test_the_oldest_looked_at_go_first(qapp: QApplication) -> None:
    pictures = SmallPictures(most_bytes=3 * BYTES)
    for number in range(3):
        keep(pictures, f"a-{number}")
    painted(pictures, "a-0", side=1)
    keep(pictures, "a-3")
    assert pictures.has("a-0")
    assert not pictures.has("a-1")
    assert pictures.size_bytes <= 3 * BYTES


def test_many_pictures_never_take_more_than_they_may(qapp: QApplication) -> None:
    pictures = SmallPictures(most_bytes=5 * BYTES)
    for number in range(200):
        keep(pictures, f"a-{number}")
        painted(pictures, f"a-{number}")
    assert pictures.size_bytes <= 6 * BYTES
    pictures.clear()
    assert pictures.size_bytes == 0


def test_the_same_picture_twice_is_counted_once(qapp: QApplication) -> None:
    pictures = SmallPictures()
    keep(pictures, "a-1")
    keep(pictures, "a-1")
    assert pictures.size_bytes == BYTES


def test_what_cannot_be_shown_has_a_drawing_in_its_place(qapp: QApplication) -> None:
    pictures = SmallPictures()
    with SealedMemory.from_bytes(RED) as block:
        pictures.keep(Thumb(subject="a-1", raster=None, problem="damaged"), block)
        outside = Raster(offset=8, width_px=SIDE, height_px=SIDE)
        pictures.keep(Thumb(subject="a-2", raster=outside), block)
    for subject in ("a-1", "a-2"):
        assert pictures.is_missing(subject)
    waiting = painted(pictures, "a-never", side=60)
    assert painted(pictures, "a-1", side=60) != waiting


@pytest.mark.parametrize(("room", "lines", "high"), [(420, 1, 48), (420, 2, 102), (900, 2, 48)])
def test_a_strip_takes_the_lines_it_needs(qtbot: QtBot, room: int, lines: int, high: int) -> None:
    strip = PictureStrip(SmallPictures(), width=64, height=48, lines=lines)
    qtbot.addWidget(strip)
    strip.show_subjects(tuple(f"a-{n}" for n in range(8)))
    assert strip.heightForWidth(room) == high
    assert strip.accessibleName() == "8 images"
    set_text_scale(2.0)
    settle()
    assert strip.heightForWidth(room) > high
