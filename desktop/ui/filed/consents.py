"""What a patient's consents say today, in words. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.records.consent import Consent, How, Use, why_not
from desktop.records.dates import show_date
from desktop.ui.filed.say import COMMA, Names
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim

_STATES = {
    "": (phrase("consent.recorded"), Tone.OK),
    "withdrawn": (phrase("consent.withdrawn"), Tone.WARN),
    "expired": (phrase("consent.expired"), Tone.WARN),
    "not_yet": (phrase("consent.not_yet"), Tone.WARN),
    "use": (phrase("record.consent_not_care"), Tone.WARN),
    "none": (phrase("consent.missing"), Tone.WARN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFacts:
    """One consent, as the card shows it.

    Attributes:
        state: Whether it covers the patient's own care today, else why not.
        tone: How that is meant.
        uses: What was agreed to.
        others: What was not; nothing where everything was.
        given: When, how, and by whom where it was not the patient.
        recorded: Who recorded it.
        ends: Until when it holds, or when it was withdrawn; nothing without an end.
    """

    state: Words
    tone: Tone
    uses: Words
    others: Words
    given: Words
    recorded: Words
    ends: Words


def consent_state(consents: Sequence[Consent], today: date) -> tuple[Words, Tone]:
    """Return how the consents stand as a whole: one that covers care today is enough.

    Args:
        consents: Newest first.
        today: The day it is asked for.
    """
    reasons = [why_not(consent, use=Use.CARE, on=today) for consent in consents]
    if not reasons:
        return _STATES["none"]
    return _STATES["" if "" in reasons else reasons[0]]


def consent_facts(consent: Consent, names: Names, today: date) -> ConsentFacts:
    """Return one consent in words."""
    state, tone = _STATES[why_not(consent, use=Use.CARE, on=today)]
    others = [use for use in Use if use not in consent.uses]
    return ConsentFacts(
        state=state,
        tone=tone,
        uses=phrase("record.uses", uses=_uses([use for use in Use if use in consent.uses])),
        others=phrase("record.not_for", uses=_uses(others)) if others else NOTHING,
        given=_given(consent),
        recorded=_recorded(consent, names),
        ends=_ends(consent),
    )


def _uses(uses: Sequence[Use]) -> Words:
    return joined(*(phrase(f"record.use_{use.value}") for use in uses), between=COMMA)


def _given(consent: Consent) -> Words:
    day = verbatim(show_date(consent.given_at.astimezone().date()))
    parts: list[Words] = [day, phrase(f"how.{consent.how.value}")]
    if consent.how is not How.OTHER_POWER and consent.giver_name:
        by = joined(verbatim(consent.giver_name), verbatim(consent.relationship), between=COMMA)
        parts.append(phrase("record.given_by", who=by))
    return joined(*parts)


def _recorded(consent: Consent, names: Names) -> Words:
    name = names.get(consent.recorded_by, "")
    return phrase("record.recorded_by", who=name) if name else NOTHING


def _ends(consent: Consent) -> Words:
    if consent.withdrawn_at is not None:
        day = show_date(consent.withdrawn_at.astimezone().date())
        return phrase("record.withdrawn_on", date=day)
    if consent.valid_until is not None:
        return phrase("record.valid_until", date=show_date(consent.valid_until))
    return NOTHING
