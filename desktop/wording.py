"""Sentences in English and Welsh, looked up by stable codes and filled with facts.

Every other module speaks in codes. The sentences lie in ``resources/texts/*.toml``; this module
knows how they are stored there and nothing about screens, patients or engines.

A *text* is stored under a group and a code (``[role.nurse]``) with one entry a language. An entry
is a sentence, or a table of plural forms chosen by the fact ``count``. An *explanation* of an error
has three parts, each looked up under ``[code.reason.en]``, then ``[reason.<reason>.en]`` (for what
several codes share), then ``[code.en]``. A part is a sentence, or a list of sentences of which the
first whose facts are all known is used; the last one needs none.
"""

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from desktop.assets import resource
from desktop.errors import DeskError

TEXT_FILES: Final = (
    "words",
    "refusals",
    "patients",
    "consent_words",
    "window",
    "frame",
    "settings",
    "door",
    "attach",
    "home",
    "inbox",
    "slips",
    "card",
    "identify",
    "commands",
    "lawful_basis",
    "body_sites",
    "record",
    "viewer",
    "mending",
    "originals",
    "second_look",
    "audit",
    "problems",
    "editor",
    "safekeeping",
    "devices",
)
"""The files whose tables are groups of texts; a group stands in one file only."""

_WORDS_OF_FACT: Final[Mapping[str, str]] = {
    "act": "act",
    "capacity": "capacity",
    "column": "column",
    "feature": "feature",
    "holds": "holds",
    "role": "role",
    "state": "state",
    "use": "use",
    "wanted": "state",
}
_FALLBACK_CODE: Final = "failed"


class Language(Enum):
    """A language the whole program can be read in."""

    EN = "en"
    """English."""
    CY = "cy"
    """Welsh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a person is told when something did not work.

    Attributes:
        happened: What happened, in one sentence.
        safe: What is safe, or has not been changed; empty only where nothing could be at risk.
        do: What to do now; empty only where saying more would help a stranger.
    """

    happened: str
    safe: str
    do: str


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return the content of ``resources/texts/<name>.toml``, read once."""
    with resource("texts", f"{name}.toml").open("rb") as file:
        return MappingProxyType(tomllib.load(file))


@cache
def _groups() -> Mapping[str, Mapping[str, Any]]:
    return {
        group: entries
        for name in TEXT_FILES
        for group, entries in table(name).items()
        if isinstance(entries, Mapping)
    }


def text(key: str, language: Language, **facts: str | int) -> str:
    """Return the text stored under ``key``, with its facts filled in.

    Args:
        key: Group and code, as in ``"role.nurse"``.
        language: Which language.
        facts: Values for the placeholders; ``count`` also chooses the plural form.

    Raises:
        KeyError: There is no such text, or a fact is missing: a fault of the program.
    """
    group, _, code = key.partition(".")
    entry = _groups()[group][code][language.value]
    if isinstance(entry, Mapping):
        form = plural_form(int(facts["count"]), language)
        entry = entry.get(form, entry["other"])
    return str(entry).format(**facts)


def has_text(key: str) -> bool:
    """Return whether a text is stored under ``key``."""
    group, _, code = key.partition(".")
    return code in _groups().get(group, {})


def plural_form(count: int, language: Language) -> str:
    """Return which plural form a number takes.

    Source: Unicode CLDR 44, plural rules for cardinal numbers: English one/other; Welsh
    zero/one/two/few (3)/many (6)/other.
    """
    if language is Language.CY:
        return {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}.get(count, "other")
    return "one" if count == 1 else "other"


def explain(error: DeskError, language: Language) -> Explanation:
    """Return what to tell a person about ``error``.

    An unknown code or reason falls back to a more general explanation, so that this never fails.
    """
    facts = _facts_in_words(error.facts, language)
    places = tuple(_places(error.code, error.reason, language))
    return Explanation(
        happened=_part("happened", places, facts),
        safe=_part("safe", places, facts),
        do=_part("do", places, facts),
    )


def _places(code: str, reason: str, language: Language) -> Iterator[Mapping[str, Any]]:
    """Yield the tables that may hold a part, most particular first."""
    errors = table("errors")
    own = errors.get(code, errors[_FALLBACK_CODE])
    shared = errors["reason"]
    if reason:
        yield own.get(reason, {}).get(language.value, {})
        yield shared.get(reason, {}).get(language.value, {})
    yield own[language.value]


def _part(name: str, places: tuple[Mapping[str, Any], ...], facts: Mapping[str, str | int]) -> str:
    for place in places:
        if name in place:
            return _first_that_fits(place[name], facts)
    return ""


def _first_that_fits(sentences: str | list[str], facts: Mapping[str, str | int]) -> str:
    choices = [sentences] if isinstance(sentences, str) else sentences
    fitting = (choice for choice in choices if placeholders(choice) <= facts.keys())
    return next(fitting, "").format(**facts)


def placeholders(sentence: str) -> frozenset[str]:
    """Return the names of the facts that ``sentence`` needs."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


def _facts_in_words(facts: Mapping[str, str | int], language: Language) -> Mapping[str, str | int]:
    """Return ``facts`` with our own codes (a state, a role) put into words."""
    return {name: _fact_in_words(name, value, language) for name, value in facts.items()}


def _fact_in_words(name: str, value: str | int, language: Language) -> str | int:
    key = f"{_WORDS_OF_FACT.get(name, '')}.{value}"
    return text(key, language) if has_text(key) else value
