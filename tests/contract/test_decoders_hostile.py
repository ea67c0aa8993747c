"""A decoder that was taken over: whatever it does, the keeper raises one of three errors."""

import gc
import json
import select
import sys
from pathlib import Path

import psutil
import pytest

from desktop.errors import (
    DecoderAnswerError,
    DecoderCrashedError,
    DecoderHungError,
    DetectorMissingError,
    FileRefusedError,
    ImageUnreadableError,
    RegionInvalidError,
)
from desktop.keeper.decoders import Decoders
from desktop.memory import SealedMemory
from desktop.records.arrival import ImageFormat
from desktop.records.proof import CHECKS
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.settings import Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="decoders are Linux")

SCRIPT = Path(__file__).with_name("decoders_hostile_child.py")
PATIENT = Limits(decoder_wall_s=30.0)
HASTY = Limits(decoder_wall_s=0.3)
REDACTION = Redaction(regions=(Region.rectangle(1, 2, 3, 4),))

EXAMINED = {
    "format": "jpeg",
    "width_px": 40,
    "height_px": 30,
    "orientation": 1,
    "taken_at": "2026-01-02T03:04:05",
    "make": "Maker",
    "model": "",
    "serial": "",
    "gps_present": False,
    "thumbnail_present": True,
    "slips": ["DGL1-0123456789ABCDEFGHJKMNPQRS"],
}
FACE = {"x": 1, "y": 2, "w": 3, "h": 4, "score": 0.5, "sure": True}
DETECTION = {
    "width": 40,
    "height": 30,
    "face_may_be_present": True,
    "faces": [FACE],
    "suggestions": [],
}
HELD = [{"name": name, "ok": True} for name in CHECKS]
PROOF = {"ok": True, "checks": HELD, "faces_left": 0}


def _said(value, **changes) -> str:
    return json.dumps({"number": "#", "error": None, "value": value, **changes}).replace(
        '"#"', "{number}"
    )


def _refused(code: str, reason: str) -> str:
    return _said(None, error={"code": code, "reason": reason})


@pytest.fixture
def hostile():
    """Return a maker of decoders that misbehave; afterwards nothing of them may be left."""
    gc.collect()  # what an earlier test left to be collected is not this one's to close
    before = set(Path("/proc/self/fd").iterdir())
    made = []

    def make(answer="exit", *, beside="nothing", start="well", limits=PATIENT):
        command = (sys.executable, "-I", "-B", str(SCRIPT), start, answer, beside)
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
    examined = hostile(_said(EXAMINED)).examine(photograph, fresh=False)
    assert (examined.format, examined.width_px) == (ImageFormat.JPEG, 40)
    detection = hostile(_said(DETECTION)).detect(photograph, fresh=True)
    assert (len(detection.faces), detection.faces[0].score) == (1, 0.5)
    proof = hostile(_said(PROOF)).prove(photograph, photograph, REDACTION)
    assert (proof.ok, len(proof.checks)) == (True, len(CHECKS))
    with hostile(_said({"size": 100}), beside="sealed").burn(
        photograph, REDACTION, fresh=False
    ) as derivative:
        assert derivative.read() == bytes(100)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("exit", "died"), ("crash", "died"), ("memory", "memory"), ("hang up", "died")],
)
@pytest.mark.parametrize("fresh", [True, False])
def test_death_is_a_crash(hostile, photograph, answer, reason, fresh):
    decoders = hostile(answer)
    for _ in range(2):
        with pytest.raises(DecoderCrashedError) as caught:
            decoders.examine(photograph, fresh=fresh)
        assert caught.value.reason == reason


def test_silence_is_a_hang(hostile, photograph):
    decoders = hostile("hang", limits=HASTY)
    with pytest.raises((DecoderHungError, DecoderCrashedError)) as caught:
        decoders.examine(photograph, fresh=True)
    assert caught.value.reason in {"wall", "start"}


def test_used_up_processor_time_is_a_hang(hostile, photograph):
    with pytest.raises(DecoderHungError) as caught:
        hostile("processor").examine(photograph, fresh=False)
    assert caught.value.reason == "cpu"


@pytest.mark.parametrize(
    "start", ["dead", "unconfined", "{", '{"ready": ["magic"]}', '{"ready": null}']
)
def test_a_decoder_that_does_not_start_is_not_the_files_fault(hostile, photograph, start):
    with pytest.raises(DecoderCrashedError) as caught:
        hostile(start=start).examine(photograph, fresh=False)
    assert caught.value.reason == "start"


