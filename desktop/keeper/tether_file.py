"""Which camera is followed, kept beside the settings of this workstation over a lock.

No name of a photograph and no label that anybody could read stands in it: names are digests, the
label is sealed to the inbox. One that cannot be read or written is none: then following ends at the
lock, and what is shot meanwhile stays on the camera.
"""

import json
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from desktop.keeper.workstation import WorkstationFile, replace_file
from desktop.records.contents import is_file_key
from desktop.records.removal import Removal
from desktop.records.tether import FollowedCamera

_FORMAT: Final = 1
_MOST_BYTES: Final = 4 * 1024 * 1024


class TetherFile:
    """Remembers which camera is followed for one vault.

    Args:
        settings: Those of this workstation for the vault; it lies beside them.
    """

    def __init__(self, settings: WorkstationFile) -> None:
        self.path = settings.path.with_suffix(".tether")

    def read(self) -> FollowedCamera | None:
        """Return what stands there, whether or not it is in force still; None for nothing."""
        try:
            with self.path.open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
            return _from_plain(json.loads(data)) if len(data) <= _MOST_BYTES else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def write(self, followed: FollowedCamera) -> None:
        """Remember it; where that cannot be written, nothing is remembered."""
        try:
            replace_file(self.path, json.dumps(_to_plain(followed)).encode())
        except OSError:
            self.forget()

    def forget(self) -> None:
        """Remember nothing."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def _to_plain(one: FollowedCamera) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "port": one.port,
        "model": one.model,
        "identity": one.identity,
        "removal": one.removal.value,
        "sitting": one.sitting,
        "since": one.since,
        "known": sorted(one.known),
    }


def _from_plain(plain: Any) -> FollowedCamera | None:
    keys = frozenset(plain["known"])
    since = datetime.fromisoformat(plain["since"])
    if plain["format"] != _FORMAT or since.tzinfo is None or not all(map(is_file_key, keys)):
        return None
    return FollowedCamera(
        port=str(plain["port"]),
        model=str(plain["model"]),
        identity=str(plain.get("identity", "")),
        removal=Removal(plain["removal"]),
        sitting=str(plain["sitting"]),
        since=since.isoformat(),
        known=keys,
    )
