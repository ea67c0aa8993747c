"""The frame of a HEIC file: its primary picture, its parts, and whether all bytes are there.

The size told is that of the upright picture: the picture's own size after its own cropping
(``clap``) and turning (``irot``). The EXIF orientation in such a file repeats the turning and must
not be applied again.

Source: ISO/IEC 23008-12 sections 6.5 (properties), 6.6 (derived pictures), 7.2 and annex B (HEVC).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop.errors import FileRefusedError
from desktop.intake import heif_items
from desktop.intake.boxes import Box, first_of_each
from desktop.intake.heif_items import Extent
from desktop.intake.structure import Structure
from desktop.intake.window import Window
from desktop.records.arrival import Refusal

_CODED: Final = frozenset({b"hvc1", b"hev1"})
_DERIVED: Final = frozenset({b"grid", b"iovl", b"iden"})
_OTHER_CODED: Final = frozenset({b"av01", b"avc1", b"jpeg", b"j2k1", b"vvc1", b"unci", b"lhv1"})
_PICTURES: Final = _CODED | _DERIVED | _OTHER_CODED
_EXIF_LIMIT_BYTES: Final = 16 * 1024 * 1024
_PACKET_LIMIT: Final = 8
_NEEDED: Final = frozenset({b"pitm", b"iinf", b"iloc", b"iprp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Items:
    """What the meta box says, read once.

    Attributes:
        file: The whole file.
        idat: Bytes of small items kept beside the tables; empty if none.
        kinds: Type of every item.
        places: Where the bytes of every item lie.
        references: Kind, from, to.
        properties: Of every item, in order.
    """

    file: Window
    idat: Window
    kinds: Mapping[int, bytes]
    places: Mapping[int, tuple[Extent, ...]]
    references: tuple[tuple[bytes, int, tuple[int, ...]], ...]
    properties: Mapping[int, tuple[Box, ...]]


def survey(data: memoryview) -> Structure:
    """Return the frame of a HEIC file's primary picture.

    Args:
        data: The whole file.

    Raises:
        FileRefusedError: ``cut_off`` (a box or an item lies beyond the end), ``damaged``, or
            ``format_not_handled`` (a picture sequence, or not coded as HEVC).
    """
    file = Window(data=data)
    top = first_of_each(file)
    if b"meta" not in top:
        sequence = b"moov" in top
        raise FileRefusedError((Refusal.FORMAT_NOT_HANDLED if sequence else Refusal.CUT_OFF).value)
    meta = first_of_each(top[b"meta"], start=4)
    if not meta.keys() >= _NEEDED:
        raise FileRefusedError(Refusal.DAMAGED.value)
    items = _read(file, meta)
    primary = meta[b"pitm"].number(4, 2 if meta[b"pitm"].number(0, 1) == 0 else 4)
    parts = _parts(items, primary)
    _require_handled(items, primary, parts)
    _require_whole(items, primary)
    width_px, height_px = _upright_size(items.properties.get(primary, ()))
    return Structure(
        width_px=width_px,
        height_px=height_px,
        decoded_pixels=max(
            *(width * height for width, height in heif_items.sizes(meta[b"iprp"])),
            *(_grid_pixels(items, item) for item in parts),
        ),
        turned_by_exif=False,
        exif=_exif(items),
        xmp=_packets(items),
        second_picture=any(  # a thumbnail, a gain or depth map, an alpha plane, a burst
            kind in _PICTURES and item not in parts for item, kind in items.kinds.items()
        ),
    )


def _read(file: Window, meta: Mapping[bytes, Window]) -> _Items:
    return _Items(
        file=file,
        idat=meta.get(b"idat", file.inner(0, 0)),
        kinds=heif_items.kinds(meta[b"iinf"]),
        places=heif_items.places(meta[b"iloc"]),
        references=heif_items.references(meta.get(b"iref")),
        properties=heif_items.properties(meta[b"iprp"]),
    )


def _parts(items: _Items, primary: int) -> frozenset[int]:
    """Return the primary picture and everything that it is put together from."""
    made_of: dict[int, set[int]] = {}
    for kind, source, targets in items.references:
        if kind == b"dimg":
            made_of.setdefault(source, set()).update(targets)
    found = {primary}
    waiting = [primary]
    while waiting:
        fresh = made_of.get(waiting.pop(), set()) - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found)


def _require_handled(items: _Items, primary: int, parts: frozenset[int]) -> None:
    if primary not in items.kinds:
        raise FileRefusedError(Refusal.DAMAGED.value)
    kinds = {items.kinds.get(item, b"") for item in parts}
    if not kinds <= _CODED | _DERIVED or not kinds & _CODED:
        raise FileRefusedError(Refusal.FORMAT_NOT_HANDLED.value)


def _require_whole(items: _Items, primary: int) -> None:
    """Make sure that every byte of every item is there.

    Raises:
        FileRefusedError: ``cut_off`` if the file ends too early, ``damaged`` otherwise.
    """
    if not items.places.get(primary):
        raise FileRefusedError(Refusal.DAMAGED.value)
    for extents in items.places.values():
        for extent in extents:
            _bytes_at(items, extent)


def _bytes_at(items: _Items, extent: Extent) -> memoryview:
    if extent.method not in {0, 1}:
        return memoryview(b"")
    place = items.idat if extent.method else items.file
    length = extent.length or max(len(place) - extent.offset, 0)
    return place.take(extent.offset, length)


def _bytes_of(items: _Items, item: int) -> memoryview:
    pieces = [_bytes_at(items, extent) for extent in items.places.get(item, ())]
    if len(pieces) == 1:
        return pieces[0]
    if sum(len(piece) for piece in pieces) > _EXIF_LIMIT_BYTES:
        raise FileRefusedError(Refusal.DAMAGED.value)
    return memoryview(b"".join(pieces))


def _exif(items: _Items) -> memoryview:
    """Return the TIFF structure of the EXIF item, or nothing."""
    for item, kind in items.kinds.items():
        if kind == b"Exif":
            block = _bytes_of(items, item)
            return block[4 + int.from_bytes(block[:4], "big") :]
    return memoryview(b"")


def _packets(items: _Items) -> tuple[memoryview, ...]:
    """Return the first items that may be XMP; any MIME type, because looking costs little."""
    found = [item for item, kind in items.kinds.items() if kind == b"mime"]
    return tuple(_bytes_of(items, item) for item in found[:_PACKET_LIMIT])


def _grid_pixels(items: _Items, item: int) -> int:
    """Return the pixels of a picture laid out from tiles; 0 for any other item.

    Source: ISO/IEC 23008-12 section 6.6.2.3.2.
    """
    if items.kinds.get(item) != b"grid":
        return 0
    layout = Window(data=_bytes_of(items, item), lacking=Refusal.DAMAGED)
    width = 4 if layout.number(1, 1) & 1 else 2
    return layout.number(4, width) * layout.number(4 + width, width)


def _upright_size(properties: tuple[Box, ...]) -> tuple[int, int]:
    """Return width and height after the picture's own cropping and turning.

    Raises:
        FileRefusedError: ``damaged``: it has no size.
    """
    size: tuple[int, int] | None = None
    for box in properties:
        match box.kind, size:
            case b"ispe", _:
                size = box.body.number(4, 4), box.body.number(8, 4)
            case b"clap", (width, height):
                size = _part(box.body, 0, width), _part(box.body, 8, height)
            case b"irot", (width, height) if box.body.number(0, 1) & 1:
                size = height, width
    if size is None:
        raise FileRefusedError(Refusal.DAMAGED.value)
    return size


def _part(clap: Window, at: int, whole: int) -> int:
    numerator, denominator = clap.number(at, 4), clap.number(at + 4, 4)
    if not denominator:
        raise FileRefusedError(Refusal.DAMAGED.value)
    return min(round(numerator / denominator), whole)
