"""A card of 24-megapixel photographs taken in, against the ways in which people copy cards.

All in one run on one disk, in turns: ``cp`` with fsync and ``cmp``; a copy as Rapid Photo
Downloader makes it, hashed while it is read, then read again and hashed; the same ``cp`` into
gocryptfs; and intake, which besides decodes every pixel, seals, reads back and reads the card
again. Then what a photograph costs in processor time, how much memory thousands of them need, and
how long after its last byte a photograph in a watched folder is to be seen.

``DIOGEL_BENCH_MANY`` sets how many small photographs memory is measured over (3000).
"""

import hashlib
import io
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event

import numpy as np
import psutil
from PIL import Image

from desktop.clock import SystemClock
from desktop.keeper.local import at_work
from desktop.records.arrival import Origin
from desktop.records.entry import PassphraseEntry
from desktop.records.intake_report import IntakeReport
from desktop.records.removal import Removal
from desktop.records.role import Role
from desktop.records.staff import NewPerson
from desktop.settings import TIMING, Timing
from desktop.workflow.emptying import Run, receive_folder
from desktop.workflow.picturing import thumbnails
from desktop.workflow.session import Session
from desktop.workflow.signing_in import found_practice
from desktop.workflow.watching import watch_folder

ROUNDS = 3
FILES = 6
SHOWN = 7
_PIECE_BYTES = 1024 * 1024
_STEPS = (10, 100, 300, 1000, 3000, 10_000)
_PASSPHRASE = "kettle meadow harbour slate"  # noqa: S105 - opens nothing of anybody's


