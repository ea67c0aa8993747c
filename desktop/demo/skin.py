"""Skin before it is lit: a curved surface with melanin, blood, relief, gloss and hair.

Colours come from two natural dyes: light that leaves the skin is darkened by melanin and by blood
(optical densities for linear red, green and blue), so one set of maps gives every skin tone,
freckle, bruise and blush. Lengths are millimetres on the skin; the frame says how many pixels.

Source: N. Tsumura et al., "Image-based skin color and texture analysis/synthesis by extracting
hemoglobin and melanin information in the skin", SIGGRAPH 2003 (the two-dye model; weights by eye).
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from desktop.demo.texture import (
    Map,
    Random,
    cells,
    clouds,
    fractal,
    laid,
    ramp,
    shifted,
    softened,
    tile_px,
)

BARE: Final = np.array((0.93, 0.79, 0.67), dtype=np.float32)
"""What skin without melanin and blood reflects, linear RGB."""
MELANIN: Final = np.array((0.42, 0.60, 0.76), dtype=np.float32)
BLOOD: Final = np.array((0.10, 0.46, 0.40), dtype=np.float32)
IRON: Final = np.array((0.42, 0.80, 1.05), dtype=np.float32)
"""Haemosiderin: the rust that leaked blood leaves behind."""
INK: Final = np.array((1.12, 0.92, 0.80), dtype=np.float32)
"""Black ink seen through skin looks blue: short waves are scattered back above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The part of the world in the picture.

    Attributes:
        width_px: Columns of the drawing.
        height_px: Rows of the drawing.
        width_mm: What the picture is wide on the skin.
    """

    width_px: int
    height_px: int
    width_mm: float

    @property
    def px_per_mm(self) -> float:
        """Pixels of the drawing per millimetre of skin."""
        return self.width_px / self.width_mm

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.height_px, self.width_px

    def grid_mm(self) -> tuple[Map, Map]:
        """Return x to the right and y downwards of each pixel, in mm from the picture's centre."""
        x = (np.arange(self.width_px, dtype=np.float32) - self.width_px / 2) / self.px_per_mm
        y = (np.arange(self.height_px, dtype=np.float32) - self.height_px / 2) / self.px_per_mm
        across, down = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
        return across, down


@dataclass(frozen=True, slots=True, kw_only=True)
class Limb:
    """Where an arm, a leg or a back lies in the frame.

    Attributes:
        angle_deg: Turn of its axis against the picture's width, clockwise.
        half_mm: Half its width in the middle.
        taper: Growth of the half width per mm along the axis.
        offset_mm: Distance of the axis below the picture's centre.
        calf_mm: How far a muscle bulges out.
    """

    angle_deg: float = 0.0
    half_mm: float = 45.0
    taper: float = 0.0
    offset_mm: float = 0.0
    calf_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A person's skin.

    Attributes:
        melanin: 0.4 very fair, 1.5 olive, 3 dark.
        blood: 0.5 pale, 1 ruddy.
        age: 0 young and smooth, 1 old, dry and lined.
    """

    melanin: float
    blood: float
    age: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Skin in a frame; the maps are painted in place by the lesions and the ink.

    Attributes:
        frame: The part of the world in the picture.
        tone: Whose skin.
        along_mm: Position on the skin along the limb.
        around_mm: Position on the skin around the limb.
        turn: Sine of the angle at which the surface turns away, negative on the upper side.
        axis: Unit vector of the limb's axis in the picture.
        cover: 1 on the body, 0 on what lies behind.
        melanin: Amount of the dye.
        blood: Amount of the dye.
        iron: Amount of haemosiderin.
        ink: Amount of tattoo ink.
        relief_mm: Height of the fine surface.
        gloss: 0 dull, 0.2 dry skin, 1 wet.
        paint: (H, W, 3) linear colour of what is not skin: wound bed, crust.
        painted: How much of ``paint`` covers the skin.
    """

    frame: Frame
    tone: Tone
    along_mm: Map
    around_mm: Map
    turn: Map
    axis: tuple[float, float]
    cover: Map
    melanin: Map
    blood: Map
    iron: Map
    ink: Map
    relief_mm: Map
    gloss: Map
    paint: NDArray[np.float32]
    painted: Map

    def pigment(self) -> NDArray[np.float32]:
        """Return the linear colour of skin and paint, (H, W, 3)."""
        colour = np.empty((*self.frame.shape, 3), dtype=np.float32)
        for channel in range(3):
            density = (
                self.melanin * MELANIN[channel]
                + self.blood * BLOOD[channel]
                + self.iron * IRON[channel]
                + self.ink * INK[channel]
            )
            skin = BARE[channel] * np.exp(-density)
            colour[..., channel] = skin + (self.paint[..., channel] - skin) * self.painted
        return colour


