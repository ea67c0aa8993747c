"""Is a backup whole, and what it says it is? Read as something that an enemy may have prepared.

In this order, each step only after the one before: the manifest's shape, the chain of trust of the
header that came with it, the manifest's signature, every file's length and digest, and only then
the database, with a key that nobody but the practice can open.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from desktop.errors import BackupRefusedError, DamagedError, TamperedError, VaultError
from desktop.ids import ObjectId, VaultId
from desktop.records.problem import Problem
from desktop.vault import backup_manifest, header
from desktop.vault.audit import Event
from desktop.vault.backup_key import Opener, key_of_backup
from desktop.vault.backup_manifest import CATALOGUE, DESTRUCTIONS, HEADER, HEADS, Manifest
from desktop.vault.backup_place import BackupFolder, Found, content, read_listed, read_manifest
from desktop.vault.checkpoints import Heads, heads_in
from desktop.vault.comparing import accepted_in, head_problems
from desktop.vault.database_copy import open_copy
from desktop.vault.database_errors import database_errors
from desktop.vault.destruction_log import Destruction, in_force, read_known
from desktop.vault.dialect_sqlite import integrity_problems
from desktop.vault.header import Header
from desktop.vault.ledger_rows import ledger_problems
from desktop.vault.migrate import revision_of
from desktop.vault.rows import arrival_problems, patient_problems, row_problems
from desktop.vault.schema import sealed_object
from desktop.vault.schema_check import foreign_parts
from desktop.vault.transaction import Transaction
from desktop.vault.trust import check_header
from desktop.vault.walk import Walk, links

MOST_HEADER_BYTES: Final = 4 * 1024 * 1024
MOST_LINES_BYTES: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup whose signature and chain of trust hold; its files were not looked at yet."""

    found: Found
    manifest: Manifest
    shape: Header

    def small(self, name: str, *, most_bytes: int) -> bytes:
        """Return one of its small files.

        Raises:
            BackupRefusedError: It is not as listed.
        """
        return content(self.found, name, self.manifest.files[name], most_bytes=most_bytes)

    def heads(self) -> Heads:
        """Return the signed heads that came with it.

        Raises:
            BackupRefusedError: The file is not as listed.
        """
        data = self.small(HEADS, most_bytes=MOST_LINES_BYTES)
        return heads_in(data, vault_id=self.shape.vault_id)


def look(found: Found) -> Backup:
    """Read what a backup says of itself, and believe it only where the practice signed it.

    Raises:
        FormatTooNewError: Written by a newer Diogel.
        BackupRefusedError: It is none, or was altered, or is another vault's, or somebody made it
            who may not.
    """
    manifest = read_manifest(found)
    listed = manifest.files[HEADER]
    try:
        shape = header.parse(content(found, HEADER, listed, most_bytes=MOST_HEADER_BYTES))
        check_header(shape)
    except (DamagedError, TamperedError) as error:
        raise BackupRefusedError("header") from error
    backup_manifest.check_signed(manifest, shape)
    return Backup(found=found, manifest=manifest, shape=shape)


def look_at_own(found: Found, vault_id: VaultId | None) -> Backup:
    """Read what a backup says of itself; it must be of ``vault_id`` unless that is None.

    Raises:
        BackupRefusedError: As ``look``; ``another_vault``.
    """
    backup = look(found)
    if vault_id is not None and backup.shape.vault_id != vault_id:
        raise BackupRefusedError("another_vault")
    return backup


def newest_header(place: BackupFolder, at_least: Header) -> Header:
    """Return the newest header in a place that is of the same vault; it knows the most people."""
    for name in reversed(place.finished()):
        try:
            backup = look(Found(place=place, name=name))
        except VaultError:
            continue
        if backup.shape.vault_id == at_least.vault_id:
            return backup.shape
    return at_least


@contextmanager
def reading(path: Path, key: tuple[bytes, bytes], opener: Opener, at: str) -> Iterator[Transaction]:
    """Read a backup's database, which must have been compared with its digest before.

    Raises:
        BackupRefusedError: ``database``: it does not open, or is damaged.
    """
    engine = open_copy(path, raw_key=key[0], salt=key[1])
    try:
        with database_errors(), engine.connect() as connection:
            yield Transaction(
                connection=connection, ring=opener.ring, at=at, user=opener.user, _append=_never
            )
    except (DamagedError, TamperedError) as error:
        raise BackupRefusedError("database") from error
    finally:
        engine.dispose()


