"""Recovery by sheets against a real vault: founding, letting in, renewing, and what is refused."""

from itertools import combinations
from pathlib import Path

import pytest
from support.decoding import InProcess
from support.practice import CHEAP, CLARE, NIA, Practice, person

from desktop.errors import (
    DestinationRefusedError,
    NotPermittedError,
    PassphraseWeakError,
    UnknownRecordError,
    UnlockFailedError,
)
from desktop.records.entry import PassphraseEntry, RecoveryEntry
from desktop.records.recovery import RecoveryPlan
from desktop.records.role import KEYS, Domain, Role
from desktop.vault import header
from desktop.workflow.recovering import let_in_again, propose_recovery, renew_recovery
from desktop.workflow.recovery_sheets import prepare_folder, save_sheets, sheets_of
from desktop.workflow.signing_in import found_practice, look_at_door
from desktop.workflow.users import list_users
from desktop.workflow.verifying import verify_vault


def founded(root: Path, plan: RecoveryPlan) -> tuple[Practice, tuple[str, ...]]:
    practice = Practice(root)
    root.mkdir()
    made = found_practice(
        practice.vault,
        practice="Test Surgery",
        first=person(CLARE),
        clock=practice.clock,
        cost=CHEAP,
        recovery=plan,
    )
    assert bool(made.recovery_key) is (plan is RecoveryPlan.ONE_OF_ONE)
    return practice, made.keys


def opens_with(practice: Practice, typed: str) -> None:
    practice.recovery_key = typed
    session = practice.recover()
    with session.vault as vault:
        assert session.role is Role.RECOVERY
        assert {domain for domain in Domain if vault.ring.holds(domain)} == set(Domain)


def refused(practice: Practice, typed: str) -> UnlockFailedError:
    practice.recovery_key = typed
    with pytest.raises(UnlockFailedError) as error:
        practice.recover()
    return error.value


@pytest.mark.parametrize("plan", RecoveryPlan)
def test_enough_sheets_open_everything_and_fewer_nothing(plan: RecoveryPlan, tmp_path) -> None:
    practice, keys = founded(tmp_path / "p", plan)
    assert len(keys) == plan.shares
    slot = header.read(practice.vault).recovery
    assert (slot.threshold, slot.shares) == (plan.threshold, plan.shares)
    assert look_at_door(practice.vault, clock=practice.clock).sheets_needed == plan.threshold
    for some in list(combinations(keys, plan.threshold))[:3]:
        opens_with(practice, "\n".join(reversed(some)))
    for fewer in range(1, plan.threshold):
        error = refused(practice, "\n".join(keys[:fewer]))
        assert error.reason == "share_few"
        assert (error.facts["needed"], error.facts["given"]) == (plan.threshold, fewer)


def test_what_is_refused_says_why(tmp_path: Path) -> None:
    practice, keys = founded(tmp_path / "p", RecoveryPlan.TWO_OF_THREE)
    _, others = founded(tmp_path / "q", RecoveryPlan.TWO_OF_THREE)
    _, alone = founded(tmp_path / "r", RecoveryPlan.ONE_OF_ONE)
    slip = keys[0][:-1] + ("2" if keys[0][-1] != "2" else "3")
    for typed, reason in (
        ((keys[0], keys[0]), "share_twice"),
        ((keys[0], others[1]), "share_sets"),
        (others[:2], "share_void"),
        ((slip, keys[1]), "share_mistyped"),
        (alone, "share_mistyped"),
        (("",), "share_mistyped"),
    ):
        assert refused(practice, "\n".join(typed)).reason == reason


def test_new_sheets_open_the_vault_and_those_of_before_do_not(staffed: Practice) -> None:
    before = staffed.recovery_key
    session = staffed.recover()
    with session.vault:
        proposed = propose_recovery(session, RecoveryPlan.THREE_OF_FIVE)
        renew_recovery(session, proposed)
        assert len(list_users(session)) == 4  # the same session goes on
    keys = [sheet.key for sheet in proposed.sheets]
    assert refused(staffed, before).reason == "share_void"
    assert refused(staffed, "\n".join(keys[:2])).reason == "share_few"
    opens_with(staffed, "\n".join(keys[1:4]))
    session = staffed.sign_in(CLARE)
    with session.vault:
        assert verify_vault(session, lambda _done, _all: None).ok


def test_a_stop_before_new_sheets_are_in_force_leaves_those_of_before(staffed: Practice) -> None:
    session = staffed.recover()
    with session.vault:
        proposed = propose_recovery(session, RecoveryPlan.TWO_OF_THREE)
    opens_with(staffed, staffed.recovery_key)
    assert refused(staffed, "\n".join(sheet.key for sheet in proposed.sheets)).reason in (
        "share_void",
        "recovery_key",
    )


