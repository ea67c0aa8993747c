"""What a person types to find a patient."""

from datetime import date

import pytest

from desktop.records.search import Search, fold, matches, name_index, parse_search

TODAY = date(2026, 11, 22)
BORN = date(1945, 7, 14)


@pytest.mark.parametrize(
    "text",
    [
        "14-Jul-1945",
        "14-jul-45",
        "14 July 1945",
        "14 Gorffennaf 1945",
        "14Gor1945",
        "14/07/1945",
        "14/7/45",
        "14.7.45",
        "1945-07-14",
        "14\u201107\u20111945",
    ],
)
def test_a_date_of_birth_is_understood_in_many_forms(text: str) -> None:
    assert parse_search(text, today=TODAY) == Search(born=BORN)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("999 000 0018", "9990000018"),
        ("999-000-0018", "9990000018"),
        ("9990000018", "9990000018"),
        ("999 0", "9990"),
    ],
)
def test_a_number_is_understood_also_while_it_is_typed(text: str, digits: str) -> None:
    assert parse_search(text, today=TODAY) == Search(nhs_digits=digits)


def test_names_come_in_any_order_with_a_date_and_a_number() -> None:
    assert parse_search("SMITH, Siân 14/7/45 999 000", today=TODAY) == Search(
        nhs_digits="999000", born=BORN, name_words=("smith", "sian")
    )


def test_two_digits_are_the_latest_year_that_has_come() -> None:
    assert parse_search("14.7.26", today=TODAY).born == date(2026, 7, 14)
    assert parse_search("23.11.26", today=TODAY).born == date(1926, 11, 23)


@pytest.mark.parametrize(
    ("text", "piece"),
    [("smith 31/02/1945", "31/02/1945"), ("smith 14/7", "14/7")],
)
def test_what_is_not_understood_is_said_instead_of_searching_widely(text: str, piece: str) -> None:
    search = parse_search(text, today=TODAY)
    assert search.not_understood == (piece,)
    assert not matches(search, index=("smith",), nhs_digits="", born=BORN)


def test_two_different_dates_are_not_one_date() -> None:
    search = parse_search("14/7/45 15/7/45", today=TODAY)
    assert search.born == BORN
    assert search.not_understood == ("15/7/45",)


def test_a_name_that_looks_like_a_month_is_a_name() -> None:
    assert parse_search("May Jones", today=TODAY).name_words == ("may", "jones")
    assert parse_search("Mair 4", today=TODAY).name_words == ("mair",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siân", "SIAN"),
        ("O'Neill", "ONeill"),
        ("O\u2019Neill", "oneill"),
        ("Smith-Jones", "smith jones"),
        ("Łukasz", "lukasz"),
        ("Strauß", "strauss"),
        ("Øst", "ost"),
        ("Dr. Ann", "dr ann"),
        ("Si\u0302an", "Sîan"),
    ],
)
def test_names_that_are_written_differently_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "text",
    ["oneill", "O'Neill", "neill", "sian jones", "jones oneill", "ONeillJones", "Si", "14/7/45"],
)
def test_a_person_is_found_under_every_way_of_writing(text: str) -> None:
    index = name_index("O'Neill-Jones", "Siân")
    search = parse_search(text, today=TODAY)
    assert matches(search, index=index, nhs_digits="9990000018", born=BORN)


@pytest.mark.parametrize("text", ["", "   ", "smith", "sian smith", "15/7/45", "998"])
def test_a_person_is_not_found_under_what_does_not_fit(text: str) -> None:
    index = name_index("O'Neill-Jones", "Siân")
    search = parse_search(text, today=TODAY)
    assert not matches(search, index=index, nhs_digits="9990000018", born=BORN)
