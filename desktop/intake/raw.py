"""The frame of a camera's raw file: what it is, and whether every piece of it is there.

Most makers' files (DNG, CR2, NEF, ARW, PEF, SRW, and with a number of their own in the header ORF
and RW2) are TIFF inside, Canon's newer ones (CR3) are boxes, Fujifilm's (RAF) have a table of their
own. The TIFF ones are told from TIFF by what only they contain: a DNG version, mosaic or linear
sensor data, a maker's compression, or a reduced picture in front with the real one in a
sub-directory.

Whether the sensor's values can be made into a picture is for ``redact``.

Source: TIFF 6.0; DNG 1.7 chapters 3 and 4; ExifTool's tables of compressions, of Panasonic and
Fujifilm tags; LibRaw's parsers for RAF and CR3.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from desktop.errors import FileRefusedError
from desktop.intake import jpeg
from desktop.intake.boxes import first_of_each
from desktop.intake.ifd import Directory, Entry, TiffBytes
from desktop.intake.structure import Structure
from desktop.intake.tiff import PAGE_LIMIT, inner_directories
from desktop.intake.window import Window
from desktop.records.arrival import Refusal

_PIECE_LIMIT: Final = 524_288
_SUBFILE_TYPE: Final = 0x00FE
_SIZES: Final = ((0x0100, 0x0101), (0x0002, 0x0003))
"""Tags of width and height; Panasonic has its own."""
_COMPRESSION: Final = 0x0103
_PHOTOMETRIC: Final = 0x0106
_PIECES: Final = ((0x0111, 0x0117), (0x0144, 0x0145), (0x0201, 0x0202), (0x0118, 0))
"""Where pieces of a picture begin and how long they are: strips, tiles, a JPEG, Panasonic's."""
_SUB_DIRECTORIES: Final = 0x014A
_XMP: Final = 0x02BC
_DNG_VERSION: Final = 0xC612
_NOWHERE: Final = 0xFFFF_FFFF
"""What some Panasonic files say where another tag counts."""

_SENSOR_DATA: Final = frozenset({32803, 34892})
_MAKERS_COMPRESSIONS: Final = frozenset({262, 32767, 32769, 32770, 34713, 65000, 65535})
_NOTHING_BYTES: Final = 1024
"""A sensor's values do not end in so many zeros; a file for which room was made does."""

_FUJI_PARTS: Final = ((84, 88), (92, 96), (100, 104))
"""Where offset and length of the JPEG, the table and the sensor's values stand."""
_FUJI_SIZE: Final = 0x0100
_FUJI_ENTRIES: Final = 1024
_CANON_UUID: Final = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_CANON_BLOCKS: Final = (b"CMT1", b"CMT2", b"CMT4")
"""The camera, the exposure, the place: three TIFF structures."""


def is_raw(data: memoryview) -> bool:
    """Return whether a file that announces TIFF is a camera's raw file."""
    tiff = TiffBytes.opened(data)
    if tiff is None:
        return False
    directories = tuple(_directories(tiff))
    return any(_holds_sensor_data(tiff, one) for one in directories) or (
        bool(directories) and _is_led_by_preview(tiff, directories[0])
    )


def survey(data: memoryview) -> Structure:
    """Return the frame of a camera's raw file.

    Args:
        data: The whole file.

    Raises:
        FileRefusedError: ``cut_off`` (a piece lies beyond the end, or was never written), or
            ``damaged``.
    """
    if bytes(data[4:8]) == b"ftyp":
        return _canon(data)
    if bytes(data[:4]) == b"FUJI":
        return _fuji(data)
    return _tiff_like(data)


def _directories(tiff: TiffBytes) -> Iterator[Directory]:
    """Yield the chain of directories and the sub-directories of each, each once."""
    visited: set[int] = set()
    offset = tiff.first
    while offset and offset not in visited and len(visited) < PAGE_LIMIT:
        visited.add(offset)
        directory = tiff.directory(offset)
        yield directory
        yield from inner_directories(tiff, directory)
        offset = directory.following


def _holds_sensor_data(tiff: TiffBytes, directory: Directory) -> bool:
    entries = directory.entries
    return (
        _DNG_VERSION in entries
        or tiff.number(entries.get(_PHOTOMETRIC)) in _SENSOR_DATA
        or tiff.number(entries.get(_COMPRESSION)) in _MAKERS_COMPRESSIONS
    )


def _is_led_by_preview(tiff: TiffBytes, directory: Directory) -> bool:
    reduced = tiff.number(directory.entries.get(_SUBFILE_TYPE)) & 1
    return bool(reduced) and _SUB_DIRECTORIES in directory.entries


