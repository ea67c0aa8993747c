"""Rendering: every pixel as decoding gives it, smaller sizes that look the same, same refusals."""

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageCms
from support.originals import FORMATS, ORIENTATIONS, exif, jpeg, original, png, scene, tiff

from desktop.errors import DecoderAnswerError, ImageUnreadableError
from desktop.records.raster import Pyramid, fitted
from desktop.redact import render as module
from desktop.redact._cv import cv2
from desktop.redact.pixels import decode, open_checked
from desktop.redact.render import REDUCED_FROM_PX, STRIP_ROWS, render
from desktop.settings import Limits

LIMITS = Limits()
LARGE = (1_920, 1_280)
"""Large enough for a reduced decode, and three levels."""


def _rendered(data: bytes, longest_px: int) -> tuple[Pyramid, list[np.ndarray]]:
    """Return the levels, (H, W, 4), out of the block that the pieces make."""
    rendered = render(data, longest_px=longest_px, limits=LIMITS)
    block = b"".join(piece.tobytes() for piece in rendered.pieces)
    assert len(block) == rendered.pyramid.end
    return rendered.pyramid, [
        np.frombuffer(block[level.offset : level.end], np.uint8).reshape(
            level.height_px, level.width_px, 4
        )
        for level in rendered.pyramid.levels
    ]


def _one(data: bytes, longest_px: int) -> np.ndarray:
    """Return the only level as RGB, after a look at its fourth byte."""
    _, (level,) = _rendered(data, longest_px)
    assert (level[:, :, 3] == 255).all()
    return level[:, :, 2::-1]


def _reference(data: bytes, longest_px: int) -> np.ndarray:
    """Return the whole decode, reduced by averaging areas: what a small size must look like."""
    pixels = decode(data, limits=LIMITS).pixels
    size = fitted(pixels.shape[1], pixels.shape[0], longest_px=longest_px)
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def _difference(one: np.ndarray, other: np.ndarray) -> float:
    assert one.shape == other.shape
    return float(np.abs(one.astype(int) - other).mean())


