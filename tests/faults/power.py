"""Power cuts on a real ext4: what a disk may hold that had not been told to flush yet.

A scene runs on ext4, on a loop device, on a disk that writes down each write and each flush
(``disk.c``). For a cut at any moment a real disk holds everything written before its last flush,
and of the rest whatever it had got to: nothing, all, some of it in any order, some of it torn
between sectors. Such a disk is made, mounted (ext4 replays its journal), and looked at. The card
lies elsewhere and forgets at once what is removed from it, which is the harshest case.
"""

import os
import random
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from faults.campaign import COUNT, TESTS, Campaign

IMAGE_BYTES = 160 * 1024 * 1024
SECTOR_BYTES = 512
KINDS = ("none", "all", "half", "torn")


def why_not() -> str:
    """Return why disks cannot be made here, or nothing."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "not root on Linux: POWER CUTS ON A REAL FILE SYSTEM ARE NOT TESTED"
    missing = [one for one in ("gcc", "mkfs.ext4", "losetup", "mount") if not shutil.which(one)]
    if missing or not os.access("/dev/fuse", os.W_OK) or not Path("/dev/loop-control").exists():
        return f"no {missing or 'fuse or loop device'}: POWER CUTS ARE NOT TESTED"
    return ""


def run(*command: object) -> str:
    """Run a command of the system's."""
    words = [str(word) for word in command]
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=60).stdout


