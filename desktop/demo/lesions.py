"""What a clinician photographs: ulcer, mole and rash, painted into skin in place.

Positions are millimetres on the skin, along and around the limb from the middle of the frame, so
that the same lesion keeps its shape in every picture of a series. Colours are linear RGB.
"""

import math
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from desktop.demo.skin import Body, Frame
from desktop.demo.texture import (
    Map,
    Random,
    cells,
    clouds,
    enlarged,
    fractal,
    laid,
    ramp,
    softened,
    tile_px,
)

_GRANULATION: Final = (0.40, 0.040, 0.036)
_CLOT: Final = (0.055, 0.006, 0.006)
_SLOUGH: Final = (0.58, 0.43, 0.20)
_FIBRIN: Final = (0.70, 0.60, 0.42)
_SODDEN: Final = (0.74, 0.52, 0.44)
_NEW_SKIN: Final = (0.68, 0.27, 0.25)
_SCALE: Final = (0.80, 0.72, 0.64)
_TILE_MM: Final = 96.0
_TILE_PX: Final = 576
_LEAST_PX: Final = 8
"""A part of the picture narrower than this is not worth cutting out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Place and outline of a lesion.

    Attributes:
        seed: Equal seeds give equal outlines, in whatever picture.
        centre_mm: Along and around the limb.
        radius_mm: Mean radius.
        stretch: Length over width.
        turn_deg: Direction of its length.
        ragged: How far the outline strays.
    """

    seed: int
    centre_mm: tuple[float, float] = field(default=(0.0, 0.0))
    radius_mm: float = 20.0
    stretch: float = 1.3
    turn_deg: float = 20.0
    ragged: float = 0.12


def distance(skin: Body, spot: Spot) -> Map:
    """Return the distance of each pixel from the middle of a lesion: 1 on its outline."""
    rng = np.random.default_rng(spot.seed)
    u = skin.along_mm - np.float32(spot.centre_mm[0])
    v = skin.around_mm - np.float32(spot.centre_mm[1])
    cos, sin = math.cos(math.radians(spot.turn_deg)), math.sin(math.radians(spot.turn_deg))
    long = (u * np.float32(cos) + v * np.float32(sin)) / np.float32(math.sqrt(spot.stretch))
    wide = (v * np.float32(cos) - u * np.float32(sin)) * np.float32(math.sqrt(spot.stretch))
    angles = np.linspace(-math.pi, math.pi, 2048, dtype=np.float32)
    outline = np.ones_like(angles)
    for wave in range(2, 26):
        height = spot.ragged * rng.standard_normal() / wave**1.35
        outline += np.float32(height) * np.cos(wave * angles + rng.uniform(0, 2 * math.pi))
    index = (np.arctan2(wide, long) + np.float32(math.pi)) * np.float32(2047 / (2 * math.pi))
    reach = np.take(outline, index.astype(np.int32)) * np.float32(spot.radius_mm)
    return np.asarray(np.hypot(long, wide) / reach, dtype=np.float32)


def _pattern(skin: Body, spot: Spot, salt: int, scale_mm: float) -> Map:
    """Return smooth noise that belongs to the lesion, the same in every picture of it."""
    rng = np.random.default_rng((spot.seed, salt))
    per_mm = _TILE_PX / _TILE_MM
    tile = fractal(rng, (_TILE_PX, _TILE_PX), scale_mm * per_mm, octaves=3)
    every = max(1, int(scale_mm * skin.frame.px_per_mm / 11))
    along, around = (place[::every, ::every] for place in (skin.along_mm, skin.around_mm))
    u = (along - np.float32(spot.centre_mm[0] - _TILE_MM / 2)) * np.float32(per_mm)
    v = (around - np.float32(spot.centre_mm[1] - _TILE_MM / 2)) * np.float32(per_mm)
    coarse = softened(laid(tile, u, v), max(1.0, 1.2 * skin.frame.px_per_mm / per_mm / every))
    return coarse if every == 1 else enlarged(coarse, skin.frame.shape)


