"""Writing the copy: a fresh file from pixels alone, nothing taken over but quantisation steps.

What is written depends on the burned pixels, the regions and the source's header; never on what
was inside a region. No EXIF, no thumbnail, no profile, no comment (ADR 0003).
"""

import io
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from PIL import Image

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import ImageFormat, Refusal
from desktop.records.redaction import Redaction
from desktop.redact.arrays import Rgb8
from desktop.redact.closeness import compare
from desktop.redact.picture import JpegTables, Picture, Table

OUTSIDE_DB: Final = 42.2
"""A JPEG copy is at least this close outside the regions; the proof demands 42."""

INSIDE_RMS: Final = 6.0
"""And each region at least this close to what was burned; the proof demands 6.5."""

LONGEST_SIDE: Final = 65_500
"""What the JPEG library writes."""

PNG_LEVEL: Final = 4
"""Lossless at any level; beyond this a photograph takes longer and hardly gets smaller."""

STANDARD_LUMA: Final[Table] = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
"""ITU-T T.81, table K.1."""

STANDARD_CHROMA: Final[Table] = (
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
)  # fmt: skip
"""ITU-T T.81, table K.2."""

FINE: Final = (95, 98, 100)
"""Qualities tried in turn where the source's own steps do not serve."""


def encode(pixels: Rgb8, *, like: Picture, redaction: Redaction | None = None) -> bytes:
    """Return a fresh file of the same kind as the source, or of a kind that everybody can open.

    HEIC, raw files and WebP become JPEG; BMP, and WebP that holds every pixel as it was, PNG.

    Args:
        pixels: (H, W, 3) uint8 RGB, upright, burned.
        like: The decoded source, for its format and quantisation steps.
        redaction: The regions of the burned picture; lets the copy be measured outside and
            inside them apart. Without it the whole picture counts as outside.

    Returns:
        JPEG: baseline, standard Huffman tables, the source's quantisation and subsampling. Where
        these do not keep the picture (turned across block borders, converted colours, no JPEG
        before) finer ones, 4:4:4. PNG and TIFF: the same pixels exactly.

    Raises:
        ImageUnreadableError: ``too_many_pixels``: wider or higher than a JPEG can be.
    """
    match like.copy_format:
        case ImageFormat.PNG:
            return _saved(pixels, format="PNG", compress_level=PNG_LEVEL)
        case ImageFormat.TIFF:
            return _saved(pixels, format="TIFF", compression="tiff_adobe_deflate")
        case _:
            return _jpeg(pixels, like.jpeg, redaction or Redaction())


def _jpeg(pixels: Rgb8, source: JpegTables | None, redaction: Redaction) -> bytes:
    """Return the first JPEG, from coarse to fine, that is close enough to the pixels."""
    if max(pixels.shape[:2]) > LONGEST_SIDE:
        raise ImageUnreadableError(Refusal.TOO_MANY_PIXELS.value)
    written = b""
    for steps in _candidates(source):
        written = write_jpeg(pixels, steps)
        closeness = compare(_read_back(written), pixels, redaction)
        if closeness.outside_db >= OUTSIDE_DB and closeness.inside_rms <= INSIDE_RMS:
            break
    return written


def write_jpeg(pixels: Rgb8, steps: JpegTables) -> bytes:
    """Return a baseline JPEG with standard Huffman tables, written with these steps.

    A function of its arguments alone: the proof writes what should be there once more.

    Args:
        pixels: (H, W, 3) uint8 RGB, upright.
        steps: Tables by component; the last serves the components that have none.
    """
    tables = list(steps.tables)
    while len(tables) > 1 and tables[-1] == tables[-2]:
        tables.pop()
    return _saved(
        pixels,
        format="JPEG",
        qtables=[list(table) for table in tables],
        subsampling=steps.subsampling,
        optimize=False,
        progressive=False,
    )


def _candidates(source: JpegTables | None) -> Iterator[JpegTables]:
    """Yield the source's own steps, then ever finer ones."""
    if source is not None:
        yield source
    for quality in FINE:
        fine = (_scaled(STANDARD_LUMA, quality), _scaled(STANDARD_CHROMA, quality))
        if source is not None:
            luma, chroma = source.tables[0], source.tables[-1]
            fine = (_finer(luma, fine[0]), _finer(chroma, fine[1]))
        yield JpegTables(tables=fine, subsampling="4:4:4")


def _scaled(table: Table, quality: int) -> Table:
    """Return a standard table at a quality above 50, as the Independent JPEG Group scales it."""
    percent = 200 - 2 * quality
    return tuple(max((step * percent + 50) // 100, 1) for step in table)


def _finer(one: Table, other: Table) -> Table:
    return tuple(min(pair) for pair in zip(one, other, strict=True))


def _saved(pixels: Rgb8, **options: Any) -> bytes:
    """Return a file written from nothing but pixels."""
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, **options)
    return file.getvalue()


def _read_back(written: bytes) -> Rgb8:
    """Return the pixels of a JPEG that was written here."""
    with Image.open(io.BytesIO(written), formats=["JPEG"]) as image:  # noqa: TID251 - our own bytes
        read: Rgb8 = np.asarray(image.convert("RGB"))
    return read