def _never(_event: Event) -> int:
    raise RuntimeError("a backup is only read")


def catalogue_problems(
    tx: Transaction, backup: Backup, *, destroyed: "Destructions"
) -> tuple[int, frozenset[ObjectId], list[Problem]]:
    """Check the database of a backup.

    Args:
        tx: Reads it.
        backup: What it belongs to.
        destroyed: What the logs of destructions name.

    Returns:
        How many entries of the audit were checked, which of its sealed files are destroyed and not
        expected to be there any more, and what is wrong.
    """
    found = [Problem(what="database", where=t[:80]) for t in integrity_problems(tx.connection)]
    found += [Problem(what="schema", where=name[:80]) for name in foreign_parts(tx.connection)]
    if found:  # nothing more is asked of a database that somebody prepared
        return 0, destroyed.with_their_image, found
    if revision_of(tx.connection) != backup.manifest.revision:
        found.append(Problem(what="schema", where="alembic_version"))
    entries, wrong = _trail(tx.connection, backup)
    found += wrong
    found += row_problems(tx.connection)
    found += arrival_problems(tx.connection)
    found += patient_problems(tx.connection)
    found += ledger_problems(tx.connection)
    gone = in_force(tx, destroyed.lines)
    found += _objects_differ(tx.connection, backup.manifest, gone)
    return entries, gone, found


def _trail(connection: sa.Connection, backup: Backup) -> tuple[int, list[Problem]]:
    manifest = backup.manifest
    try:
        heads, problems = backup.heads(), []
    except BackupRefusedError as error:
        heads = Heads(found=(), broken=0, is_shared_lost=False)
        problems = [Problem(what=error.reason, where=HEADS)]
    walk = Walk(backup.shape, wanted=frozenset(head.seq for head in heads.found))
    walk.take_all(links(connection))
    problems += walk.problems
    if (walk.seq, walk.hash) != (manifest.audit_seq, manifest.audit_hash):
        problems.append(Problem(what="audit_cut_off", where=str(manifest.audit_seq)))
    accepted = accepted_in(backup.shape, connection)
    return walk.seq, problems + head_problems(backup.shape, heads, walk.hashes, accepted)


