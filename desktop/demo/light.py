"""Light, lens and sensor: from skin and backdrop to the pixels of a camera.

Everything before ``develop`` is linear light as (H, W, 3) float32; ``develop`` returns
an RGB picture in sRGB at the camera's own size.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from desktop.demo.skin import Body
from desktop.demo.texture import Map, Random, ramp, shifted, slopes, softened

Linear = NDArray[np.float32]
Rgb8 = NDArray[np.uint8]

_KEY: Final = np.array((-0.46, -0.56, 0.69), dtype=np.float32)
"""Direction of the ceiling lamp: from the upper left, towards the camera."""
_FLASH: Final = np.array((0.10, -0.22, 0.97), dtype=np.float32)
_SHOULDER: Final = 0.55
"""Linear light above which highlights are held back."""
_SRGB_TOE: Final = 0.0031308
_BLEED: Final = (0.34, 0.16, 0.10)
"""How far red, green and blue light creep round into the shade inside skin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a photograph was exposed.

    Attributes:
        exposure: Factor on the light.
        warmth: 1 neutral; above 1 is yellower.
        flash: Share of light from the camera, 0 to 1.
        depth: Strength of the blur away from the plane of focus, 0 to 1.
        noise: Deviation of the sensor's noise in 8-bit steps.
        focus: Turn of the surface at which it is sharp.
    """

    exposure: float = 1.0
    warmth: float = 1.0
    flash: float = 0.4
    depth: float = 0.6
    noise: float = 2.2
    focus: float = 0.0


def _normals(skin: Body) -> tuple[Map, Map, Map]:
    """Return the unit normals of limb and fine relief: right, down, towards the camera."""
    right, down = slopes(skin.relief_mm, skin.frame.px_per_mm)
    along_x, along_y = skin.axis
    towards = np.sqrt(1 - skin.turn**2)
    nx = skin.turn * np.float32(-along_y) - right
    ny = skin.turn * np.float32(along_x) - down
    length = np.sqrt(nx * nx + ny * ny + towards * towards)
    return nx / length, ny / length, towards / length


def _shine(facing: Map, gloss: Map) -> Map:
    """Return the mirror light of a surface: broad on skin, sharp where it is wet."""
    facing = np.clip(facing, 0, 1)
    power2 = facing * facing
    power4 = power2 * power2
    broad = power4 * power4 * power4 * power2
    wet = ramp(gloss, 0.35, 0.9)
    sharp = broad * broad * broad
    sharp = sharp * sharp * sharp
    return np.asarray(broad * np.minimum(gloss, 0.35) * 0.13 + sharp * wet * 0.85, dtype=np.float32)


def lit(skin: Body, look: Look) -> Linear:
    """Return skin under the lamp and the flash, linear, without what lies behind it."""
    nx, ny, nz = _normals(skin)
    key = nx * _KEY[0] + ny * _KEY[1] + nz * _KEY[2]
    flash = nx * _FLASH[0] + ny * _FLASH[1] + nz * _FLASH[2]
    hollow = skin.relief_mm - softened(skin.relief_mm, 1.2 * skin.frame.px_per_mm)
    open_sky = np.clip(1 + hollow * np.float32(3.2), 0.55, 1.12)
    colour = skin.pigment()
    for channel, bleed in enumerate(_BLEED):
        lamp = np.clip((key + bleed) / (1 + bleed), 0, None)
        front = np.clip((flash + bleed) / (1 + bleed), 0, None)
        light = lamp * (0.92 * (1 - look.flash)) + front * (0.92 * look.flash) + 0.13
        colour[..., channel] *= light * open_sky
    half_key = _KEY + np.array((0, 0, 1), dtype=np.float32)
    half_key /= np.linalg.norm(half_key)
    half_flash = _FLASH + np.array((0, 0, 1), dtype=np.float32)
    half_flash /= np.linalg.norm(half_flash)
    shine = _shine(nx * half_key[0] + ny * half_key[1] + nz * half_key[2], skin.gloss)
    shine = shine * np.float32(1 - look.flash)
    shine += np.float32(look.flash) * _shine(
        nx * half_flash[0] + ny * half_flash[1] + nz * half_flash[2], skin.gloss
    )
    colour += shine[..., None]
    return colour


def placed(skin: Body, colour: Linear, backdrop: Linear) -> Linear:
    """Return skin laid on a backdrop, with the shadow that it throws there."""
    frame = skin.frame
    near = softened(skin.cover, 5 * frame.px_per_mm)
    far = softened(skin.cover, 16 * frame.px_per_mm)
    offset = round(7 * frame.px_per_mm)
    far = shifted(far, offset)
    shade = np.clip(1 - 0.75 * near - 0.35 * far, 0.12, 1)
    bounce = np.array((1.0, 0.9, 0.84), dtype=np.float32)
    behind = backdrop * shade[..., None] * (1 + (bounce - 1) * near[..., None])
    return np.asarray(behind + (colour - behind) * skin.cover[..., None], dtype=np.float32)


def _toned(colour: Linear, look: Look) -> Rgb8:
    """Return light through white balance, vignette and the camera's curve as 8-bit sRGB."""
    rows, columns = colour.shape[:2]
    y = np.linspace(-1, 1, rows, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, columns, dtype=np.float32)[None, :]
    corner = x * x + y * y
    vignette = (1 - 0.13 * corner * (0.8 + 0.2 * corner)) * np.float32(look.exposure)
    steps = np.linspace(0, 2, 4096)
    shoulder = np.where(
        steps < _SHOULDER, steps, _SHOULDER + 0.45 * np.tanh((steps - _SHOULDER) / 0.62)
    )
    srgb = np.where(shoulder <= _SRGB_TOE, 12.92 * shoulder, 1.055 * shoulder ** (1 / 2.4) - 0.055)
    contrast = srgb + 0.055 * np.sin((srgb - 0.5) * 2 * np.pi)
    curve = np.round(np.clip(contrast, 0, 1) * 255).astype(np.uint8)
    toned = np.empty(colour.shape, dtype=np.uint8)
    for channel, balance in enumerate((look.warmth, 1.0, 2 - look.warmth)):
        level = colour[..., channel] * vignette * np.float32(balance * 2047.5)
        toned[..., channel] = curve[np.clip(level, 0, 4095).astype(np.uint16)]
    return toned


