"""The file of one photograph that came in while the vault was locked.

Layout (``docs/vault-format.md``)::

    head 28 = "DGS1" | version 1 | suite 1 | length of box u16be | key epoch u32be | spool id 16
    box     = the file's random key, sealed to the inbox key of that epoch for head and name
    then a sealed file (``stream``) under that key, of: u32be | facts as JSON | the photograph
"""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from itertools import chain
from typing import Any, Final

from desktop.errors import DamagedError
from desktop.ids import SpoolId
from desktop.records.arrival import Origin
from desktop.records.card import CardSeen
from desktop.records.role import Domain
from desktop.vault.crypto import KEY_BYTES, canonical, context
from desktop.vault.keys import KeyRing
from desktop.vault.stream import open_stream

MAGIC: Final = b"DGS1"
HEAD: Final = struct.Struct(">4sBBHI16s")
_FACTS_LENGTH: Final = struct.Struct(">I")
_MOST_FACTS_BYTES: Final = 64 * 1024
_MOST_BOX_BYTES: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolFacts:
    """What is known of a photograph when it is sealed while nobody is signed in.

    Attributes:
        name: Below its folder, for display.
        mtime_ns: Time of last change, nanoseconds since 1970 UTC; may lie anywhere.
        origin: Whose device its folder is set to.
        came_at: When it was sealed, ISO 8601 in UTC.
        sha256: Of the file, 64 hex digits.
        size_bytes: Of the file.
        asked: Whether its source was to be removed.
        sitting: The label of the sitting of a camera that is followed, sealed (``spool_label``);
            empty for none.
        device: Of the register, as the settings of its folder name it; empty for none.
        card: Which line of the ledger of cards it belongs to; None for none.
    """

    name: str
    mtime_ns: int
    origin: Origin
    came_at: str
    sha256: str
    size_bytes: int
    asked: bool
    sitting: str = ""
    device: str = ""
    card: CardSeen | None = None

    def to_bytes(self) -> bytes:
        """Return the stored form, its length before it."""
        said: dict[str, object] = {
            "name": self.name,
            "mtime_ns": self.mtime_ns,
            "origin": self.origin.value,
            "came_at": self.came_at,
            "sha256": self.sha256,
            "size_bytes": self.size_bytes,
            "asked": self.asked,
            "sitting": self.sitting,
            "device": self.device,
        }
        if self.card is not None:
            said["card"] = {"identity": self.card.identity, "label": self.card.label}
        facts = canonical(said)
        return _FACTS_LENGTH.pack(len(facts)) + facts

    @classmethod
    def parse(cls, untrusted: bytes) -> "SpoolFacts":
        """Return the facts in ``untrusted``.

        Raises:
            DamagedError: ``spool``: they are none.
        """
        try:
            raw: Mapping[str, Any] = json.loads(untrusted)
            facts = cls(
                name=str(raw["name"]),
                mtime_ns=int(raw["mtime_ns"]),
                origin=Origin(raw["origin"]),
                came_at=datetime.fromisoformat(str(raw["came_at"])).isoformat(
                    timespec="milliseconds"
                ),
                sha256=str(raw["sha256"]),
                size_bytes=int(raw["size_bytes"]),
                asked=bool(raw["asked"]),
                sitting=str(raw.get("sitting", "")),
                device=str(raw.get("device", "")),
                card=_card(raw["card"]) if "card" in raw else None,
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise DamagedError("spool") from error
        return facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands before the sealed part.

    Attributes:
        epoch: Of the inbox key that the box is sealed to.
        box: The file's key.
    """

    spool_id: SpoolId
    epoch: int
    box: bytes

    @classmethod
    def made(cls, spool_id: SpoolId, key: bytes, ring: KeyRing) -> "Head":
        """Return the head of a file under ``key``, which only the inbox's holders open."""
        epoch = ring.publics[Domain.INBOX].epoch
        box = ring.seal(Domain.INBOX, key, place=_place(spool_id))
        return cls(spool_id=spool_id, epoch=epoch, box=box)

    def to_bytes(self) -> bytes:
        """Return the stored form."""
        name = bytes.fromhex(self.spool_id)
        return HEAD.pack(MAGIC, 1, 1, len(self.box), self.epoch, name) + self.box

    @classmethod
    def read(cls, file: FileIO, spool_id: SpoolId) -> "Head":
        """Read it, and see that it is this file's.

        Raises:
            DamagedError: ``spool``: it is none, or another's.
        """
        fixed = file.read(HEAD.size)
        if len(fixed) != HEAD.size:
            raise DamagedError("spool")
        magic, version, suite, length, epoch, name = HEAD.unpack(fixed)
        if (magic, version, suite) != (MAGIC, 1, 1) or name.hex() != spool_id:
            raise DamagedError("spool")
        if not KEY_BYTES < length <= _MOST_BOX_BYTES:
            raise DamagedError("spool")
        box = file.read(length)
        if len(box) != length:
            raise DamagedError("spool")
        return cls(spool_id=spool_id, epoch=int(epoch), box=bytes(box))

    def key(self, ring: KeyRing) -> bytes:
        """Return the file's key.

        Raises:
            KeyMissingError: ``ring`` does not hold the inbox key.
            DamagedError: ``spool_key``: it is sealed to an earlier key; otherwise for another
                file, or altered.
        """
        if self.epoch != ring.publics[Domain.INBOX].epoch:
            raise DamagedError("spool_key")
        return ring.unseal(Domain.INBOX, self.box, place=_place(self.spool_id))


def _card(raw: Mapping[str, Any]) -> CardSeen:
    return CardSeen(identity=str(raw["identity"]), label=str(raw["label"]))


def _place(spool_id: SpoolId) -> bytes:
    return context("spool", spool_id)


def opened(file: FileIO, head: Head, ring: KeyRing) -> tuple[SpoolFacts, Iterator[bytes]]:
    """Return the facts and the photograph; only the exhausted iterator has proven all of it.

    Args:
        file: At the end of its head.
        head: Its own.
        ring: Holds the inbox key.

    Raises:
        KeyMissingError: It does not.
        DamagedError: Altered, cut short, swapped or foreign.
    """
    pieces = open_stream(
        file,
        key=head.key(ring),
        object_id=head.spool_id,
        vault_id=ring.vault_id,
    )
    early = _at_least(b"", _FACTS_LENGTH.size, pieces)
    (length,) = _FACTS_LENGTH.unpack_from(early)
    if length > _MOST_FACTS_BYTES:
        raise DamagedError("spool")
    end = _FACTS_LENGTH.size + length
    early = _at_least(early, end, pieces)
    facts = SpoolFacts.parse(early[_FACTS_LENGTH.size : end])
    return facts, chain((early[end:],), pieces)


def _at_least(early: bytes, wanted: int, pieces: Iterator[bytes]) -> bytes:
    """Return ``early`` and as many of the next pieces as it takes to have so many bytes."""
    while len(early) < wanted:
        piece = next(pieces, b"")
        if not piece:
            raise DamagedError("spool")
        early += piece
    return early
