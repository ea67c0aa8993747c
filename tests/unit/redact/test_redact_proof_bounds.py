"""What averages would let pass: one line of pixels, one speck, a few bytes in a place of their own.

Each copy here is made by the writer itself from pixels that are almost right, or is a right copy
with almost nothing added. The proof must fail, and must name the check.
"""

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from support import originals
from support.originals import FORMATS, ORIENTATIONS, Nobody, original, scene

from desktop.records.proof import CHECKS
from desktop.records.redaction import Redaction
from desktop.records.region import Region, Style
from desktop.redact import proof
from desktop.redact.burn import burn
from desktop.redact.derive import derivative
from desktop.redact.jpeg_parts import DQT, EOI, SOS, segments
from desktop.redact.pixels import Picture, decode, encode
from desktop.redact.structure import NOTHING_HOLDS, read_structure
from desktop.settings import LIMITS

WIDTH, HEIGHT = 480, 400
BOX = Region.rectangle(60, 40, 300, 290)
REDACTION = Redaction(regions=(BOX,))
EDGES = {
    "left": Region.rectangle(61, 40, 299, 290),
    "right": Region.rectangle(60, 40, 299, 290),
    "top": Region.rectangle(60, 41, 300, 289),
    "bottom": Region.rectangle(60, 40, 300, 289),
}


def _picture(image_format: str) -> tuple[bytes, Picture]:
    data = original(image_format, scene(1, width=WIDTH, height=HEIGHT))
    return data, decode(data, limits=LIMITS)


def _failed(data: bytes, copy: bytes, redaction: Redaction = REDACTION) -> set[str]:
    proven = proof.prove(data, copy, redaction, limits=LIMITS, finder=Nobody())
    assert tuple(check.name for check in proven.checks) == CHECKS
    failed = {check.name for check in proven.checks if not check.ok}
    assert proven.ok is (not failed)
    return failed


def _right_jpeg() -> tuple[bytes, bytes]:
    data, _ = _picture("jpeg")
    copy = derivative(data, REDACTION, limits=LIMITS)
    assert _failed(data, copy) == set()
    return data, copy


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("image_format", FORMATS)
@pytest.mark.parametrize("style", Style)
def test_a_right_copy_of_any_original_is_proven(
    image_format: str, orientation: int, style: Style
) -> None:
    data = original(image_format, scene(5), orientation=orientation)
    regions = (
        Region.rectangle(5, 5, 20, 18, style=style),
        Region.ellipse(40, 20, 33, 30, style=style),
        Region.polygon(((20, 40), (38, 44), (27, 62)), style=style),
    )
    redaction = Redaction(regions=regions)
    assert _failed(data, derivative(data, redaction, limits=LIMITS), redaction) == set()


