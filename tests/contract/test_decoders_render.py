"""Pictures for a window from real decoders, and what is not believed of one that was taken over."""

import gc
import io
import json
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image
from support.originals import FORMATS, jpeg, original, png, scene

from desktop.errors import (
    DecoderAnswerError,
    DecoderCrashedError,
    DecoderHungError,
    ImageUnreadableError,
)
from desktop.keeper.decoder_limits import answer_bytes
from desktop.keeper.decoders import Decoders
from desktop.memory import SealedMemory
from desktop.records.raster import Pyramid
from desktop.redact.render import render
from desktop.settings import Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="decoders are Linux")

LIMITS = Limits()
SCRIPT = Path(__file__).with_name("decoders_hostile_child.py")
SAMPLES = Path(__file__).resolve().parents[2] / "../shared/samples"


@pytest.fixture
def decoders():
    with Decoders(LIMITS) as running:
        yield running


@pytest.fixture
def sealed():
    """Return a maker of sealed memory that is closed after the test."""
    made = []

    def make(data: bytes) -> SealedMemory:
        made.append(SealedMemory.from_bytes(data))
        return made[-1]

    yield make
    for memory in made:
        memory.close()


def _here(data: bytes, longest_px: int) -> tuple[Pyramid, bytes]:
    rendered = render(data, longest_px=longest_px, limits=LIMITS)
    return rendered.pyramid, b"".join(piece.tobytes() for piece in rendered.pieces)


# ------------------------------------------------------------------------------- honest decoders


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("longest_px", [0, 64])
def test_a_photograph_is_rendered_as_the_engine_does(decoders, sealed, fresh, longest_px):
    for image_format in FORMATS:
        data = original(image_format, scene(1, width=700, height=420), orientation=6)
        pyramid, block = decoders.render(sealed(data), longest_px=longest_px, fresh=fresh)
        with block:
            expected, pixels = _here(data, longest_px)
            assert (pyramid, block.read()) == (expected, pixels)
            pyramid.check(block.size)
    assert (pyramid.width_px, pyramid.height_px) == (700, 420)


def test_a_reduced_decode_crosses(decoders, sealed):
    data = jpeg(scene(2, width=1_920, height=1_280), orientation=3)
    pyramid, block = decoders.render(sealed(data), longest_px=256, fresh=False)
    with block:
        assert block.size == 256 * 171 * 4
        assert block.read() == _here(data, 256)[1]
    assert (pyramid.width_px, pyramid.height_px) == (1_920, 1_280)


def test_a_refusal_costs_no_decoder(decoders, sealed):
    decoders.render(sealed(png(scene(3))), longest_px=64, fresh=False)[1].close()
    worker = decoders._worker.process_id
    for data, reason in ((b"hello", "not_an_image"), (jpeg(scene(3))[:-40], "cut_off")):
        with pytest.raises(ImageUnreadableError) as caught:
            decoders.render(sealed(data), longest_px=64, fresh=False)
        assert caught.value.reason == reason
    decoders.render(sealed(png(scene(3))), longest_px=64, fresh=False)[1].close()
    assert decoders._worker.process_id == worker


def test_the_largest_picture_fits(decoders, sealed):
    """As many pixels as are taken in, with every smaller size, within a decoder's limits."""
    buffer = io.BytesIO()
    Image.new("L", (12_000, 10_000), 90).save(buffer, "JPEG")
    assert LIMITS.pixels == 12_000 * 10_000
    whole = sealed(buffer.getvalue())
    pyramid, block = decoders.render(whole, longest_px=0, fresh=False)
    with block:
        assert [level.width_px for level in pyramid.levels] == [
            12_000,
            6_000,
            3_000,
            1_500,
            750,
            375,
        ]
        assert block.size <= answer_bytes(LIMITS)
        last = pyramid.levels[-1]
        with block.view() as view:
            assert set(view[last.offset : last.end]) == {90, 255}
    with decoders.render(whole, longest_px=1_600, fresh=False)[1] as small:
        assert small.size == 1_600 * 1_333 * 4


@pytest.mark.parametrize("size", [(65_535, 1), (65_535, 2), (1, 65_535), (40_000, 3_000), (512, 9)])
def test_no_shape_needs_more_than_the_largest_answer(size):
    pixels = Limits(pixels=size[0] * size[1], file_bytes=0)
    room = 2 * max(size) * 4  # of a strip one or two pixels wide, whose halves are halves only once
    assert Pyramid.planned(*size, longest_px=0).end <= answer_bytes(pixels) + room
    assert Pyramid.planned(*size, longest_px=0).end <= answer_bytes(LIMITS)


def test_too_little_memory_costs_one_decoder(sealed):
    limits = Limits(decoder_memory_bytes=700 * 1024 * 1024)
    buffer = io.BytesIO()
    Image.new("RGB", (11_900, 10_000)).save(buffer, "PNG")
    with Decoders(limits) as poor:
        with pytest.raises(DecoderCrashedError) as caught:
            poor.render(sealed(buffer.getvalue()), longest_px=256, fresh=False)
        assert caught.value.reason == "memory"
        poor.render(sealed(png(scene(4))), longest_px=256, fresh=False)[1].close()


