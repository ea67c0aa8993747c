"""Real camera files: what our small parsers say must agree with what other readers say."""

import hashlib
import json
from pathlib import Path

import pytest
from PIL import Image

from desktop.intake.probe import examine
from desktop.records.arrival import ImageFormat
from desktop.settings import LIMITS

_SAMPLES = Path(__file__).resolve().parents[2] / "../shared/samples"
_LIST = _SAMPLES / "camera.json"
_ENTRIES = json.loads(_LIST.read_bytes()) if _LIST.is_file() else []

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(
        not _ENTRIES, reason="the evaluation photographs are not beside the checkout"
    ),
]


def _read(entry: dict[str, object]) -> bytes:
    data = (_SAMPLES / str(entry["file"])).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    return data


@pytest.mark.parametrize("entry", _ENTRIES, ids=lambda entry: Path(entry["file"]).name)
def test_a_camera_file_is_understood(entry: dict[str, object]) -> None:
    found = examine(_read(entry), limits=LIMITS)
    tags = set(entry["tags"])
    heic = entry["format"] == "HEIF"
    assert found.format is (ImageFormat.HEIC if heic else ImageFormat.JPEG)
    assert found.gps_present is ("gps" in tags)
    assert found.thumbnail_present or "exif-thumbnail" not in tags
    assert found.model == " ".join(str(entry["model"]).partition("\0")[0].split())
    turned = not heic and found.orientation >= 5
    stored = (found.width_px, found.height_px)[:: -1 if turned else 1]
    assert list(stored) == entry["size"]
    if not heic:
        assert found.orientation == (entry["orientation"] or 1)


@pytest.mark.parametrize(
    "entry",
    [entry for entry in _ENTRIES if entry["format"] == "JPEG"],
    ids=lambda entry: Path(entry["file"]).name,
)
def test_the_time_and_maker_agree_with_another_reader(entry: dict[str, object]) -> None:
    path = _SAMPLES / str(entry["file"])
    found = examine(path.read_bytes(), limits=LIMITS)
    with Image.open(path) as picture:  # noqa: TID251 - the independent reader of this test
        other = picture.getexif()
        taken = str(other.get_ifd(0x8769).get(0x9003, ""))
    date, _, time = taken.rstrip("\0").partition(" ")
    expected = f"{date.replace(':', '-')}T{time}" if date.strip(" 0:") else ""
    assert found.taken_at[:19] == expected
    make = str(other.get(0x10F, ""))
    assert found.make == " ".join(make.partition("\0")[0].split())


@pytest.mark.parametrize("entry", _ENTRIES[::8], ids=lambda entry: Path(entry["file"]).name)
def test_a_camera_file_cut_off_never_arrives(entry: dict[str, object]) -> None:
    whole = _read(entry)
    picture_end = _end_of_picture(whole)
    for percent in range(1, 100, 3):
        with pytest.raises(Exception, match=r"file_refused: cut_off"):
            examine(whole[: picture_end * percent // 100], limits=LIMITS)
    with pytest.raises(Exception, match=r"file_refused: cut_off"):
        examine(whole[: picture_end - 1], limits=LIMITS)


def _end_of_picture(whole: bytes) -> int:
    """Return the length up to which every byte is needed: of a JPEG to its last EOI."""
    return whole.rindex(b"\xff\xd9") + 2 if whole.startswith(b"\xff\xd8") else len(whole)
