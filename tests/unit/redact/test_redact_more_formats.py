"""WebP, BMP and camera raw files: seen as they are, copied as what everybody can open."""

import io
import struct

import numpy as np
import pytest
from PIL import Image
from support.originals import Nobody, bmp, scene, webp
from support.raws import canon, dng, fuji, olympus, panasonic

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import ImageFormat
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.redact import raw
from desktop.redact.derive import derivative
from desktop.redact.pixels import decode
from desktop.redact.proof import prove
from desktop.redact.render import render
from desktop.settings import Limits

LIMITS = Limits()
AREA = Redaction(regions=(Region.rectangle(20, 12, 31, 22),))


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())


def _reason(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(ImageUnreadableError) as caught:
        decode(data, limits=limits)
    return caught.value.reason


COPIES = {
    "webp": (webp(scene(1), lossless=False, quality=90), ImageFormat.JPEG),
    "webp_lossless": (webp(scene(1), orientation=6), ImageFormat.PNG),
    "webp_extended": (webp(scene(1), lossless=False, xmp=b"<x:xmpmeta/>"), ImageFormat.JPEG),
    "bmp": (bmp(scene(1)), ImageFormat.PNG),
    "raw": (dng(scene(1)), ImageFormat.JPEG),
    "raw_turned": (dng(scene(1), orientation=6), ImageFormat.JPEG),
}


@pytest.mark.parametrize("kind", COPIES)
def test_a_copy_is_written_once_and_proven(kind: str) -> None:
    data, copied_as = COPIES[kind]
    source = decode(data, limits=LIMITS)
    written = derivative(data, AREA, limits=LIMITS)
    copy = decode(written, limits=LIMITS)
    assert copy.format is source.copy_format is copied_as
    proof = prove(data, written, AREA, limits=LIMITS, finder=Nobody())
    assert proof.ok, proof.checks
    outside = np.ones(source.pixels.shape[:2], dtype=bool)
    outside[4:42, 12:60] = False
    assert _apart(copy.pixels[outside], source.pixels[outside]) < 1.5
    assert prove(data, derivative(data, Redaction(), limits=LIMITS), AREA, limits=LIMITS,
                 finder=Nobody()).ok is False  # fmt: skip


@pytest.mark.parametrize("kind", ["webp", "raw"])
def test_a_jpeg_copy_is_as_fine_as_jpeg_can_be(kind: str) -> None:
    written = derivative(COPIES[kind][0], AREA, limits=LIMITS)
    with Image.open(io.BytesIO(written)) as image:  # noqa: TID251 - an independent reading
        assert image.layer[0][1:3] == image.layer[1][1:3] == (1, 1), "4:4:4"
        assert max(image.quantization[0]) <= 12  # the standard table at quality 95


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_raw_file_is_developed_upright_and_in_its_colours(orientation: int) -> None:
    pixels = scene(5)
    found = decode(dng(pixels, orientation=orientation), limits=LIMITS)
    assert (found.width_px, found.height_px) == (96, 64)
    assert _apart(found.pixels[2:-2, 2:-2], pixels[2:-2, 2:-2]) < 4
    again = decode(dng(pixels, orientation=orientation), limits=LIMITS)
    assert np.array_equal(found.pixels, again.pixels), "always the same picture"


def test_no_raw_file_is_made_brighter_than_it_is() -> None:
    dark = (scene(5) // 4).astype(np.uint8)
    assert abs(float(decode(dng(dark), limits=LIMITS).pixels.mean()) - float(dark.mean())) < 3


@pytest.mark.parametrize("longest_px", [0, 32, 300])
@pytest.mark.parametrize("orientation", [1, 8])
def test_a_raw_file_is_shown_in_every_size(longest_px: int, orientation: int) -> None:
    data = dng(scene(5, width=402, height=300), orientation=orientation)
    rendered = render(data, longest_px=longest_px, limits=LIMITS)
    first = rendered.pyramid.levels[0]
    assert (rendered.pyramid.width_px, rendered.pyramid.height_px) == (402, 300)
    seen = np.concatenate([piece.reshape(-1, 4).copy() for piece in rendered.pieces])
    shown = seen[: first.width_px * first.height_px].reshape(first.height_px, first.width_px, 4)
    whole = Image.fromarray(decode(data, limits=LIMITS).pixels)
    small = np.asarray(whole.resize((first.width_px, first.height_px), Image.Resampling.BOX))
    assert _apart(shown[:, :, 2::-1], small) < 3


@pytest.mark.parametrize("kind", COPIES)
def test_too_many_pixels_are_refused_before_they_are_decoded(kind: str) -> None:
    assert _reason(COPIES[kind][0], Limits(pixels=96 * 64 - 1)) == "too_many_pixels"


@pytest.mark.parametrize("kind", COPIES)
def test_half_a_file_is_refused(kind: str) -> None:
    data = COPIES[kind][0]
    assert _reason(data[: len(data) // 2]) in {"cut_off", "damaged"}


@pytest.mark.parametrize("make", [olympus, panasonic, fuji, canon])
def test_a_raw_file_with_nothing_in_it_is_refused(make) -> None:
    assert _reason(make()) in {"format_not_handled", "damaged", "cut_off"}


def test_where_libraw_is_missing_raw_files_are_not_handled(monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rawpy", None)
    assert _reason(dng(scene(1))) == "format_not_handled"


def test_an_animated_webp_is_refused() -> None:
    out = io.BytesIO()
    pages = [Image.fromarray(scene(1)), Image.fromarray(scene(2))]
    pages[0].save(out, "WEBP", save_all=True, append_images=pages[1:])
    assert _reason(out.getvalue()) == "several_pictures"


def test_transparency_of_a_webp_is_laid_on_white() -> None:
    hidden = np.dstack([scene(1), np.zeros((64, 96), dtype=np.uint8)])
    out = io.BytesIO()
    Image.fromarray(hidden).save(out, "WEBP", lossless=True, exact=True)
    assert decode(out.getvalue(), limits=LIMITS).pixels.min() == 255


def test_a_bmp_hides_nothing_behind_its_fourth_byte() -> None:
    pixels = np.ascontiguousarray(scene(1)[::-1])
    body = np.dstack([pixels[:, :, ::-1], np.zeros((64, 96, 1), dtype=np.uint8)]).tobytes()
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    header = struct.pack("<IiiHHIIiiII", 108, 96, 64, 1, 32, 3, len(body), 0, 0, 0, 0)
    header = (header + masks).ljust(108, b"\0")
    data = struct.pack("<2sIHHI", b"BM", 14 + 108 + len(body), 0, 0, 14 + 108) + header + body
    assert np.array_equal(decode(data, limits=LIMITS).pixels, scene(1))


def test_the_tables_of_a_hostile_raw_file_are_followed_to_a_limit() -> None:
    table = b"".join(
        struct.pack("<HHHIII", 1, 0x014A, 4, 1, 8 + 18 * (n + 1), 8 + 18 * (n + 2))
        for n in range(50_000)
    )
    assert raw.is_raw(b"II*\0" + struct.pack("<I", 8) + table) is False
