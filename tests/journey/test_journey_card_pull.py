"""A card pulled out at any moment and put in again: nothing lost, nothing twice.

After each pull every photograph is in the vault or, byte for byte, still on the card; when the card
has stayed in, each is in the vault exactly once and the card is empty. Twenty small photographs and
five pulls by default; ``make soak`` does it with three hundred of 24 megapixels and fifty.
"""

import hashlib
import io
import os
import random
import time
from dataclasses import replace
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from PIL import Image
from support.media import ExfatCard, FolderCard, why_no_exfat
from support.practice import CLARE, Practice, photograph, run_on

from desktop.errors import SourceGoneError
from desktop.records.removal import Removal
from desktop.workflow.emptying import receive_folder
from desktop.workflow.inbox import list_inbox
from desktop.workflow.session import Session
from desktop.workflow.verifying import verify_vault

_LESS_SPACE_S = 0.02
_NO_EXFAT = why_no_exfat()
EXFAT = pytest.param(ExfatCard, marks=pytest.mark.skipif(bool(_NO_EXFAT), reason=_NO_EXFAT))


def _large(number: int) -> bytes:
    """Return a whole JPEG of 24 megapixels that no other number gives."""
    base = _large_base()
    comment = b"%06d" % number
    return base[:2] + b"\xff\xfe\x00\x08" + comment + base[2:]


_BASES: list[bytes] = []


def _large_base() -> bytes:
    if not _BASES:
        noise = np.random.default_rng(1).integers(0, 255, (500, 750, 3), dtype=np.uint8)
        picture = Image.fromarray(noise).resize((6000, 4000), Image.Resampling.BICUBIC)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=92)
        _BASES.append(out.getvalue())
    return _BASES[0]


class _Pull:
    """Pulls a card once a certain file has begun, a little later; or not before it is told."""

    def __init__(self, card: FolderCard | ExfatCard, at: int, within_s: float) -> None:
        self._card, self._at, self._within_s = card, at, within_s
        self._begun: Thread | None = None

    def progress(self, done: int, _total: int) -> None:
        if done >= self._at and self._begun is None:
            self._begun = Thread(target=self._later)
            self._begun.start()

    def _later(self) -> None:
        time.sleep(self._within_s)  # the moment is the thing that is tried
        self._card.pull()

    def finish(self) -> None:
        """Have it pulled, if it was not reached."""
        if self._begun is None:
            self._card.pull()
        else:
            self._begun.join()


def _take_in(session: Session, card: FolderCard | ExfatCard, progress=None) -> None:
    run = run_on(card.place, removal=Removal.VERIFIED)
    if progress is not None:
        run = replace(run, progress=progress)
    try:
        report = receive_folder(session, run).value
    except SourceGoneError:
        return
    assert report.stopped is None or isinstance(report.stopped, SourceGoneError), report.stopped
    assert not [one for one in report.refused if one.reason != "unreadable_source"], report.refused


def _on_card(card: FolderCard | ExfatCard) -> dict[str, str]:
    """Return what lies there; a file may have a name of the file system's own.

    FUSE calls one ``.fuse_hidden…`` that is removed while it is open, until it is closed.
    """
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (card.place / "DCIM").iterdir()
    }


def _in_vault(session: Session, before: set[str]) -> list[str]:
    return [one.sha256 for one in list_inbox(session).waiting if one.sha256 not in before]


def _filled(card: FolderCard | ExfatCard, photographs: dict[str, bytes]) -> dict[str, str]:
    card.insert()
    (card.place / "DCIM").mkdir()
    for name, data in photographs.items():
        (card.place / "DCIM" / name).write_bytes(data)
    os.sync()
    card.eject()
    return {name: hashlib.sha256(data).hexdigest() for name, data in photographs.items()}


def _journey(
    practice: Practice, card: FolderCard | ExfatCard, photographs: dict[str, bytes], pulls: int
) -> None:
    chance = random.Random(20_261)  # noqa: S311 - to be repeated
    wanted = _filled(card, photographs)
    session = practice.sign_in(CLARE)
    before = {one.sha256 for one in list_inbox(session).waiting}
    each_s = _LESS_SPACE_S
    for _ in range(pulls):
        card.insert()
        left = sum(1 for _ in (card.place / "DCIM").iterdir())
        begun = time.monotonic()
        reach = chance.randrange(max(1, min(left, 2 * len(photographs) // pulls)))
        pull = _Pull(card, reach, chance.uniform(0, each_s))
        _take_in(session, card, pull.progress)
        pull.finish()
        each_s = max(_LESS_SPACE_S, (time.monotonic() - begun) / (reach + 1))
        card.insert()
        there, sealed = _on_card(card), _in_vault(session, before)
        card.eject()
        assert len(sealed) == len(set(sealed)), "nothing twice"
        assert {*there.values(), *sealed} == set(wanted.values()), "nothing lost"
        assert set(there.values()) <= set(wanted.values()), "nothing changed"
    card.insert()
    _take_in(session, card)
    assert sorted(_in_vault(session, before)) == sorted(wanted.values())
    assert _on_card(card) == {}
    card.eject()
    assert verify_vault(session, lambda _done, _all: None).ok
    session.vault.close()


@pytest.mark.parametrize("kind", [FolderCard, EXFAT])
def test_a_card_pulled_out_five_times(working: Practice, tmp_path: Path, kind) -> None:
    (tmp_path / "medium").mkdir()
    photographs = {f"IMG_{n:04d}.JPG": photograph(1000 + n) for n in range(20)}
    _journey(working, kind(tmp_path / "medium", 32), photographs, pulls=5)


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", [FolderCard, EXFAT])
def test_a_card_of_large_photographs_pulled_out_fifty_times(
    working: Practice, tmp_path: Path, kind
) -> None:
    (tmp_path / "medium").mkdir()
    photographs = {f"IMG_{n:04d}.JPG": _large(n) for n in range(300)}
    size_mb = sum(map(len, photographs.values())) // 1_000_000 + 512
    _journey(working, kind(tmp_path / "medium", size_mb), photographs, pulls=50)
