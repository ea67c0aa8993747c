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
from desktop.redact.colour_space import adobe_rgb, display_p3
from desktop.redact.pixels import decode
from desktop.redact.render import render
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


ADOBE = np.array(
    [[[128, 128, 128], [200, 100, 50], [180, 120, 110], [90, 140, 80], [255, 255, 255]]], np.uint8
)
"""Colours that Adobe RGB and sRGB share, as Adobe RGB names them."""


def _of_adobe():
    """The same in sRGB, by the matrices of Adobe RGB (1998) and IEC 61966-2-1, both from D65."""
    to_xyz = [
        [0.57667, 0.18556, 0.18823],
        [0.29734, 0.62736, 0.07529],
        [0.02703, 0.07069, 0.99134],
    ]
    from_xyz = [
        [3.2404542, -1.5371385, -0.4985314],
        [-0.9692660, 1.8760108, 0.0415560],
        [0.0556434, -0.2040259, 1.0572252],
    ]
    linear = (ADOBE / 255) ** (563 / 256) @ np.transpose(to_xyz) @ np.transpose(from_xyz)
    linear = np.clip(linear, 0, 1)
    small = linear <= 0.0031308
    return np.where(small, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055) * 255


def _naming(index: bytes, space: int) -> bytes:
    """EXIF that names colours as cameras do: ColorSpace, and an interoperability index."""
    first = struct.pack("<2sHIHHHIII", b"II", 42, 8, 1, 0x8769, 4, 1, 26, 0)
    exif = struct.pack("<HHHIIHHIII", 2, 0xA001, 3, 1, space, 0xA005, 4, 1, 56, 0)
    return b"Exif\0\0" + first + exif + struct.pack("<HHHI4sI", 1, 1, 2, 4, index, 0)


@pytest.mark.parametrize(
    ("index", "space", "is_adobe"),
    [
        (b"R03\0", 0xFFFF, True),
        (b"R98\0", 1, False),
        (b"R03\0", 1, False),
        (b"R98\0", 0xFFFF, False),
    ],
)
def test_adobe_rgb_that_a_camera_names_in_the_exif_alone_is_converted(index, space, is_adobe):
    data = _saved(ADOBE, format="PNG", exif=_naming(index, space)[6:])
    wanted = _of_adobe() if is_adobe else ADOBE.astype(float)
    assert np.abs(_pixels(data) - wanted).max() <= 1.0
    jpeg = _saved(
        np.repeat(ADOBE, 16, 0).repeat(16, 1),
        format="JPEG",
        quality=98,
        subsampling=0,
        exif=_naming(index, space),
    )
    assert np.abs(_pixels(jpeg)[8, 8::16] - wanted).max() <= 4


def _tiff_of_adobe(pixels: np.ndarray) -> bytes:
    """A TIFF whose own tags are its EXIF, as cameras write one."""
    height, width, _ = pixels.shape
    body = pixels.tobytes()
    after = 8 + len(body)
    rest = struct.pack("<3H", 8, 8, 8) + bytes(2)
    interop = after + len(rest)
    rest += struct.pack("<HHHI4sI", 1, 1, 2, 4, b"R03\0", 0)
    exif = after + len(rest)
    rest += struct.pack("<HHHIIHHIII", 2, 0xA001, 3, 1, 0xFFFF, 0xA005, 4, 1, interop, 0)
    tags = [(256, 3, 1, width), (257, 3, 1, height), (258, 3, 3, after), (259, 3, 1, 1)]
    tags += [(262, 3, 1, 2), (273, 4, 1, 8), (277, 3, 1, 3), (278, 3, 1, height)]
    tags += [(279, 4, 1, len(body)), (0x8769, 4, 1, exif)]
    ifd = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return struct.pack("<2sHI", b"II", 42, after + len(rest)) + body + rest + ifd + bytes(4)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_reduced_picture_has_the_colours_of_the_whole(kind):
    exif = _naming(b"R03\0", 0xFFFF)
    flat = np.full((256, 256, 3), (200, 60, 60), np.uint8)
    how = {"quality": 100} if kind in {"JPEG", "WEBP"} else {}
    is_tiff = kind == "TIFF"
    data = _tiff_of_adobe(flat) if is_tiff else _saved(flat, format=kind, exif=exif, **how)
    whole = decode(data, limits=LIMITS).pixels[128, 128].astype(int)
    assert abs(whole[0] - 231) <= 4
    first = next(render(data, longest_px=64, limits=LIMITS).pieces)
    assert np.abs(first[0, 32, 2::-1].astype(int) - whole).max() <= 4


def test_a_profile_that_is_there_counts_and_not_what_the_exif_says():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = _saved(ADOBE, format="PNG", exif=_naming(b"R03\0", 0xFFFF)[6:], icc_profile=srgb)
    assert (_pixels(data) == ADOBE).all()


def test_what_our_own_profiles_say_is_what_is_published():
    """Of Display P3: pure red is out of sRGB, a skin tone is a known one; white stays white."""
    for profile in (adobe_rgb(), display_p3()):
        white = _saved(np.full((2, 2, 3), 255, np.uint8), format="PNG", icc_profile=profile)
        assert (_pixels(white) == 255).all()
    skin = np.array([[[200, 150, 130]]], np.uint8)
    found = _pixels(_saved(skin, format="PNG", icc_profile=display_p3()))
    assert np.abs(found.astype(int) - [[[209, 147, 126]]]).max() <= 1


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
