"""Consent: the rules, what it covers, and its JSON."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desktop.errors import RecordInvalidError
from desktop.ids import ConsentId, PatientId, UserId
from desktop.records import consent_json
from desktop.records.consent import (
    BEYOND_CARE,
    Capacity,
    Consent,
    ExplanationPoint,
    How,
    Use,
    capacities_for,
    check_consent,
    covers,
    why_not,
    withdraw,
)
from desktop.records.explanation import current_version, explanation, versions
from desktop.records.lawful_basis import default_basis, lawful_bases
from desktop.records.role import KEYS, Domain, Role
from desktop.wording import Language

GIVEN = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
DAY = GIVEN.date()


def consent(**changed: Any) -> Consent:
    values: dict[str, Any] = {
        "id": ConsentId("c-1"),
        "patient_id": PatientId("p-1"),
        "given_at": GIVEN,
        "recorded_by": UserId("u-1"),
        "how": How.VERBAL,
        "capacity": Capacity.PATIENT,
        "explained": frozenset(ExplanationPoint),
        "uses": frozenset({Use.CARE, Use.ADVICE}),
        "basis": default_basis(),
        "text_version": current_version(),
        "valid_from": DAY,
    }
    return Consent(**{**values, **changed})


BEST_INTERESTS = {
    "capacity": Capacity.BEST_INTERESTS,
    "how": How.OTHER_POWER,
    "reason": "Needed to follow the wound; the family agrees.",
}
PARENT = {
    "capacity": Capacity.PARENTAL_RESPONSIBILITY,
    "giver_name": "Ann Smith",
    "relationship": "Mother",
}


@pytest.mark.parametrize(
    "changed",
    [
        {},
        BEST_INTERESTS,
        PARENT,
        {"how": How.WRITTEN, "uses": frozenset(Use), "basis": "explicit_consent"},
        {**PARENT, "uses": frozenset({Use.TEACHING}), "basis": "explicit_consent"},
        {"how": How.OTHER_POWER, "reason": "Safeguarding.", "basis": "safeguarding"},
    ],
)
def test_a_consent_that_keeps_the_rules_can_be_recorded(changed: dict[str, Any]) -> None:
    assert consent(**changed).uses


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"explained": frozenset()}, "consent_points"),
        ({**PARENT, "giver_name": ""}, "consent_giver"),
        ({**PARENT, "relationship": "  "}, "consent_giver"),
        ({"capacity": Capacity.ATTORNEY}, "consent_giver"),
        ({**BEST_INTERESTS, "reason": " "}, "consent_reason"),
        ({**BEST_INTERESTS, "how": How.VERBAL}, "consent_power"),
        ({"how": How.OTHER_POWER}, "consent_reason"),
        ({"uses": frozenset()}, "consent_uses"),
        ({"basis": "because"}, "consent_basis"),
        ({**BEST_INTERESTS, "basis": "explicit_consent"}, "consent_basis"),
        ({"uses": frozenset({Use.TEACHING})}, "consent_explicit"),
        ({"uses": frozenset(Use)}, "consent_explicit"),
        ({"text_version": ""}, "consent_version"),
        ({"giver_name": "x" * 141}, "consent_text"),
        ({"relationship": "a\x00b"}, "consent_text"),
        ({"reason": "a\u202eb"}, "consent_text"),
        ({"given_at": GIVEN.replace(tzinfo=None)}, "consent_dates"),
        ({"valid_from": DAY - timedelta(days=1)}, "consent_dates"),
        ({"valid_until": DAY - timedelta(days=1)}, "consent_dates"),
        ({"withdrawn_at": GIVEN - timedelta(seconds=1)}, "consent_dates"),
        (
            {
                "capacity": Capacity.ATTORNEY,
                "giver_name": "Ann",
                "relationship": "Deputy",
                "uses": frozenset({Use.RESEARCH}),
                "basis": "explicit_consent",
            },
            "consent_capacity",
        ),
    ],
)
def test_what_breaks_a_rule_is_no_consent(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(RecordInvalidError) as refused:
        consent(**changed)
    assert refused.value.reason == reason


@pytest.mark.parametrize("point", ExplanationPoint)
def test_each_of_the_five_points_must_be_explained(point: ExplanationPoint) -> None:
    with pytest.raises(RecordInvalidError) as refused:
        consent(explained=frozenset(ExplanationPoint) - {point})
    assert refused.value.reason == "consent_points"


@pytest.mark.parametrize(
    ("years", "capacity", "allowed"),
    [
        (15, Capacity.COMPETENT_CHILD, True),
        (15, Capacity.PARENTAL_RESPONSIBILITY, True),
        (15, Capacity.PATIENT, False),
        (15, Capacity.ATTORNEY, False),
        (16, Capacity.PATIENT, True),
        (16, Capacity.COMPETENT_CHILD, False),
        (17, Capacity.PARENTAL_RESPONSIBILITY, True),
        (18, Capacity.PARENTAL_RESPONSIBILITY, False),
        (18, Capacity.PATIENT, True),
        (90, Capacity.ATTORNEY, True),
        (90, Capacity.BEST_INTERESTS, True),
    ],
)
def test_who_can_agree_depends_on_the_age(years: int, capacity: Capacity, allowed: bool) -> None:
    assert (capacity in capacities_for(years)) is allowed


def test_the_age_on_the_day_of_consent_counts() -> None:
    of_a_parent = consent(**PARENT)
    check_consent(of_a_parent, born=DAY.replace(year=DAY.year - 18) + timedelta(days=1))
    with pytest.raises(RecordInvalidError) as refused:
        check_consent(of_a_parent, born=DAY.replace(year=DAY.year - 18))
    assert refused.value.reason == "consent_age"
    assert refused.value.facts == {"capacity": "parental_responsibility", "years": 18}


def test_a_consent_covers_its_uses_on_its_days() -> None:
    given = consent(valid_until=DAY + timedelta(days=30))
    assert covers(given, Use.CARE, DAY)
    assert covers(given, Use.ADVICE, DAY + timedelta(days=30))
    assert why_not(given, Use.TEACHING, DAY) == "use"
    assert why_not(given, Use.CARE, DAY - timedelta(days=1)) == "not_yet"
    assert why_not(given, Use.CARE, DAY + timedelta(days=31)) == "expired"
    assert not covers(given, Use.CARE, DAY + timedelta(days=31))


def test_a_withdrawn_consent_covers_nothing_from_that_day() -> None:
    withdrawn = withdraw(consent(), GIVEN + timedelta(days=2))
    assert covers(withdrawn, Use.CARE, DAY + timedelta(days=1))
    assert why_not(withdrawn, Use.CARE, DAY + timedelta(days=2)) == "withdrawn"
    assert withdrawn.is_withdrawn()
    with pytest.raises(RecordInvalidError) as refused:
        withdraw(withdrawn, GIVEN + timedelta(days=3))
    assert refused.value.reason == "consent_withdrawn"


def test_nobody_withdraws_before_they_consent() -> None:
    with pytest.raises(RecordInvalidError) as refused:
        withdraw(consent(), GIVEN - timedelta(days=1))
    assert refused.value.reason == "consent_dates"


def test_a_consent_survives_its_json() -> None:
    for given in (
        consent(),
        consent(**BEST_INTERESTS),
        withdraw(consent(valid_until=date(2027, 1, 1)), GIVEN + timedelta(microseconds=1)),
    ):
        assert consent_json.from_json(consent_json.to_json(given)) == given


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"version": 2}, "version"),
        ({"extra": 1}, "shape"),
        ({"how": "shouted"}, "shape"),
        ({"how": []}, "shape"),
        ({"explained": None}, "shape"),
        ({"given_at": "yesterday"}, "shape"),
        ({"given_at": 5}, "shape"),
        ({"reason": None}, "shape"),
        ({"explained": ["why"]}, "consent_points"),
        ({"given_at": "2026-11-22T10:30:00"}, "consent_dates"),
    ],
)
def test_json_of_another_shape_is_not_believed(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(RecordInvalidError) as refused:
        consent_json.from_json({**consent_json.to_json(consent()), **changed})
    assert refused.value.reason == reason


@pytest.mark.parametrize("value", [None, [], "x", {}])
def test_json_that_is_no_consent_is_refused(value: object) -> None:
    with pytest.raises(RecordInvalidError):
        consent_json.from_json(value)


def test_every_version_explains_the_five_points_in_both_languages() -> None:
    assert current_version() in versions()
    for version in versions():
        for point in ExplanationPoint:
            said = {explanation(point, version=version, language=lang) for lang in Language}
            assert len(said) == len(Language)


def test_what_patients_are_told_about_access_is_what_the_keys_allow() -> None:
    may_see = {role for role in Role if Domain.CLINICAL in KEYS[role]} - {Role.RECOVERY}
    assert may_see == {Role.NURSE, Role.CLINICIAN}
    said = explanation(ExplanationPoint.ACCESS, version=current_version(), language=Language.EN)
    assert "Nurses and clinicians" in said
    assert "Receptionists and the practice manager cannot" in said


def test_the_default_basis_is_the_pair_of_the_guidance() -> None:
    basis = lawful_bases()[default_basis()]
    assert (basis.article_6, basis.article_9) == ("6(1)(e)", "9(2)(h)")
    assert not basis.is_explicit_consent
    explicit = [basis for basis in lawful_bases().values() if basis.is_explicit_consent]
    assert {basis.article_9 for basis in explicit} == {"9(2)(a)"}


def test_a_consent_cannot_be_changed_into_one_that_breaks_a_rule() -> None:
    with pytest.raises(RecordInvalidError):
        replace(consent(), uses=BEYOND_CARE)
