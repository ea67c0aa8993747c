"""A card pulled out at any moment and put in again: nothing lost, nothing twice.

After each pull every photograph is in the vault or, byte for byte, still on the card. A file
system without a journal may keep a remnant of one that was just being removed; the vault has that
one, and takes no remnant. Each pull
goes on where the one before ended; when the card has stayed in, each is in the vault exactly once
and the card is empty, and when it is put in again with everything on it, all of it is known and
goes. Twenty small photographs and five pulls by default; ``make soak`` does it with three hundred
of 24 megapixels and fifty.
"""

import hashlib
import io
import os
import random
import re
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from PIL import Image
from support.media import Card, ExfatCard, FatCard, FolderCard, why_no_exfat, why_no_fat
from support.practice import CLARE, Practice, photograph, run_on

from desktop.errors import SourceGoneError
from desktop.records.removal import Removal
from desktop.workflow.emptying import receive_folder
from desktop.workflow.inbox import list_inbox
from desktop.workflow.session import Session
from desktop.workflow.verifying import verify_vault

Photographs = dict[str, Callable[[], bytes]]
_LESS_SPACE_S = 0.02
_HIDDEN = ".fuse_hidden"
"""What FUSE calls a file that is removed while it is open, until it is closed."""
_OF_REMNANTS = ("unreadable_source", "damaged", "cut_off", "empty", "not_an_image")


def _kind(made: type, why_not: str):
    return pytest.param(made, marks=pytest.mark.skipif(bool(why_not), reason=why_not))


KINDS = [FolderCard, _kind(FatCard, why_no_fat()), _kind(ExfatCard, why_no_exfat())]


def _large(number: int) -> bytes:
    """Return a whole JPEG of 24 megapixels whose pixels no other number gives.

    Two rows of blocks of one picture change places: each is coded by itself, between markers that
    are numbered modulo eight (ITU-T T.81, B.2.1), so that nothing need be coded again.
    """
    head, rows, end = _large_base()
    first, further = number % (len(rows) - 48), 1 + number // (len(rows) - 48)
    other = first + 8 * further
    changed = list(rows)
    changed[first], changed[other] = rows[other], rows[first]
    parts = [head]
    for at, row in enumerate(changed):
        parts += [row, bytes((0xFF, 0xD0 + at % 8))] if at < len(rows) - 1 else [row]
    return b"".join((*parts, end))


@cache
def _large_base() -> tuple[bytes, list[bytes], bytes]:
    """Return what is before the coded rows of a picture, the rows, and what is behind them."""
    noise = np.random.default_rng(1).integers(0, 255, (500, 750, 3), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((6000, 4000), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92, restart_marker_rows=1)
    data = out.getvalue()
    scan = data.index(b"\xff\xda")
    begin = scan + 2 + int.from_bytes(data[scan + 2 : scan + 4], "big")
    return data[:begin], re.split(rb"\xff[\xd0-\xd7]", data[begin:-2]), data[-2:]


class _Pull:
    """Pulls a card once a certain file has begun, a little later; or not before it is told."""

    def __init__(self, card: Card, at: int, within_s: float) -> None:
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


def _take_in(session: Session, card: Card, progress=None) -> None:
    run = run_on(card.place, removal=Removal.VERIFIED)
    if progress is not None:
        run = replace(run, progress=progress)
    try:
        report = receive_folder(session, run).value
    except SourceGoneError:
        return
    assert report.stopped is None or isinstance(report.stopped, SourceGoneError), report.stopped
    worse = [one for one in report.refused if one.reason not in _OF_REMNANTS]
    assert not worse, worse


def _on_card(card: Card) -> dict[str, str]:
    """Return what lies there; a file may have a name of the file system's own."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (card.place / "DCIM").iterdir()
    }


def _in_vault(session: Session, before: set[str]) -> list[str]:
    return [one.sha256 for one in list_inbox(session).waiting if one.sha256 not in before]


def _fill(card: Card, photographs: Photographs) -> dict[str, str]:
    """Write photographs to a card that is in; return the digest of each."""
    digests = {}
    for name, made in photographs.items():
        data = made()
        (card.place / "DCIM" / name).write_bytes(data)
        digests[name] = hashlib.sha256(data).hexdigest()
    os.sync()
    return digests


def _journey(practice: Practice, card: Card, photographs: Photographs, pulls: int) -> None:
    card.insert()
    (card.place / "DCIM").mkdir()
    wanted = _fill(card, photographs)
    card.eject()
    session = practice.sign_in(CLARE)
    before = {one.sha256 for one in list_inbox(session).waiting}
    chance = random.Random(20_261)  # noqa: S311 - to be repeated
    each_s = _LESS_SPACE_S
    cut: set[str] = set()
    for _ in range(pulls):
        each_s = _pulled(session, card, chance, each_s, 2 * len(photographs) // pulls)
        card.insert()
        there, sealed = _on_card(card), _in_vault(session, before)
        card.eject()
        assert len(sealed) == len(set(sealed)), "nothing twice"
        assert {*there.values(), *sealed} >= set(wanted.values()), "nothing lost"
        assert set(sealed) <= set(wanted.values()), "no remnant comes in"
        cut = {name for name in there if there[name] not in set(wanted.values())}
        assert all(name in wanted or name.startswith(_HIDDEN) for name in there), there
        assert {wanted[name] for name in cut if name in wanted} <= set(sealed), "nothing changed"
    _put_in(session, card, cut)
    card.insert()
    _fill(card, photographs)
    card.eject()
    _put_in(session, card, set())
    assert sorted(_in_vault(session, before)) == sorted(wanted.values()), "each once"
    assert verify_vault(session, lambda _done, _all: None).ok
    session.vault.close()


def _pulled(
    session: Session,
    card: Card,
    chance: random.Random,
    each_s: float,
    most: int,
) -> float:
    """Take in and pull it out meanwhile; return how long one photograph took."""
    card.insert()
    left = sum(1 for _ in (card.place / "DCIM").iterdir())
    begun = time.monotonic()
    reach = chance.randrange(max(1, min(left, most)))
    pull = _Pull(card, reach, chance.uniform(0, each_s))
    _take_in(session, card, pull.progress)
    pull.finish()
    return max(_LESS_SPACE_S, (time.monotonic() - begun) / (reach + 1))


def _put_in(session: Session, card: Card, cut: set[str]) -> None:
    """Take in all of a card that stays in: then it is empty, but for remnants.

    A person clears those, or formats the card.
    """
    card.insert()
    _take_in(session, card)
    left = _on_card(card)
    assert set(left) <= cut, "a card that is put in again is emptied again"
    for name in left:
        (card.place / "DCIM" / name).unlink()
    card.eject()


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_pulled_out_five_times(working: Practice, tmp_path: Path, kind) -> None:
    (tmp_path / "medium").mkdir()
    photographs = {f"IMG_{n:04d}.JPG": partial(photograph, 1000 + n) for n in range(20)}
    _journey(working, kind(tmp_path / "medium", 64), photographs, pulls=5)


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", KINDS)
def test_a_card_of_large_photographs_pulled_out_fifty_times(
    working: Practice, tmp_path: Path, kind
) -> None:
    (tmp_path / "medium").mkdir()
    photographs = {f"IMG_{n:04d}.JPG": partial(_large, n) for n in range(300)}
    size_mb = 300 * len(_large(0)) // 1_000_000 + 512
    _journey(working, kind(tmp_path / "medium", size_mb), photographs, pulls=50)
