"""Backups of the small practice: made, restored, compared, and prepared as an enemy would."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

from desktop.ids import ObjectId
from desktop.records.entry import PassphraseEntry, RecoveryEntry
from desktop.records.safekeeping import BackupChecked, VaultRestored
from desktop.vault import admission, backup_manifest, header, object_keys
from desktop.vault.audit import Event
from desktop.vault.backup_key import Opener, key_of_backup
from desktop.vault.backup_manifest import CATALOGUE, Listed, Manifest
from desktop.vault.schema import sealed_object
from desktop.workflow.restoring import check_backup_alone, restore_backup
from desktop.workflow.session import Session
from support.practice import Practice, passphrase_of


def entry_of(name: str) -> PassphraseEntry:
    return PassphraseEntry(name=name, passphrase=passphrase_of(name))


def recovery(practice: Practice) -> RecoveryEntry:
    return RecoveryEntry(recovery_key=practice.recovery_key)


def restored(
    practice: Practice, where: Path, root: Path, *, older: bool = False, outside: Path | None = None
) -> tuple[Practice, VaultRestored]:
    """Restore below ``root`` as on another computer, unless ``outside`` is this one's."""
    root.mkdir(parents=True, exist_ok=True)
    copy = Practice(root, practice.recovery_key)
    copy.clock = practice.clock
    done = restore_backup(
        where,
        copy.vault,
        recovery(practice),
        clock=practice.clock,
        older=older,
        outside=outside or copy.heads,
    )
    return copy, done


def contents(session: Session) -> dict[str, str]:
    """Return the digest of every sealed file's content, decrypted now, by its identifier."""
    with session.vault.change() as tx:
        query = sa.select(sealed_object).where(sealed_object.c.key_sealed.is_not(None))
        rows = {
            ObjectId(row.id): (object_keys.key_of(tx, ObjectId(row.id)), row.sha256_plain)
            for row in tx.connection.execute(query)
        }
        tx.audit(Event(act="test", body={}))
    found = {}
    for object_id, (key, sha256) in rows.items():
        digest = hashlib.sha256()
        for piece in session.vault.objects.read(object_id, key, sha256_plain=sha256):
            digest.update(piece)
        found[str(object_id)] = digest.hexdigest()
    return found


def checked(practice: Practice, where: Path) -> BackupChecked:
    return check_backup_alone(where, recovery(practice))


def whats(practice: Practice, where: Path) -> set[str]:
    return {problem.what for problem in checked(practice, where).problems}


def raw_manifest(folder: Path) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return raw


def manifest_of(folder: Path) -> Manifest:
    return backup_manifest.parse((folder / "manifest.json").read_bytes())


def unlocked(folder: Path, name: str) -> admission.Unlocked:
    return admission.unlock(header.read_one(folder / "vault.json"), name, passphrase_of(name))


def sign_again(folder: Path, name: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest and have ``name`` sign it: an insider with tools of their own."""
    raw = raw_manifest(folder)
    who = unlocked(folder, name)
    raw["made_by"] = who.user_id
    change(raw)
    raw.pop("signature")
    unsigned = backup_manifest._LABEL + backup_manifest.canonical(raw)
    signature = backup_manifest.sign(who.identity.signing_private, unsigned)
    raw["signature"] = header.b64(signature)
    (folder / "manifest.json").write_bytes(backup_manifest.canonical(raw))


def list_again(folder: Path, name: str, file: str) -> None:
    """List a file as it is now, signed by ``name``."""
    data = (folder / file).read_bytes()

    def change(raw: dict[str, Any]) -> None:
        raw["files"][file] = [len(data), hashlib.sha256(data).hexdigest()]

    sign_again(folder, name, change)


def in_database(practice: Practice, folder: Path, *statements: str) -> None:
    """Run statements in a backup's database, as a holder of its key could."""
    shape = header.read_one(folder / "vault.json")
    who = admission.unlock_recovery(shape, practice.recovery_key)
    raw_key, salt = key_of_backup(manifest_of(folder), Opener.of(who))
    connection = sqlcipher.connect(str(folder / CATALOGUE), isolation_level=None)
    connection.execute(f"PRAGMA key=\"x'{raw_key.hex()}{salt.hex()}'\"")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def listed(path: Path) -> Listed:
    data = path.read_bytes()
    return Listed(size_bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
