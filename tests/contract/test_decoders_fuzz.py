"""Mutated photographs through real decoders: only the documented errors, an unharmed keeper.

Two hundred mutations by default; ``-m soak`` runs a hundred thousand.
"""

import collections
import io
import random
import sys
from pathlib import Path

import numpy as np
import pillow_heif
import psutil
import pytest
from PIL import Image
from support.raws import canon, dng, fuji, olympus, panasonic

from desktop.errors import (
    DecoderAnswerError,
    DecoderCrashedError,
    DecoderError,
    DecoderHungError,
    FileRefusedError,
    ImageUnreadableError,
    RegionInvalidError,
)
from desktop.keeper.decoders import Decoders
from desktop.memory import SealedMemory
from desktop.records.arrival import Refusal
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.settings import Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="decoders are Linux")

LIMITS = Limits(decoder_wall_s=30.0, decoder_cpu_s=20)
REASONS = {refusal.value for refusal in Refusal}
DOCUMENTED = {"examined", "refused", "burned", "unreadable", "outside"}
DOCUMENTED |= {"decoder_crashed", "decoder_hung", "decoder_answer"}
REDACTION = Redaction(regions=(Region.rectangle(10, 10, 30, 20),))


def _seeds() -> list[bytes]:
    noise = np.random.default_rng(4).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    picture = Image.fromarray(noise)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0132] = 6, "Maker", "2026:01:02 03:04:05"
    seeds = []
    for kind, options in (
        ("JPEG", {"exif": exif}),
        ("JPEG", {"progressive": True}),
        ("PNG", {"exif": exif}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {}),
        ("WEBP", {"quality": 80, "exif": exif}),
        ("WEBP", {"lossless": True}),
        ("BMP", {}),
    ):
        buffer = io.BytesIO()
        picture.save(buffer, kind, **options)
        seeds.append(buffer.getvalue())
    buffer = io.BytesIO()
    picture.quantize(200).save(buffer, "BMP")
    seeds += [buffer.getvalue(), dng(noise), dng(noise, orientation=6)]
    seeds += [olympus(), panasonic(), fuji(), canon()]
    buffer = io.BytesIO()
    pillow_heif.from_pillow(picture).save(buffer, quality=70)
    return [*seeds, buffer.getvalue(), buffer.getvalue()]


def _mutated(seed: bytes, chance: random.Random) -> bytes:
    data = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
        reach = min(len(data), 600) if chance.random() < 0.6 else len(data)
        at, kind = chance.randrange(reach), chance.random()
        if kind < 0.5:
            data[at] = chance.randrange(256)
        elif kind < 0.7:
            data[at : at + 4] = chance.choice((b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff"))
        elif kind < 0.85:
            del data[at : at + chance.randrange(1, 200)]
        else:
            data[at:at] = data[at : at + chance.randrange(1, 100)]
        data = data or bytearray(1)
    return bytes(data)


def _campaign(mutations: int, seed: int) -> collections.Counter[str]:
    chance, seeds = random.Random(seed), _seeds()  # noqa: S311 - to be repeated
    outcomes: collections.Counter[str] = collections.Counter()
    with Decoders(LIMITS) as decoders:
        for _ in range(mutations):
            data = _mutated(chance.choice(seeds), chance)
            with SealedMemory.from_bytes(data) as memory:
                outcomes[_examined(decoders, memory)] += 1
                outcomes[_burned(decoders, memory)] += 1
    return outcomes


def _examined(decoders: Decoders, memory: SealedMemory) -> str:
    try:
        decoders.examine(memory, fresh=False)
    except FileRefusedError as error:
        return "refused" if error.reason in REASONS else error.reason
    except (DecoderCrashedError, DecoderHungError, DecoderAnswerError) as error:
        return _said(error)
    return "examined"


def _burned(decoders: Decoders, memory: SealedMemory) -> str:
    try:
        decoders.burn(memory, REDACTION, fresh=False).close()
    except ImageUnreadableError as error:
        return "unreadable" if error.reason in REASONS else error.reason
    except RegionInvalidError as error:  # a size that was altered, and a region beyond its edge
        return error.reason
    except (DecoderCrashedError, DecoderHungError, DecoderAnswerError) as error:
        return _said(error)
    return "burned"


def _said(error: DecoderError) -> str:
    """Return the code; a decoder that did not start says nothing about the file."""
    assert error.reason != "start"
    return error.code


def _run(mutations: int, seed: int) -> None:
    before = set(Path("/proc/self/fd").iterdir())
    outcomes = _campaign(mutations, seed)
    assert set(outcomes) <= DOCUMENTED
    assert sum(outcomes.values()) == 2 * mutations
    assert outcomes["refused"] > mutations / 10
    assert outcomes["examined"] > mutations / 20
    assert outcomes["decoder_answer"] == 0, "an honest decoder is always believed"
    assert outcomes["decoder_crashed"] + outcomes["decoder_hung"] <= mutations / 100, outcomes
    assert psutil.Process().children() == []
    assert set(Path("/proc/self/fd").iterdir()) <= before  # none more; others may have been closed


def test_mutated_photographs_harm_nothing():
    _run(200, seed=20_261)


@pytest.mark.soak
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("part", range(50))
def test_very_many_mutated_photographs_harm_nothing(part):
    _run(2_000, seed=part)
