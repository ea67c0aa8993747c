"""The catalogue's file and log as a reader of raw pages sees them, free pages included.

Written from SQLCipher 4's documented page format, without SQLCipher: what a deleted row leaves
behind is visible here and in no query.
"""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from desktop.records.role import Domain
from desktop.vault.crypto import derive
from desktop.vault.store import Vault

_PAGE, _RESERVED, _SALT, _IV = 4096, 80, 16, 16
_WAL_HEADER, _FRAME_HEADER = 32, 24


def raw_key(vault: Vault) -> bytes:
    return derive(vault.ring.private(Domain.CATALOGUE), purpose="sqlcipher")


def _opened(page: bytes, key: bytes, *, first: bool) -> bytes:
    body, reserved = page[:-_RESERVED], page[-_RESERVED:]
    skipped = _SALT if first else 0
    decryptor = Cipher(AES(key), CBC(reserved[:_IV])).decryptor()
    return decryptor.update(body[skipped:]) + decryptor.finalize()


def pages(folder: Path, key: bytes) -> Iterator[bytes]:
    """Yield every page of the file, and every one in the log."""
    data = (folder / "catalogue.db").read_bytes()
    for at in range(0, len(data), _PAGE):
        yield _opened(data[at : at + _PAGE], key, first=at == 0)
    log = folder / "catalogue.db-wal"
    data = log.read_bytes() if log.exists() else b""
    for at in range(_WAL_HEADER, len(data), _FRAME_HEADER + _PAGE):
        number = int.from_bytes(data[at : at + 4], "big")
        page = data[at + _FRAME_HEADER : at + _FRAME_HEADER + _PAGE]
        yield _opened(page, key, first=number == 1)


def hits(folder: Path, key: bytes, wanted: bytes) -> int:
    """Return how many pages hold ``wanted``."""
    return sum(wanted in page for page in pages(folder, key))