def _window(skin: Body, spot: Spot, reach: float) -> Body:
    """Return the part of the skin within ``reach`` radii: views, so painting it paints the skin."""
    reach_mm = reach * spot.radius_mm * math.sqrt(spot.stretch)
    u = np.abs(skin.along_mm - np.float32(spot.centre_mm[0])) < reach_mm
    near = u & (np.abs(skin.around_mm - np.float32(spot.centre_mm[1])) < reach_mm)
    rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
    if min(rows.size, columns.size) < _LEAST_PX:
        return skin
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    frame = Frame(
        width_px=int(right - left),
        height_px=int(bottom - top),
        width_mm=float(right - left) / skin.frame.px_per_mm,
    )
    maps = {
        name: getattr(skin, name)[top:bottom, left:right]
        for name in skin.__dataclass_fields__
        if isinstance(getattr(skin, name), np.ndarray)
    }
    return replace(skin, frame=frame, **maps)


def _cover(skin: Body, colour: tuple[float, float, float] | np.ndarray, amount: Map) -> None:
    """Lay an opaque colour over the paint."""
    left = np.clip(amount, 0, 1).astype(np.float32)
    target = np.asarray(colour, dtype=np.float32)
    skin.paint[:] += (target - skin.paint) * left[..., None]
    np.maximum(skin.painted, left, out=skin.painted)


def _tint(skin: Body, colour: tuple[float, float, float], amount: Map) -> None:
    """Lay a colour over the paint that is there, without painting more skin."""
    left = np.clip(amount, 0, 1).astype(np.float32)[..., None]
    skin.paint[:] += (np.asarray(colour, dtype=np.float32) - skin.paint) * left


def _stain(rng: Random, skin: Body, spot: Spot) -> None:
    """Paint the rust and redness of an old leg around an ulcer."""
    d = distance(skin, spot)
    scale = skin.frame.px_per_mm
    patches = _pattern(skin, spot, 1, 14.0)
    near = ramp(d + 0.35 * patches, 3.3, 1.1)
    skin.iron[:] += near * np.clip(0.40 + 0.20 * patches, 0.05, 0.9)
    pepper = ramp(_pattern(skin, spot, 10, 2.6), 1.1, 2.6)
    skin.iron[:] += pepper * near * np.float32(0.55)
    skin.blood[:] += ramp(d + 0.14 * patches, 1.8, 0.98) * np.float32(0.95) + near * 0.18
    crazed, second = cells(rng, tile_px(skin.frame.width_px), max(6.0, 2.3 * scale))
    wander = clouds(rng, skin.frame.shape, 4 * scale) * np.float32(0.6)
    u, v = (skin.along_mm + wander) * scale, (skin.around_mm - wander) * scale
    flakes = laid(ramp(second - crazed, 0.07, 0.0), u, v)
    lifted = flakes * ramp(patches - 0.25 * d + wander, 0.2, 1.6) * ramp(d, 1.1, 1.5)
    skin.melanin[:] *= 1 - np.float32(0.30) * lifted
    skin.relief_mm[:] += lifted * np.float32(0.03)


def _flesh(rng: Random, skin: Body, spot: Spot, inside: Map) -> Map:
    """Paint red granulation where ``inside`` is 1 and return its relief in mm."""
    scale = skin.frame.px_per_mm
    knobs = clouds(rng, skin.frame.shape, max(2.0, 1.15 * scale))
    lumps = fractal(rng, skin.frame.shape, 5.0 * scale, octaves=2)
    mottle = _pattern(skin, spot, 2, 6.0)
    vary = np.clip(1 + 0.20 * mottle + 0.09 * knobs + 0.10 * lumps, 0.35, 1.9)
    grain = fractal(rng, skin.frame.shape, max(2.0, 0.45 * scale), octaves=2)
    vary = vary * (1 + 0.13 * grain)
    flesh = np.asarray(_GRANULATION, dtype=np.float32) * vary[..., None]
    flesh[..., 1:] *= np.clip(1.1 + 0.45 * _pattern(skin, spot, 3, 4.0), 0.4, 3)[..., None]
    _cover(skin, flesh, inside)
    return np.asarray(knobs * 0.050 + lumps * 0.17 + grain * 0.016, dtype=np.float32)


