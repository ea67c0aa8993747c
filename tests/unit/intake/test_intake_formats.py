"""Formats by content, completeness by structure, size from headers: one file at a time."""

import io
import struct
import zlib

import pillow_heif
import pytest
from PIL import Image, TiffImagePlugin

from desktop.errors import FileRefusedError
from desktop.intake.probe import examine, sniff
from desktop.records.arrival import Examined, ImageFormat, Refusal
from desktop.settings import LIMITS, Limits

_SMALL = Image.effect_noise((61, 37), 60).convert("RGB")


def _saved(image_format: str, image: Image.Image = _SMALL, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, image_format, **options)
    return out.getvalue()


def _heic(**options: object) -> bytes:
    out = io.BytesIO()
    heif = pillow_heif.from_pillow(_SMALL)
    heif.save(out, quality=60, **options)
    return out.getvalue()


def _examine(data: bytes, limits: Limits = LIMITS) -> Examined:
    return examine(memoryview(data), limits=limits)


def _reason(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(FileRefusedError) as caught:
        _examine(data, limits)
    return caught.value.reason


_WHOLE = {
    "jpeg": _saved("JPEG", quality=80),
    "progressive": _saved("JPEG", quality=80, progressive=True),
    "restarts": _saved("JPEG", quality=80, restart_marker_rows=1),
    "png": _saved("PNG"),
    "tiff": _saved("TIFF"),
    "tiff_lzw": _saved("TIFF", compression="tiff_lzw"),
    "heic": _heic(),
    "webp": _saved("WEBP", quality=80),
    "webp_lossless": _saved("WEBP", lossless=True),
    "bmp": _saved("BMP"),
    "bmp_256": _saved("BMP", _SMALL.quantize(200)),
}
_FORMATS = {
    "jpeg": ImageFormat.JPEG,
    "progressive": ImageFormat.JPEG,
    "restarts": ImageFormat.JPEG,
    "png": ImageFormat.PNG,
    "tiff": ImageFormat.TIFF,
    "tiff_lzw": ImageFormat.TIFF,
    "heic": ImageFormat.HEIC,
    "webp": ImageFormat.WEBP,
    "webp_lossless": ImageFormat.WEBP,
    "bmp": ImageFormat.BMP,
    "bmp_256": ImageFormat.BMP,
}


@pytest.mark.parametrize("name", _WHOLE)
def test_whole_files_are_told_by_content(name: str) -> None:
    found = _examine(_WHOLE[name])
    assert found == Examined(format=_FORMATS[name], width_px=61, height_px=37)


@pytest.mark.parametrize("name", _WHOLE)
def test_a_file_cut_anywhere_is_cut_off(name: str) -> None:
    whole = _WHOLE[name]
    for length in range(1, len(whole)):
        assert _reason(whole[:length]) == "cut_off", length


@pytest.mark.parametrize("name", ["jpeg", "progressive", "png"])
def test_room_made_but_not_yet_written_is_cut_off(name: str) -> None:
    whole = _WHOLE[name]
    for length in range(14, len(whole) - 1, 7):
        held = whole[:length] + bytes(len(whole) - length)
        assert _reason(held) in {"cut_off", "damaged"}, length
    assert _reason(bytes(len(whole))) == "cut_off"


def test_a_webp_for_which_room_was_made_is_cut_off() -> None:
    whole = _saved("WEBP", Image.effect_noise((128, 96), 60).convert("RGB"), lossless=True)
    for length in range(14, len(whole) - 1024, 97):
        held = whole[:length] + bytes(len(whole) - length)
        assert _reason(held) in {"cut_off", "damaged"}, length


def test_an_animated_webp_holds_several_pictures() -> None:
    moving = _saved("WEBP", save_all=True, append_images=[_SMALL.rotate(180)])
    assert _reason(moving) == "several_pictures"


def test_a_webp_says_how_it_stands_and_where_it_was_taken() -> None:
    tags = Image.Exif()
    tags[0x112], tags[0x110] = 6, "Phone"
    tags[0x8825] = {1: "N", 2: (51.0, 29.0, 0.0)}
    found = _examine(_saved("WEBP", exif=tags.tobytes()))
    assert (found.width_px, found.height_px, found.orientation) == (37, 61, 6)
    assert (found.model, found.gps_present) == ("Phone", True)


def test_a_webp_whose_canvas_is_huge_is_refused() -> None:
    whole = bytearray(_saved("WEBP", exif=Image.Exif().tobytes() or b"x", icc_profile=b"x" * 8))
    assert whole[12:16] == b"VP8X"
    whole[24:30] = b"\xff\xff\x0f" * 2
    assert _reason(bytes(whole)) == "too_many_pixels"


def test_a_bmp_with_another_format_inside_is_not_handled() -> None:
    whole = bytearray(_WHOLE["bmp"])
    for inside in (4, 5):
        whole[30] = inside
        assert _reason(bytes(whole)) == "format_not_handled"


def test_a_bmp_may_begin_at_its_top() -> None:
    whole = bytearray(_WHOLE["bmp"])
    whole[22:26] = struct.pack("<i", -37)
    assert _examine(bytes(whole)).height_px == 37
    assert _reason(bytes(whole[:-1])) == "cut_off"


def test_bytes_after_the_end_of_a_jpeg_are_allowed() -> None:
    assert _examine(_WHOLE["jpeg"] + bytes(1000)).thumbnail_present is False
    assert _examine(_WHOLE["jpeg"] + _WHOLE["jpeg"]).thumbnail_present is True
    assert _examine(_WHOLE["jpeg"] + b"\0\0\0\x18ftypmp42").thumbnail_present is True


_FOREIGN = {
    "gif": (_saved("GIF"), Refusal.FORMAT_NOT_HANDLED),
    "avif_brand": (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", Refusal.FORMAT_NOT_HANDLED),
    "avif_general": (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", Refusal.FORMAT_NOT_HANDLED),
    "x3f": (b"FOVb" + bytes(64), Refusal.FORMAT_NOT_HANDLED),
    "mrw": (b"\0MRM" + bytes(64), Refusal.FORMAT_NOT_HANDLED),
    "bigtiff": (b"II+\0\x08\0\0\0" + bytes(64), Refusal.FORMAT_NOT_HANDLED),
    "mp4": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", Refusal.VIDEO_NOT_HANDLED),
    "mov": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", Refusal.VIDEO_NOT_HANDLED),
    "old_mov": (b"\0\0\x10\0moov" + bytes(64), Refusal.VIDEO_NOT_HANDLED),
    "3gp": (b"\0\0\0\x18ftyp3gp4\0\0\0\x003gp4isom", Refusal.VIDEO_NOT_HANDLED),
    "avi": (b"RIFF\0\0\0\0AVI LIST", Refusal.VIDEO_NOT_HANDLED),
    "mts": ((b"\0\0\0\0G" + bytes(187)) * 4, Refusal.VIDEO_NOT_HANDLED),
    "ts": ((b"G" + bytes(187)) * 4, Refusal.VIDEO_NOT_HANDLED),
    "mkv": (b"\x1aE\xdf\xa3" + bytes(64), Refusal.VIDEO_NOT_HANDLED),
    "ds_store": (b"\0\0\0\x01Bud1\0\0\x10\0" + bytes(64), Refusal.NOT_AN_IMAGE),
    "thumbs_db": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), Refusal.NOT_AN_IMAGE),
    "text": (b"Dear colleague, please find attached", Refusal.NOT_AN_IMAGE),
    "pdf": (b"%PDF-1.7\n", Refusal.NOT_AN_IMAGE),
    "wave": (b"RIFF\0\0\0\0WAVEfmt ", Refusal.NOT_AN_IMAGE),
    "bm_text": (b"BMJ article on dermatology, 2024", Refusal.NOT_AN_IMAGE),
    "unknown_brand": (b"\0\0\0\x14ftypM4B \0\0\0\0M4B ", Refusal.NOT_AN_IMAGE),
}


@pytest.mark.parametrize("name", _FOREIGN)
def test_foreign_files_are_refused_by_content(name: str) -> None:
    data, refusal = _FOREIGN[name]
    assert sniff(data) is refusal
    assert _reason(data) == refusal.value


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"])
def test_brands_of_heif_announce_heic(brand: bytes) -> None:
    assert sniff(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic") is ImageFormat.HEIC


def test_empty_and_oversize() -> None:
    assert _reason(b"") == "empty"
    assert _reason(_WHOLE["jpeg"], Limits(file_bytes=100)) == "too_large"


@pytest.mark.parametrize("name", _WHOLE)
def test_pixels_are_counted_before_decoding(name: str) -> None:
    decoded = 64 * 64 if name == "heic" else 61 * 37
    assert _reason(_WHOLE[name], Limits(pixels=decoded - 1)) == "too_many_pixels"
    assert _examine(_WHOLE[name], Limits(pixels=decoded)).width_px == 61


def _png_claiming(width_px: int, height_px: int) -> bytes:
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", b""), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


def test_absurd_sizes_are_refused() -> None:
    assert _reason(_png_claiming(2**31 - 1, 2**31 - 1)) == "too_many_pixels"
    assert _reason(_png_claiming(65_536, 1)) == "too_many_pixels"
    assert _reason(_png_claiming(0, 5)) == "damaged"
    assert _examine(_png_claiming(65_535, 1)).width_px == 65_535


def test_a_png_needs_one_header_first_and_pixels() -> None:
    whole = _WHOLE["png"]
    header = whole[8:33]
    assert _reason(whole[:33] + header + whole[33:]) == "damaged"
    assert _reason(whole[:8] + whole[-12:]) == "damaged"
    assert _reason(whole[:33] + whole[-12:]) == "damaged"
    assert _reason(whole[:33] + b"\0\0\0\0I\x01AT\0\0\0\0" + whole[33:]) == "damaged"


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def _frame_of(whole: bytes) -> bytes:
    at = whole.index(b"\xff\xc0")
    return whole[at : at + 2 + int.from_bytes(whole[at + 2 : at + 4], "big")]


def test_a_jpeg_with_two_frames_or_none_is_damaged() -> None:
    whole = _WHOLE["jpeg"]
    frame = _frame_of(whole)
    assert _reason(whole.replace(frame, frame + frame, 1)) == "damaged"
    assert _reason(whole.replace(frame, b"", 1)) == "damaged"
    assert _reason(b"\xff\xd8\xff\xd9") == "damaged"
    assert _reason(b"\xff\xd8" + frame + b"\xff\xd9") == "damaged"
    assert _reason(b"\xff\xd8" + frame + b"\xff\xda\0\0\xff\xd9") == "damaged"


def test_fill_bytes_before_markers_are_allowed() -> None:
    whole = _WHOLE["jpeg"]
    frame = _frame_of(whole)
    assert _examine(whole.replace(frame, b"\xff\xff\xff" + frame, 1)).height_px == 37


@pytest.mark.parametrize(
    "segment",
    [
        _segment(0xE0, b"JFIF\0\x01\x02\0\0\1\0\1\x01\x01" + bytes(3)),
        _segment(0xE0, b"JFXX\0\x10" + bytes(9)),
        _segment(0xED, b"Photoshop 3.0\x008BIM\x04\x0c\0\0\0\0\0\x1c"),
        _segment(0xE2, b"MPF\0II*\0\x08\0\0\0\x01\0\x01\xb0\x04\0\x01\0\0\0\x02\0\0\0\0\0\0\0"),
    ],
)
def test_second_pictures_in_a_jpeg_are_noticed(segment: bytes) -> None:
    whole = _WHOLE["jpeg"]
    assert _examine(whole[:2] + segment + whole[2:]).thumbnail_present is True


def test_a_place_in_xmp_is_noticed() -> None:
    packet = b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='53,1N'/>"
    whole = _WHOLE["jpeg"]
    assert _examine(whole[:2] + _segment(0xE1, packet) + whole[2:]).gps_present is True


def _tiff_with(tags: dict[int, object]) -> bytes:
    directory = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in tags.items():
        directory[tag] = value
    return _saved("TIFF", tiffinfo=directory)


def _tagged(data: bytes, tag: int, value: int) -> bytes:
    """Return a little-endian TIFF with the value of a SHORT in its first directory replaced."""
    at = int.from_bytes(data[4:8], "little")
    for entry in range(at + 2, at + 2 + 12 * int.from_bytes(data[at : at + 2], "little"), 12):
        if int.from_bytes(data[entry : entry + 2], "little") == tag:
            return data[: entry + 8] + struct.pack("<HH", value, 0) + data[entry + 12 :]
    raise AssertionError("tag not there")


def test_raw_files_that_are_tiff_inside_are_not_tiff() -> None:
    plain = _WHOLE["tiff"]
    for data in (
        _tiff_with({0xC612: b"\x01\x04\0\0"}),
        _tagged(plain, 0x106, 32803),
        _tagged(plain, 0x103, 34713),
        _tagged(plain, 0x103, 32767),
    ):
        assert _examine(data).format is ImageFormat.RAW


def test_a_tiff_led_by_a_preview_is_a_raw_file() -> None:
    led = _tiff_with({0x10F: "NIKON CORPORATION", 0xFE: 1, 0x14A: 8})
    assert _examine(led).format is ImageFormat.RAW


def test_a_circle_of_tiff_pages_is_damaged() -> None:
    data = bytearray(_WHOLE["tiff"])
    at = int.from_bytes(data[4:8], "little")
    following = at + 2 + 12 * int.from_bytes(data[at : at + 2], "little")
    data[following : following + 4] = data[4:8]
    assert _reason(bytes(data)) == "damaged"


def test_more_pages_are_further_pictures() -> None:
    pages = _saved("TIFF", save_all=True, append_images=[_SMALL.resize((9, 9))])
    found = _examine(pages)
    assert (found.width_px, found.thumbnail_present) == (61, True)


def test_big_endian_tiff_is_read() -> None:
    pixels = bytes(range(6))
    tags = ((256, 3, 1, 2), (257, 3, 1, 1), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 2))
    entries = b"".join(struct.pack(">HHIHH", *tag, 0) for tag in tags)
    count = len(tags) + 3
    place = 8 + 2 + 12 * count + 4
    entries += struct.pack(">HHII", 273, 4, 1, place) + struct.pack(">HHIHH", 277, 3, 1, 3, 0)
    entries += struct.pack(">HHII", 279, 4, 1, len(pixels))
    whole = b"MM\0*" + struct.pack(">IH", 8, count) + entries + bytes(4) + pixels
    assert _examine(whole) == Examined(format=ImageFormat.TIFF, width_px=2, height_px=1)
    assert _reason(whole[:-1]) == "cut_off"


def test_heic_thumbnails_are_noticed() -> None:
    assert _examine(_heic(thumbnails=[32])).thumbnail_present is True


def test_a_heif_sequence_or_avif_picture_is_not_heic() -> None:
    sequence = b"\0\0\0\x14ftypmsf1\0\0\0\0hevc\0\0\0\x08moov"
    assert _reason(sequence) == "format_not_handled"
    assert _reason(_WHOLE["heic"].replace(b"hvc1", b"av01")) == "format_not_handled"


def test_a_heic_size_is_checked_for_every_picture_in_it() -> None:
    whole = _WHOLE["heic"]
    at = whole.index(b"ispe") + 8
    huge = whole[:at] + struct.pack(">II", 60_000, 60_000) + whole[at + 8 :]
    assert _reason(huge) == "too_many_pixels"


@pytest.mark.parametrize("box", [b"pitm", b"iinf", b"iloc", b"iprp", b"ipco", b"ipma", b"ispe"])
def test_a_heic_without_one_of_its_tables_is_damaged(box: bytes) -> None:
    assert _reason(_WHOLE["heic"].replace(box, b"free")) == "damaged"


def test_a_heic_whose_primary_picture_is_not_there_is_damaged() -> None:
    whole = _WHOLE["heic"]
    at = whole.index(b"pitm") + 8
    assert _reason(whole[:at] + b"\x7f\x7f" + whole[at + 2 :]) == "damaged"


def test_a_heic_cropped_by_a_fraction_of_nothing_is_damaged() -> None:
    whole = _WHOLE["heic"]
    at = whole.index(b"clap") + 8
    assert _reason(whole[:at] + bytes(4) + whole[at + 4 :]) == "damaged"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_heic_has_the_size_that_another_reader_finds(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x112] = orientation
    turned = _heic(exif=exif.tobytes())
    found = _examine(turned)
    assert (found.width_px, found.height_px) == pillow_heif.open_heif(turned).size
    assert (found.width_px > found.height_px) is (orientation < 5)
    assert found.orientation == orientation
