"""Filing details: site, side, view and description."""

import pytest

from desktop.errors import RecordInvalidError
from desktop.records.filing import FilingDetails, Side, View, body_sites
from desktop.wording import Language, text


def details(**changed: object) -> FilingDetails:
    values: dict[str, object] = {
        "site": "lower_leg",
        "side": Side.LEFT,
        "view": View.CLOSE_UP,
        "description": "Ulcer above the ankle.\nFour weeks of dressings.",
    }
    return FilingDetails(**{**values, **changed})  # type: ignore[arg-type] # a test's shorthand


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"site": "leg"}, "filing_site"),
        ({"side": Side.NOT_APPLICABLE}, "filing_side"),
        ({"side": Side.MIDLINE}, "filing_side"),
        ({"description": "x" * 501}, "filing_description"),
        ({"description": "bell\x07"}, "filing_description"),
    ],
)
def test_details_that_do_not_say_where_are_refused(changed: dict[str, object], reason: str) -> None:
    with pytest.raises(RecordInvalidError) as refused:
        details(**changed)
    assert refused.value.reason == reason


def test_what_there_is_one_of_needs_no_side_and_may_have_one() -> None:
    for side in Side:
        assert details(site="upper_back", side=side).side is side


def test_details_survive_their_json() -> None:
    assert FilingDetails.from_json(details().to_json()) == details()
    bare = {"site": "nose", "side": "midline", "view": "locating"}
    assert FilingDetails.from_json(bare).description == ""


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {"site": "nose"},
        {"site": "nose", "side": "up", "view": "other"},
        {"site": "nose", "side": "left", "view": 3},
        {"site": "nose", "side": "left", "view": "other", "more": ""},
    ],
)
def test_json_of_another_shape_is_refused(value: object) -> None:
    with pytest.raises(RecordInvalidError) as refused:
        FilingDetails.from_json(value)
    assert refused.value.reason == "shape"


def test_every_body_site_has_a_name_of_its_own_in_both_languages() -> None:
    assert len(body_sites()) >= 40
    for language in Language:
        names = [text(f"site.{code}", language) for code in body_sites()]
        assert len(set(names)) == len(names)


def test_snomed_identifiers_are_body_structures_with_a_right_check_digit() -> None:
    codes = [site.snomed for site in body_sites().values() if site.snomed]
    assert len(set(codes)) == len(codes) > 0
    for code in codes:
        assert code[-3:-1] == "00", "not a concept of the international edition"
        assert _verhoeff_holds(code)


def _verhoeff_holds(code: str) -> bool:
    """Return whether the last digit checks the others (SNOMED CT, SCTID, Verhoeff's scheme)."""
    check = 0
    for place, letter in enumerate(reversed(code)):
        digit = int(letter)
        for _ in range(place % 8):
            digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
        check = _in_dihedral_group(check, digit)
    return check == 0


def _in_dihedral_group(one: int, other: int) -> int:
    if one < 5:
        return (one + other) % 5 if other < 5 else 5 + (one + other) % 5
    return 5 + (one - other) % 5 if other < 5 else (one - other) % 5
