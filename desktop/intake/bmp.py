"""The frame of a BMP file: its two headers, and whether every row of pixels is there.

Source: Microsoft, "Bitmap Storage": BITMAPFILEHEADER, BITMAPCOREHEADER, BITMAPINFOHEADER and the
fourth and fifth versions of it.
"""

from typing import Final

from desktop.errors import FileRefusedError
from desktop.intake.structure import Structure
from desktop.intake.window import Window
from desktop.records.arrival import Refusal

_FILE_HEADER_BYTES: Final = 14
_CORE_BYTES: Final = 12
_DEPTHS: Final = frozenset({1, 4, 8, 16, 24, 32})
_PLAIN: Final = frozenset({0, 3, 6})
"""Not compressed: plain, or with masks that say where each colour stands."""
_RUNS: Final = frozenset({1, 2})
"""Run-length coded, of eight and of four bits."""
_SIGN: Final = 1 << 31


def survey(data: memoryview) -> Structure:
    """Return the frame of a BMP file; bytes after the pixels are allowed.

    Args:
        data: The whole file.

    Raises:
        FileRefusedError: ``cut_off`` before the last row, ``damaged``, or
            ``format_not_handled`` (a JPEG or PNG inside, as printers are sent).
    """
    file = Window(data=data)
    pixels_at, header_bytes = _number(file, 10, 4), _number(file, 14, 4)
    if header_bytes == _CORE_BYTES:
        width_px, height_px = _number(file, 18, 2), _number(file, 20, 2)
        depth, compression, coded_bytes = _number(file, 24, 2), 0, 0
    else:
        width_px, height_px = _number(file, 18, 4), _absolute(_number(file, 22, 4))
        depth, compression = _number(file, 28, 2), _number(file, 30, 4)
        coded_bytes = _number(file, 34, 4)
    if compression not in _PLAIN | _RUNS:
        raise FileRefusedError(Refusal.FORMAT_NOT_HANDLED.value)
    if depth not in _DEPTHS or pixels_at < _FILE_HEADER_BYTES + header_bytes:
        raise FileRefusedError(Refusal.DAMAGED.value)
    row_bytes = (width_px * depth + 31) // 32 * 4
    file.take(pixels_at, row_bytes * height_px if compression in _PLAIN else coded_bytes)
    return Structure(width_px=width_px, height_px=height_px, decoded_pixels=width_px * height_px)


def _number(file: Window, at: int, width: int) -> int:
    return file.number(at, width, order="little")


def _absolute(height: int) -> int:
    """A negative height means that the first row is the uppermost."""
    return 2 * _SIGN - height if height & _SIGN else height
