"""How long others wait while large photographs are taken in: the longest stretch without a turn.

Another task of the keeper's hub asks for a turn every millisecond, and notes how much later than
that it got it. Rounds alternate between reading and sealing aside, as the keeper does, and doing
both where they are called for.
"""

import io
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
from PIL import Image

from desktop.clock import SystemClock
from desktop.keeper.aside import Aside
from desktop.keeper.hub import Hub
from desktop.keeper.pools import Pool
from desktop.records.arrival import Origin
from desktop.records.entry import PassphraseEntry
from desktop.records.removal import Removal
from desktop.records.role import Role
from desktop.records.staff import NewPerson
from desktop.settings import LIMITS
from desktop.workflow.emptying import Run, receive_folder
from desktop.workflow.pace import Pace, at_once
from desktop.workflow.signing_in import found_practice, sign_in

ROUNDS = 5
FILES = 4
_BEAT_S = 0.001
_PASSPHRASE = "kettle meadow harbour slate"  # noqa: S105 - opens nothing of anybody's


def _photograph(seed: int) -> bytes:
    """Return a JPEG of 4000 x 3000 pixels and some 12 MB: noise does not compress."""
    noise = np.random.default_rng(seed).integers(0, 255, (3000, 4000, 3), dtype=np.uint8)
    written = io.BytesIO()
    Image.fromarray(noise).save(written, "JPEG", quality=92)
    return written.getvalue()


def _longest_stretch(vault: Path, card: Path, *, aside: bool) -> float:
    """Take a card in beside another task; return the other's longest wait in seconds."""
    hub = Hub()
    pool = Pool(hub, LIMITS)
    entry = PassphraseEntry(name="bench", passphrase=_PASSPHRASE)
    signed = sign_in(vault, entry, decoding=pool.decoders, clock=SystemClock())
    session = replace(signed.session, decoding=pool.decoders)
    hub.may_pause = lambda: not session.vault.is_changing
    late: list[float] = []

    def other() -> None:
        while True:
            begun = time.perf_counter()
            hub.sleep(_BEAT_S)
            late.append(time.perf_counter() - begun - _BEAT_S)

    def taking_in() -> None:
        run = Run(
            folder=card,
            origin=Origin.PRACTICE,
            removal=Removal.VERIFIED,
            stop=Event(),
            progress=lambda _done, _all: None,
            pace=Pace(pause=hub.sleep, aside=Aside(hub) if aside else at_once),
        )
        report = receive_folder(session, run).value
        assert len(report.arrived) == FILES
        hub.stop()

    with session.vault:
        hub.spawn(other)
        hub.spawn(taking_in)
        hub.run()
    pool.close()
    hub.close()
    return max(late)


def main() -> None:
    """Print the longest stretches, aside and in place."""
    found: dict[bool, list[float]] = {True: [], False: []}
    with tempfile.TemporaryDirectory() as folder:
        vault, card = Path(folder) / "vault", Path(folder) / "card"
        first = NewPerson(
            name="bench", full_name="Bench", role=Role.CLINICIAN, passphrase=_PASSPHRASE
        )
        found_practice(vault, practice="Bench", first=first, clock=SystemClock())
        card.mkdir()
        size = 0
        for turn in range(2 * ROUNDS):
            for number in range(FILES):
                data = _photograph(turn * FILES + number)
                size = len(data)
                (card / f"{number}.jpg").write_bytes(data)
            aside = turn % 2 == 0
            found[aside].append(_longest_stretch(vault, card, aside=aside))
    print(f"{FILES} photographs of {size / 1e6:.1f} MB, {ROUNDS} rounds each")
    for aside, stretches in found.items():
        middle, most = statistics.median(stretches), max(stretches)
        name = "aside" if aside else "in place"
        print(f"{name:10} median {middle * 1000:6.0f} ms   longest {most * 1000:6.0f} ms")


if __name__ == "__main__":
    main()
