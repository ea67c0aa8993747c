"""The drill: a backup is opened as on the day when it is needed, and nothing of it is written.

Its database is read where it lies, every sealed file is decrypted in memory and compared with the
digest that was taken when it came in.
"""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from desktop.errors import BackupRefusedError, DamagedError, KeyMissingError
from desktop.ids import ObjectId
from desktop.records.problem import Problem
from desktop.vault import object_keys
from desktop.vault.backup_check import (
    Backup,
    catalogue_problems,
    destructions_of,
    reading,
)
from desktop.vault.backup_key import Opener, key_of_backup
from desktop.vault.backup_manifest import CATALOGUE, Listed
from desktop.vault.backup_place import read_listed, regular
from desktop.vault.stream import open_stream
from desktop.vault.transaction import Transaction

_RANDOM: Final = random.SystemRandom()


@dataclass(slots=True, kw_only=True)
class Drilled:
    """What a drill found.

    Attributes:
        entries: Of the audit, whose chain was checked.
        objects: Sealed files in the backup.
        chosen: Sealed files that were to be opened.
        decrypted: Sealed files that were decrypted and are what came in.
        locked: Sealed files that were chosen and that whoever drills holds no key for; only their
            digests were compared.
        bytes: How much was decrypted.
    """

    entries: int = 0
    objects: int = 0
    chosen: int = 0
    decrypted: int = 0
    locked: int = 0
    bytes: int = 0
    problems: list[Problem] = field(default_factory=list)


def drill(
    backup: Backup, opener: Opener, *, sample: int | None, progress: Callable[[int, int], None]
) -> Drilled:
    """Open a backup, decrypt what is in it, and compare.

    Args:
        backup: Its signature and chain hold.
        opener: Holds the governance key or the recovery key.
        sample: How many sealed files, chosen at random; None for all.
        progress: Told how many of how many.

    Raises:
        KeyMissingError: The opener holds neither.
    """
    done = Drilled(objects=len(backup.manifest.objects))
    key = key_of_backup(backup.manifest, opener)
    place = backup.found.place.root
    for name, listed in backup.manifest.files.items():
        try:
            read_listed(backup.found.folder / name, listed, below=place)
        except BackupRefusedError as error:
            done.problems.append(Problem(what=error.reason, where=name))
    if done.problems:
        return done
    with reading(backup.found.folder / CATALOGUE, key, opener, backup.manifest.made_at) as tx:
        destroyed = destructions_of(backup)
        done.entries, gone, problems = catalogue_problems(tx, backup, destroyed=destroyed)
        done.problems += problems
        if not problems:
            _decrypt(tx, backup, _chosen(backup, gone, sample), done, progress)
    done.problems += [Problem(what="object_missing", where=one) for one in backup.manifest.missing]
    return done


def _chosen(backup: Backup, gone: frozenset[ObjectId], sample: int | None) -> Sequence[ObjectId]:
    whole = [one for one in backup.manifest.objects if one not in gone]
    return whole if sample is None else _RANDOM.sample(whole, min(sample, len(whole)))


def _decrypt(
    tx: Transaction,
    backup: Backup,
    chosen: Sequence[ObjectId],
    done: Drilled,
    progress: Callable[[int, int], None],
) -> None:
    done.chosen = len(chosen)
    for number, object_id in enumerate(chosen):
        progress(number, len(chosen))
        listed = backup.manifest.objects[object_id]
        try:
            _compare(tx, backup, object_id, listed, done)
        except (BackupRefusedError, DamagedError) as error:
            done.problems.append(Problem(what=error.reason, where=object_id))
    progress(len(chosen), len(chosen))


def _compare(
    tx: Transaction, backup: Backup, object_id: ObjectId, listed: Listed, done: Drilled
) -> None:
    """Decrypt one sealed file in memory and compare it with what came in.

    Raises:
        BackupRefusedError: It is not as listed.
        DamagedError: It does not decrypt, or to something else.
    """
    place = backup.found.place
    row = object_keys.row_of(tx, object_id)
    try:
        key = object_keys.key_of(tx, object_id)
    except KeyMissingError:
        read_listed(place.object(object_id), listed, below=place.root)
        done.locked += 1
        return
    plain, size = hashlib.sha256(), 0
    with regular(place.object(object_id), below=place.root) as (file, _size):
        vault_id = backup.shape.vault_id
        for piece in open_stream(file, key=key, object_id=object_id, vault_id=vault_id):
            plain.update(piece)
            size += len(piece)
    if plain.hexdigest() != row.sha256_plain:
        raise DamagedError("another_content")
    done.decrypted += 1
    done.bytes += size
