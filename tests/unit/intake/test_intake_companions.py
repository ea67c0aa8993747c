"""What belongs together in a folder: pairs, sidecars, and what only looks like one."""

import pytest

from desktop.intake.companions import Beside, beside, is_pair, told
from desktop.intake.entry import Seen
from desktop.records.arrival import ImageFormat, Refusal, name_contradicts


def _seen(name: str) -> Seen:
    raw = name.encode("utf-8", "surrogateescape")
    return Seen(relative_name=name, raw=raw, size_bytes=9, mtime_ns=0, inode=1, device=1)


def _found(*names: str) -> dict[str, Beside]:
    return {raw.decode(): one for raw, one in beside(map(_seen, names)).items()}


def test_a_raw_file_and_its_picture_are_a_pair() -> None:
    assert _found("DCIM/IMG_1.CR2", "DCIM/img_1.jpg", "DCIM/IMG_2.JPG", "OTHER/IMG_1.JPG") == {
        "DCIM/IMG_1.CR2": Beside(pair=("img_1.jpg",)),
        "DCIM/img_1.jpg": Beside(pair=("IMG_1.CR2",)),
    }


def test_two_pictures_of_one_name_are_no_pair() -> None:
    assert _found("IMG_1.JPG", "IMG_1.PNG") == {}
    assert _found("IMG_1.CR2", "IMG_1.MP4", "IMG_1.TXT") == {}


def test_sidecars_lie_beside_their_photograph() -> None:
    found = _found("A/IMG_1.HEIC", "A/IMG_1.AAE", "A/IMG_1.HEIC.xmp", "A/IMG_10.XMP", "IMG_1.THM")
    assert found == {"A/IMG_1.HEIC": Beside(sidecars=("IMG_1.AAE", "IMG_1.HEIC.xmp"))}


def test_a_sidecar_lies_beside_both_halves_of_a_pair() -> None:
    found = _found("IMG_1.NEF", "IMG_1.JPG", "IMG_1.xmp")
    assert {one.sidecars for one in found.values()} == {("IMG_1.xmp",)}
    assert found["IMG_1.NEF"].facts() == {"pair": ["IMG_1.JPG"], "sidecars": ["IMG_1.xmp"]}


def test_names_are_shown_safely() -> None:
    found = _found("a\u202egpj.CR2", "a\u202egpj.JPG")
    assert {name for one in found.values() for name in one.pair} == {
        "a\\u202egpj.CR2",
        "a\\u202egpj.JPG",
    }


def test_ten_thousand_files_are_compared_at_once() -> None:
    names = [f"DCIM/IMG_{n}.{ending}" for n in range(5_000) for ending in ("CR2", "JPG")]
    assert len(_found(*names)) == 10_000


@pytest.mark.parametrize(
    ("one", "other", "paired"),
    [
        ("A/IMG_1.CR2", "A/img_1.jpg", True),
        ("A/IMG_1.JPG", "A/IMG_1.DNG", True),
        ("A/IMG_1.CR2", "A/IMG_1.CR3", False),
        ("A/IMG_1.CR2", "B/IMG_1.JPG", False),
        ("A/IMG_1.CR2", "A/IMG_2.JPG", False),
        ("A/IMG_1.CR2", "A/IMG_1.XMP", False),
        ("", "", False),
        ("\ufffd.jpg", "\ufffd.dng", True),
    ],
)
def test_pairs_by_two_names(one: str, other: str, paired: bool) -> None:
    assert is_pair(one, other) is is_pair(other, one) is paired


@pytest.mark.parametrize(
    ("name", "size", "found", "answer"),
    [
        (b"IMG_1.xmp", 900, Refusal.NOT_AN_IMAGE, Refusal.SIDECAR),
        (b"IMG_1.AAE", 900, Refusal.NOT_AN_IMAGE, Refusal.SIDECAR),
        (b"MVI_1.THM", 9_000, ImageFormat.JPEG, Refusal.SIDECAR),
        (b"PHOTO.THM", 3_000_000, ImageFormat.JPEG, ImageFormat.JPEG),
        (b"PHOTO.XMP", 3_000_000, ImageFormat.PNG, ImageFormat.PNG),
        (b"IMG_1.txt", 900, Refusal.NOT_AN_IMAGE, Refusal.NOT_AN_IMAGE),
        (b"xmp", 900, Refusal.NOT_AN_IMAGE, Refusal.NOT_AN_IMAGE),
    ],
)
def test_what_a_sidecar_is(name: bytes, size: int, found: object, answer: object) -> None:
    assert told(name, size, found) is answer


@pytest.mark.parametrize(
    ("name", "image_format", "contradicts"),
    [
        ("DCIM/IMG_1.JPG", ImageFormat.JPEG, False),
        ("DCIM/IMG_1.PNG", ImageFormat.JPEG, True),
        ("scan.pdf", ImageFormat.JPEG, True),
        ("IMG.1/photo", ImageFormat.JPEG, False),
        (".jpg", ImageFormat.PNG, False),
        ("IMG_1.nef", ImageFormat.RAW, False),
        ("IMG_1.tif", ImageFormat.RAW, True),
    ],
)
def test_a_name_may_say_something_else(
    name: str, image_format: ImageFormat, contradicts: bool
) -> None:
    assert name_contradicts(name, image_format) is contradicts
