"""What a person reads, before a language is chosen: a code with facts, or words as they are.

Presenters speak in these values, so that they need neither Qt nor a language. The window says them
in its language and says them again when that changes. Nothing here knows Qt.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from desktop.wording import Language, text

DOT = " · "
"""What stands between short facts on one line."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text of ``resources/texts`` with its facts.

    Attributes:
        key: Group and code, as in ``"button.lock"``.
        facts: Values for the placeholders; ``count`` also chooses the plural form. A fact that is
            itself to be said is said first, in the same language.
    """

    key: str
    facts: "Mapping[str, str | int | Words]" = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Words that are the same in every language: names, numbers, dates.

    Attributes:
        words: As they are shown.
    """

    words: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Several things to say on one line.

    Attributes:
        parts: In their order; what says nothing is left out.
        between: What stands between two of them.
    """

    parts: "tuple[Words, ...]"
    between: str = DOT


Words: TypeAlias = Phrase | Verbatim | Joined
"""Anything a widget can be told to say."""

NOTHING = Verbatim("")
"""To say nothing."""


def phrase(key: str, /, **facts: "str | int | Words") -> Phrase:
    """Return the text under ``key`` with its facts, to be said later."""
    return Phrase(key, MappingProxyType(facts))


def verbatim(words: str | int) -> Verbatim:
    """Return words that no language changes."""
    return Verbatim(str(words))


def joined(*parts: Words, between: str = DOT) -> Joined:
    """Return several things to be said on one line."""
    return Joined(parts, between)


def say(words: Words, language: Language) -> str:
    """Return ``words`` in a language.

    Raises:
        KeyError: There is no such text, or a fact is missing: a fault of the program.
    """
    match words:
        case Verbatim(as_is):
            return as_is
        case Joined(parts, between):
            return between.join(said for part in parts if (said := say(part, language)))
        case Phrase(key, facts):
            return text(key, language, **{n: _fact(v, language) for n, v in facts.items()})


def _fact(value: str | int | Words, language: Language) -> str | int:
    return value if isinstance(value, str | int) else say(value, language)
