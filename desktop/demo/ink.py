"""Tattoos: line art drawn flat, then needled into skin along and around a limb.

Art is an (H, W) float32 map, 0 bare skin to 1 solid black.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from desktop.demo.skin import Body
from desktop.demo.texture import Map, Random, clouds, softened

_SIDE_PX: Final = 1400
_LINE_PX: Final = 15
_GREY: Final = (0.05, 0.85)
"""What is neither bare skin nor a solid line is shaded with dots."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tattoo:
    """Where a piece of art sits.

    Attributes:
        centre_mm: Along and around the limb.
        width_mm: Along the art's own width.
        turn_deg: Turn of the art on the skin.
        strength: 1 fresh black, 0.5 old and faded.
    """

    centre_mm: Point
    width_mm: float
    turn_deg: float = 0.0
    strength: float = 0.85


def _outlined(art: Image.Image, outline: Sequence[Point], fill: int) -> None:
    """Draw a closed shape: black contour around a grey or bare inside."""
    draw = ImageDraw.Draw(art)
    draw.polygon(list(outline), fill=fill)
    draw.line([*outline, outline[0], outline[1]], fill=255, width=_LINE_PX, joint="curve")


def _arc(centre: Point, radius: float, start_deg: float, end_deg: float) -> list[Point]:
    """Return points on an arc, angles clockwise from the right."""
    steps = np.radians(np.linspace(start_deg, end_deg, 40))
    return [
        (centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a))
        for a in (float(step) for step in steps)
    ]


def _anchor_body(art: Image.Image) -> None:
    """Draw ring, stock, shank, arms and flukes."""
    draw = ImageDraw.Draw(art)
    draw.ellipse((600, 60, 800, 260), fill=255)
    draw.ellipse((640, 100, 760, 220), fill=0)
    lower = _arc((700, 690), 470, 18, 162)
    upper = _arc((700, 640), 400, 155, 25)
    _outlined(art, [*lower, *upper], 60)
    for side in (-1, 1):
        tip = (700 + side * 520, 700.0)
        wing = [tip, (700 + side * 290, 800), (700 + side * 400, 850), (700 + side * 480, 950)]
        _outlined(art, wing, 120)
    _outlined(art, [(662, 240), (738, 240), (752, 1130), (700, 1180), (648, 1130)], 60)
    _outlined(art, [(420, 330), (980, 330), (980, 392), (420, 392)], 110)
    for x in (410, 990):
        draw.ellipse((x - 52, 309, x + 52, 413), fill=255)
        draw.ellipse((x - 34, 327, x + 34, 395), fill=120)


def _rope(
    art: Image.Image, path: Callable[[float], Point], parts: Sequence[tuple[float, float]]
) -> None:
    """Draw a laid rope along ``path`` for each stretch of its parameter."""
    draw = ImageDraw.Draw(art)
    for start, end in parts:
        points = [path(float(t)) for t in np.linspace(start, end, max(8, int((end - start) * 130)))]
        draw.line(points, fill=255, width=58, joint="curve")
        draw.line(points, fill=0, width=34, joint="curve")
        for (x0, y0), (x1, y1) in zip(points[::3], points[1::3], strict=False):
            length = math.hypot(x1 - x0, y1 - y0) or 1.0
            dx, dy = (x1 - x0) / length, (y1 - y0) / length
            slant = (x0 - dy * 19 - dx * 12, y0 + dx * 19 - dy * 12)
            draw.line((*slant, x0 + dy * 19 + dx * 12, y0 - dx * 19 + dy * 12), fill=235, width=8)


def _banner(art: Image.Image, words: str) -> None:
    """Draw a waved ribbon with a word across the anchor."""

    def edge(x: float) -> float:
        return 560 + 46 * math.sin((x - 700) / 210)

    steps = [float(x) for x in np.linspace(330, 1070, 50)]
    for side, far in ((-1, 180.0), (1, 1220.0)):
        near = 430.0 if side < 0 else 970.0
        tail = [(near, edge(near) + 40), (far, edge(near) + 10), (far - side * 55, edge(near) + 95)]
        tail += [(far, edge(near) + 190), (near, edge(near) + 215)]
        _outlined(art, tail, 150)
    ribbon = [(x, edge(x)) for x in steps] + [(x, edge(x) + 175) for x in reversed(steps)]
    _outlined(art, ribbon, 0)
    draw = ImageDraw.Draw(art)
    font = ImageFont.load_default(150)
    spread = 600 / max(1, len(words))
    for place, letter in enumerate(words):
        x = 700 + (place - (len(words) - 1) / 2) * spread
        draw.text((x, edge(x) + 88), letter, fill=255, font=font, anchor="mm", stroke_width=4)


