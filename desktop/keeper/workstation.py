"""The settings of this workstation, one small file a vault in the user's configuration folder.

They belong to the place: which folders are watched here, what becomes of the files on a card. They
hold no name of a person or of a photograph. The file can be written by hand; ``docs/sources.md``
shows one.
"""

import json
import os
from pathlib import Path
from typing import Any, Final

import platformdirs

from desktop.errors import DeskError, SettingsError
from desktop.ids import VaultId
from desktop.records.arrival import Origin
from desktop.records.removal import Removal
from desktop.records.safekeeping import REMIND_DAYS
from desktop.records.slip import LIVES_H, USUAL_LIFE_H
from desktop.records.workstation import CardRemoval, WatchedFolder, Workstation
from desktop.workflow.signing_in import describe

_FORMAT: Final = 1
_MOST_BYTES: Final = 256 * 1024


def settings_folder() -> Path:
    """Return where the settings of this user's workstation lie."""
    return Path(platformdirs.user_config_dir("diogel", appauthor=False)) / "workstation"


class WorkstationFile:
    """Reads and replaces the settings of this workstation for one vault.

    Args:
        vault_id: The vault's; it names the file.
        folder: Where it lies; the user's configuration folder unless a test says otherwise.
    """

    def __init__(self, vault_id: VaultId, *, folder: Path | None = None) -> None:
        self.path = (folder or settings_folder()) / f"{vault_id}.json"

    def read(self) -> Workstation:
        """Return the settings; those of a new workstation where there are none.

        Raises:
            SettingsError: The file cannot be read, or is none of ours. It stays as it is.
        """
        try:
            with self.path.open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
        except FileNotFoundError:
            return Workstation()
        except OSError as error:
            raise SettingsError("unreadable") from error
        if len(data) > _MOST_BYTES:
            raise SettingsError("unreadable")
        return _from_json(data)

    def write(self, settings: Workstation) -> None:
        """Replace the settings: after a power cut there are the old ones or the new ones.

        Raises:
            SettingsError: ``unwritable``: the old ones stand.
        """
        try:
            replace_file(self.path, json.dumps(_to_plain(settings), indent=2).encode() + b"\n")
        except OSError as error:
            raise SettingsError("unwritable") from error


def replace_file(path: Path, data: bytes) -> None:
    """Have a file hold ``data``, for this user alone: after a power cut the old or the new.

    Raises:
        OSError: The old one stands.
    """
    beside = path.with_name(f"{path.name}.new")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def heads_folder_of(vault: Path, *, folder: Path | None = None) -> Path | None:
    """Return the practice's folder for signed heads of a vault's trail, if one was named here.

    What is wrong with the vault or with the settings is said by whoever opens them.

    Args:
        vault: Its folder.
        folder: Where the settings lie; the user's configuration folder unless a test says so.
    """
    try:
        return WorkstationFile(describe(vault).vault_id, folder=folder).read().heads_folder
    except DeskError:
        return None


def _to_plain(settings: Workstation) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "watched": [_plain_of(one) for one in settings.watched],
        "card_folders": [str(folder) for folder in settings.card_folders],
        "card_removal": settings.card_removal.value,
        "backup_days": settings.backup_days,
        "slip_hours": settings.slip_hours,
        "heads_folder": str(settings.heads_folder) if settings.heads_folder else "",
        "backup_to": str(settings.backup_to) if settings.backup_to else "",
    }


def _plain_of(one: WatchedFolder) -> dict[str, str]:
    named = {"device": one.device} if one.device else {}
    return {
        "path": str(one.path),
        "origin": one.origin.value,
        "removal": one.removal.value,
        **named,
    }


def _from_json(data: bytes) -> Workstation:
    try:
        plain = json.loads(data)
        folders = plain.get("card_folders", ())
        heads, backup_to = (str(plain.get(name, "")) for name in ("heads_folder", "backup_to"))
        settings = Workstation(
            watched=tuple(_watched(one) for one in plain.get("watched", ())),
            card_folders=tuple(Path(str(folder)) for folder in folders),
            card_removal=CardRemoval(plain.get("card_removal", CardRemoval.ASK.value)),
            backup_days=max(1, int(plain.get("backup_days", REMIND_DAYS))),
            slip_hours=int(plain.get("slip_hours", USUAL_LIFE_H)),
            heads_folder=Path(heads) if heads else None,
            backup_to=Path(backup_to) if backup_to else None,
        )
        is_ours = plain["format"] == _FORMAT
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SettingsError("unreadable") from error
    folders = (*settings.card_folders, *(one.path for one in settings.watched))
    folders += tuple(one for one in (settings.heads_folder, settings.backup_to) if one)
    is_ours = is_ours and settings.slip_hours in LIVES_H
    if not is_ours or not all(folder.is_absolute() for folder in folders):
        raise SettingsError("unreadable")
    return settings


def _watched(plain: Any) -> WatchedFolder:
    return WatchedFolder(
        path=Path(str(plain["path"])),
        origin=Origin(plain["origin"]),
        removal=Removal(plain["removal"]),
        device=str(plain.get("device", "")),
    )
