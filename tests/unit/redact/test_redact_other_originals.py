"""Originals written in other ways: coarser colour, and everything a file says besides its pixels.

The two originals of a pair always differ as files. Where they differ in pixels as well, these are
equal outside the regions, which is checked before anything is concluded.
"""

from itertools import product

import numpy as np
import pytest
from PIL import PngImagePlugin
from support import originals
from support.originals import FORMATS, ORIENTATIONS, WRITERS, original, scene

from desktop.records.redaction import Redaction
from desktop.records.region import Region, Shape, Style
from desktop.redact.derive import derivative
from desktop.redact.mask import union
from desktop.redact.pixels import decode
from desktop.settings import LIMITS

WIDTH, HEIGHT = 96, 64
SECRET = slice(16, 48), slice(32, 64)
"""Rows and columns of what differs: whole blocks of 16, however the picture is turned."""

REGIONS = {
    Shape.RECTANGLE: lambda style: Region.rectangle(30, 14, 36, 36, style=style),
    Shape.ELLIPSE: lambda style: Region.ellipse(22, 4, 52, 56, style=style),
    Shape.POLYGON: lambda style: Region.polygon(
        ((26, 10), (70, 8), (80, 40), (60, 58), (28, 56)), style=style
    ),
    Shape.STROKE: lambda style: Region.stroke(((40, 32), (56, 32)), brush_px=46, style=style),
}
EVERY = list(product(ORIENTATIONS, Style, Shape))


def _name(value: object) -> str:
    return value.value if isinstance(value, Style | Shape) else str(value)


def _redaction(shape: Shape, style: Style) -> Redaction:
    return Redaction(regions=(REGIONS[shape](style),))


def _pair() -> tuple[np.ndarray, np.ndarray]:
    """Return two pictures that agree but for the secret: soft skin, and loud noise."""
    one = scene(1, width=WIDTH, height=HEIGHT)
    other = one.copy()
    secret = np.random.default_rng(2).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    other[SECRET] = secret
    return one, other


def _check_gone(one: bytes, other: bytes, redaction: Redaction) -> None:
    assert one != other
    first, second = (decode(data, limits=LIMITS).pixels for data in (one, other))
    assert first.shape == second.shape == (HEIGHT, WIDTH, 3)
    covered = union(redaction.regions, width_px=WIDTH, height_px=HEIGHT)
    assert np.array_equal(first[~covered], second[~covered])
    assert not np.array_equal(first[covered], second[covered])
    assert derivative(one, redaction, limits=LIMITS) == derivative(other, redaction, limits=LIMITS)


@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2"])
@pytest.mark.parametrize(("orientation", "style", "shape"), EVERY, ids=_name)
def test_nothing_of_what_was_inside_reaches_the_copy(
    subsampling: str, orientation: int, style: Style, shape: Shape
) -> None:
    files = (
        originals.jpeg(pixels, orientation=orientation, subsampling=subsampling, quality=85)
        for pixels in _pair()
    )
    _check_gone(*files, _redaction(shape, style))


def test_regions_that_overlap_and_reach_over_edges_let_nothing_through() -> None:
    redaction = Redaction(
        regions=(
            Region.rectangle(-20, 10, 70, 40, style=Style.BLUR),
            Region.ellipse(30, 8, 90, 80, style=Style.MOSAIC),
            Region.rectangle(40, 20, 10, 10),
        )
    )
    for image_format in FORMATS:
        _check_gone(*(original(image_format, pixels) for pixels in _pair()), redaction)


@pytest.mark.parametrize("style", Style, ids=_name)
def test_a_region_over_everything_leaves_nothing_but_the_size(style: Style) -> None:
    redaction = Redaction(regions=(Region.rectangle(-1, -1, WIDTH + 2, HEIGHT + 2, style=style),))
    for image_format in FORMATS:
        files = (original(image_format, scene(seed)) for seed in (3, 4))
        one, other = (derivative(data, redaction, limits=LIMITS) for data in files)
        assert one == other


def _text() -> PngImagePlugin.PngInfo:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "Mrs Canary, left forearm")
    text.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Mrs Canary</x:xmpmeta>")
    return text


def _thumbnail() -> bytes:
    return originals.jpeg(scene(9, width=16, height=16), exif=b"")


EXTRAS: dict[str, dict[str, dict[str, object]]] = {
    "jpeg": {
        "gps": {"exif": originals.exif(6, gps=True)},
        "thumbnail": {"exif": originals.exif_with_thumbnail(6, _thumbnail())},
        "comment": {"comment": b"Mrs Canary, left forearm"},
        "xmp": {"xmp": b"<x:xmpmeta>Mrs Canary</x:xmpmeta>"},
        "density": {"dpi": (300, 300)},
    },
    "png": {
        "gps": {"exif": originals.exif(6, gps=True)},
        "text": {"pnginfo": _text()},
        "density": {"dpi": (300, 300)},
        "packing": {"compress_level": 1},
    },
    "tiff": {
        "description": {"tiffinfo": {270: "Mrs Canary, left forearm", 305: "Editor 1.0"}},
        "private": {"tiffinfo": {34118: b"Mrs Canary"}},
        "packing": {"compression": "tiff_lzw"},
        "density": {"dpi": (300, 300)},
    },
    "webp": {
        "gps": {"exif": originals.exif(6, gps=True)},
        "xmp": {"xmp": b"<x:xmpmeta>Mrs Canary</x:xmpmeta>"},
    },
    "heic": {
        "gps": {"exif": originals.exif(6, gps=True)},
        "xmp": {"xmp": b"<x:xmpmeta>Mrs Canary</x:xmpmeta>"},
    },
}
CASES = [(kind, name) for kind, extras in EXTRAS.items() for name in extras]


@pytest.mark.parametrize(("image_format", "extra"), CASES)
def test_what_a_file_says_besides_its_pixels_makes_no_difference(
    image_format: str, extra: str
) -> None:
    redaction = _redaction(Shape.ELLIPSE, Style.MOSAIC)
    write = WRITERS[image_format]
    plain = write(scene(1), orientation=6)
    talkative = write(scene(1), orientation=6, **EXTRAS[image_format][extra])
    assert plain != talkative
    copies = [derivative(data, redaction, limits=LIMITS) for data in (plain, talkative)]
    assert copies[0] == copies[1]
    assert b"Canary" not in copies[1]


def test_a_thumbnail_does_not_survive() -> None:
    thumbnail = _thumbnail()
    data = originals.jpeg(scene(1), exif=originals.exif_with_thumbnail(1, thumbnail))
    assert thumbnail in data
    copy = derivative(data, _redaction(Shape.RECTANGLE, Style.SOLID), limits=LIMITS)
    assert copy.count(b"\xff\xd8\xff") == 1
    assert thumbnail[-60:] not in copy