def _whipped(rng: Random, art: Image.Image) -> Map:
    """Return the art with its grey parts shaded as a needle does: dots that thin out."""
    values = np.asarray(art, dtype=np.float32) / np.float32(255)
    rows, columns = values.shape
    x = np.linspace(0, 1, columns, dtype=np.float32)[None, :]
    grey = (values > _GREY[0]) & (values < _GREY[1])
    dots = clouds(rng, (rows, columns), 3.0) * np.float32(0.28)
    slope = np.float32(0.35) + np.float32(0.9) * np.abs(2 * ((x * 2.6) % 1) - 1)
    shade = np.clip(values * slope * 1.5 + dots * values * 2, 0, 0.9)
    return np.where(grey, shade, values).astype(np.float32)


def anchor(rng: Random, words: str) -> Map:
    """Return a sailor's anchor with a rope and a word on a ribbon."""
    art = Image.new("L", (_SIDE_PX, _SIDE_PX), 0)
    _anchor_body(art)

    def coil(t: float) -> Point:
        return 700 + 150 * math.sin(t * 2 * math.pi), 150 + 235 * t

    _rope(art, coil, [(0.0, 0.45), (0.92, 1.42), (1.92, 2.42), (2.92, 3.3)])
    bare = Image.new("L", art.size, 0)
    _rope(bare, coil, [(0.45, 0.92), (1.42, 1.92), (2.42, 2.92)])
    behind = np.asarray(art) == 0
    merged = np.where(behind, np.asarray(bare), np.asarray(art)).astype(np.uint8)
    art = Image.fromarray(merged)
    _rope(art, coil, [(0.0, 0.45), (0.92, 1.42), (1.92, 2.42), (2.92, 3.3)])
    _banner(art, words)
    return _whipped(rng, art)


def knot_band(rng: Random) -> Map:
    """Return a band of three plaited strands between two borders; its ends meet."""
    width, height, turns = 2400, 640, 4
    art = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(art)

    def strand(index: int, t: float) -> Point:
        phase = 2 * math.pi * (turns * t + index / 3)
        return width * t, height / 2 + 150 * math.sin(phase)

    def stretch(index: int, start: float, end: float, inset: float) -> None:
        points = [strand(index, float(t)) for t in np.linspace(start, end, 60)]
        draw.line(points, fill=255, width=92, joint="curve")
        wider = np.linspace(start - inset, end + inset, 60)
        inner = [strand(index, float(t)) for t in wider]
        draw.line(inner, fill=0, width=62, joint="curve")
        draw.line(inner, fill=70, width=22, joint="curve")

    for index in range(3):
        stretch(index, -0.05, 1.05, 0.0)
    for index in range(3):
        for half in range(-1, 2 * turns + 2):
            middle = (half / 2 + 0.125 - index / 3) / turns
            stretch(index, middle - 0.075 / turns, middle + 0.075 / turns, 0.035 / turns)
    for y in (70, 570):
        draw.line((0, y, width, y), fill=255, width=34)
    for y in (108, 532):
        draw.line((0, y, width, y), fill=235, width=9)
    return _whipped(rng, art)


def needle(rng: Random, skin: Body, art: Map, tattoo: Tattoo) -> None:
    """Put art into the skin, in place: bled a little, worn a little, blue with depth.

    Args:
        rng: Source of randomness.
        skin: Painted in place.
        art: (H, W) float32.
        tattoo: Where and how large.
    """
    rows, columns = art.shape
    per_mm = columns / tattoo.width_mm
    turn = math.radians(tattoo.turn_deg)
    u = skin.along_mm - np.float32(tattoo.centre_mm[0])
    v = skin.around_mm - np.float32(tattoo.centre_mm[1])
    x = (u * math.cos(turn) + v * math.sin(turn)) * np.float32(per_mm) + columns / 2
    y = (v * math.cos(turn) - u * math.sin(turn)) * np.float32(per_mm) + rows / 2
    inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
    bled = Image.fromarray((art * 255).astype(np.uint8))
    bled = bled.filter(ImageFilter.GaussianBlur(0.13 * per_mm))
    flat = np.asarray(bled, dtype=np.float32).ravel() / np.float32(255)
    index = np.clip(y, 0, rows - 1).astype(np.int32) * columns
    index += np.clip(x, 0, columns - 1).astype(np.int32)
    density = np.where(inside, np.take(flat, index), np.float32(0)).astype(np.float32)
    worn = np.clip(0.92 + 0.10 * clouds(rng, skin.frame.shape, 3 * skin.frame.px_per_mm), 0.5, 1.1)
    worn = worn * (1 + 0.07 * clouds(rng, skin.frame.shape, 0.5 * skin.frame.px_per_mm))
    skin.ink[:] += (
        softened(density, 1) * worn.astype(np.float32) * np.float32(2.1 * tattoo.strength)
    )
