"""A camera's raw file: told by its content, and developed into a picture.

The only module that loads LibRaw (through rawpy), and only once such a file is there. What the
sensor saw has no colours yet: it is developed always in the same way, so that pictures of one
camera can be compared, with the white balance that the camera noted and without any brightening of
our own. Where LibRaw is not installed, raw files are not handled.

Source: DNG 1.7 chapters 3 and 4; TIFF 6.0 section 2; LibRaw's API of 0.22.
"""

import io
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import Refusal
from desktop.settings import Limits

SIGNATURES: Final = (b"IIRO", b"IIRS", b"MMOR", b"IIU\x00", b"FUJIFILMCCD-RAW")
"""Olympus, Panasonic and Fujifilm."""

DIRECTORIES: Final = 96
ENTRIES: Final = 1024
SUBFILE, COMPRESSION, PHOTOMETRIC, INNER, DNG = 0x00FE, 0x0103, 0x0106, 0x014A, 0xC612
WANTED: Final = frozenset({SUBFILE, COMPRESSION, PHOTOMETRIC, INNER, DNG})
SENSOR_DATA: Final = frozenset({32803, 34892})
MAKERS_COMPRESSIONS: Final = frozenset({262, 32767, 32769, 32770, 34713, 65000, 65535})

SRGB_CURVE: Final = (2.4, 12.92)
"""Power and slope of the sRGB transfer function (IEC 61966-2-1)."""

LYING: Final = 4
"""Bit of LibRaw's ``flip``: width and height change places."""

REASONS: Final[Mapping[str, Refusal]] = {
    "LibRawFileUnsupportedError": Refusal.FORMAT_NOT_HANDLED,
    "LibRawNotImplementedError": Refusal.FORMAT_NOT_HANDLED,
    "LibRawRequestForNonexistentImageError": Refusal.FORMAT_NOT_HANDLED,
    "LibRawIOError": Refusal.CUT_OFF,
    "LibRawTooBigError": Refusal.TOO_MANY_PIXELS,
}
"""What LibRaw's errors mean; the others are damage."""


def is_raw(untrusted: bytes) -> bool:
    """Return whether bytes announce a camera's raw file, whatever else they announce."""
    if untrusted.startswith(SIGNATURES) or untrusted[4:12] == b"ftypcrx ":
        return True
    if untrusted[:4] not in {b"II*\x00", b"MM\x00*"}:
        return False
    if untrusted[8:11] == b"CR\x02":
        return True
    return any(_tells_sensor(tags, at) for at, tags in enumerate(_tables(untrusted)))


def _tells_sensor(tags: Mapping[int, tuple[int, ...]], at: int) -> bool:
    if DNG in tags or not SENSOR_DATA.isdisjoint(tags.get(PHOTOMETRIC, ())):
        return True
    if not MAKERS_COMPRESSIONS.isdisjoint(tags.get(COMPRESSION, ())):
        return True
    return at == 0 and INNER in tags and any(kind & 1 for kind in tags.get(SUBFILE, ()))


def _tables(untrusted: bytes) -> Iterator[Mapping[int, tuple[int, ...]]]:
    """Yield what the wanted tags of each directory say; what cannot be followed is left out."""
    order = "<" if untrusted[:2] == b"II" else ">"
    waiting = [struct.unpack_from(order + "I", untrusted, 4)[0]] if len(untrusted) > 7 else []  # noqa: PLR2004 - the header
    visited: set[int] = set()
    while waiting and len(visited) < DIRECTORIES:
        at = waiting.pop(0)
        if at in visited or at < 8 or at + 2 > len(untrusted):  # noqa: PLR2004 - behind the header
            continue
        visited.add(at)
        tags, following = _table(untrusted, at, order)
        yield tags
        waiting += [*tags.get(INNER, ()), following]


