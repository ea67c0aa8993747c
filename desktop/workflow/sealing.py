"""One file on its way in: read whole, examined by a decoder, sealed, read back and compared.

What every way in has in common, a card as well as the front desk; who may, what becomes of the
source and whose image it is are not known here.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desktop.errors import (
    DamagedError,
    DecoderAnswerError,
    DecoderCrashedError,
    DecoderHungError,
)
from desktop.intake.capture import capture_time
from desktop.intake.digest import confirm
from desktop.intake.reach import AnyFile
from desktop.intake.source import CHUNK_BYTES
from desktop.memory import SealedMemory
from desktop.records.arrival import Examined, Quarantine, TimeTrust, name_contradicts
from desktop.records.slip_token import digest_of
from desktop.vault.objects import ObjectStore, Stored
from desktop.workflow.decoding import Decoding

NO_DECODER: Final = "start"
"""Reason of a ``DecoderCrashedError`` when this computer starts no decoder at all."""
_QUARANTINED: Final = {
    DecoderCrashedError: Quarantine.DECODER_CRASHED,
    DecoderHungError: Quarantine.DECODER_HUNG,
    DecoderAnswerError: Quarantine.DECODER_ANSWER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One source file in memory, with its digest.

    Attributes:
        name: For display (``intake.names.shown``).
        mtime_ns: Time of last change, nanoseconds since 1970 UTC; may lie anywhere.
    """

    name: str
    mtime_ns: int
    memory: SealedMemory
    sha256: str


def read_whole(opened: AnyFile) -> Read:
    """Read one file into memory without a name; whoever gets it closes it.

    Raises:
        SourceChangedError: It is longer or shorter than when it was opened.
        SourceGoneError: The card went away.
        FileRefusedError: ``unreadable_source``.
    """
    identity = opened.identity
    memory = SealedMemory.from_chunks(opened.read_chunks(), size_hint=identity.size_bytes)
    with memory.view() as view:
        digest = hashlib.sha256(view).hexdigest()
    return Read(name=opened.relative_name, mtime_ns=identity.mtime_ns, memory=memory, sha256=digest)


def examine(
    decoding: Decoding, untrusted: SealedMemory, *, fresh: bool
) -> tuple[Examined | None, str]:
    """Return what a decoder says of a file; or None, and why the file is to be set aside.

    Raises:
        FileRefusedError: It is no whole image that we read.
        DecoderCrashedError: ``start``: no decoder can be started; the file is not to blame.
    """
    try:
        return decoding.examine(untrusted, fresh=fresh), ""
    except tuple(_QUARANTINED) as error:
        if error.reason == NO_DECODER:
            raise
        return None, _QUARANTINED[type(error)].value


def seal(objects: ObjectStore, read: Read, opened: AnyFile) -> Stored:
    """Seal what was read, have it read back, and read the source a second time.

    Raises:
        VaultFullError: No room; nothing is left behind.
        DamagedError: The copy is not what was read.
        FileRefusedError: ``source_unstable``: two readings of the source differ.
    """
    stored = objects.put(pieces_of(read.memory), size_bytes=read.memory.size)
    confirm(opened.read_chunks(afresh=True), digest=read.sha256)
    if stored.sums.sha256_plain.hex() != read.sha256:
        raise DamagedError("read_back")
    return stored


def pieces_of(memory: SealedMemory) -> Iterator[bytes]:
    """Yield what is in memory a piece at a time."""
    with memory.view() as view:
        for at in range(0, memory.size, CHUNK_BYTES):
            yield bytes(view[at : at + CHUNK_BYTES])


def facts_of(read: Read, examined: Examined | None, *, now: datetime) -> dict[str, object]:
    """Return the facts that are sealed with an arrival.

    Args:
        read: The file.
        examined: What a decoder says of it; None where none could finish.
        now: The present moment, aware.
    """
    facts: dict[str, object] = {"name": read.name, "size_bytes": read.memory.size}
    if examined is None:
        return facts | {"taken_at": "", "time_trust": TimeTrust.UNKNOWN.value}
    if name_contradicts(read.name, examined.format):
        facts["ending_differs"] = True
    return facts | facts_of_picture(examined, mtime_ns=read.mtime_ns, now=now)


def camera_of(facts: Mapping[str, object]) -> str:
    """Return which camera took a photograph, by what stands in it; empty where nothing does."""
    return f"{facts.get('make', '')} {facts.get('model', '')}".strip()


def facts_of_picture(examined: Examined, *, mtime_ns: int, now: datetime) -> dict[str, object]:
    """Return the facts of a picture that decodes: when it was taken, on what, how large.

    Args:
        examined: What a decoder says of it.
        mtime_ns: The file's own date, nanoseconds since 1970 UTC; 0 where it is not known.
        now: The present moment, aware.
    """
    taken_at, trust = capture_time(examined, mtime_ns, now=now.astimezone())
    return {
        "taken_at": taken_at,
        "time_trust": trust.value,
        "format": examined.format.value,
        "width_px": examined.width_px,
        "height_px": examined.height_px,
        "orientation": examined.orientation,
        "make": examined.make,
        "model": examined.model,
        "serial": examined.serial,
        "gps_present": examined.gps_present,
        "thumbnail_present": examined.thumbnail_present,
        **({"slips": [digest_of(token) for token in examined.slips]} if examined.slips else {}),
    }
