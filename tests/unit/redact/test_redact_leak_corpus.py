"""Every place of a file where something can hide beside the pixels: nothing of it is in the copy.

Each case first shows that its source really carries the canary, as it is or deflated, so that a
case that hides nothing fails. Then the copy is looked through the same way: as bytes, and with
every stretch of it inflated that inflates.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin
from support.originals import exif_with_thumbnail, heic, jpeg, png, scene, tiff

from desktop.errors import ImageUnreadableError
from desktop.records.detection import Detection
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.redact.derive import derivative
from desktop.redact.detect.faces import FaceFinder
from desktop.redact.pixels import decode
from desktop.redact.proof import prove
from desktop.settings import LIMITS

CANARY = b"Gwenllian-Canary-9990000018-Penarth"
REDACTION = Redaction(regions=(Region.rectangle(8, 8, 40, 30),))
PIXELS = scene(5)


def _nobody(pixels: np.ndarray) -> Detection:
    high, wide = pixels.shape[:2]
    return Detection(width_px=wide, height_px=high, face_may_be_present=False, faces=())


NOBODY = cast(FaceFinder, SimpleNamespace(find=_nobody))
"""Finds no face: what is looked for here are bytes."""


def segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload


def in_jpeg(marker: int, payload: bytes) -> bytes:
    """Return a JPEG with one more segment behind its first two bytes."""
    whole = jpeg(PIXELS)
    return whole[:2] + segment(marker, payload) + whole[2:]


def with_comment(picture: bytes) -> bytes:
    return picture[:2] + segment(0xFE, CANARY) + picture[2:]


def little() -> bytes:
    return with_comment(jpeg(scene(9, width=32, height=24)))


def maker_note() -> bytes:
    """Return EXIF in which the camera's own note is the canary."""
    tags = Image.Exif()
    tags.get_ifd(0x8769)[0x927C] = CANARY
    return tags.tobytes()


def profile() -> bytes:
    """Return an sRGB profile whose description is the canary."""
    whole = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", whole[128:132])[0]
    for at in range(132, 132 + 12 * count, 12):
        name, where, size = struct.unpack(">4sII", whole[at : at + 12])
        if name == b"desc":
            text = CANARY + b"\0"
            new = b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(78)
            whole += new
            whole[at : at + 12] = struct.pack(">4sII", name, len(whole) - len(new), len(new))
            assert size
            assert where
    whole[0:4] = struct.pack(">I", len(whole))
    return bytes(whole)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def in_png(kind: bytes, data: bytes) -> bytes:
    """Return a PNG with one more chunk behind its head."""
    whole = png(PIXELS)
    return whole[:33] + chunk(kind, data) + whole[33:]