def _silhouette(frame: Frame, limb: Limb) -> tuple[Map, Map, Map, Map]:
    """Return position along the limb (mm), turn (-1 to 1), half width (mm) and cover."""
    x, y = frame.grid_mm()
    cos, sin = math.cos(math.radians(limb.angle_deg)), math.sin(math.radians(limb.angle_deg))
    along = x * np.float32(cos) + y * np.float32(sin)
    across = y * np.float32(cos) - x * np.float32(sin) - np.float32(limb.offset_mm)
    waved = 1 + 0.012 * np.sin(along / 23 + 1)
    half = np.asarray(limb.half_mm * waved + limb.taper * along, dtype=np.float32)
    if limb.calf_mm:
        middle = (along + 0.28 * frame.width_mm) / (0.3 * frame.width_mm)
        bulge = np.asarray(0.5 * limb.calf_mm * np.exp(-(middle**2)), dtype=np.float32)
        half, across = half + bulge, across - bulge
    turn = np.clip(across / half, -0.999, 0.999).astype(np.float32)
    distance_px = (half - np.abs(across)) * np.float32(frame.px_per_mm)
    return along, turn, half, ramp(distance_px, -1.2, 1.2)


def _lines(rng: Random, frame: Frame, along: Map, around: Map, age: float) -> tuple[Map, Map]:
    """Return the relief of skin lines and pores in mm, and the pores alone from 0 to 1."""
    side = tile_px(frame.width_px)
    scale = frame.px_per_mm
    wander = clouds(rng, frame.shape, 9 * scale) * np.float32(0.5)
    u = (along + wander) * np.float32(scale)
    v = (around + clouds(rng, frame.shape, 14 * scale) * np.float32(0.7)) * np.float32(scale)
    fine = max(3.2, 0.62 * scale)
    coarse = max(5.0, 1.5 * scale)
    near, second = cells(rng, side, fine)
    small = ramp(second - near, 0.0, 0.42) - ramp(near, 0.25, 0.9) * 0.25
    near, second = cells(rng, side, coarse)
    large = ramp(second - near, 0.0, 0.22)
    pores = near * np.float32(coarse / max(6.0, 1.6 * scale))
    relief = laid(small, u * 1.2 + v * 0.25, v) * np.float32(0.020)
    relief += laid(large, u * 0.75 - v * 0.3, v * 1.15 + u * 0.2) * np.float32(0.016 + 0.02 * age)
    depth = np.clip(1 + 0.45 * clouds(rng, frame.shape, 16 * scale), 0.2, 2)
    relief *= depth
    pits = laid(ramp(pores, 0.10, 0.03), u * 0.6 + v * 0.1, v * 0.6)
    relief -= pits * np.float32(0.03)
    relief += fractal(rng, frame.shape, 7 * scale, octaves=3) * np.float32(0.05 + 0.05 * age)
    return relief, pits


def _blotches(rng: Random, frame: Frame, tone: Tone, pits: Map) -> tuple[Map, Map]:
    """Return the uneven melanin and blood of healthy skin."""
    scale = frame.px_per_mm
    melanin = fractal(rng, frame.shape, 22 * scale) * np.float32(0.055)
    melanin += clouds(rng, frame.shape, 1.1 * scale) * np.float32(0.022)
    melanin = np.float32(tone.melanin) * (1 + melanin + pits * np.float32(0.06))
    blood = fractal(rng, frame.shape, 13 * scale, octaves=5) * np.float32(0.07)
    blood += np.clip(clouds(rng, frame.shape, 4 * scale) - 0.6, 0, 2) * np.float32(0.10)
    blood = np.float32(tone.blood) * (1 + blood + pits * np.float32(0.25))
    return np.clip(melanin, 0.05, None), np.clip(blood, 0.05, None)


