"""The proof holds for what we write, and each check fails for what it is there for."""

import io
import json
import zlib

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from desktop.errors import DecoderAnswerError, ImageUnreadableError, RegionInvalidError
from desktop.records.detection import Detection, Face
from desktop.records.proof import CHECKS, Check, Proof
from desktop.records.redaction import Redaction
from desktop.records.region import Region, Style
from desktop.redact.derive import derivative
from desktop.redact.pixels import decode
from desktop.redact.proof import prove
from desktop.settings import Limits

LIMITS = Limits()
REDACTION = Redaction(
    regions=(
        Region.rectangle(20, 20, 40, 40),
        Region.ellipse(70, 20, 50, 60, style=Style.MOSAIC),
        Region.polygon([(20, 70), (60, 75), (30, 110)], style=Style.BLUR),
    )
)
pillow_heif.register_heif_opener()


class Finder:
    """Finds what it is told to, in whatever it is shown."""

    def __init__(self, *faces):
        self.faces = faces

    def find(self, pixels):
        height, width = pixels.shape[:2]
        return Detection(
            width_px=width, height_px=height, face_may_be_present=True, faces=self.faces
        )


def _scene():
    x, y = np.meshgrid(np.arange(160), np.arange(128))
    waves = [np.sin(x / 7 + k) * 60 + np.cos(y / (5 + k)) * 50 + 128 for k in range(3)]
    grain = np.random.default_rng(5).normal(0, 3, (128, 160, 3))
    return np.clip(np.stack(waves, axis=-1) + grain, 0, 255).astype(np.uint8)


def _saved(pixels, kind, **options):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format=kind, **options)
    return file.getvalue()


def _original(kind, **options):
    if kind != "HEIF":
        exif = Image.Exif()
        exif[0x0112] = 1
        exif[0x010F] = "Maker"
        options["exif"] = exif
    return _saved(_scene(), kind, **options)


def _pixels(data):
    return decode(data, limits=LIMITS).pixels


def _failed(original, copy, redaction=REDACTION):
    proof = prove(original, copy, redaction, limits=LIMITS, finder=Finder())
    assert proof.ok == all(check.ok for check in proof.checks)
    assert tuple(check.name for check in proof.checks) == CHECKS
    return {check.name for check in proof.checks if not check.ok}


def _after_jfif(data, marker, payload):
    """A JPEG with one more segment behind its first."""
    end = 4 + int.from_bytes(data[4:6], "big")
    segment = bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2, "big") + payload
    return data[:end] + segment + data[end:]


def _with_chunk(data, kind, body):
    """A PNG with one more chunk behind its header."""
    chunk = len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
    return data[:33] + chunk + data[33:]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "HEIF"])
def test_what_we_write_holds(kind):
    original = _original(kind)
    assert _failed(original, derivative(original, REDACTION, limits=LIMITS)) == set()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_an_empty_redaction_can_be_proven(kind):
    original = _original(kind)
    assert _failed(original, derivative(original, Redaction(), limits=LIMITS), Redaction()) == set()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_the_original_itself_is_no_copy(kind):
    assert {"metadata", "regions"} <= _failed(_original(kind), _original(kind))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("missing", range(3))
def test_one_forgotten_region_is_noticed(kind, missing):
    original = _original(kind)
    copy = derivative(original, REDACTION.remove(missing), limits=LIMITS)
    assert "regions" in _failed(original, copy)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_region_shifted_by_a_few_pixels_is_noticed(kind):
    original = _original(kind)
    shifted = REDACTION.replace(0, Region.rectangle(24, 20, 40, 40))
    failed = _failed(original, derivative(original, shifted, limits=LIMITS))
    assert {"regions", "outside"} <= failed


@pytest.mark.parametrize(
    ("marker", "payload"),
    [
        (0xE1, b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00"),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x/>"),
        (0xE2, b"MPF\x00II*\x00"),
        (0xE2, b"ICC_PROFILE\x00\x01\x01"),
        (0xED, b"Photoshop 3.0\x008BIM"),
        (0xFE, b"a comment"),
        (0xE5, b"something nobody knows"),
        (0xDD, b"\x00\x00"),
    ],
)
def test_one_more_segment_is_noticed(marker, payload):
    original = _original("JPEG")
    copy = derivative(original, REDACTION, limits=LIMITS)
    assert "metadata" in _failed(original, _after_jfif(copy, marker, payload))


def test_a_thumbnail_in_the_jfif_header_is_noticed():
    original = _original("JPEG")
    copy = bytearray(derivative(original, REDACTION, limits=LIMITS))
    copy[4:6] = (19).to_bytes(2, "big")
    copy[18:20] = b"\x01\x01"
    copy[20:20] = b"\x7f\x7f\x7f"
    assert "metadata" in _failed(original, bytes(copy))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("tail", [b"\x00\x00", b"\xff\xd8\xff\xe0secret", bytes(500)])
def test_bytes_after_the_end_are_noticed(kind, tail):
    original = _original(kind)
    copy = derivative(original, REDACTION, limits=LIMITS)
    assert "trailing" in _failed(original, copy + tail)


