"""The optional second factor: 32 random bytes that only this computer gives back.

It stands beside a passphrase in the key of a slot, so that a copied vault alone cannot be guessed
at. It is made for one person and one vault, sealed by the computer's TPM 2.0 or by Windows, and
the sealed form is kept in this user's state folder, never in the vault. A computer that has
neither binds nothing: a plain file would only look like a factor.
"""

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from platformdirs import user_state_dir

from desktop.errors import DamagedError, DeviceFactorError, VaultMissingError
from desktop.ids import FactorId, UserId, VaultId, new_factor_id
from desktop.vault.device_dpapi import Dpapi
from desktop.vault.device_tpm import Tpm
from desktop.vault.files import read_whole, write_whole

FACTOR_BYTES: Final = 32
_MOST_BYTES: Final = 64 * 1024
_LETTERS: Final = frozenset("0123456789abcdefghjkmnpqrstvwxyz-")


class Provider(Protocol):
    """Something in this computer that seals a secret so that no other computer opens it."""

    name: str

    def is_there(self) -> bool:
        """Return whether this computer has it."""
        ...

    def seal(self, secret: bytes) -> Mapping[str, bytes]:
        """Return the sealed form; raises ``DeviceFactorError``."""
        ...

    def unseal(self, sealed: Mapping[str, bytes]) -> bytes:
        """Return the secret; raises ``DeviceFactorError``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewFactor:
    """A factor that was just made and sealed."""

    factor_id: FactorId
    secret: bytes


def factors_folder() -> Path:
    """Return where this user's sealed factors lie, outside every vault."""
    return Path(user_state_dir("diogel", appauthor=False)) / "factors"


class FactorStore:
    """This user's factors on this computer.

    Args:
        folder: Where the sealed forms lie; made when the first one is.
        providers: What may seal, the best first; this computer's own unless said otherwise.
    """

    def __init__(
        self, folder: Path | None = None, providers: tuple[Provider, ...] | None = None
    ) -> None:
        self._folder = factors_folder() if folder is None else folder
        self._providers = (Tpm(), Dpapi()) if providers is None else providers

    def can_bind(self) -> bool:
        """Return whether this computer has anything to bind to."""
        return any(provider.is_there() for provider in self._providers)

    def make(self, vault_id: VaultId, user_id: UserId) -> NewFactor:
        """Make a factor, seal it, read it back, and keep the sealed form.

        Raises:
            DeviceFactorError: ``nothing``: this computer has nothing to bind to; ``broken``: it
                does not give back what it sealed.
            VaultFullError: No room for the sealed form.
        """
        provider = next((one for one in self._providers if one.is_there()), None)
        if provider is None:
            raise DeviceFactorError("nothing")
        factor_id, secret = new_factor_id(), os.urandom(FACTOR_BYTES)
        sealed = provider.seal(secret)
        if provider.unseal(sealed) != secret:
            raise DeviceFactorError("broken")
        facts = {
            "factor": factor_id,
            "vault": vault_id,
            "user": user_id,
            "provider": provider.name,
            "sealed": {name: base64.b64encode(data).decode() for name, data in sealed.items()},
        }
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._path(factor_id), json.dumps(facts, indent=1, sort_keys=True).encode())
        return NewFactor(factor_id=factor_id, secret=secret)

    def secret(self, factor_id: str) -> bytes:
        """Return a factor's 32 bytes; this is the ``factor_of`` of ``admission.unlock``.

        Raises:
            DeviceFactorError: ``elsewhere``: this computer and user have no such factor;
                ``nothing``: what sealed it is not there any more; ``broken``: it refuses.
        """
        facts = self._read(factor_id)
        provider = next((one for one in self._providers if one.name == facts["provider"]), None)
        if provider is None or not provider.is_there():
            raise DeviceFactorError("nothing")
        secret = provider.unseal(facts["sealed"])
        if len(secret) != FACTOR_BYTES:
            raise DeviceFactorError("broken")
        return secret

    def forget(self, factor_id: str) -> None:
        """Remove a sealed form; nothing happens where there is none."""
        self._path(factor_id).unlink(missing_ok=True)

    def _path(self, factor_id: str) -> Path:
        if not factor_id.startswith("f-") or not set(factor_id) <= _LETTERS:
            raise DeviceFactorError("elsewhere")
        return self._folder / f"{factor_id}.json"

    def _read(self, factor_id: str) -> dict[str, Any]:
        try:
            raw = json.loads(read_whole(self._path(factor_id), most_bytes=_MOST_BYTES))
            sealed = {
                str(name): base64.b64decode(data, validate=True)
                for name, data in raw["sealed"].items()
            }
            return {"provider": str(raw["provider"]), "sealed": sealed}
        except (VaultMissingError, DamagedError) as error:
            raise DeviceFactorError("elsewhere") from error
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
            raise DeviceFactorError("broken") from error
