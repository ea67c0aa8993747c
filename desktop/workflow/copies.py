"""Is the vault's copy of a file that came in before whole? Asked before its source may go."""

from desktop.errors import DamagedError
from desktop.records.role import Domain
from desktop.vault import object_keys
from desktop.vault.arrivals import ArrivalRow
from desktop.vault.audit import Event
from desktop.vault.store import Vault
from desktop.workflow.pace import Aside, at_once


def copy_matches(vault: Vault, known: ArrivalRow, *, aside: Aside = at_once) -> bool:
    """Return whether the vault's copy of a known file is whole.

    Whoever holds the key decrypts it and compares content; for the others the sealed file must
    be, bit for bit, the one that was read back when it came in.
    """
    with vault.change() as tx:
        row = object_keys.row_of(tx, known.object_id)
        opens = vault.ring.holds(Domain(row.domain))
        key = object_keys.key_of(tx, known.object_id) if opens else b""
        tx.audit(Event(act="compare_copy", subject=known.id, body={"opened": opens}))

    def compare() -> bool:
        if not opens:
            found = vault.objects.cipher_digest(
                known.object_id, stored_bytes=row.stored_bytes
            ).hex()
            return found == str(row.sha256_cipher)
        pieces = vault.objects.read(known.object_id, key, sha256_plain=known.sha256)
        return bool(sum(len(piece) for piece in pieces) == row.size_bytes)

    try:
        return aside(compare)
    except DamagedError:
        return False
