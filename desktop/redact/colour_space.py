"""In which colours a picture is that does not carry them as a profile: what cameras only name.

Cameras that write Adobe RGB name it in the EXIF alone (interoperability index ``R03``: JEITA
CP-3461B, DCF 2.0, "optional colour space"), and some HEIF pictures name Display P3 by its number
(``nclx`` primaries 12: ITU-T H.273). Taken for sRGB, both look pale: redness of skin is what
clinicians look at. The profiles are made here of the published primaries.
"""

import struct
import zlib
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from PIL import ExifTags, Image

_ADOBE_INDEX: Final = "R03"
_INTEROP_INDEX: Final = 0x0001
_SRGB: Final = 1
"""What the EXIF tag *ColorSpace* says of sRGB; a camera that says so is believed."""

_DISPLAY_P3: Final = 12
_ADOBE_PRIMARIES: Final = (
    (0.60974, 0.31111, 0.01947),
    (0.20528, 0.62567, 0.06087),
    (0.14919, 0.06322, 0.74457),
)
"""X, Y and Z of red, green and blue, adapted to D50 (Adobe RGB (1998) Color Image Encoding)."""
_ADOBE_GAMMA: Final = 563 / 256
_P3_PRIMARIES: Final = (
    (0.51512, 0.24120, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.15710, 0.06657, 0.78407),
)
"""The same of Display P3 (SMPTE EG 432-1 primaries, D65, adapted by Bradford)."""
_D50: Final = (0.9642, 1.0, 0.8249)
_SRGB_KNEE: Final = 0.04045
_STEPS: Final = 1024
_HEADER_BYTES: Final = 128


FOREIGN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What Pillow and its plug-ins raise on malformed files, seen and documented."""


def profile_of(image: Image.Image) -> bytes:
    """Return the colour profile that a picture carries, or of the colours that it names.

    Args:
        image: Opened; need not be loaded.

    Returns:
        An ICC profile; empty where the picture says nothing, or says sRGB.
    """
    carried = image.info.get("icc_profile")
    if isinstance(carried, bytes) and carried:
        return carried
    if _names_adobe(image):
        return adobe_rgb()
    named = image.info.get("nclx_profile")
    if isinstance(named, dict) and named.get("color_primaries") == _DISPLAY_P3:
        return display_p3()
    return b""


def _names_adobe(image: Image.Image) -> bool:
    try:
        exif = image.getexif()
        index = exif.get_ifd(ExifTags.IFD.Interop).get(_INTEROP_INDEX, "")
        space = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.ColorSpace)
    except FOREIGN:
        return False  # whatever it holds, it names nothing that can be read
    text = index.decode("ascii", "replace") if isinstance(index, bytes) else str(index)
    return text.strip("\0 ") == _ADOBE_INDEX and space != _SRGB


@cache
def adobe_rgb() -> bytes:
    """Return a profile of Adobe RGB (1998)."""
    exponent = struct.pack(">4s4xIH", b"curv", 1, round(_ADOBE_GAMMA * 256))
    return _profile(_ADOBE_PRIMARIES, exponent)


@cache
def display_p3() -> bytes:
    """Return a profile of Display P3: its primaries with the curve of sRGB (IEC 61966-2-1)."""
    encoded = np.arange(_STEPS) / (_STEPS - 1)
    low = encoded <= _SRGB_KNEE
    linear = np.where(low, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    values = np.round(linear * 65535).astype(">u2").tobytes()
    return _profile(_P3_PRIMARIES, struct.pack(">4s4xI", b"curv", _STEPS) + values)


def _profile(primaries: Sequence[tuple[float, float, float]], curve: bytes) -> bytes:
    """Return a display profile of three primaries and one curve (ICC.1:2001-04)."""
    tags = {
        b"desc": struct.pack(">4s4xI", b"desc", 1) + bytes(1 + 4 + 4 + 2 + 1 + 67),
        b"cprt": struct.pack(">4s4x", b"text") + b"\0",
        b"wtpt": _xyz(_D50),
        **{
            name: _xyz(one)
            for name, one in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)
        },
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    start = _HEADER_BYTES + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        table += struct.pack(">4sII", name, start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = start + len(body)
    header = struct.pack(">I4xI4s4s4s", size, 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + _fixed(_D50)
    return header + bytes(_HEADER_BYTES - len(header)) + table + body


def _xyz(values: Sequence[float]) -> bytes:
    return struct.pack(">4s4x", b"XYZ ") + _fixed(values)


def _fixed(values: Sequence[float]) -> bytes:
    return struct.pack(">3i", *(round(value * 65536) for value in values))
