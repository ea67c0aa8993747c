"""Burning leaves the outside alone and the inside without a trace."""

import numpy as np
import pytest

from desktop.errors import RegionInvalidError
from desktop.records.redaction import Redaction
from desktop.records.region import Region, Style
from desktop.redact.burn import SOLID_RGB, burn
from desktop.redact.mask import union

OVERLAPPING = Redaction(
    regions=(
        Region.ellipse(10, 10, 60, 40, style=Style.BLUR),
        Region.rectangle(40, 20, 50, 50, style=Style.MOSAIC),
        Region.polygon([(5, 60), (80, 55), (30, 90)], style=Style.BLUR),
        Region.rectangle(60, 40, 20, 20, style=Style.SOLID),
    )
)


def _noise(seed, height=100, width=120):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def test_outside_is_bit_identical_and_the_source_is_not_touched():
    pixels = _noise(1)
    before = pixels.copy()
    burned = burn(pixels, OVERLAPPING)
    covered = union(OVERLAPPING.regions, width_px=120, height_px=100)
    assert (pixels == before).all()
    assert (burned[~covered] == pixels[~covered]).all()
    assert burned.shape == pixels.shape
    assert burned.dtype == np.uint8


def test_overlapping_regions_of_all_styles_depend_on_nothing_inside():
    covered = union(OVERLAPPING.regions, width_px=120, height_px=100)
    one, other = _noise(1), _noise(1)
    other[covered] = _noise(2)[covered]
    assert (one != other).any()
    assert (burn(one, OVERLAPPING) == burn(other, OVERLAPPING)).all()


def test_a_look_sees_nothing_of_a_neighbouring_region():
    """The surroundings of one region are not the inside of another."""
    redaction = Redaction(
        regions=(
            Region.rectangle(20, 20, 30, 30, style=Style.BLUR),
            Region.rectangle(50, 20, 30, 30, style=Style.SOLID),
        )
    )
    one, other = _noise(1), _noise(1)
    other[20:50, 50:80] = 255
    assert (burn(one, redaction) == burn(other, redaction)).all()


def test_solid_is_one_colour():
    burned = burn(_noise(1), Redaction(regions=(Region.rectangle(10, 10, 30, 30),)))
    assert (burned[10:40, 10:40] == SOLID_RGB).all()


@pytest.mark.parametrize("style", [Style.MOSAIC, Style.BLUR])
def test_a_look_takes_the_colour_of_its_surroundings(style):
    skin = np.full((100, 120, 3), (200, 150, 120), dtype=np.uint8)
    burned = burn(skin, Redaction(regions=(Region.rectangle(30, 30, 40, 40, style=style),)))
    inside = burned[30:70, 30:70].reshape(-1, 3).astype(float)
    assert np.abs(inside.mean(axis=0) - (200, 150, 120)).max() < 8
    assert inside.std(axis=0).min() > 1


@pytest.mark.parametrize("style", list(Style))
def test_a_region_over_the_whole_picture_leaves_nothing(style):
    redaction = Redaction(regions=(Region.rectangle(-10, -10, 200, 200, style=style),))
    assert (burn(_noise(1), redaction) == burn(_noise(2), redaction)).all()


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("size", [(1, 1), (1, 50), (50, 1), (7, 3)])
def test_tiny_pictures_are_burned(style, size):
    redaction = Redaction(regions=(Region.ellipse(0, 0, 3, 3, style=style),))
    burned = burn(_noise(1, *size), redaction)
    assert burned.shape == (*size, 3)


def test_equal_patches_in_other_places_look_different():
    skin = np.full((100, 120, 3), 180, dtype=np.uint8)
    here = Redaction(regions=(Region.rectangle(10, 10, 40, 40, style=Style.MOSAIC),))
    there = Redaction(regions=(Region.rectangle(50, 10, 40, 40, style=Style.MOSAIC),))
    assert (burn(skin, here)[10:50, 10:50] != burn(skin, there)[10:50, 50:90]).any()


def test_a_later_region_lies_over_an_earlier_one():
    under, over = Region.rectangle(10, 10, 40, 40, style=Style.BLUR), Region.rectangle(20, 20, 9, 9)
    burned = burn(_noise(1), Redaction(regions=(under, over)))
    assert (burned[20:29, 20:29] == SOLID_RGB).all()


def test_a_region_of_another_picture_is_refused():
    with pytest.raises(RegionInvalidError):
        burn(_noise(1), Redaction(regions=(Region.rectangle(500, 10, 30, 30),)))


@pytest.mark.parametrize("shape", [(10, 10), (10, 10, 4), (10, 10, 1)])
def test_what_is_no_rgb_picture_is_refused(shape):
    with pytest.raises(RegionInvalidError):
        burn(np.zeros(shape, dtype=np.uint8), Redaction())
