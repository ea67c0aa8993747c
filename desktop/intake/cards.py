"""Which cards are in: volumes, or folders named as such, that hold a ``DCIM`` folder.

Looking for cards touches one name on each local volume, never a share. It may take as long as a
worn reader wants, so the keeper asks from a thread of its own.

Source: Design rule for Camera File system (DCF) 2.0, JEITA CP-3461B, 3.2: the image root ``DCIM``.
"""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.intake.names import shown
from desktop.intake.volumes import Volume, is_distant, mounted_volumes

IMAGE_ROOT: Final = "DCIM"
_FOLDERS_LOOKED_AT: Final = 64
"""Folders below ``DCIM`` whose time is watched: a camera makes one for some thousand pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card that is in at this moment.

    Attributes:
        path: Its top folder.
        label: What it is called.
        identity: Tells it from another card at the same place, and finds it again at another.
        stamp: Changes when a file is added to or taken from its image folders.
    """

    path: Path
    label: str
    identity: str
    stamp: tuple[int, ...]


def cards_in(named: Iterable[Path] = ()) -> tuple[Card, ...]:
    """Return the cards that are in, by place.

    Args:
        named: Folders that count as volumes, by the settings of this workstation.
    """
    volumes = {volume.path: volume for volume in mounted_volumes()}
    for folder in named:
        if not is_distant(folder):
            volumes.setdefault(folder, Volume(path=folder, label=folder.name))
    found = (_card(volume) for volume in volumes.values())
    return tuple(sorted((card for card in found if card), key=lambda card: str(card.path)))


def _card(volume: Volume) -> Card | None:
    """Return the card that a volume is, or None: no images, not readable, just pulled out."""
    try:
        top = volume.path.stat()
        root = (volume.path / IMAGE_ROOT).lstat()
        if not stat.S_ISDIR(top.st_mode) or not stat.S_ISDIR(root.st_mode):
            return None
        return Card(
            path=volume.path,
            label=shown(os.fsencode(volume.label)),
            identity=volume.serial or f"{top.st_dev}:{top.st_ino}",
            stamp=(root.st_mtime_ns, *_times(volume.path / IMAGE_ROOT)),
        )
    except OSError:
        return None


def _times(image_root: Path) -> list[int]:
    with os.scandir(image_root) as entries:
        inner = [entry for entry, _ in zip(entries, range(_FOLDERS_LOOKED_AT), strict=False)]
    return sorted(entry.stat(follow_symlinks=False).st_mtime_ns for entry in inner)
