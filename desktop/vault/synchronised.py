"""Which folders does a cloud client on this computer copy away? Read from the clients' own files.

A name like *Dropbox* says it often, and not always: these clients let people choose any folder.
Each file is read, at most a megabyte of it, and never written; what cannot be understood is passed
over, because the names and marks of ``place`` still count.
"""

import html
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

_MOST_BYTES: Final = 1024 * 1024
_SYNCTHING: Final = re.compile(r"<folder\b[^>]*?\bpath=\"([^\"]*)\"")
_NEXTCLOUD: Final = re.compile(r"^\S*\\localPath=(.+)$", re.MULTILINE)
_ONEDRIVE: Final = re.compile(r"^\s*sync_dir\s*=\s*\"?([^\"\n]+)\"?\s*$", re.MULTILINE)
_ONEDRIVE_VARIABLES: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def synchronised_folders(environment: Mapping[str, str] | None = None) -> list[Path]:
    """Return the folders that a known client of this user keeps in step, links resolved.

    Dropbox, OneDrive (Windows' own, and the free client of Linux), Nextcloud, ownCloud, Syncthing.

    Args:
        environment: Says where the user's files lie; the process's own unless a test has another.
    """
    env = os.environ if environment is None else environment
    found = [Path(env[name]) for name in _ONEDRIVE_VARIABLES if env.get(name)]
    for path, read in _files(env):
        found += [Path(one) for one in read(_text(path)) if one]
    home = _home(env)
    whole = (Path(str(one).replace("~", str(home), 1)) for one in found)
    return [Path(os.path.realpath(one)) for one in whole if one.is_absolute()]


def _home(env: Mapping[str, str]) -> Path:
    return Path(env.get("HOME") or env.get("USERPROFILE") or Path.home())


def _files(env: Mapping[str, str]) -> Iterator[tuple[Path, Callable[[str], list[str]]]]:
    home = _home(env)
    config = Path(env.get("XDG_CONFIG_HOME") or home / ".config")
    state = Path(env.get("XDG_STATE_HOME") or home / ".local" / "state")
    roaming = [Path(env[name]) for name in ("APPDATA", "LOCALAPPDATA") if env.get(name)]
    yield home / ".dropbox" / "info.json", _dropbox
    yield config / "onedrive" / "config", _onedrive
    for folder in (config, *roaming):
        yield folder / "Nextcloud" / "nextcloud.cfg", _NEXTCLOUD.findall
        yield folder / "ownCloud" / "owncloud.cfg", _NEXTCLOUD.findall
    for folder in (config, state):
        yield folder / "syncthing" / "config.xml", _syncthing
    for folder in roaming:
        yield folder / "Dropbox" / "info.json", _dropbox
        yield folder / "Syncthing" / "config.xml", _syncthing


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:  # the client is not there
        return ""


def _dropbox(text: str) -> list[str]:
    try:
        accounts = json.loads(text)
        return [str(one["path"]) for one in accounts.values() if "path" in one]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return []


def _onedrive(text: str) -> list[str]:
    """Return the folder of Linux' client; where its file names none, it is the usual one."""
    return _ONEDRIVE.findall(text) or (["~/OneDrive"] if text else [])


def _syncthing(text: str) -> list[str]:
    return [html.unescape(one) for one in _SYNCTHING.findall(text)]
