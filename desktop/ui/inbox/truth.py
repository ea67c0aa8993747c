"""The truth about one photograph: came in, verified, removed or not and why, by whom set aside.

Pure: from what the keeper says to lines of words.
"""

from datetime import datetime
from typing import Any, Final

from desktop.records.arrival import TimeTrust
from desktop.records.dates import show_date
from desktop.records.image import ImageState
from desktop.records.removal import CONFIRMED, NOT_ASKED, PENDING, REMOVED
from desktop.records.waiting import Waiting
from desktop.ui.ages import OLD_MINUTES
from desktop.ui.amounts import bytes_said, span_said
from desktop.ui.phrase import NOTHING, Words, joined, phrase, say, verbatim
from desktop.ui.truth_line import TruthLine
from desktop.wording import Language

_KNOWN_REASONS: Final = frozenset(
    {NOT_ASKED, PENDING, REMOVED, CONFIRMED, "read_only", "not_permitted", "not_removed"}
    | {"changed", "vanished", "missing", "busy", "failed"}
)
_OLD_S: Final = 60 * OLD_MINUTES
_DIGITS: Final = 12


def upload_s(one: Waiting) -> float | None:
    """Return how many seconds passed from the shutter to the vault; None where nobody knows.

    The camera's wall clock is taken to be this computer's where it says no zone.
    """
    facts = one.facts or {}
    taken = str(facts.get("taken_at", ""))
    if not taken or facts.get("time_trust") != TimeTrust.EXIF.value:
        return None
    came = datetime.fromisoformat(one.received_at)
    return (came - datetime.fromisoformat(taken).astimezone()).total_seconds()


def is_late(one: Waiting) -> bool:
    """Return whether a photograph lay on its device for longer than half a working day.

    Source: GUIDANCE R-45, images are uploaded promptly; ``ages.OLD_MINUTES``.
    """
    passed = upload_s(one)
    return passed is not None and passed >= _OLD_S


def truth_of(one: Waiting) -> tuple[TruthLine, ...]:
    """Return everything that is known of what happened to one photograph."""
    facts = one.facts or {}
    found = [
        TruthLine(phrase("truth.file"), _file(facts)),
        TruthLine(phrase("truth.taken"), _taken(facts), bad=_is_odd(facts)),
        TruthLine(phrase("truth.arrived"), verbatim(_moment(one.received_at))),
        TruthLine(phrase("truth.upload"), _upload(one), bad=is_late(one)),
        TruthLine(phrase("truth.verified"), phrase("truth.verified_yes")),
        TruthLine(phrase("truth.source"), _source(one), bad=_is_left(one)),
        TruthLine(phrase("truth.from"), phrase(f"origin.{one.origin.value}")),
        TruthLine(phrase("truth.device"), verbatim(_device(facts))),
        TruthLine(phrase("truth.place"), _place(facts), bad=bool(facts.get("gps_present"))),
        TruthLine(phrase("truth.sitting"), verbatim(str(facts.get("sitting", "")))),
        TruthLine(phrase("truth.aside"), _aside(one), bad=True),
        TruthLine(phrase("truth.digest"), verbatim(one.sha256[:_DIGITS])),
    ]
    return tuple(line for line in found if say(line.words, Language.EN))


def _file(facts: Any) -> Words:
    size = facts.get("size_bytes")
    sides = (facts.get("width_px"), facts.get("height_px"))
    return joined(
        verbatim(str(facts.get("name", ""))),
        verbatim(str(facts.get("format", "")).upper()),
        verbatim(f"{sides[0]} \N{MULTIPLICATION SIGN} {sides[1]}") if all(sides) else NOTHING,
        bytes_said(size) if isinstance(size, int) else NOTHING,
    )


def _taken(facts: Any) -> Words:
    taken = str(facts.get("taken_at", ""))
    trust = str(facts.get("time_trust", TimeTrust.UNKNOWN.value))
    return joined(
        verbatim(_moment(taken, local=True)) if taken else NOTHING,
        NOTHING if trust == TimeTrust.EXIF.value else phrase(f"time_trust.{trust}"),
    )


def _is_odd(facts: Any) -> bool:
    return bool(facts) and facts.get("time_trust") == TimeTrust.UNKNOWN.value


def _upload(one: Waiting) -> Words:
    passed = upload_s(one)
    if passed is None:
        return NOTHING
    if passed < 0:
        return phrase("truth.clock_ahead")
    return joined(
        phrase("truth.after", span=span_said(passed)),
        phrase("truth.late") if is_late(one) else NOTHING,
    )


def _source(one: Waiting) -> Words:
    known = one.source_removed if one.source_removed in _KNOWN_REASONS else "other"
    return phrase(f"truth.source_{known}")


def _is_left(one: Waiting) -> bool:
    return one.source_removed not in {NOT_ASKED, PENDING, REMOVED, CONFIRMED}


def _device(facts: Any) -> str:
    parts = (str(facts.get(name, "")) for name in ("make", "model", "serial"))
    return " ".join(filter(None, parts))


def _place(facts: Any) -> Words:
    if "gps_present" not in facts:
        return NOTHING
    return phrase("truth.place_yes" if facts["gps_present"] else "truth.place_no")


def _aside(one: Waiting) -> Words:
    if one.state is not ImageState.QUARANTINED:
        return NOTHING
    own = str((one.facts or {}).get("aside_reason", ""))
    why = phrase(f"quarantine.{one.set_aside_because}") if one.set_aside_because else NOTHING
    return joined(why, verbatim(own))


def _moment(stamp: str, *, local: bool = False) -> str:
    moment = datetime.fromisoformat(stamp)
    moment = moment.replace(tzinfo=None) if local else moment.astimezone()
    return f"{show_date(moment.date())} {moment:%H:%M}"
