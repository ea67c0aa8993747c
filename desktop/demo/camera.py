"""Files as cameras write them, with everything that gives a patient away.

A drawn picture gets what a real one carries: maker and serial number, the time and the place, a
small second copy of the whole picture (the thumbnail that survives careless editing), an XMP packet
and a comment. The TIFF block is written here because Pillow does not write thumbnails.

Source: CIPA DC-008 (EXIF 2.32), sections 4.5 and 4.6; TIFF 6.0, section 2.
"""

import io
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Final
from xml.sax.saxutils import escape

from PIL import Image

QUALITY: Final = 92
THUMBNAIL_PX: Final = (160, 120)
_INSIDE: Final = 4
"""Values of up to four bytes lie in the entry itself."""
_OWNER: Final = "Meddygfa Cwm Derw Surgery"


class Kind(Enum):
    """How a value is stored: TIFF type number."""

    BYTE = 1
    """8-bit numbers."""
    ASCII = 2
    """Text that ends with a zero byte."""
    SHORT = 3
    """16-bit number."""
    LONG = 4
    """32-bit number."""
    RATIONAL = 5
    """Two 32-bit numbers, numerator and denominator."""
    UNDEFINED = 7
    """Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One tag of a directory.

    Attributes:
        tag: Number of the tag.
        kind: How it is stored.
        count: How many values.
        data: The values, little-endian.
    """

    tag: int
    kind: Kind
    count: int
    data: bytes


def _text(tag: int, value: str) -> Entry:
    data = value.encode("ascii") + b"\0"
    return Entry(tag=tag, kind=Kind.ASCII, count=len(data), data=data)


def _short(tag: int, *values: int) -> Entry:
    data = struct.pack(f"<{len(values)}H", *values)
    return Entry(tag=tag, kind=Kind.SHORT, count=len(values), data=data)


def _long(tag: int, value: int) -> Entry:
    return Entry(tag=tag, kind=Kind.LONG, count=1, data=struct.pack("<I", value))


def _rational(tag: int, *values: tuple[int, int]) -> Entry:
    data = b"".join(struct.pack("<II", *value) for value in values)
    return Entry(tag=tag, kind=Kind.RATIONAL, count=len(values), data=data)


def _bytes(tag: int, data: bytes) -> Entry:
    return Entry(tag=tag, kind=Kind.UNDEFINED, count=len(data), data=data)


def _size(entries: Sequence[Entry]) -> int:
    """Return the bytes of a directory with its values, in whole words."""
    outside = sum(
        len(entry.data) + len(entry.data) % 2 for entry in entries if len(entry.data) > _INSIDE
    )
    return 2 + 12 * len(entries) + 4 + outside


def _directory(entries: Sequence[Entry], *, start: int, following: int) -> bytes:
    """Return a directory that lies at ``start`` of the TIFF block."""
    ordered = sorted(entries, key=lambda entry: entry.tag)
    table, outside = bytearray(struct.pack("<H", len(ordered))), bytearray()
    values_at = start + 2 + 12 * len(ordered) + 4
    for entry in ordered:
        table += struct.pack("<HHI", entry.tag, entry.kind.value, entry.count)
        if len(entry.data) <= _INSIDE:
            table += entry.data.ljust(4, b"\0")
        else:
            table += struct.pack("<I", values_at + len(outside))
            outside += entry.data + b"\0" * (len(entry.data) % 2)
    return bytes(table) + struct.pack("<I", following) + bytes(outside)


def _place(gps: tuple[float, float], taken_at: datetime) -> list[Entry]:
    """Return the GPS directory of a place in degrees north and east."""
    entries: list[Entry] = []
    for tag, value, marks in ((1, gps[0], "NS"), (3, gps[1], "EW")):
        hundredths = round(abs(value) * 360_000)
        degrees, rest = divmod(hundredths, 360_000)
        minutes, seconds = divmod(rest, 6_000)
        entries.append(_text(tag, marks[value < 0]))
        entries.append(_rational(tag + 1, (degrees, 1), (minutes, 1), (seconds, 100)))
    utc = taken_at.astimezone(UTC)
    clock = ((utc.hour, 1), (utc.minute, 1), (utc.second, 1))
    return [
        Entry(tag=0, kind=Kind.BYTE, count=4, data=b"\x02\x03\x00\x00"),
        *entries,
        _rational(7, *clock),
        _text(18, "WGS-84"),
        _text(29, utc.strftime("%Y:%m:%d")),
    ]


def _exposure(picture: Image.Image, taken_at: datetime, serial: str, comment: str) -> list[Entry]:
    """Return the Exif directory: when, with which body, how."""
    offset = taken_at.strftime("%z")
    zone = f"{offset[:3]}:{offset[3:5]}"
    moment = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    return [
        _rational(0x829A, (1, 125)),
        _rational(0x829D, (56, 10)),
        _short(0x8822, 2),
        _short(0x8827, 200),
        _bytes(0x9000, b"0232"),
        _text(0x9003, moment),
        _text(0x9004, moment),
        _text(0x9010, zone),
        _text(0x9011, zone),
        _text(0x9012, zone),
        _bytes(0x9101, b"\1\2\3\0"),
        _short(0x9209, 0x10),
        _rational(0x920A, (600, 10)),
        _bytes(0x9286, b"ASCII\0\0\0" + comment.encode("ascii")),
        _text(0x9291, f"{taken_at.microsecond // 10_000:02d}"),
        _bytes(0xA000, b"0100"),
        _short(0xA001, 1),
        _long(0xA002, picture.width),
        _long(0xA003, picture.height),
        _text(0xA430, _OWNER),
        _text(0xA431, serial),
        _text(0xA434, "60mm f/2.8 Macro"),
    ]