def body(rng: Random, frame: Frame, limb: Limb, tone: Tone) -> Body:
    """Return healthy skin on a limb.

    Args:
        rng: Source of randomness; equal seeds give equal skin.
        frame: The part of the world in the picture.
        limb: Where the limb lies.
        tone: Whose skin.
    """
    along, turn, half, cover = _silhouette(frame, limb)
    around = np.arcsin(turn) * half
    relief, pits = _lines(rng, frame, along, around, tone.age)
    melanin, blood = _blotches(rng, frame, tone, pits)
    gloss = np.clip(0.2 + 0.07 * clouds(rng, frame.shape, 12 * frame.px_per_mm), 0.04, 0.5)
    angle = math.radians(limb.angle_deg)
    empty = np.zeros(frame.shape, dtype=np.float32)
    return Body(
        frame=frame,
        tone=tone,
        along_mm=along,
        around_mm=around,
        turn=turn,
        axis=(math.cos(angle), math.sin(angle)),
        cover=cover,
        melanin=melanin.astype(np.float32),
        blood=blood.astype(np.float32),
        iron=empty.copy(),
        ink=empty.copy(),
        relief_mm=relief,
        gloss=gloss.astype(np.float32),
        paint=np.zeros((*frame.shape, 3), dtype=np.float32),
        painted=empty.copy(),
    )


def freckle(rng: Random, skin: Body, *, count: int, size_mm: float = 1.2) -> None:
    """Scatter freckles and age spots over the whole frame, in place."""
    frame = skin.frame
    spots = Image.new("L", (frame.width_px, frame.height_px), 0)
    draw = ImageDraw.Draw(spots)
    for _ in range(count):
        x, y = rng.uniform(0, frame.width_px), rng.uniform(0, frame.height_px)
        radius = size_mm * float(rng.lognormal(0, 0.45)) * frame.px_per_mm / 2
        tall = radius * rng.uniform(0.7, 1.2)
        ink = int(rng.uniform(40, 190))
        draw.ellipse((x - radius, y - tall, x + radius, y + tall), fill=ink)
    spots = spots.filter(ImageFilter.GaussianBlur(0.28 * size_mm * frame.px_per_mm))
    strength = np.asarray(spots, dtype=np.float32) / np.float32(255)
    uneven = 1 + 0.5 * clouds(rng, frame.shape, 0.8 * frame.px_per_mm)
    skin.melanin[:] += strength * uneven.astype(np.float32) * np.float32(0.75)


def hair(rng: Random, skin: Body, *, per_cm2: float, length_mm: float) -> tuple[Map, Map]:
    """Return hairs lying on the skin and the shadows they throw, each from 0 to 1.

    Args:
        rng: Source of randomness.
        skin: What they grow on.
        per_cm2: Hairs on a square centimetre.
        length_mm: Usual length.
    """
    frame = skin.frame
    scale = frame.px_per_mm * 2
    drawing = Image.new("L", (frame.width_px * 2, frame.height_px * 2), 0)
    draw = ImageDraw.Draw(drawing)
    area_cm2 = frame.width_mm**2 * frame.height_px / frame.width_px / 100
    axis = math.atan2(skin.axis[1], skin.axis[0])
    width_px = 0.075 * scale
    for _ in range(int(area_cm2 * per_cm2)):
        x, y = rng.uniform(0, drawing.width), rng.uniform(0, drawing.height)
        heading = axis + rng.normal(0.5, 0.32)
        length = length_mm * scale * rng.uniform(0.35, 1.15)
        bend = rng.normal(0, 0.11)
        tone = rng.uniform(0.35, 1.0) * min(1.0, max(width_px, 0.35))
        for step in range(8):
            ahead_x = x + math.cos(heading) * length / 8
            ahead_y = y + math.sin(heading) * length / 8
            ink = int(235 * tone * (1 - 0.09 * step))
            draw.line((x, y, ahead_x, ahead_y), fill=ink, width=max(1, round(width_px)))
            x, y, heading = ahead_x, ahead_y, heading + bend
    hairs = drawing.resize((frame.width_px, frame.height_px), Image.Resampling.BOX)
    strands = np.asarray(hairs, dtype=np.float32) / np.float32(255) * skin.cover
    bald = np.clip(1 - 1.25 * softened(skin.painted, 2 * frame.px_per_mm), 0, 1)
    strands = (strands * bald).astype(np.float32)
    offset = max(1, round(0.25 * frame.px_per_mm))
    return strands, softened(shifted(strands, offset), max(1.0, 0.2 * frame.px_per_mm))
