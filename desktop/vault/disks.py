"""On what kind of disk does a folder lie? Asked of the operating system; nothing is written.

Linux tells in ``/sys``: whether a disk can be taken out, and by which way it is attached. A disk in
a case at the USB is as easily pulled as a stick, whatever it says of itself. Through encryption,
volumes and arrays (``slaves``) every disk below is looked at.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil

_SYS: Final = Path("/sys")
_DEPTH: Final = 8
_IN_MEMORY: Final = frozenset({"tmpfs", "ramfs"})
_DRIVE_REMOVABLE, _DRIVE_REMOTE, _DRIVE_CDROM, _DRIVE_RAM = 2, 4, 5, 6
"""Answers of Windows' ``GetDriveTypeW``."""


def mount_of(folder: Path) -> tuple[str, str]:
    """Return device and kind of the file system that a folder lies on; empty where unknown.

    Args:
        folder: Without links in it; need not exist yet.
    """
    best, found = -1, ("", "")
    for mount in psutil.disk_partitions(all=True):
        point = Path(mount.mountpoint)
        if folder.is_relative_to(point) and len(point.parts) >= best:  # the later lies on top
            best, found = len(point.parts), (mount.device, mount.fstype.lower())
    return found


def is_in_memory(folder: Path) -> bool:
    """Return whether what lies in a folder is gone when the computer is switched off."""
    if sys.platform == "win32":
        return _drive_type(folder) == _DRIVE_RAM
    return mount_of(folder)[1] in _IN_MEMORY


def is_removable(folder: Path, *, sys_folder: Path = _SYS) -> bool:
    """Return whether a folder lies on something that can be pulled out; False where unknown.

    Args:
        folder: Without links in it; need not exist yet.
        sys_folder: Where the kernel tells of its devices; a test has its own.
    """
    if sys.platform == "win32":
        return _drive_type(folder) in {_DRIVE_REMOVABLE, _DRIVE_CDROM}
    return any(_can_be_pulled(disk) for disk in _disks(folder, sys_folder))


def is_remote_drive(folder: Path) -> bool:
    """Return whether Windows says that a folder's drive is somewhere else."""
    return sys.platform == "win32" and _drive_type(folder) == _DRIVE_REMOTE


def _disks(folder: Path, sys_folder: Path) -> Iterator[Path]:
    """Yield what the kernel calls the device of a folder, and every device below it."""
    device = next((one for one in (folder, *folder.parents) if one.exists()), folder).stat().st_dev
    first = sys_folder / "dev" / "block" / f"{os.major(device)}:{os.minor(device)}"
    if not first.exists():  # some file systems have no number of their own: btrfs, overlays
        first = sys_folder / "class" / "block" / Path(mount_of(folder)[0]).name
    waiting, seen = [(first, 0)], set[Path]()
    while waiting:
        link, depth = waiting.pop()
        disk = Path(os.path.realpath(link))
        if disk in seen or not disk.is_dir() or depth > _DEPTH:
            continue
        seen.add(disk)
        yield disk
        slaves = disk / "slaves"
        below = sorted(slaves.iterdir()) if slaves.is_dir() else []
        waiting += [(one, depth + 1) for one in below]


def _can_be_pulled(disk: Path) -> bool:
    if any(part.startswith("usb") and part[3:].isdigit() for part in disk.parts):
        return True
    whole = (disk, disk.parent)  # a partition lies in the folder of its disk
    return any(
        _said(one / "removable") == "1" or _said(one / "device" / "type") == "SD" for one in whole
    )


def _said(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):  # not told: not every device has every file
        return ""


def _drive_type(folder: Path) -> int:
    """Return Windows' answer. Not tested: nothing of Diogel has been run on Windows yet."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        return int(ctypes.windll.kernel32.GetDriveTypeW(folder.anchor))
    return 0
