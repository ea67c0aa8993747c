"""Whatever the bytes are, the parsers answer or refuse; nothing else comes out."""

import io
import struct
from datetime import datetime

import numpy as np
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from support.raws import canon, dng, fuji, olympus, panasonic

from desktop.errors import FileRefusedError
from desktop.intake import boxes, exif, heif_items
from desktop.intake.names import natural_key, shown
from desktop.intake.probe import examine
from desktop.intake.series import Shot, group_series
from desktop.intake.window import Window
from desktop.records.arrival import Examined, Refusal
from desktop.settings import LIMITS

_EXAMPLES = 300


def _exif_block() -> bytes:
    found = Image.Exif()
    found.update({0x10F: "Canon", 0x110: "EOS", 0x112: 6})
    found.get_ifd(0x8769).update({0x9003: "2026:05:30 10:11:12", 0xA431: "1"})
    found.get_ifd(0x8825).update({2: (53.0, 1.0, 2.0)})
    return found.tobytes()


def _seeds() -> dict[str, bytes]:
    picture = Image.effect_noise((33, 21), 50).convert("RGB")
    found = {}
    for name in ("JPEG", "PNG", "TIFF"):
        out = io.BytesIO()
        picture.save(out, name, exif=_exif_block())
        found[name] = out.getvalue()
    for name in ("WEBP", "BMP"):
        out = io.BytesIO()
        picture.save(out, name, **({} if name == "BMP" else {"exif": _exif_block()}))
        found[name] = out.getvalue()
    found["RAW"] = dng(np.asarray(picture.resize((32, 20))))
    found |= {"ORF": olympus(), "RW2": panasonic(), "RAF": fuji(), "CR3": canon()}
    out = io.BytesIO()
    pillow_heif.from_pillow(picture).save(out, exif=_exif_block(), thumbnails=[16])
    found["HEIC"] = out.getvalue()
    return found


_SEEDS = _seeds()
_HEADS = [
    b"",
    b"\xff\xd8\xff\xe1\xff\xffExif\0\0",
    b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    b"II*\0\x08\0\0\0",
    b"MM\0*\0\0\0\x08",
    b"RIFF\xff\0\0\0WEBPVP8X",
    b"RIFF\xff\0\0\0WEBPVP8L",
    b"BM\xff\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0",
    b"IIRO\x08\0\0\0",
    b"IIU\0\x08\0\0\0",
    b"FUJIFILMCCD-RAW ",
    b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom\0\0\0\x40moov\0\0\0\x38uuid",
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0meta\0\0\0\0",
]
_VALUES = {refusal.value for refusal in Refusal}


def _ask(data: bytes) -> Examined | None:
    try:
        return examine(data, limits=LIMITS)
    except FileRefusedError as error:
        reason = error.reason
    assert reason in _VALUES
    return None


@settings(max_examples=_EXAMPLES, deadline=None)
@given(st.sampled_from(_HEADS), st.binary(max_size=600))
def test_arbitrary_bytes_are_answered_or_refused(head: bytes, tail: bytes) -> None:
    _ask(head + tail)