def _table(untrusted: bytes, at: int, order: str) -> tuple[dict[int, tuple[int, ...]], int]:
    (count,) = struct.unpack_from(order + "H", untrusted, at)
    end = at + 2 + 12 * count
    tags: dict[int, tuple[int, ...]] = {}
    for entry in range(at + 2, min(end, len(untrusted) - 11), 12)[:ENTRIES]:
        number, kind, many, place = struct.unpack_from(order + "HHII", untrusted, entry)
        if number in WANTED:
            code, size = {3: ("H", 2), 4: ("I", 4), 13: ("I", 4)}.get(kind, ("B", 1))
            many = min(many, DIRECTORIES)
            start = entry + 8 if many * size <= 4 else place  # noqa: PLR2004 - TIFF 6.0, section 2
            is_there = start + many * size <= len(untrusted)
            tags[number] = (
                struct.unpack_from(f"{order}{many}{code}", untrusted, start) if is_there else ()
            )
    has_following = end + 4 <= len(untrusted)
    return tags, struct.unpack_from(order + "I", untrusted, end)[0] if has_following else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """A raw file whose header was read and checked; nothing is developed yet.

    Attributes:
        width_px: Of the upright picture, as the header says.
        height_px: Likewise.
    """

    width_px: int
    height_px: int
    _opened: Any
    _library: Any

    def halves_to(self, size: tuple[int, int]) -> bool:
        """Return whether a picture of this size is the whole one at a half."""
        return all(
            abs(2 * small - whole) <= 2  # noqa: PLR2004 - an odd row or column more or less
            for small, whole in zip(size, (self.width_px, self.height_px), strict=True)
        )

    def developed(self, *, half: bool = False) -> Image.Image:
        """Return the upright picture in sRGB, and let go of the file.

        Args:
            half: Make one pixel of each two by two: quicker by far, for small sizes.

        Raises:
            ImageUnreadableError: ``cut_off``, ``damaged``, ``format_not_handled``.
            MemoryError: There is not enough.
        """
        library = self._library
        try:
            with self._opened as opened:
                pixels = opened.postprocess(
                    half_size=half,
                    use_camera_wb=True,
                    no_auto_bright=True,
                    adjust_maximum_thr=0.0,
                    output_color=library.ColorSpace.sRGB,
                    output_bps=8,
                    gamma=SRGB_CURVE,
                )
        except library.LibRawError as exc:
            raise _refusal(exc) from exc
        if pixels.ndim == 2:  # noqa: PLR2004 - one sample a pixel
            return Image.fromarray(pixels).convert("RGB")
        return Image.fromarray(pixels)


def opened_raw(untrusted: bytes, *, limits: Limits) -> RawFile:
    """Return a raw file ready to be developed.

    Raises:
        ImageUnreadableError: ``format_not_handled`` (LibRaw does not know it, or is not there),
            ``too_many_pixels``, ``cut_off`` or ``damaged``.
        MemoryError: There is not enough.
    """
    try:
        import rawpy  # noqa: PLC0415 - most decoders never see such a file
    except ImportError as exc:
        raise ImageUnreadableError(Refusal.FORMAT_NOT_HANDLED.value) from exc
    opened = rawpy.RawPy()
    try:
        opened.open_buffer(io.BytesIO(untrusted))
        sizes = opened.sizes
    except rawpy.LibRawError as exc:
        raise _refusal(exc) from exc
    if max(sizes.raw_width * sizes.raw_height, sizes.iwidth * sizes.iheight) > limits.pixels:
        opened.close()
        raise ImageUnreadableError(Refusal.TOO_MANY_PIXELS.value)
    if not sizes.iwidth or not sizes.iheight:
        raise ImageUnreadableError(Refusal.DAMAGED.value)
    width_px, height_px = sizes.iwidth, sizes.iheight
    if sizes.flip & LYING:
        width_px, height_px = height_px, width_px
    return RawFile(width_px=width_px, height_px=height_px, _opened=opened, _library=rawpy)


def _refusal(error: Exception) -> ImageUnreadableError:
    name = type(error).__name__
    if name in {"LibRawUnsufficientMemoryError", "LibRawMemPoolOverflowError"}:
        raise MemoryError from error
    return ImageUnreadableError(REASONS.get(name, Refusal.DAMAGED).value)
