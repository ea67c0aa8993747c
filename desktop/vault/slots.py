"""Key slots: a person's private keys under their passphrase, and under a device's secret if wished.

A slot is bound to vault, person and role, and pins the root and the domain keys of its day, so that
whoever opens it knows that the header around it is the one that it was made for.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from desktop.errors import DamagedError, TamperedError, UnlockFailedError
from desktop.ids import UserId
from desktop.vault import crypto
from desktop.vault.header import Header
from desktop.vault.header_parts import SignedPerson, Slot, b64, unb64
from desktop.vault.keys import Identity, Person
from desktop.vault.passphrase import KdfCost, KdfParams, stretch

_SLOT: Final = "user slot"
_SLOT_WITH_DEVICE: Final = "user slot with device"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Factor:
    """A second secret of somebody's, which one computer keeps: 32 random bytes."""

    factor_id: str
    secret: bytes


def pins(header: Header) -> dict[str, str]:
    """Return what a slot pins: every domain's public key by domain and epoch."""
    return {f"{s.key.domain.value}/{s.key.epoch}": b64(s.key.public) for s in header.domains}


def about_slot(header: Header, user_id: UserId, role: str) -> bytes:
    """Return what a key slot is bound to: vault, person, and the role at its making."""
    return crypto.context(header.vault_id, user_id, role)


def new_slot(
    header: Header,
    person: Person,
    identity: Identity,
    *,
    passphrase: str,
    cost: KdfCost,
    factor: Factor | None = None,
) -> Slot:
    """Return a fresh slot: private keys and pins under a passphrase, and under a device's secret.

    Takes as long as one guess.
    """
    content = crypto.canonical(
        {
            "exchange": b64(identity.exchange_private),
            "signing": b64(identity.signing_private),
            "root": b64(header.root_public),
            "domains": pins(header),
        }
    )
    params = KdfParams.fresh(cost)
    key = _slot_key(stretch(passphrase, params), factor.secret if factor else b"")
    about = about_slot(header, person.user_id, person.role.value)
    return Slot(
        kdf=params,
        box=crypto.encrypt(key, content, about=about),
        role=person.role.value,
        factor=factor.factor_id if factor else "",
    )


def _slot_key(stretched: bytes, factor: bytes) -> bytes:
    if factor:
        return crypto.derive(stretched + factor, purpose=_SLOT_WITH_DEVICE)
    return crypto.derive(stretched, purpose=_SLOT)


def open_slot(
    header: Header,
    signed: SignedPerson,
    passphrase: str,
    *,
    factor_of: Callable[[str], bytes] | None = None,
) -> Identity:
    """Return somebody's private keys, with what their slot pins compared with ``header``.

    Raises:
        UnlockFailedError: Wrong passphrase or damaged slot; ``factor`` as in ``unlock``.
        TamperedError: The slot opens but the header is not the one that it was made for.
    """
    person, slot = signed.person, signed.slot
    if slot.factor and factor_of is None:
        raise UnlockFailedError("factor", user=person.user_id)
    factor = factor_of(slot.factor) if slot.factor and factor_of is not None else b""
    key = _slot_key(stretch(passphrase, slot.kdf), factor)
    try:
        about = about_slot(header, person.user_id, slot.role or person.role.value)
        content = json.loads(crypto.decrypt(key, slot.box, about=about))
    except DamagedError as error:
        raise UnlockFailedError(user=person.user_id) from error
    identity = Identity(
        exchange_private=unb64(content["exchange"]), signing_private=unb64(content["signing"])
    )
    _check_pins(header, content, person, identity)
    return identity


def _check_pins(
    header: Header, content: Mapping[str, object], person: Person, identity: Identity
) -> None:
    if content["root"] != b64(header.root_public):
        raise TamperedError("root")
    pinned, found = content["domains"], pins(header)
    if not isinstance(pinned, dict) or any(found.get(k) != v for k, v in pinned.items()):
        raise TamperedError("domain")
    certified = (person.exchange_public, person.signing_public)
    if certified != (identity.exchange_public, identity.signing_public):
        raise TamperedError("certificate")