def behind_the_pixels_of_a_png() -> bytes:
    """Return a PNG whose coded pixels go on behind their last row."""
    rows = b"".join(b"\0" + row.tobytes() for row in PIXELS)
    head = struct.pack(">IIBBBBB", PIXELS.shape[1], PIXELS.shape[0], 8, 2, 0, 0, 0)
    coded = zlib.compress(rows + CANARY * 3, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", coded) + chunk(b"IEND", b"")


def under_transparency() -> bytes:
    """Return a PNG that hides the canary in colours that nobody sees."""
    hidden = np.frombuffer((CANARY * 40)[: 20 * 20 * 3], dtype=np.uint8).reshape(20, 20, 3)
    whole = np.dstack([PIXELS.copy(), np.full(PIXELS.shape[:2], 255, dtype=np.uint8)])
    whole[40:60, 60:80, :3], whole[40:60, 60:80, 3] = hidden, 0
    rows = b"".join(b"\0" + row.tobytes() for row in whole)
    head = struct.pack(">IIBBBBB", whole.shape[1], whole.shape[0], 8, 6, 0, 0, 0)
    coded = zlib.compress(rows, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", coded) + chunk(b"IEND", b"")


def sub_ifd() -> bytes:
    """Return a TIFF whose first directory points to another, with the canary in it."""
    whole = bytearray(tiff(PIXELS))
    first = struct.unpack("<I", whole[4:8])[0]
    count = struct.unpack("<H", whole[first : first + 2])[0]
    entries = bytes(whole[first + 2 : first + 2 + 12 * count])
    text = len(whole)
    whole += CANARY + b"\0"
    whole += bytes(len(whole) % 2)
    sub = len(whole)
    whole += struct.pack("<HHHII", 1, 270, 2, len(CANARY) + 1, text) + bytes(4)
    again = len(whole)
    listed = [entries[at : at + 12] for at in range(0, len(entries), 12)]
    listed.append(struct.pack("<HHII", 330, 4, 1, sub))
    listed.sort(key=lambda one: struct.unpack("<H", one[:2])[0])
    whole += struct.pack("<H", len(listed)) + b"".join(listed) + bytes(4)
    whole[4:8] = struct.pack("<I", again)
    return bytes(whole)


def heic_with(**more: object) -> bytes:
    return heic(PIXELS, **more)


def box_behind_a_heic() -> bytes:
    data = bytes(16) + CANARY
    return heic(PIXELS) + struct.pack(">I", len(data) + 8) + b"uuid" + data


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + CANARY + b"</x:xmpmeta>"
EXTENDED = b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + struct.pack(">II", len(XMP), 0)
MPF = b"MPF\0MM\0*\0\0\0\x08\0\x01\xb0\x00\0\x07\0\0\0\x040100\0\0\0\0"

CORPUS: dict[str, Callable[[], bytes]] = {
    "jpeg: EXIF thumbnail": lambda: jpeg(PIXELS, exif=exif_with_thumbnail(1, little())),
    "jpeg: maker note": lambda: jpeg(PIXELS, exif=maker_note()),
    "jpeg: XMP": lambda: in_jpeg(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
    "jpeg: XMP extended": lambda: in_jpeg(0xE1, EXTENDED + XMP),
    "jpeg: comment": lambda: in_jpeg(0xFE, CANARY),
    "jpeg: Photoshop resources": lambda: in_jpeg(
        0xED, b"Photoshop 3.0\x008BIM\x04\x0c\0\0" + struct.pack(">I", len(CANARY)) + CANARY
    ),
    "jpeg: a private segment": lambda: in_jpeg(0xEB, b"HDR\0" + CANARY),
    "jpeg: colour profile": lambda: in_jpeg(0xE2, b"ICC_PROFILE\0\x01\x01" + profile()),
    "jpeg: second image after the end": lambda: jpeg(PIXELS) + little(),
    "jpeg: MPF with a second image": lambda: in_jpeg(0xE2, MPF) + little(),
    "png: tEXt": lambda: in_png(b"tEXt", b"Comment\0" + CANARY),
    "png: zTXt": lambda: in_png(b"zTXt", b"Comment\0\0" + zlib.compress(CANARY)),
    "png: iTXt": lambda: in_png(b"iTXt", b"Comment\0\0\0\0\0" + CANARY),
    "png: eXIf": lambda: in_png(b"eXIf", maker_note().removeprefix(b"Exif\0\0")),
    "png: iCCP": lambda: in_png(b"iCCP", b"x\0\0" + zlib.compress(profile())),
    "png: a private chunk": lambda: in_png(b"prVt", CANARY),
    "png: behind the coded pixels": behind_the_pixels_of_a_png,
    "png: after the end": lambda: png(PIXELS) + CANARY,
    "png: under transparency": under_transparency,
    "tiff: description": lambda: tiff(PIXELS, description=CANARY.decode()),
    "tiff: sub-IFD": sub_ifd,
    "tiff: bytes nothing points to": lambda: tiff(PIXELS) + CANARY,
    "heic: EXIF": lambda: heic_with(exif=maker_note()),
    "heic: XMP": lambda: heic_with(xmp=XMP),
    "heic: a box behind the others": box_behind_a_heic,
}

REFUSED = {"tiff: sub-IFD"}
"""Not taken in at all: a person would see one of several pictures."""


def stretches(data: bytes) -> Iterator[bytes]:
    """Yield the bytes themselves, and every stretch of them that inflates."""
    yield data
    if data.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(data)) as picture:  # noqa: TID251 - what transparency hides
            yield np.asarray(picture.convert("RGBA"))[..., :3].tobytes()
    for at in range(len(data) - 1):
        if data[at] & 0x0F == 8 and (data[at] * 256 + data[at + 1]) % 31 == 0:
            try:
                yield zlib.decompressobj().decompress(data[at:], 1 << 20)
            except zlib.error:
                continue


def carries(data: bytes) -> bool:
    """Return whether the canary is in the bytes, any third of it, or in what they deflate."""
    parts = [CANARY[at : at + 12] for at in range(0, len(CANARY) - 12, 11)]
    return any(part in stretch for stretch in stretches(data) for part in parts)


@pytest.mark.parametrize("place", CORPUS)
def test_nothing_that_hides_beside_the_pixels_is_in_the_copy(place: str) -> None:
    source = CORPUS[place]()
    assert carries(source), "the source hides nothing: the case is no case"
    if place in REFUSED:
        with pytest.raises(ImageUnreadableError):
            derivative(source, REDACTION, limits=LIMITS)
        return
    copy = derivative(source, REDACTION, limits=LIMITS)
    assert not carries(copy)
    assert prove(source, copy, REDACTION, limits=LIMITS, finder=NOBODY).ok
    seen = decode(copy, limits=LIMITS).pixels
    assert not carries(seen.tobytes())


def test_the_auxiliary_images_of_a_heic_are_gone() -> None:
    """A small picture and a plane of transparency beside the primary image."""
    clear = np.dstack([PIXELS, np.full(PIXELS.shape[:2], 255, dtype=np.uint8)])
    clear[40:60, 60:80, 3] = 0
    file = io.BytesIO()
    Image.fromarray(clear).save(file, "HEIF", thumbnails=[48])
    both = file.getvalue()
    assert b"auxl" in both, "the source has no auxiliary image"
    copy = derivative(both, REDACTION, limits=LIMITS)
    assert copy.startswith(b"\xff\xd8")
    assert b"auxl" not in copy
    assert copy.count(b"\xff\xd8\xff") == 1
    assert prove(both, copy, REDACTION, limits=LIMITS, finder=NOBODY).ok


def test_a_source_with_everything_at_once_gives_the_copy_of_one_with_nothing() -> None:
    plain = jpeg(PIXELS)
    busy = jpeg(PIXELS, exif=exif_with_thumbnail(1, little()))
    busy = busy[:2] + segment(0xFE, CANARY) + segment(0xE1, EXTENDED + XMP) + busy[2:] + little()
    assert carries(busy)
    assert not carries(plain)
    one, other = (derivative(each, REDACTION, limits=LIMITS) for each in (plain, busy))
    assert one == other


def test_the_search_finds_what_is_deflated() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", CANARY.decode(), zip=True)
    file = io.BytesIO()
    Image.fromarray(PIXELS).save(file, "PNG", pnginfo=info)
    assert CANARY not in file.getvalue()
    assert carries(file.getvalue())
