"""A page to be printed: texts and boxes at their places.

Laid out once (``desktop.share.paper``), so that what is saved as PDF and what the window sends to a
printer is the same page. Lengths are points (1/72 inch) from the top left corner.
"""

from dataclasses import dataclass
from typing import Final

A4_WIDTH: Final = 595.28
A4_HEIGHT: Final = 841.89


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PaperText:
    """Words on one line.

    Attributes:
        x: Where they begin.
        y: Their baseline.
        words: What is printed; may be a secret.
        size: Of the type, in points.
        face: ``Regular``, ``Medium``, ``SemiBold`` or ``Bold``.
        ink: ``#RRGGBB``.
        spacing: Room between letters, beyond the usual.
    """

    x: float
    y: float
    words: str
    size: float
    face: str
    ink: str
    spacing: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBox:
    """A rectangle, filled, lined or both.

    Attributes:
        x: Left edge.
        y: Upper edge.
        width: To the right.
        height: Downwards.
        fill: ``#RRGGBB``, or empty.
        line: Colour of a hairline around it, or empty.
    """

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Paper:
    """One A4 page; boxes lie under texts.

    Attributes:
        title: What it is, for the list of print jobs; no secret.
    """

    title: str
    boxes: tuple[PaperBox, ...]
    texts: tuple[PaperText, ...]