@pytest.mark.parametrize("quality", [15, 40, 75, 100])
@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
def test_so_is_one_of_a_coarse_original(quality: int, subsampling: str) -> None:
    pixels = scene(6, width=200, height=150)
    data = originals.jpeg(pixels, quality=quality, subsampling=subsampling)
    redaction = Redaction(regions=(Region.rectangle(10, 10, 90, 80), Region.ellipse(110, 60, 3, 2)))
    assert _failed(data, derivative(data, redaction, limits=LIMITS), redaction) == set()


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("image_format", FORMATS)
def test_a_region_one_line_too_small_is_noticed(image_format: str, edge: str) -> None:
    """In a dim photograph, where a line adds little to any average."""
    data = original(image_format, scene(1, width=WIDTH, height=HEIGHT) // 4)
    picture = decode(data, limits=LIMITS)
    short = Redaction(regions=(EDGES[edge],))
    copy = encode(burn(picture.pixels, short), like=picture, redaction=REDACTION)
    failed = _failed(data, copy)
    assert "regions" in failed
    assert failed <= {"regions", "outside"}


@pytest.mark.parametrize("image_format", FORMATS)
def test_an_echo_of_two_levels_is_noticed(image_format: str) -> None:
    data, picture = _picture(image_format)
    burned = burn(picture.pixels, REDACTION)
    echo = burned.copy()
    rows, columns = slice(BOX.y, BOX.y + BOX.h), slice(BOX.x, BOX.x + BOX.w)
    echo[rows, columns] += picture.pixels[rows, columns] // 120
    copy = encode(echo, like=picture, redaction=REDACTION)
    assert "regions" in _failed(data, copy)


@pytest.mark.parametrize("image_format", FORMATS)
def test_a_speck_outside_is_noticed(image_format: str) -> None:
    data, picture = _picture(image_format)
    burned = burn(picture.pixels, REDACTION)
    burned[380:384, 440:444] = 255 - burned[380:384, 440:444]
    copy = encode(burned, like=picture, redaction=REDACTION)
    assert "outside" in _failed(data, copy)


def test_another_style_than_asked_for_is_noticed() -> None:
    data, _ = _picture("jpeg")
    soft = Redaction(regions=(Region.rectangle(60, 40, 300, 290, style=Style.BLUR),))
    assert "regions" in _failed(data, derivative(data, soft, limits=LIMITS))


@pytest.mark.parametrize("image_format", FORMATS)
def test_another_picture_of_the_same_size_is_noticed(image_format: str) -> None:
    data, _ = _picture(image_format)
    other = original(image_format, scene(2, width=WIDTH, height=HEIGHT))
    assert "outside" in _failed(data, derivative(other, REDACTION, limits=LIMITS))


def test_a_copy_on_its_side_is_noticed() -> None:
    data, picture = _picture("png")
    turned = burn(picture.pixels, REDACTION).transpose(1, 0, 2)
    assert "dimensions" in _failed(data, encode(turned, like=picture))


def _hidden_in_scan(copy: bytes) -> bytes:
    """Bytes between the last coded block and the end: every decoder reads past them."""
    return copy[:-2] + b"secret" + copy[-2:]


def _second_picture(copy: bytes) -> bytes:
    return copy + originals.jpeg(scene(9, width=16, height=16), exif=b"")


def _unused_table(copy: bytes) -> bytes:
    payload = b"\x03" + bytes(range(1, 65))
    return copy[:20] + b"\xff\xdb" + struct.pack(">H", 2 + len(payload)) + payload + copy[20:]


def _own_codes(copy: bytes) -> bytes:
    return _written_again(copy, optimize=True)


def _progressive(copy: bytes) -> bytes:
    return _written_again(copy, progressive=True)


def _restarts(copy: bytes) -> bytes:
    return _written_again(copy, restart_marker_blocks=2)


def _padded(copy: bytes) -> bytes:
    return copy[:20] + b"\xff\xff\xff" + copy[20:]


def _second_start(copy: bytes) -> bytes:
    return copy[:2] + copy


def _written_again(copy: bytes, **options: object) -> bytes:
    with Image.open(io.BytesIO(copy)) as image:  # noqa: TID251 - our own bytes, to spoil them
        file = io.BytesIO()
        image.save(file, "JPEG", quality="keep", **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (_hidden_in_scan, "trailing"),
        (_second_picture, "trailing"),
        (_unused_table, "metadata"),
        (_own_codes, "metadata"),
        (_progressive, "metadata"),
        (_restarts, "metadata"),
        (_padded, "metadata"),
        (_second_start, "metadata"),
        (lambda copy: copy + b"\x00", "trailing"),
        (lambda copy: copy[:-2], "trailing"),
        (lambda copy: copy[: len(copy) // 2], "second_decoder"),
    ],
)
def test_a_jpeg_with_more_or_less_than_it_needs_is_noticed(
    spoil: Callable[[bytes], bytes], check: str
) -> None:
    data, copy = _right_jpeg()
    spoiled = spoil(copy)
    assert spoiled != copy
    assert check in _failed(data, spoiled)


def test_data_in_the_coded_part_alone_is_told_by_its_bytes() -> None:
    data, copy = _right_jpeg()
    assert _failed(data, _hidden_in_scan(copy)) == {"trailing"}


def test_the_parts_of_a_copy_are_those_of_the_standard() -> None:
    _, copy = _right_jpeg()
    markers = [part.marker for part in segments(copy)]
    assert markers == [0xD8, 0xE0, *[DQT] * markers.count(DQT), 0xC0, *[0xC4] * 4, SOS, EOI]


def _right_png() -> tuple[bytes, bytes]:
    data, _ = _picture("png")
    return data, derivative(data, REDACTION, limits=LIMITS)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (lambda copy: copy + copy, "trailing"),
        (lambda copy: copy[:-12] + _chunk(b"tEXt", b"Comment\x00secret") + copy[-12:], "metadata"),
        (lambda copy: copy[:-12] + _chunk(b"IEND", b"secret"), "trailing"),
        (
            lambda copy: copy[:33] + _chunk(b"gAMA", struct.pack(">I", 45455)) + copy[33:],
            "metadata",
        ),
        (lambda copy: copy[:33] + _chunk(b"tRNS", bytes(6)) + copy[33:], "metadata"),
        (lambda copy: copy[:-1] + bytes((copy[-1] ^ 1,)), "metadata"),
    ],
)
def test_a_png_with_more_than_it_needs_is_noticed(
    spoil: Callable[[bytes], bytes], check: str
) -> None:
    data, copy = _right_png()
    assert check in _failed(data, spoil(copy))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "RGB;16"])
