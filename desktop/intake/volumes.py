"""Which volumes are mounted, and what kind of file system a folder lies on.

The table of mounts is asked of the system; no volume is touched for it, so that a share which no
longer answers cannot hold anybody up.
"""

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

_SILENT: Final = ("cifs", "nfs", "smb", "fuse", "9p", "vfat", "exfat", "msdos", "fat")
"""Beginnings of the names of file systems on networks and removable media: change events of others
do not arrive (shares), or the medium may be pulled out (cards)."""
_SILENT_OPTIONS: Final = frozenset({"removable", "remote", "cdrom"})
"""What psutil says of such drives on Windows."""
_DISTANT: Final = (
    "cifs", "nfs", "smb", "afpfs", "webdav", "davfs", "9p", "ceph", "glusterfs", "lustre",
    "fuse.", "autofs",
)  # fmt: skip
"""Beginnings of the names of file systems that another computer or program answers for, or that
mount one when they are touched: asking them anything may never return."""
_CARD_SYSTEMS: Final = frozenset({"vfat", "exfat", "msdos"})
"""What cameras format their cards with (SD Association, File System Specification: FAT, exFAT)."""
_MEDIA: Final = ("/media", "/run/media", "/mnt", "/Volumes")
"""Where Linux desktops and macOS mount what is put in."""
_DISKS: Final = Path("/dev/disk")
"""Where Linux lists volumes by label and by identifier, as links (udev)."""
_ESCAPED: Final = re.compile(r"\\x([0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A mounted volume that may be a card; nothing on it was looked at.

    Attributes:
        path: Where it is mounted.
        label: Its own name where the system lists one, else that of the mount point.
        serial: Its identifier where the system lists one, else empty.
    """

    path: Path
    label: str
    serial: str = ""


def needs_polling(folder: Path) -> bool:
    """Return whether the folder must be looked at again and again instead of being listened to.

    Args:
        folder: An existing folder.
    """
    return _is_kind(os.path.realpath(folder), _is_silent)


def is_distant(folder: Path) -> bool:
    """Return whether a folder, as it is written, lies on a share or the like.

    The folder is not touched, and so a link in its name is not followed.
    """
    return _is_kind(os.path.normpath(folder), _is_distant)


def mounted_volumes() -> tuple[Volume, ...]:
    """Return the local volumes that may be cards: removable, or mounted where such things are.

    A card in a built-in reader is often not called removable, so the place and the file system
    count too. Shares are left out by what the table says of them.
    """
    found = {
        partition.mountpoint: partition.device
        for partition in psutil.disk_partitions(all=False)
        if not _is_distant(partition.fstype, partition.opts)
        and _may_be_card(partition.mountpoint, partition.fstype, partition.opts)
    }
    return tuple(
        Volume(
            path=Path(place),
            label=_listed("by-label", device) or Path(place).name or place,
            serial=_listed("by-uuid", device),
        )
        for place, device in sorted(found.items())
    )


def _is_kind(place: str, is_one: Callable[[str, str], bool]) -> bool:
    """Return what holds for the innermost mount that a place lies in."""
    best = ("", False)
    for partition in psutil.disk_partitions(all=True):
        if _lies_in(place, partition.mountpoint) and len(partition.mountpoint) >= len(best[0]):
            best = (partition.mountpoint, is_one(partition.fstype, partition.opts))
    return best[1]


def _lies_in(place: str, mountpoint: str) -> bool:
    return place == mountpoint or place.startswith(mountpoint.rstrip(os.sep) + os.sep)


def _is_silent(fstype: str, options: str) -> bool:
    return fstype.lower().startswith(_SILENT) or not _SILENT_OPTIONS.isdisjoint(options.split(","))


def _is_distant(fstype: str, options: str) -> bool:
    return fstype.lower().startswith(_DISTANT) or "remote" in options.split(",")


def _may_be_card(place: str, fstype: str, options: str) -> bool:
    if sys.platform == "win32" or "removable" in options.split(","):
        return True
    return fstype.lower() in _CARD_SYSTEMS or any(_lies_in(place, media) for media in _MEDIA)


def _listed(how: str, device: str) -> str:
    """Return the name under which the system lists a device, or nothing."""
    try:
        for link in (_DISKS / how).iterdir():
            if link.readlink().name == Path(device).name:
                return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), link.name)
    except OSError:  # no such list here
        return ""
    return ""