def _objects_differ(
    connection: sa.Connection, manifest: Manifest, destroyed: frozenset[ObjectId]
) -> Iterator[Problem]:
    """Yield the sealed files that database and manifest do not agree on."""
    query = sa.select(sealed_object).where(sealed_object.c.key_sealed.is_not(None))
    rows = {ObjectId(row.id): row for row in connection.execute(query)}
    for object_id in rows.keys() - manifest.objects.keys() - set(manifest.missing) - destroyed:
        yield Problem(what="object_missing", where=object_id)
    for object_id, listed in manifest.objects.items():
        row = rows.get(object_id)
        if row is None or (row.stored_bytes, row.sha256_cipher) != (
            listed.size_bytes,
            listed.sha256,
        ):
            yield Problem(what="object_unknown", where=object_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destructions:
    """What the logs of destructions name.

    Attributes:
        unknown: Lines signed by somebody whom no header here knows.
    """

    lines: tuple[Destruction, ...]
    unknown: int

    @property
    def with_their_image(self) -> frozenset[ObjectId]:
        """Sealed files that went with their image: no restore of whichever backup brings them back.

        What else is destroyed in a backup, its catalogue says (``destruction_log.in_force``).
        """
        return frozenset(one.object for one in self.lines if not one.kept)


def destructions_of(backup: Backup, *more: Path) -> Destructions:
    """Return what was destroyed until now, as far as the place of backups and ``more`` know.

    Raises:
        BackupRefusedError: ``destruction_log``: a line is forged.
    """
    place = backup.found.place
    shape = newest_header(place, backup.shape)
    paths = (backup.found.folder / DESTRUCTIONS, place.destructions, *more)
    try:
        logs = [read_known(path, shape) for path in paths]
    except (TamperedError, DamagedError) as error:
        raise BackupRefusedError("destruction_log") from error
    lines = {one.line(): one for known, _ in logs for one in known}
    return Destructions(lines=tuple(lines.values()), unknown=sum(count for _, count in logs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was looked at in a backup and what is wrong.

    Attributes:
        backup: None where not even the manifest can be believed.
        checked: Files, sealed files and entries of the audit.
        opened: Whether the database was opened; it takes the governance key or the recovery key.
    """

    backup: Backup | None
    checked: int
    opened: bool
    problems: tuple[Problem, ...]


def check(
    found: Found,
    opener_of: Callable[[Header], Opener],
    *,
    step: Callable[[int, int], None],
    vault_id: VaultId | None = None,
) -> Checked:
    """Check all of a backup.

    Args:
        found: Which.
        opener_of: Unlocks the header that came with the backup.
        step: Told how many files of how many were read; may give way to others, and may raise.
        vault_id: Whose backup it must be; None for whichever the opener's keys belong to.

    Raises:
        UnlockFailedError: From ``opener_of``.
        FormatTooNewError: Written by a newer Diogel.
    """
    try:
        backup = look_at_own(found, vault_id)
    except BackupRefusedError as error:
        wrong = Problem(what=error.reason, where=backup_manifest.FILE_NAME)
        return Checked(backup=None, checked=0, opened=False, problems=(wrong,))
    opener = opener_of(backup.shape)
    problems = _file_problems(backup)
    destroyed, forged = _destroyed(backup)
    problems += forged
    entries, gone = 0, destroyed.with_their_image
    opened = opener.can_open(backup.manifest) and not problems
    if opened:
        entries, gone, more = _database_problems(backup, opener, destroyed)
        problems += more
    manifest = backup.manifest
    for done, (object_id, listed) in enumerate(manifest.objects.items()):
        step(done, len(manifest.objects))
        try:
            read_listed(found.place.object(object_id), listed, below=found.place.root)
        except BackupRefusedError as error:
            if object_id not in gone:
                problems.append(
                    Problem(what=_OF_OBJECT.get(error.reason, error.reason), where=object_id)
                )
    step(len(manifest.objects), len(manifest.objects))
    problems += _spool_problems(backup)
    problems += [Problem(what="object_missing", where=one) for one in manifest.missing]
    checked = len(manifest.files) + len(manifest.objects) + len(manifest.spool) + entries
    return Checked(backup=backup, checked=checked, opened=opened, problems=tuple(problems))


_OF_OBJECT: Final = {
    "file_missing": "object_missing",
    "file_size": "object_altered",
    "file_altered": "object_altered",
}


def _file_problems(backup: Backup) -> list[Problem]:
    problems = []
    for name, listed in backup.manifest.files.items():
        try:
            path = backup.found.folder / name
            read_listed(path, listed, below=backup.found.place.root)
        except BackupRefusedError as error:
            problems.append(Problem(what=error.reason, where=name))
    return problems


def _spool_problems(backup: Backup) -> list[Problem]:
    """Return what waited in the spool and is not there as it was copied."""
    problems = []
    for name, listed in backup.manifest.spool.items():
        try:
            read_listed(backup.found.spooled(name), listed, below=backup.found.place.root)
        except BackupRefusedError as error:
            what = "spool_missing" if error.reason == "file_missing" else "spool_altered"
            problems.append(Problem(what=what, where=name[:32]))
    return problems


def _destroyed(backup: Backup) -> tuple[Destructions, list[Problem]]:
    try:
        return destructions_of(backup), []
    except BackupRefusedError as error:
        forged = Problem(what=error.reason, where=DESTRUCTIONS)
        return Destructions(lines=(), unknown=0), [forged]


def _database_problems(
    backup: Backup, opener: Opener, destroyed: Destructions
) -> tuple[int, frozenset[ObjectId], list[Problem]]:
    """Return how many entries were checked, what is destroyed in it, and what is wrong."""
    try:
        key = key_of_backup(backup.manifest, opener)
        path = backup.found.folder / CATALOGUE
        with reading(path, key, opener, backup.manifest.made_at) as tx:
            return catalogue_problems(tx, backup, destroyed=destroyed)
    except BackupRefusedError as error:
        wrong = Problem(what=error.reason, where=CATALOGUE)
        return 0, destroyed.with_their_image, [wrong]
