"""The boxes of the ISO base media file format: size, kind, content, one after another.

Source: ISO/IEC 14496-12 section 4.2.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from desktop.errors import FileRefusedError
from desktop.intake.window import Window
from desktop.records.arrival import Refusal

BOX_LIMIT: Final = 8192
"""Boxes side by side: a 48-megapixel HEIC of a telephone has a few hundred items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box.

    Attributes:
        kind: Its four-character code.
        body: Its content; for a full box beginning with version and flags.
    """

    kind: bytes
    body: Window


def walk(window: Window, *, start: int = 0) -> Iterator[Box]:
    """Yield the boxes that fill a window from ``start`` to its end.

    Args:
        window: The whole file, or the content of a box.
        start: Where the first box begins.

    Raises:
        FileRefusedError: The window's own refusal if a box does not fit in it; ``damaged`` if a
            size makes no sense or there are more than ``BOX_LIMIT``.
    """
    at = start
    for _ in range(BOX_LIMIT):
        if at == len(window):
            return
        size, header = window.number(at, 4), 8
        kind = bytes(window.take(at + 4, 4))
        if size == 1:
            size, header = window.number(at + 8, 8), 16
        elif size == 0:
            size = len(window) - at
        if size < header:
            raise FileRefusedError(Refusal.DAMAGED.value)
        yield Box(kind=kind, body=window.inner(at + header, size - header))
        at += size
    raise FileRefusedError(Refusal.DAMAGED.value)


def first_of_each(window: Window, *, start: int = 0) -> dict[bytes, Window]:
    """Return the content of the first box of each kind.

    Args:
        window: The whole file, or the content of a box.
        start: Where the first box begins.

    Raises:
        FileRefusedError: As ``walk``.
    """
    found: dict[bytes, Window] = {}
    for box in walk(window, start=start):
        found.setdefault(box.kind, box.body)
    return found
