"""Cards that can be pulled out while they are read: an exFAT image where root may, or a folder."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

_DAEMON = shutil.which("mount.exfat-fuse")
_MAKER = shutil.which("mkfs.exfat")


def why_no_exfat() -> str:
    """Return why no exFAT card can be mounted here; empty if one can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "not root on Linux: CARDS WITH A FILE SYSTEM OF THEIR OWN ARE NOT TESTED"
    if _DAEMON is None or _MAKER is None or shutil.which("losetup") is None:
        return "no exfat-fuse, exfatprogs or losetup: CARDS WITH exFAT ARE NOT TESTED"
    free = subprocess.run(["losetup", "--find"], capture_output=True, check=False)
    if free.returncode != 0:
        return "no free loop device: CARDS WITH exFAT ARE NOT TESTED"
    if not os.access("/dev/fuse", os.W_OK):
        return "no /dev/fuse: CARDS WITH exFAT ARE NOT TESTED"
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


class ExfatCard:
    """An exFAT image on a loop device, served by a process; pulling ends that process."""

    def __init__(self, root: Path, size_mb: int) -> None:
        self.place = root / "reader"
        self.place.mkdir()
        self._image = root / "card.img"
        with self._image.open("wb") as file:
            file.truncate(size_mb * 1024 * 1024)
        subprocess.run([str(_MAKER), str(self._image)], check=True, capture_output=True)
        self._loop = ""
        self._daemon: subprocess.Popen[bytes] | None = None

    def insert(self) -> None:
        found = subprocess.run(
            ["losetup", "--find", "--show", str(self._image)],
            check=True,
            capture_output=True,
            text=True,
        )
        self._loop = found.stdout.strip()
        command = [str(_DAEMON), "-d", self._loop, str(self.place)]
        self._daemon = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
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
        subprocess.run(["losetup", "--detach", self._loop], check=True)