def test_recovery_can_become_one_sheet_and_two_of_three_again(staffed: Practice) -> None:
    for plan in (RecoveryPlan.ONE_OF_ONE, RecoveryPlan.TWO_OF_THREE):
        session = staffed.recover()
        with session.vault:
            proposed = propose_recovery(session, plan)
            renew_recovery(session, proposed)
        staffed.recovery_key = "\n".join(sheet.key for sheet in proposed.sheets)
        opens_with(staffed, staffed.recovery_key)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.RECOVERY])
def test_nobody_but_recovery_makes_new_sheets(staffed: Practice, role: Role) -> None:
    session = staffed.as_role(role)
    with session.vault, pytest.raises(NotPermittedError):
        propose_recovery(session, RecoveryPlan.TWO_OF_THREE)


def test_somebody_who_forgot_is_let_in_again(staffed: Practice) -> None:
    shape = header.read(staffed.vault)
    clare = shape.named(CLARE)
    assert clare is not None
    entry = RecoveryEntry(recovery_key=staffed.recovery_key)
    how = {"decoding": InProcess(), "clock": staffed.clock, "cost": CHEAP}
    new = "walnut harbour seven violins"
    member = let_in_again(staffed.vault, entry, name=CLARE, passphrase=new, **how)
    assert (member.user_id, member.missing) == (clare.person.user_id, frozenset())
    with pytest.raises(UnlockFailedError):
        staffed.sign_in(CLARE)
    session = staffed._sign_in(PassphraseEntry(name=CLARE, passphrase=new))
    with session.vault as vault:
        held = {domain for domain in Domain if vault.ring.holds(domain)}
        assert held >= KEYS[Role.CLINICIAN]
    staffed.sign_in(NIA).vault.close()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": "nobody"}, UnknownRecordError),
        ({"passphrase": "password"}, PassphraseWeakError),
        ({"sheets": 1}, UnlockFailedError),
    ],
)
def test_whoever_cannot_be_let_in_again_stays_as_they_were(
    staffed: Practice, changes: dict, error: type[Exception]
) -> None:
    keys = staffed.recovery_key.split("\n")[: changes.pop("sheets", 2)]
    entry = RecoveryEntry(recovery_key="\n".join(keys))
    wanted = {"name": NIA, "passphrase": "walnut harbour seven violins", **changes}
    with pytest.raises(error):
        let_in_again(
            staffed.vault, entry, decoding=InProcess(), clock=staffed.clock, cost=CHEAP, **wanted
        )
    staffed.sign_in(NIA).vault.close()


# ------------------------------------------------------------------------------ PDF files


def a_set(practice: Practice, keys: tuple[str, ...]):
    shape = header.read(practice.vault)
    return sheets_of(
        keys,
        practice=shape.practice,
        vault_id=shape.vault_id,
        made_on=practice.clock.now().date(),
        plan=RecoveryPlan.TWO_OF_THREE,
    )


def test_sheets_are_written_beside_the_vault_and_never_over_something(tmp_path: Path) -> None:
    practice, keys = founded(tmp_path / "p", RecoveryPlan.TWO_OF_THREE)
    plan, vault = RecoveryPlan.TWO_OF_THREE, practice.vault
    folder = tmp_path / "sheets"
    paths = prepare_folder(folder, plan=plan, vault=vault)
    assert [path.name for path in paths] == [f"recovery-sheet-{at}-of-3.pdf" for at in (1, 2, 3)]
    assert list(folder.iterdir()) == []
    paths[1].write_text("mine", encoding="utf-8")
    with pytest.raises(DestinationRefusedError):
        save_sheets(a_set(practice, keys), paths, vault=vault)
    assert [path.name for path in folder.iterdir()] == [paths[1].name]
    with pytest.raises(DestinationRefusedError):
        prepare_folder(folder, plan=plan, vault=vault)
    paths[1].unlink()
    save_sheets(a_set(practice, keys), paths, vault=vault)
    assert all(path.read_bytes().startswith(b"%PDF-") for path in paths)
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


@pytest.mark.parametrize("inside", ["", "objects", "new/deeper"])
def test_no_sheet_is_written_into_the_vault(tmp_path: Path, inside: str) -> None:
    practice, _ = founded(tmp_path / "p", RecoveryPlan.TWO_OF_THREE)
    before = sorted(practice.vault.rglob("*"))
    (tmp_path / "link").symlink_to(practice.vault)
    for folder in (practice.vault / inside, tmp_path / "link" / inside):
        with pytest.raises(DestinationRefusedError) as error:
            prepare_folder(folder, plan=RecoveryPlan.TWO_OF_THREE, vault=practice.vault)
        assert error.value.reason == "vault"
    assert sorted(practice.vault.rglob("*")) == before


def test_a_folder_that_cannot_be_written_is_found_out_before_a_vault_is_made(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DestinationRefusedError) as error:
        prepare_folder(
            tmp_path / "file" / "x", plan=RecoveryPlan.TWO_OF_THREE, vault=tmp_path / "vault"
        )
    assert error.value.reason == "unwritable"