_EDITS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from([0, 1, 2, 4]),
        st.one_of(
            st.binary(min_size=1, max_size=4),
            st.sampled_from([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\0\x01"]),
        ),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("name", _SEEDS)
@settings(max_examples=_EXAMPLES, deadline=None)
@given(edits=_EDITS)
def test_damaged_files_are_answered_or_refused(
    name: str, edits: list[tuple[float, int, bytes]]
) -> None:
    data = _SEEDS[name]
    for place, removed, inserted in edits:
        at = int(place * min(len(data), 700))
        data = data[:at] + inserted + data[at + removed :]
    found = _ask(data)
    if found is not None:
        assert found.width_px * found.height_px <= LIMITS.pixels


@pytest.mark.parametrize("name", _SEEDS)
def test_every_seed_is_whole(name: str) -> None:
    found = _ask(_SEEDS[name])
    assert found is not None
    if name in {"JPEG", "PNG", "TIFF", "HEIC", "WEBP", "CR3"}:
        assert (found.make, found.gps_present) == ("Canon", True)


@settings(max_examples=_EXAMPLES, deadline=None)
@given(st.sampled_from([b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"]), st.binary(max_size=400))
def test_exif_is_always_answered(head: bytes, tail: bytes) -> None:
    facts = exif.read(memoryview(head + tail))
    for text in (facts.make, facts.model, facts.serial, facts.taken_at):
        assert text.isprintable()
        assert len(text) <= exif.TEXT_LIMIT


@settings(max_examples=_EXAMPLES, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 3))
def test_item_tables_are_bounded(tail: bytes, version: int) -> None:
    window = Window(data=memoryview(bytes([version, 0, 0, 0]) + tail), lacking=Refusal.DAMAGED)
    for reader in (
        heif_items.kinds,
        heif_items.places,
        heif_items.references,
        heif_items.properties,
        lambda table: list(heif_items.sizes(table)),
        boxes.first_of_each,
    ):
        reason = "damaged"
        try:
            reader(window)
        except FileRefusedError as error:
            reason = error.reason
        assert reason == "damaged"


def _refused(data: bytes) -> str:
    with pytest.raises(FileRefusedError) as caught:
        examine(data, limits=LIMITS)
    return caught.value.reason


def test_counts_without_bytes_behind_them_are_refused() -> None:
    extents = struct.pack(">BBHHH", 0, 0, 0, 0, 2) + struct.pack(">HHH", 1, 0, 65_535) * 2
    table = Window(data=memoryview(extents), lacking=Refusal.DAMAGED)
    with pytest.raises(FileRefusedError):
        heif_items.places(table)


def test_endless_structures_are_refused() -> None:
    picture = _SEEDS["JPEG"]
    assert _refused(b"\xff\xd8" + b"\xff\xfe\0\x02" * 30_000 + picture[2:]) == "damaged"
    png = _SEEDS["PNG"]
    empty_chunk = b"\0\0\0\0teXt\0\0\0\0"
    assert _refused(png[:33] + empty_chunk * 210_000 + png[33:]) == "damaged"
    heic = _SEEDS["HEIC"]
    assert _refused(heic[:24] + b"\0\0\0\x08free" * 9000 + heic[24:]) == "damaged"


def test_deep_nesting_of_a_description_costs_nothing() -> None:
    """A packet of XMP is searched, never followed."""
    nested = b"http://ns.adobe.com/xap/1.0/\0" + b"<a>" * 10_000 + b"GPSLatitude" + b"</a>" * 8_000
    segment = b"\xff\xe1" + struct.pack(">H", len(nested) + 2) + nested
    found = _ask(_SEEDS["JPEG"][:2] + segment + _SEEDS["JPEG"][2:])
    assert found is not None
    assert found.gps_present


def test_chunks_without_end_are_refused() -> None:
    webp = _SEEDS["WEBP"]
    much = b"JUNK\0\0\0\0" * 5_000
    size = struct.pack("<I", len(webp) - 8 + len(much))
    assert _refused(webp[:4] + size + webp[8:] + much) == "damaged"


def test_long_runs_of_markers_are_searched_quickly() -> None:
    start = _SEEDS["JPEG"][: _SEEDS["JPEG"].index(b"\xff\xda") + 14]
    for filler in (b"\xff\0", b"\xff\xd0", b"\xff\xff", b"\0\0"):
        assert _refused(start + filler * 10_000_000) == "cut_off"


@given(st.binary(max_size=60))
def test_any_name_can_be_shown_and_sorted(raw: bytes) -> None:
    assert shown(raw).isprintable()
    assert natural_key(raw) <= natural_key(raw + b"a")


_MOMENTS = st.one_of(
    st.just(""),
    st.datetimes(min_value=datetime(2026, 1, 1)).map(
        lambda moment: moment.isoformat(timespec="seconds")
    ),
)


@given(st.lists(st.tuples(st.text(max_size=5), _MOMENTS, st.sampled_from("ab")), max_size=20))
def test_grouping_keeps_every_photograph_once(raw: list[tuple[str, str, str]]) -> None:
    shots = [Shot(name=name, taken_at=taken, device=device) for name, taken, device in raw]
    series = group_series(shots)
    together = [shot for group in series for shot in group]
    assert sorted(together, key=repr) == sorted(shots, key=repr)
    assert all(len({shot.device for shot in group}) == 1 for group in series)
