"""What crosses between window and keeper comes out as it went in, or is refused."""

import array
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from support.descriptors import open_descriptors
from support.examples import example_of

from desktop import errors
from desktop.errors import (
    DeskError,
    MessageInvalidError,
    NotPermittedError,
    RegionInvalidError,
    UnlockFailedError,
)
from desktop.keeper import calls, wire
from desktop.keeper.codec import (
    answer_type,
    call_named,
    comes_with_block,
    every_call,
    from_plain,
    to_plain,
)
from desktop.memory import SealedMemory
from desktop.records.outcome import Topic
from desktop.records.recovery import RecoverySheet

CALLS = every_call()
SECRET = "a secret passphrase"


@dataclass
class Pair:
    window: socket.socket
    keeper: socket.socket


@pytest.fixture
def pair() -> Iterator[Pair]:
    before = open_descriptors()
    window, keeper = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with window, keeper:
        yield Pair(window, keeper)
    assert open_descriptors() == before


def crossed(
    pair: Pair, message: wire.Message, block: SealedMemory | None = None
) -> wire.Received | None:
    parcel = wire.pack(message, block)
    wire.send(pair.keeper, parcel)
    parcel.close()
    return wire.receive(pair.window)


# ------------------------------------------------------------------------------------ the codec


def test_every_call_is_known_by_its_name() -> None:
    assert len(CALLS) >= 30
    assert len({kind.__name__ for kind in CALLS}) == len(CALLS)
    assert all(call_named(kind.__name__) is kind for kind in CALLS)
    with pytest.raises(MessageInvalidError):
        call_named("Call")


def over_json(value: object, kind: Any) -> object:
    return from_plain(json.loads(json.dumps(to_plain(value, kind))), kind)


@pytest.mark.parametrize("kind", CALLS, ids=lambda kind: kind.__name__)
def test_every_call_comes_out_as_it_went_in(kind: Any) -> None:
    call = example_of(kind)
    assert over_json(call, kind) == call


@pytest.mark.parametrize("kind", CALLS, ids=lambda kind: kind.__name__)
def test_every_answer_comes_out_as_it_went_in(kind: Any) -> None:
    answer = example_of(answer_type(kind))
    assert over_json(answer, answer_type(kind)) == answer


def test_the_type_of_an_answer_is_taken_from_its_call() -> None:
    assert answer_type(calls.Unlock) is calls.Me
    assert answer_type(calls.Thumbnails) == tuple[calls.Thumb, ...]
    assert comes_with_block(calls.Thumbnails)
    assert not comes_with_block(calls.ListInbox)


@pytest.mark.parametrize(
    ("kind", "untrusted"),
    [
        (calls.FindPatients, {}),
        (calls.FindPatients, {"typed": 5}),
        (calls.FindPatients, {"typed": None}),
        (calls.FindPatients, {"typed": "x", "more": 1}),
        (calls.FindPatients, []),
        (calls.FindPatients, None),
        (calls.FindPatients, "typed"),
        (calls.OpenPicture, {"subject": "a-1", "longest_px": True}),
        (calls.OpenPicture, {"subject": "a-1", "longest_px": 1.5}),
        (calls.OpenPicture, {"subject": "a-1", "longest_px": "1"}),
        (calls.RejectArrivals, {"arrivals": 5, "reason": "x"}),
        (calls.RejectArrivals, {"arrivals": [5], "reason": "x"}),
        (calls.LookAtDoor, {"folder": 5}),
        (calls.LookAtDoor, {"folder": "a\0b"}),
        (calls.TakeIn, {"folder": "/x", "origin": "moon", "removal": "never"}),
    ],
)
def test_what_is_not_of_the_agreed_shape_is_refused(kind: Any, untrusted: object) -> None:
    with pytest.raises(MessageInvalidError):
        from_plain(untrusted, kind)


def test_what_a_class_refuses_stays_its_own_error() -> None:
    plain = to_plain(example_of(calls.KeepDraft), calls.KeepDraft)
    plain["draft"]["marks"][0]["region"] |= {"shape": "rectangle", "points": [], "w": 0}
    with pytest.raises(RegionInvalidError):
        from_plain(plain, calls.KeepDraft)


def test_a_refusal_does_not_quote_the_secret() -> None:
    with pytest.raises(MessageInvalidError) as refused:
        from_plain({"folder": 5, "name": SECRET, "passphrase": SECRET}, calls.Unlock)
    error: BaseException | None = refused.value
    assert SECRET not in str(error)
    assert error is not None
    assert error.__cause__ is None
    assert error.__suppress_context__


# ------------------------------------------------------------------------------------- messages


@pytest.mark.parametrize(
    "message",
    [
        wire.Ask(number=1, name="WhoAmI", body={}),
        wire.Cancel(number=2),
        wire.Answered(number=3, body=[1, "x", None]),
        wire.Failed(number=4, code="not_permitted", reason="r", facts={"act": "x", "n": 1}),
        wire.Progressed(number=5, done=3, total=95),
        wire.Changed(topics=frozenset({Topic.INBOX, Topic.RECORD}), initiator=None),
        wire.Changed(topics=frozenset(), initiator=7),
        wire.Ended(reason="terminated"),
        wire.Opened(me=example_of(calls.Me)),
    ],
    ids=lambda message: type(message).__name__,
)
def test_every_message_comes_out_as_it_went_in(pair: Pair, message: wire.Message) -> None:
    received = crossed(pair, message)
    assert received is not None
    assert received.message == message
    assert received.block is None