@pytest.mark.parametrize("kind", [b"tEXt", b"eXIf", b"iCCP", b"zTXt", b"tIME", b"caBX"])
def test_one_more_chunk_is_noticed(kind):
    original = _original("PNG")
    copy = derivative(original, REDACTION, limits=LIMITS)
    assert "metadata" in _failed(original, _with_chunk(copy, kind, b"x\x00secret"))


def test_data_behind_the_coded_pixels_of_a_png_is_noticed():
    """The remains that an editor leaves when it writes a shorter picture over a longer one."""
    original = _original("PNG")
    copy = derivative(original, REDACTION, limits=LIMITS)
    body = b"remains of a longer stream"
    extra = len(body).to_bytes(4, "big") + b"IDAT" + body
    extra += zlib.crc32(b"IDAT" + body).to_bytes(4, "big")
    assert "trailing" in _failed(original, copy[:-12] + extra + copy[-12:])


@pytest.mark.parametrize(
    ("tag", "value"),
    [(270, "secret"), (305, "secret"), (33432, "secret"), (700, b"<x/>"), (34377, b"8BIM")],
)
def test_one_more_tag_is_noticed(tag, value):
    original = _original("TIFF")
    copy = derivative(original, REDACTION, limits=LIMITS)
    options = {"compression": "tiff_adobe_deflate", "tiffinfo": {tag: value}}
    assert "metadata" in _failed(original, _saved(_pixels(copy), "TIFF", **options))


def test_transparency_is_noticed():
    original = _original("PNG")
    pixels = _pixels(derivative(original, REDACTION, limits=LIMITS))
    opaque = np.full((*pixels.shape[:2], 1), 255, dtype=np.uint8)
    assert "alpha" in _failed(original, _saved(np.dstack([pixels, opaque]), "PNG"))


def test_another_size_is_noticed():
    assert "dimensions" in _failed(_original("JPEG"), _saved(_scene()[:-1], "JPEG"))


def test_a_copy_that_lost_its_picture_is_noticed():
    original = _original("JPEG")
    copy = derivative(original, REDACTION, limits=LIMITS)
    assert "outside" in _failed(original, _saved(_pixels(copy), "JPEG", quality=20))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_lossless_copy_that_lost_one_step_of_one_pixel_is_noticed(kind):
    original = _original(kind)
    pixels = _pixels(derivative(original, REDACTION, limits=LIMITS)).copy()
    pixels[0, 0, 0] ^= 1
    options = {"compression": "tiff_adobe_deflate"} if kind == "TIFF" else {}
    assert _failed(original, _saved(pixels, kind, **options)) == {"outside"}


def test_a_copy_in_another_format_is_noticed():
    original = _original("PNG")
    jpeg = derivative(_original("JPEG", quality=100), REDACTION, limits=LIMITS)
    assert "regions" in _failed(original, jpeg)


@pytest.mark.parametrize("copy", [b"", b"no picture", b"\xff\xd8\xff\xd9"])
def test_what_is_no_picture_proves_nothing(copy):
    assert _failed(_original("JPEG"), copy) == set(CHECKS)


def test_an_original_that_cannot_be_read_is_an_error():
    with pytest.raises(ImageUnreadableError):
        prove(b"no picture", b"", REDACTION, limits=LIMITS, finder=Finder())


def test_a_redaction_of_another_picture_is_an_error():
    foreign = Redaction(regions=(Region.rectangle(900, 900, 5, 5),))
    with pytest.raises(RegionInvalidError):
        prove(_original("JPEG"), b"", foreign, limits=LIMITS, finder=Finder())


def test_faces_are_left_only_where_they_can_be_seen_and_do_not_decide():
    original = _original("PNG")
    copy = derivative(original, REDACTION, limits=LIMITS)
    seen = Face(x=100, y=90, w=30, h=30, score=0.9, sure=True)
    barred = Face(x=20, y=20, w=80, h=80, score=0.9, sure=True)
    hidden = Face(x=22, y=22, w=36, h=36, score=0.9, sure=True)
    weak = Face(x=100, y=90, w=30, h=30, score=0.3, sure=False)
    finder = Finder(seen, barred, hidden, weak)
    proof = prove(original, copy, REDACTION, limits=LIMITS, finder=finder)
    assert proof.faces_left == 2
    assert proof.ok


def test_a_proof_survives_json():
    checks = tuple(Check(name=name, ok=name != "outside") for name in CHECKS)
    proof = Proof(ok=False, checks=checks, faces_left=3)
    assert Proof.from_json(json.loads(json.dumps(proof.to_json()))) == proof


@pytest.mark.parametrize(
    "change",
    [
        {"ok": True},
        {"ok": 0},
        {"faces_left": -1},
        {"faces_left": True},
        {"faces_left": 10**6},
        {"checks": []},
        {"checks": [{"name": "metadata", "ok": True}]},
        {"checks": None},
        {"more": 1},
    ],
)
def test_a_proof_of_another_shape_is_not_believed(change):
    checks = tuple(Check(name=name, ok=name != "outside") for name in CHECKS)
    data = Proof(ok=False, checks=checks, faces_left=3).to_json() | change
    with pytest.raises(DecoderAnswerError):
        Proof.from_json(data)
