"""The side bar of each role: what it may do is there, and nothing else."""

from dataclasses import replace

import pytest

from desktop.ids import UserId, VaultId
from desktop.keeper.calls import Me
from desktop.records.role import KEYS, MAY, Act, Role
from desktop.ui.place import AttachPlace, Home, InboxPlace, ViewerPlace
from desktop.ui.shell.places import ROWS, code_of, codes_of, first_place, may_search, sections


def me(role: Role) -> Me:
    return Me(
        user_id=UserId("u-1"),
        name="a",
        full_name="A",
        role=role,
        practice="P",
        vault_id=VaultId("v-1"),
        keys=KEYS[role],
    )


ROWS_OF = {
    Role.RECEPTIONIST: {"attach", "attached", "devices", "help", "settings"},
    Role.NURSE: {"home", "inbox", "patients", "attach", "sources", "devices", "help", "settings"},
    Role.CLINICIAN: {
        "home",
        "inbox",
        "patients",
        "attach",
        "sources",
        "devices",
        "safekeeping",
        "help",
        "settings",
    },
    Role.MANAGER: {"home", "sources", "devices", "safekeeping", "audit", "help", "settings"},
    Role.RECOVERY: {"home", "inbox", "patients", "audit", "help", "settings"},
}


@pytest.mark.parametrize("role", Role)
def test_the_rows_of_a_role(role: Role) -> None:
    assert codes_of(me(role)) == ROWS_OF[role]


@pytest.mark.parametrize("role", Role)
def test_every_row_that_leads_to_an_act_is_a_row_of_who_may(role: Role) -> None:
    rows, may = codes_of(me(role)), MAY[role]
    assert ("attach" in rows) <= (Act.RECEIVE_IMAGES in may)
    assert ("inbox" in rows) <= (Act.VIEW_ARRIVAL in may)
    assert ("patients" in rows) <= (Act.LIST_IMAGES in may)
    assert ("audit" in rows) <= (Act.READ_AUDIT in may)
    assert ("safekeeping" in rows) <= ({Act.BACK_UP, Act.DISABLE_USER} <= may)
    assert ("devices" in rows) <= ({Act.SEE_DEVICES, Act.REPORT_LOST} <= may)
    assert ("sources" in rows) <= (Act.LIST_SOURCES in may)


@pytest.mark.parametrize("role", Role)
def test_everybody_begins_at_a_row_of_theirs(role: Role) -> None:
    assert code_of(first_place(me(role))) in codes_of(me(role))


def test_the_front_desk_begins_with_attaching_and_the_others_with_their_day() -> None:
    assert first_place(me(Role.RECEPTIONIST)) == AttachPlace()
    assert first_place(me(Role.NURSE)) == Home()


def test_only_clinical_staff_search_from_the_bar() -> None:
    assert [role for role in Role if may_search(me(role))] == [
        Role.NURSE,
        Role.CLINICIAN,
        Role.RECOVERY,
    ]


def test_a_section_without_rows_is_not_there() -> None:
    without = replace(me(Role.RECOVERY), keys=frozenset())
    assert len(sections(without)) == 1


def test_a_place_belongs_to_a_row_by_its_kind() -> None:
    assert code_of(InboxPlace(show="identified")) == "inbox"
    assert code_of(ROWS["audit"][1]) == "audit"
    image = ViewerPlace(patient="p", image="i")  # type: ignore[arg-type]
    assert code_of(image) == ""
