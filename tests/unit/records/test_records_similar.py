"""Who is easily taken for somebody else: one slip of reading or writing apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.demo.practice import PATIENTS
from desktop.records import nhs_number
from desktop.records.patient import Demographics
from desktop.records.similar import births_like, is_similar, numbers_like

BIRTHS = st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 12, 31))
NINE = st.text(alphabet="0123456789", min_size=9, max_size=9)
NAMES = st.sampled_from(["Sian", "Siân", "Susan", "Rhys", "Rhis", "", "Nia Haf", "Ann", "Anne"])


def someone(
    family: str = "Rees", given_name: str = "Sian", born: str = "1945-07-14", number: str = ""
) -> Demographics:
    return Demographics(
        family_name=family,
        given_name=given_name,
        date_of_birth=date.fromisoformat(born),
        nhs_number=number,
    )


def test_the_demonstration_has_one_pair():
    people = [
        someone(one.family_name, one.given_name, one.date_of_birth.isoformat(), one.nhs_number)
        for one in PATIENTS
    ]
    pairs = {
        (one.given_name, other.given_name)
        for at, one in enumerate(people)
        for other in people[at + 1 :]
        if is_similar(one, other)
    }
    assert pairs == {("Eirlys", "Eirys")}


@pytest.mark.parametrize(
    "other",
    [
        someone(given_name="Siân"),
        someone(family="REES"),
        someone(given_name="Siam"),
        someone(given_name="Isan"),
        someone(given_name="Sioned", born="1945-07-15"),
        someone(given_name="S", born="1954-07-14"),
        someone(given_name="", born="1945-01-14"),
        someone(born="1845-07-14"),
        someone(given_name="Rhys"),
    ],
    ids=[
        "an accent",
        "capitals",
        "one letter another",
        "two letters changed round",
        "the initial, and one digit",
        "the initial, and two digits changed round",
        "no given name, and one digit",
        "another century",
        "a twin",
    ],
)
def test_one_slip_apart(other):
    assert is_similar(someone(), other)
    assert is_similar(other, someone())


@pytest.mark.parametrize(
    "other",
    [
        someone(family="Rhys"),
        someone(born="1962-03-02"),
        someone(born="1945-08-15"),
        someone(given_name="Rhys", born="1945-07-15"),
    ],
    ids=["another family", "born clearly apart", "two digits of the date", "another name and day"],
)
def test_more_than_one_slip_apart(other):
    assert not is_similar(someone(), other)
    assert not is_similar(other, someone())


def test_day_and_month_changed_round():
    assert is_similar(someone(born="1945-07-04"), someone(given_name="Sara", born="1945-04-07"))


def test_numbers_that_look_alike_are_enough():
    one = someone(number="9990000018")
    other = someone("Okonkwo", "Adaeze", "1979-09-30", "9990000026")
    assert is_similar(one, other)
    assert not is_similar(one, someone("Okonkwo", "Adaeze", "1979-09-30"))


@given(NINE, NINE)
def test_no_two_valid_numbers_differ_in_one_digit_alone(one, other):
    """Why nine digits are compared: the tenth shows every single slip."""
    numbers = [f"{nine}{nhs_number.check_digit(nine)}" for nine in (one, other)]
    if one != other and all(len(number) == nhs_number.LENGTH for number in numbers):
        assert sum(a != b for a, b in zip(*numbers, strict=True)) != 1


@given(NINE)
def test_numbers_like_a_number_are_valid_and_like_it(nine):
    check = nhs_number.check_digit(nine)
    if check is None:
        return
    number = f"{nine}{check}"
    found = numbers_like(number)
    assert number not in found
    for other in found:
        if other != "0" * nhs_number.LENGTH:
            assert nhs_number.parse(other) == other
        assert number in numbers_like(other)


@given(BIRTHS)
def test_births_like_a_birth_are_like_it(born):
    found = births_like(born)
    assert born in found
    assert all(born in births_like(other) for other in found)
    assert len(found) < 60


@given(NAMES, NAMES, BIRTHS, BIRTHS)
def test_it_goes_both_ways(one, other, born, also):
    left = someone(given_name=one, born=born.isoformat())
    right = someone(given_name=other, born=also.isoformat())
    assert is_similar(left, right) == is_similar(right, left)
    assert is_similar(left, left)
