"""A real disk without room, filled to the last kilobyte: a sentence, and on once there is room."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from faults import checks
from faults.power import mounted
from support.practice import CLARE, Practice, fill_card, passphrase_of, photograph

from desktop.vault.files import FREE_MARGIN_BYTES

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="not root on Linux: REAL FULL DISKS ARE NOT TESTED",
)
_KIB = 1024
_MARGIN_KIB = FREE_MARGIN_BYTES // _KIB
FREE_KIB = (
    *range(0, 128, 8),
    *range(128, 512, 48),
    *range(_MARGIN_KIB - 64, _MARGIN_KIB + 512, 36),
)
"""Room left: less than the database's log needs, then around what intake asks for."""


@dataclass(slots=True, kw_only=True)
class Disk:
    """A small disk with a vault on it, and a card elsewhere."""

    practice: Practice
    secret: Path
    home: Path

    def fill(self, free_kib: int) -> None:
        """Leave so much room."""
        ballast = self.practice.root / "ballast"
        ballast.unlink(missing_ok=True)
        there = os.statvfs(self.practice.root)
        size = there.f_bavail * there.f_frsize - free_kib * _KIB
        with ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)

    def empty(self) -> None:
        """Make room again."""
        (self.practice.root / "ballast").unlink()

    def intake(self) -> subprocess.CompletedProcess[str]:
        """Run the program as a person does."""
        vault, card = self.practice.vault, self.practice.card
        words = [sys.executable, "-m", "desktop", "intake", str(vault), "--from", str(card)]
        words += ["--remove-source", "verified", "--user", CLARE, "--language", "en", "--json"]
        words += ["--passphrase-file", str(self.secret)]
        home = {"XDG_STATE_HOME": str(self.home), "HOME": str(self.home)}
        return subprocess.run(
            words,
            check=False,
            capture_output=True,
            text=True,
            timeout=200,
            env={**os.environ, **home},
        )


@contextmanager
def _disk(folder: Path, free_kib: int) -> Iterator[Disk]:
    root, secret, home = (folder / name for name in ("disk", "passphrase", "home"))
    for made in (root, home):
        made.mkdir()
    secret.write_text(passphrase_of(CLARE))
    with mounted("-t", "tmpfs", "-o", "size=160m", "none", root):
        practice = Practice.founded(root)
        with practice.sign_in(CLARE).vault:
            pass
        with mounted("-t", "tmpfs", "-o", "size=8m", "none", practice.card):
            fill_card(practice.card, range(2))
            disk = Disk(practice=practice, secret=secret, home=home)
            disk.fill(free_kib)
            yield disk


def _lost(practice: Practice) -> list[str]:
    """Return which photographs are neither on the card nor whole in the vault."""
    taken = {f"IMG_{seed:04d}.JPG": photograph(seed) for seed in range(2)}
    on_card = {path.name for path in practice.card.iterdir()}
    with practice.sign_in(CLARE).vault as vault:
        whole = checks.digests_of_arrivals(vault)
    return [
        name
        for name, data in taken.items()
        if name not in on_card and hashlib.sha256(data).hexdigest() not in whole
    ]


def _full(folder: Path, free_kib: int) -> bool:
    """Fill, take in, make room, take in again; return whether the disk was too full at first."""
    folder.mkdir()
    with _disk(folder, free_kib) as disk:
        first = disk.intake()
        assert "Traceback" not in first.stderr, first.stderr
        assert first.returncode in (0, 1), first
        assert ("[vault_full]" in first.stderr) == bool(first.returncode), first
        disk.empty()
        assert _lost(disk.practice) == []
        again = disk.intake()
        assert again.returncode == 0, again
        assert json.loads(again.stdout)["refused"] == []
        assert list(disk.practice.card.iterdir()) == []
        assert _lost(disk.practice) == []
    return first.returncode == 1


def test_a_full_disk_is_a_sentence_and_no_loss(in_memory):
    assert _full(in_memory / "0", 0)
    assert _full(in_memory / "40", 40)
    assert not _full(in_memory / "enough", _MARGIN_KIB + 4096)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_forty_sizes_of_a_full_disk(in_memory, summed_up):
    assert len(FREE_KIB) >= 40
    too_full = [free for free in FREE_KIB if _full(in_memory / str(free), free)]
    summed_up({"sizes": len(FREE_KIB), "too_full": too_full})
    assert 0 < len(too_full) < len(FREE_KIB)
