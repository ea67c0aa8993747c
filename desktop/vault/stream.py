"""The sealed file: one image as AES-256-GCM frames that cannot be cut, swapped or extended.

Layout (``docs/vault-format.md``)::

    header 48 = "DGL1" | version 1 | suite 1 | log2(frame) | 0 | object id 16 | nonce prefix 7 | 0…
    frame i   = AES-256-GCM(key, prefix7 | u32be(i) | last-flag, header | vault id)
    plaintext = u64be(content length) | content | zeros up to a multiple of 64 KiB

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as in age. The key is random
and belongs to this object alone, so the random nonce prefix is only a second line.
"""

import hashlib
import os
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.errors import DamagedError

MAGIC: Final = b"DGL1"
HEADER_BYTES: Final = 48
FRAME_LOG2: Final = 20
PADDING_BYTES: Final = 64 * 1024
_TAG_BYTES: Final = 16
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


def _frames(chunks: Iterable[bytes], frame_bytes: int) -> Iterator[tuple[bytes, bool]]:
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) > frame_bytes:
            yield bytes(waiting[:frame_bytes]), False
            del waiting[:frame_bytes]
    yield bytes(waiting), True


def seal_stream(
    write: Callable[[bytes], object],
    chunks: Iterable[bytes],
    *,
    size_bytes: int,
    key: bytes,
    object_id: str,
    vault_id: str,
) -> Sums:
    """Write the sealed form of ``chunks`` and return what was written.

    Args:
        write: Takes each piece of the file in order; must write all of it.
        chunks: The content, in pieces of any size.
        size_bytes: Length of the content, known beforehand.
        key: 32 random bytes, never used for anything else.
        object_id: 32 hex digits.
        vault_id: Bound in, so that a file of another vault does not open.

    Raises:
        DamagedError: The content was not ``size_bytes`` long.
    """
    plain, cipher = hashlib.sha256(), hashlib.sha256()
    prefix = os.urandom(7)
    header = _HEADER.pack(MAGIC, 1, 1, FRAME_LOG2, bytes.fromhex(object_id), prefix)
    about, gcm, stored = header + vault_id.encode(), AESGCM(key), 0
    pieces = _padded(chunks, size_bytes, plain.update)
    for piece in _sealed(pieces, header, gcm, prefix, about):
        cipher.update(piece)
        stored += len(piece)
        write(piece)
    return Sums(
        sha256_plain=plain.digest(),
        sha256_cipher=cipher.digest(),
        size_bytes=size_bytes,
        stored_bytes=stored,
    )


def _sealed(
    pieces: Iterable[bytes], header: bytes, gcm: AESGCM, prefix: bytes, about: bytes
) -> Iterator[bytes]:
    yield header
    for index, (frame, last) in enumerate(_frames(pieces, 1 << FRAME_LOG2)):
        yield gcm.encrypt(prefix + _COUNTER.pack(index, last), frame, about)


def open_stream(file: BinaryIO, *, key: bytes, object_id: str, vault_id: str) -> Iterator[bytes]:
    """Yield the content of a sealed file; only an exhausted iterator has proven all of it.

    Raises:
        DamagedError: Not this object, not this vault, wrong key, cut short, extended or altered.
    """
    header = file.read(HEADER_BYTES)
    prefix, frame_bytes = _read_header(header, object_id)
    about = header + vault_id.encode()
    left = -1
    for frame in _opened(file, AESGCM(key), prefix, about, frame_bytes):
        piece = frame
        if left < 0:
            if len(frame) < _LENGTH.size:
                raise DamagedError("object")
            left = _LENGTH.unpack_from(frame)[0]
            piece = frame[_LENGTH.size :]
        if left:
            yield piece[:left]
        left -= min(left, len(piece))
    if left:
        raise DamagedError("object")


def _read_header(header: bytes, object_id: str) -> tuple[bytes, int]:
    if len(header) != HEADER_BYTES:
        raise DamagedError("object")
    magic, version, suite, frame_log2, named, prefix = _HEADER.unpack(header)
    if (magic, version, suite) != (MAGIC, 1, 1) or named.hex() != object_id:
        raise DamagedError("object")
    if frame_log2 not in range(12, 25):
        raise DamagedError("object")
    return prefix, 1 << frame_log2


def _opened(
    file: BinaryIO, gcm: AESGCM, prefix: bytes, about: bytes, frame_bytes: int
) -> Iterator[bytes]:
    size = frame_bytes + _TAG_BYTES
    current, index = file.read(size), 0
    while True:
        following = file.read(size) if len(current) == size else b""
        last = not following
        try:
            yield gcm.decrypt(prefix + _COUNTER.pack(index, last), current, about)
        except InvalidTag as error:
            raise DamagedError("object") from error
        if last:
            return
        current, index = following, index + 1
