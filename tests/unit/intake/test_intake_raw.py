"""Camera raw files: told by their content, whole or not, and what they say of themselves."""

import io
import struct

import pytest
from PIL import Image
from support.originals import scene
from support.raws import canon, dng, fuji, olympus, panasonic

from desktop.errors import FileRefusedError
from desktop.intake.probe import examine
from desktop.records.arrival import Examined, ImageFormat
from desktop.settings import LIMITS

WHOLE = {
    "dng": dng(scene(1)),
    "orf": olympus(),
    "rw2": panasonic(),
    "raf": fuji(),
    "cr3": canon(),
}


def _reason(data: bytes) -> str:
    with pytest.raises(FileRefusedError) as caught:
        examine(data, limits=LIMITS)
    return caught.value.reason


@pytest.mark.parametrize("maker", WHOLE)
def test_a_raw_file_is_told_by_its_content(maker: str) -> None:
    found = examine(WHOLE[maker], limits=LIMITS)
    assert (found.format, found.width_px, found.height_px) == (ImageFormat.RAW, 96, 64)
    assert found.thumbnail_present


@pytest.mark.parametrize("maker", WHOLE)
def test_a_raw_file_cut_anywhere_is_cut_off(maker: str) -> None:
    whole = WHOLE[maker]
    for length in range(1, len(whole), 7):
        assert _reason(whole[:length]) in {"cut_off", "not_an_image"}, length
    assert _reason(whole[:-2]) == "cut_off"  # the last byte may be one of alignment


@pytest.mark.parametrize("maker", ["dng", "raf", "cr3"])
def test_room_made_but_not_written_is_cut_off(maker: str) -> None:
    whole = WHOLE[maker]
    sensed = whole.index(b"SENSED") if b"SENSED" in whole else 8
    held = whole[:sensed] + bytes(6000) + whole[sensed + 6000 :]
    assert len(held) == len(whole)
    assert _reason(held[: sensed + 6000] + bytes(len(whole) - sensed - 6000)) in {
        "cut_off",
        "damaged",
    }


def test_canon_keeps_its_facts_apart() -> None:
    found = examine(WHOLE["cr3"], limits=LIMITS)
    assert found == Examined(
        format=ImageFormat.RAW,
        width_px=96,
        height_px=64,
        taken_at="2026-05-30T10:11:12",
        make="Canon",
        model="EOS R",
        serial="77",
        gps_present=True,
        thumbnail_present=True,
    )


def test_fujifilm_keeps_its_facts_in_its_picture() -> None:
    found = examine(WHOLE["raf"], limits=LIMITS)
    assert (found.make, found.model) == ("FUJIFILM", "X-T5")


def test_a_circle_of_directories_ends() -> None:
    whole = bytearray(WHOLE["dng"])
    (at,) = struct.unpack_from("<I", whole, 4)
    (count,) = struct.unpack_from("<H", whole, at)
    struct.pack_into("<I", whole, at + 2 + 12 * count, at)
    assert examine(bytes(whole), limits=LIMITS).format is ImageFormat.RAW


def test_directories_without_end_are_read_to_a_limit() -> None:
    """A hundred thousand directories, each behind the other, cost no more than the first."""
    table = b"".join(
        struct.pack("<HHHIII", 1, 0xC612, 1, 4, 0x0401, 8 + 18 * (n + 1)) for n in range(100_000)
    )
    data = b"II*\0" + struct.pack("<I", 8) + table
    assert _reason(data) in {"cut_off", "damaged"}


def test_a_tiff_is_no_raw_file() -> None:
    out = io.BytesIO()
    Image.fromarray(scene(1)).save(out, "TIFF")
    assert examine(out.getvalue(), limits=LIMITS).format is ImageFormat.TIFF
