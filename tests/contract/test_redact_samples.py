"""Real camera files: every copy is clean to a reader that is not ours, and its proof holds."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from support.originals import Nobody

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import ImageFormat
from desktop.records.redaction import Redaction
from desktop.records.region import Region, Style
from desktop.redact.burn import burn
from desktop.redact.closeness import compare
from desktop.redact.derive import derivative
from desktop.redact.pixels import Picture, decode
from desktop.redact.proof import prove
from desktop.settings import LIMITS

_SAMPLES = Path(__file__).resolve().parents[2] / "../shared/samples"
_LIST = _SAMPLES / "camera.json"
_ENTRIES = json.loads(_LIST.read_bytes()) if _LIST.is_file() else []
_MOST_PIXELS = 1_500_000
"""Larger ones take minutes in all; ``make soak`` has the time."""

_REFUSED = frozenset({"pillow_h_tests-images-heif-other-nokia-bird-burst.heic"})
"""A series of pictures in one file."""

_ALLOWED = frozenset(
    {
        "SourceFile",
        "ExifTool:ExifToolVersion",
        "File:FileType",
        "File:FileTypeExtension",
        "File:MIMEType",
        "File:ImageWidth",
        "File:ImageHeight",
        "File:EncodingProcess",
        "File:BitsPerSample",
        "File:ColorComponents",
        "File:YCbCrSubSampling",
        "JFIF:JFIFVersion",
        "JFIF:ResolutionUnit",
        "JFIF:XResolution",
        "JFIF:YResolution",
        "Composite:ImageSize",
        "Composite:Megapixels",
    }
)

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(
        not _ENTRIES, reason="the evaluation photographs are not beside the checkout"
    ),
]


def _is_large(entry: dict[str, object]) -> bool:
    size = entry.get("size") or [0, 0]
    return size[0] * size[1] > _MOST_PIXELS  # type: ignore[index, no-any-return]


def _params() -> list[object]:
    return [
        pytest.param(
            entry,
            id=Path(entry["file"]).name,
            marks=[pytest.mark.soak] if _is_large(entry) else [],
        )
        for entry in _ENTRIES
    ]


def _redaction(picture: Picture) -> Redaction:
    w, h = picture.width_px, picture.height_px
    return Redaction(
        regions=(
            Region.rectangle(w // 5, h // 5, w // 6, h // 7),
            Region.ellipse(w // 2, h // 2, w // 5, h // 5, style=Style.MOSAIC),
            Region.polygon(
                ((w // 2, h // 9), (w * 3 // 4, h // 8), (w * 2 // 3, h // 3)), style=Style.BLUR
            ),
        )
    )


@pytest.mark.parametrize("entry", _params())
def test_a_copy_of_a_camera_file_is_clean_close_and_proven(
    entry: dict[str, object], tmp_path: Path
) -> None:
    data = (_SAMPLES / str(entry["file"])).read_bytes()
    if Path(str(entry["file"])).name in _REFUSED:
        with pytest.raises(ImageUnreadableError):
            decode(data, limits=LIMITS)
        return
    picture = decode(data, limits=LIMITS)
    redaction = _redaction(picture)
    copy = derivative(data, redaction, limits=LIMITS)
    proven = prove(data, copy, redaction, limits=LIMITS, finder=Nobody())
    assert {check.name for check in proven.checks if not check.ok} == set()
    _check_close(picture, copy, redaction)
    _check_clean(copy, tmp_path / "copy")


def _check_close(picture: Picture, copy: bytes, redaction: Redaction) -> None:
    found = decode(copy, limits=LIMITS)
    closeness = compare(found.pixels, burn(picture.pixels, redaction), redaction)
    assert closeness.outside_db >= 42
    assert found.format is (
        ImageFormat.JPEG if picture.format is ImageFormat.HEIC else picture.format
    )
    assert copy.count(b"\xff\xd8\xff") == 1
    if picture.jpeg is not None and found.jpeg is not None:
        first = np.asarray(found.jpeg.tables[0])
        assert (first <= np.asarray(picture.jpeg.tables[0])).all()


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_the_other_reader_does_see_what_an_original_says(tmp_path: Path) -> None:
    talkative = next(entry for entry in _ENTRIES if {"gps", "exif-thumbnail"} <= {*entry["tags"]})
    path = tmp_path / "original"
    path.write_bytes((_SAMPLES / talkative["file"]).read_bytes())
    said = _said(path)
    assert not said <= _ALLOWED
    assert {"EXIF:GPSLatitude", "EXIF:ThumbnailImage"} <= said


def _check_clean(copy: bytes, path: Path) -> None:
    if shutil.which("exiftool") is not None:
        path.write_bytes(copy)
        said = _said(path)
        assert said <= _ALLOWED, sorted(said - _ALLOWED)


def _said(path: Path) -> set[str]:
    """Return the names of everything that exiftool finds in a file."""
    command = ["exiftool", "-j", "-G", "-a", "-u", "-U", "-ee3", "--System:all", str(path)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    (found,) = json.loads(done.stdout)
    return set(found)
