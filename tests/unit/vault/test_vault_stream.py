"""The sealed file: every cut, swap, flip and extension is noticed; old files open for ever."""

import io
import json
from pathlib import Path

import numpy as np
import pytest

from desktop.errors import DamagedError
from desktop.vault.stream import (
    FRAME_LOG2,
    HEADER_BYTES,
    PADDING_BYTES,
    Sums,
    open_stream,
    seal_stream,
)

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
KEY = bytes(range(32))
OBJECT = "ab" * 16
VAULT = "v-" + "1" * 32
FRAME = (1 << FRAME_LOG2) + 16
MIB = 1 << 20
SIZES = sorted(
    {0, 1, PADDING_BYTES - 9, *range(PADDING_BYTES - 8, PADDING_BYTES + 2)}
    | {MIB - 9, MIB - 8, MIB - 7, MIB - 1, MIB, MIB + 1, 2 * MIB - 8, 5 * MIB}
)


def _bytes(seed: int, size: int) -> bytes:
    return np.random.default_rng(seed).bytes(size)


def seal(content: bytes, *, key=KEY, object_id=OBJECT, vault_id=VAULT, piece=300_000):
    out = bytearray()
    sums = seal_stream(
        out.extend,
        (content[at : at + piece] for at in range(0, len(content), piece)),
        size_bytes=len(content),
        key=key,
        object_id=object_id,
        vault_id=vault_id,
    )
    return bytes(out), sums


def opened(sealed: bytes, *, key=KEY, object_id=OBJECT, vault_id=VAULT) -> bytes:
    return b"".join(
        open_stream(io.BytesIO(sealed), key=key, object_id=object_id, vault_id=vault_id)
    )


def refused(sealed: bytes, **other) -> bool:
    with pytest.raises(DamagedError):
        opened(sealed, **other)
    return True


@pytest.fixture(scope="module")
def content() -> bytes:
    return _bytes(1, 3 * MIB + 12_345)


@pytest.fixture(scope="module")
def sealed(content) -> bytes:
    return seal(content)[0]


@pytest.mark.parametrize("size", SIZES)
def test_every_size_comes_back(size):
    content = _bytes(size, size)
    sealed, sums = seal(content)
    assert opened(sealed) == content
    assert isinstance(sums, Sums)
    assert sums.stored_bytes == len(sealed)
    assert sums.size_bytes == size


@pytest.mark.parametrize("piece", [1, 7, 65_536, MIB, 10 * MIB])
def test_the_pieces_it_comes_in_do_not_matter(piece):
    content = _bytes(3, 70_000)
    assert opened(seal(content, piece=piece)[0]) == content


def test_the_length_shows_only_in_steps():
    lengths = {len(seal(bytes(size))[0]) for size in (0, 1, 1000, PADDING_BYTES - 8)}
    assert len(lengths) == 1


def test_a_wrong_announced_size_is_refused():
    for said in (4, 6):
        with pytest.raises(DamagedError):
            seal_stream(
                lambda _: None,
                [b"12345"],
                size_bytes=said,
                key=KEY,
                object_id=OBJECT,
                vault_id=VAULT,
            )


def test_every_header_bit_counts(sealed):
    for bit in range(HEADER_BYTES * 8):
        flipped = bytearray(sealed)
        flipped[bit // 8] ^= 1 << bit % 8
        assert refused(bytes(flipped))


def test_body_flips_are_found():
    dice = np.random.default_rng(5)
    sealed = bytearray(seal(_bytes(5, 200_000))[0])
    for at in dice.integers(HEADER_BYTES, len(sealed), 1000):
        bit = 1 << int(dice.integers(8))
        sealed[at] ^= bit
        assert refused(bytes(sealed))
        sealed[at] ^= bit
    assert opened(bytes(sealed))


def test_flips_are_found_in_every_frame(sealed):
    for start in range(HEADER_BYTES, len(sealed), FRAME):
        for at in (start, start + FRAME // 2, min(start + FRAME, len(sealed)) - 1):
            if at < len(sealed):
                flipped = bytearray(sealed)
                flipped[at] ^= 1
                assert refused(bytes(flipped))


def test_every_cut_is_found(sealed):
    edges = range(HEADER_BYTES, len(sealed), FRAME)
    cuts = {edge + off for edge in edges for off in (-17, -16, -1, 0, 1, 8, 16, 17)}
    cuts |= set(range(HEADER_BYTES + 20)) | {len(sealed) - off for off in (1, 2, 15, 16, 17)}
    for cut in sorted(cut for cut in cuts if 0 <= cut < len(sealed)):
        assert refused(sealed[:cut])


def _frames(sealed: bytes) -> list[bytes]:
    body = sealed[HEADER_BYTES:]
    return [body[at : at + FRAME] for at in range(0, len(body), FRAME)]


def test_frames_cannot_be_swapped_dropped_doubled_or_spliced(sealed, content):
    frames, header = _frames(sealed), sealed[:HEADER_BYTES]
    other = _frames(seal(content)[0])
    foreign = _frames(seal(content, object_id="cd" * 16)[0])
    assert len(frames) == 4
    tried = 0
    for i in range(len(frames)):
        changed = [
            [*frames[:i], *frames[i + 1 :]],
            [*frames[: i + 1], *frames[i:]],
            [*frames[:i], other[i], *frames[i + 1 :]],
            [*frames[:i], foreign[i], *frames[i + 1 :]],
        ]
        for j in range(i + 1, len(frames)):
            swapped = frames[:]
            swapped[i], swapped[j] = swapped[j], swapped[i]
            changed.append(swapped)
        for some in changed:
            tried += refused(header + b"".join(some))
    assert tried == 4 * 4 + 6


@pytest.mark.parametrize("more", [b"\0", b"\0" * 16, b"\0" * FRAME])
def test_nothing_can_be_appended(sealed, more):
    assert refused(sealed + more)
    assert refused(sealed + sealed[HEADER_BYTES:])


def test_another_object_vault_or_key_opens_nothing(sealed):
    assert refused(sealed, object_id="cd" * 16)
    assert refused(sealed, vault_id="v-" + "2" * 32)
    assert refused(sealed, key=bytes(32))
    assert refused(seal(b"x", object_id="cd" * 16)[0])
    assert refused(b"")


def test_a_whole_frame_at_the_end_is_the_last(sealed):
    for size in (MIB - 8, 2 * MIB - 8):
        exact, _ = seal(bytes(size))
        assert (len(exact) - HEADER_BYTES) % FRAME == 0
        assert opened(exact) == bytes(size)
        assert refused(exact[:-FRAME])


def test_the_first_format_opens_for_ever():
    facts = json.loads((FIXTURES / "object-v1.json").read_text())
    sealed = (FIXTURES / "object-v1.bin").read_bytes()
    found = opened(
        sealed,
        key=bytes.fromhex(facts["key"]),
        object_id=facts["object_id"],
        vault_id=facts["vault_id"],
    )
    assert found.decode() == facts["content"]
