"""The camera's facts, believed only as far as they make sense."""

import io
import struct

import pillow_heif
import pytest
from PIL import Image

from desktop.intake import exif
from desktop.intake.exif import ExifFacts
from desktop.intake.probe import examine
from desktop.records.arrival import Examined
from desktop.settings import LIMITS

_PICTURE = Image.new("RGB", (40, 20), "teal")
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825


def _block(
    *,
    main: dict[int, object] | None = None,
    details: dict[int, object] | None = None,
    gps: dict[int, object] | None = None,
) -> bytes:
    """Return an EXIF block as APP1 carries it, header and all."""
    found = Image.Exif()
    found.update(main or {})
    found.get_ifd(_EXIF_IFD).update(details or {})
    found.get_ifd(_GPS_IFD).update(gps or {})
    return found.tobytes()


def _facts(**parts: dict[int, object]) -> ExifFacts:
    return exif.read(memoryview(_block(**parts))[6:])


def _examined(image_format: str, block: bytes) -> Examined:
    out = io.BytesIO()
    if image_format == "HEIF":
        pillow_heif.from_pillow(_PICTURE).save(out, exif=block)
    else:
        _PICTURE.save(out, image_format, exif=block)
    return examine(out.getvalue(), limits=LIMITS)


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF", "HEIF"])
def test_facts_are_found_in_every_format(image_format: str) -> None:
    block = _block(
        main={0x10F: "Canon", 0x110: "EOS 250D"},
        details={0x9003: "2026:05:30 10:11:12", 0x9011: "+01:00", 0xA431: "0123456"},
        gps={1: "N", 2: (53.0, 13.0, 30.5), 3: "W", 4: (4.0, 7.0, 45.0)},
    )
    found = _examined(image_format, block)
    assert (found.make, found.model, found.serial) == ("Canon", "EOS 250D", "0123456")
    assert found.taken_at == "2026-05-30T10:11:12+01:00"
    assert found.gps_present is True
    assert found.thumbnail_present is False


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF"])
def test_the_size_is_that_of_the_upright_picture(image_format: str, orientation: int) -> None:
    found = _examined(image_format, _block(main={0x112: orientation}))
    assert found.orientation == orientation
    expected = (20, 40) if orientation >= 5 else (40, 20)
    assert (found.width_px, found.height_px) == expected


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_a_nonsensical_orientation_is_none(orientation: int) -> None:
    assert _facts(main={0x112: orientation}).orientation == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026:05:30 10:11:12", "2026-05-30T10:11:12"),
        ("2026-05-30T10:11:12", "2026-05-30T10:11:12"),
        ("2026:02:30 10:11:12", ""),
        ("2026:05:30 24:00:00", ""),
        ("0000:00:00 00:00:00", ""),
        ("1980:01:01 00:00:00", ""),
        ("    :  :     :  :  ", ""),
        ("yesterday", ""),
        ("2100:01:01 00:00:00", ""),
    ],
)
def test_only_sane_dates_are_dates(written: str, expected: str) -> None:
    assert _facts(details={0x9003: written}).taken_at == expected


@pytest.mark.parametrize("zone", ["+15:00", "Z", "+1:00", "+01:60", ""])
def test_a_nonsensical_zone_is_none(zone: str) -> None:
    found = _facts(details={0x9003: "2026:05:30 10:11:12", 0x9011: zone})
    assert found.taken_at == "2026-05-30T10:11:12"


def _make_written_as(raw: bytes) -> str:
    entry = struct.pack("<HHII", 0x10F, 2, len(raw), 26)
    return exif.read(memoryview(b"II*\0\x08\0\0\0\x01\0" + entry + bytes(4) + raw)).make


def test_texts_are_clean() -> None:
    assert _make_written_as(b"A\x1b[31m\n B\xe2\x80\xae  C\0hidden") == "A[31m B C"
    assert _make_written_as(b"caf\xc3\xa9 \xff\xfe raw") == "café raw"
    assert _make_written_as(b"M" * 500) == "M" * 64
    assert _make_written_as(b"      ") == ""


def test_a_serial_number_may_stand_in_the_main_directory() -> None:
    assert _facts(main={0xC62F: "77"}).serial == "77"
    assert _facts(main={0xC62F: "77"}, details={0xA431: "88"}).serial == "88"


def test_a_gps_directory_without_coordinates_is_no_place() -> None:
    assert _facts(gps={0: b"\x02\x03\0\0"}).gps_present is False
    assert _facts(gps={7: (1.0, 2.0, 3.0)}).gps_present is False
    assert _facts(gps={4: (4.0, 7.0, 45.0)}).gps_present is True


def test_a_thumbnail_in_the_second_directory_is_noticed() -> None:
    small = io.BytesIO()
    _PICTURE.resize((8, 4)).save(small, "JPEG")
    thumbnail = small.getvalue()
    directory = struct.pack("<HHHII", 1, 0x0112, 3, 1, 1) + struct.pack("<I", 26)
    second = struct.pack("<H", 2) + struct.pack("<HHII", 0x0201, 4, 1, 56)
    second += struct.pack("<HHII", 0x0202, 4, 1, len(thumbnail)) + bytes(4)
    block = b"Exif\0\0II*\0\x08\0\0\0" + directory + second + thumbnail
    assert _examined("JPEG", block).thumbnail_present is True


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"II",
        b"II*\0",
        b"XX*\0\x08\0\0\0",
        b"II*\0\xff\xff\xff\xff",
        b"II*\0\x08\0\0\0\xff\xff",
        b"MM\0*\0\0\0\x08\xff\xff" + b"\x01\x0f\0\x02\xff\xff\xff\xff\xff\xff\xff\xff" * 50,
        b"II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0",
    ],
)
def test_a_broken_block_is_empty_and_no_reason_for_refusal(block: bytes) -> None:
    assert exif.read(memoryview(block)) == ExifFacts()
    assert _examined("JPEG", b"Exif\0\0" + block).width_px == 40
