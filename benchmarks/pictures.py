"""What a window waits for a picture: small, filling a screen, and every pixel with its halves.

The baseline of the same run is Pillow decoding the whole file in this process, and nothing else:
no colours, no turning, no other process. Rounds alternate, so that a busy machine slows both.
"""

import io
import statistics
import time
from collections.abc import Callable

import numpy as np
from PIL import Image

from desktop.demo import scenes
from desktop.keeper.decoders import Decoders
from desktop.memory import SealedMemory
from desktop.settings import LIMITS

ROUNDS = 7
SIZES = {"24 megapixels": (6000, 4000), "50 megapixels": (8688, 5792)}
ASKED = {"thumbnail 256": 256, "preview 1600": 1600, "preview 2048": 2048, "every pixel": 0}
GRAIN = 3.0
"""Noise of a sensor, which makes a drawn photograph as large a file as a camera's."""

Work = Callable[[], None]


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


def measure(works: dict[str, Work]) -> dict[str, list[float]]:
    """Return milliseconds of each, after one round that does not count."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for number in range(ROUNDS + 1):
        for name, work in works.items():
            begun = time.perf_counter()
            work()
            if number:
                times[name].append((time.perf_counter() - begun) * 1000)
    return times


def main() -> None:
    """Measure and print."""
    for label, size_px in SIZES.items():
        for orientation in (1, 6):
            data = photograph(size_px, orientation=orientation)
            with Decoders(LIMITS) as decoders, SealedMemory.from_bytes(data) as sealed:
                works = {"plain decode": plain(data)}
                works |= {name: asked(decoders, sealed, px) for name, px in ASKED.items()}
                times = measure(works)
            print(f"{label}, {len(data) / 1e6:.1f} MB, orientation {orientation}")
            base = times["plain decode"]
            for name, all_ms in times.items():
                ratio = statistics.median(b / ms for b, ms in zip(base, all_ms, strict=True))
                print(f"{name:<16}{statistics.median(all_ms):8.0f} ms  ratio {ratio:5.2f}")


if __name__ == "__main__":
    main()
