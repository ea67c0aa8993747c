"""Photographs of session slips, drawn: as a camera would see one on paper or on a screen.

A slip is drawn as it is printed or shown (a square with its quiet zone, words beside it), put into
a picture by a perspective transform, and then treated as a lens, a sensor and a screen treat it.
"""

import io
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from PIL import Image

from desktop.redact.arrays import Rgb8
from desktop.share.paper import squares_of

QUIET: Final = 4
"""Modules of quiet zone around a square (ISO/IEC 18004, 5.3.8)."""
_CARD_PX: Final = 1400


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """How a slip is photographed.

    Attributes:
        width: Of the picture, pixels.
        height: Of the picture, pixels.
        filled: Longer side of the square as a part of the picture's shorter side.
        at: Centre of the slip, parts of width and height.
        turn: Degrees anticlockwise.
        tilt: Perspective: how much shorter the far side is, 0 to 0.5.
        blur: Radius of the lens's blur, parts of the square's module.
        noise: Deviation of the sensor's noise, of 255.
        glare: Brightest reflection on it, 0 to 1.
        light: Brightness of the scene.
        moire: On a screen: depth of the pattern between both grids, 0 to 0.5.
        quality: Of the JPEG.
        orientation: EXIF orientation that the file is stored with.
    """

    width: int = 4000
    height: int = 3000
    filled: float = 0.6
    at: tuple[float, float] = (0.5, 0.5)
    turn: float = 0.0
    tilt: float = 0.0
    blur: float = 0.0
    noise: float = 4.0
    glare: float = 0.0
    light: float = 1.0
    moire: float = 0.0
    quality: int = 90
    orientation: int = 1
    seed: int = 1


def card(token: str) -> Rgb8:
    """Return a slip by itself: the square in its quiet zone on white, dark bars for words."""
    rows = squares_of(token, sturdy=True)
    count = len(rows) + 2 * QUIET
    step = _CARD_PX // count
    square = np.full((count, count), 255, np.uint8)
    for down, row in enumerate(rows):
        for across, module in enumerate(row):
            if module == "#":
                square[down + QUIET, across + QUIET] = 0
    big = np.kron(square, np.ones((step, step), np.uint8))
    words = np.full((step * 10, big.shape[1]), 255, np.uint8)
    cv2.putText(
        words, "PHOTOGRAPH THIS FIRST", (step * 2, step * 5), cv2.FONT_HERSHEY_DUPLEX, 2.6, 30, 4
    )
    return np.dstack([np.vstack([big, words])] * 3)


