"""What lies around the patient: drapes, couch paper, a tubular bandage and paper rulers.

A backdrop is (H, W, 3) linear light, already lit. A ruler is laid on a lit picture, true to the
scale of its frame, so that what is measured on it is what was drawn.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from desktop.demo.skin import Body, Frame
from desktop.demo.texture import (
    Map,
    Random,
    clouds,
    enlarged,
    fractal,
    laid,
    ramp,
    shifted,
    slopes,
    softened,
)

Linear = NDArray[np.float32]

TEAL: Final = (0.075, 0.190, 0.215)
BLUE: Final = (0.085, 0.135, 0.26)
_WHITE: Final = (0.70, 0.71, 0.70)
_PRINT: Final = (22, 24, 30)
_PEN: Final = (28, 40, 120)
_LABELLED_MM: Final = 16
"""Wider rulers have lines for a name and a date."""
_COARSE: Final = 14
"""Pixels per mm below which a ruler is drawn twice as large and reduced."""
_TO_LINEAR: Final = (np.arange(256, dtype=np.float32) / 255) ** np.float32(2.2)


def _folds(height_mm: Map, frame: Frame, *, strength: float) -> Map:
    """Return the light on a sheet from its height."""
    right, down = slopes(height_mm, frame.px_per_mm)
    return np.clip(0.92 - strength * (0.8 * right + 1.0 * down), 0.25, 1.5).astype(np.float32)


def _halved(frame: Frame) -> Frame:
    """Return the same view with half the pixels."""
    return replace(frame, width_px=frame.width_px // 2, height_px=frame.height_px // 2)


def drape(rng: Random, frame: Frame, colour: tuple[float, float, float] = TEAL) -> Linear:
    """Return a cloth drape in soft folds; drawn at half size, for it is never in focus."""
    whole, frame = frame, _halved(frame)
    scale = frame.px_per_mm
    x, y = frame.grid_mm()
    bent = clouds(rng, frame.shape, 70 * scale) * 16
    ridge = np.sin((x * 0.55 + y + bent) / 24) * 2.6 + np.sin((y - 0.8 * x - bent) / 37) * 2.8
    sheet = ridge + fractal(rng, frame.shape, 55 * scale) * np.float32(1.5)
    light = _folds(sheet.astype(np.float32), frame, strength=1.5)
    light = enlarged(light * (1 + 0.05 * clouds(rng, frame.shape, 2.0)), whole.shape)
    return (light[..., None] * np.asarray(colour, dtype=np.float32)).astype(np.float32)


def couch_paper(rng: Random, frame: Frame) -> Linear:
    """Return creped couch paper with a few creases, drawn at half size."""
    whole, frame = frame, _halved(frame)
    scale = frame.px_per_mm
    x, y = frame.grid_mm()
    tile = clouds(rng, (512, 512), max(2.0, 0.7 * scale))
    wave = clouds(rng, frame.shape, 18 * scale) * np.float32(1.2)
    across, down = x * scale * 0.14, (y + wave) * scale
    crepe = laid(tile, across, down)
    creased = -np.abs(clouds(rng, frame.shape, 42 * scale)) * 3.2
    sheet = creased + fractal(rng, frame.shape, 60 * scale) * np.float32(3)
    light = _folds(softened(sheet.astype(np.float32), 1.5 * scale), frame, strength=0.8)
    light = enlarged((light * (1 + 0.04 * crepe)).astype(np.float32), whole.shape)
    return (light[..., None] * np.asarray(_WHITE, dtype=np.float32)).astype(np.float32)


def bandage(rng: Random, skin: Body, *, from_mm: float) -> None:
    """Pull a tubular bandage over the limb from ``from_mm`` along it, in place."""
    scale = skin.frame.px_per_mm
    edge = from_mm + clouds(rng, skin.frame.shape, 22 * scale) * np.float32(2.0)
    past = (skin.along_mm - edge).astype(np.float32)
    on = ramp(past, -0.3, 0.3)
    ribs = np.sin(skin.around_mm * np.float32(2 * math.pi / 2.4) + 0.25 * past)
    rows = np.sin(past * np.float32(2 * math.pi / 1.7))
    folds = fractal(rng, skin.frame.shape, 17 * scale) * np.float32(0.9)
    roll = np.exp(-(((past - 4) / 4) ** 2)) * 2.6
    cloth = ribs * 0.22 + rows * 0.07 + folds + roll + 1.0
    skin.relief_mm[:] = skin.relief_mm * (1 - on) + softened(cloth.astype(np.float32), 1) * on
    shade = 0.93 + 0.05 * ribs + 0.02 * clouds(rng, skin.frame.shape, 2.0)
    white = np.asarray((0.76, 0.71, 0.62), dtype=np.float32) * shade[..., None]
    skin.paint[:] += (white - skin.paint) * on[..., None]
    np.maximum(skin.painted, on, out=skin.painted)
    skin.gloss[:] *= 1 - 0.95 * on
    pressed = ramp(past, -9.0, -0.5) * (1 - on)
    skin.blood[:] += (pressed * 0.45).astype(np.float32)
    skin.melanin[:] += (ramp(past, -4.0, 0.0) * (1 - on) * 0.35).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruler:
    """A paper ruler in the picture.

    Attributes:
        centre_mm: Its middle, from the middle of the picture.
        turn_deg: Turn, anticlockwise.
        length_cm: Numbered centimetres.
        height_mm: Width of the strip.
        note: Lines written on it by hand; a name here is something to obscure.
    """

    centre_mm: tuple[float, float]
    turn_deg: float = 0.0
    length_cm: int = 10
    height_mm: float = 18.0
    note: Sequence[str] = ()


def _strip(ruler: Ruler, px_per_mm: float) -> Image.Image:
    """Return the printed ruler, unturned, RGBA."""
    width, height = (ruler.length_cm * 10 + 14) * px_per_mm, ruler.height_mm * px_per_mm
    strip = Image.new("RGBA", (round(width), round(height)), (236, 236, 231, 255))
    draw = ImageDraw.Draw(strip)
    font = ImageFont.load_default(max(6.0, 4.6 * px_per_mm))
    small = ImageFont.load_default(max(5.0, 2.5 * px_per_mm))
    for tick in range(ruler.length_cm * 10 + 1):
        x = (7 + tick) * px_per_mm
        long_mm = 6.2 if tick % 10 == 0 else 4.6 if tick % 5 == 0 else 3.2
        thick = max(1, round((0.28 if tick % 10 == 0 else 0.2) * px_per_mm))
        draw.line((x, 0, x, long_mm * px_per_mm), fill=_PRINT, width=thick)
        if tick % 10 == 0 and tick:
            place = (x, 6.6 * px_per_mm)
            draw.text(place, str(tick // 10), fill=_PRINT, font=font, anchor="ma")
    draw.text((2.2 * px_per_mm, 7.6 * px_per_mm), "cm", fill=_PRINT, font=small)
    if ruler.height_mm >= _LABELLED_MM:
        foot = 12.6 * px_per_mm
        draw.text((4 * px_per_mm, foot), "Name", fill=_PRINT, font=small)
        middle = (ruler.length_cm * 5 + 7) * px_per_mm
        draw.text((middle, foot), "Date", fill=_PRINT, font=small)
        line = (ruler.height_mm - 1.6) * px_per_mm
        draw.line((12 * px_per_mm, line, middle - 3 * px_per_mm, line), fill=_PRINT)
        draw.line((middle + 7 * px_per_mm, line, width - 5 * px_per_mm, line), fill=_PRINT)
        pen = ImageFont.load_default(max(6.0, 3.7 * px_per_mm))
        for x, words in zip((13 * px_per_mm, middle + 8 * px_per_mm), ruler.note, strict=False):
            draw.text((x, line), words, fill=_PEN, font=pen, anchor="ls")
    return strip


def lay_ruler(rng: Random, colour: Linear, frame: Frame, ruler: Ruler) -> tuple[Linear, Map]:
    """Return a lit picture with a paper ruler and its shadow on it, and where the ruler is."""
    scale = frame.px_per_mm
    fine = 2 if scale < _COARSE else 1
    strip = _strip(ruler, scale * fine)
    turned = strip.rotate(ruler.turn_deg, expand=True, resample=Image.Resampling.BICUBIC)
    turned = turned.resize((turned.width // fine, turned.height // fine), Image.Resampling.BOX)
    margin = round(9 * scale)
    left = round(frame.width_px / 2 + ruler.centre_mm[0] * scale - turned.width / 2) - margin
    top = round(frame.height_px / 2 + ruler.centre_mm[1] * scale - turned.height / 2) - margin
    box = (
        max(0, left),
        max(0, top),
        min(frame.width_px, left + turned.width + 2 * margin),
        min(frame.height_px, top + turned.height + 2 * margin),
    )
    part = Image.new("RGBA", (box[2] - box[0], box[3] - box[1]), (236, 236, 231, 0))
    part.paste(turned, (left + margin - box[0], top + margin - box[1]))
    here = (slice(box[1], box[3]), slice(box[0], box[2]))
    place = np.zeros(frame.shape, dtype=np.float32)
    place[here] = np.asarray(part.getchannel("A"), dtype=np.float32) / np.float32(255)
    result = colour.copy()
    result[here] = _on_paper(rng, colour[here], part, scale)
    return result, place


def _on_paper(rng: Random, colour: Linear, part: Image.Image, scale: float) -> Linear:
    """Return a lit picture with a printed strip of paper and its shadow on it; all one size."""
    values = np.asarray(part)
    alpha = values[..., 3].astype(np.float32) / np.float32(255)
    printed = np.take(_TO_LINEAR, values[..., :3])
    x = np.linspace(0.03, -0.03, alpha.shape[1], dtype=np.float32)
    paper = printed * (0.80 + x + 0.016 * clouds(rng, alpha.shape, 30 * scale))[..., None]
    contact = softened(shifted(alpha, max(1, round(0.5 * scale))), 0.7 * scale)
    wide = softened(shifted(alpha, max(1, round(2.2 * scale))), 3.0 * scale)
    shade = 1 - (1 - alpha) * np.clip(0.34 * contact + 0.30 * wide, 0, 0.6)
    shaded = colour * shade[..., None]
    return np.asarray(shaded + (paper - shaded) * alpha[..., None], dtype=np.float32)
