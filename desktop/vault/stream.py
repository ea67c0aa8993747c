"""The sealed file: one image as AES-256-GCM frames that cannot be cut, swapped or extended.

Layout (``docs/vault-format.md``)::

    header 48 = "DGL1" | version 1 | suite 1 | log2(frame) | 0 | object id 16 | nonce prefix 7 | 0…
    frame i   = AES-256-GCM(key, prefix7 | u32be(i) | last-flag, header | vault id)
    plaintext = u64be(content length) | content | zeros up to a multiple of 64 KiB

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as in age. The key is random
and belongs to this object alone, so the random nonce prefix is only a second line.
"""

import os
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.errors import DamagedError
from desktop.vault import rooms
from desktop.vault.digests import Digest, Piece

MAGIC: Final = b"DGL1"
HEADER_BYTES: Final = 48
FRAME_LOG2: Final = 20
PADDING_BYTES: Final = 64 * 1024
TAG_BYTES: Final = 16
_LENGTH: Final = struct.Struct(">Q")
_COUNTER: Final = struct.Struct(">IB")
_HEADER: Final = struct.Struct(">4sBBBx16s7s17x")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What was written: digests of content and of file, and both sizes in bytes."""

    sha256_plain: bytes
    sha256_cipher: bytes
    size_bytes: int
    stored_bytes: int


class Marks:
    """What tells the plain frames of one object apart from any others, while it is written.

    Each is a GMAC under a key that is random, used for one object and never kept: as good for
    comparing what was read with what was meant as a digest, at a twentieth of its cost.
    """

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or AESGCM.generate_key(256)
        self._gcm = AESGCM(self._key)
        self._found: list[bytes] = []

    def add(self, frame: memoryview) -> None:
        """Take the next plain frame."""
        number = len(self._found).to_bytes(12, "big")
        self._found.append(self._gcm.encrypt(number, b"", frame))

    def again(self) -> "Marks":
        """Return empty marks that can be compared with these."""
        return Marks(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Marks) and self._found == other._found

    __hash__ = None  # type: ignore[assignment]  # they grow


def _nothing(_marks: Marks) -> None:
    return


def _padded(
    chunks: Iterable[bytes], size_bytes: int, seen: Callable[[bytes], None]
) -> Iterator[bytes]:
    yield _LENGTH.pack(size_bytes)
    total = 0
    for chunk in chunks:
        seen(chunk)
        total += len(chunk)
        yield chunk
    if total != size_bytes:
        raise DamagedError("source_size")
    yield b"\0" * (-(total + _LENGTH.size) % PADDING_BYTES)


def _frames(pieces: Iterable[bytes], room: memoryview) -> Iterator[tuple[memoryview, bool]]:
    """Yield ``pieces`` as frames as long as ``room``, each in it and until the next one only."""
    used = 0
    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            if used == len(room):
                yield room, False
                used = 0
            taken = min(len(rest), len(room) - used)
            room[used : used + taken] = rest[:taken]
            used, rest = used + taken, rest[taken:]
    yield room[:used], True


def seal_stream(
    write: Callable[[Piece], object],
    chunks: Iterable[bytes],
    *,
    size_bytes: int,
    key: bytes,
    object_id: str,
    vault_id: str,
    settle: Callable[[Marks], object] = _nothing,
) -> Sums:
    """Write the sealed form of ``chunks`` and return what was written.

    Args:
        write: Takes each piece of the file in order; must write all of it, and keep nothing.
        chunks: The content, in pieces of any size.
        size_bytes: Length of the content, known beforehand.
        key: 32 random bytes, never used for anything else.
        object_id: 32 hex digits.
        vault_id: Bound in, so that a file of another vault does not open.
        settle: Called when everything is written, with the marks of what was: to have the disk
            take it and to read it back, while the digests come to their end.

    Raises:
        DamagedError: The content was not ``size_bytes`` long.
    """
    prefix = os.urandom(7)
    header = _HEADER.pack(MAGIC, 1, 1, FRAME_LOG2, bytes.fromhex(object_id), prefix)
    about, stored = header + vault_id.encode(), HEADER_BYTES
    with Digest(size_bytes=size_bytes) as plain, Digest(size_bytes=size_bytes) as cipher:
        write(header)
        cipher.feed(header)
        pieces = _padded(chunks, size_bytes, plain.feed)
        marks = Marks()
        for frame, done in _sealed(pieces, AESGCM(key), prefix, about, marks):
            write(frame)
            stored += len(frame)
            cipher.feed(frame, done)
        settle(marks)
        return Sums(
            sha256_plain=plain.result(),
            sha256_cipher=cipher.result(),
            size_bytes=size_bytes,
            stored_bytes=stored,
        )


def _sealed(
    pieces: Iterable[bytes], gcm: AESGCM, prefix: bytes, about: bytes, marks: Marks
) -> Iterator[tuple[memoryview, Callable[[], None]]]:
    """Yield each sealed frame, and what to call when it has been used."""
    with rooms.wiped(rooms.ROOM_BYTES) as plain:
        frames = _frames(pieces, memoryview(plain)[: 1 << FRAME_LOG2])
        for index, (frame, last) in enumerate(frames):
            room = rooms.borrow(rooms.ROOM_BYTES)
            sealed = memoryview(room)[: len(frame) + TAG_BYTES]
            marks.add(frame)
            gcm.encrypt_into(prefix + _COUNTER.pack(index, last), frame, about, sealed)
            yield sealed, partial(rooms.give_back, room)


def open_stream(file: BinaryIO, *, key: bytes, object_id: str, vault_id: str) -> Iterator[bytes]:
    """Yield the content of a sealed file; only an exhausted iterator has proven all of it.

    Raises:
        DamagedError: Not this object, not this vault, wrong key, cut short, extended or altered.
    """
    gcm, where = AESGCM(key), _Content()
    head = _Head.read(file, object_id, vault_id)
    for nonce, sealed in head.sealed_frames(file):
        try:
            frame = gcm.decrypt(nonce, sealed, head.about)
        except InvalidTag as error:
            raise DamagedError("object") from error
        if piece := frame[where.part(frame)]:
            yield piece
    where.check_end()


def compare_stream(
    file: BinaryIO, marks: Marks, *, key: bytes, object_id: str, vault_id: str
) -> None:
    """Return only if a sealed file opens to what ``marks`` were made of; nothing of it is kept.

    Raises:
        DamagedError: ``read_back``, or as ``open_stream``.
    """
    gcm, head = AESGCM(key), _Head.read(file, object_id, vault_id)
    found = marks.again()
    with rooms.wiped(head.frame_bytes + TAG_BYTES) as room:
        for nonce, sealed in head.sealed_frames(file):
            frame = memoryview(room)[: len(sealed) - TAG_BYTES]
            try:
                gcm.decrypt_into(nonce, sealed, head.about, frame)
            except InvalidTag as error:
                raise DamagedError("object") from error
            found.add(frame)
    if found != marks:
        raise DamagedError("read_back")


class _Content:
    """Where in the opened frames, one after the other, the content lies."""

    def __init__(self) -> None:
        self._left = -1

    def part(self, frame: bytes | memoryview) -> slice:
        """Return which part of the next frame is content."""
        start = 0
        if self._left < 0:
            if len(frame) < _LENGTH.size:
                raise DamagedError("object")
            start, self._left = _LENGTH.size, _LENGTH.unpack_from(frame)[0]
        end = min(len(frame), start + self._left)
        self._left -= end - start
        return slice(start, end)

    def check_end(self) -> None:
        """Return only if nothing is missing."""
        if self._left:
            raise DamagedError("object")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What stands at the head of a sealed file.

    Attributes:
        prefix: First bytes of each nonce.
        frame_bytes: Length of each frame but the last.
        about: Bound to each frame.
    """

    prefix: bytes
    frame_bytes: int
    about: bytes

    @classmethod
    def read(cls, file: BinaryIO, object_id: str, vault_id: str) -> "_Head":
        """Read it, and see that it is this object's."""
        header = file.read(HEADER_BYTES)
        if len(header) != HEADER_BYTES:
            raise DamagedError("object")
        magic, version, suite, frame_log2, named, prefix = _HEADER.unpack(header)
        if (magic, version, suite) != (MAGIC, 1, 1) or named.hex() != object_id:
            raise DamagedError("object")
        if frame_log2 not in range(12, 25):
            raise DamagedError("object")
        about = header + vault_id.encode()
        return cls(prefix=prefix, frame_bytes=1 << frame_log2, about=about)

    def sealed_frames(self, file: BinaryIO) -> Iterator[tuple[bytes, memoryview]]:
        """Yield nonce and sealed frame, which stands until the next one is asked for."""
        size = self.frame_bytes + TAG_BYTES
        with rooms.lent(size) as one, rooms.lent(size) as other:
            current, following = memoryview(one), memoryview(other)
            there, index, more = _fill(file, current), 0, 1
            while more:
                more = _fill(file, following) if there == size else 0
                if there < TAG_BYTES:
                    raise DamagedError("object")
                yield self.prefix + _COUNTER.pack(index, not more), current[:there]
                current, following, there, index = following, current, more, index + 1


def _fill(file: BinaryIO, room: memoryview) -> int:
    """Read until ``room`` is full or the file ends; return how many bytes."""
    there = 0
    while there < len(room):
        read = file.readinto(room[there:])  # type: ignore[attr-defined]  # files and BytesIO have it
        if not read:
            break
        there += read
    return there