def _tiff_like(data: memoryview) -> Structure:
    tiff = TiffBytes.opened(data)
    directories = tuple(_directories(tiff)) if tiff is not None else ()
    if tiff is None or not directories:
        raise FileRefusedError(Refusal.CUT_OFF.value)
    for directory in directories:
        if directory.ends_at > len(data):
            raise FileRefusedError(Refusal.CUT_OFF.value)
        _require_whole(tiff, directory)
    sizes = [size for one in directories for size in _sizes(tiff, one)]
    width_px, height_px = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    return _frame(width_px, height_px, exif=data, xmp=tiff.raw(directories[0].entries.get(_XMP)))


def _require_whole(tiff: TiffBytes, directory: Directory) -> None:
    """Make sure that every value and every piece of a picture lies inside the file.

    Raises:
        FileRefusedError: ``cut_off`` or ``damaged``.
    """
    if not all(tiff.holds(entry) for entry in directory.entries.values()):
        raise FileRefusedError(Refusal.CUT_OFF.value)
    for begins, lengths in _PIECES:
        starts = _numbers(tiff, directory.entries.get(begins))
        sizes = _numbers(tiff, directory.entries.get(lengths)) or (0,) * len(starts)
        for start, size in zip(starts, sizes, strict=False):
            if start != _NOWHERE and start + size > len(tiff.data):
                raise FileRefusedError(Refusal.CUT_OFF.value)
            _require_written(tiff.data[start : start + size])


def _require_written(piece: memoryview) -> None:
    if len(piece) >= _NOTHING_BYTES and not any(piece[-_NOTHING_BYTES:]):
        raise FileRefusedError(Refusal.CUT_OFF.value)


def _numbers(tiff: TiffBytes, entry: Entry | None) -> tuple[int, ...]:
    if entry is None:
        return ()
    if entry.count > _PIECE_LIMIT:
        raise FileRefusedError(Refusal.DAMAGED.value)
    return tiff.numbers(entry, most=_PIECE_LIMIT)


def _sizes(tiff: TiffBytes, directory: Directory) -> Iterator[tuple[int, int]]:
    for across, down in _SIZES:
        entries = directory.entries
        yield tiff.number(entries.get(across)), tiff.number(entries.get(down))


def _frame(width_px: int, height_px: int, *, exif: memoryview, xmp: memoryview) -> Structure:
    """Return the frame; a raw file carries smaller pictures of itself, and the decoder turns it."""
    return Structure(
        width_px=width_px,
        height_px=height_px,
        decoded_pixels=width_px * height_px,
        turned_by_exif=False,
        exif=exif,
        xmp=(xmp,),
        second_picture=True,
    )


def _fuji(data: memoryview) -> Structure:
    file = Window(data=data)
    preview, table, sensor = (
        file.take(file.number(begins, 4), file.number(length, 4)) for begins, length in _FUJI_PARTS
    )
    _require_written(sensor)
    width_px, height_px = _fuji_size(Window(data=table, lacking=Refusal.DAMAGED))
    pictured = jpeg.survey(preview)
    xmp = pictured.xmp[0] if pictured.xmp else data[:0]
    return _frame(width_px, height_px, exif=pictured.exif, xmp=xmp)


def _fuji_size(table: Window) -> tuple[int, int]:
    at = 4
    for _ in range(min(table.number(0, 4), _FUJI_ENTRIES)):
        if table.number(at, 2) == _FUJI_SIZE:
            return table.number(at + 6, 2), table.number(at + 4, 2)
        at += 4 + table.number(at + 2, 2)
    raise FileRefusedError(Refusal.DAMAGED.value)


def _canon(data: memoryview) -> Structure:
    top = first_of_each(Window(data=data))
    if b"moov" not in top or b"mdat" not in top:
        raise FileRefusedError(Refusal.CUT_OFF.value)
    _require_written(top[b"mdat"].data)
    inner = first_of_each(top[b"moov"]).get(b"uuid", Window(data=data[:0]))
    if bytes(inner.data[:16]) != _CANON_UUID:
        raise FileRefusedError(Refusal.DAMAGED.value)
    blocks = first_of_each(inner, start=16)
    camera, exposure, place = (blocks.get(kind, inner.inner(0, 0)).data for kind in _CANON_BLOCKS)
    tiff = TiffBytes.opened(camera)
    if tiff is None:
        raise FileRefusedError(Refusal.DAMAGED.value)
    width_px, height_px = next(_sizes(tiff, tiff.directory(tiff.first)))
    frame = _frame(width_px, height_px, exif=camera, xmp=data[:0])
    return replace(frame, exif_apart=(exposure, place))
