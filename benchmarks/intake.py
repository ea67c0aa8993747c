"""Taking photographs in, against copying the same files with a sync, on the same disk.

Rounds alternate, so that a busy disk slows both. What intake does beyond a copy: two looks at the
card, decoding every pixel in another process, encryption, reading back and decrypting, reading the
source again, and two database commits a file.
"""

import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from threading import Event

from desktop.clock import SystemClock
from desktop.demo.pictures import draw_card
from desktop.keeper.local import at_work
from desktop.records.arrival import Origin
from desktop.records.entry import PassphraseEntry
from desktop.records.removal import Removal
from desktop.records.role import Role
from desktop.records.staff import NewPerson
from desktop.settings import Timing
from desktop.vault.objects import ObjectStore
from desktop.workflow.emptying import Run, receive_folder
from desktop.workflow.session import Session
from desktop.workflow.signing_in import found_practice

ROUNDS = 5
_PASSPHRASE = "kettle meadow harbour slate"  # noqa: S105 - opens nothing of anybody's


def copy_synced(files: list[Path], to: Path) -> float:
    """Copy files the careful way (sync, rename, sync the folder); return seconds."""
    begun = time.perf_counter()
    for file in files:
        draft = to / (file.name + ".new")
        with file.open("rb") as source, draft.open("wb") as target:
            shutil.copyfileobj(source, target, 1024 * 1024)
            target.flush()
            os.fsync(target.fileno())
        draft.rename(to / file.name)
        folder = os.open(to, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    return time.perf_counter() - begun


def seal_only(files: list[Path], store: ObjectStore) -> float:
    """Seal and read back files without decoding or catalogue; return seconds."""
    begun = time.perf_counter()
    for file in files:
        data = file.read_bytes()
        store.put([data], size_bytes=len(data))
    return time.perf_counter() - begun


def take_in(session: Session, card: Path) -> float:
    """Run the whole intake of a card that was not seen before; return seconds without the wait."""
    timing = Timing(settle_ms=1)
    run = Run(
        folder=card,
        origin=Origin.PRACTICE,
        removal=Removal.VERIFIED,
        stop=Event(),
        progress=lambda _done, _total: None,
        timing=timing,
    )
    begun = time.perf_counter()
    report = receive_folder(session, run).value
    seconds = time.perf_counter() - begun
    assert report.arrived, report
    assert not report.pending, report
    return seconds


def _fresh_card(template: list[Path], card: Path, number: int) -> None:
    """Copy the template to a card, each file made new by a few bytes behind its end."""
    card.mkdir()
    for file in template:
        (card / file.name).write_bytes(file.read_bytes() + b"round %d" % number)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=".", prefix=".bench-") as place:
        root = Path(place)
        drawn = draw_card(root / "drawn", progress=lambda _done, _total: None)
        template = [file for file in drawn if file.suffix == ".JPG" and _is_whole(file)]
        total = sum(file.stat().st_size for file in template)
        print(f"{len(template)} photographs, {total / 1e6:.1f} MB, {ROUNDS} rounds")
        first = NewPerson(
            name="bench", full_name="Bench", role=Role.CLINICIAN, passphrase=_PASSPHRASE
        )
        vault = root / "vault"
        found_practice(vault, practice="Bench", first=first, clock=SystemClock())
        with at_work(vault, PassphraseEntry(name="bench", passphrase=_PASSPHRASE)) as signed:
            _rounds(signed.session, template, root, total)


def _is_whole(file: Path) -> bool:
    return file.stat().st_size > 0 and file.read_bytes()[-2:] == b"\xff\xd9"


def _rounds(session: Session, template: list[Path], root: Path, total: int) -> None:
    times: dict[str, list[float]] = {"copy": [], "seal": [], "intake": []}
    for number in range(ROUNDS):
        card = root / f"card{number}"
        _fresh_card(template, card, number)
        files = sorted(card.iterdir())
        target = root / f"copy{number}"
        target.mkdir()
        times["copy"].append(copy_synced(files, target))
        times["seal"].append(seal_only(files, session.vault.objects))
        times["intake"].append(take_in(session, card))
    plain = statistics.median(times["copy"])
    for name, seconds in times.items():
        median = statistics.median(seconds)
        ratio = statistics.median(p / s for p, s in zip(times["copy"], seconds, strict=True))
        print(f"{name:<8}{median:7.2f} s  {total / 1e6 / median:7.1f} MB/s  ratio {ratio:5.2f}")
    extra = (statistics.median(times["intake"]) - plain) / len(template)
    print(f"intake costs {extra * 1000:.0f} ms a photograph more than a synced copy")


if __name__ == "__main__":
    main()
