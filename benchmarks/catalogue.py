"""Opening a vault of very many images: what comes after the key, and what is compared at a start.

The rows are made by the vault's own modules, with sealed keys, sealed facts and signed entries;
their sealed files are not there, because opening reads none of them. The baseline is the same vault
with nothing in it. ``python -m benchmarks.catalogue 1000000`` makes another number of images.
"""

import hashlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from desktop.clock import SystemClock
from desktop.ids import new_arrival_id, new_object_id, new_series_id
from desktop.records.arrival import Origin
from desktop.records.device_match import NOT_ASKED
from desktop.records.image import ImageState
from desktop.records.role import Act, Domain, Role
from desktop.records.staff import NewPerson
from desktop.vault import admission, arrivals, comparing, comparison, object_keys
from desktop.vault.arrivals import NewArrival
from desktop.vault.audit import Event
from desktop.vault.header import Header
from desktop.vault.objects import Stored
from desktop.vault.opening import create_vault, open_vault
from desktop.vault.passphrase import KdfCost
from desktop.vault.store import Transaction, Vault
from desktop.vault.stream import Sums

T = TypeVar("T")
IMAGES = 100_000
OPENINGS = 5
_SLICE = 2000
_PASSPHRASE = "benchmark zebra trombone 71"  # noqa: S105 - opens nothing of anybody's
_COST = KdfCost(memory_kib=19 * 1024, passes=2, lanes=1)
_FACTS = {"name": "IMG_0001.JPG", "size_bytes": 8_000_000, "taken_at": "", "time_trust": "unknown"}


def add_arrivals(tx: Transaction, count: int) -> None:
    """Enter so many images as they come in."""
    for _ in range(count):
        digest = hashlib.sha256(os.urandom(16)).digest()
        sums = Sums(sha256_plain=digest, sha256_cipher=digest, size_bytes=1, stored_bytes=1)
        stored = Stored(object_id=new_object_id(), key=os.urandom(32), sums=sums)
        object_keys.add(tx, stored, Domain.INBOX)
        new = NewArrival(
            id=new_arrival_id(),
            series_id=new_series_id(),
            state=ImageState.ARRIVED,
            set_aside_because="",
            origin=Origin.PRACTICE,
            sha256=digest.hex(),
            object_id=stored.object_id,
            source_removed="",
            facts=_FACTS,
            judgement=NOT_ASKED,
        )
        arrivals.add(tx, new)
        act = Act.RECEIVE_IMAGES.value
        tx.audit(Event(act=act, subject=new.id, binding=new.binding(), body={}))


class _Opening:
    """Opens one vault, and knows how long what came after the key took."""

    def __init__(self, folder: Path, outside: Path) -> None:
        self._folder = folder
        self._outside = outside
        self._unlocked = 0.0
        self.seconds = 0.0

    def _unlock(self, shape: Header) -> admission.Unlocked:
        who = admission.unlock(shape, "bench", _PASSPHRASE)
        self._unlocked = time.perf_counter()
        return who

    def open(self) -> Vault:
        """Open it."""
        vault = open_vault(self._folder, self._unlock, clock=SystemClock(), outside=self._outside)
        self.seconds = time.perf_counter() - self._unlocked
        return vault


@dataclass(slots=True)
class _Timed:
    """Medians in ms of so many openings: waited for, and of the processor."""

    waits: list[float] = field(default_factory=list)
    works: list[float] = field(default_factory=list)

    def time(self, work: Callable[[], T]) -> T:
        """Do it, and note how long it took."""
        wall, own = time.perf_counter(), time.process_time()
        done = work()
        self.works.append((time.process_time() - own) * 1000)
        self.waits.append((time.perf_counter() - wall) * 1000)
        return done

    def said(self) -> str:
        """Return both as words, the longest of the processor's last."""
        wait, work = statistics.median(self.waits), statistics.median(self.works)
        return f"{wait:.0f} ms ({work:.0f} ms of the processor, at most {max(self.works):.0f})"


def _glance(vault: Vault) -> None:
    with vault.change() as tx:
        tx.audit(comparing.glance(vault, tx).event())


def _in_pieces(vault: Vault, piece: _Timed) -> None:
    whole = comparison.Comparison(vault, vault.head_lines())

    def step() -> bool:
        with vault.reading() as tx:
            return whole.step(tx)

    while piece.time(step):
        pass

    def end() -> None:
        with vault.change() as tx:
            tx.audit(whole.finished(tx).event())

    piece.time(end)


def _tell(what: str, opening: _Opening) -> None:
    """Open it several times, measure and print."""
    glanced, whole, piece, changed = _Timed(), _Timed(), _Timed(), _Timed()
    opened = []
    for _ in range(OPENINGS):
        with opening.open() as vault:
            opened.append(opening.seconds * 1000)
            glanced.time(partial(_glance, vault))
            whole.time(partial(_in_pieces, vault, piece))
            with vault.change() as tx:
                changed.time(partial(tx.audit, Event(act="benchmark", body={})))
    print(f"{what}: open after the key {statistics.median(opened):.0f} ms")
    print(f"  compare what is newest: {glanced.said()}")
    print(f"  compare the rest: {whole.said()}")
    print(f"  one piece of it: {piece.said()}, of {len(piece.works) // OPENINGS}")
    print(f"  an entry: {changed.said()}")


def main(count: int = IMAGES) -> None:
    """Measure and print.

    Args:
        count: How many images.
    """
    with tempfile.TemporaryDirectory(dir=".", prefix=".bench-") as place:
        vault = Path(place) / "vault"
        first = NewPerson(
            name="bench", full_name="Bench", role=Role.CLINICIAN, passphrase=_PASSPHRASE
        )
        create_vault(vault, practice="Bench", first=first, clock=SystemClock(), cost=_COST)
        opening = _Opening(vault, Path(place) / "outside")
        _tell("nothing", opening)
        with opening.open() as opened:
            for _ in range(count // _SLICE):
                with opened.change() as tx:
                    add_arrivals(tx, _SLICE)
        size = (vault / "catalogue.db").stat().st_size / 1e6
        _tell(f"{count} images, {size:.0f} MB", opening)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
