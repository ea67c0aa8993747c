"""Decoding: every format, orientation and kind of pixel, and what is refused."""

import io
import struct
import zlib

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import ImageFormat
from desktop.redact.pixels import decode
from desktop.settings import Limits

LIMITS = Limits()
pillow_heif.register_heif_opener()


def _scene(width=96, height=64):
    """Four corners of different colours, smooth enough for any codec."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    scene = np.stack([40 + 200 * x, 40 + 200 * y, 60 + 100 * (1 - x)], axis=-1)
    return np.rint(scene).astype(np.uint8)


def _saved(image, **options):
    if isinstance(image, np.ndarray):
        image = Image.fromarray(image)
    file = io.BytesIO()
    image.save(file, **options)
    return file.getvalue()


def _pixels(data):
    return decode(data, limits=LIMITS).pixels


def _reason(data, limits=LIMITS):
    with pytest.raises(ImageUnreadableError) as caught:
        decode(data, limits=limits)
    return caught.value.reason


STORED = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, 1),
    7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
    8: lambda a: np.rot90(a, -1),
}
"""How a camera that was held so stores an upright scene."""


def _with_orientation(upright, kind, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    if kind == "HEIF":
        return _saved(_stored(upright, orientation), format=kind, exif=exif.tobytes(), quality=-1)
    stored = _stored(upright, orientation)
    if kind == "TIFF":
        return _saved(stored, format=kind, tiffinfo={0x0112: orientation})
    if kind == "JPEG":
        return _saved(stored, format=kind, exif=exif, quality=95, subsampling=0)
    return _saved(stored, format=kind, exif=exif)


def _stored(upright, orientation):
    return np.ascontiguousarray(STORED[orientation](upright))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_every_orientation_comes_out_upright(kind, orientation):
    scene = _scene()
    found = _pixels(_with_orientation(scene, kind, orientation))
    assert found.shape == scene.shape
    assert np.abs(found.astype(int) - scene).mean() < 3


@pytest.mark.parametrize("orientation", range(1, 9))
def test_heic_is_turned_once_by_its_own_properties(orientation):
    scene = _scene()
    data = _with_orientation(scene, "HEIF", orientation)
    expected = np.asarray(pillow_heif.open_heif(data, convert_hdr_to_8bit=True).to_pillow())
    found = _pixels(data)
    assert (found == expected).all()
    assert found.shape == scene.shape
    assert np.abs(found.astype(int) - scene).mean() < 4


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "I;16"])
def test_every_kind_of_pixel_becomes_rgb(kind, mode):
    grey = np.asarray(Image.fromarray(_scene()).convert("L"))
    if mode == "I;16":
        image = Image.fromarray(grey.astype(np.uint16) * 257)
    else:
        image = Image.fromarray(grey).convert(mode)
    found = _pixels(_saved(image, format=kind))
    assert found.dtype == np.uint8
    assert found.shape == (64, 96, 3)
    if mode != "1":
        assert np.abs(found[:, :, 0].astype(int) - grey).max() <= 1


def test_cmyk_becomes_rgb():
    data = _saved(Image.fromarray(_scene()).convert("CMYK"), format="JPEG", quality=98)
    assert np.abs(_pixels(data).astype(int) - _scene()).mean() < 6


def test_colours_under_full_transparency_do_not_survive():
    secret = np.dstack([_scene(), np.zeros((64, 96), dtype=np.uint8)])
    assert (_pixels(_saved(secret, format="PNG")) == 255).all()


def test_a_transparent_palette_entry_shows_white():
    image = Image.fromarray(np.zeros((8, 8), dtype=np.uint8)).convert("P")
    assert (_pixels(_saved(image, format="PNG", transparency=0)) == 255).all()


def test_a_foreign_profile_is_applied_and_srgb_is_left_alone():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = _saved(_scene(), format="PNG")
    tagged = _saved(_scene(), format="PNG", icc_profile=srgb)
    assert (_pixels(tagged) == _pixels(plain)).all()
    swapped = _swapped_primaries(srgb)
    moved = _pixels(_saved(_scene(), format="PNG", icc_profile=swapped))
    assert np.abs(moved.astype(int) - _scene()).mean() > 10


def _swapped_primaries(profile):
    """An sRGB profile whose red and green primaries are exchanged: nobody's real profile."""
    return profile.replace(b"rXYZ", b"tmpX").replace(b"gXYZ", b"rXYZ").replace(b"tmpX", b"gXYZ")


def test_a_broken_profile_is_passed_over():
    data = _saved(_scene(), format="PNG", icc_profile=b"not a profile at all")
    assert (_pixels(data) == _scene()).all()


