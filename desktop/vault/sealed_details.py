"""Sealed details that a signed entry can be bound to without saying anything about them.

A seal says where a value belongs and not who made it. So the details of a consent or an image carry
a random salt, the digest of the whole stands beside them, and the signed entry that made the row is
bound to that digest. Whoever replaces the details must replace the digest, and then the entry.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from desktop.errors import DamagedError, TamperedError
from desktop.records.role import Domain
from desktop.vault.crypto import canonical
from desktop.vault.keys import KeyRing

_SALT: Final = "_salt"
_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedDetails:
    """What is stored of details.

    Attributes:
        sealed: To the key of their domain.
        sha256: Of what was sealed, 64 hex digits.
    """

    sealed: bytes
    sha256: str


def seal_details(
    ring: KeyRing,
    details: Mapping[str, Any],
    *,
    place: bytes,
    domain: Domain = Domain.CLINICAL,
) -> SealedDetails:
    """Return ``details`` with a fresh salt, sealed to a domain's key for one place."""
    plain = canonical({**details, _SALT: os.urandom(_SALT_BYTES).hex()})
    return SealedDetails(
        sealed=ring.seal(domain, plain, place=place),
        sha256=hashlib.sha256(plain).hexdigest(),
    )


def open_details(
    ring: KeyRing,
    sealed: bytes,
    sha256: str,
    *,
    place: bytes,
    domain: Domain = Domain.CLINICAL,
) -> dict[str, Any]:
    """Return sealed details without their salt.

    Args:
        ring: Of somebody with the domain's key.
        sealed: As stored.
        sha256: The digest that stands beside it; empty in rows from before there was one.
        place: Table, column and row.
        domain: Whose key opens them.

    Raises:
        KeyMissingError: The signed-in person does not hold the key.
        TamperedError: ``details``: they are not the ones that were signed.
        DamagedError: Sealed for another place, altered, or no details.
    """
    plain = ring.unseal(domain, sealed, place=place)
    if sha256 and hashlib.sha256(plain).hexdigest() != sha256:
        raise TamperedError("details")
    try:
        details = dict(json.loads(plain))
    except (ValueError, TypeError, RecursionError) as error:
        raise DamagedError("details") from error
    details.pop(_SALT, None)
    return details
