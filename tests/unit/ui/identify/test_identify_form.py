"""The consent form: whatever it calls complete is a consent, and it says what is missing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from desktop.errors import RecordInvalidError
from desktop.ids import ConsentId, PatientId, UserId
from desktop.records.consent import (
    Capacity,
    Consent,
    ExplanationPoint,
    How,
    Use,
    capacities_for,
    check_consent,
)
from desktop.records.given import Given
from desktop.records.lawful_basis import lawful_bases
from desktop.ui.identify.form import EXPLICIT, ConsentForm, Group

ALL_POINTS = frozenset(ExplanationPoint)
NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


def recorded(given: Given, years: int) -> Consent:
    """Return what the workflow makes of it, checked as it checks it."""
    consent = Consent(
        id=ConsentId("c-test"),
        patient_id=PatientId("p-test"),
        given_at=NOW,
        recorded_by=UserId("u-test"),
        how=given.how,
        capacity=given.capacity,
        giver_name=given.giver_name,
        relationship=given.relationship,
        reason=given.reason,
        explained=given.explained,
        uses=given.uses,
        basis=given.basis,
        text_version="2026-11",
        valid_from=NOW.date(),
    )
    check_consent(consent, born=date(2026 - years, 1, 1))
    return consent


forms = st.builds(
    ConsentForm,
    years=st.sampled_from([3, 15, 16, 17, 18, 81]),
    explained=st.sampled_from([frozenset(), ALL_POINTS, ALL_POINTS - {ExplanationPoint.USE}]),
    capacity=st.none() | st.sampled_from(Capacity),
    giver_name=st.sampled_from(["", " ", "Ann Powell", "x" * 200, "a\u202eb"]),
    relationship=st.sampled_from(["", "mother"]),
    uses=st.frozensets(st.sampled_from(Use)),
    chosen_basis=st.sampled_from(["", *lawful_bases()]),
    how=st.sampled_from(How),
    reason=st.sampled_from(["", "  ", "Emergency, Mental Capacity Act", "y" * 1001, "a\u0000"]),
)


@examples(forms)
def test_what_is_complete_is_a_consent_and_the_rest_says_what_it_lacks(form: ConsentForm) -> None:
    possible = form.capacity in form.capacities and form.how in form.hows  # as it is offered
    if form.missing():
        with pytest.raises(ValueError, match="missing"):
            form.given()
    elif possible:
        assert recorded(form.given(), form.years)


@examples(forms)
def test_nothing_that_the_record_would_take_for_care_is_held_back(form: ConsentForm) -> None:
    """The form is no stricter than the record, but for asking that care is among the uses."""
    if form.capacity is None or Use.CARE not in form.uses or not form.missing():
        return
    given = Given(
        how=form.how,
        capacity=form.capacity,
        explained=form.explained,
        uses=form.uses,
        giver_name=form.giver_name if form.needs_giver else "",
        relationship=form.relationship if form.needs_giver else "",
        reason=form.reason if form.needs_reason else "",
        basis=form.basis,
    )
    with pytest.raises(RecordInvalidError):
        recorded(given, form.years)


@pytest.mark.parametrize("years", [0, 15, 16, 17, 18, 99])
def test_only_who_can_agree_at_this_age_is_offered(years: int) -> None:
    assert set(ConsentForm.begun(years).capacities) == capacities_for(years)


def test_an_adult_is_taken_to_agree_and_a_child_has_nobody_yet() -> None:
    assert ConsentForm.begun(81).capacity is Capacity.PATIENT
    assert ConsentForm.begun(16).capacity is Capacity.PATIENT
    child = ConsentForm.begun(15)
    assert child.capacity is None
    assert child.missing()[Group.AGREES] == "capacity"


def test_for_an_adult_one_tick_is_all_that_is_asked() -> None:
    form = ConsentForm.begun(81)
    assert form.missing() == {Group.EXPLAINED: "explained"}
    done = form.with_all_points(told=True)
    assert done.missing() == {}
    assert done.given() == Given(
        how=How.VERBAL,
        capacity=Capacity.PATIENT,
        explained=ALL_POINTS,
        uses=frozenset({Use.CARE}),
        basis="care",
    )


def test_four_of_five_points_are_not_enough() -> None:
    form = ConsentForm.begun(81).with_all_points(told=True)
    for point in ExplanationPoint:
        assert Group.EXPLAINED in form.with_point(point, told=False).missing()
    assert form.with_all_points(told=False).explained == frozenset()


def test_best_interests_are_another_power_with_a_reason_and_back_again() -> None:
    form = ConsentForm.begun(81).with_all_points(told=True).with_capacity(Capacity.BEST_INTERESTS)
    assert (form.how, form.hows) == (How.OTHER_POWER, (How.OTHER_POWER,))
    assert form.missing() == {Group.HOW: "reason"}
    assert not replace(form, reason="Cannot decide; the wound must be followed").missing()
    back = form.with_capacity(Capacity.PATIENT)
    assert (back.how, back.missing()) == (How.VERBAL, {})


def test_a_written_consent_stays_written_when_somebody_else_agrees() -> None:
    form = replace(ConsentForm.begun(17), how=How.WRITTEN)
    assert form.with_capacity(Capacity.PARENTAL_RESPONSIBILITY).how is How.WRITTEN


@pytest.mark.parametrize("use", [Use.TEACHING, Use.PUBLICATION, Use.RESEARCH])
def test_more_than_care_rests_on_explicit_consent(use: Use) -> None:
    form = ConsentForm.begun(81).with_all_points(told=True).with_use(use, wanted=True)
    assert (form.basis, form.missing()) == (EXPLICIT, {})
    assert replace(form, chosen_basis="care").missing() == {Group.BASIS: "explicit"}
    assert form.with_use(use, wanted=False).basis == "care"


def test_an_attorney_cannot_agree_to_teaching() -> None:
    form = ConsentForm.begun(81).with_all_points(told=True).with_use(Use.TEACHING, wanted=True)
    form = replace(form.with_capacity(Capacity.ATTORNEY), giver_name="A", relationship="Attorney")
    assert form.missing() == {Group.USES: "beyond_care"}


def test_explicit_consent_is_nobodys_where_nobody_agreed() -> None:
    form = ConsentForm.begun(81).with_all_points(told=True)
    form = replace(form, how=How.OTHER_POWER, reason="Court order", chosen_basis=EXPLICIT)
    assert form.missing() == {Group.BASIS: "nobody_agreed"}


def test_care_cannot_be_left_out() -> None:
    form = ConsentForm.begun(81).with_all_points(told=True).with_use(Use.CARE, wanted=False)
    assert form.missing() == {Group.USES: "care"}


def test_a_name_that_was_typed_for_somebody_else_does_not_go_along() -> None:
    form = replace(ConsentForm.begun(17), giver_name="Ann", relationship="mother", reason="x")
    given = form.with_all_points(told=True).given()
    assert (given.giver_name, given.relationship, given.reason) == ("", "", "")


def test_every_capacity_and_way_has_a_form_that_can_be_completed() -> None:
    for years, how in product((10, 17, 40), How):
        for capacity in ConsentForm.begun(years).capacities:
            form = replace(
                ConsentForm.begun(years).with_all_points(told=True).with_capacity(capacity),
                giver_name="Ann Powell",
                relationship="mother",
                reason="Why it was needed",
            )
            if how in form.hows:
                assert recorded(replace(form, how=how).given(), years)
