"""Somebody who is not on the list yet: read from a search, checked before they are added. Pure."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Self

from desktop.records import nhs_number
from desktop.records.dates import show_date
from desktop.records.patient import (
    Demographics,
    Fault,
    Gender,
    birth_fault,
    number_fault,
    text_fault,
)
from desktop.records.plain_text import tidy
from desktop.records.search import fold, parse_search

_TEXTS: Final = ("family_name", "given_name", "title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A person as they are being entered.

    Attributes:
        nhs_number: As typed, spaced in three, three and four.
        born: As typed.
        gender: None while nobody has said.
    """

    nhs_number: str = ""
    family_name: str = ""
    given_name: str = ""
    title: str = ""
    born: str = ""
    gender: Gender | None = None

    @classmethod
    def from_search(cls, typed: str, *, today: date) -> Self:
        """Return what a search already says of them, so that nothing is typed twice.

        The first name is taken for the family name, in the order in which patients are listed.
        """
        search = parse_search(typed, today=today)
        names = frozenset(search.name_words)
        words = [word for word in typed.replace(",", " ").split() if _is_name(word, names)]
        family, given = (words[0], words[1:]) if words else ("", [])
        return cls(
            nhs_number=nhs_number.show(search.nhs_digits),
            family_name=_capital(family),
            given_name=" ".join(_capital(word) for word in given),
            born=show_date(search.born) if search.born else "",
        )

    def with_text(self, column: str, typed: str) -> Self:
        """Return the person with one text changed; an NHS number is spaced as it is typed.

        Args:
            column: ``nhs_number``, ``family_name``, ``given_name``, ``title`` or ``born``.
            typed: What is in the field now.
        """
        changed: dict[str, Any] = {column: spaced(typed) if column == "nhs_number" else typed}
        return replace(self, **changed)

    def with_gender(self, gender: Gender | None) -> Self:
        """Return the person with another gender."""
        return replace(self, gender=gender)

    def date_of_birth(self, today: date) -> date | None:
        """Return the date of birth if what was typed is one date and nothing else."""
        search = parse_search(self.born, today=today)
        alone = not (search.name_words or search.nhs_digits or search.not_understood)
        return search.born if alone else None

    def faults(self, *, today: date) -> dict[str, Fault]:
        """Return what is wrong, by column."""
        found: dict[str, Fault | None] = {
            column: text_fault(column, tidy(getattr(self, column))) for column in _TEXTS
        }
        found["nhs_number"] = number_fault(self.nhs_number)
        found["date_of_birth"] = self._birth_fault(today)
        if self.gender is None:
            found["gender"] = Fault.MISSING
        return {column: fault for column, fault in found.items() if fault is not None}

    def demographics(self, *, today: date) -> Demographics:
        """Return the person as they are to be added; only where nothing is wrong.

        Raises:
            ValueError: Something is wrong: a fault of the program.
        """
        born = self.date_of_birth(today)
        if self.faults(today=today) or born is None or self.gender is None:
            raise ValueError("something is wrong")
        return Demographics(
            nhs_number=nhs_number.without_separators(self.nhs_number),
            family_name=tidy(self.family_name),
            given_name=tidy(self.given_name),
            title=tidy(self.title),
            date_of_birth=born,
            gender=self.gender,
        )

    def _birth_fault(self, today: date) -> Fault | None:
        if not self.born.strip():
            return Fault.MISSING
        born = self.date_of_birth(today)
        return Fault.BAD_DATE if born is None else birth_fault(born, today=today)


def spaced(typed: str) -> str:
    """Return an NHS number as typed so far, spaced in three, three and four.

    What is not a digit is left as it stands, so that it can be seen and is called wrong.
    """
    digits = nhs_number.without_separators(typed)
    return nhs_number.show(digits) if digits.isascii() and digits.isdigit() else typed


def _is_name(word: str, names: frozenset[str]) -> bool:
    pieces = fold(word).split()
    return bool(pieces) and names.issuperset(pieces)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:] if word.islower() else word
