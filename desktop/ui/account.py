"""Received = accounted for: the counts that must agree, as they are shown. No Qt here."""

from dataclasses import dataclass

from desktop.records.tally import Tally
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the account.

    Attributes:
        words: What is counted.
        count: How many there are.
        today: Of those, how many are of today; nothing where that says nothing.
    """

    words: Words
    count: int
    today: Words = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Everything that came in, and where it is now.

    Attributes:
        received: The first line.
        lines: Where it all is; their sum is what is accounted for.
        verdict: Whether anything is missing, in a sentence.
        tone: Of the sentence.
    """

    received: Entry
    lines: tuple[Entry, ...]
    verdict: Words
    tone: Tone


def account(tally: Tally) -> Account:
    """Return the account of a tally, and say loudly where it does not come out even."""
    lines = [
        Entry(words=phrase("account.filed"), count=tally.filed, today=_of_today(tally.filed_today)),
        Entry(words=phrase("account.unidentified"), count=tally.unidentified),
        Entry(words=phrase("account.identified"), count=tally.identified),
        Entry(words=phrase("account.set_aside"), count=tally.set_aside),
        Entry(words=phrase("account.rejected"), count=tally.rejected),
    ]
    if tally.destroyed:
        lines.append(Entry(words=phrase("account.destroyed"), count=tally.destroyed))
    return Account(
        received=Entry(
            words=phrase("account.received"),
            count=tally.received,
            today=_of_today(tally.received_today),
        ),
        lines=tuple(lines),
        verdict=_verdict(tally),
        tone=Tone.OK if tally.accounted_for == tally.received else Tone.ERR,
    )


def _of_today(count: int) -> Words:
    return phrase("account.today", count=count) if count else NOTHING


def _verdict(tally: Tally) -> Words:
    known, received = tally.accounted_for, tally.received
    if known == received:
        return phrase("account.nothing_missing", accounted=known, received=received)
    if known < received:
        return phrase("account.missing", accounted=known, received=received, count=received - known)
    return phrase("account.too_many", accounted=known, received=received, count=known - received)