def test_pixels_are_read_only():
    assert not _pixels(_saved(_scene(), format="PNG")).flags.writeable


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("JPEG", ImageFormat.JPEG),
        ("PNG", ImageFormat.PNG),
        ("TIFF", ImageFormat.TIFF),
        ("HEIF", ImageFormat.HEIC),
    ],
)
def test_the_format_is_told_by_content(kind, expected):
    picture = decode(memoryview(_saved(_scene(), format=kind)), limits=LIMITS)
    assert picture.format is expected
    assert (picture.jpeg is not None) == (expected is ImageFormat.JPEG)
    assert (picture.width_px, picture.height_px) == (96, 64)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "HEIF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_is_cut_off_is_refused(kind, share):
    noise = np.random.default_rng(3).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    whole = _saved(noise, format=kind, **({"compression": "raw"} if kind == "TIFF" else {}))
    assert _reason(whole[: int(len(whole) * share)]) == "cut_off"


@pytest.mark.parametrize("missing", [1, 2])
def test_a_jpeg_without_its_end_is_cut_off(missing):
    assert _reason(_saved(_scene(), format="JPEG")[:-missing]) == "cut_off"


def test_a_png_with_a_wrong_sum_is_damaged():
    data = bytearray(_saved(_scene(), format="PNG"))
    data[60] ^= 0xFF
    assert _reason(bytes(data)) == "damaged"


def test_a_heic_with_flipped_bytes_inside_is_damaged_or_decodes():
    data = bytearray(_saved(_scene(), format="HEIF"))
    data[24:40] = b"\xff" * 16
    assert _reason(bytes(data)) in {"damaged", "cut_off"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"hello, this is a letter", "not_an_image"),
        (b"GIF89a" + bytes(40), "format_not_handled"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "damaged"),
        (b"RIFF\x00\x01\x00\x00WEBPVP8 ", "cut_off"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "not_an_image"),
        (b"IIRO\x08\x00\x00\x00" + bytes(64), "format_not_handled"),
        (b"FUJIFILMCCD-RAW 0201FF389501" + bytes(64), "format_not_handled"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "video_not_handled"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "video_not_handled"),
        (b"\x00\x00\x00\x18ftypqt  \x00\x00\x02\x00qt  qt  ", "video_not_handled"),
        (b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00avifmif1", "format_not_handled"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif", "format_not_handled"),
        (b"\x1aE\xdf\xa3" + bytes(40), "video_not_handled"),
        (b"\xff\xd8\xff\xe0", "cut_off"),
        (b"\x89PNG\r\n\x1a\n", "cut_off"),
        (b"II*\x00\xff\xff\xff\x7f", "cut_off"),
        (b"\xff\xd8\xff\xd9", "damaged"),
    ],
)
def test_what_is_no_picture_for_us_is_refused_with_its_reason(data, reason):
    assert _reason(data) == reason


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "HEIF", "WEBP", "BMP"])
def test_too_many_pixels_are_refused(kind):
    data = _saved(_scene(), format=kind)
    assert _reason(data, Limits(pixels=96 * 64 - 1)) == "too_many_pixels"
    assert decode(data, limits=Limits(pixels=96 * 64)).width_px == 96


def test_a_png_that_only_claims_to_be_huge_is_refused_before_it_is_decoded():
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    assert _reason(data) == "too_many_pixels"


def test_a_file_that_is_too_large_is_refused():
    assert _reason(_saved(_scene(), format="JPEG"), Limits(file_bytes=100)) == "too_large"


def test_a_second_page_does_not_pass_unseen():
    pages = [Image.fromarray(_scene()), Image.fromarray(255 - _scene())]
    data = _saved(pages[0], format="TIFF", save_all=True, append_images=pages[1:])
    assert _reason(data) == "several_pictures"


def test_an_animated_png_does_not_pass_as_its_first_frame():
    pages = [Image.fromarray(_scene()), Image.fromarray(255 - _scene())]
    data = _saved(pages[0], format="PNG", save_all=True, append_images=pages[1:])
    assert _reason(data) == "several_pictures"


@pytest.mark.parametrize(("tag", "value"), [(254, 1), (330, 8), (50706, b"\x01\x04\x00\x00")])
def test_the_thumbnail_of_a_raw_file_does_not_pass_as_its_picture(tag, value):
    data = _saved(_scene(), format="TIFF", tiffinfo={tag: value})
    assert _reason(data) in {"format_not_handled", "several_pictures", "damaged"}
