"""The NHS number: check digit, writing and test range."""

import pytest

from desktop.errors import NhsNumberInvalidError
from desktop.records import nhs_number


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("9434765919", "9434765919"),  # the public example of the NHS Data Dictionary
        ("943 476 5919", "9434765919"),
        ("943-476-5919", "9434765919"),
        (" 999 000 0018 ", "9990000018"),
        ("999\u00a0000\u00a00026", "9990000026"),
        ("999\u2011000\u20110018", "9990000018"),
        ("4505577104", "4505577104"),
    ],
)
def test_a_number_is_read_however_it_is_spaced(written: str, digits: str) -> None:
    assert nhs_number.parse(written) == digits


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "length"),
        ("943476591", "length"),
        ("94347659190", "length"),
        ("9434765918", "check_digit"),
        ("4943765919", "check_digit"),  # two digits swapped
        ("9111111124", "check_digit"),  # "pre-validated" on a web list, and wrong
        ("9222222228", "check_digit"),
        ("0000000000", "placeholder"),
        ("NUM-0001234", "characters"),
        ("943476591X", "characters"),
        ("943.476.5919", "characters"),
        ("\uff19434765919", "characters"),  # a full-width nine
        ("\u0669434765919", "characters"),  # an Arabic nine
        ("9.43E+09", "characters"),
    ],
)
def test_what_is_not_a_number_is_refused_with_its_reason(written: str, reason: str) -> None:
    with pytest.raises(NhsNumberInvalidError) as refused:
        nhs_number.parse(written)
    assert refused.value.reason == reason
    assert refused.value.facts == {}


def test_a_check_digit_of_ten_belongs_to_no_number() -> None:
    nine = next(
        f"99900000{last}" for last in range(10) if nhs_number.check_digit(f"99900000{last}") is None
    )
    for last in range(10):
        with pytest.raises(NhsNumberInvalidError):
            nhs_number.parse(f"{nine}{last}")


def test_a_remainder_of_zero_gives_the_check_digit_zero() -> None:
    zeros = [
        f"{nine}" for nine in range(400000000, 400000050) if nhs_number.check_digit(f"{nine}") == 0
    ]
    assert zeros
    assert nhs_number.parse(f"{zeros[0]}0") == f"{zeros[0]}0"


@pytest.mark.parametrize(
    ("digits", "shown"),
    [
        ("9990000018", "999 000 0018"),
        ("9990000", "999 000 0"),
        ("999000", "999 000"),
        ("99", "99"),
        ("", ""),
    ],
)
def test_a_number_is_shown_three_three_four_also_while_typing(digits: str, shown: str) -> None:
    assert nhs_number.show(digits) == shown


def test_the_test_range_is_recognised() -> None:
    assert nhs_number.is_never_issued("9990000018")
    assert not nhs_number.is_never_issued("9434765919")
