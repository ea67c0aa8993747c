"""How far a person has checked the trail before: a number and its hash, signed by themselves.

It lies in this user's state folder, outside the vault, one file a person. Only the person at work
is believed, and only about what they checked with this program: nobody else can sign it without
their passphrase. Lost or altered, everything is checked again.
"""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop.errors import TamperedError, VaultError
from desktop.vault.crypto import canonical, check_signature, sign
from desktop.vault.files import disk_errors, read_whole, write_whole
from desktop.vault.header_parts import b64, unb64
from desktop.vault.keys import Identity

_LABEL: Final = b"diogel/checked/v1\0"
_MOST_BYTES: Final = 4096
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Every entry up to ``seq``, whose hash is ``hash``, is rightly signed."""

    seq: int
    hash: bytes


def _path(outside: Path, vault_id: str, user: str) -> Path:
    return outside / f"{vault_id}.{user}.checked.json"


def _facts(vault_id: str, user: str, mark: Mark) -> dict[str, Any]:
    return {"vault": vault_id, "user": user, "seq": mark.seq, "hash": mark.hash.hex()}


def read(outside: Path, vault_id: str, *, user: str, identity: Identity) -> Mark | None:
    """Return the mark that ``user`` left, or None where there is none that holds."""
    try:
        raw = json.loads(read_whole(_path(outside, vault_id, user), most_bytes=_MOST_BYTES))
        mark = Mark(seq=int(raw["seq"]), hash=bytes.fromhex(raw["hash"]))
        message = _LABEL + canonical(_facts(vault_id, user, mark))
        signature = unb64(raw["signature"])
        check_signature(identity.signing_public, signature, message, what="checkpoint")
    except (VaultError, TamperedError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return mark


def write(outside: Path, vault_id: str, mark: Mark, *, user: str, identity: Identity) -> None:
    """Leave a mark; where that cannot be done, the next start only has more to check."""
    facts = _facts(vault_id, user, mark)
    signature = sign(identity.signing_private, _LABEL + canonical(facts))
    try:
        write_whole(
            _path(outside, vault_id, user), canonical({**facts, "signature": b64(signature)})
        )
    except VaultError as error:
        _LOG.info("mark of the checked trail not written: %s", error.code)


def forget(outside: Path, vault_id: str) -> None:
    """Take every mark of a vault away: somebody accepted that its trail is another one now.

    Raises:
        DamagedError: The disk refuses.
    """
    with disk_errors():
        for path in outside.glob(f"{vault_id}.*.checked.json"):
            path.unlink()
