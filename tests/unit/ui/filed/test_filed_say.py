"""Filed images in words: honest about dates, plain about decisions."""

from dataclasses import replace

import pytest
from support.filed import CLARE, NIA, NOTHING_THERE, TODAY, consent, listed

from desktop.records.arrival import Origin, TimeTrust
from desktop.records.consent import Use
from desktop.records.filing import Side
from desktop.records.gate import Decision, Feature, Gate, Verdict
from desktop.ui.filed.consents import consent_facts, consent_state
from desktop.ui.filed.entry import entry_of
from desktop.ui.filed.say import (
    apart_words,
    day_words,
    facts_of,
    name_words,
    place_words,
    proof_fact,
    short_day_words,
)
from desktop.ui.phrase import Words, say
from desktop.wording import Language

NAMES = {CLARE: "Dr Clare Test", NIA: "Nia Test"}


def en(words: Words | None) -> str:
    return "" if words is None else say(words, Language.EN)


def cy(words: Words | None) -> str:
    return "" if words is None else say(words, Language.CY)


def values(**changed: object) -> dict[str, str]:
    entry = entry_of(listed("a", "2026-11-22T10:44:00", **changed))  # type: ignore[arg-type]
    return {en(fact.label): en(fact.value) for fact in facts_of(entry, NAMES)}


@pytest.mark.parametrize(
    ("site", "side", "english", "welsh"),
    [
        ("lower_leg", Side.LEFT, "Lower leg, left", "Rhan isaf y goes, chwith"),
        ("cheek", Side.BOTH, "Cheek, both sides", "Boch, y ddwy ochr"),
        ("chest", Side.MIDLINE, "Chest, midline", "Brest (thoracs), llinell ganol"),
        ("chest", Side.NOT_APPLICABLE, "Chest", "Brest (thoracs)"),
    ],
)
def test_a_place_is_said_with_its_side(site: str, side: Side, english: str, welsh: str) -> None:
    place = entry_of(listed("a", site=site, side=side)).place
    assert en(place_words(place)) == english
    assert cy(place_words(place)) == welsh


def test_a_day_that_only_the_file_knows_says_so_everywhere() -> None:
    entry = entry_of(listed("a", "2026-10-02T19:04:00", trust=TimeTrust.FILE))
    assert en(day_words(entry)) == "02-Oct-2026 (file)"
    assert cy(short_day_words(entry)) == "02-Oct (ffeil)"
    facts = {en(fact.label): en(fact.value) for fact in facts_of(entry, NAMES)}
    assert facts["Taken"] == "02-Oct-2026, 19:04 · Time from the file only"


def test_an_unknown_day_is_never_a_day() -> None:
    entry = entry_of(listed("a"))
    assert en(day_words(entry)) == en(short_day_words(entry)) == "Date not known"
    facts = {en(fact.label): en(fact.value) for fact in facts_of(entry, NAMES)}
    assert facts["Taken"] == "Time not known"


def test_a_day_of_the_camera_stands_alone() -> None:
    entry = entry_of(listed("a", "2026-11-22T10:44:00"))
    assert en(day_words(entry)) == "22-Nov-2026"
    assert "Taken" not in values()
    assert en(name_words(entry)) == "22-Nov-2026, Lower leg, left, Close-up"


def test_days_apart_say_whose_dates_they_are() -> None:
    may = entry_of(listed("a", "2026-05-12T10:00:00"))
    november = entry_of(listed("b", "2026-11-22T10:00:00"))
    by_file = entry_of(listed("c", "2026-11-22T10:00:00", trust=TimeTrust.FILE))
    assert en(apart_words(may, november)) == "194 days apart"
    assert en(apart_words(may, by_file)) == "194 days apart, by a file date"
    assert en(apart_words(may, may)) == "Same day"
    assert apart_words(may, entry_of(listed("d"))) is None


def test_decisions_are_told_in_words() -> None:
    decided = dict(NOTHING_THERE.decisions)
    decided[Feature.TATTOO] = Decision(verdict=Verdict.OBSCURED)
    decided[Feature.BIRTHMARK] = Decision(verdict=Verdict.NEEDED, reason="it is\nwhat grows")
    told = values(gate=Gate(decisions=decided), regions=2)
    assert told["Obscured"] == "Tattoo · 2 areas painted over"
    assert told["Left visible"] == "Birthmark: needed because it is what grows"
    assert values()["Obscured"] == "Nothing to obscure"
    assert values(regions=1)["Obscured"] == "1 area painted over"


def test_device_origin_description_and_filing_are_told() -> None:
    told = values(device="", origin=Origin.PATIENT, description="Leg  ulcer\nolder")
    assert told["Device"] == "Not known · Sent by the patient"
    assert told["Description"] == "Leg ulcer older"
    assert told["Filed"].endswith("Dr Clare Test")
    assert "Description" not in values()


def test_the_proof_is_one_line_with_what_was_left() -> None:
    whole = proof_fact(entry_of(listed("a")))
    assert en(whole.value) == "Checked before filing: 7 of 7 checks passed"
    assert (whole.icon, whole.tone) == ("shield-check", "ok")
    left = proof_fact(entry_of(listed("a", faces_left=1)))
    assert en(left.value).endswith("1 face left visible")


def test_a_proof_of_other_checks_is_told_as_it_was() -> None:
    one = listed("a")
    proof = {"ok": False, "checks": [{"name": "x", "ok": True}, {"name": "y", "ok": False}]}
    details = {**one.details, "proof": {**proof, "faces_left": 0}}
    fact = proof_fact(entry_of(replace(one, details=details)))
    assert en(fact.value) == "Checked before filing: 1 of 2 checks passed"
    assert (fact.icon, fact.tone) == ("triangle-alert", "warn")


def test_without_names_the_date_of_filing_stands_alone() -> None:
    entry = entry_of(listed("a", "2026-11-22T10:44:00"))
    last = facts_of(entry, {})[-1]
    assert "·" not in en(last.value)


def test_consents_as_a_whole_cover_care_if_one_does() -> None:
    day = TODAY.date()
    ended = consent(until=TODAY.date().replace(month=6))
    withdrawn = consent(withdrawn=TODAY.replace(month=6))
    assert en(consent_state((), day)[0]) == "No consent"
    assert en(consent_state((withdrawn, ended), day)[0]) == "Consent withdrawn"
    assert en(consent_state((ended,), day)[0]) == "Consent ended"
    assert en(consent_state((withdrawn, consent()), day)[0]) == "Consent recorded"
    only_teaching = consent(frozenset({Use.TEACHING}))
    assert en(consent_state((only_teaching,), day)[0]) == "Consent not for care"


def test_a_consent_is_told_with_what_it_is_not_for() -> None:
    facts = consent_facts(consent(), NAMES, TODAY.date())
    assert en(facts.uses) == "For care, advice."
    assert en(facts.others) == "Not for teaching, publication, research."
    assert en(facts.given) == "12-May-2026 · Spoken, and noted"
    assert en(facts.recorded) == "Recorded by Nia Test"
    assert en(facts.ends) == ""
    assert en(consent_facts(consent(), {}, TODAY.date()).recorded) == ""


def test_a_consent_tells_its_end() -> None:
    day = TODAY.date()
    assert en(consent_facts(consent(until=day), NAMES, day).ends) == "Holds until 25-Nov-2026"
    withdrawn = consent_facts(consent(withdrawn=TODAY.replace(month=6)), NAMES, day)
    assert en(withdrawn.ends) == "Withdrawn 25-Jun-2026"
    every = consent_facts(consent(frozenset(Use)), NAMES, day)
    assert en(every.others) == ""
