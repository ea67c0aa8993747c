"""A real face for the demonstration: the NASA portrait, enlarged, with a mole drawn on the cheek.

The portrait is in the public domain (``resources/demo/LICENCES.md``). Positions are pixels of the
512 by 512 original.
"""

import math
from typing import Final

import numpy as np
from PIL import Image, ImageFilter

from desktop.assets import resource
from desktop.demo.light import grained
from desktop.demo.skin import BLOOD, MELANIN
from desktop.demo.texture import clouds, ramp

_LANDSCAPE: Final = (30, 2, 470, 332)
_UPRIGHT: Final = (80, 4, 365, 384)
_MOLE: Final = (254.0, 127.0)
_MOLE_RADIUS: Final = 2.7
_SOFT_PX: Final = 2000


def _with_mole(
    rng: np.random.Generator, pixels: Image.Image, centre: tuple[float, float], radius: float
) -> None:
    """Draw a mole into an RGB picture in place; centre and radius in its pixels."""
    reach = math.ceil(radius * 3)
    left, top = round(centre[0]) - reach, round(centre[1]) - reach
    box = (left, top, left + 2 * reach, top + 2 * reach)
    part = np.asarray(pixels.crop(box), dtype=np.float32) / np.float32(255)
    y, x = np.mgrid[-reach:reach, -reach:reach].astype(np.float32) / np.float32(radius)
    wobble = clouds(rng, x.shape, max(2.0, radius * 0.6))
    d = (np.hypot(x * 0.9, y * 1.1) + 0.09 * wobble).astype(np.float32)
    dark = ramp(d, 1.15, 0.7) * np.clip(3.0 + 0.7 * wobble, 1.2, 4.5)
    blush = ramp(d, 2.4, 0.9) * 0.25
    linear = part ** np.float32(2.2)
    linear *= np.exp(-(dark[..., None] * MELANIN + blush[..., None] * BLOOD))
    shine = np.exp(-(((x + 0.3) ** 2 + (y + 0.35) ** 2) / 0.06)) * 0.06
    srgb = np.clip(linear + shine[..., None], 0, 1) ** np.float32(1 / 2.2)
    pixels.paste(Image.fromarray((srgb * 255).astype(np.uint8)), box[:2])


def portrait(seed: int, *, size_px: tuple[int, int]) -> Image.Image:
    """Return the portrait at camera size, upright, with a mole on the cheek.

    Args:
        seed: Equal seeds give equal grain.
        size_px: Width and height; a tall size gives the tall crop.
    """
    rng = np.random.default_rng((seed, 512))
    width, height = size_px
    left, top, right, bottom = _LANDSCAPE if width >= height else _UPRIGHT
    with Image.open(resource("demo", "portrait.png")) as source:  # noqa: TID251 - our own file
        face = source.convert("RGB").crop((left, top, right, bottom))
    zoom = min(1.0, _SOFT_PX / max(size_px))
    middle = (max(64, round(width * zoom)), max(64, round(height * zoom)))
    face = face.resize((face.width * 2, face.height * 2), Image.Resampling.LANCZOS)
    face = face.filter(ImageFilter.UnsharpMask(1.2, 60, 1))
    face = face.resize(middle, Image.Resampling.BICUBIC)
    face = face.filter(ImageFilter.UnsharpMask(0.0016 * max(middle), 45, 1))
    per_unit = middle[0] / (right - left)
    centre = ((_MOLE[0] - left) * per_unit, (_MOLE[1] - top) * per_unit)
    _with_mole(rng, face, centre, _MOLE_RADIUS * per_unit)
    face = grained(rng, face, 2.6)
    return grained(rng, face.resize(size_px, Image.Resampling.BICUBIC), 2.2)