def _bed(rng: Random, skin: Body, spot: Spot, d: Map, slough: float) -> None:
    """Paint the open floor of an ulcer: granulation, slough, clots, wetness."""
    scale = skin.frame.px_per_mm
    inside = ramp(d, 1.03, 0.95)
    relief = _flesh(rng, skin, spot, inside)
    strings = _pattern(skin, spot, 4, 9.0) + 0.30 * _pattern(skin, spot, 5, 2.0)
    grain = fractal(rng, skin.frame.shape, 0.7 * scale, octaves=2)
    limit = 0.75 - 2.0 * slough
    drawn_in = strings + 0.12 * grain - 0.7 * ramp(d, 0.7, 1.0)
    yellow = ramp(drawn_in, limit - 0.3, limit + 1.5) * inside
    _tint(skin, _SLOUGH, yellow * np.clip(0.86 + 0.10 * grain, 0, 0.97))
    _tint(skin, _FIBRIN, yellow * ramp(_pattern(skin, spot, 6, 3.0), 0.1, 1.5) * 0.7)
    clot = ramp(_pattern(skin, spot, 7, 3.0), 1.5, 2.4)
    _tint(skin, _CLOT, clot * inside * 0.75)
    relief = relief * (1 - 0.6 * yellow) + yellow * 0.22 + 0.02 * grain * yellow
    floor = ramp(d, 1.05, 0.84)
    skin.relief_mm[:] = skin.relief_mm * (1 - inside) + relief * inside - 1.1 * floor
    film = np.clip(0.48 + 0.25 * _pattern(skin, spot, 8, 5.0) - 0.1 * yellow, 0.15, 0.9)
    skin.gloss[:] = skin.gloss * (1 - inside) + film * inside


def _edge(skin: Body, spot: Spot, d: Map, heal: float) -> None:
    """Paint the rim: sodden skin outside, new pink skin creeping in."""
    uneven = _pattern(skin, spot, 9, 5.0)
    width = np.clip(0.05 + 0.025 * uneven, 0.02, 0.12)
    rim = np.exp(-(((d - 1.05) / width) ** 2)) * np.clip(0.24 + 0.22 * uneven, 0, 0.7)
    _cover(skin, _SODDEN, rim.astype(np.float32))
    skin.relief_mm[:] += (np.exp(-(((d - 1.10) / 0.12) ** 2)) * 0.28).astype(np.float32)
    creep = np.clip(0.06 + 0.10 * heal + 0.03 * uneven, 0.02, 0.3)
    fringe = np.exp(-(((d - 0.98) / creep) ** 2)).astype(np.float32)
    _tint(skin, _NEW_SKIN, fringe * np.clip(0.5 + 0.3 * uneven, 0, 1) * (0.45 + 0.5 * heal))
    skin.gloss[:] = np.maximum(skin.gloss, 0.4 * ramp(np.abs(d - 1.04), 0.12, 0.03))


def ulcer(rng: Random, skin: Body, spot: Spot, *, slough: float = 0.4, heal: float = 0.2) -> None:
    """Paint a venous leg ulcer.

    Args:
        rng: Source of the fine grain, which differs from picture to picture.
        skin: Painted in place.
        spot: Where and which outline.
        slough: Share of the floor under yellow slough.
        heal: How far new skin has come in from the edge, 0 to 1.
    """
    _stain(rng, _window(skin, spot, 3.9), spot)
    middle = _window(skin, spot, 1.5)
    d = distance(middle, spot)
    _bed(rng, middle, spot, d, slough)
    _edge(middle, spot, d, heal)


