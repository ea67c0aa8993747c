"""Camera files: read back by Pillow, which shares no code with the writer."""

import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from desktop.demo.camera import THUMBNAIL_PX, camera_jpeg, exif_block, thumbnail

TAKEN = datetime(2026, 7, 4, 16, 30, 5, 120_000, tzinfo=timezone(timedelta(hours=1)))


def _picture() -> Image.Image:
    picture = Image.new("RGB", (480, 360), (200, 160, 140))
    picture.paste((20, 60, 200), (240, 0, 480, 360))
    return picture


def _file(**changes: object) -> bytes:
    arguments: dict[str, object] = {
        "taken_at": TAKEN,
        "make": "Maker",
        "model": "Model & Co",
        "serial": "SN-1",
        "orientation": 8,
        "gps": (-52.41563, 4.06845),
        "comment": "left leg",
    }
    return camera_jpeg(_picture(), **(arguments | changes))  # type: ignore[arg-type]


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))  # noqa: TID251 - an independent reader


def test_the_main_directories_are_read_back() -> None:
    exif = _opened(_file()).getexif()
    assert exif[Base.Make] == "Maker"
    assert exif[Base.Orientation] == 8
    details = exif.get_ifd(IFD.Exif)
    assert details[Base.DateTimeOriginal] == "2026:07:04 16:30:05"
    assert details[Base.OffsetTimeOriginal] == "+01:00"
    assert details[Base.SubsecTimeOriginal] == "12"
    assert details[Base.BodySerialNumber] == "SN-1"
    assert details[Base.FNumber] == pytest.approx(5.6)
    assert details[Base.UserComment] == b"ASCII\0\0\0left leg"


def test_the_place_is_read_back() -> None:
    place = _opened(_file()).getexif().get_ifd(IFD.GPSInfo)
    assert place[GPS.GPSLatitudeRef] == "S"
    assert place[GPS.GPSLongitudeRef] == "E"
    degrees, minutes, seconds = (float(part) for part in place[GPS.GPSLatitude])
    assert degrees + minutes / 60 + seconds / 3600 == pytest.approx(52.41563, abs=1e-5)
    assert place[GPS.GPSTimeStamp] == (15.0, 30.0, 5.0)


def test_without_a_place_there_is_no_directory_for_it() -> None:
    assert Base.GPSInfo not in _opened(_file(gps=None)).getexif()


def test_the_thumbnail_shows_the_whole_picture() -> None:
    exif = _opened(_file()).getexif()
    second = exif.get_ifd(IFD.IFD1)
    start, length = second[Base.JpegIFOffset], second[Base.JpegIFByteCount]
    block = exif_block(
        _picture(),
        taken_at=TAKEN,
        make="Maker",
        model="Model & Co",
        serial="SN-1",
        orientation=8,
        gps=(-52.41563, 4.06845),
        comment="left leg",
    )
    small = _opened(block[start : start + length])
    assert small.size == THUMBNAIL_PX
    assert small.getpixel((120, 60))[2] > 150
    assert small.getpixel((40, 60))[0] > 150


def test_a_wide_picture_gets_black_bars() -> None:
    small = _opened(thumbnail(Image.new("RGB", (600, 400), (255, 255, 255))))
    assert max(small.getpixel((80, 1))) < 40
    assert min(small.getpixel((80, 60))) > 220


def test_packet_and_comment_are_there() -> None:
    opened = _opened(_file())
    assert opened.info["comment"] == b"left leg"
    assert b"Model &amp; Co" in opened.info["xmp"]
    assert b"2026-07-04T16:30:05" in opened.info["xmp"]


def test_a_time_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="taken_at"):
        _file(taken_at=TAKEN.replace(tzinfo=None))


def test_utc_is_written_as_zero() -> None:
    details = _opened(_file(taken_at=TAKEN.astimezone(UTC))).getexif().get_ifd(IFD.Exif)
    assert details[Base.OffsetTimeOriginal] == "+00:00"
