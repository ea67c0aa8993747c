"""Originals for tests: pictures that are upright by construction, in every format and turn."""

import io
import struct
from collections.abc import Callable

import numpy as np
import pillow_heif
from PIL import Image

from desktop.records.detection import Detection, Face
from desktop.redact.arrays import Rgb8

pillow_heif.register_heif_opener(thumbnails=False)

FORMATS = ("jpeg", "png", "tiff", "heic", "webp", "bmp")
ORIENTATIONS = tuple(range(1, 9))

_STORED_FROM_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
_GPS = 0x8825
_ORIENTATION = 0x0112


class Nobody:
    """A finder that sees no face, or those it is told of."""

    def __init__(self, *faces: Face) -> None:
        self.faces = faces

    def find(self, pixels: Rgb8) -> Detection:
        height, width = pixels.shape[:2]
        return Detection(
            width_px=width,
            height_px=height,
            face_may_be_present=bool(self.faces),
            faces=self.faces,
        )


def scene(seed: int, *, width: int = 96, height: int = 64) -> Rgb8:
    """Return something like a photograph: soft colours, an edge, and a little grain."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(60, 230, (5, 7, 3), dtype=np.uint8)
    soft = np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))
    grain = rng.normal(0, 2.5, (height, width, 1))
    light = np.where(np.arange(width)[None, :, None] > width * 0.6, 12, 0)
    return np.clip(soft + grain + light, 0, 255).astype(np.uint8)


def stored(upright: Rgb8, orientation: int) -> Image.Image:
    """Return the picture as a camera would store it with this orientation."""
    image = Image.fromarray(upright)
    turn = _STORED_FROM_UPRIGHT.get(orientation)
    return image if turn is None else image.transpose(turn)


def jpeg(
    upright: Rgb8,
    *,
    orientation: int = 1,
    quality: int = 95,
    subsampling: str = "4:4:4",
    **extra: object,
) -> bytes:
    return _saved(
        stored(upright, orientation),
        "JPEG",
        **{"exif": exif(orientation), "quality": quality, "subsampling": subsampling, **extra},
    )


def png(upright: Rgb8, *, orientation: int = 1, **extra: object) -> bytes:
    return _saved(stored(upright, orientation), "PNG", **{"exif": exif(orientation), **extra})


def tiff(upright: Rgb8, *, orientation: int = 1, **extra: object) -> bytes:
    tags = {_ORIENTATION: orientation, **dict(extra.pop("tiffinfo", {}))}  # type: ignore[call-overload]
    return _saved(stored(upright, orientation), "TIFF", tiffinfo=tags, **extra)


def heic(upright: Rgb8, *, orientation: int = 1, **extra: object) -> bytes:
    """Return a HEIC; lossless unless told otherwise, so that it holds exactly these pixels."""
    lossless = {"quality": -1, "chroma": 444, "matrix_coefficients": 0}
    return _saved(
        stored(upright, orientation), "HEIF", **{"exif": exif(orientation), **lossless, **extra}
    )


def webp(upright: Rgb8, *, orientation: int = 1, **extra: object) -> bytes:
    """Return a WebP; lossless unless told otherwise."""
    return _saved(
        stored(upright, orientation),
        "WEBP",
        **{"exif": exif(orientation), "lossless": True, **extra},
    )


def bmp(upright: Rgb8, *, orientation: int = 1, **extra: object) -> bytes:
    """Return a BMP, which is always upright: it has no place to say how it stands."""
    del orientation
    return _saved(Image.fromarray(upright), "BMP", **extra)


WRITERS: dict[str, Callable[..., bytes]] = {
    "jpeg": jpeg,
    "png": png,
    "tiff": tiff,
    "heic": heic,
    "webp": webp,
    "bmp": bmp,
}


def original(image_format: str, upright: Rgb8, *, orientation: int = 1) -> bytes:
    return WRITERS[image_format](upright, orientation=orientation)


def exif(orientation: int, *, gps: bool = False) -> bytes:
    """Return EXIF with an orientation and, on request, a place."""
    tags = Image.Exif()
    tags[_ORIENTATION] = orientation
    if gps:
        tags[_GPS] = {1: "N", 2: (51.0, 29.0, 0.0), 3: "W", 4: (3.0, 10.0, 0.0)}
    return tags.tobytes()


def exif_with_thumbnail(orientation: int, thumbnail: bytes) -> bytes:
    """Return EXIF whose second directory holds a small JPEG, as cameras write it."""
    first, second, behind = 8, 8 + 2 + 12 + 4, 8 + 18 + 2 + 24 + 4
    return (
        b"Exif\x00\x00II*\x00"
        + struct.pack("<I", first)
        + struct.pack("<HHHIII", 1, _ORIENTATION, 3, 1, orientation, second)
        + struct.pack("<HHHIIHHIII", 2, 0x0201, 4, 1, behind, 0x0202, 4, 1, len(thumbnail), 0)
        + thumbnail
    )


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