def _jpeg(width: int, height: int, seed: int) -> bytes:
    noise = np.random.default_rng(seed).integers(0, 255, (height // 8, width // 8, 3), np.uint8)
    picture = Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92)
    return out.getvalue()


def _another(base: bytes, number: int) -> bytes:
    """Return the same picture as another file: with a comment."""
    return base[:2] + b"\xff\xfe\x00\x0a" + b"%08d" % number + base[2:]


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    os.fsync(opened)
    os.posix_fadvise(opened, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(opened)


def copy_and_compare(files: list[Path], to: Path) -> None:
    """Copy with ``cp``, sync, and compare with ``cmp`` from the disk."""
    for file in files:
        copy = to / file.name
        subprocess.run(["cp", str(file), str(copy)], check=True)
        _sync(copy)
        subprocess.run(["cmp", "-s", str(file), str(copy)], check=True)


def copy_and_hash(files: list[Path], to: Path) -> None:
    """Copy in pieces, hashed on the way; read the copy again and compare the hashes; rename."""
    for file in files:
        draft, taken = to / f".{file.name}.part", hashlib.md5(usedforsecurity=False)
        with file.open("rb") as source, draft.open("wb") as target:
            while piece := source.read(_PIECE_BYTES):
                taken.update(piece)
                target.write(piece)
            target.flush()
        _sync(draft)
        found = hashlib.md5(draft.read_bytes(), usedforsecurity=False)
        assert found.digest() == taken.digest()
        draft.rename(to / file.name)


def _run(card: Path, **more: object) -> Run:
    fields = {
        "folder": card,
        "origin": Origin.PRACTICE,
        "removal": Removal.VERIFIED,
        "stop": Event(),
        "progress": lambda _done, _total: None,
        "timing": Timing(settle_ms=1),
    }
    return Run(**(fields | more))  # type: ignore[arg-type]


def _take_in(session: Session, card: Path, count: int) -> None:
    report = receive_folder(session, _run(card)).value
    assert len(report.arrived) == count, report


def _fill(card: Path, base: bytes, numbers: range) -> list[Path]:
    card.mkdir()
    for number in numbers:
        (card / f"IMG_{number:06d}.JPG").write_bytes(_another(base, number))
    return sorted(card.iterdir())


@contextmanager
def _gocryptfs(folder: Path) -> Iterator[Path]:
    below, mounted = folder / "below", folder / "mounted"
    for made in (below, mounted):
        made.mkdir(parents=True)
    said = ["-q", "-nosyslog", "-extpass", "echo benchmark"]
    subprocess.run(["gocryptfs", "-init", "-scryptn", "10", *said, str(below)], check=True)
    subprocess.run(["gocryptfs", *said, str(below), str(mounted)], check=True)
    try:
        yield mounted
    finally:
        subprocess.run(["umount", str(mounted)], check=True)


def _cpu_s() -> float:
    """Return processor seconds of this process and of all decoders, ended or not."""
    used = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        used += usage.ru_utime + usage.ru_stime
    for child in psutil.Process().children(recursive=True):
        times = child.cpu_times()
        used += times.user + times.system
    return used


def _throughput(session: Session, root: Path) -> None:
    base = _jpeg(6000, 4000, 1)
    size = FILES * len(base)
    with ExitStack() as mounts:
        ways: dict[str, Callable[[list[Path]], None]] = {}
        for name, copy in (("cp + fsync + cmp", copy_and_compare), ("copy + hash", copy_and_hash)):
            (root / name).mkdir()
            ways[name] = lambda files, copy=copy, to=root / name: copy(files, to)  # type: ignore[misc]
        if shutil.which("gocryptfs") and os.access("/dev/fuse", os.W_OK):
            mounted = mounts.enter_context(_gocryptfs(root / "gocryptfs"))
            ways["gocryptfs"] = lambda files: copy_and_compare(files, mounted)
        else:
            print("gocryptfs is not there: NOT MEASURED")
        ways["intake"] = lambda files: _take_in(session, files[0].parent, len(files))
        times: dict[str, list[float]] = {name: [] for name in ways}
        cpu = []
        for number in range(ROUNDS):
            files = _fill(root / f"card{number}", base, range(number * FILES, (number + 1) * FILES))
            for name, way in ways.items():
                for file in files:
                    _sync(file)
                begun, used = time.perf_counter(), _cpu_s()
                way(files)
                times[name].append(time.perf_counter() - begun)
                if name == "intake":
                    cpu.append((_cpu_s() - used) / FILES)
    print(f"{FILES} photographs of 24 megapixels, {size / 1e6:.0f} MB, {ROUNDS} rounds")
    plain = times["cp + fsync + cmp"]
    for name, seconds in times.items():
        ratio = statistics.median(p / s for p, s in zip(plain, seconds, strict=True))
        median = statistics.median(seconds)
        print(f"{name:<18}{median:7.2f} s {size / 1e6 / median:8.1f} MB/s  ratio {ratio:5.2f}")
    print(f"processor time of intake: {statistics.median(cpu):.2f} s a photograph")


def _memory(session: Session, root: Path) -> None:
    most = int(os.environ.get("DIOGEL_BENCH_MANY", "3000"))
    base, process = _jpeg(320, 240, 2), psutil.Process()
    done = 0
    for step in (step for step in _STEPS if step <= most):
        _fill(root / f"many{step}", base, range(1_000_000 + done, 1_000_000 + step))
        begun = time.perf_counter()
        _take_in(session, root / f"many{step}", step - done)
        seconds = time.perf_counter() - begun
        resident = process.memory_info().rss / 1e6
        print(f"after {step:>6} photographs: {resident:6.0f} MB, {seconds:6.1f} s for the last run")
        done = step


def _until_shown(session: Session, root: Path) -> None:
    folder = root / "watched"
    folder.mkdir()
    base, late = _jpeg(4000, 3000, 3), []
    for number in range(SHOWN):
        stop, written = Event(), [0.0]

        def write(number: int = number, written: list[float] = written) -> None:
            (folder / f"IMG_{number}.JPG").write_bytes(_another(base, 2_000_000 + number))
            written[0] = time.perf_counter()

        def heard(
            _why: str, report: IntakeReport, written: list[float] = written, stop: Event = stop
        ) -> None:
            for one in report.arrived:
                thumbnails(session, (one.arrival,), longest_px=256)[1].close()
                late.append(time.perf_counter() - written[0])
                stop.set()

        writer = threading.Timer(2.0, write)
        writer.start()
        watch_folder(session, _run(folder, stop=stop, timing=TIMING), heard)
        writer.join()
    print(
        f"from the last byte to the small picture: median {statistics.median(late):.2f} s,"
        f" most {max(late):.2f} s ({SHOWN} photographs of 12 megapixels; the wait to settle is"
        f" {TIMING.settle_ms / 1000:.0f} s of it)"
    )


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=".", prefix=".bench-") as place:
        root = Path(place).absolute()
        first = NewPerson(
            name="bench", full_name="Bench", role=Role.CLINICIAN, passphrase=_PASSPHRASE
        )
        vault = root / "vault"
        found_practice(vault, practice="Bench", first=first, clock=SystemClock())
        with at_work(vault, PassphraseEntry(name="bench", passphrase=_PASSPHRASE)) as signed:
            print("load {:.1f} {:.1f} {:.1f}".format(*os.getloadavg()))
            _throughput(signed.session, root)
            _until_shown(signed.session, root)
            _memory(signed.session, root)
            print("load {:.1f} {:.1f} {:.1f}".format(*os.getloadavg()))


if __name__ == "__main__":
    main()
