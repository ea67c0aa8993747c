"""Small pictures as a screen shows many of them: all in one block."""

from dataclasses import dataclass

from desktop.records.raster import Raster


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumb:
    """One small picture of a page.

    Attributes:
        subject: The arrival (``a-…``) or filed image (``i-…``) that it shows.
        raster: Where it lies in the block of the page; None where it cannot be shown.
        problem: The error's code (``desktop/errors.py``) then, else empty.
    """

    subject: str
    raster: Raster | None
    problem: str = ""
