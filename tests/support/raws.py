"""Camera raw files for tests: made here, since real ones are large and somebody's own.

A DNG whose camera sees linear sRGB under a mosaic, so that what is developed from it should look
like the picture it was made from; and the frames of other makers' files, with nothing to develop.
"""

import io
import struct
from fractions import Fraction

import numpy as np
from PIL import Image

from desktop.redact.arrays import Rgb8

_SRGB_FROM_XYZ = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)
_CODES = {1: "B", 2: "B", 3: "H", 4: "I", 5: "I", 7: "B", 10: "i"}
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 10: 8}

Tag = tuple[int, int, tuple[int, ...]]
"""Number, type, values; a fraction is two values."""


def directory(tags: list[Tag], at: int, *, following: int = 0, order: str = "<") -> bytes:
    """Return a directory that stands at ``at``, with its longer values right behind it."""
    table = struct.pack(order + "H", len(tags))
    behind = b""
    place = at + 2 + 12 * len(tags) + 4
    for number, kind, values in sorted(tags):
        packed = struct.pack(f"{order}{len(values)}{_CODES[kind]}", *values)
        count = len(packed) // _SIZES[kind]
        table += struct.pack(order + "HHI", number, kind, count)
        if len(packed) <= 4:
            table += packed.ljust(4, b"\0")
        else:
            table += struct.pack(order + "I", place + len(behind))
            behind += packed + bytes(len(packed) % 2)
    return table + struct.pack(order + "I", following) + behind


def text(number: int, value: str) -> Tag:
    return (number, 2, (*value.encode(), 0))


def dng(upright: Rgb8, *, orientation: int = 1, more: tuple[Tag, ...] = ()) -> bytes:
    """Return an uncompressed DNG of what a camera would have seen; even sides only."""
    turned = {1: 0, 3: 2, 6: 1, 8: 3}[orientation]
    seen = np.rot90(upright, turned)
    height, width = seen.shape[:2]
    values = _mosaic(_linear(seen)).tobytes()
    pixels_at = 8
    tags: list[Tag] = [
        (254, 4, (0,)),
        (256, 4, (width,)),
        (257, 4, (height,)),
        (258, 3, (16,)),
        (259, 3, (1,)),
        (262, 3, (32803,)),
        text(271, "Diogel"),
        text(272, "Test camera"),
        (273, 4, (pixels_at,)),
        (274, 3, (orientation,)),
        (277, 3, (1,)),
        (278, 4, (height,)),
        (279, 4, (len(values),)),
        (33421, 3, (2, 2)),
        (33422, 1, (0, 1, 1, 2)),
        (50706, 1, (1, 4, 0, 0)),
        (50707, 1, (1, 1, 0, 0)),
        text(50708, "Diogel test camera"),
        (50717, 4, (65535,)),
        (50721, 10, tuple(part for row in _SRGB_FROM_XYZ for cell in row for part in _ratio(cell))),
        (50728, 5, (1, 1, 1, 1, 1, 1)),
        text(50735, "0042"),
        (50778, 3, (21,)),
        *more,
    ]
    at = pixels_at + len(values)
    return b"II*\0" + struct.pack("<I", at) + values + directory(tags, at)


def _ratio(value: float) -> tuple[int, int]:
    fraction = Fraction(value).limit_denominator(10_000)
    return fraction.numerator, fraction.denominator


def _linear(pixels: Rgb8) -> np.ndarray:
    share = pixels.astype(np.float64) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def _mosaic(light: np.ndarray) -> np.ndarray:
    """Return what a sensor sees under red, green / green, blue."""
    sensed = light[:, :, 1].copy()
    sensed[0::2, 0::2] = light[0::2, 0::2, 0]
    sensed[1::2, 1::2] = light[1::2, 1::2, 2]
    return np.round(sensed * 65535).astype("<u2")


_SENSED = b"SENSED" + bytes(range(1, 256)) * 40
"""Stands where a maker keeps what the sensor saw."""


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def _block(tags: list[Tag]) -> bytes:
    return b"II*\0" + struct.pack("<I", 8) + directory(tags, 8)


def olympus(*, width: int = 96, height: int = 64) -> bytes:
    """Return the frame of an ORF: TIFF with a number of its own."""
    tags: list[Tag] = [
        (256, 4, (width,)),
        (257, 4, (height,)),
        text(271, "OLYMPUS"),
        (273, 4, (8,)),
        (279, 4, (len(_SENSED),)),
    ]
    at = 8 + len(_SENSED)
    return b"IIRO" + struct.pack("<I", at) + _SENSED + directory(tags, at)


def panasonic(*, width: int = 96, height: int = 64) -> bytes:
    """Return the frame of an RW2: the size in tags of its own, the pixels at the end."""
    tags: list[Tag] = [
        (2, 3, (width,)),
        (3, 3, (height,)),
        (0x0118, 4, (0,)),
        (273, 4, (0xFFFFFFFF,)),
    ]
    at = 8
    behind = at + len(directory(tags, at))
    tags[2] = (0x0118, 4, (behind,))
    tags.append((279, 4, (len(_SENSED),)))
    behind = at + len(directory(tags, at))
    tags[2] = (0x0118, 4, (behind + len(_SENSED),))
    return b"IIU\0" + struct.pack("<I", at) + directory(tags, at) + _SENSED


def fuji(*, width: int = 96, height: int = 64) -> bytes:
    """Return the frame of a RAF: a JPEG with the facts, a table, and the sensor's values."""
    exif = Image.Exif()
    exif[0x10F], exif[0x110] = "FUJIFILM", "X-T5"
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "grey").save(out, "JPEG", exif=exif.tobytes())
    picture = out.getvalue()
    table = struct.pack(">IHHHH", 1, 0x100, 4, height, width)
    at = 148
    places = []
    for part in (picture, table, _SENSED):
        places += [at, len(part)]
        at += len(part)
    head = b"FUJIFILMCCD-RAW 0201FF389501".ljust(84, b"\0") + struct.pack(">6I", *places)
    return head.ljust(148, b"\0") + picture + table + _SENSED


def canon(*, width: int = 96, height: int = 64) -> bytes:
    """Return the frame of a CR3: boxes, with the facts in three blocks."""
    camera = _block(
        [(256, 3, (width,)), (257, 3, (height,)), text(271, "Canon"), text(272, "EOS R")]
    )
    exposure = _block([text(0x9003, "2026:05:30 10:11:12"), text(0xA431, "77")])
    place = _block([(2, 5, (53, 1, 1, 1, 2, 1)), text(1, "N")])
    facts = _box(b"CMT1", camera) + _box(b"CMT2", exposure) + _box(b"CMT4", place)
    canon_box = _box(b"uuid", bytes.fromhex("85c0b687820f11e08111f4ce462b6a48") + facts)
    head = _box(b"ftyp", b"crx \0\0\0\x01crx isom")
    return head + _box(b"moov", canon_box) + _box(b"mdat", _SENSED)