def mole(rng: Random, skin: Body, spot: Spot, *, depth: float = 2.6, dome_mm: float = 0.45) -> None:
    """Paint a pigmented naevus: network, darker middle, soft edge, slight dome.

    Args:
        rng: Source of the fine grain.
        skin: Painted in place.
        spot: Where and which outline.
        depth: Melanin in the middle, on top of the skin's own.
        dome_mm: How far it stands out.
    """
    skin = _window(skin, spot, 2.4)
    scale = skin.frame.px_per_mm
    d = distance(skin, spot) + _pattern(skin, spot, 1, 1.1) * np.float32(0.05)
    inside = ramp(d, 1.12, 0.72)
    near, second = cells(rng, tile_px(skin.frame.width_px), max(4.0, 0.55 * scale))
    net = laid(ramp(second - near, 0.45, 0.0), skin.along_mm * scale, skin.around_mm * scale)
    uneven = _pattern(skin, spot, 2, 1.6)
    dark = 0.62 + 0.30 * net + 0.26 * uneven + 0.55 * ramp(d + 0.3 * uneven, 0.75, 0.2)
    skin.melanin[:] += inside * np.clip(dark, 0.15, 1.8) * np.float32(depth)
    skin.blood[:] += ramp(d, 1.9, 0.95) * np.float32(0.22)
    dome = np.clip(1 - d * d, 0, 1) * np.float32(dome_mm)
    knobs = laid(near, skin.along_mm * scale * 0.7, skin.around_mm * scale * 0.7)
    skin.relief_mm[:] += softened(dome, 0.15 * scale) - knobs * inside * np.float32(0.07)
    skin.gloss[:] += inside * np.float32(0.16)


def rash(rng: Random, skin: Body, *, centre_mm: tuple[float, float], reach_mm: float) -> None:
    """Paint red, slightly raised, scaling plaques and papules that thin out from a centre.

    Args:
        rng: Source of randomness.
        skin: Painted in place.
        centre_mm: Where they are densest.
        reach_mm: Distance at which few are left.
    """
    shape, scale = skin.frame.shape, skin.frame.px_per_mm
    u = (skin.along_mm - np.float32(centre_mm[0])) / np.float32(reach_mm)
    v = (skin.around_mm - np.float32(centre_mm[1])) / np.float32(reach_mm)
    bias = 0.9 - 1.25 * (u * u + v * v)
    ragged = 0.30 * clouds(rng, shape, 2.4 * scale) + 0.13 * clouds(rng, shape, 0.9 * scale)
    wide = clouds(rng, shape, 7.5 * scale) + ragged + 0.6 * bias
    small = clouds(rng, shape, 2.7 * scale) + ragged + 0.45 * bias
    plaques, papules = ramp(wide, 1.1, 1.9), ramp(small, 1.5, 2.4)
    raised = np.maximum(plaques, 0.9 * papules)
    flush = ramp(wide, -0.2, 1.6) * np.float32(0.40)
    patchy = np.clip(1 + 0.35 * fractal(rng, shape, 3.0 * scale, octaves=3), 0.3, 1.9)
    skin.blood[:] += (raised * np.float32(1.15) * patchy + flush).astype(np.float32)
    skin.melanin[:] += raised * np.float32(0.10)
    bumps = raised * (0.30 + 0.10 * clouds(rng, shape, 1.3 * scale))
    skin.relief_mm[:] += softened(bumps.astype(np.float32), max(1.0, 0.25 * scale))
    near, second = cells(rng, tile_px(skin.frame.width_px), max(4.0, 0.8 * scale))
    skewed = clouds(rng, shape, 2.0 * scale) * np.float32(0.7)
    across, down = (skin.along_mm + skewed) * scale, (skin.around_mm - skewed) * scale
    flakes = laid(ramp(second - near, 0.0, 0.5), across, down)
    dry = ramp(clouds(rng, shape, 1.7 * scale) + 1.1 * plaques, 1.3, 2.6) * plaques
    dry = (dry * (0.35 + 0.65 * flakes)).astype(np.float32)
    _cover(skin, _SCALE, dry * 0.6)
    skin.relief_mm[:] += dry * np.float32(0.08)
