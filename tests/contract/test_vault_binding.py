"""A passphrase bound to a computer: what opens the slot, what does not, and who can help.

Everything is bound to a TPM in software, as the program reaches a real one.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.practice import CHEAP, CLARE, MONA, NIA, RHYS, Practice, passphrase_of
from support.tpm import environment, software_tpm

from desktop.errors import DeviceFactorError, PassphraseWeakError, UnlockFailedError
from desktop.records.entry import PassphraseEntry
from desktop.vault import header
from desktop.vault.admission import unlock
from desktop.vault.device_factor import FACTOR_BYTES, FactorStore, factors_folder
from desktop.vault.device_tpm import TCTI, Tpm
from desktop.workflow.auditing import read_audit
from desktop.workflow.binding import bind_device, factor_in_use, unbind_device
from desktop.workflow.session import Session
from desktop.workflow.staffing import change_passphrase, renew_user, set_role
from desktop.workflow.verifying import verify_vault

ROOT = Path(__file__).resolve().parents[2]
NEW = "seven green kettles sang at dawn"
LESS = "quarry thistle bridge"
"""Enough with a factor, and not without."""


@pytest.fixture
def pc(
    own_home: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """This computer: a TPM of its own, and a user's folders."""
    with software_tpm(tmp_path_factory.mktemp("t") / "a") as tcti:
        monkeypatch.setenv(TCTI, tcti)
        yield tcti


@pytest.fixture
def bound(pc: str, staffed: Practice) -> Practice:
    session = staffed.sign_in(RHYS)
    with session.vault:
        bind_device(session, passphrase_of(RHYS), cost=CHEAP)
        assert bound_to(session).startswith("f-")
    return staffed


def bound_to(session: Session) -> str:
    return factor_in_use(session.vault.header, session.user)


def refused(reason: str):
    return pytest.raises(DeviceFactorError, match=f"device_factor: {reason}")


def test_who_is_bound_signs_in_here_as_before(bound: Practice) -> None:
    for _ in range(2):
        session = bound.sign_in(RHYS)
        with session.vault:
            assert verify_vault(session, lambda _done, _all: None).ok
    bound.sign_in(CLARE).vault.close()


def test_the_right_passphrase_alone_does_not_open_the_slot(bound: Practice) -> None:
    """At the level of keys: nothing, another secret, or the slot said to need none."""
    shape = header.read(bound.vault)
    words = passphrase_of(RHYS)
    signed = shape.named(RHYS)
    assert signed is not None
    secret = FactorStore().secret(signed.slot.factor)
    assert unlock(shape, RHYS, words, factor_of=lambda _id: secret).name == RHYS
    for other in (bytes(FACTOR_BYTES), secret[:-1] + bytes([secret[-1] ^ 1]), secret[::-1], b""):
        with pytest.raises(UnlockFailedError):
            unlock(shape, RHYS, words, factor_of=lambda _id, other=other: other)
    with pytest.raises(UnlockFailedError):
        unlock(shape, RHYS, words)
    with pytest.raises(UnlockFailedError):
        unlock(shape, RHYS, "correct horse battery", factor_of=lambda _id: secret)
    bare = replace(signed, slot=replace(signed.slot, factor=""))
    people = tuple(bare if p is signed else p for p in shape.people)
    with pytest.raises(UnlockFailedError):
        unlock(replace(shape, people=people), RHYS, words, factor_of=lambda _id: secret)


