"""The few cryptographic operations that the vault uses, each with its purpose bound in.

All of it is ``cryptography``'s: AES-256-GCM (NIST SP 800-38D), HKDF-SHA-256 (RFC 5869), X25519
(RFC 7748), Ed25519 (RFC 8032) and Argon2id (RFC 9106). Every derived key and every box is bound
to a purpose and a context, so that a value moved to another place does not open there.
A failure raises; nothing here returns a truth value that a caller could forget to look at.
"""

import json
import os
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.errors import DamagedError, TamperedError

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_LABEL: Final = b"diogel/v1/"


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return ``value`` as the one JSON text that is hashed, signed and authenticated."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def context(*parts: str | int) -> bytes:
    """Return ``parts`` joined so that no two different lists give the same bytes."""
    encoded = [str(part).encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def derive(secret: bytes, *, purpose: str, about: bytes = b"", salt: bytes = b"") -> bytes:
    """Return a 32-byte key for ``purpose`` and ``about``, derived from ``secret``."""
    info = _LABEL + purpose.encode() + b"\0" + about
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt or None, info=info).derive(secret)


def encrypt(key: bytes, plain: bytes, *, about: bytes) -> bytes:
    """Return nonce and AES-256-GCM ciphertext of ``plain``, bound to ``about``."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def decrypt(key: bytes, box: bytes, *, about: bytes) -> bytes:
    """Return what ``encrypt`` was given.

    Raises:
        DamagedError: Wrong key, wrong context or altered bytes; these cannot be told apart.
    """
    try:
        return AESGCM(key).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], about)
    except (InvalidTag, ValueError) as error:
        raise DamagedError("box") from error


def new_exchange_key() -> bytes:
    """Return a fresh X25519 private key, 32 bytes."""
    return X25519PrivateKey.generate().private_bytes_raw()


def new_signing_key() -> bytes:
    """Return a fresh Ed25519 private key, 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def exchange_public(private: bytes) -> bytes:
    """Return the public half of an X25519 private key, 32 bytes."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def signing_public(private: bytes) -> bytes:
    """Return the public half of an Ed25519 private key, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(public: bytes, plain: bytes, *, purpose: str, about: bytes) -> bytes:
    """Return a box that only the holder of the private half of ``public`` opens.

    An ephemeral X25519 key agreement, HKDF over both public keys, then AES-256-GCM.
    """
    ephemeral = X25519PrivateKey.generate()
    ours = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    key = derive(shared, purpose=purpose, about=about, salt=ours + public)
    return ours + encrypt(key, plain, about=about)


def unseal(private: bytes, box: bytes, *, purpose: str, about: bytes) -> bytes:
    """Return what ``seal`` was given.

    Raises:
        DamagedError: Not sealed to this key for this purpose and context, or altered.
    """
    theirs = box[:KEY_BYTES]
    own = X25519PrivateKey.from_private_bytes(private)
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(theirs))
    except ValueError as error:
        raise DamagedError("box") from error
    salt = theirs + own.public_key().public_bytes_raw()
    key = derive(shared, purpose=purpose, about=about, salt=salt)
    return decrypt(key, box[KEY_BYTES:], about=about)


def sign(private: bytes, message: bytes) -> bytes:
    """Return the 64-byte Ed25519 signature of ``message``."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


def check_signature(public: bytes, signature: bytes, message: bytes, *, what: str) -> None:
    """Return only if ``signature`` is ``public``'s over ``message``.

    Raises:
        TamperedError: It is not; ``what`` names the thing that was signed.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise TamperedError(what) from error