def test_a_png_of_another_kind_of_pixel_is_noticed(mode: str) -> None:
    data, copy = _right_png()
    pixels = decode(copy, limits=LIMITS).pixels
    if mode == "RGB;16":
        spoiled = _sixteen_bits(pixels)
    else:
        file = io.BytesIO()
        Image.fromarray(pixels).convert(mode).save(file, "PNG")
        spoiled = file.getvalue()
    assert "alpha" in _failed(data, spoiled)


def _sixteen_bits(pixels: np.ndarray) -> bytes:
    """A PNG with eight more bits per sample, room for a second picture beneath the first."""
    height, width = pixels.shape[:2]
    rows = (pixels.astype(np.uint16) << 8).astype(">u2").reshape(height, -1)
    coded = zlib.compress(b"".join(b"\x00" + row.tobytes() for row in rows), 1)
    header = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", coded), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _right_tiff() -> tuple[bytes, bytes]:
    data, _ = _picture("tiff")
    return data, derivative(data, REDACTION, limits=LIMITS)


def _directory(copy: bytes) -> tuple[int, int]:
    start = int.from_bytes(copy[4:8], "little")
    return start, int.from_bytes(copy[start : start + 2], "little")


def _moved_directory(copy: bytes, *, next_at: int = 0, more: tuple[bytes, ...] = ()) -> bytes:
    """The same TIFF with its directory at the end, behind no other change."""
    start, count = _directory(copy)
    entries = [copy[start + 2 + 12 * n : start + 14 + 12 * n] for n in range(count)]
    entries = sorted([*entries, *more], key=lambda entry: entry[:2][::-1])
    body = struct.pack("<H", len(entries)) + b"".join(entries) + struct.pack("<I", next_at)
    return copy[:4] + struct.pack("<I", len(copy)) + copy[8:] + body


def _next_directory(copy: bytes) -> bytes:
    start, count = _directory(copy)
    link = start + 2 + 12 * count
    extra = copy[start:link] + bytes(4)
    return copy[:link] + struct.pack("<I", len(copy)) + copy[link + 4 :] + extra


def _private_tag(copy: bytes) -> bytes:
    return _moved_directory(copy, more=(struct.pack("<HHII", 34118, 1, 4, 0x41414141),))


def _full_value_field(copy: bytes) -> bytes:
    """Two bytes behind a SHORT in a field of four: no reader looks there."""
    start, _ = _directory(copy)
    found = next(
        at
        for at in range(start + 2, len(copy), 12)
        if copy[at : at + 8] == struct.pack("<HHI", 259, 3, 1)
    )
    return copy[: found + 10] + b"ab" + copy[found + 12 :]


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (_next_directory, "trailing"),
        (_private_tag, "metadata"),
        (_moved_directory, "trailing"),
        (_full_value_field, "metadata"),
        (lambda copy: copy + b"secret", "trailing"),
    ],
)
def test_a_tiff_with_more_than_it_needs_is_noticed(
    spoil: Callable[[bytes], bytes], check: str
) -> None:
    data, copy = _right_tiff()
    assert _failed(data, copy) == set()
    spoiled = spoil(copy)
    assert spoiled != copy
    assert check in _failed(data, spoiled)


def test_a_second_decoder_that_reads_something_else_is_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data, copy = _right_jpeg()
    other = decode(copy, limits=LIMITS).pixels.copy()
    other[200, 200] ^= 0x40
    monkeypatch.setattr(proof, "_second_reading", lambda _written: other)
    assert _failed(data, copy) == {"second_decoder"}


@pytest.mark.parametrize("image_format", ["jpeg", "png", "tiff"])
def test_a_spoiled_copy_is_an_answer_and_not_an_error(image_format: str) -> None:
    data = original(image_format, scene(3))
    redaction = Redaction(regions=(Region.rectangle(10, 10, 30, 30),))
    copy = derivative(data, redaction, limits=LIMITS)
    rng = np.random.default_rng(7)
    for _ in range(60):
        spoiled = bytearray(copy)
        for at in rng.integers(0, len(copy), 3):
            spoiled[at] ^= int(rng.integers(1, 256))
        assert _failed(data, bytes(spoiled), redaction) or bytes(spoiled) == copy
    for end in rng.integers(0, len(copy), 20):
        assert _failed(data, copy[:end], redaction)


def test_a_reader_of_structure_never_raises() -> None:
    rng = np.random.default_rng(8)
    starts = (b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"")
    for start in starts:
        assert read_structure(start) == NOTHING_HOLDS
        for length in (1, 7, 30, 200):
            assert not read_structure(start + rng.bytes(length)).is_bare
