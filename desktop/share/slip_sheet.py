"""A session slip as a page of A4, in English and Welsh: a large square, nothing of a patient."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from desktop.records.dates import show_date
from desktop.records.paper import A4_WIDTH, Paper
from desktop.share.paper import EDGE, INSIDE, ON_NAVY, SOFT, Page, fitting, width_of
from desktop.wording import Language, table

_SIDE: Final = 380.0
"""Side of the square: 13 cm."""
_QUIET: Final = 4
"""Modules of quiet zone (ISO/IEC 18004, 5.3.8)."""
_SQUARE_TOP: Final = 196.0
_TITLES: Final = (30.0, 26.0, 22.0, 18.0)
_CODES: Final = 40.0
_COLUMN_GAP: Final = 24.0
_COLUMN: Final = (INSIDE - _COLUMN_GAP) / 2


def draw_slip(squares: tuple[str, ...], *, code: str, expires_at: str) -> Paper:
    """Return the page of a slip.

    Args:
        squares: The square, a string a row, ``#`` for a dark module.
        code: The letters by which people tell slips apart.
        expires_at: ISO 8601, UTC; told in the practice's own time.
    """
    both = table("sheet")["slip"]
    words = {language: both[language.value] for language in Language}
    page = Page(" · ".join(words[language]["job"] for language in Language))
    page.head("Diogel", " · ".join(words[language]["name"] for language in Language))
    for at, language in enumerate(Language):
        _middle(page, 104 + at * 36, words[language]["first"], _TITLES, face="Bold")
    _square(page, squares)
    below = _SQUARE_TOP + _SIDE + 52
    _middle(page, below, code, (_CODES,), face="Bold", spacing=6.0)
    _expires(page, below + 26, words, expires_at)
    for at, language in enumerate(Language):
        x = EDGE + at * (_COLUMN + _COLUMN_GAP)
        page.block(x, below + 72, words[language]["how"], width=_COLUMN, size=9.5, ink=SOFT)
    page.foot(words[Language.EN]["printed"], words[Language.CY]["printed"])
    return page.done()


def _square(page: Page, squares: tuple[str, ...]) -> None:
    left = (A4_WIDTH - _SIDE) / 2
    quiet = _QUIET * _SIDE / len(squares)
    page.box(left - quiet, _SQUARE_TOP - quiet, _SIDE + 2 * quiet, _SIDE + 2 * quiet, fill=ON_NAVY)
    page.modules(left, _SQUARE_TOP, _SIDE, squares)


def _expires(
    page: Page, y: float, words: Mapping[Language, Mapping[str, str]], expires_at: str
) -> None:
    moment = datetime.fromisoformat(expires_at).astimezone()
    said = f"{show_date(moment.date())} {moment:%H:%M}"
    line = " · ".join(words[language]["until"].format(moment=said) for language in Language)
    _middle(page, y, line, (12.0, 10.5, 9.0))


def _middle(
    page: Page,
    y: float,
    words: str,
    sizes: tuple[float, ...],
    *,
    face: str = "Regular",
    spacing: float = 0.0,
) -> None:
    size = fitting(words, sizes, width=INSIDE, face=face)
    wide = width_of(words, size=size, face=face, spacing=spacing)
    page.line((A4_WIDTH - wide) / 2, y, words, size=size, face=face, spacing=spacing)
