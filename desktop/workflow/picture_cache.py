"""Small pictures and what was found, of this session, so that each file is decoded once.

Ordinary memory of the process that holds the keys, and nowhere else: never on a disk, and gone with
the session. Who asks was let in and written to the audit before anything is looked up here.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from desktop.ids import ObjectId
from desktop.records.detection import Detection
from desktop.records.raster import Pyramid

MOST_BYTES: Final = 256 * 1024 * 1024
"""A thousand small pictures of 256 pixels, or twenty-three that fill a screen of 2048."""

MOST_FOUND: Final = 1_000
"""Photographs of which it is kept what detectors found: boxes and numbers, no pixels."""

LONGEST_KEPT_PX: Final = 2048
"""Larger pictures are not kept: one would push everything else out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A picture in one size, as it came from a decoder."""

    pyramid: Pyramid
    pixels: bytes = field(repr=False)


class PictureCache:
    """Pictures by sealed file and size; what was not looked at for longest goes first.

    A sealed file never changes, so what is kept never gets old. What is kept of a file goes when it
    is no longer to be seen (:meth:`forget`).

    Invariant: at most ``most_bytes`` of pixels.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Keep nothing yet."""
        self._most_bytes = most_bytes
        self._kept: OrderedDict[tuple[ObjectId, int], Kept] = OrderedDict()
        self._size_bytes = 0
        self._problems: dict[ObjectId, str] = {}
        self._found: OrderedDict[ObjectId, Detection] = OrderedDict()

    @property
    def size_bytes(self) -> int:
        """Bytes of pixels kept."""
        return self._size_bytes

    def get(self, object_id: ObjectId, longest_px: int) -> Kept | None:
        """Return a picture in this size if it is kept."""
        kept = self._kept.get((object_id, longest_px))
        if kept is not None:
            self._kept.move_to_end((object_id, longest_px))
        return kept

    def keep(self, object_id: ObjectId, longest_px: int, kept: Kept) -> Kept:
        """Keep a picture and return it; a problem noted of the file is over."""
        self._problems.pop(object_id, None)
        self._drop((object_id, longest_px))
        self._kept[object_id, longest_px] = kept
        self._size_bytes += len(kept.pixels)
        while self._size_bytes > self._most_bytes:
            self._drop(next(iter(self._kept)))
        return kept

    def note_problem(self, object_id: ObjectId, code: str) -> None:
        """Remember that a file cannot be decoded: a page would wait for it every time."""
        self._problems[object_id] = code

    def problem(self, object_id: ObjectId) -> str:
        """Return why a file could not be decoded, or nothing."""
        return self._problems.get(object_id, "")

    def keep_found(self, object_id: ObjectId, found: Detection) -> Detection:
        """Keep what detectors found in a file, and return it."""
        self._found[object_id] = found
        while len(self._found) > MOST_FOUND:
            self._found.popitem(last=False)
        return found

    def found(self, object_id: ObjectId) -> Detection | None:
        """Return what detectors found in a file, if they have looked."""
        return self._found.get(object_id)

    def forget(self, object_id: ObjectId) -> None:
        """Let go of everything that is known of a file."""
        self._problems.pop(object_id, None)
        self._found.pop(object_id, None)
        for key in [key for key in self._kept if key[0] == object_id]:
            self._drop(key)

    def _drop(self, key: tuple[ObjectId, int]) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._size_bytes -= len(kept.pixels)
