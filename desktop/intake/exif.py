"""The facts that a camera writes into a picture, as far as they can be believed.

A broken EXIF block is no reason to refuse a photograph: what cannot be read is empty. The one fact
that protects a person, whether a place is recorded, leans towards saying yes.

Source: EXIF 2.32 sections 4.6.4 to 4.6.6; DNG 1.7 (CameraSerialNumber).
"""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from desktop.intake.ifd import Directory, TiffBytes

TEXT_LIMIT: Final = 64
_NOTHING: Final = memoryview(b"")
_FIRST_YEAR: Final = 1990
"""No camera wrote EXIF before; 1970 and 1980 are clocks that were never set."""
_LAST_YEAR: Final = 2099

_MAKE: Final = 0x010F
_MODEL: Final = 0x0110
_STRIP_OFFSETS: Final = 0x0111
_ORIENTATION: Final = 0x0112
_THUMBNAIL: Final = 0x0201
_EXIF_DIRECTORY: Final = 0x8769
_GPS_DIRECTORY: Final = 0x8825
_LAST_ORIENTATION: Final = 8
_TAKEN: Final = 0x9003
_TAKEN_ZONE: Final = 0x9011
_BODY_SERIAL: Final = 0xA431
_CAMERA_SERIAL: Final = 0xC62F
_COORDINATES: Final = (0x0002, 0x0004, 0x0014, 0x0016)
"""Latitude and longitude of the camera and of the destination."""

_MOMENT: Final = re.compile(rb"(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_ZONE: Final = re.compile(rb"[+-](?:0\d|1[0-4]):[0-5]\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExifFacts:
    """What the block says; every field has a harmless value where it says nothing.

    Attributes:
        orientation: 1 to 8; 1 if none or nonsense.
        taken_at: ISO 8601, with a zone only if the camera wrote one; empty if none.
        make: At most ``TEXT_LIMIT`` printable characters.
        model: Likewise.
        serial: Likewise, of the body.
        gps_present: Whether there are coordinates.
        thumbnail_present: Whether there is a small copy of the picture in the block.
    """

    orientation: int = 1
    taken_at: str = ""
    make: str = ""
    model: str = ""
    serial: str = ""
    gps_present: bool = False
    thumbnail_present: bool = False


def read(
    block: memoryview, *, apart: tuple[memoryview, memoryview] = (_NOTHING, _NOTHING)
) -> ExifFacts:
    """Return the facts of an EXIF block; never raises on its content.

    Args:
        block: The TIFF structure, from its byte-order mark on; may be empty or nonsense.
        apart: Structures that have the exposure and the place, where ``block`` has them not.
    """
    tiff = TiffBytes.opened(block)
    if tiff is None:
        return ExifFacts()
    main = tiff.directory(tiff.first)
    exposure, details = _part(tiff, main, _EXIF_DIRECTORY, apart[0])
    place, gps = _part(tiff, main, _GPS_DIRECTORY, apart[1])
    thumbnail = tiff.directory(main.following)
    orientation = tiff.number(main.entries.get(_ORIENTATION), 1)
    return ExifFacts(
        orientation=orientation if 1 <= orientation <= _LAST_ORIENTATION else 1,
        taken_at=_moment(exposure, details),
        make=_text(tiff, main, _MAKE),
        model=_text(tiff, main, _MODEL),
        serial=_text(exposure, details, _BODY_SERIAL) or _text(tiff, main, _CAMERA_SERIAL),
        gps_present=_has_coordinates(place, gps),
        thumbnail_present=not {_THUMBNAIL, _STRIP_OFFSETS}.isdisjoint(thumbnail.entries),
    )


def _part(
    tiff: TiffBytes, main: Directory, tag: int, apart: memoryview
) -> tuple[TiffBytes, Directory]:
    """Return an inner directory and where its values lie: in a structure of its own, or here."""
    own = TiffBytes.opened(apart)
    if own is not None:
        return own, own.directory(own.first)
    return tiff, tiff.directory(tiff.number(main.entries.get(tag)))


def _text(tiff: TiffBytes, directory: Directory, tag: int) -> str:
    """Return a textual tag: printable characters, single spaces, at most ``TEXT_LIMIT``."""
    raw = tiff.text(directory.entries.get(tag), most=4 * TEXT_LIMIT)
    text = "".join(char for char in raw.decode("utf-8", "ignore") if char.isprintable())
    return " ".join(text.split())[:TEXT_LIMIT].strip()


def _moment(tiff: TiffBytes, details: Directory) -> str:
    found = _MOMENT.match(tiff.text(details.entries.get(_TAKEN), most=TEXT_LIMIT))
    if found is None:
        return ""
    year, month, day, hour, minute, second = (int(number) for number in found.groups())
    try:
        moment = f"{date(year, month, day).isoformat()}T{time(hour, minute, second).isoformat()}"
    except ValueError:
        return ""
    zone = _ZONE.match(tiff.text(details.entries.get(_TAKEN_ZONE), most=TEXT_LIMIT))
    offset = zone.group().decode("ascii") if zone else ""
    return moment + offset if _FIRST_YEAR <= year <= _LAST_YEAR else ""


def _has_coordinates(tiff: TiffBytes, gps: Directory) -> bool:
    return any(tiff.has_fraction(gps.entries.get(tag)) for tag in _COORDINATES)