def test_another_computer_is_told_apart_and_nothing_is_counted(
    bound: Practice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another"))
    with refused("elsewhere"):
        bound.sign_in(RHYS)
    with refused("elsewhere"):
        bound._sign_in(PassphraseEntry(name=RHYS, passphrase="not this one"))
    bound.sign_in(NIA).vault.close()


def test_another_tpm_does_not_open_it_even_with_the_sealed_form(
    bound: Practice, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert len(list(factors_folder().iterdir())) == 1
    with software_tpm(tmp_path_factory.mktemp("t") / "b") as tcti:
        monkeypatch.setenv(TCTI, tcti)
        with refused("broken"):
            bound.sign_in(RHYS)


def test_the_vault_holds_the_identifier_of_the_factor_and_nothing_else_of_it(
    bound: Practice,
) -> None:
    signed = header.read(bound.vault).named(RHYS)
    assert signed is not None
    secret = FactorStore().secret(signed.slot.factor)
    assert not [p for p in bound.vault.rglob("*") if p.is_file() and secret in p.read_bytes()]
    assert bound.vault not in factors_folder().parents


def test_a_colleague_renews_who_lost_their_computer(
    bound: Practice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another"))
    session = bound.sign_in(CLARE)
    with session.vault:
        renew_user(session, RHYS, NEW, cost=CHEAP)
    session = bound._sign_in(PassphraseEntry(name=RHYS, passphrase=NEW))
    with session.vault:
        assert bound_to(session) == ""
        bind_device(session, NEW, cost=CHEAP)  # the other computer may be bound to now
    bound._sign_in(PassphraseEntry(name=RHYS, passphrase=NEW)).vault.close()


def test_a_bound_passphrase_is_changed_and_stays_bound(bound: Practice) -> None:
    session = bound.sign_in(RHYS)
    with session.vault:
        before = bound_to(session)
        change_passphrase(session, old=passphrase_of(RHYS), new=LESS, cost=CHEAP)
        assert bound_to(session) == before
    with pytest.raises(UnlockFailedError):
        bound.sign_in(RHYS)
    session = bound._sign_in(PassphraseEntry(name=RHYS, passphrase=LESS))
    with session.vault:
        with pytest.raises(PassphraseWeakError):
            unbind_device(session, LESS, cost=CHEAP)
        assert bound_to(session) == before
        with pytest.raises(UnlockFailedError):
            change_passphrase(session, old=passphrase_of(RHYS), new=NEW, cost=CHEAP)


def test_another_role_keeps_the_binding(bound: Practice) -> None:
    from desktop.records.role import Role

    session = bound.sign_in(CLARE)
    with session.vault:
        set_role(session, RHYS, Role.NURSE)
    session = bound.sign_in(RHYS)
    with session.vault:
        assert bound_to(session)


def test_unbinding_makes_the_passphrase_enough_again(
    bound: Practice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    session = bound.sign_in(RHYS)
    with session.vault:
        with refused("bound"):
            bind_device(session, passphrase_of(RHYS), cost=CHEAP)
        with pytest.raises(UnlockFailedError):
            unbind_device(session, "not this one at all, never", cost=CHEAP)
        unbind_device(session, passphrase_of(RHYS), cost=CHEAP)
        with refused("unbound"):
            unbind_device(session, passphrase_of(RHYS), cost=CHEAP)
    assert list(factors_folder().iterdir()) == []
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another"))
    bound.sign_in(RHYS).vault.close()


def test_a_wrong_passphrase_binds_nothing_and_leaves_no_factor(pc: str, staffed: Practice) -> None:
    session = staffed.sign_in(NIA)
    with session.vault, pytest.raises(UnlockFailedError):
        bind_device(session, "not this one at all, never", cost=CHEAP)
    assert list(factors_folder().iterdir()) == []
    staffed.sign_in(NIA).vault.close()


def test_a_slot_of_before_the_binding_cannot_be_put_back(pc: str, staffed: Practice) -> None:
    from desktop.errors import TamperedError

    staffed.sign_in(CLARE).vault.close()
    before = {p.name: p.read_bytes() for p in staffed.vault.glob("vault.json*")}
    session = staffed.sign_in(RHYS)
    with session.vault:
        bind_device(session, passphrase_of(RHYS), cost=CHEAP)
    for name, data in before.items():
        (staffed.vault / name).write_bytes(data)
    with pytest.raises(TamperedError):
        staffed.sign_in(CLARE)


def test_binding_is_in_the_audit_trail(bound: Practice) -> None:
    session = bound.sign_in(MONA)
    with session.vault:
        lines = [line for line in read_audit(session) if line.act == "bind_device"]
    assert [line.body for line in lines] == [{"bound": True}]


def test_where_there_is_nothing_to_bind_to_it_is_said(
    own_home: Path, staffed: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TCTI, "device:/nowhere")
    session = staffed.sign_in(NIA)
    with session.vault, refused("nothing"):
        bind_device(session, passphrase_of(NIA), cost=CHEAP)
    staffed.sign_in(NIA).vault.close()


def test_the_commands_change_bind_and_unbind(pc: str, staffed: Practice, tmp_path: Path) -> None:
    """The real program, in a process of its own."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text(passphrase_of(NIA))
    new.write_text(NEW)

    def run(command: str, secret: Path, *more: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "desktop", "users", command, str(staffed.vault), "--json"]
        line += ["--user", NIA, "--passphrase-file", str(secret), *more, "--language", "en"]
        return subprocess.run(
            line, check=False, cwd=ROOT, capture_output=True, text=True, timeout=240
        )

    weak = tmp_path / "weak"
    weak.write_text("nia2024")
    told = run("passphrase", old, "--new-passphrase-file", str(weak))
    assert (told.returncode, told.stdout) == (1, "")
    assert "Somebody with a copy of the vault would guess this passphrase within" in told.stderr
    assert "passphrase_weak.short" in told.stderr
    told = run("passphrase", old, "--new-passphrase-file", str(new))
    assert json.loads(told.stdout) == {"user": NIA, "changed": True}
    assert run("bind-device", old).returncode == 1
    assert json.loads(run("bind-device", new).stdout) == {"user": NIA, "bound": True}
    signed = header.read(staffed.vault).named(NIA)
    assert signed is not None
    assert Tpm(environment(pc)).is_there()
    assert len(FactorStore().secret(signed.slot.factor)) == FACTOR_BYTES
    for sealed in factors_folder().iterdir():
        sealed.rename(tmp_path / sealed.name)
    told = run("list", new)
    assert told.returncode == 1
    assert "works only on the computer it was bound to" in told.stderr
    (tmp_path / f"{signed.slot.factor}.json").rename(
        factors_folder() / f"{signed.slot.factor}.json"
    )
    assert json.loads(run("unbind-device", new).stdout) == {"user": NIA, "bound": False}
