"""Is the disk below the vault encrypted, and what memory is written to? Asked, never assumed.

The vault's own files need no encrypted disk. The system's do: swap, hibernation, print spools and
crash dumps are beyond any program, and what was in memory can lie there. Linux tells in ``/sys``
(a device of dm-crypt, which LUKS makes, has a ``dm/uuid`` that begins with ``CRYPT-``), Windows in
a property of the drive. What cannot be seen from here (ZFS, eCryptfs, fscrypt, a network) is
*unknown*; so is a drive that encrypts itself, which counts as *off* where nothing else does it.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from desktop.records.computer import Encryption, ThisComputer

_DEEPEST: Final = 16
_FILE_BY_FILE: Final = frozenset({"zfs", "ecryptfs", "encfs", "gocryptfs", "cryfs", "overlay"})
_BITLOCKER: Final = (
    "(New-Object -ComObject Shell.Application).NameSpace('{drive}')"
    ".Self.ExtendedProperty('System.Volume.BitLockerProtection')"
)
_BITLOCKER_ANSWERS: Final = {"1": Encryption.ON, "2": Encryption.OFF, "5": Encryption.OFF}
_PATIENCE_S: Final = 10


class _Disks:
    """The disks as Linux shows them."""

    def __init__(self, root: Path) -> None:
        self._sys = root / "sys"
        self._proc = root / "proc"

    def below(self, folder: Path) -> Encryption:
        """Return whether what lies in ``folder`` is encrypted below its file system."""
        number = folder.stat().st_dev
        if os.major(number):
            return self._device(f"{os.major(number)}:{os.minor(number)}", depth=0)
        return self._mounted(folder)

    def _mounted(self, folder: Path) -> Encryption:
        """Ask by the mount, where the file system has no device number of its own (btrfs)."""
        best, kind, source = -1, "", ""
        for line in self._lines(self._proc / "self" / "mountinfo"):
            left, _, right = line.partition(" - ")
            point = Path(left.split(" ")[4].replace("\\040", " "))
            if folder.is_relative_to(point) and len(point.parts) >= best:
                best, (kind, source) = len(point.parts), right.split(" ")[:2]
        if kind in _FILE_BY_FILE or not source.startswith("/dev/"):
            return Encryption.UNKNOWN
        return self._named(source)

    def _named(self, device: str) -> Encryption:
        try:
            number = Path(device).stat().st_rdev
        except OSError:
            return Encryption.UNKNOWN
        return self._device(f"{os.major(number)}:{os.minor(number)}", depth=0)

    def _device(self, number: str, *, depth: int) -> Encryption:
        place = self._sys / "dev" / "block" / number
        if depth > _DEEPEST or not place.exists():
            return Encryption.UNKNOWN
        place = place.resolve()
        if self._text(place / "dm" / "uuid").startswith("CRYPT-"):
            return Encryption.ON
        backing = self._text(place / "loop" / "backing_file")
        if backing:
            return self.below(Path(backing)) if Path(backing).exists() else Encryption.UNKNOWN
        if (place / "partition").exists():
            return self._device(self._text(place.parent / "dev"), depth=depth + 1)
        slaves = place / "slaves"
        found = sorted(slaves.iterdir()) if slaves.is_dir() else []
        if not found:
            return Encryption.OFF
        return worst(self._device(self._text(one / "dev"), depth=depth + 1) for one in found)

    def swap(self) -> Encryption:
        """Return whether every place that memory is written to is encrypted."""
        lines = self._lines(self._proc / "swaps")[1:]
        return worst(self._swap(*line.split()[:2]) for line in lines if line.strip())

    def _swap(self, name: str, kind: str) -> Encryption:
        path = name.replace("\\040", " ")
        if kind == "file":
            return self.below(Path(path)) if Path(path).exists() else Encryption.UNKNOWN
        if Path(path).name.startswith("zram"):
            written = self._text(self._sys / "block" / Path(path).name / "backing_dev")
            return Encryption.ON if written in ("", "none") else Encryption.UNKNOWN
        return self._named(path)

    def _lines(self, path: Path) -> list[str]:
        return self._text(path).splitlines()

    @staticmethod
    def _text(path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return ""


def worst(found: Iterable[Encryption]) -> Encryption:
    """Return what holds for several places together; ``NONE`` for none at all."""
    known = set(found)
    for one in (Encryption.OFF, Encryption.UNKNOWN, Encryption.ON):
        if one in known:
            return one
    return Encryption.NONE


def look(folder: Path, *, root: Path = Path("/")) -> ThisComputer:
    """Return what the system tells of the disk below ``folder`` and of its swap.

    Args:
        folder: Where the vault lies.
        root: Holds ``sys`` and ``proc``; another one in tests only.
    """
    whole = Path(os.path.realpath(folder))
    if sys.platform == "win32":
        disk = _bitlocker(whole.drive)
        # The page file lies on the system drive unless somebody moved it.
        return ThisComputer(disk=disk, swap=_bitlocker(os.environ.get("SYSTEMDRIVE", "C:")))
    if not sys.platform.startswith("linux"):
        return ThisComputer(disk=Encryption.UNKNOWN, swap=Encryption.UNKNOWN)
    disks = _Disks(root)
    try:
        return ThisComputer(disk=disks.below(whole), swap=disks.swap())
    except OSError:
        return ThisComputer(disk=Encryption.UNKNOWN, swap=Encryption.UNKNOWN)


def _bitlocker(drive: str) -> Encryption:
    """Ask Windows' own shell, which needs no administrator. Not tested on Windows yet."""
    if len(drive) != len("C:") or not drive[0].isalpha():
        return Encryption.UNKNOWN
    asked = ["powershell", "-NoProfile", "-NonInteractive", "-Command"]
    try:
        done = subprocess.run(  # noqa: S603 - a drive letter that was looked at
            [*asked, _BITLOCKER.format(drive=drive)],
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return Encryption.UNKNOWN
    return _BITLOCKER_ANSWERS.get(done.stdout.strip(), Encryption.UNKNOWN)
