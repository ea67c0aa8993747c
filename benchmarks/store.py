"""Keeping 8 MB photographs: ours with its read-back, a plain copy, gocryptfs and age, in turns.

Every way stores the same content durably (written, synced, renamed, folder synced) and reads all of
it again. Each round measures every way once, in another order, so that a busy machine slows all of
them; what counts is the median of the ratios within a round.
"""

import hashlib
import os
import random
import secrets
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from desktop.ids import VaultId
from desktop.vault.objects import ObjectStore, Stored

OBJECT_BYTES = 8 * 1024 * 1024
OBJECTS = 10
ROUNDS = 21
_PIECE_BYTES = 1024 * 1024
_KEPT = b"kept"


@dataclass(kw_only=True)
class Way:
    """One way of keeping files.

    Attributes:
        store: Keeps the source files durably.
        check: Reads everything again and compares digests.
        clear: Removes what was kept.
    """

    store: Callable[[list[Path]], None]
    check: Callable[[list[bytes]], None]
    clear: Callable[[], None]
    stored: list[float] = field(default_factory=list)
    checked: list[float] = field(default_factory=list)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb", buffering=0) as source:
        while piece := source.read(_PIECE_BYTES):
            yield piece


def _from_disk(file: Path) -> None:
    """Have the next reading of ``file`` come from the disk."""
    descriptor = os.open(file, os.O_RDONLY)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    os.fsync(descriptor)
    os.close(descriptor)


def _settle(draft: Path, final: Path) -> None:
    """Make what was written last: sync, rename, sync the folder."""
    _sync(draft, os.O_RDWR)
    draft.rename(final)
    _sync(final.parent, os.O_RDONLY)


def _digest(file: Path) -> bytes:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


def copying(folder: Path, below: Path | None = None) -> Way:
    """Plain copies; with ``below``, where a file system in between keeps what is in ``folder``."""

    def store(files: list[Path]) -> None:
        for number, file in enumerate(files):
            draft = folder / f"{number}.new"
            with file.open("rb") as source, draft.open("wb") as target:
                shutil.copyfileobj(source, target, _PIECE_BYTES)
            _settle(draft, folder / str(number))

    def check(digests: list[bytes]) -> None:
        for path in (below or folder).rglob("*"):
            if path.is_file():
                _from_disk(path)
        for number, digest in enumerate(digests):
            _from_disk(folder / str(number))
            assert _digest(folder / str(number)) == digest

    return Way(store=store, check=check, clear=lambda: _emptied(folder))


def _emptied(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def ours(folder: Path) -> Way:
    """The vault's objects."""
    folder.mkdir()
    objects = ObjectStore(folder, VaultId("ab" * 16))
    objects.create()
    there: list[Stored] = []

    def store(files: list[Path]) -> None:
        there.extend(objects.put(_pieces(file), size_bytes=OBJECT_BYTES) for file in files)

    def check(digests: list[bytes]) -> None:
        for one in there:
            _from_disk(objects.path(one.object_id))
        for one, digest in zip(there, digests, strict=True):
            for _piece in objects.read(one.object_id, one.key, sha256_plain=digest.hex()):
                pass

    def clear() -> None:
        for one in there:
            objects.remove(one.object_id)
        there.clear()

    return Way(store=store, check=check, clear=clear)


def age(folder: Path) -> Way:
    """One process of age a file."""
    folder.mkdir()
    key = folder.with_suffix(".key")
    made = ["age-keygen", "-o", str(key)]
    subprocess.run(made, check=True, capture_output=True)
    to = subprocess.run(
        ["age-keygen", "-y", str(key)], check=True, capture_output=True, text=True
    ).stdout.strip()

    def store(files: list[Path]) -> None:
        for number, file in enumerate(files):
            draft = folder / f"{number}.new"
            subprocess.run(["age", "-r", to, "-o", str(draft), str(file)], check=True)
            _settle(draft, folder / str(number))

    def check(digests: list[bytes]) -> None:
        for number, digest in enumerate(digests):
            file = folder / str(number)
            _from_disk(file)
            opened = ["age", "-d", "-i", str(key), str(file)]
            with subprocess.Popen(opened, stdout=subprocess.PIPE) as process:
                assert process.stdout is not None
                found = hashlib.sha256()
                while piece := process.stdout.read(_PIECE_BYTES):
                    found.update(piece)
            assert found.digest() == digest

    return Way(store=store, check=check, clear=lambda: _emptied(folder))


@contextmanager
def _gocryptfs(folder: Path) -> Iterator[Way]:
    below, mounted = folder / "below", folder / "mounted"
    for made in (below, mounted):
        made.mkdir(parents=True)
    said = ["-q", "-nosyslog", "-extpass", "echo benchmark"]
    subprocess.run(["gocryptfs", "-init", "-scryptn", "10", *said, str(below)], check=True)
    subprocess.run(["gocryptfs", *said, str(below), str(mounted)], check=True)
    try:
        yield copying(mounted, below)
    finally:
        subprocess.run(["umount", str(mounted)], check=True)


def _round(ways: dict[str, Way], files: list[Path]) -> None:
    digests = []
    for file in files:
        data = secrets.token_bytes(OBJECT_BYTES)
        digests.append(hashlib.sha256(data).digest())
        file.write_bytes(data)
    for name in random.sample(list(ways), len(ways)):
        way = ways[name]
        begun = time.perf_counter()
        way.store(files)
        between = time.perf_counter()
        way.check(digests)
        way.stored.append(between - begun)
        way.checked.append(time.perf_counter() - between)
        way.clear()


def _ratio(plain: list[float], way: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(plain, way, strict=True))


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=".", prefix=".bench-") as place, ExitStack() as mounts:
        root = Path(place).absolute()
        (root / "plain").mkdir()
        ways = {"plain copy": copying(root / "plain"), "diogel": ours(root / "vault")}
        if shutil.which("age"):
            ways["age"] = age(root / "age")
        if shutil.which("gocryptfs") and os.access("/dev/fuse", os.W_OK):
            ways["gocryptfs"] = mounts.enter_context(_gocryptfs(root / "gocryptfs"))
        for missing in {"age", "gocryptfs"} - set(ways):
            print(f"{missing} is not there: NOT MEASURED")
        files = [root / f"source{number}" for number in range(OBJECTS)]
        for _ in range(ROUNDS):
            _round(ways, files)
        _tell(ways)


def _tell(ways: dict[str, Way]) -> None:
    total = OBJECT_BYTES * OBJECTS / 1e6
    print(f"{OBJECTS * ROUNDS} objects of 8 MiB a way, {ROUNDS} rounds; ratios within a round")
    plain, ours_ = ways["plain copy"], ways["diogel"]
    both = [a + b for a, b in zip(ours_.stored, ours_.checked, strict=True)]
    for name, way in ways.items():
        store, check = statistics.median(way.stored), statistics.median(way.checked)
        theirs = [a + b for a, b in zip(way.stored, way.checked, strict=True)]
        figures = (
            ("store", total / store, _ratio(plain.stored, way.stored)),
            ("verify", total / check, _ratio(plain.checked, way.checked)),
        )
        for what, speed, ratio in figures:
            print(f"{name:<11} {what:<7}{speed:6.0f} MB/s  ratio to plain {ratio:.2f}")
        store, check = _ratio(way.stored, ours_.stored), _ratio(way.checked, ours_.checked)
        print(
            f"{'':<11} diogel takes 1/{store:.2f} of its time to store, 1/{check:.2f} to verify,"
            f" 1/{_ratio(theirs, both):.2f} for both"
        )


if __name__ == "__main__":
    main()