@pytest.mark.samples
def test_camera_files_are_rendered_in_every_size(decoders, sealed):
    folder = SAMPLES / "camera"
    if not folder.is_dir():
        pytest.skip("the evaluation photographs are not beside the checkout")
    shown = 0
    for path in sorted(folder.iterdir())[:40]:
        photograph = sealed(path.read_bytes())
        try:
            pyramid, block = decoders.render(photograph, longest_px=0, fresh=False)
        except ImageUnreadableError:
            continue
        with block, decoders.render(photograph, longest_px=256, fresh=False)[1] as small:
            level = next(one for one in pyramid.levels if one.width_px < 1_024)
            large = _array(block, level.offset, level.height_px, level.width_px)
            tiny = Pyramid.planned(pyramid.width_px, pyramid.height_px, longest_px=256).levels[0]
            thumb = _array(small, 0, tiny.height_px, tiny.width_px)
            assert np.abs(large.mean(axis=(0, 1)) - thumb.mean(axis=(0, 1))).max() < 2, path.name
            shown += 1
    assert shown > 20


def _array(block: SealedMemory, offset: int, height: int, width: int) -> np.ndarray:
    data = block.read()[offset : offset + height * width * 4]
    return np.frombuffer(data, np.uint8).reshape(height, width, 4)


# ------------------------------------------------------------------------------ hostile decoders


SAID = {"width_px": 5, "height_px": 5}
"""With the hundred bytes that the hostile decoder sends: five rows of five pixels."""


def _said(value: object) -> str:
    answer = json.dumps({"number": "#", "error": None, "value": value})
    return answer.replace('"#"', "{number}")


@pytest.fixture
def hostile():
    """Return a maker of decoders that misbehave; afterwards nothing of them may be left."""
    gc.collect()  # what an earlier test left to be collected is not this one's to close
    before = set(Path("/proc/self/fd").iterdir())
    made = []

    def make(answer: str, beside: str = "sealed", limits: Limits = LIMITS) -> Decoders:
        command = (sys.executable, "-I", "-B", str(SCRIPT), "well", answer, beside)
        made.append(Decoders(limits, command=command))
        return made[-1]

    yield make
    for decoders in made:
        decoders.close()
    assert psutil.Process().children() == []
    assert set(Path("/proc/self/fd").iterdir()) <= before


@pytest.fixture
def photograph():
    with SealedMemory.from_bytes(b"untrusted") as memory:
        yield memory


def test_an_honest_answer_is_believed(hostile, photograph):
    pyramid, block = hostile(_said(SAID)).render(photograph, longest_px=0, fresh=False)
    with block:
        assert pyramid == Pyramid.planned(5, 5, longest_px=0)
        assert block.read() == bytes(100)


NOT_RENDERED = [
    {},
    None,
    [SAID],
    {**SAID, "levels": []},
    {**SAID, "height_px": 4},
    {**SAID, "height_px": 6},
    {**SAID, "width_px": 0},
    {**SAID, "width_px": -5},
    {**SAID, "width_px": 5.0},
    {**SAID, "width_px": True},
    {**SAID, "width_px": "5"},
    {"width_px": 65_536, "height_px": 1},
    {"width_px": 60_000, "height_px": 60_000},
    {"width_px": 2**62, "height_px": 2**62},
]


@pytest.mark.parametrize("longest_px", [0, 5])
@pytest.mark.parametrize("value", NOT_RENDERED)
def test_sizes_that_cannot_be_are_not_believed(hostile, photograph, value, longest_px):
    decoders = hostile(_said(value))
    with pytest.raises(DecoderAnswerError):
        decoders.render(photograph, longest_px=longest_px, fresh=False)
    assert decoders._worker.is_fit() is False


def test_a_size_that_was_not_asked_for_is_not_believed(hostile, photograph):
    with pytest.raises(DecoderAnswerError):
        hostile(_said(SAID)).render(photograph, longest_px=4, fresh=False)


@pytest.mark.parametrize(
    "beside", ["nothing", "empty", "unsealed", "growing", "two", "nine", "pipe", "file", "socket"]
)
def test_pixels_come_as_one_sealed_block(hostile, photograph, beside):
    with pytest.raises(DecoderAnswerError):
        hostile(_said(SAID), beside).render(photograph, longest_px=0, fresh=False)


def test_a_block_beside_a_refusal_is_not_believed(hostile, photograph):
    error = {"code": "image_unreadable", "reason": "damaged"}
    answer = json.dumps({"number": "#", "error": error, "value": None}).replace('"#"', "{number}")
    with pytest.raises(DecoderAnswerError):
        hostile(answer).render(photograph, longest_px=0, fresh=False)
    with pytest.raises(ImageUnreadableError):
        hostile(answer, "nothing").render(photograph, longest_px=0, fresh=False)


@pytest.mark.parametrize("fresh", [True, False])
def test_death_and_silence_cost_one_decoder(hostile, photograph, fresh):
    with pytest.raises(DecoderCrashedError):
        hostile("crash").render(photograph, longest_px=0, fresh=fresh)
    with pytest.raises((DecoderHungError, DecoderCrashedError)):
        hostile("hang", limits=Limits(decoder_wall_s=0.3)).render(
            photograph, longest_px=0, fresh=fresh
        )
