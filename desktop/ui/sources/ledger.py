"""The ledger of cards as lines: what came from each, what left it, what still lies there. No Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desktop.records.card import CAMERA, CardRun, CardState
from desktop.ui.ages import age, is_old
from desktop.ui.cards import day_of, label_of, lies_on, moment_of, seen_at
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.truth_line import TruthLine

_WHY: Final = frozenset(
    {"pending", "read_only", "not_permitted", "changed", "vanished", "missing", "busy"}
)
"""Reasons for which a file was not removed that have words of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One card.

    Attributes:
        title: What it is called.
        detail: Which camera it was in, and when it was seen.
        badge: How it stands, in a word or an age.
        tone: Of the badge.
        lies: What is known to lie on it, or since when it is proven empty.
        attested: Who said that the device's own backup is clean, or that somebody has to.
    """

    title: Words
    detail: Words
    badge: Words
    tone: Tone
    lies: Words
    attested: Words


def ledger_line(card: CardState, *, now: datetime, is_in: bool) -> LedgerLine:
    """Return how a card stands.

    Args:
        card: Which.
        now: The present moment, aware.
        is_in: Whether it is in at this moment.
    """
    seen = phrase("cards.in_reader") if is_in else seen_at(card)
    return LedgerLine(
        title=label_of(card),
        detail=joined(verbatim(card.device), seen),
        badge=age(card.since, now, short=True) if card.since else phrase("ledger.empty"),
        tone=_tone(card, now),
        lies=lies_on(card),
        attested=_attested(card),
    )


def not_cleared_count(cards: tuple[CardState, ...]) -> Words:
    """Return how many cards there are, and how many of them are not cleared."""
    if not cards:
        return NOTHING
    left = sum(not one.is_cleared for one in cards)
    known = phrase("ledger.count", count=len(cards))
    return joined(known, phrase("ledger.count_left", count=left)) if left else known


def truth_of(card: CardState) -> tuple[TruthLine, ...]:
    """Return everything that is known of a card, and its newest runs."""
    lines = (
        TruthLine(phrase("ledger.fact_arrived"), _number(card.arrived)),
        TruthLine(phrase("ledger.fact_removed"), _number(card.removed)),
        TruthLine(phrase("ledger.fact_said"), _some(card.said)),
        TruthLine(phrase("ledger.fact_stuck"), _number(card.stuck), bad=card.stuck > 0),
        TruthLine(phrase("ledger.fact_kept"), _some(card.kept)),
        TruthLine(phrase("ledger.fact_lying"), _number(card.lying), bad=card.lying > 0),
        TruthLine(phrase("ledger.fact_fresh"), _some(card.fresh), bad=True),
        TruthLine(phrase("ledger.fact_since"), _when(card.since), bad=True),
        TruthLine(phrase("ledger.fact_emptied"), _when(card.emptied_at)),
        TruthLine(phrase("ledger.fact_attested"), _attested(card), bad=card.asks_attestation),
        TruthLine(phrase("ledger.fact_first"), _when(card.first_at)),
        TruthLine(phrase("ledger.fact_last"), _when(card.last_at)),
        TruthLine(phrase("ledger.fact_serial"), verbatim(card.serial.removeprefix(CAMERA))),
    )
    runs = (TruthLine(_run_title(run), _run_told(run), bad=_is_bad(run)) for run in card.runs)
    return (*(one for one in lines if one.words != NOTHING), *runs)


def run_words(run: CardRun) -> Words:
    """Return what one taking in brought, and what it left and why."""
    stuck, refused = sum(run.not_removed.values()), sum(run.refused.values())
    said = (
        _counted("ledger.run_arrived", run.arrived),
        _counted("ledger.run_known", run.known),
        _counted("ledger.run_removed", run.removed),
        _counted("ledger.run_kept", run.kept),
        _counted("ledger.run_stuck", stuck, why=_reasons(run.not_removed, _why_stuck)),
        _counted("ledger.run_refused", refused, why=_reasons(run.refused, _why_refused)),
        _counted("ledger.run_pending", run.pending),
        NOTHING if run.ended_at else phrase("ledger.run_cut"),
    )
    told = [words for words in said if words != NOTHING]
    return joined(*told) if told else phrase("ledger.run_nothing")


def _run_title(run: CardRun) -> Words:
    return phrase("ledger.run", when=moment_of(run.began_at))


def _run_told(run: CardRun) -> Words:
    who = verbatim(run.by_name) if run.by_name else NOTHING
    return joined(who, phrase(f"origin.{run.origin.value}"), run_words(run))


def _is_bad(run: CardRun) -> bool:
    return bool(run.not_removed) or run.pending > 0 or not run.ended_at


def _tone(card: CardState, now: datetime) -> Tone:
    if card.is_cleared:
        return Tone.OK
    return Tone.WARN if is_old(card.since, now) else Tone.MUTE


def _attested(card: CardState) -> Words:
    if card.attested_at:
        day, name = day_of(card.attested_at), card.attested_name
        if name:
            return phrase("ledger.attested", name=name, day=day)
        return phrase("ledger.attested_on", day=day)
    return phrase("ledger.asks") if card.asks_attestation else NOTHING


def _counted(key: str, count: int, **facts: Words) -> Words:
    return phrase(key, count=count, **facts) if count else NOTHING


def _reasons(counts: Mapping[str, int], of: Callable[[str], Words]) -> Words:
    return joined(*(of(reason) for reason in sorted(counts)), between=", ")


def _why_stuck(reason: str) -> Words:
    return phrase(f"ledger.why_{reason if reason in _WHY else 'other'}")


def _why_refused(reason: str) -> Words:
    return phrase(f"refusal.{reason}")


def _number(count: int) -> Words:
    return verbatim(str(count))


def _some(count: int) -> Words:
    return _number(count) if count else NOTHING


def _when(at: str) -> Words:
    return verbatim(moment_of(at)) if at else NOTHING