def _saved(image: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.fixture(scope="module")
def large() -> np.ndarray:
    return scene(5, width=LARGE[0], height=LARGE[1])


# ---------------------------------------------------------------------------------- every pixel


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("image_format", FORMATS)
def test_every_pixel_is_as_decoding_gives_it(image_format, orientation):
    data = original(image_format, scene(1, width=97, height=301), orientation=orientation)
    pyramid, levels = _rendered(data, 0)
    assert (pyramid.width_px, pyramid.height_px, len(levels)) == (97, 301, 1)
    assert (levels[0][:, :, 2::-1] == decode(data, limits=LIMITS).pixels).all()
    assert (levels[0][:, :, 3] == 255).all()


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_levels_are_halves_by_area(large, orientation):
    data = jpeg(large, orientation=orientation)
    pyramid, levels = _rendered(data, 0)
    assert [(level.width_px, level.height_px) for level in pyramid.levels] == [
        (1_920, 1_280),
        (960, 640),
        (480, 320),
    ]
    assert (levels[0][:, :, 2::-1] == decode(data, limits=LIMITS).pixels).all()
    for larger, smaller in pairwise(levels):
        height, width = smaller.shape[:2]
        mean = larger.reshape(height, 2, width, 2, 4).mean(axis=(1, 3))
        assert np.abs(smaller - mean).max() <= 1


@pytest.mark.parametrize(
    ("width", "height"),
    [(1_031, 777), (777, 1_031), (1, 1_500), (1_500, 1), (513, 2), (2, 513), (1, 1), (600, 129)],
)
def test_odd_sizes_lose_at_most_a_last_row_or_column(width, height):
    upright = scene(2, width=width, height=height)
    pyramid, levels = _rendered(png(upright), 0)
    assert (levels[0][:, :, 2::-1] == upright).all()
    for larger, smaller in pairwise(levels):
        tall, wide = larger.shape[:2]
        assert smaller.shape[:2] == (max(1, tall // 2), max(1, wide // 2))
        even = larger[: max(1, tall // 2 * 2), : max(1, wide // 2 * 2)]
        expected = cv2.resize(even, smaller.shape[1::-1], interpolation=cv2.INTER_AREA)
        assert np.abs(smaller.astype(int) - expected.reshape(smaller.shape)).max() <= 1
    longest = max(levels[-1].shape[:2])
    assert longest <= 512
    assert len(levels) == 1 or longest > 255
    assert (pyramid.width_px, pyramid.height_px) == (width, height)


def test_strips_do_not_depend_on_their_height(large, monkeypatch):
    data = png(large[:301, :700], orientation=8)
    _, as_it_is = _rendered(data, 0)
    assert STRIP_ROWS % 2 == 0
    monkeypatch.setattr(module, "STRIP_ROWS", 2)
    _, tiny = _rendered(data, 0)
    assert all((one == other).all() for one, other in zip(as_it_is, tiny, strict=True))


# ---------------------------------------------------------------------------------- small sizes


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("longest_px", [64, 256, 400, 900, 1_600])
def test_a_small_size_looks_like_the_whole_decode_reduced(large, orientation, longest_px):
    data = jpeg(large, orientation=orientation, subsampling="4:2:0", quality=90)
    assert _difference(_one(data, longest_px), _reference(data, longest_px)) < 1


@pytest.mark.parametrize(
    ("longest_px", "stored"), [(180, 240), (256, 480), (700, 960), (900, 1920)]
)
def test_a_large_jpeg_is_decoded_at_a_fraction(large, longest_px, stored):
    opened = open_checked(jpeg(large), limits=LIMITS)
    assert opened.image.size == LARGE
    module._decode_less(opened.image, longest_px)
    opened.image.load()
    assert opened.image.size[0] == stored


def test_a_small_jpeg_is_decoded_whole():
    upright = scene(3, width=900, height=600)
    assert REDUCED_FROM_PX > 900 * 600
    data = jpeg(upright)
    assert (_one(data, 200) == _reference(data, 200)).all()


@pytest.mark.parametrize("progressive", [False, True])
def test_grey_and_cmyk_and_progressive_jpegs(large, progressive):
    for mode in ("L", "CMYK"):
        image = Image.fromarray(large).convert(mode)
        data = _saved(image, "JPEG", quality=92, progressive=progressive, exif=exif(6))
        for longest_px in (256, 1_000):
            assert _difference(_one(data, longest_px), _reference(data, longest_px)) < 1


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("image_format", ["png", "tiff", "heic"])
def test_other_formats_are_reduced_by_area(image_format, orientation):
    data = original(image_format, scene(4, width=300, height=200), orientation=orientation)
    small = _one(data, 128)
    assert small.shape == (85, 128, 3)
    assert _difference(small, _reference(data, 128)) < 0.1


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "I;16"])
def test_every_kind_of_pixel(kind, mode):
    upright = scene(6, width=300, height=200)
    grey = np.asarray(Image.fromarray(upright).convert("L"))
    if mode == "I;16":
        image = Image.fromarray(grey.astype(np.uint16) * 257)
    elif mode == "RGBA":
        image = Image.fromarray(np.dstack([upright, grey]))
    else:
        image = Image.fromarray(grey).convert(mode)
    data = _saved(image, kind)
    assert _difference(_one(data, 100), _reference(data, 100)) < 0.2
    _, (whole,) = _rendered(data, 0)
    assert (whole[:, :, 2::-1] == decode(data, limits=LIMITS).pixels).all()


def test_colours_under_full_transparency_do_not_survive():
    secret = np.dstack([scene(7), np.zeros((64, 96), dtype=np.uint8)])
    data = _saved(Image.fromarray(secret), "PNG")
    assert (_one(data, 48) == 255).all()
    assert (_rendered(data, 0)[1][0] == 255).all()


def test_a_transparent_palette_entry_shows_white_also_where_it_is_reduced():
    image = Image.fromarray(np.zeros((80, 80), dtype=np.uint8)).convert("P")
    assert (_one(_saved(image, "PNG", transparency=0), 20) == 255).all()


def test_a_foreign_profile_is_applied_in_every_size(large):
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"tmpX").replace(b"gXYZ", b"rXYZ").replace(b"tmpX", b"gXYZ")
    plain, moved = jpeg(large), jpeg(large, icc_profile=swapped)
    for longest_px in (256, 1_000):
        small = _one(moved, longest_px)
        assert _difference(small, _reference(moved, longest_px)) < 1.5
        assert _difference(small, _one(plain, longest_px)) > 10
    assert (_one(jpeg(large, icc_profile=srgb), 256) == _one(plain, 256)).all()


def test_a_second_picture_in_the_file_is_not_looked_at(large):
    pages = [Image.fromarray(large), Image.fromarray(255 - large)]
    data = _saved(pages[0], "MPO", save_all=True, append_images=pages[1:])
    assert _difference(_one(data, 256), _reference(data, 256)) < 1


@pytest.mark.parametrize("image_format", FORMATS)
@pytest.mark.parametrize("longest_px", [96, 97, 5_000])
def test_nothing_is_enlarged(image_format, longest_px):
    data = original(image_format, scene(8), orientation=6)
    pyramid, (level,) = _rendered(data, longest_px)
    assert (pyramid.width_px, pyramid.height_px) == (96, 64)
    assert (level[:, :, 2::-1] == decode(data, limits=LIMITS).pixels).all()


def test_the_size_of_the_file_is_told_with_a_small_picture(large):
    pyramid, (level,) = _rendered(jpeg(large, orientation=5), 256)
    assert (pyramid.width_px, pyramid.height_px) == LARGE
    assert level.shape == (171, 256, 4)


# ------------------------------------------------------------------------------------- refusals


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


REFUSED = {
    "empty": b"",
    "not_an_image": b"hello, this is a letter",
    "format_not_handled": b"GIF89a" + bytes(40),
    "video_not_handled": b"\x1aE\xdf\xa3" + bytes(40),
    "damaged": b"\xff\xd8\xff\xd9",
    "cut_off": _cut(jpeg(scene(9))),
}


@pytest.mark.parametrize("longest_px", [0, 32, 1_000])
@pytest.mark.parametrize("reason", REFUSED)
def test_what_is_no_picture_is_refused_with_its_reason(reason, longest_px):
    with pytest.raises(ImageUnreadableError) as caught:
        render(REFUSED[reason], longest_px=longest_px, limits=LIMITS)
    assert caught.value.reason == reason


@pytest.mark.parametrize("longest_px", [0, 256])
def test_the_limits_hold(longest_px):
    data = jpeg(scene(9))
    for limits, reason in (
        (Limits(pixels=96 * 64 - 1), "too_many_pixels"),
        (Limits(file_bytes=100), "too_large"),
    ):
        with pytest.raises(ImageUnreadableError) as caught:
            render(data, longest_px=longest_px, limits=limits)
        assert caught.value.reason == reason
    assert render(data, longest_px=longest_px, limits=Limits(pixels=96 * 64)).pyramid.levels


@pytest.mark.parametrize("longest_px", [0, 256])
@pytest.mark.parametrize("share", [0.3, 0.95])
def test_a_large_jpeg_that_is_cut_off_is_refused_in_every_size(large, longest_px, share):
    whole = jpeg(large)
    with pytest.raises(ImageUnreadableError) as caught:
        render(whole[: int(len(whole) * share)], longest_px=longest_px, limits=LIMITS)
    assert caught.value.reason == "cut_off"


def test_a_second_page_does_not_pass_unseen():
    pages = [Image.fromarray(scene(10)), Image.fromarray(scene(11))]
    data = _saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    with pytest.raises(ImageUnreadableError) as caught:
        render(data, longest_px=64, limits=LIMITS)
    assert caught.value.reason == "several_pictures"


def test_a_side_that_no_window_paints_is_refused():
    data = tiff(np.zeros((1, 65_536, 3), np.uint8))
    with pytest.raises(DecoderAnswerError, match="range"):
        render(data, longest_px=0, limits=LIMITS)
