"""What a person types to find a patient, understood: a number, a date of birth, names in any order.

Pure parsing: what is looked up with it is the catalogue's business.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

_MONTH_NAMES: Final = (
    "january february march april may june july august september october november december",
    "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
)
_SHORTEST_MONTH: Final = 3
_MONTH_OF: Final = {
    name[:length]: month
    for names in _MONTH_NAMES
    for month, name in enumerate(names.split(), start=1)
    for length in range(_SHORTEST_MONTH, len(name) + 1)
}
"""Months in English and Welsh, cut after any letter from the third."""

_DASH: Final = "-\u2010\u2011\u2013"
_BETWEEN: Final = rf"[{_DASH}/.]"
_YEAR: Final = "[0-9]{4}|[0-9]{2}"
_DATE: Final = re.compile(
    rf"(?<![{_DASH}\w/.])(?:"
    rf"(?P<y>[0-9]{{4}}){_BETWEEN}(?P<m>[0-9]{{1,2}}){_BETWEEN}(?P<d>[0-9]{{1,2}})"
    rf"|(?P<d2>[0-9]{{1,2}}){_BETWEEN}(?P<m2>[0-9]{{1,2}}){_BETWEEN}(?P<y2>{_YEAR})"
    rf"|(?P<d3>[0-9]{{1,2}})[{_DASH}/. ]?"
    rf"(?P<m3>{'|'.join(sorted(_MONTH_OF, key=len, reverse=True))})"
    rf"[{_DASH}/. ]?(?P<y3>{_YEAR})"
    rf")(?![{_DASH}\w/])",
    re.IGNORECASE,
)
_NUMBER_PIECE: Final = re.compile(rf"[0-9][{_DASH}0-9]*")
_APOSTROPHES: Final = re.compile("['\u2018\u2019\u02bc\u0060\u00b4\u2032.]")
_NOT_A_LETTER: Final = re.compile(r"[\W_]+")
_LETTERS_APART: Final = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\u0131": "i",
        "ħ": "h",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search text, understood.

    Attributes:
        nhs_digits: Digits of an NHS number, perhaps only its beginning; empty if none.
        born: The date of birth, if one was given.
        name_words: Folded beginnings of names or of a local number with letters, in any order.
        not_understood: Pieces that are neither, as typed; a screen says so instead of searching
            more widely than was asked.
    """

    nhs_digits: str = ""
    born: date | None = None
    name_words: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.nhs_digits or self.born or self.name_words)


def fold(text: str) -> str:
    """Return ``text`` without case, accents and apostrophes, its words parted by single spaces.

    ``Siân`` and ``sian`` are one, so are ``O'Neill`` and ``ONeill``; a hyphen parts two words.
    """
    apart = unicodedata.normalize("NFKD", text).casefold()
    letters = unicodedata.normalize("NFKD", apart)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_A_LETTER.sub(" ", _APOSTROPHES.sub("", bare.translate(_LETTERS_APART))).strip()


def name_index(*names: str) -> tuple[str, ...]:
    """Return the folded words under which somebody can be found.

    Each word of each name, the parts of a double-barrelled name also joined (``smithjones``), and
    what follows an apostrophe also alone (``neill``).
    """
    words: dict[str, None] = {}
    for name in names:
        parts = fold(name).split()
        apart = fold(_APOSTROPHES.sub(" ", name)).split()
        words.update(dict.fromkeys([*parts, "".join(parts), *apart]))
    return tuple(word for word in words if word)


def matches(search: Search, *, index: tuple[str, ...], nhs_digits: str, born: date) -> bool:
    """Return whether somebody is meant by ``search``: every piece given must fit.

    Args:
        search: What was asked.
        index: The person's ``name_index``.
        nhs_digits: The person's NHS number, or empty.
        born: The person's date of birth.
    """
    if search.is_empty or search.not_understood:
        return False
    if search.born not in (None, born) or not nhs_digits.startswith(search.nhs_digits):
        return False
    return all(any(word.startswith(begun) for word in index) for begun in search.name_words)


def parse_search(text: str, *, today: date) -> Search:
    """Understand a search text.

    Args:
        text: As typed: ``999 000 0018``, ``14-Jul-1945``, ``14/07/1945``, ``1945-07-14``,
            ``14.7.45``, ``sian smith``, or several of these together.
        today: A year of two digits is the latest that does not put the date after today.
    """
    born: date | None = None
    unclear: list[str] = []
    rest: list[str] = []
    end = 0
    for found in _DATE.finditer(text):
        day = _read_date(found, today)
        rest.append(text[end : found.start()])
        end = found.end()
        if day is None or born not in (None, day):
            unclear.append(found[0])
        else:
            born = day
    rest.append(text[end:])
    digits, words, strange = _numbers_and_names(" ".join(rest))
    return Search(
        nhs_digits=digits, born=born, name_words=words, not_understood=(*unclear, *strange)
    )


def _read_date(found: re.Match[str], today: date) -> date | None:
    day, year = (found["d"] or found["d2"] or found["d3"], found["y"] or found["y2"] or found["y3"])
    month = found["m"] or found["m2"] or _MONTH_OF[found["m3"].casefold()]
    century = today.year // 100 * 100 if len(year) == len("45") else 0
    try:
        read = date(century + int(year), int(month), int(day))
        return read if not century or read <= today else read.replace(year=read.year - 100)
    except ValueError:
        return None


def _numbers_and_names(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the digits, the folded name words, and what is neither."""
    digits = ""
    words: list[str] = []
    strange: list[str] = []
    for piece in text.replace(",", " ").split():
        if _NUMBER_PIECE.fullmatch(piece):
            digits += "".join(letter for letter in piece if letter.isdigit())
        elif any(letter.isalpha() for letter in piece):
            words.extend(fold(piece).split())
        elif any(letter.isdigit() for letter in piece):
            strange.append(piece)
    return digits, tuple(words), tuple(strange)
