"""How many guesses a passphrase withstands, by zxcvbn, and whether that is enough.

Source of the thresholds: ``docs/adr/0022-strength-by-estimate.md``. Source of the method: D. L.
Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016. Its own words are
English; ours are chosen by what it found (``records.strength.Weakness``).
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from zxcvbn import zxcvbn

from desktop.assets import resource
from desktop.records.strength import Holds, Strength, Weakness

GUESSES_PER_SECOND: Final = 2_300
"""A thousand cores at 0.44 s a guess: Argon2id with 64 MiB, three passes, four lanes."""
LEAST_GUESSES: Final = 10**12
"""Four words chosen at random, or the like: thirteen years of a thousand cores."""
LEAST_GUESSES_BOUND: Final = 10**10
"""With a second factor in this computer: fifty days, by somebody who has that computer as well."""
MOST_LOOKED_AT: Final = 64
"""Characters at each end that are estimated: the effort grows faster than the length."""

_LEVELS: Final = (10**6, 10**9, LEAST_GUESSES, 100 * 365 * 86_400 * GUESSES_PER_SECOND)
_SPANS_S: Final = {
    Holds.SECOND: 1,
    Holds.MINUTE: 60,
    Holds.HOUR: 3_600,
    Holds.DAY: 86_400,
    Holds.WEEK: 7 * 86_400,
    Holds.MONTH: 30 * 86_400,
    Holds.YEAR: 365 * 86_400,
    Holds.DECADE: 10 * 365 * 86_400,
    Holds.CENTURY: 100 * 365 * 86_400,
}
_OF_PATTERN: Final = {
    "bruteforce": Weakness.SHORT,
    "spatial": Weakness.KEYBOARD,
    "repeat": Weakness.REPEAT,
    "sequence": Weakness.SEQUENCE,
    "regex": Weakness.DATE,
    "date": Weakness.DATE,
}
_OF_DICTIONARY: Final = {
    "passwords": Weakness.COMMON,
    "surnames": Weakness.PERSON,
    "male_names": Weakness.PERSON,
    "female_names": Weakness.PERSON,
}


def estimate(passphrase: str, *, known: tuple[str, ...] = (), is_bound: bool = False) -> Strength:
    """Return how strong ``passphrase`` is; takes some tens of milliseconds at most.

    Of a long one both ends are looked at and the stronger counts, which is never more than the
    whole. Spaces count as if they were not there: everybody puts them between words.

    Args:
        passphrase: As typed.
        known: What anybody can read of this person: practice, sign-in name, full name.
        is_bound: Whether the slot also needs a factor that only this computer holds.
    """
    if not passphrase.strip():
        return _strength(0, Weakness.SHORT, is_bound=is_bound)
    own = _words_of(known)
    plain = _plain(passphrase)
    ends = {plain[:MOST_LOOKED_AT], plain[-MOST_LOOKED_AT:]}
    guesses, weakness = max((_of_end(end, own) for end in ends), key=lambda found: found[0])
    return _strength(guesses, weakness, is_bound=is_bound)


def _strength(guesses: int, weakness: Weakness, *, is_bound: bool) -> Strength:
    least = LEAST_GUESSES_BOUND if is_bound else LEAST_GUESSES
    is_enough = guesses >= least
    level = sum(guesses >= limit for limit in _LEVELS)
    spans = tuple(_SPANS_S)
    at = bisect_left([_SPANS_S[span] for span in spans], guesses / GUESSES_PER_SECOND)
    return Strength(
        is_enough=is_enough,
        level=max(level, 3) if is_enough else level,
        holds=spans[at] if at < len(spans) else Holds.LONGER,
        weakness=Weakness.NOTHING if is_enough else weakness,
    )


def _of_end(end: str, own: tuple[str, ...]) -> tuple[int, Weakness]:
    inputs = [*own, *_welsh()]
    joined = "".join(end.split())
    found = [zxcvbn(text, user_inputs=inputs) for text in {end, joined} if text]
    weakest = min(found, key=lambda result: int(result["guesses"]))
    return int(weakest["guesses"]), _weakness(weakest["sequence"], own)


def _weakness(sequence: list[Mapping[str, Any]], own: tuple[str, ...]) -> Weakness:
    """Return what the longest part of it is, as zxcvbn itself chooses what to speak about."""
    longest = max(sequence, key=lambda part: len(part["token"]))
    if longest["pattern"] != "dictionary":
        return _OF_PATTERN[longest["pattern"]]
    if longest["matched_word"] in own:
        return Weakness.KNOWN
    return _OF_DICTIONARY.get(longest["dictionary_name"], Weakness.WORDS)


def _words_of(known: tuple[str, ...]) -> tuple[str, ...]:
    """Return each known text without its spaces, and every word of it."""
    words: dict[str, None] = {}
    for text in known:
        parts = [part for part in re.split(r"\W+", _plain(text).lower()) if part]
        words.update(dict.fromkeys(["".join(parts), *parts]))
    return tuple(word for word in words if word)


@cache
def _welsh() -> tuple[str, ...]:
    lines = resource("words", "welsh.txt").read_text(encoding="utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#"))
    return tuple(dict.fromkeys(_plain(words).split()))


def _plain(text: str) -> str:
    """Return ``text`` without its accents: ``ŵ`` is ``w`` to whoever guesses."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
