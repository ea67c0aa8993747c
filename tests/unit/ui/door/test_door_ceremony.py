"""Handing out recovery sheets: back and forward, and none goes before it is typed back."""

from datetime import date

import pytest

from desktop.ids import VaultId
from desktop.records.recovery import RecoveryPlan, RecoverySheet
from desktop.ui.door.ceremony import Ceremony, asked_of, groups_of, is_typed_back


def sheets(plan: RecoveryPlan = RecoveryPlan.TWO_OF_THREE) -> tuple[RecoverySheet, ...]:
    rest = "EF0H-JKMN-PQRS-1VWX-YZ01-2345" + ("-6789" if plan.shares > 1 else "")
    return tuple(
        RecoverySheet(
            practice="Test Surgery",
            vault_id=VaultId("v-1"),
            made_on=date(2026, 11, 26),
            key=f"{index}ABC-{rest}",
            index=index,
            plan=plan,
        )
        for index in range(1, plan.shares + 1)
    )


def right_of(sheet: RecoverySheet) -> tuple[str, str]:
    first, second = (groups_of(sheet.key)[at - 1] for at in asked_of(sheet))
    return first, second


@pytest.mark.parametrize("plan", RecoveryPlan)
def test_every_sheet_must_be_typed_back_before_it_is_over(plan: RecoveryPlan) -> None:
    ceremony = Ceremony(sheets(plan))
    for index in range(1, plan.shares + 1):
        assert ceremony.sheet.index == index
        assert not ceremony.forward()
        assert ceremony.sheet.index == index
        ceremony.type(right_of(ceremony.sheet))
        assert ceremony.is_last is (index == plan.shares)
        assert ceremony.forward() is (index == plan.shares)
    assert ceremony.is_over


@pytest.mark.parametrize("plan", RecoveryPlan)
def test_asked_are_two_groups_that_differ_from_sheet_to_sheet(plan: RecoveryPlan) -> None:
    for sheet in sheets(plan):
        first, second = asked_of(sheet)
        assert 1 < first < second <= len(groups_of(sheet.key))
    assert len({asked_of(sheet) for sheet in sheets(plan)}) == plan.shares


def test_going_back_shows_what_was_typed_and_who_keeps_it() -> None:
    ceremony = Ceremony(sheets())
    ceremony.keep_by("  Dr  Elin Prys ")
    ceremony.type(right_of(ceremony.sheet))
    ceremony.forward()
    ceremony.type(("xx", ""))
    ceremony.back()
    assert ceremony.is_first
    assert ceremony.sheet.holder == "Dr Elin Prys"
    assert ceremony.is_right
    ceremony.forward()
    assert ceremony.typed == ("xx", "")
    assert not ceremony.is_complete


def test_one_person_with_two_sheets_is_noticed() -> None:
    ceremony = Ceremony(sheets())
    ceremony.keep_by("Nia")
    assert not ceremony.shares_a_holder
    ceremony.type(right_of(ceremony.sheet))
    ceremony.forward()
    assert not ceremony.shares_a_holder
    ceremony.keep_by("nia ")
    assert ceremony.shares_a_holder
    ceremony.keep_by("Mona")
    assert not ceremony.shares_a_holder


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        (("EF0H", "1VWX"), True),
        ((" ef0h", "1vwx "), True),
        (("EFOH", "IVWX"), True),
        (("EF0H", "LVWX"), True),
        (("EF0H", "1VWY"), False),
        (("1VWX", "EF0H"), False),
        (("", ""), False),
    ],
)
def test_two_groups_are_compared_as_they_stand(typed: tuple[str, str], right: bool) -> None:
    first = sheets()[0]
    assert asked_of(first) == (2, 5)
    assert is_typed_back(first, typed) is right


def test_nothing_is_held_at_first_and_after_the_last() -> None:
    assert Ceremony().is_over
    ceremony = Ceremony(sheets(RecoveryPlan.ONE_OF_ONE))
    ceremony.type(right_of(ceremony.sheet))
    assert ceremony.forward()
    assert vars(ceremony)["_sheets"] == vars(ceremony)["_typed"] == []
