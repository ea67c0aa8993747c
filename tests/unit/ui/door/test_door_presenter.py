"""What the sign-in window decides, without a window."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.examples import example_of
from support.fake_lane import FakeLane

from desktop.errors import (
    DestinationRefusedError,
    PassphraseWeakError,
    PlaceRefusedError,
    UnlockFailedError,
    UserExistsError,
    VaultExistsError,
    VaultMissingError,
)
from desktop.ids import UserId, VaultId
from desktop.keeper.calls import (
    FoundVault,
    LayOutSheet,
    LetInAgain,
    LookAtDoor,
    Me,
    NewVault,
    SaveSheet,
    Unlock,
)
from desktop.keeper.passphrase_calls import AdmitPerson, EstimatePassphrase, RenewPerson
from desktop.records.door import Door, PersonAtDoor
from desktop.records.outcome import Nothing
from desktop.records.paper import Paper
from desktop.records.recovery import RecoveryPlan
from desktop.records.role import KEYS, Role
from desktop.records.staff_member import StaffMember
from desktop.records.strength import Holds, Strength, Weakness
from desktop.ui.door.brief import Brief
from desktop.ui.door.demonstration import DEMONSTRATION
from desktop.ui.door.door_view import HelpBegun, Page
from desktop.ui.door.forms import Again, Helping, NewPractice, Wrong, what_is_wrong
from desktop.ui.door.presenter import DoorPresenter, in_order
from desktop.ui.wish import Help, Wish
from desktop.workflow.recovery_sheets import sheets_of

SECRET = "lantern copper thistle bridge"
PEOPLE = tuple(
    PersonAtDoor(user_id=UserId(f"u-{name}"), name=name, full_name=full, role=role)
    for name, full, role in (
        ("nia", "Nia Test", Role.NURSE),
        ("clare", "Clare Test", Role.CLINICIAN),
        ("mona", "Mona Test", Role.MANAGER),
    )
)
DOOR = Door(
    vault_id=VaultId("v-1"),
    practice="Test Surgery",
    created_at="2026",
    people=PEOPLE,
    sheets_needed=2,
)
MEMBER = example_of(StaffMember)
AGAIN = Again(sheets=("one", "two"), user_id=UserId("u-mona"), passphrase=SECRET, again=SECRET)
ME = Me(
    user_id=UserId("u-nia"),
    name="nia",
    full_name="Nia Test",
    role=Role.NURSE,
    practice="Test Surgery",
    vault_id=VaultId("v-1"),
    keys=KEYS[Role.NURSE],
)
NEW = NewPractice(
    folder=Path("/srv/vault"),
    practice="Test Surgery",
    full_name="Clare Test",
    name="clare",
    role=Role.CLINICIAN,
    passphrase=SECRET,
    again=SECRET,
)
KEYS_OF_SHEETS = tuple(f"{at}ABC-EF0H-JKMN-PQRS-1VWX-YZ01-2345-67{at}9" for at in (1, 2, 3))
SHEETS = sheets_of(
    KEYS_OF_SHEETS,
    practice="Test Surgery",
    vault_id=VaultId("v-1"),
    made_on=date(2026, 11, 26),
    plan=RecoveryPlan.TWO_OF_THREE,
)
MADE = NewVault(vault_id=VaultId("v-1"), sheets=SHEETS)
PAGE = Paper(title="Recovery sheet", boxes=(), texts=())


@dataclass
class View:
    """Remembers what it was told, in order."""

    told: list[tuple[str, Any]] = field(default_factory=list)

    def show_page(self, page: Page) -> None:
        self.told.append(("page", page))

    def show_vault(self, practice: str, folder: Path | None) -> None:
        self.told.append(("vault", (practice, folder)))

    def show_people(self, people: tuple[PersonAtDoor, ...], *, chosen: UserId | None) -> None:
        self.told.append(("people", ([one.name for one in people], chosen)))

    def show_busy(self, *, busy: bool) -> None:
        self.told.append(("busy", busy))

    def show_error(self, error: Exception) -> None:
        self.told.append(("error", error))

    def show_wrong(self, wrong: Wrong) -> None:
        self.told.append(("wrong", wrong))

    def show_sheet(self, made: NewVault) -> None:
        self.told.append(("sheet", made))

    def print_page(self, page: Paper) -> None:
        self.told.append(("printed", page))

    def sheet_saved(self, path: Path) -> None:
        self.told.append(("saved", path))

    def show_recovery(
        self, people: tuple[PersonAtDoor, ...], *, needed: int, chosen: UserId | None
    ) -> None:
        self.told.append(("recovery", ([one.name for one in people], needed, chosen)))

    def show_not_again(self, wrong: Wrong) -> None:
        self.told.append(("not_again", wrong))

    def show_let_in_again(self, full_name: str) -> None:
        self.told.append(("again", full_name))

    def show_help(self, begun: HelpBegun) -> None:
        self.told.append(("help", begun))

    def show_not_helped(self, wanted: Help, wrong: Wrong) -> None:
        self.told.append(("not_helped", (wanted, wrong)))

    def show_hint(self, passphrase: str) -> None:
        self.told.append(("hint", passphrase))

    def show_strength(self, strength: Strength | None) -> None:
        self.told.append(("strength", strength))

    def go_in(self) -> None:
        self.told.append(("in", True))

    def last(self, what: str) -> Any:
        return next(value for name, value in reversed(self.told) if name == what)

    def said(self, what: str) -> list[Any]:
        return [value for name, value in self.told if name == what]


@dataclass
class Desk:
    presenter: DoorPresenter
    view: View
    lane: FakeLane
    opened: list[Path]


def at_door(brief: Brief | None = None, *, recent: tuple[str, ...] = (), **answers: Any) -> Desk:
    known = {
        LookAtDoor: DOOR,
        Unlock: ME,
        FoundVault: MADE,
        LayOutSheet: PAGE,
        SaveSheet: Nothing(),
        LetInAgain: MEMBER,
        AdmitPerson: ME,
        RenewPerson: ME,
    }
    kinds = {kind.__name__: kind for kind in (*known, EstimatePassphrase)}
    lane = FakeLane(answers={**known, **{kinds[name]: value for name, value in answers.items()}})
    view, opened = View(), []
    presenter = DoorPresenter(
        view, lane, brief or Brief(vault="/srv/vault"), recent=recent, opened=opened.append
    )
    presenter.begin()
    return Desk(presenter, view, lane, opened)


def test_without_a_vault_it_shows_how_to_begin() -> None:
    desk = at_door(Brief())
    assert desk.view.told == [("vault", ("", None)), ("page", Page.WELCOME)]
    assert desk.lane.asked == []


def test_people_are_shown_those_who_were_here_lately_first() -> None:
    desk = at_door(recent=("u-mona",))
    assert desk.view.last("people") == (["mona", "clare", "nia"], "u-mona")
    assert desk.view.last("page") is Page.PEOPLE
    assert desk.view.last("vault") == ("Test Surgery", Path("/srv/vault"))
    assert desk.opened == [Path("/srv/vault")]


def test_whoever_locked_is_asked_first() -> None:
    desk = at_door(Brief(vault="/srv/vault", chosen="u-nia"), recent=("u-mona",))
    assert desk.view.last("people")[1] == "u-nia"
    desk.presenter.unlock(SECRET)
    assert desk.lane.calls(Unlock)[0].name == "nia"


def test_a_vault_that_is_gone_leads_to_the_beginning_with_words() -> None:
    desk = at_door(LookAtDoor=VaultMissingError())
    assert desk.view.last("page") is Page.WELCOME
    assert isinstance(desk.view.last("error"), VaultMissingError)
    assert desk.presenter.folder is None
    assert desk.opened == []


def test_the_right_passphrase_lets_in() -> None:
    desk = at_door()
    desk.presenter.choose(UserId("u-nia"))
    desk.presenter.unlock(SECRET)
    assert desk.view.told[-1] == ("in", True)


def test_a_wrong_one_is_told_and_another_can_be_tried() -> None:
    desk = at_door(Unlock=UnlockFailedError(wait_s=1))
    desk.presenter.unlock("wrong")
    assert desk.view.last("busy") is False
    assert desk.view.last("error").facts["wait_s"] == 1
    desk.presenter.unlock("wrong again")
    assert len(desk.lane.calls(Unlock)) == 2


def test_only_one_try_is_under_way() -> None:
    desk = at_door()
    desk.lane.held = True
    desk.presenter.unlock(SECRET)
    desk.presenter.unlock(SECRET)
    assert len(desk.lane.calls(Unlock)) == 1


def test_nothing_is_tried_before_somebody_is_chosen() -> None:
    desk = at_door(LookAtDoor=replace(DOOR, people=()))
    desk.presenter.unlock(SECRET)
    assert desk.lane.calls(Unlock) == []


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"practice": ""}, Wrong.PRACTICE),
        ({"folder": Path()}, Wrong.FOLDER),
        ({"full_name": ""}, Wrong.FULL_NAME),
        ({"name": ""}, Wrong.NAME),
        ({"passphrase": "", "again": ""}, Wrong.WEAK),
        ({"again": "another"}, Wrong.DIFFERENT),
    ],
)
def test_what_can_be_seen_to_be_wrong_is_not_tried(changed: dict[str, Any], wrong: Wrong) -> None:
    desk = at_door(Brief())
    new = replace(NEW, **changed)
    assert what_is_wrong(new) is wrong
    desk.presenter.found(new)
    assert desk.view.last("wrong") is wrong
    assert desk.lane.asked == []


@pytest.mark.parametrize(
    ("error", "wrong"),
    [
        (PassphraseWeakError("words", holds="day"), Wrong.WEAK),
        (VaultExistsError(), Wrong.FOLDER),
        (PlaceRefusedError("network"), Wrong.FOLDER),
    ],
)
def test_what_the_keeper_refuses_is_told_at_its_field(error: Exception, wrong: Wrong) -> None:
    desk = at_door(Brief(), FoundVault=error)
    desk.presenter.found(NEW)
    assert desk.view.last("error") is error
    assert desk.view.last("wrong") is wrong


def test_a_new_vault_shows_its_key_and_then_its_people() -> None:
    desk = at_door(Brief())
    desk.presenter.found(NEW)
    assert desk.view.said("page")[-1] is Page.SHEET
    assert desk.view.last("sheet") is MADE
    assert desk.opened == [Path("/srv/vault")]
    desk.presenter.sheet_kept()
    assert desk.view.last("page") is Page.PEOPLE


def test_only_one_vault_is_made_however_often_one_presses() -> None:
    desk = at_door(Brief())
    desk.lane.held = True
    desk.presenter.found(NEW)
    desk.presenter.found(NEW)
    assert len(desk.lane.calls(FoundVault)) == 1


def test_the_way_back_from_the_beginning_leads_to_the_people() -> None:
    desk = at_door()
    desk.presenter.start_again()
    assert desk.view.last("page") is Page.WELCOME
    desk.presenter.people_again()
    assert desk.view.last("page") is Page.PEOPLE
    assert desk.view.last("vault") == ("Test Surgery", Path("/srv/vault"))


def demonstration(root: Path, *, marked: bool) -> Brief:
    (root / "passphrases").mkdir()
    (root / "passphrases" / "clare.txt").write_text(f"{SECRET}\n", encoding="utf-8")
    if marked:
        (root / DEMONSTRATION).write_text("invented", encoding="utf-8")
    return Brief(vault=str(root / "vault"), chosen="u-clare")


def test_passphrases_of_the_demonstration_are_said(tmp_path: Path) -> None:
    desk = at_door(demonstration(tmp_path, marked=True))
    assert desk.view.last("hint") == SECRET
    desk.presenter.choose(UserId("u-nia"))
    assert desk.view.last("hint") == ""


def test_files_beside_a_vault_that_is_no_demonstration_are_not_read(tmp_path: Path) -> None:
    desk = at_door(demonstration(tmp_path, marked=False))
    assert desk.view.last("hint") == ""


def test_late_answers_are_dropped() -> None:
    desk = at_door()
    desk.lane.held = True
    desk.presenter.unlock(SECRET)
    desk.presenter.close()
    desk.lane.release()
    assert desk.view.said("in") == []


def test_no_passphrase_and_no_key_is_in_any_repr() -> None:
    unlock = Unlock(folder=Path("/srv"), name="nia", passphrase=SECRET)
    found = FoundVault(
        folder=Path("/srv"),
        practice="P",
        name="n",
        full_name="N",
        role=Role.NURSE,
        passphrase=SECRET,
    )
    laid_out = LayOutSheet(sheet=SHEETS[0])
    for value in (unlock, found, NEW, MADE, laid_out, SHEETS[0]):
        for said in (repr(value), str(value), f"{value}"):
            assert SECRET not in said
            assert KEYS_OF_SHEETS[0] not in said
    with pytest.raises(TypeError) as raised:
        raise TypeError(unlock)
    assert SECRET not in str(raised.value)


def test_a_brief_travels_as_text_and_holds_nothing_of_a_patient() -> None:
    brief = Brief(
        vault="/srv/a b",
        reason="idle",
        at="2026-11-25T11:12:00+00:00",
        waiting=3,
        kept=("u-1",),
        chosen="u-1",
        geometry=(1, 2, 3, 4),
        maximised=True,
    )
    assert Brief.from_text(brief.to_text()) == brief


def test_people_are_in_order_of_their_last_visit_then_by_name() -> None:
    ordered = in_order(PEOPLE, ("u-nia",))
    assert [one.name for one in ordered] == ["nia", "clare", "mona"]


def test_a_sheet_is_laid_out_for_the_printer_and_saved_as_pdf() -> None:
    desk = at_door(Brief())
    desk.presenter.found(NEW)
    desk.presenter.print_sheet(SHEETS[0])
    assert desk.view.last("printed") is PAGE
    desk.presenter.save_sheet(SHEETS[1], Path("/srv/paper/sheet"))
    assert desk.view.last("saved") == Path("/srv/paper/sheet.pdf")
    (saved,) = desk.lane.calls(SaveSheet)
    assert (saved.sheet, saved.vault) == (SHEETS[1], Path("/srv/vault"))


def test_a_sheet_that_cannot_be_saved_is_told_of() -> None:
    desk = at_door(Brief(), SaveSheet=DestinationRefusedError("exists"))
    desk.presenter.found(NEW)
    desk.presenter.save_sheet(SHEETS[1], Path("/srv/paper/sheet.pdf"))
    assert isinstance(desk.view.last("error"), DestinationRefusedError)
    assert desk.view.said("saved") == []


def test_the_plan_that_was_chosen_is_asked_for() -> None:
    desk = at_door(Brief())
    desk.presenter.found(replace(NEW, recovery=RecoveryPlan.ONE_OF_ONE))
    assert desk.lane.calls(FoundVault)[0].recovery is RecoveryPlan.ONE_OF_ONE


def test_recovery_sheets_give_somebody_another_passphrase() -> None:
    desk = at_door(Brief(vault="/srv/vault", chosen="u-nia"))
    desk.presenter.use_sheets()
    assert desk.view.last("page") is Page.RECOVER
    assert desk.view.last("recovery") == (["clare", "mona", "nia"], 2, "u-nia")
    desk.presenter.recover(AGAIN)
    (asked,) = desk.lane.calls(LetInAgain)
    assert (asked.folder, asked.sheets, asked.name) == (Path("/srv/vault"), "one\ntwo", "mona")
    assert desk.view.last("again") == "Mona Test"
    assert desk.view.last("people")[1] == "u-mona"
    desk.presenter.unlock(SECRET)
    assert desk.lane.calls(Unlock)[0].name == "mona"


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"sheets": ("one", "")}, Wrong.SHEET),
        ({"passphrase": "", "again": ""}, Wrong.WEAK),
        ({"again": "another"}, Wrong.DIFFERENT),
    ],
)
def test_no_sheet_is_tried_before_the_page_is_filled_in(
    changed: dict[str, Any], wrong: Wrong
) -> None:
    desk = at_door()
    desk.presenter.recover(replace(AGAIN, **changed))
    assert desk.view.last("not_again") is wrong
    assert desk.lane.calls(LetInAgain) == []


def test_sheets_that_are_refused_are_told_of_and_can_be_tried_again() -> None:
    desk = at_door(LetInAgain=UnlockFailedError("share_twice"))
    for _ in range(2):
        desk.presenter.recover(AGAIN)
    assert desk.view.last("error").reason == "share_twice"
    assert desk.view.said("again") == []
    assert len(desk.lane.calls(LetInAgain)) == 2


def test_somebody_who_is_not_at_the_door_is_not_let_in() -> None:
    desk = at_door()
    desk.presenter.recover(replace(AGAIN, user_id=UserId("u-nobody")))
    assert desk.lane.calls(LetInAgain) == []


# ------------------------------------------------------------------------------ helping another

NEWCOMER = Helping(
    help=Help.ADMIT,
    by=UserId("u-mona"),
    own=SECRET,
    full_name="Dewi Newydd",
    name="dewi",
    role=Role.NURSE,
    passphrase="seven green kettles sang at dawn",
    again="seven green kettles sang at dawn",
)
FORGOT = replace(NEWCOMER, help=Help.RENEW, other=UserId("u-nia"))


def test_what_the_workspace_wished_for_is_begun_once() -> None:
    wish = Wish(help=Help.RENEW, other=UserId("u-nia"))
    brief = Brief(vault="/srv/vault", chosen="u-mona").wishing(wish)
    desk = at_door(Brief.from_text(brief.to_text()))
    begun = desk.view.last("help")
    assert (begun.wanted, begun.other, begun.by) == (Help.RENEW, "u-nia", "u-mona")
    assert desk.view.last("page") is Page.RENEW
    desk.presenter.open(Path("/srv/vault"))
    assert desk.view.last("page") is Page.PEOPLE


def test_somebody_is_admitted_by_whoever_signs_in_with_it() -> None:
    desk = at_door()
    desk.presenter.help(NEWCOMER)
    (call,) = desk.lane.calls(AdmitPerson)
    assert (call.name, call.passphrase, call.new.name) == ("mona", SECRET, "dewi")
    assert desk.view.told[-1] == ("in", True)
    assert SECRET not in repr(call)
    assert NEWCOMER.passphrase not in repr(call)


def test_who_forgot_gets_another_passphrase_from_a_colleague() -> None:
    desk = at_door()
    desk.presenter.choose(UserId("u-nia"))
    desk.presenter.renew_by_colleague()
    begun = desk.view.last("help")
    assert (begun.wanted, begun.other, begun.by) == (Help.RENEW, "u-nia", None)
    desk.presenter.help(FORGOT)
    (call,) = desk.lane.calls(RenewPerson)
    assert (call.name, call.other, call.new) == ("mona", "nia", FORGOT.passphrase)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"full_name": ""}, Wrong.FULL_NAME),
        ({"name": ""}, Wrong.NAME),
        ({"passphrase": "", "again": ""}, Wrong.WEAK),
        ({"again": "another"}, Wrong.DIFFERENT),
        ({"own": ""}, Wrong.OWN),
    ],
)
def test_what_is_wrong_with_helping_is_told_and_not_tried(
    changed: dict[str, Any], wrong: Wrong
) -> None:
    desk = at_door()
    desk.presenter.help(replace(NEWCOMER, **changed))
    assert desk.view.last("not_helped") == (Help.ADMIT, wrong)
    assert desk.lane.calls(AdmitPerson) == []


@pytest.mark.parametrize(
    ("error", "wrong"),
    [
        (UserExistsError(), Wrong.TAKEN),
        (PassphraseWeakError("short"), Wrong.WEAK),
        (UnlockFailedError(wait_s=2), Wrong.OWN),
    ],
)
def test_what_the_keeper_refuses_in_helping_is_told_at_its_field(error: Any, wrong: Wrong) -> None:
    desk = at_door()
    desk.lane.answers[AdmitPerson] = error
    desk.presenter.help(NEWCOMER)
    assert desk.view.last("error") is error
    assert desk.view.last("not_helped") == (Help.ADMIT, wrong)
    assert desk.view.last("busy") is False


# ------------------------------------------------------------------------------ strength


def estimated(call: EstimatePassphrase) -> Strength:
    return Strength(
        is_enough=False,
        level=min(len(call.passphrase), 4),
        holds=Holds.DAY,
        weakness=Weakness.SHORT,
    )


def test_only_the_newest_of_what_is_typed_is_estimated_and_shown() -> None:
    desk = at_door(Brief())
    desk.lane.answers[EstimatePassphrase] = estimated
    desk.lane.held = True
    for typed in ("k", "ke", "ket"):
        desk.presenter.estimate(typed, ("Test Surgery", "", " "))
    assert [call.passphrase for call in desk.lane.calls(EstimatePassphrase)] == ["k"]
    assert desk.view.said("strength") == []
    desk.lane.release(EstimatePassphrase)
    desk.lane.release(EstimatePassphrase)
    asked = desk.lane.calls(EstimatePassphrase)
    assert [call.passphrase for call in asked] == ["k", "ket"]
    assert asked[-1].known == ("Test Surgery",)
    assert [strength.level for strength in desk.view.said("strength")] == [3]


def test_an_empty_field_has_no_strength_even_when_an_answer_comes_late() -> None:
    desk = at_door(Brief())
    desk.lane.answers[EstimatePassphrase] = estimated
    desk.lane.held = True
    desk.presenter.estimate("k", ())
    desk.presenter.estimate("", ())
    desk.lane.release()
    assert desk.view.said("strength") == [None]


def test_a_question_that_fails_says_nothing_and_the_next_is_asked() -> None:
    desk = at_door(Brief(), EstimatePassphrase=VaultMissingError())
    desk.presenter.estimate("k", ())
    desk.lane.answers[EstimatePassphrase] = estimated
    desk.presenter.estimate("ke", ())
    assert [one.level if one else one for one in desk.view.said("strength")] == [None, 2]


def test_a_passphrase_that_is_estimated_is_never_shown() -> None:
    assert SECRET not in repr(EstimatePassphrase(passphrase=SECRET, known=()))
