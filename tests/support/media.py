"""Cards that can be pulled out while they are read: FAT or exFAT where root may, or a folder."""

import os
import shutil
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from pathlib import Path


def why_no_exfat() -> str:
    """Return why no exFAT card can be mounted here; empty if one can."""
    return _why_none("exFAT", "mount.exfat-fuse", "mkfs.exfat", "losetup")


def why_no_fat() -> str:
    """Return why no FAT card can be mounted here; empty if one can."""
    return _why_none("FAT", "fusefat", "mkfs.vfat")


def _why_none(what: str, *programs: str) -> str:
    if sys.platform != "linux" or os.geteuid() != 0:
        return "not root on Linux: CARDS WITH A FILE SYSTEM OF THEIR OWN ARE NOT TESTED"
    missing = [one for one in programs if shutil.which(one) is None]
    if missing:
        return f"no {', '.join(missing)}: CARDS WITH {what} ARE NOT TESTED"
    if not os.access("/dev/fuse", os.W_OK):
        return f"no /dev/fuse: CARDS WITH {what} ARE NOT TESTED"
    if "losetup" in programs:
        free = subprocess.run(["losetup", "--find"], capture_output=True, check=False)
        if free.returncode != 0:
            return f"no free loop device: CARDS WITH {what} ARE NOT TESTED"
    return ""


class FolderCard:
    """A folder that is there or, from one moment to the next, is not."""

    def __init__(self, root: Path, size_mb: int) -> None:
        del size_mb
        self.place = root / "reader"
        self._elsewhere = root / "pocket"
        self._elsewhere.mkdir()

    def insert(self) -> None:
        self._elsewhere.rename(self.place)

    def pull(self) -> None:
        self.place.rename(self._elsewhere)

    def eject(self) -> None:
        """Take it out when nothing is under way."""
        self.pull()


class _ServedCard(ABC):
    """A file with a file system in it, served by a process; pulling ends that process."""

    def __init__(self, root: Path, size_mb: int) -> None:
        self.place = root / "reader"
        self.place.mkdir()
        self._image = root / "card.img"
        with self._image.open("wb") as file:
            file.truncate(size_mb * 1024 * 1024)
        subprocess.run([*self._maker(), str(self._image)], check=True, capture_output=True)
        self._daemon: subprocess.Popen[bytes] | None = None

    def insert(self) -> None:
        self._daemon = subprocess.Popen(
            self._server(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(1000):
            if self.place.is_mount():
                return
            time.sleep(0.01)  # a mount announces itself to nobody
        raise AssertionError("the card was not mounted")

    def pull(self) -> None:
        """End whoever serves it, as when the contact is lost: nothing is written any more."""
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGKILL)
        self._daemon.wait()
        self._let_go(lazily=True)

    def eject(self) -> None:
        """Unmount it properly."""
        assert self._daemon is not None
        self._let_go(lazily=False)
        self._daemon.wait()

    def _let_go(self, *, lazily: bool) -> None:
        how = ["umount", "-l"] if lazily else ["umount"]
        subprocess.run([*how, str(self.place)], check=True)

    @abstractmethod
    def _maker(self) -> list[str]:
        """Return the command that makes the file system, but for the image."""

    @abstractmethod
    def _server(self) -> list[str]:
        """Return the command that serves it."""


class FatCard(_ServedCard):
    """An image with FAT32, as cameras format cards of up to 32 GB."""

    def _maker(self) -> list[str]:
        return ["mkfs.vfat", "-F", "32"]

    def _server(self) -> list[str]:
        return ["fusefat", "-f", "-o", "rw+", str(self._image), str(self.place)]


class ExfatCard(_ServedCard):
    """An image with exFAT on a loop device, as cameras format larger cards."""

    _loop = ""

    def _maker(self) -> list[str]:
        return ["mkfs.exfat"]

    def _server(self) -> list[str]:
        found = subprocess.run(
            ["losetup", "--find", "--show", str(self._image)],
            check=True,
            capture_output=True,
            text=True,
        )
        self._loop = found.stdout.strip()
        return ["mount.exfat-fuse", "-d", self._loop, str(self.place)]

    def _let_go(self, *, lazily: bool) -> None:
        super()._let_go(lazily=lazily)
        subprocess.run(["losetup", "--detach", self._loop], check=True)


Card = FolderCard | FatCard | ExfatCard
