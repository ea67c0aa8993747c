"""The settings of a workstation: kept whole, read strictly, without a person or a photograph."""

import json
import os
import stat
from pathlib import Path

import pytest

from desktop.errors import SettingsError
from desktop.ids import VaultId
from desktop.keeper.workstation import WorkstationFile, settings_folder
from desktop.records.arrival import Origin
from desktop.records.removal import Removal
from desktop.records.workstation import CardRemoval, WatchedFolder, Workstation

VAULT = VaultId("v-7de0727a9e07dd96e7b30dbf7c162b0a")
SETTLED = Workstation(
    watched=(
        WatchedFolder(path=Path("/srv/scans"), origin=Origin.OTHER, removal=Removal.VERIFIED),
        WatchedFolder(
            path=Path("/srv/llun\u0302"),
            origin=Origin.PRACTICE,
            removal=Removal.NEVER,
            device="d-0123456789abcdef",
        ),
    ),
    card_folders=(Path("/media/card"),),
    card_removal=CardRemoval.NEVER,
)


@pytest.fixture
def file(tmp_path: Path) -> WorkstationFile:
    return WorkstationFile(VAULT, folder=tmp_path / "settings")


def test_a_new_workstation_watches_nothing_and_asks(file: WorkstationFile) -> None:
    assert file.read() == Workstation()
    assert Workstation().card_removal is CardRemoval.ASK
    assert not file.path.exists()


def test_what_is_written_is_read_and_only_the_user_may(file: WorkstationFile) -> None:
    file.write(SETTLED)
    assert file.read() == SETTLED
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert [path.name for path in file.path.parent.iterdir()] == [f"{VAULT}.json"]
    assert set(json.loads(file.path.read_text())) == {
        "format",
        "watched",
        "card_folders",
        "card_removal",
        "backup_days",
        "backup_to",
        "heads_folder",
        "slip_hours",
    }


def test_each_vault_has_its_own_in_the_users_configuration(own_home: Path) -> None:
    WorkstationFile(VAULT).write(SETTLED)
    assert (settings_folder() / f"{VAULT}.json").is_relative_to(own_home)
    assert WorkstationFile(VaultId("v-other")).read() == Workstation()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": 2}',
        '{"format": 1, "watched": [{"path": "here", "origin": "own", "removal": "never"}]}',
        '{"format": 1, "watched": [{"path": "/srv"}]}',
        '{"format": 1, "watched": [{"path": "/srv", "origin": "me", "removal": "never"}]}',
        '{"format": 1, "watched": 7}',
        '{"format": 1, "card_folders": ["card"]}',
        '{"format": 1, "card_removal": "always"}',
        '{"format": 1, "backup_days", "heads_folder": "often"}',
        "[" * 100_000,
        '{"format": 1, "card_folders": [' + '"/srv",' * 60_000 + '"/srv"]}',
    ],
)
def test_what_is_none_of_ours_is_refused_and_stays(file: WorkstationFile, text: str) -> None:
    file.path.parent.mkdir()
    file.path.write_text(text)
    with pytest.raises(SettingsError) as refused:
        file.read()
    assert refused.value.reason == "unreadable"
    assert file.path.read_text() == text


def test_a_disk_without_room_keeps_the_old_ones(
    file: WorkstationFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "no space left on device")

    file.write(SETTLED)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(SettingsError) as refused:
            file.write(Workstation())
    assert refused.value.reason == "unwritable"
    assert file.read() == SETTLED