def test_a_decoder_that_never_gets_ready_is_given_up(hostile, photograph):
    with pytest.raises(DecoderCrashedError) as caught:
        hostile(start="silent", limits=HASTY).examine(photograph, fresh=False)
    assert caught.value.reason == "start"


def test_a_program_that_is_not_there_is_no_decoder():
    with pytest.raises(DecoderCrashedError, match="start"):
        Decoders(PATIENT, command=("/nonexistent/decoder",))


NOT_EXAMINED = [
    {},
    {**EXAMINED, "more": 1},
    {key: value for key, value in EXAMINED.items() if key != "make"},
    {**EXAMINED, "format": "gif"},
    {**EXAMINED, "format": None},
    {**EXAMINED, "width_px": 0},
    {**EXAMINED, "width_px": -5},
    {**EXAMINED, "width_px": 65_536},
    {**EXAMINED, "width_px": 40.0},
    {**EXAMINED, "width_px": True},
    {**EXAMINED, "width_px": "40"},
    {**EXAMINED, "width_px": 60_000, "height_px": 60_000},
    {**EXAMINED, "orientation": 9},
    {**EXAMINED, "taken_at": 5},
    {**EXAMINED, "make": "x" * 65},
    {**EXAMINED, "model": "a\nb"},
    {**EXAMINED, "serial": "\u202egnp.exe"},
    {**EXAMINED, "gps_present": 1},
    {**EXAMINED, "slips": "DGL1-0123456789ABCDEFGHJKMNPQRS"},
    {**EXAMINED, "slips": ["https://example.org"]},
    {**EXAMINED, "slips": [7]},
    {**EXAMINED, "slips": ["DGL1-0123456789ABCDEFGHJKMNPQRS"] * 2},
    {**EXAMINED, "slips": [f"DGL1-{digit}123456789ABCDEFGHJKMNPQRS" for digit in range(5)]},
    [EXAMINED],
    None,
    "examined",
]


@pytest.mark.parametrize("value", NOT_EXAMINED)
def test_facts_that_cannot_be_are_not_believed(hostile, photograph, value):
    decoders = hostile(_said(value))
    with pytest.raises(DecoderAnswerError):
        decoders.examine(photograph, fresh=False)
    assert not any(child.status() == "zombie" for child in psutil.Process().children())


NOT_DETECTION = [
    {**DETECTION, "faces": {}},
    {**DETECTION, "faces": [None]},
    {**DETECTION, "faces": [{**FACE, "more": 1}]},
    {**DETECTION, "faces": [{**FACE, "x": -1}]},
    {**DETECTION, "faces": [{**FACE, "x": 40}]},
    {**DETECTION, "faces": [{**FACE, "w": 40}]},
    {**DETECTION, "faces": [{**FACE, "h": 0}]},
    {**DETECTION, "faces": [{**FACE, "h": 29}]},
    {**DETECTION, "faces": [{**FACE, "score": 1.5}]},
    {**DETECTION, "faces": [{**FACE, "score": "high"}]},
    {**DETECTION, "faces": [{**FACE, "sure": None}]},
    {**DETECTION, "face_may_be_present": 0},
    {**DETECTION, "width": 100_000_000},
    {**DETECTION, "width": 60_000, "height": 60_000},
    {**DETECTION, "height": 29.5},
    {**DETECTION, "face_may_be_present": False},
    {**DETECTION, "suggestions": [FACE]},
    {**DETECTION, "faces": [FACE] * 1_001},
]


@pytest.mark.parametrize("value", NOT_DETECTION)
def test_faces_that_cannot_be_are_not_believed(hostile, photograph, value):
    with pytest.raises(DecoderAnswerError):
        hostile(_said(value)).detect(photograph, fresh=False)


