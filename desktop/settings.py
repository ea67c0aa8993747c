"""Limits and waiting times, each with its reason; read by every layer, changed by none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may cost.

    Attributes:
        file_bytes: Largest file taken in: four times a 50-megapixel camera JPEG.
        message_bytes: Largest saved e-mail taken apart: twice what NHSmail lets through (35 MB).
        pixels: Most pixels decoded: above any practice camera, below what exhausts memory.
        decoder_memory_bytes: Address space of a decoder process.
        decoder_cpu_s: Processor time for one answer.
        decoder_wall_s: Waiting time for one answer on a busy machine.
    """

    file_bytes: int = 200 * 1024 * 1024
    message_bytes: int = 70 * 1024 * 1024
    pixels: int = 120_000_000
    decoder_memory_bytes: int = 4 * 1024 * 1024 * 1024
    decoder_cpu_s: int = 60
    decoder_wall_s: float = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long intake waits.

    Attributes:
        settle_ms: A file is settled when two looks this far apart see the same size and time.
        rescan_s: The rescan is the truth; events only make it sooner.
        patience_s: While watching, how long an incomplete file may stay unchanged before refusal.
        series_gap_s: A longer pause between two photographs starts a new series: half of a
            ten-minute appointment, so that two patients of one clinic are never one series by the
            clock alone (``docs/sources.md``).
    """

    settle_ms: int = 1000
    rescan_s: float = 5.0
    patience_s: float = 30.0
    series_gap_s: int = 300


LIMITS = Limits()
TIMING = Timing()
