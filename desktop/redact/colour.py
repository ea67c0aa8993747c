"""From whatever colours a file holds to plain sRGB without transparency, once."""

import io
from typing import Final

import numpy as np
from PIL import Image, ImageCms

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import Refusal
from desktop.redact.colour_space import profile_of

PAPER: Final = (255, 255, 255, 255)
"""What shows through transparency: pictures are looked at on white."""

SAME: Final = 2
"""A profile that moves no colour by more than this, of 255, is sRGB under another name."""

SPACES: Final = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
"""Which profiles belong to which pixels."""

SIXTEEN_BIT: Final = frozenset({"I;16", "I;16B", "I;16L", "I;16N"})


def to_srgb(image: Image.Image) -> Image.Image:
    """Return a loaded image as opaque sRGB, mode ``RGB``.

    Colours that hide under full transparency do not survive: the picture is laid on white.

    Args:
        image: Any loaded image; its ``info`` may hold an ICC profile and transparency, its EXIF
            may name its colours (``colour_space``).

    Raises:
        ImageUnreadableError: ``format_not_handled``: not photographic pixels.
    """
    profile = profile_of(image)
    plain, alpha = _without_alpha(_eight_bit(image))
    colours = _managed(plain, profile)
    if alpha is None:
        return colours
    paper = Image.new("RGB", colours.size, PAPER[:3])
    paper.paste(colours, mask=alpha)
    return paper


def _eight_bit(image: Image.Image) -> Image.Image:
    """Return an image of eight bits per sample; Pillow would cut 16 bits off at 255."""
    if image.mode in SIXTEEN_BIT:
        samples = np.asarray(image).astype(np.uint16)
        return Image.fromarray((samples >> 8).astype(np.uint8))
    if image.mode == "1":
        return image.convert("L")
    if image.mode in {"L", "P", "LA", "La", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr"}:
        return image
    raise ImageUnreadableError(Refusal.FORMAT_NOT_HANDLED.value)


def _without_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Return the colours and, if there is transparency, how opaque each pixel is."""
    if image.mode in {"LA", "La", "PA", "RGBA", "RGBa"} or "transparency" in image.info:
        whole = image.convert("RGBA")
        return whole.convert("RGB"), whole.getchannel("A")
    if image.mode in {"P", "RGBX", "YCbCr"}:
        return image.convert("RGB"), None
    return image, None


def _managed(image: Image.Image, profile: bytes) -> Image.Image:
    """Return the colours in sRGB; a profile that cannot be used is passed over."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            space = source.profile.xcolor_space.strip()
            if space == SPACES.get(image.mode) and not _is_srgb(source, space):
                return _transformed(image, source)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            return _plain(image)
    return _plain(image)


def _plain(image: Image.Image) -> Image.Image:
    """Return the colours as they are; a large picture that is RGB already is not copied."""
    return image if image.mode == "RGB" else image.convert("RGB")


def _transformed(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    moved = ImageCms.profileToProfile(
        image,
        source,
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if moved is None:
        raise ValueError("profile")
    return moved


def _is_srgb(source: ImageCms.ImageCmsProfile, space: str) -> bool:
    """Return whether a profile leaves every colour of a test cube where it is."""
    if space != "RGB":
        return False
    steps = np.linspace(0, 255, 9).astype(np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(27, 27, 3)
    moved = np.asarray(_transformed(Image.fromarray(cube), source))
    return int(np.abs(moved.astype(np.int16) - cube.astype(np.int16)).max()) <= SAME
