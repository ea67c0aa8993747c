"""Guessing passphrases becomes slow, stays slow after a new start, and is never impossible."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.decoding import InProcess
from support.guessing import already_failed
from support.practice import CLARE, MONA, RHYS, Practice, passphrase_of

from desktop.errors import UnlockFailedError, VaultInUseError
from desktop.records.entry import PassphraseEntry, RecoveryEntry
from desktop.vault import header
from desktop.vault.checkpoints import outside_folder
from desktop.vault.guesses import (
    FREE_TRIES,
    LONGEST_FOR_ALL_S,
    LONGEST_WAIT_S,
    Guesses,
    Uptime,
    delay_s,
)
from desktop.vault.keys import RECOVERY_USER
from desktop.vault.lock import InstanceLock
from desktop.workflow.signing_in import look_at_door, sign_in

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Computer:
    """A clock that can be set, and an uptime that cannot; switching on begins it anew."""

    def __init__(self) -> None:
        self.wall = NOON
        self.on_s = 100.0
        self.boot = "first"

    def now(self) -> datetime:
        return self.wall

    def __call__(self) -> Uptime:
        return Uptime(boot=self.boot, at_s=self.on_s)

    def pass_by(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.on_s += seconds

    def switch_on_again(self, off_s: float) -> None:
        self.wall += timedelta(seconds=off_s)
        self.on_s = 5.0
        self.boot += "+"


@pytest.fixture
def computer() -> Computer:
    return Computer()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "vault"
    made.mkdir()
    return made


def guesses(folder: Path, computer: Computer, name: str = "v-1") -> Guesses:
    """Return what a program that has just been started knows."""
    return Guesses(folder, name, clock=computer, outside=folder.parent / "state", up=computer)


def fail(folder: Path, computer: Computer, who: str, times: int) -> None:
    for _ in range(times):
        guesses(folder, computer).failed(who)


def test_the_table() -> None:
    waits = [delay_s(n, longest_s=LONGEST_WAIT_S) for n in range(17)]
    assert waits == [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert delay_s(10**9, longest_s=LONGEST_WAIT_S) == LONGEST_WAIT_S
    assert delay_s(10**9, longest_s=LONGEST_FOR_ALL_S) == LONGEST_FOR_ALL_S


def test_it_is_counted_over_starts_of_the_program(folder: Path, computer: Computer) -> None:
    fail(folder, computer, "anna", FREE_TRIES - 1)
    assert guesses(folder, computer).left_s("anna") == 0
    fail(folder, computer, "anna", 2)
    assert guesses(folder, computer).left_s("anna") == 4
    computer.pass_by(3)
    assert guesses(folder, computer).left_s("anna") == 1
    computer.pass_by(1)
    assert guesses(folder, computer).left_s("anna") == 0


def test_everybody_else_waits_half_a_minute_at_most(folder: Path, computer: Computer) -> None:
    fail(folder, computer, "anna", 30)
    assert guesses(folder, computer).left_s("anna") == LONGEST_WAIT_S
    assert guesses(folder, computer).left_s("ben") == LONGEST_FOR_ALL_S


def test_whoever_guesses_for_another_gains_nothing_by_coming_in(
    folder: Path, computer: Computer
) -> None:
    fail(folder, computer, "anna", 10)
    from desktop.vault import journal

    journal.clear(folder)  # as every unlock does
    guesses(folder, computer).opened("ben")
    assert guesses(folder, computer).left_s("ben") == 0
    assert guesses(folder, computer).left_s("anna") == 64
    guesses(folder, computer).opened("anna")
    assert guesses(folder, computer).left_s("anna") == 0
    assert not list((folder.parent / "state").iterdir())


@pytest.mark.parametrize("place", ["journal", "outside"])
def test_removing_one_place_forgets_nothing(folder: Path, computer: Computer, place: str) -> None:
    fail(folder, computer, "anna", 8)
    (outside,) = (folder.parent / "state").iterdir()
    {"journal": folder / "sign-ins.jsonl", "outside": outside}[place].unlink()
    assert guesses(folder, computer).left_s("anna") == 16


def test_removing_both_forgets(folder: Path, computer: Computer) -> None:
    fail(folder, computer, "anna", 8)
    (outside,) = (folder.parent / "state").iterdir()
    outside.unlink()
    (folder / "sign-ins.jsonl").unlink()
    assert guesses(folder, computer).left_s("anna") == 0  # as the threat model says


@pytest.mark.parametrize("days", [-4000, -1, 1, 4000])
def test_setting_the_clock_changes_nothing(folder: Path, computer: Computer, days: int) -> None:
    fail(folder, computer, "anna", 20)
    computer.wall += timedelta(days=days)
    assert guesses(folder, computer).left_s("anna") == LONGEST_WAIT_S
    computer.pass_by(LONGEST_WAIT_S)
    assert guesses(folder, computer).left_s("anna") == 0


def test_a_clock_that_was_put_back_while_it_was_off_shuts_nobody_out(
    folder: Path, computer: Computer
) -> None:
    fail(folder, computer, "anna", 20)
    computer.switch_on_again(-40_000_000)
    assert guesses(folder, computer).left_s("anna") == LONGEST_WAIT_S
    computer.pass_by(LONGEST_WAIT_S)
    assert guesses(folder, computer).left_s("anna") == 0


def test_a_new_start_of_the_computer_goes_by_its_clock(folder: Path, computer: Computer) -> None:
    fail(folder, computer, "anna", 20)
    computer.switch_on_again(100)
    assert guesses(folder, computer).left_s("anna") == LONGEST_WAIT_S - 100


def test_a_system_that_names_no_start_goes_by_its_clock(folder: Path, computer: Computer) -> None:
    computer.boot = ""
    fail(folder, computer, "anna", 20)
    computer.on_s = 0.0
    assert guesses(folder, computer).left_s("anna") == LONGEST_WAIT_S
    computer.wall -= timedelta(days=4000)
    assert guesses(folder, computer).left_s("anna") == LONGEST_WAIT_S
    computer.pass_by(LONGEST_WAIT_S)
    assert guesses(folder, computer).left_s("anna") == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff",
        b'{"anna":1}',
        b'{"anna":{"count":1}}',
        b'{"anna":{"count":"x","at":"","boot":"","at_ms":0}}',
        b'{"anna":{"count":9,"at":"never","boot":"","at_ms":0}}',
        b"[" * 50_000,
        b"x" * 100_000,
    ],
)
def test_a_file_that_makes_no_sense_shuts_nobody_out(
    folder: Path, computer: Computer, content: bytes
) -> None:
    fail(folder, computer, "anna", 6)
    (outside,) = (folder.parent / "state").iterdir()
    outside.write_bytes(content)
    assert 4 <= guesses(folder, computer).left_s("anna") <= LONGEST_WAIT_S
    computer.pass_by(LONGEST_WAIT_S)
    assert guesses(folder, computer).left_s("anna") == 0


@pytest.mark.parametrize("name", ["../../elsewhere", "a/b", "", "x" * 100, "\ud800", "v\0"])
def test_a_forged_header_names_no_file_elsewhere(
    folder: Path, computer: Computer, name: str
) -> None:
    guesses(folder, computer, name).failed("anna")
    (made,) = (folder.parent / "state").iterdir()
    assert len(made.name) == 64 + len(".guesses.json")
    assert sorted(one.name for one in folder.parent.iterdir()) == ["state", "vault"]


def test_where_nothing_can_be_written_outside_the_journal_counts(
    folder: Path, computer: Computer
) -> None:
    (folder.parent / "state").write_bytes(b"in the way")
    fail(folder, computer, "anna", 7)
    assert guesses(folder, computer).left_s("anna") == 8


# ------------------------------------------------------------------------------ with a real vault


def enter(practice: Practice, name: str, passphrase: str, waits: list[float]) -> None:
    sign_in(
        practice.vault,
        PassphraseEntry(name=name, passphrase=passphrase),
        decoding=InProcess(),
        clock=Computer(),
        pause=waits.append,
    ).session.vault.close()


def told_s(practice: Practice, name: str) -> int:
    with pytest.raises(UnlockFailedError) as refused:
        enter(practice, name, "wrong guess", [])
    return int(refused.value.facts["wait_s"])


def test_every_way_in_waits_and_says_so(staffed: Practice) -> None:
    assert [told_s(staffed, CLARE) for _ in range(FREE_TRIES)] == [0, 0, 0, 0, 2]
    waited: list[float] = []

    def out_of_patience(seconds: float) -> None:
        waited.append(seconds)
        raise VaultInUseError

    entry = PassphraseEntry(name=CLARE, passphrase=passphrase_of(CLARE))
    for one in (entry, PassphraseEntry(name="nobody", passphrase="x" * 12)):
        with pytest.raises(VaultInUseError):
            sign_in(
                staffed.vault,
                one,
                decoding=InProcess(),
                clock=Computer(),
                pause=out_of_patience,
            )
    assert len(waited) == 2  # the right passphrase is not looked at either
    assert all(0 < seconds <= 2 for seconds in waited)
    InstanceLock(staffed.vault).release()  # and nobody holds the vault while they wait
    people = {one.name: one.wait_s for one in look_at_door(staffed.vault, clock=Computer()).people}
    assert people == dict.fromkeys(people, 2)


def test_the_right_passphrase_is_looked_at_after_the_wait(staffed: Practice) -> None:
    for _ in range(FREE_TRIES):
        told_s(staffed, CLARE)
    entry = PassphraseEntry(name=CLARE, passphrase=passphrase_of(CLARE))
    signed = sign_in(staffed.vault, entry, decoding=InProcess(), clock=Computer())
    signed.session.vault.close()
    assert told_s(staffed, CLARE) == 0  # begun anew


def test_two_places_are_kept_with_a_real_vault(staffed: Practice, own_home: Path) -> None:
    for _ in range(FREE_TRIES + 1):
        try:
            enter(staffed, RHYS, "wrong guess", [])
        except UnlockFailedError as error:
            told = error.facts["wait_s"]
            if told:
                break
    shape = header.read(staffed.vault)
    kept = own_home / "state" / "diogel" / "checkpoints" / f"{shape.vault_id}.guesses.json"
    assert kept.exists()
    assert "wrong guess" not in kept.read_text()
    with sign_in_as(staffed, MONA).vault:
        pass
    assert RHYS not in kept.read_text()
    assert told_s(staffed, RHYS) == 4  # Mona's coming in has not begun it anew


def sign_in_as(practice: Practice, name: str):
    entry = PassphraseEntry(name=name, passphrase=passphrase_of(name))
    return sign_in(practice.vault, entry, decoding=InProcess(), clock=Computer()).session


def test_the_recovery_key_is_slowed_alike(staffed: Practice) -> None:
    wrong = "-".join(["00000"] * 6)
    told = []
    for _ in range(FREE_TRIES):
        with pytest.raises(UnlockFailedError) as refused:
            sign_in(
                staffed.vault,
                RecoveryEntry(recovery_key=wrong),
                decoding=InProcess(),
                clock=Computer(),
            )
        told.append(refused.value.facts["wait_s"])
    assert told == [0, 0, 0, 0, 2]
    assert RECOVERY_USER in (staffed.vault / "sign-ins.jsonl").read_text()


def start(practice: Practice, name: str, passphrase: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "desktop", "vault", "verify", str(practice.vault)),
            *("--user", name, "--passphrase-file", str(passphrase)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        preexec_fn=_heeds_ctrl_c,  # noqa: PLW1509 - no other thread is about
    )


def _heeds_ctrl_c() -> None:
    """Have Ctrl-C back, which is ignored below a shell's background job."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_command_line_says_how_long_it_waits_and_ctrl_c_gives_up(
    staffed: Practice, tmp_path: Path
) -> None:
    wrong, right = tmp_path / "wrong", tmp_path / "right"
    wrong.write_text("wrong guess")
    right.write_text(passphrase_of(CLARE))
    for _ in range(FREE_TRIES):  # each in a program of its own
        with start(staffed, CLARE, wrong) as command:
            _, told = command.communicate()
            assert command.returncode == 1
            assert "Ctrl C" not in told
    already_failed(staffed, CLARE, 5)
    with start(staffed, CLARE, right) as command:
        assert command.stderr is not None
        line = command.stderr.readline()
        assert line.startswith("After failed tries, this one is looked at in ")
        command.send_signal(signal.SIGINT)
        assert command.wait() == 130
        assert "Traceback" not in command.stderr.read()
    (kept,) = outside_folder().glob("*.guesses.json")
    known = json.loads(kept.read_text())
    kept.write_text(
        json.dumps({key: {**one, "at_ms": one["at_ms"] - 63_000} for key, one in known.items()})
    )
    with start(staffed, CLARE, right) as command:
        _, told = command.communicate()
        assert command.returncode == 0, told
