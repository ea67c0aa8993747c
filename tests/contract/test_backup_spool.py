"""What waits sealed in the spool is in the backup, and waits again in the restored vault."""

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from support.backups import checked, raw_manifest, restored, sign_again, whats
from support.decoding import InProcess
from support.practice import CLARE, MONA, NIA, QUICK, Practice, digest_of, fill_card

from desktop.errors import BackupRefusedError
from desktop.records.arrival import Origin
from desktop.records.removal import Removal
from desktop.records.spool import Absorbed
from desktop.vault import header
from desktop.workflow.absorbing import absorb
from desktop.workflow.emptying import Looks, Run
from desktop.workflow.inbox import list_inbox
from desktop.workflow.pace import Pace
from desktop.workflow.safekeeping import back_up
from desktop.workflow.spooling import LockedVault, SpoolReceiving, waiting_behind
from desktop.workflow.verifying import verify_vault

SEEDS = range(70, 72)


@pytest.fixture
def waiting(staffed: Practice) -> Practice:
    """Two photographs came in while nobody was signed in."""
    staffed.sign_in(NIA).vault.close()
    fill_card(staffed.card, SEEDS)
    vault = LockedVault(
        folder=staffed.vault,
        vault_id=header.read(staffed.vault).vault_id,
        decoding=InProcess(),
        clock=staffed.clock,
        outside=staffed.heads,
    )
    run = Run(
        folder=staffed.card,
        origin=Origin.PRACTICE,
        removal=Removal.VERIFIED,
        stop=Event(),
        progress=lambda _done, _all: None,
        timing=QUICK,
    )
    looks = Looks(SpoolReceiving(vault), run)
    while len(looks.report.spooled) < len(SEEDS):
        looks.look()
    return staffed


def _made(practice: Practice, place: Path, who: str = MONA, **how: Any) -> int:
    session = practice.sign_in(who)
    with session.vault:
        return back_up(session, place, **how).value.spooled


def _folder(place: Path) -> Path:
    (folder,) = place.glob("v-*/backups/*")
    return folder


def _entered(practice: Practice) -> tuple[Absorbed, list[str]]:
    session = practice.sign_in(NIA)
    with session.vault:
        done = absorb(session).value
        assert verify_vault(session, lambda _done, _all: None).ok
        return done, sorted(one.sha256 for one in list_inbox(session).waiting)


def test_it_waits_again_after_a_restore_and_comes_in_once(
    waiting: Practice, tmp_path: Path
) -> None:
    place = tmp_path / "place"
    assert _made(waiting, place) == 2
    whole = checked(waiting, place)
    assert whole.ok
    assert raw_manifest(_folder(place))["format"] == 2
    copy, done = restored(waiting, place, tmp_path / "copy")
    assert (done.spooled, waiting_behind(copy.vault)) == (2, 2)
    report, digests = _entered(copy)
    assert (report.entered, report.missing, report.left) == (2, 0, 0)
    assert digests == sorted(digest_of(seed) for seed in SEEDS)
    assert waiting_behind(waiting.vault) == 2, "the vault itself is as it was"


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_what_is_entered_while_a_backup_is_made_is_in_it_once(
    waiting: Practice, tmp_path: Path, turn: int
) -> None:
    """Before its copy is made, between two copies, or when the catalogue was copied already."""
    place, session, turns = tmp_path / "place", waiting.sign_in(CLARE), 0

    def pause(_seconds: float) -> None:
        nonlocal turns
        if turns == turn:
            absorb(session)
        turns += 1

    with session.vault:
        back_up(session, place, pace=Pace(pause=pause))
    assert turns > turn
    assert checked(waiting, place).ok
    copy, _ = restored(waiting, place, tmp_path / "copy")
    _, digests = _entered(copy)
    assert digests == sorted(digest_of(seed) for seed in SEEDS)


def test_a_copy_that_was_altered_or_taken_away_is_said_and_refused(
    waiting: Practice, tmp_path: Path
) -> None:
    place = tmp_path / "place"
    _made(waiting, place)
    folder = _folder(place)
    first, second = sorted(folder.glob("spool-*"))
    data = bytearray(first.read_bytes())
    data[len(data) // 2] ^= 1
    first.write_bytes(data)
    second.unlink()
    assert whats(waiting, place) == {"spool_altered", "spool_missing"}
    with pytest.raises(BackupRefusedError):
        restored(waiting, place, tmp_path / "copy")
    assert not (tmp_path / "copy" / "vault").exists()


def test_a_name_that_is_none_of_ours_is_refused_whoever_signed_it(
    waiting: Practice, tmp_path: Path
) -> None:
    place = tmp_path / "place"
    _made(waiting, place)
    folder = _folder(place)

    for name in ("../../escape", "vault.json", "0" * 31, f"{'0' * 32}./x"):

        def change(raw: dict[str, Any], name: str = name) -> None:
            raw["spool"] = {name: next(iter(raw["spool"].values()))}

        sign_again(folder, MONA, change)
        assert whats(waiting, place) == {"manifest"}, name


def test_one_that_opens_for_nobody_is_told_and_does_not_hold_up_a_restore(
    waiting: Practice, tmp_path: Path
) -> None:
    """It was damaged in the vault already; what cannot be known without the key is copied."""
    one = sorted((waiting.vault / "spool").iterdir())[0]
    data = bytearray(one.read_bytes())
    data[-1] ^= 1
    one.write_bytes(data)
    place = tmp_path / "place"
    assert _made(waiting, place) == 2
    copy, done = restored(waiting, place, tmp_path / "copy")
    assert done.spooled == 2
    session = copy.sign_in(NIA)
    with session.vault:
        report = absorb(session).value
    assert (report.entered, report.set_aside) == (1, 1)
