"""What a window waits for a picture: small, filling a screen, and every pixel with its halves.

The baseline of the same run is Pillow decoding the whole file in this process, and nothing else:
no colours, no turning, no other process. Rounds alternate, so that a busy machine slows both;
processor time hardly depends on how busy it is.
"""

import io
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import psutil
from PIL import Image

from desktop.demo import scenes
from desktop.keeper.decoders import Decoders
from desktop.memory import SealedMemory
from desktop.settings import LIMITS

ROUNDS = 9
SIZES = {"24 megapixels": (6000, 4000), "50 megapixels": (8688, 5792)}
ASKED = {"thumbnail 256": 256, "preview 1600": 1600, "preview 2048": 2048, "every pixel": 0}
GRAIN = 3.0
"""Noise of a sensor, which makes a drawn photograph as large a file as a camera's."""

Work = Callable[[], None]


@dataclass(slots=True, kw_only=True)
class Measured:
    """What every round took, from the question to the answer and of processors."""

    elapsed_ms: list[float] = field(default_factory=list)
    processor_ms: list[float] = field(default_factory=list)


def photograph(size_px: tuple[int, int], *, orientation: int) -> bytes:
    """Return a JPEG as a camera writes it, always the same."""
    drawn = np.asarray(scenes.photograph(scenes.RASH, seed=9, size_px=size_px), dtype=np.int16)
    grain = np.random.default_rng(9).normal(0, GRAIN, drawn.shape[:2]).astype(np.int16)
    noisy = np.clip(drawn + grain[:, :, None], 0, 255).astype(np.uint8)
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    Image.fromarray(noisy).save(file, "JPEG", quality=92, subsampling="4:2:2", exif=exif)
    return file.getvalue()


def plain(data: bytes) -> Work:
    """Return the baseline."""

    def decode() -> None:
        with Image.open(io.BytesIO(data)) as image:  # noqa: TID251 - the baseline
            image.load()

    return decode


def asked(decoders: Decoders, sealed: SealedMemory, longest_px: int) -> Work:
    """Return one question to a decoder at work, until the block is there."""

    def render() -> None:
        _, block = decoders.render(sealed, longest_px=longest_px, fresh=False)
        block.close()

    return render


def processor_ms() -> float:
    """Return the processor time of this process and its decoders so far, in steps of 10 ms.

    Decoders that have ended count too.
    """
    own = psutil.Process()
    times = [process.cpu_times() for process in (own, *own.children())]
    ended = times[0].children_user + times[0].children_system
    return (sum(one.user + one.system for one in times) + ended) * 1000


def measure(works: dict[str, Work]) -> dict[str, Measured]:
    """Return what each took, after one round that does not count."""
    found = {name: Measured() for name in works}
    for number in range(ROUNDS + 1):
        for name, work in works.items():
            used, begun = processor_ms(), time.perf_counter()
            work()
            elapsed_ms = (time.perf_counter() - begun) * 1000
            if number:
                found[name].elapsed_ms.append(elapsed_ms)
                found[name].processor_ms.append(processor_ms() - used)
    return found


def told(name: str, one: Measured, base: Measured) -> str:
    """Return a line: medians, and how many times as quick as the baseline it is."""
    pairs = zip(base.elapsed_ms, one.elapsed_ms, strict=True)
    ratio = statistics.median(first / second for first, second in pairs)
    elapsed, used = statistics.median(one.elapsed_ms), statistics.median(one.processor_ms)
    share = statistics.median(base.processor_ms) / max(used, 1)
    return (
        f"{name:<18}{elapsed:8.0f} ms  ratio {ratio:5.2f}"
        f"   processor {used:6.0f} ms  ratio {share:5.2f}"
    )


def main() -> None:
    """Measure and print."""
    for label, size_px in SIZES.items():
        for orientation in (1, 6):
            data = photograph(size_px, orientation=orientation)
            with Decoders(LIMITS) as decoders, SealedMemory.from_bytes(data) as sealed:
                works = {"plain decode": plain(data)}
                works |= {name: asked(decoders, sealed, px) for name, px in ASKED.items()}
                found = measure(works)
            print(f"{label}, {len(data) / 1e6:.1f} MB, orientation {orientation}")
            base = found["plain decode"]
            for name, one in found.items():
                print(told(name, one, base))


if __name__ == "__main__":
    main()
