"""The definition of gone: what was inside a region does not change one byte of the copy.

For every format, orientation, style and shape, two originals whose upright pixels differ only
inside the region give byte-identical copies. The pair is checked first: it must differ inside,
and must not differ outside, or the test would prove nothing.
"""

import io

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from desktop.records.redaction import Redaction
from desktop.records.region import Region, Style
from desktop.redact.burn import burn
from desktop.redact.derive import derivative
from desktop.redact.mask import region_mask
from desktop.redact.picture import Picture
from desktop.redact.pixels import decode, encode
from desktop.settings import Limits

LIMITS = Limits()
pillow_heif.register_heif_opener()

WIDTH, HEIGHT = 160, 128
SECRET = (slice(48, 80), slice(64, 96))
"""Where the stored pixels of a pair differ: whole 16-pixel units of a subsampled JPEG."""

MARGIN = 12
"""Drawing subsampled colours up reaches across block borders by less than this."""


def _stored(seed):
    """A photograph-like array; the seed changes the secret only."""
    x, y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    waves = [np.sin(x / 17 + k) * 60 + np.cos(y / (11 + k)) * 50 + 128 for k in range(3)]
    grain = np.random.default_rng(99).normal(0, 4, (HEIGHT, WIDTH, 3))
    stored = np.clip(np.stack(waves, axis=-1) + grain, 0, 255).astype(np.uint8)
    stored[SECRET] = np.random.default_rng(seed).integers(0, 256, stored[SECRET].shape)
    return stored


def _file(kind, orientation, seed):
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    image = Image.fromarray(_stored(seed))
    if kind == "HEIF":
        image.save(file, format=kind, exif=exif.tobytes(), quality=-1, chroma=444)
    elif kind == "TIFF":
        image.save(file, format=kind, tiffinfo={0x0112: orientation})
    else:
        image.save(file, format=kind, exif=exif, **({"quality": 82} if kind == "JPEG" else {}))
    return file.getvalue()


def _regions(differs):
    """One region of each shape around everything that differs."""
    rows, columns = np.nonzero(differs.any(axis=1))[0], np.nonzero(differs.any(axis=0))[0]
    left, top = int(columns[0]) - MARGIN, int(rows[0]) - MARGIN
    right, bottom = int(columns[-1]) + 1 + MARGIN, int(rows[-1]) + 1 + MARGIN
    w, h = right - left, bottom - top
    yield Region.rectangle(left, top, w, h)
    yield Region.ellipse(left - w // 4, top - h // 4, w + w // 2, h + h // 2)
    low, high = (left - 6, bottom), (left - 3, top)
    yield Region.polygon(
        [low, high, (right, top - 5), (right + 4, bottom), (left + w // 2, bottom + 9)]
    )
    middle = (top + bottom) // 2
    yield Region.stroke([(left + 3, middle), (right - 5, middle + 2)], brush_px=h + 4)


def _in_style(region, style):
    return Region.from_json(region.to_json() | {"style": style.value})


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "HEIF"])
def test_two_originals_that_differ_only_inside_give_identical_copies(kind, orientation):
    one, other = _file(kind, orientation, seed=1), _file(kind, orientation, seed=2)
    a, b = decode(one, limits=LIMITS), decode(other, limits=LIMITS)
    differs = (a.pixels != b.pixels).any(axis=2)
    assert differs.any()
    assert a.pixels.shape[:2] == ((WIDTH, HEIGHT) if orientation >= 5 else (HEIGHT, WIDTH))
    for region in _regions(differs):
        covered = region_mask(region, width_px=a.width_px, height_px=a.height_px)
        assert not (differs & ~covered).any()
        for style in Style:
            redaction = Redaction(regions=(_in_style(region, style),))
            copies = [derivative(data, redaction, limits=LIMITS) for data in (one, other)]
            assert copies[0] == copies[1]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "HEIF"])
def test_the_pair_would_tell_if_anything_came_through(kind):
    """Without a region the same two originals give different copies."""
    copies = [derivative(_file(kind, 1, seed), Redaction(), limits=LIMITS) for seed in (1, 2)]
    assert copies[0] != copies[1]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "HEIF"])
@pytest.mark.parametrize("style", list(Style))
def test_unaligned_overlapping_regions_hide_everything_under_them(kind, style):
    """On decoded pixels, where the pair can be made exactly: every pixel inside is different."""
    picture = decode(_file(kind, 1, seed=1), limits=LIMITS)
    redaction = Redaction(
        regions=(
            Region.ellipse(13, 7, 61, 45, style=style),
            Region.polygon([(50, 20), (131, 33), (77, 101)], style=style),
            Region.rectangle(-9, 90, 55, 70, style=style),
            Region.stroke([(100, 5), (143, 70), (90, 110)], brush_px=13, style=style),
        )
    )
    inverted = picture.pixels.copy()
    for region in redaction.regions:
        covered = region_mask(region, width_px=WIDTH, height_px=HEIGHT)
        inverted[covered] = 255 - picture.pixels[covered]
    other = Picture(pixels=inverted, format=picture.format, jpeg=picture.jpeg)
    assert (inverted != picture.pixels).any()
    copies = [
        encode(burn(each.pixels, redaction), like=each, redaction=redaction)
        for each in (picture, other)
    ]
    assert copies[0] == copies[1]
