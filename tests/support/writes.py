"""What programs open for writing or make, from outside: the kernel is asked through strace.

One file a process and thread (``-ff``), so that no call is torn in two by another's.
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

STRACE = shutil.which("strace")
_CALLS = (
    "open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,"
    "mknod,mknodat,mkdir,mkdirat,truncate,memfd_create"
)
_OPENED = re.compile(r"^(?:open|openat|openat2|creat)\(")
_FOR_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE")
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Traced:
    """Where strace leaves what it saw."""

    folder: Path

    def line(self) -> list[str]:
        """Return what a command line begins with, so that it and its children are seen."""
        assert STRACE is not None
        self.folder.mkdir(parents=True, exist_ok=True)
        into = str(self.folder / f"t{len(list(self.folder.iterdir()))}")
        return [STRACE, "-ff", "-qq", "-y", "-s", "4096", "-o", into, "-e", f"trace={_CALLS}"]

    def written(self) -> set[str]:
        """Return every path that was opened for writing, made, linked or renamed."""
        return {path for line in self._lines() for path in _written(line)}

    def memories(self) -> int:
        """Return how many files in memory were made, which have no place on a disk."""
        return sum(line.startswith("memfd_create(") for line in self._lines())

    def _lines(self) -> Iterator[str]:
        for path in sorted(self.folder.iterdir()):
            yield from path.read_text(errors="replace").splitlines()


def _written(line: str) -> Iterator[str]:
    if " = -1 " in line or line.startswith("memfd_create("):
        return
    if _OPENED.match(line) and not _FOR_WRITING.search(line):
        return
    for folder, name in _PATH.findall(line):
        yield name if name.startswith("/") else f"{folder}/{name}"


def outside(written: Iterable[str], allowed: Iterable[Path | str]) -> list[str]:
    """Return what was written that is in none of the places and is no device."""
    places = ("/dev/null", "/dev/tty", "/proc/", *(str(one) for one in allowed))
    return sorted(path for path in written if not path.startswith(places))
