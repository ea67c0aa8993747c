"""Lawful bases: data of the practice's law, not of the program.

Source: UK GDPR Articles 6(1) and 9(2); GUIDANCE R-50, R-51, R-53 (the pair Article 6(1)(e) and
9(2)(h) is the default for care) and R-25 (explicit consent for other uses). The list lies in
``resources/texts/lawful_basis.toml`` and may be edited without a change here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from desktop.wording import table


@dataclass(frozen=True, slots=True, kw_only=True)
class LawfulBasis:
    """Why the law allows a use: one condition of Article 6 and one of Article 9.

    Attributes:
        code: Ours, stored with a consent; its name is the text ``basis.<code>``.
        article_6: As in ``6(1)(e)``.
        article_9: As in ``9(2)(h)``.
        is_explicit_consent: Whether it is the explicit consent of the person (Article 9(2)(a)).
    """

    code: str
    article_6: str
    article_9: str
    is_explicit_consent: bool


@cache
def lawful_bases() -> Mapping[str, LawfulBasis]:
    """Return every lawful basis by its code, in the order they are offered."""
    return MappingProxyType(
        {
            code: LawfulBasis(
                code=code,
                article_6=entry["article_6"],
                article_9=entry["article_9"],
                is_explicit_consent=entry["explicit_consent"],
            )
            for code, entry in table("lawful_basis")["basis"].items()
        }
    )


def default_basis() -> str:
    """Return the code of the basis on which care rests."""
    return str(table("lawful_basis")["default"])