@pytest.mark.parametrize("score", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_scores_are_numbers(hostile, photograph, score):
    answer = _said(DETECTION).replace("0.5", score)
    with pytest.raises(DecoderAnswerError):
        hostile(answer).detect(photograph, fresh=False)


NOT_PROOF = [
    {**PROOF, "checks": []},
    {**PROOF, "checks": HELD[1:]},
    {**PROOF, "checks": [*HELD, HELD[0]]},
    {**PROOF, "checks": [{**check, "ok": False} for check in HELD]},
    {**PROOF, "checks": [{**check, "ok": 1} for check in HELD]},
    {**PROOF, "more": True},
    None,
    {**PROOF, "ok": False},
    {**PROOF, "ok": 1},
    {**PROOF, "checks": [{**check, "name": "filled in"} for check in HELD]},
    {**PROOF, "faces_left": -1},
    {**PROOF, "faces_left": 0.0},
]


@pytest.mark.parametrize("value", NOT_PROOF)
def test_proofs_that_contradict_themselves_are_not_believed(hostile, photograph, value):
    with pytest.raises(DecoderAnswerError):
        hostile(_said(value)).prove(photograph, photograph, REDACTION)


@pytest.mark.parametrize(
    "answer",
    [
        "nothing much",
        "long",
        "{}",
        "[" * 50_000,
        _said(EXAMINED, number=2),
        _said(EXAMINED, number=None),
        _said(EXAMINED, extra=1),
        _said(EXAMINED, error={"code": "file_refused", "reason": "damaged"}),
        _said(EXAMINED).replace('"error"', '"value"'),
        _refused("file_refused", "because"),
        _refused("image_unreadable", ""),
        _refused("vault_full", ""),
        _refused("decoder_crashed", ""),
        _refused("../../etc", ""),
    ],
)
def test_answers_of_another_shape_are_not_believed(hostile, photograph, answer):
    with pytest.raises(DecoderAnswerError):
        hostile(answer).examine(photograph, fresh=False)


def test_an_empty_answer_is_a_death(hostile, photograph):
    with pytest.raises(DecoderCrashedError):
        hostile("nothing").examine(photograph, fresh=False)


@pytest.mark.parametrize(
    ("code", "reason", "error"),
    [
        ("file_refused", "too_many_pixels", FileRefusedError),
        ("image_unreadable", "damaged", ImageUnreadableError),
        ("region_invalid", "outside", RegionInvalidError),
        ("detector_missing", "", DetectorMissingError),
    ],
)
def test_refusals_arrive_as_our_own_errors(hostile, photograph, code, reason, error):
    with pytest.raises(error) as caught:
        hostile(_refused(code, reason)).examine(photograph, fresh=False)
    assert (caught.value.reason, caught.value.facts) == (reason, {})


@pytest.mark.parametrize(
    "beside",
    ["nothing", "unsealed", "growing", "two", "nine", "pipe", "file", "socket"],
)
def test_a_derivative_is_one_sealed_block_within_the_limits(hostile, photograph, beside):
    decoders = hostile(_said({"size": 100}), beside=beside)
    with pytest.raises(DecoderAnswerError):
        decoders.burn(photograph, REDACTION, fresh=False)


def test_one_that_never_limited_itself_is_limited_from_outside(hostile, photograph):
    """It tries to make a block above the limit; the kernel does not let it."""
    decoders = hostile(_said({"size": 100}), beside="too_large")
    with pytest.raises(DecoderCrashedError, match="died"):
        decoders.burn(photograph, REDACTION, fresh=False)


@pytest.mark.parametrize("value", [{"size": 99}, {"size": 101}, {"size": True}, {}, None])
def test_a_derivative_has_the_size_announced(hostile, photograph, value):
    with pytest.raises(DecoderAnswerError):
        hostile(_said(value), beside="sealed").burn(photograph, REDACTION, fresh=False)


def test_a_derivative_is_not_empty(hostile, photograph):
    with pytest.raises(DecoderAnswerError):
        hostile(_said({"size": 0}), beside="empty").burn(photograph, REDACTION, fresh=False)


@pytest.mark.parametrize("beside", ["sealed", "unsealed", "two", "nine", "socket"])
def test_facts_come_without_descriptors(hostile, photograph, beside):
    with pytest.raises(DecoderAnswerError):
        hostile(_said(EXAMINED), beside=beside).examine(photograph, fresh=False)


def test_a_refusal_comes_without_descriptors(hostile, photograph):
    decoders = hostile(_refused("file_refused", "damaged"), beside="sealed")
    with pytest.raises(DecoderAnswerError):
        decoders.burn(photograph, REDACTION, fresh=False)


def test_one_who_talks_unasked_gets_no_second_file(hostile, photograph):
    decoders = hostile(_said(EXAMINED), beside="unasked")
    decoders.examine(photograph, fresh=False)
    first = decoders._worker.process_id
    assert select.select((decoders._worker._socket,), (), (), 30)[0]
    decoders.examine(photograph, fresh=False)
    assert decoders._worker.process_id != first


def test_one_whose_answer_was_not_believed_is_ended(hostile, photograph):
    decoders = hostile(_said({}))
    with pytest.raises(DecoderAnswerError):
        decoders.examine(photograph, fresh=False)
    assert decoders._worker.is_fit() is False


def test_closing_twice_and_asking_again(hostile, photograph):
    decoders = hostile(_said(EXAMINED))
    decoders.close()
    decoders.close()
    assert psutil.Process().children() == []
    assert decoders.examine(photograph, fresh=True).height_px == 30
