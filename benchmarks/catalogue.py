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
from pathlib import Path

from desktop.clock import SystemClock
from desktop.ids import new_arrival_id, new_object_id, new_series_id
from desktop.records.arrival import Origin
from desktop.records.device_match import NOT_ASKED
from desktop.records.image import ImageState
from desktop.records.role import Act, Domain, Role
from desktop.records.staff import NewPerson
from desktop.vault import admission, arrivals, comparing, object_keys
from desktop.vault.arrivals import NewArrival
from desktop.vault.audit import Event
from desktop.vault.header import Header
from desktop.vault.objects import Stored
from desktop.vault.opening import create_vault, open_vault
from desktop.vault.passphrase import KdfCost
from desktop.vault.store import Transaction, Vault
from desktop.vault.stream import Sums

IMAGES = 100_000
OPENINGS = 7
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


def _measure(opening: _Opening) -> tuple[float, float, float]:
    """Return medians in ms: opening after the key, comparing, and a first change after both."""
    opened, compared, changed = [], [], []
    for _ in range(OPENINGS):
        with opening.open() as vault:
            opened.append(opening.seconds)
            begun = time.perf_counter()
            with vault.change() as tx:
                tx.audit(comparing.compare(vault, tx).event())
            between = time.perf_counter()
            with vault.change() as tx:
                tx.audit(Event(act="benchmark", body={}))
            compared.append(between - begun)
            changed.append(time.perf_counter() - between)
    medians = [statistics.median(times) * 1000 for times in (opened, compared, changed)]
    return medians[0], medians[1], medians[2]


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


def _tell(what: str, opening: _Opening) -> None:
    opened, compared, changed = _measure(opening)
    print(f"{what}: open after the key {opened:.0f} ms, compare {compared:.0f} ms", end="")
    print(f", a change {changed:.1f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