@contextmanager
def mounted(*what: object) -> Iterator[None]:
    """Have something mounted: the words of ``mount``, the folder last."""
    run("mount", *what)
    try:
        yield
    finally:
        run("umount", what[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One write to the disk, or a mark, or a flush when it is neither."""

    offset: int = 0
    data: bytes = b""
    mark: str = ""

    @property
    def is_flush(self) -> bool:
        return not self.data and not self.mark


def read_log(log: Path) -> list[Written]:
    """Return what ``disk.c`` wrote down."""
    plain, at, found = log.read_bytes(), 0, []
    while at < len(plain):
        kind, at = plain[at : at + 1], at + 1
        if kind == b"F":
            found.append(Written())
            continue
        offset = 0
        if kind == b"W":
            (offset,) = struct.unpack_from("=Q", plain, at)
            at += 8
        (length,) = struct.unpack_from("=I", plain, at)
        data = plain[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == b"W":
            found.append(Written(offset=offset, data=data))
        else:
            found.append(Written(mark=data.decode().strip()))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment at which the power may go.

    Attributes:
        number: Of things written before it.
        told: What the user was told by then.
        gone: What had left the card by then.
        unsure: Written since the last flush, in order.
    """

    number: int
    told: tuple[str, ...]
    gone: frozenset[str]
    unsure: tuple[Written, ...]


@dataclass(slots=True)
class Findings:
    """What a campaign of power cuts found; ``untold`` as of ``campaign.Result``."""

    states: int = 0
    untold: int = 0
    violations: dict[str, list[str]] = field(default_factory=dict)


class PowerCuts:
    """One scene written down once, and the disks that cuts leave; use as a context manager."""

    def __init__(self, folder: Path, shim: Path, scene: str, *, seed: int = 1) -> None:
        self.scene = scene
        self.found = Findings()
        self._folder = folder
        self._chosen = random.Random(seed)  # noqa: S311 - not a secret
        self._campaign = Campaign(folder, shim, scene)
        self._root = folder / "run"
        self._card = sorted(path.name for path in self._campaign.template_root.glob("card/*"))

    def __enter__(self) -> "PowerCuts":
        shutil.rmtree(self._root)
        self._root.mkdir()
        self._base = self._formatted()
        self.written = self._recorded()
        return self

    def __exit__(self, *_error: object) -> None:
        self._campaign.__exit__()
        for image in self._folder.glob("*.img"):
            image.unlink()

    def _formatted(self) -> Path:
        """Make a disk with the template on it."""
        image = self._folder / "base.img"
        with image.open("wb") as file:
            file.truncate(IMAGE_BYTES)
        run("mkfs.ext4", "-q", "-b", "4096", "-E", "lazy_itable_init=0,lazy_journal_init=0", image)
        with mounted("-o", "loop", image, self._root):
            run("cp", "-a", f"{self._campaign.template_root}/.", self._root)
            shutil.rmtree(self._root / "card")
            (self._root / "card").mkdir()
        return image

    def _recorded(self) -> list[Written]:
        """Run the scene undisturbed on the disk that writes everything down."""
        disk, log = self._folder / "disk", self._folder / "disk.log"
        run("gcc", "-O1", "-Wall", "-Werror", "-o", disk, TESTS / "faults" / "disk.c")
        seen = self._folder / "seen"
        seen.mkdir()
        image = self._copied("recorded.img")
        with _serving(disk, seen, image, log):
            device = run("losetup", "--find", "--show", seen / "disk").strip()
            try:
                with mounted(device, self._root), self._card_in(frozenset()):
                    done = self._campaign.act(self._root, marks=seen / "marks", mode=COUNT, at=0)
            finally:
                run("losetup", "-d", device)
        assert done["code"] == 0, done
        return read_log(log)

    def _copied(self, name: str) -> Path:
        image = self._folder / name
        run("cp", "--sparse=always", self._folder / "base.img", image)
        return image

    @contextmanager
    def _card_in(self, gone: frozenset[str]) -> Iterator[None]:
        """Put the card in, on a file system of its own, without what has left it."""
        card = self._root / "card"
        with mounted("-t", "tmpfs", "-o", "size=8m", "none", card):
            for name in self._card:
                if name not in gone:
                    source = self._campaign.template_root / "card" / name
                    shutil.copyfile(source, card / name)
            yield

    def _moments(self) -> Iterator[Moment]:
        """Yield every moment at which the power may go, having flushed what was flushed by then."""
        told: list[str] = []
        gone: set[str] = set()
        unsure: list[Written] = []
        for number, one in enumerate([Written(mark="begin:"), *self.written]):
            kind, _, what = one.mark.partition(":")
            if one.is_flush:
                self._flush(unsure)
                unsure = []
            elif one.data:
                unsure.append(one)
            elif kind == "told":
                told.append(what)
            elif kind == "removing":
                gone.add(what)
            yield Moment(
                number=number, told=tuple(told), gone=frozenset(gone), unsure=tuple(unsure)
            )

    def _flush(self, unsure: list[Written]) -> None:
        with self._base.open("r+b") as disk:
            _apply(disk.fileno(), unsure)

    def _cut(self, moment: Moment, kind: str) -> None:
        """Make one disk that a cut may leave, and look at what is on it."""
        image = self._copied("cut.img")
        with image.open("r+b") as disk:
            _apply(disk.fileno(), _kept(moment.unsure, kind, self._chosen))
        told = self._root.with_suffix(".told")
        told.write_text("".join(f"{one}\n" for one in moment.told))
        with mounted("-o", "loop", image, self._root), self._card_in(moment.gone):
            wrong = self._campaign.check(self._root)
        self.found.states += 1
        self.found.untold = self._campaign.result.untold
        if wrong:
            self.found.violations[f"{moment.number}/{kind}"] = wrong

    def cut_some(self, wanted: int) -> None:
        """Look at about so many disks, spread over the whole scene."""
        every = [number for number, one in self._numbered() if not one.is_flush]
        step = max(1, len(every) // max(1, wanted // len(KINDS)))
        self._cut_at({0, *every[self._chosen.randrange(step) :: step]})

    def cut_after(self, mark: str, *, until: str) -> None:
        """Cut after each such mark, or every few writes without one, until a check says so."""
        marked = {n for n, one in self._numbered() if mark and one.mark.startswith(mark)}
        self._cut_at(marked or set(range(20, len(self.written), 4)), until)

    def _numbered(self) -> Iterator[tuple[int, Written]]:
        return enumerate(self.written, start=1)

    def _cut_at(self, numbers: set[int], until: str = "") -> None:
        for moment in self._moments():
            if moment.number in numbers:
                for kind in KINDS if moment.unsure else KINDS[:1]:
                    self._cut(moment, kind)
            if until and re.search(until, str(self.found.violations)):
                return


@contextmanager
def _serving(disk: Path, seen: Path, image: Path, log: Path) -> Iterator[None]:
    server = subprocess.Popen([disk, seen, image, log], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        yield
    finally:
        run("umount", seen)
        assert server.wait(timeout=60) == 0
        server.stdout.close()


def _apply(disk: int, written: list[Written]) -> None:
    for one in written:
        os.pwrite(disk, one.data, one.offset)


def _kept(unsure: tuple[Written, ...], kind: str, chosen: random.Random) -> list[Written]:
    """Return what of the writes since the last flush the disk had got to."""
    if kind == "none":
        return []
    if kind == "all":
        return list(unsure)
    some = [one for one in unsure if chosen.random() < 0.5]
    if kind == "half":
        return some
    return [
        Written(offset=one.offset + at, data=one.data[at : at + SECTOR_BYTES])
        for one in some
        for at in range(0, len(one.data), SECTOR_BYTES)
        if chosen.random() < 0.5
    ]