@pytest.mark.parametrize("size", [0, wire.MOST_PACKET_BYTES, 3_000_000])
@pytest.mark.parametrize("pixels", [b"", b"pixels" * 100_000, None])
def test_long_messages_and_blocks_travel_beside(
    pair: Pair, size: int, pixels: bytes | None
) -> None:
    block = None if pixels is None else SealedMemory.from_bytes(pixels)
    received = crossed(pair, wire.Answered(number=1, body="x" * size), block)
    assert received is not None
    assert received.message == wire.Answered(number=1, body="x" * size)
    assert (received.block is None) is (pixels is None)
    if received.block is not None:
        assert received.block.read() == pixels
        received.block.close()


def test_the_other_side_going_away_is_an_end(pair: Pair) -> None:
    pair.keeper.close()
    assert wire.receive(pair.window) is None
    with pytest.raises(ConnectionError):
        wire.send(pair.window, wire.pack(wire.Cancel(number=1)))


def nonsense(data: bytes, *blocks: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    return data, blocks


@pytest.mark.parametrize(
    ("data", "blocks"),
    [
        nonsense(b"x"),
        nonsense(b"p"),
        nonsense(b"pnot json"),
        nonsense(b"p\xff\xfe"),
        nonsense(b"p[]"),
        nonsense(b'p["ask"]'),
        nonsense(b'p["nothing", {}]'),
        nonsense(b'p["cancel", {}]'),
        nonsense(b'p["cancel", {"number": "1"}]'),
        nonsense(b'p["cancel", {"number": 1, "more": 1}]'),
        nonsense(b'p["changed", {"topics": ["moon"], "initiator": null}]'),
        nonsense(b'p["cancel", {"number": 1}]', b"a block to a question"),
        nonsense(b'p["answered", {"number": 1, "body": 1}]', b"one", b"two"),
        nonsense(b"m"),
        nonsense(b"m", b"not json"),
        nonsense(b"m", b'["cancel", {"number": 1}]', b"a block to a question"),
        nonsense(b"p" + b"[" * 60_000),
        nonsense(b"p" + b" " * wire.MOST_PACKET_BYTES),
    ],
)
def test_nonsense_is_refused_and_what_came_with_it_closed(
    pair: Pair, data: bytes, blocks: tuple[bytes, ...]
) -> None:
    memories = tuple(SealedMemory.from_bytes(block) for block in blocks)
    parcel = wire.Parcel(data=data, memories=memories)
    wire.send(pair.keeper, parcel)
    parcel.close()
    with pytest.raises(MessageInvalidError):
        wire.receive(pair.window)


def test_a_file_that_is_not_sealed_is_refused(pair: Pair) -> None:
    body = b'p["answered", {"number": 1, "body": 1}]'
    with Path("/dev/null").open("rb") as file, SealedMemory.from_bytes(b"x") as memory:
        packed = array.array("i", [memory.fd, file.fileno()])
        pair.keeper.sendmsg([body], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, packed)])
    with pytest.raises(MessageInvalidError):
        wire.receive(pair.window)


def test_more_descriptors_than_agreed_are_refused(pair: Pair) -> None:
    with SealedMemory.from_bytes(b"x") as memory:
        packed = array.array("i", [memory.fd] * 5)
        pair.keeper.sendmsg([b"p"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, packed)])
    with pytest.raises(MessageInvalidError):
        wire.receive(pair.window)


def test_what_json_cannot_say_is_not_sent() -> None:
    before = open_descriptors()
    for body, error in ((float("nan"), ValueError), (object(), TypeError)):
        with pytest.raises(error):
            wire.pack(wire.Answered(number=1, body=body), SealedMemory.from_bytes(b"x"))
    assert open_descriptors() == before


# --------------------------------------------------------------------------------------- errors


def every_error(kind: type[DeskError] = DeskError) -> Iterator[type[DeskError]]:
    yield kind
    for below in kind.__subclasses__():
        if below.__module__ == errors.__name__:
            yield from every_error(below)


@pytest.mark.parametrize("kind", list(every_error()), ids=lambda kind: kind.__name__)
def test_every_error_comes_back_as_itself(pair: Pair, kind: type[DeskError]) -> None:
    error = kind("reason", act="view", most=5)
    received = crossed(pair, wire.failed(9, error))
    assert received is not None
    assert isinstance(received.message, wire.Failed)
    back = wire.error_of(received.message)
    assert (type(back), back.reason, back.facts) == (kind, error.reason, error.facts)


@pytest.mark.parametrize(
    "failed",
    [
        wire.Failed(number=1, code="moon", reason=""),
        wire.Failed(number=1, code="failed", reason="", facts={"x": [1]}),
        wire.Failed(number=1, code="failed", reason="", facts={"x": None}),
    ],
)
def test_an_error_that_is_none_is_refused(failed: wire.Failed) -> None:
    with pytest.raises(MessageInvalidError):
        wire.error_of(failed)


def test_facts_that_are_named_words_travel_as_their_words() -> None:
    class Word(StrEnum):
        X = "x"

    told = wire.failed(1, NotPermittedError(act=Word.X))
    assert json.loads(json.dumps(dict(told.facts))) == {"act": "x"}


# -------------------------------------------------------------------------------------- secrets


def test_no_secret_shows_when_a_value_is_printed(pair: Pair) -> None:
    unlock = calls.Unlock(folder=example_of(calls.Unlock).folder, name="x", passphrase=SECRET)
    asked = wire.Ask(number=1, name="Unlock", body=to_plain(unlock, calls.Unlock))
    sheet = replace(example_of(RecoverySheet), key=SECRET)
    found = calls.NewVault(vault_id=sheet.vault_id, sheets=(sheet,))
    answered = wire.Answered(number=1, body=to_plain(found, calls.NewVault))
    parcel = wire.pack(asked)
    shown = [unlock, asked, found, answered, parcel, UnlockFailedError(wait_s=1)]
    assert SECRET not in repr(shown) + "".join(map(str, shown))