def _root(
    taken_at: datetime, *, make: str, model: str, orientation: int, placed: bool
) -> list[Entry]:
    """Return the main directory; its pointers are still 0."""
    entries = [
        _text(0x010F, make),
        _text(0x0110, model),
        _short(0x0112, orientation),
        _rational(0x011A, (300, 1)),
        _rational(0x011B, (300, 1)),
        _short(0x0128, 2),
        _text(0x0131, "Firmware 1.04"),
        _text(0x0132, taken_at.strftime("%Y:%m:%d %H:%M:%S")),
        _short(0x0213, 2),
        _long(0x8769, 0),
    ]
    return [*entries, _long(0x8825, 0)] if placed else entries


def _second(thumbnail_bytes: int) -> list[Entry]:
    """Return the directory of the thumbnail; its pointer is still 0."""
    return [
        _short(0x0103, 6),
        _rational(0x011A, (72, 1)),
        _rational(0x011B, (72, 1)),
        _short(0x0128, 2),
        _long(0x0201, 0),
        _long(0x0202, thumbnail_bytes),
    ]


def _pointed(entries: Sequence[Entry], pointers: Mapping[int, int]) -> list[Entry]:
    """Return entries with the places of other directories filled in."""
    return [
        _long(entry.tag, pointers[entry.tag]) if entry.tag in pointers else entry
        for entry in entries
    ]


def thumbnail(picture: Image.Image) -> bytes:
    """Return the small JPEG that cameras store, black bars and all."""
    small = picture.copy()
    small.thumbnail(THUMBNAIL_PX)
    framed = Image.new("RGB", THUMBNAIL_PX)
    left, top = ((whole - part) // 2 for whole, part in zip(THUMBNAIL_PX, small.size, strict=True))
    framed.paste(small, (left, top))
    written = io.BytesIO()
    framed.save(written, "JPEG", quality=78)
    return written.getvalue()


def exif_block(
    picture: Image.Image,
    *,
    taken_at: datetime,
    make: str,
    model: str,
    serial: str,
    orientation: int = 1,
    gps: tuple[float, float] | None = None,
    comment: str = "",
) -> bytes:
    """Return the TIFF block of a camera file, thumbnail included.

    Args:
        picture: RGB as it is stored.
        taken_at: When, with a zone.
        make: Maker of the camera.
        model: Model of the camera.
        serial: Serial number of its body.
        orientation: EXIF orientation of the stored pixels, 1 to 8.
        gps: Degrees north and east, if the camera knew.
        comment: The user's comment, ASCII.

    Raises:
        ValueError: If ``taken_at`` has no zone.
    """
    if taken_at.tzinfo is None:
        raise ValueError("taken_at")
    small = thumbnail(picture)
    exposure = _exposure(picture, taken_at, serial, comment)
    place = _place(gps, taken_at) if gps is not None else []
    root = _root(taken_at, make=make, model=model, orientation=orientation, placed=bool(place))
    exposure_at = 8 + _size(root)
    place_at = exposure_at + _size(exposure)
    second_at = place_at + (_size(place) if place else 0)
    second = _second(len(small))
    small_at = second_at + _size(second)
    pointers = {0x8769: exposure_at, 0x8825: place_at, 0x0201: small_at}

    block = struct.pack("<2sHI", b"II", 42, 8)
    block += _directory(_pointed(root, pointers), start=8, following=second_at)
    block += _directory(exposure, start=exposure_at, following=0)
    block += _directory(place, start=place_at, following=0) if place else b""
    return block + _directory(_pointed(second, pointers), start=second_at, following=0) + small


def xmp_packet(*, taken_at: datetime, model: str, comment: str) -> bytes:
    """Return the XMP packet of a camera file (XML, UTF-8)."""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmp:CreateDate="{taken_at.isoformat()}" xmp:CreatorTool="{escape(model)}" xmp:Rating="0">
   <dc:description>
    <rdf:Alt><rdf:li xml:lang="x-default">{escape(comment)}</rdf:li></rdf:Alt>
   </dc:description>
   <dc:creator><rdf:Seq><rdf:li>{_OWNER}</rdf:li></rdf:Seq></dc:creator>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""".encode()


def camera_jpeg(
    picture: Image.Image,
    *,
    taken_at: datetime,
    make: str,
    model: str,
    serial: str,
    orientation: int = 1,
    gps: tuple[float, float] | None = None,
    comment: str = "",
) -> bytes:
    """Return a JPEG file as a camera writes it; arguments as for ``exif_block``.

    Raises:
        ValueError: If ``taken_at`` has no zone.
    """
    block = exif_block(
        picture,
        taken_at=taken_at,
        make=make,
        model=model,
        serial=serial,
        orientation=orientation,
        gps=gps,
        comment=comment,
    )
    written = io.BytesIO()
    picture.save(
        written,
        "JPEG",
        quality=QUALITY,
        subsampling="4:2:2",
        exif=b"Exif\0\0" + block,
        xmp=xmp_packet(taken_at=taken_at, model=model, comment=comment),
        comment=comment.encode("ascii"),
    )
    return written.getvalue()
