"""Messages between keeper and decoder: one fixed shape, everything else refused."""

import json

import pytest

from desktop.errors import DecoderAnswerError
from desktop.keeper.decoder_limits import Measure
from desktop.keeper.decoder_messages import (
    MEMORIES,
    MOST_MESSAGE_BYTES,
    Fields,
    Job,
    pack,
    pack_ready,
    pack_refusal,
    pack_reply,
    pack_request,
    unpack,
    unpack_ready,
    unpack_reply,
    unpack_request,
)


@pytest.mark.parametrize("job", Job)
def test_a_request_comes_back(job):
    assert unpack_request(pack_request(17, job)) == (17, job)
    assert MEMORIES[job] >= 1


def test_a_reply_comes_back():
    reply = unpack_reply(pack_reply(3, value={"size": 9}), number=3)
    assert (reply.error, reply.value) == (None, {"size": 9})


def test_a_refusal_comes_back():
    reply = unpack_reply(pack_refusal(3, code="file_refused", reason="damaged"), number=3)
    assert (reply.error, reply.value) == (("file_refused", "damaged"), None)


@pytest.mark.parametrize("measures", [frozenset(), frozenset(Measure)])
def test_readiness_comes_back(measures):
    assert unpack_ready(pack_ready(measures)) == measures


@pytest.mark.parametrize(
    "untrusted",
    [
        b'{"ready": ["magic"]}',
        b'{"ready": [["seccomp"]]}',
        b'{"ready": "seccomp"}',
        b'{"ready": [], "more": 1}',
        b"[]",
        b"null",
    ],
)
def test_other_readiness_is_refused(untrusted):
    with pytest.raises(DecoderAnswerError):
        unpack_ready(untrusted)


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"NaN",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1, "a": 2}',
        b"[" * 120_000,
        b'{"a":' * 10_000,
        b"9" * 6000,
        b'"' + b"x" * MOST_MESSAGE_BYTES + b'"',
        b"{} {}",
        b"\x80\x04K\x01.",
    ],
)
def test_what_is_not_plain_json_is_refused(untrusted):
    with pytest.raises(DecoderAnswerError):
        unpack(untrusted)


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"number": 3, "error": None},
        {"number": 3, "error": None, "value": 1, "more": 2},
        {"number": 4, "error": None, "value": 1},
        {"number": True, "error": None, "value": 1},
        {"number": 3.0, "error": None, "value": 1},
        {"number": "3", "error": None, "value": 1},
        {"number": 3, "error": {"code": "x", "reason": "y"}, "value": 1},
        {"number": 3, "error": {"code": "x"}, "value": None},
        {"number": 3, "error": {"code": "x", "reason": None}, "value": None},
        {"number": 3, "error": {"code": "x", "reason": "Mr Smith"}, "value": None},
        {"number": 3, "error": {"code": "x" * 65, "reason": ""}, "value": None},
        {"number": 3, "error": {"code": "x\n", "reason": ""}, "value": None},
        {"number": 3, "error": "x", "value": None},
        {"number": 3, "error": False, "value": None},
        [],
        "reply",
    ],
)
def test_replies_of_another_shape_are_refused(reply):
    with pytest.raises(DecoderAnswerError):
        unpack_reply(json.dumps(reply).encode(), number=3)


@pytest.mark.parametrize(
    "request_bytes",
    [b"{}", b'{"number": 1, "job": "unlock"}', b'{"number": -1, "job": "burn"}'],
)
def test_requests_of_another_shape_are_refused(request_bytes):
    with pytest.raises(DecoderAnswerError):
        unpack_request(request_bytes)


@pytest.mark.parametrize("value", [True, None, "1", 1.0, 0, 11, [], 10**400])
def test_integers_are_integers_in_range(value):
    with pytest.raises(DecoderAnswerError):
        Fields.of({"n": value}, "n").integer("n", least=1, most=10)


def test_right_values_pass():
    fields = Fields.of({"n": 5, "b": False, "t": "é", "w": "", "l": [1]}, *"nbtwl")
    assert fields.integer("n", least=5, most=5) == 5
    assert fields.flag("b") is False
    assert fields.text("t") == "é"
    assert fields.word("w") == ""
    assert list(fields.items("l")) == [1]


@pytest.mark.parametrize(
    ("reader", "value"), [("flag", 0), ("text", 1), ("text", None), ("items", {}), ("word", "É")]
)
def test_other_types_are_refused(reader, value):
    with pytest.raises(DecoderAnswerError):
        getattr(Fields.of({"k": value}, "k"), reader)("k")


def test_a_decoder_cannot_say_what_is_not_json():
    for message in ({"score": float("nan")}, {"text": "x" * MOST_MESSAGE_BYTES}):
        with pytest.raises(ValueError, match=r"JSON|too long"):
            pack(message)
