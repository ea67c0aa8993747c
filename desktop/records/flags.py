"""What makes a photograph more delicate than others, and what follows from it.

Source: GUIDANCE, UK rules: NHSE and RCGP "Key principles for intimate clinical assessments", CQC
mythbuster 100, and practices' own policies (none of a child's breast, anus or genitals; Protection
of Children Act 1978): a chaperone is offered and that is noted, and a second clinician looks. A
child is under eighteen (Children Act 1989, section 105).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from desktop.errors import GateOpenError, RecordInvalidError
from desktop.records.consent import ADULT_YEARS
from desktop.records.dates import age_years
from desktop.records.plain_text import is_plain_lines

LONGEST_CHAPERONE: Final = 200


class Flag(Enum):
    """Why a photograph is more delicate than others; the values are JSON keys."""

    INTIMATE = "intimate"
    """It shows breast, genitals, anus or buttocks."""
    UNDER_18 = "under_18"
    """The patient was a child when it was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """What a person says of a photograph.

    Attributes:
        marked: Set by hand; what follows from the date of birth is added to it.
        chaperone: Who was there as a chaperone, or that one was offered and declined; needed where
            an intimate area is shown.
    """

    marked: frozenset[Flag] = frozenset()
    chaperone: str = ""

    def __post_init__(self) -> None:
        """Refuse a note that is too long or not plain text.

        Raises:
            RecordInvalidError: ``chaperone``.
        """
        if len(self.chaperone) > LONGEST_CHAPERONE or not is_plain_lines(self.chaperone):
            raise RecordInvalidError("chaperone")

    def lacks_chaperone(self) -> bool:
        """Return whether a note about the chaperone is still to be written."""
        return Flag.INTIMATE in self.marked and not self.chaperone.strip()

    def to_json(self) -> dict[str, object]:
        """Return plain data."""
        return {
            "marked": [flag.value for flag in Flag if flag in self.marked],
            "chaperone": self.chaperone,
        }

    @classmethod
    def from_json(cls, value: object) -> "Flags":
        """Return what ``to_json`` wrote.

        Raises:
            RecordInvalidError: ``shape``, or ``chaperone``.
        """
        if not isinstance(value, Mapping) or set(value) != {"marked", "chaperone"}:
            raise RecordInvalidError("shape")
        try:
            marked = frozenset(Flag(one) for one in value["marked"])
        except (TypeError, ValueError) as wrong:
            raise RecordInvalidError("shape") from wrong
        if not isinstance(value["chaperone"], str):
            raise RecordInvalidError("shape")
        return cls(marked=marked, chaperone=value["chaperone"])


NO_FLAGS: Final = Flags()


def is_child(born: date, *, taken: date | None, today: date) -> bool:
    """Return whether somebody was under eighteen when photographed; today, if nobody knows when.

    A day of capture before the birth or after today is a clock that was wrong, and is not believed.
    """
    day = taken if taken is not None and born <= taken <= today else today
    return age_years(born, day) < ADULT_YEARS


def flags_in_force(flags: Flags, born: date, *, taken: date | None, today: date) -> frozenset[Flag]:
    """Return what holds of a photograph: what was marked, and what the date of birth says."""
    child = is_child(born, taken=taken, today=today)
    return flags.marked | ({Flag.UNDER_18} if child else frozenset())


def check_flags(flags: Flags, held: frozenset[Flag]) -> None:
    """Let a photograph of an intimate area pass only with a note about the chaperone.

    Raises:
        GateOpenError: ``chaperone_missing``.
    """
    if Flag.INTIMATE in held and not flags.chaperone.strip():
        raise GateOpenError("chaperone_missing", feature=Flag.INTIMATE.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactionPolicy:
    """What the practice has settled about filing.

    Attributes:
        second_look: Photographs of these a second clinician must agree to before anybody else sees
            them. One that is both of an intimate area and of a child always needs it.
    """

    second_look: frozenset[Flag] = frozenset()

    def asks_for_look(self, held: frozenset[Flag]) -> bool:
        """Return whether a second clinician must agree."""
        return bool(held & self.second_look) or held == frozenset(Flag)


def flags_of(details: Mapping[str, object]) -> Flags:
    """Return what was said of a filed image; nothing of those from before anybody was asked."""
    said = details.get("flags")
    if not isinstance(said, Mapping):
        return NO_FLAGS
    return Flags.from_json({name: said[name] for name in ("marked", "chaperone")})


def held_of(details: Mapping[str, object]) -> frozenset[Flag]:
    """Return what holds of a filed image."""
    said = details.get("flags")
    held = said.get("held", ()) if isinstance(said, Mapping) else ()
    return frozenset(Flag(one) for one in held)


def was_asked_for_look(details: Mapping[str, object]) -> bool:
    """Return whether a second clinician had to agree to a filed image, as it is now."""
    said = details.get("flags")
    return isinstance(said, Mapping) and said.get("second_look") is True
