"""Somebody who is not on the list: nothing is typed twice, and nothing wrong is added."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.records.patient import Demographics, Fault, Gender
from desktop.ui.identify.newcomer import Newcomer, spaced

TODAY = date(2026, 11, 22)
WHOLE = Newcomer(
    nhs_number="999 128 7655",
    family_name=" Smith ",
    given_name="Sian",
    title="Mrs",
    born="14-Jul-1945",
    gender=Gender.FEMALE,
)


@pytest.mark.parametrize(
    ("typed", "family", "given", "born", "number"),
    [
        ("smith sian", "Smith", "Sian", "", ""),
        ("smith, sian mai", "Smith", "Sian Mai", "", ""),
        ("SMITH", "SMITH", "", "", ""),
        ("smith 14/7/45", "Smith", "", "14-Jul-1945", ""),
        ("14 jul 1945 powell", "Powell", "", "14-Jul-1945", ""),
        ("999 128 7655", "", "", "", "999 128 7655"),
        ("999128", "", "", "", "999 128"),
        ("o'neill siân", "O'neill", "Siân", "", ""),
        ("", "", "", "", ""),
    ],
)
def test_what_was_searched_for_is_filled_in(
    typed: str, family: str, given: str, born: str, number: str
) -> None:
    person = Newcomer.from_search(typed, today=TODAY)
    assert (person.family_name, person.given_name) == (family, given)
    assert (person.born, person.nhs_number) == (born, number)
    assert person.gender is None


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("9991", "999 1"),
        ("999128765", "999 128 765"),
        ("999-128-7655", "999 128 7655"),
        ("99912876551234", "999 128 76551234"),
        ("999 12a", "999 12a"),
        ("", ""),
    ],
)
def test_an_nhs_number_is_spaced_as_it_is_typed(typed: str, shown: str) -> None:
    assert spaced(typed) == shown
    assert Newcomer().with_text("nhs_number", typed).nhs_number == shown


def test_a_whole_person_has_no_fault_and_is_tidied() -> None:
    assert WHOLE.faults(today=TODAY) == {}
    assert WHOLE.demographics(today=TODAY) == Demographics(
        nhs_number="9991287655",
        family_name="Smith",
        given_name="Sian",
        title="Mrs",
        date_of_birth=date(1945, 7, 14),
        gender=Gender.FEMALE,
    )


@pytest.mark.parametrize(
    ("changed", "column", "fault"),
    [
        ({"nhs_number": "999 128 7654"}, "nhs_number", Fault.CHECK_DIGIT),
        ({"nhs_number": "999 12"}, "nhs_number", Fault.BAD_NUMBER),
        ({"family_name": "  "}, "family_name", Fault.MISSING),
        ({"family_name": "x" * 71}, "family_name", Fault.TOO_LONG),
        ({"given_name": "=1+1"}, "given_name", Fault.FORMULA),
        ({"born": ""}, "date_of_birth", Fault.MISSING),
        ({"born": "31-Feb-1990"}, "date_of_birth", Fault.BAD_DATE),
        ({"born": "14-Jul-1945 smith"}, "date_of_birth", Fault.BAD_DATE),
        ({"born": "01-Jan-2027"}, "date_of_birth", Fault.FUTURE_DATE),
        ({"born": "01-Jan-1890"}, "date_of_birth", Fault.BAD_DATE),
        ({"gender": None}, "gender", Fault.MISSING),
    ],
)
def test_what_is_wrong_is_said_by_column(
    changed: dict[str, object], column: str, fault: Fault
) -> None:
    person = replace(WHOLE, **changed)  # type: ignore[arg-type]
    assert person.faults(today=TODAY) == {column: fault}
    with pytest.raises(ValueError, match="wrong"):
        person.demographics(today=TODAY)


def test_somebody_without_a_number_or_a_given_name_can_be_added() -> None:
    person = replace(WHOLE, nhs_number="", given_name="", title="")
    assert person.demographics(today=TODAY).nhs_number == ""
