"""A patient: names, banner, dates and what cannot be part of a record."""

from datetime import date

import pytest

from desktop.errors import RecordInvalidError
from desktop.ids import PatientId
from desktop.records.dates import age_years, show_age, show_date
from desktop.records.patient import Banner, Fault, Gender, Patient, birth_fault

TODAY = date(2026, 11, 22)


def patient(**changed: object) -> Patient:
    values: dict[str, object] = {
        "id": PatientId("p-1"),
        "nhs_number": "9990000018",
        "family_name": "Smith",
        "given_name": "Sian",
        "title": "Mrs",
        "date_of_birth": date(1945, 7, 14),
        "gender": Gender.FEMALE,
    }
    return Patient(**{**values, **changed})  # type: ignore[arg-type] # a test's shorthand


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({}, "SMITH, Sian (Mrs)"),
        ({"title": ""}, "SMITH, Sian"),
        ({"title": "Mrs."}, "SMITH, Sian (Mrs)"),
        ({"given_name": ""}, "SMITH (Mrs)"),
        ({"given_name": "SIAN MAIR"}, "SMITH, Sian Mair (Mrs)"),
        ({"given_name": "siân"}, "SMITH, Siân (Mrs)"),
        ({"given_name": "MARY-ANN"}, "SMITH, Mary-Ann (Mrs)"),
        ({"given_name": "DeShawn"}, "SMITH, DeShawn (Mrs)"),
        ({"family_name": "ap Rhys"}, "AP RHYS, Sian (Mrs)"),
        ({"family_name": "O'Neill-Jones"}, "O'NEILL-JONES, Sian (Mrs)"),
    ],
)
def test_a_name_is_shown_as_the_nhs_shows_it(changed: dict[str, object], shown: str) -> None:
    assert patient(**changed).display_name() == shown


def test_the_banner_has_name_born_gender_and_number() -> None:
    assert patient().banner(TODAY) == Banner(
        name="SMITH, Sian (Mrs)",
        born="14-Jul-1945 (81y)",
        gender=Gender.FEMALE,
        nhs_number="999 000 0018",
    )


def test_the_banner_of_somebody_without_a_number_has_none() -> None:
    assert patient(nhs_number="").banner(TODAY).nhs_number == ""


@pytest.mark.parametrize(
    ("changed", "fault", "column"),
    [
        ({"family_name": ""}, Fault.MISSING, "family_name"),
        ({"family_name": "S" * 71}, Fault.TOO_LONG, "family_name"),
        ({"given_name": "Sian\x07"}, Fault.CONTROL_CHARACTERS, "given_name"),
        ({"given_name": "Sian\u202enaiS"}, Fault.CONTROL_CHARACTERS, "given_name"),
        ({"given_name": "Si\nan"}, Fault.CONTROL_CHARACTERS, "given_name"),
        ({"title": "=cmd"}, Fault.FORMULA, "title"),
        ({"local_number": "@1"}, Fault.FORMULA, "local_number"),
        ({"nhs_number": "9990000019"}, Fault.CHECK_DIGIT, "nhs_number"),
        ({"nhs_number": "999 000 0018"}, Fault.BAD_NUMBER, "nhs_number"),
        ({"nhs_number": "x"}, Fault.BAD_NUMBER, "nhs_number"),
    ],
)
def test_what_cannot_be_part_of_a_record_is_refused(
    changed: dict[str, object], fault: Fault, column: str
) -> None:
    with pytest.raises(RecordInvalidError) as refused:
        patient(**changed)
    assert refused.value.reason == fault.value
    assert refused.value.facts == {"column": column}


@pytest.mark.parametrize(
    ("born", "fault"),
    [
        (TODAY, None),
        (date(2026, 11, 23), Fault.FUTURE_DATE),
        (date(1900, 1, 1), None),
        (date(1890, 1, 1), Fault.BAD_DATE),
    ],
)
def test_a_date_of_birth_lies_in_living_memory(born: date, fault: Fault | None) -> None:
    assert birth_fault(born, today=TODAY) is fault


def test_dates_have_english_months_and_two_digits() -> None:
    assert [show_date(date(2008, month, 1)) for month in (1, 5, 12)] == [
        "01-Jan-2008",
        "01-May-2008",
        "01-Dec-2008",
    ]


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1945, 7, 14), date(2026, 7, 13), 80),
        (date(1945, 7, 14), date(2026, 7, 14), 81),
        (date(2004, 2, 29), date(2023, 2, 28), 18),
        (date(2004, 2, 29), date(2023, 3, 1), 19),
    ],
)
def test_a_year_of_age_is_completed_on_the_birthday(born: date, on: date, years: int) -> None:
    assert age_years(born, on) == years


@pytest.mark.parametrize(
    ("born", "shown"),
    [
        (TODAY, "0d"),
        (date(2026, 10, 26), "27d"),
        (date(2026, 10, 22), "1m"),
        (date(2024, 11, 23), "23m"),
        (date(2024, 11, 22), "2y"),
        (date(2026, 11, 23), ""),
    ],
)
def test_the_age_of_a_small_child_is_not_zero_years(born: date, shown: str) -> None:
    assert show_age(born, TODAY) == shown