def _unsharp_away(pixels: Rgb8, blur: Map, radius_px: float) -> Image.Image:
    """Return the picture blurred where ``blur`` is near 1."""
    sharp = Image.fromarray(pixels)
    for factor, low, high in ((0.45, 0.05, 0.5), (1.0, 0.45, 1.0)):
        soft = sharp.filter(ImageFilter.GaussianBlur(radius_px * factor))
        mask = Image.fromarray((ramp(blur, low, high) * 255).astype(np.uint8))
        sharp = Image.composite(soft, sharp, mask)
    return sharp


def grained(rng: Random, picture: Image.Image, noise: float) -> Image.Image:
    """Return a picture with the noise of a sensor, fine in brightness and blotched in colour.

    Args:
        rng: Source of randomness.
        picture: RGB.
        noise: Deviation in 8-bit steps.
    """
    side = 512
    tile = rng.standard_normal((side, side, 3), dtype=np.float32) * np.float32(0.55)
    tile += rng.standard_normal((side, side, 1), dtype=np.float32)
    blotch = Image.fromarray(rng.integers(0, 255, (side // 4, side // 4, 3), dtype=np.uint8))
    coarse = np.asarray(blotch.resize((side, side), Image.Resampling.BICUBIC), dtype=np.float32)
    tile += (coarse - 127) / np.float32(110)
    tile = (tile + np.roll(tile, 1, axis=0) * 0.5 + np.roll(tile, 1, axis=1) * 0.5) / 1.25
    steps = np.clip(np.round(tile * noise + 128), 0, 255).astype(np.uint8)
    turned = [Image.fromarray(np.rot90(steps, turn).copy()) for turn in range(4)]
    sheet = Image.new("RGB", picture.size)
    for top in range(0, picture.height, side):
        for left in range(0, picture.width, side):
            sheet.paste(turned[int(rng.integers(0, 4))], (left, top))
    return ImageChops.add(picture, sheet, 1.0, -128)


def develop(
    rng: Random, colour: Linear, blur: Map, look: Look, *, size_px: tuple[int, int]
) -> Image.Image:
    """Return what the camera stores.

    Args:
        rng: Source of randomness.
        colour: Linear light at the size of the drawing.
        blur: 0 in the plane of focus, 1 farthest from it.
        look: Exposure.
        size_px: Width and height of the camera's pictures.

    Returns:
        RGB picture of ``size_px``.
    """
    toned = _toned(colour, look)
    radius = 0.0075 * colour.shape[1] * look.depth
    picture = _unsharp_away(toned, blur, radius)
    large = picture.resize(size_px, Image.Resampling.BICUBIC)
    return grained(rng, large, look.noise)
