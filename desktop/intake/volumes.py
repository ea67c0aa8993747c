"""Which kind of file system a folder lies on, as far as watching it is concerned."""

import os
from pathlib import Path
from typing import Final

import psutil

_SILENT: Final = ("cifs", "nfs", "smb", "fuse", "9p", "vfat", "exfat", "msdos", "fat")
"""Beginnings of the names of file systems on networks and removable media: change events of others
do not arrive (shares), or the medium may be pulled out (cards)."""
_SILENT_OPTIONS: Final = frozenset({"removable", "remote", "cdrom"})
"""What psutil says of such drives on Windows."""


def needs_polling(folder: Path) -> bool:
    """Return whether the folder must be looked at again and again instead of being listened to.

    Args:
        folder: An existing folder.
    """
    place = os.path.realpath(folder)
    best = ("", False)
    for partition in psutil.disk_partitions(all=True):
        if _lies_in(place, partition.mountpoint) and len(partition.mountpoint) >= len(best[0]):
            best = (partition.mountpoint, _is_silent(partition.fstype, partition.opts))
    return best[1]


def _lies_in(place: str, mountpoint: str) -> bool:
    return place == mountpoint or place.startswith(mountpoint.rstrip(os.sep) + os.sep)


def _is_silent(fstype: str, options: str) -> bool:
    return fstype.lower().startswith(_SILENT) or not _SILENT_OPTIONS.isdisjoint(options.split(","))
