"""Every format from a folder into the record: sealed as it came, filed as what everybody opens."""

from pathlib import Path

from support.originals import bmp, heic, jpeg, png, scene, tiff, webp
from support.practice import CLARE, ETHEL, Practice, filing, run_on
from support.raws import dng

from desktop.records.arrival import ImageFormat
from desktop.records.removal import Removal
from desktop.workflow.consenting import list_consents
from desktop.workflow.emptying import receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.viewing import list_images, view_image, view_original

FILED_AS = {
    "a.png": (png(scene(1)), ImageFormat.PNG, b"\x89PNG"),
    "b.tif": (tiff(scene(2)), ImageFormat.TIFF, b"II*\0"),
    "c.heic": (heic(scene(3)), ImageFormat.JPEG, b"\xff\xd8"),
    "d.webp": (webp(scene(4), lossless=False), ImageFormat.JPEG, b"\xff\xd8"),
    "e.webp": (webp(scene(5)), ImageFormat.PNG, b"\x89PNG"),
    "f.bmp": (bmp(scene(6)), ImageFormat.PNG, b"\x89PNG"),
    "g.dng": (dng(scene(7)), ImageFormat.JPEG, b"\xff\xd8"),
}
VIDEOS = {
    "MVI_1.MP4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(64),
    "MVI_2.MOV": b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(64),
    "MVI_3.AVI": b"RIFF\0\1\0\0AVI LIST" + bytes(64),
    "PICTURE.JPG": b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + bytes(64),
}


def test_what_is_filed_and_what_stays_as_it_came(working: Practice, tmp_path: Path) -> None:
    session = working.sign_in(CLARE)
    consent = list_consents(session, ETHEL)[0].id
    folder = tmp_path / "formats"
    folder.mkdir()
    for name, (data, _, _) in FILED_AS.items():
        (folder / name).write_bytes(data)
    report = receive_folder(session, run_on(folder)).value
    assert {one.file for one in report.arrived} == set(FILED_AS)
    for one in report.arrived:
        data, filed_as, begins = FILED_AS[one.file]
        image = file_image(session, one.arrival, filing(ETHEL, consent)).value.image
        with view_original(session, image, "test") as original:
            assert original.read() == data
        with view_image(session, image) as copy:
            assert copy.read().startswith(begins)
        (listed,) = [entry for entry in list_images(session, ETHEL)[1] if entry.image == image]
        assert listed.format is filed_as
    session.vault.close()


def test_videos_are_recognised_by_content_and_left(working: Practice, tmp_path: Path) -> None:
    session = working.sign_in(CLARE)
    folder = tmp_path / "videos"
    folder.mkdir()
    for name, data in VIDEOS.items():
        (folder / name).write_bytes(data)
    report = receive_folder(session, run_on(folder, removal=Removal.VERIFIED)).value
    assert {(one.file, one.reason) for one in report.refused} == {
        (name, "video_not_handled") for name in VIDEOS
    }
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == VIDEOS
    session.vault.close()


def test_pairs_and_sidecars_are_kept_together(working: Practice, tmp_path: Path) -> None:
    session = working.sign_in(CLARE)
    folder = tmp_path / "pairs"
    folder.mkdir()
    files = {
        "IMG_1.DNG": dng(scene(21)),
        "IMG_1.JPG": jpeg(scene(21)),
        "IMG_1.xmp": b"<x:xmpmeta/>",
        "IMG_2.JPG": jpeg(scene(22)),
        "IMG_3.aae": b"<?xml version='1.0'?><plist/>",
        "MVI_4.THM": jpeg(scene(23)),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    report = receive_folder(session, run_on(folder, removal=Removal.VERIFIED)).value
    assert {one.file for one in report.arrived} == {"IMG_1.DNG", "IMG_1.JPG", "IMG_2.JPG"}
    assert {(one.file, one.reason) for one in report.refused} == {
        (name, "sidecar") for name in ("IMG_1.xmp", "IMG_3.aae", "MVI_4.THM")
    }
    left = {path.name for path in folder.iterdir()}
    assert left == {"IMG_1.xmp", "IMG_3.aae", "MVI_4.THM"}
    facts = {one.facts["name"]: one for one in list_inbox(session).waiting if one.facts}
    raw, picture, alone = (facts[name] for name in ("IMG_1.DNG", "IMG_1.JPG", "IMG_2.JPG"))
    assert (raw.facts["pair"], picture.facts["pair"]) == (["IMG_1.JPG"], ["IMG_1.DNG"])
    assert raw.facts["sidecars"] == picture.facts["sidecars"] == ["IMG_1.xmp"]
    assert raw.series == picture.series
    assert not {"pair", "sidecars", "ending_differs"} & alone.facts.keys()
    session.vault.close()


def test_a_name_that_lies_is_noted_and_the_content_counts(
    working: Practice, tmp_path: Path
) -> None:
    session = working.sign_in(CLARE)
    folder = tmp_path / "lies"
    folder.mkdir()
    (folder / "holiday.pdf").write_bytes(webp(scene(31)))
    receive_folder(session, run_on(folder))
    (one,) = [
        one.facts for one in list_inbox(session).waiting if one.facts["name"] == "holiday.pdf"
    ]
    assert (one["format"], one["ending_differs"]) == ("webp", True)
    session.vault.close()


def test_room_that_was_made_and_not_written_is_not_taken_for_a_picture(
    working: Practice, tmp_path: Path
) -> None:
    """A BMP has no end that could be missed: only the file system knows that rows are not there."""
    session = working.sign_in(CLARE)
    folder = tmp_path / "sparse"
    folder.mkdir()
    whole = bmp(scene(41, width=800, height=600))
    with (folder / "half.bmp").open("wb") as file:
        file.write(whole[: len(whole) // 2])
        file.truncate(len(whole))
    (folder / "whole.bmp").write_bytes(whole)
    report = receive_folder(session, run_on(folder)).value
    assert [one.file for one in report.arrived] == ["whole.bmp"]
    assert [(one.file, one.reason) for one in report.refused] == [("half.bmp", "cut_off")]
    session.vault.close()