def scene(shot: Shot) -> Rgb8:
    """Return a table, a sleeve and some skin, softly lit: no square in it."""
    random = np.random.default_rng(shot.seed)
    small = random.integers(40, 200, (9, 12, 3), dtype=np.uint8)
    table = cv2.resize(small, (shot.width, shot.height), interpolation=cv2.INTER_CUBIC)
    grain = random.integers(0, 30, (shot.height // 8, shot.width // 8, 1), dtype=np.uint8)
    grain = cv2.resize(grain, (shot.width, shot.height), interpolation=cv2.INTER_LINEAR)
    return cv2.subtract(table, np.dstack([grain] * 3))


def put(picture: Rgb8, token: str, shot: Shot) -> Rgb8:
    """Return a picture with a slip in it."""
    slip = card(token)
    high, wide = slip.shape[:2]
    side = shot.filled * min(shot.width, shot.height)
    scale = side / (wide * 29 / 37)
    half = wide * scale / 2
    low = high * scale - half
    corners = np.array([[-half, -half], [half, -half], [half, low], [-half, low]])
    corners[:2, 0] *= 1 - shot.tilt
    corners[:2, 1] *= 1 - shot.tilt / 2
    angle = np.deg2rad(shot.turn)
    turned = corners @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    placed = turned + np.array([shot.at[0] * shot.width, shot.at[1] * shot.height])
    source = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    through = cv2.getPerspectiveTransform(source, placed.astype(np.float32))
    size = (shot.width, shot.height)
    laid = cv2.warpPerspective(slip, through, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full(slip.shape[:2], 255, np.uint8), through, size)
    if shot.moire:
        laid = _as_screen(laid, shot)
    out = picture.copy()
    out[mask > 127] = laid[mask > 127]
    return out


def _as_screen(laid: Rgb8, shot: Shot) -> Rgb8:
    down, across = np.mgrid[0 : shot.height, 0 : shot.width].astype(np.float32)
    wave = np.sin(across / 3.1 + down / 47) * np.sin(down / 2.9 - across / 61)
    bands = np.sin((across + 0.6 * down) / (shot.width / 24))
    pattern = 1 - shot.moire * (0.5 + 0.25 * wave + 0.25 * bands)
    tint = np.dstack([pattern, pattern**0.9, pattern**1.1])
    return np.clip(laid * tint, 0, 255).astype(np.uint8)


def treat(picture: Rgb8, shot: Shot) -> Rgb8:
    """Return a picture as it leaves a camera: blurred, dim, glaring, noisy."""
    module = shot.filled * min(shot.width, shot.height) / 29
    out = picture
    if shot.blur:
        out = cv2.GaussianBlur(out, (0, 0), max(0.3, shot.blur * module))
    if shot.glare:
        down, across = np.mgrid[0 : shot.height, 0 : shot.width].astype(np.float32)
        reach = shot.filled * min(shot.width, shot.height) * 0.22
        x = (shot.at[0] + 0.06) * shot.width
        y = (shot.at[1] - 0.05) * shot.height
        spot = np.exp(-((across - x) ** 2 + (down - y) ** 2) / (2 * reach**2))
        out = np.clip(out + 255 * shot.glare * spot[..., None], 0, 255).astype(np.uint8)
    out = np.clip(out * shot.light, 0, 255).astype(np.uint8)
    if shot.noise:
        grain = np.empty((shot.height, shot.width), np.int16)
        cv2.setRNGSeed(shot.seed)
        cv2.randn(grain, 0, shot.noise)
        noisy = out.astype(np.int16) + grain[..., None]
        out = np.clip(noisy, 0, 255).astype(np.uint8)
    return out


def taken(*tokens: str, shot: Shot | None = None) -> Rgb8:
    """Return a photograph of slips, side by side where there are several."""
    shot = shot or Shot()
    picture = scene(shot)
    if len(tokens) > 1:
        shot = replace(shot, filled=min(shot.filled, 0.9 / len(tokens)))
    for number, token in enumerate(tokens):
        at = shot.at if len(tokens) == 1 else ((number + 0.5) / len(tokens), shot.at[1])
        picture = put(picture, token, replace(shot, at=at))
    return treat(picture, shot)


_TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""What makes an upright picture the one that is stored with each EXIF orientation."""


def as_jpeg(
    picture: Rgb8,
    *,
    taken_at: str = "",
    model: str = "TestCam 1",
    serial: str = "1001",
    orientation: int = 1,
    quality: int = 90,
) -> bytes:
    """Return a picture as a camera's file.

    Args:
        picture: Upright.
        taken_at: As EXIF writes it, ``2026:03:02 09:00:00``; without one if empty.
        model: Of the camera.
        serial: Of its body.
        orientation: How the file stores it.
        quality: Of the JPEG.
    """
    image = Image.fromarray(picture)
    turn = _TURNS[orientation]
    image = image if turn is None else image.transpose(turn)
    exif = Image.Exif()
    exif[0x010F] = "Diogel Test"
    exif[0x0110] = model
    exif[0x0112] = orientation
    if taken_at:
        inner = exif.get_ifd(0x8769)
        inner[0x9003] = taken_at
        inner[0xA431] = serial
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, exif=exif)
    return buffer.getvalue()
