"""The look of what Diogel prints, and how a page becomes a PDF. No secret stays here.

A ``Page`` takes words at places and wraps what is too wide; ``to_pdf`` writes the finished pages
with the shipped type embedded. All lengths are points from the top left corner.
"""

from collections.abc import Iterable
from typing import Final

from desktop.records.paper import A4_HEIGHT, A4_WIDTH, Paper, PaperBox, PaperText

EDGE: Final = 48.0
"""Margin left and right."""
INSIDE: Final = A4_WIDTH - 2 * EDGE
"""Width between the margins."""
HEAD: Final = 54.0
"""Height of the band at the top."""
NAVY: Final = "#123C63"
ON_NAVY: Final = "#FFFFFF"
ON_NAVY_SOFT: Final = "#BDD6EC"
INK: Final = "#16202A"
SOFT: Final = "#46535E"
ACCENT: Final = "#0B5CAD"
LINE: Final = "#D5DCE1"
TINT: Final = "#F2F4F6"
_LEADING: Final = 1.38
"""From baseline to baseline, in sizes of the type."""
HAIR: Final = 0.6
"""Width of a hairline."""
_FOOT: Final = 30.0


def width_of(words: str, *, size: float, face: str = "Regular", spacing: float = 0.0) -> float:
    """Return how wide words are, in points."""
    from desktop.share import _reportlab as press  # noqa: PLC0415 - loaded when it prints

    return press.width_of(words, size=size, face=face) + spacing * len(words)


def fitting(words: str, sizes: Iterable[float], *, width: float, face: str = "Regular") -> float:
    """Return the first of some sizes in which words are no wider than ``width``, else the last."""
    tried = 0.0
    for tried in sizes:
        if width_of(words, size=tried, face=face) <= width:
            break
    return tried


def wrapped(words: str, *, width: float, size: float, face: str = "Regular") -> tuple[str, ...]:
    """Return words in lines no wider than ``width``; a word that is wider has a line of its own."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size=size, face=face) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


class Page:
    """A page that is being laid out.

    Args:
        title: What it is, for the list of print jobs; no secret.
    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._boxes: list[PaperBox] = []
        self._texts: list[PaperText] = []

    def head(self, left: str, right: str) -> None:
        """Put the band of the product at the top."""
        self.box(0, 0, A4_WIDTH, HEAD, fill=NAVY)
        self.line(EDGE, 34, left, size=17, face="Bold", ink=ON_NAVY)
        wide = width_of(right, size=10.5, face="Medium")
        self.line(A4_WIDTH - EDGE - wide, 33, right, size=10.5, face="Medium", ink=ON_NAVY_SOFT)

    def foot(self, left: str, right: str) -> None:
        """Put small words at the bottom."""
        y = A4_HEIGHT - _FOOT
        self.box(EDGE, y - 14, INSIDE, 0, line=LINE)
        self.line(EDGE, y, left, size=7.5, ink=SOFT)
        self.line(A4_WIDTH - EDGE - width_of(right, size=7.5), y, right, size=7.5, ink=SOFT)

    def line(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float,
        face: str = "Regular",
        ink: str = INK,
        spacing: float = 0.0,
    ) -> None:
        """Put words on the baseline ``y``."""
        self._texts.append(
            PaperText(x=x, y=y, words=words, size=size, face=face, ink=ink, spacing=spacing)
        )

    def block(
        self,
        x: float,
        y: float,
        words: str,
        *,
        width: float,
        size: float,
        face: str = "Regular",
        ink: str = INK,
    ) -> float:
        """Put words in as many lines as they need; return the baseline after the last."""
        for one in wrapped(words, width=width, size=size, face=face):
            self.line(x, y, one, size=size, face=face, ink=ink)
            y += size * _LEADING
        return y

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str = "", line: str = ""
    ) -> None:
        """Put a rectangle under everything that is put later; without height it is a rule."""
        self._boxes.append(
            PaperBox(x=x, y=y, width=width, height=height or HAIR, fill=fill or line, line="")
            if not height
            else PaperBox(x=x, y=y, width=width, height=height, fill=fill, line=line)
        )

    def squares(self, x: float, y: float, side: float, content: str) -> None:
        """Put a QR code (ISO/IEC 18004, level M) that says ``content``; leave room around."""
        self.modules(x, y, side, squares_of(content))

    def modules(self, x: float, y: float, side: float, rows: tuple[str, ...]) -> None:
        """Put a QR code that is made already; leave room around."""
        step = side / len(rows)
        for at, row in enumerate(rows):
            for start, length in _runs(row):
                self.box(x + start * step, y + at * step, length * step, step, fill="#000000")

    def done(self) -> Paper:
        """Return the finished page."""
        return Paper(title=self._title, boxes=tuple(self._boxes), texts=tuple(self._texts))


def squares_of(content: str, *, sturdy: bool = False) -> tuple[str, ...]:
    """Return the QR code of a text, a string a row, ``#`` for a dark square.

    Args:
        content: What it says.
        sturdy: Level H, of which three tenths may be lost, instead of level M.
    """
    from desktop.share import _reportlab as press  # noqa: PLC0415 - loaded when it prints

    return press.squares_of(content, sturdy=sturdy)


def _runs(row: str) -> Iterable[tuple[int, int]]:
    """Yield start and length of each run of dark squares."""
    start = None
    for at, square in enumerate(row + " "):
        if square == "#" and start is None:
            start = at
        elif square != "#" and start is not None:
            yield start, at - start
            start = None


def to_pdf(papers: Iterable[Paper]) -> bytes:
    """Return pages as one PDF, in memory, with the type that it uses embedded."""
    from desktop.share import _reportlab as press  # noqa: PLC0415 - loaded when it prints

    return press.to_pdf(papers)
