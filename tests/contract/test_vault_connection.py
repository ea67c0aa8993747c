"""The one way to the catalogue: its order, what it denies, what it refuses, and the schema."""

import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from support.practice import CLARE, Practice

from desktop.errors import DamagedError, FormatTooNewError, TamperedError, VaultFullError
from desktop.vault import connection, migrate, schema
from desktop.vault.connection import APPLICATION_ID, FILE_NAME, open_engine
from desktop.vault.database_errors import database_errors
from desktop.vault.migrate import revision_of
from desktop.workflow.verifying import verify_vault

KEY = bytes(range(32))
SALT = bytes(range(16))

ASKED = {
    "cipher_status": "1",
    "locking_mode": "exclusive",
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "temp_store": 2,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "recursive_triggers": 0,
    "cache_size": -64000,
    "wal_autocheckpoint": 1000,
    "journal_size_limit": 0,
    "application_id": APPLICATION_ID,
    "page_size": "4096",
}


@pytest.fixture
def engine(tmp_path: Path):
    engine = open_engine(tmp_path, KEY, SALT)
    yield engine
    engine.dispose()


def _close(engine: sa.Engine) -> None:
    engine.dispose()


def test_every_setting_is_in_force(engine):
    with engine.connect() as held:
        driver = held.connection.driver_connection
        driver.set_authorizer(None)
        for name, expected in ASKED.items():
            assert driver.execute(f"PRAGMA {name}").fetchone()[0] == expected, name
        assert driver.execute("PRAGMA cipher_version").fetchone()[0].startswith("4.")
        assert driver.execute("PRAGMA mmap_size").fetchone()[0] == 0


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH DATABASE ':memory:' AS other",
        "ATTACH DATABASE '/tmp/other.db' AS other KEY ''",
        "DETACH DATABASE main",
        "VACUUM INTO '/tmp/copy.db'",
        "PRAGMA rekey='x'",
        "PRAGMA hexrekey='00'",
        "PRAGMA key='x'",
        "PRAGMA writable_schema=ON",
        "PRAGMA cipher_hmac_pgno='be'",
        "PRAGMA cipher_memory_security=OFF",
        "PRAGMA cipher_log='/tmp/log'",
        "PRAGMA cipher_plaintext_header_size=32",
        "PRAGMA synchronous=OFF",
        "PRAGMA journal_mode=DELETE",
        "PRAGMA locking_mode=NORMAL",
        "PRAGMA secure_delete=OFF",
        "PRAGMA foreign_keys=OFF",
        "PRAGMA user_version=7",
        "PRAGMA application_id=1",
        "PRAGMA temp_store_directory='/tmp'",
        "PRAGMA mmap_size=1000000",
        "PRAGMA read_uncommitted=1",
        "SELECT load_extension('/tmp/x.so')",
    ],
)
def test_what_could_undo_it_is_denied(engine, statement):
    with engine.connect() as held, pytest.raises(sa.exc.DBAPIError):
        held.exec_driver_sql(statement)
    assert not Path("/tmp/copy.db").exists()  # noqa: S108 - the name in the statement above


@pytest.mark.parametrize("name", ["integrity_check", "cipher_integrity_check", "foreign_keys"])
def test_what_is_needed_is_allowed(engine, name):
    with engine.connect() as held:
        held.exec_driver_sql(f"PRAGMA {name}").fetchall()


def _filled(folder: Path) -> Path:
    engine = open_engine(folder, KEY, SALT)
    with engine.connect() as held:
        with held.begin():
            held.exec_driver_sql("CREATE TABLE secret (text TEXT)")
            held.exec_driver_sql("INSERT INTO secret VALUES ('CANARY-in-a-row')")
        assert not (folder / (FILE_NAME + "-shm")).exists()
        assert b"CANARY" not in (folder / (FILE_NAME + "-wal")).read_bytes()
    engine.dispose()
    return folder / FILE_NAME


def test_the_file_is_not_sqlite_to_anybody_else(tmp_path):
    path = _filled(tmp_path)
    data = path.read_bytes()
    assert data[:16] != b"SQLite format 3\0"
    assert b"CANARY" not in data
    assert b"CREATE TABLE" not in data
    with closing(sqlite3.connect(path)) as other, pytest.raises(sqlite3.DatabaseError):
        other.execute("SELECT count(*) FROM sqlite_master")


def test_it_opens_again_with_its_key_alone(tmp_path):
    path = _filled(tmp_path)
    for key, salt in ((bytes(32), SALT), (KEY[::-1], SALT), (KEY, bytes(16))):
        with pytest.raises(DamagedError):
            open_engine(tmp_path, key, salt).connect()
    engine = open_engine(tmp_path, KEY, SALT)
    with engine.connect() as held:
        assert held.exec_driver_sql("SELECT text FROM secret").scalar() == "CANARY-in-a-row"
        assert not (tmp_path / (FILE_NAME + "-shm")).exists()
    engine.dispose()
    spoilt = bytearray(path.read_bytes())
    spoilt[100] ^= 1
    path.write_bytes(bytes(spoilt))
    engine = open_engine(tmp_path, KEY, SALT)
    with pytest.raises(DamagedError):
        engine.connect()
    engine.dispose()


def test_a_plain_database_in_its_place_is_refused(tmp_path):
    plain = sqlite3.connect(tmp_path / FILE_NAME)
    plain.execute("CREATE TABLE patient (x)")
    plain.commit()
    plain.close()
    with pytest.raises(DamagedError, match="not_encrypted"):
        open_engine(tmp_path, KEY, SALT)


def test_a_key_of_another_length_is_refused_and_not_taken_for_a_passphrase(tmp_path):
    engine = open_engine(tmp_path, KEY, SALT[:15])
    with pytest.raises(TamperedError, match="catalogue_key"):
        engine.connect()
    engine.dispose()
    assert not (tmp_path / FILE_NAME).exists() or (tmp_path / FILE_NAME).stat().st_size == 0


def test_somebody_elses_database_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "APPLICATION_ID", 7)
    _filled(tmp_path)
    monkeypatch.undo()
    engine = open_engine(tmp_path, KEY, SALT)
    with pytest.raises(TamperedError, match="application_id"):
        engine.connect()
    engine.dispose()


def test_an_unsafe_sqlite_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(connection.sqlcipher, "sqlite_version_info", (3, 53, 2))
    with pytest.raises(FormatTooNewError):
        open_engine(tmp_path, KEY, SALT)


def test_nothing_is_said_on_standard_error(tmp_path):
    """SQLCipher writes there by default, also about keys that do not fit."""
    _filled(tmp_path)
    script = textwrap.dedent(
        f"""
        from pathlib import Path
        from desktop.errors import DamagedError
        from desktop.vault.connection import open_engine
        for key in (bytes(range(32)), bytes(32)):
            engine = open_engine(Path({str(tmp_path)!r}), key, bytes(range(16)))
            try:
                with engine.connect() as held:
                    held.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall()
            except DamagedError:
                pass
            engine.dispose()
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=Path(connection.__file__).parents[2],
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_errors_carry_no_values(engine):
    with engine.connect() as held:
        with held.begin():
            held.exec_driver_sql("CREATE TABLE one (name TEXT UNIQUE)")
            held.execute(sa.text("INSERT INTO one VALUES (:n)"), {"n": "Ethel"})
        with pytest.raises(sa.exc.IntegrityError) as refused, held.begin():
            held.execute(sa.text("INSERT INTO one VALUES (:n)"), {"n": "Ethel"})
    assert "Ethel" not in str(refused.value)


def test_another_thread_may_not_use_the_connection(engine):
    from concurrent.futures import ThreadPoolExecutor

    with engine.connect() as held, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(lambda: held.exec_driver_sql("SELECT 1"))
        assert isinstance(asked.exception(), sa.exc.ProgrammingError)


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("database or disk is full", VaultFullError, ""),
        ("disk I/O error", DamagedError, "disk"),
        ("file is not a database", DamagedError, "catalogue"),
    ],
)
@pytest.mark.parametrize("wrapped", [True, False])
def test_the_drivers_errors_become_ours(text, kind, reason, wrapped):
    plain = connection.sqlcipher.OperationalError(text)
    error = sa.exc.OperationalError("", {}, plain) if wrapped else plain
    with pytest.raises(kind) as refused, database_errors():
        raise error
    assert refused.value.reason == reason


@pytest.fixture
def migrated(engine):
    with engine.connect() as held:
        with held.begin():
            migrate.migrate(held)
        yield held


def test_the_first_revision_makes_exactly_the_tables_that_are_used(migrated):
    with migrated.begin():
        found = sa.inspect(migrated)
        ours = {name for name in found.get_table_names() if not name.startswith("patient_search")}
        assert ours == {table.name for table in schema.metadata.sorted_tables} | {"alembic_version"}
        for table in schema.metadata.sorted_tables:
            columns = {column["name"]: column for column in found.get_columns(table.name)}
            assert list(columns) == [column.name for column in table.columns]
            for column in table.columns:
                there = columns[column.name]
                assert isinstance(there["type"], type(column.type)), (table.name, column.name)
                if not column.primary_key:
                    assert there["nullable"] == column.nullable, (table.name, column.name)
            key = found.get_pk_constraint(table.name)["constrained_columns"]
            assert key == [column.name for column in table.primary_key.columns]
            unique = {tuple(u["column_names"]) for u in found.get_unique_constraints(table.name)}
            assert unique == {(column.name,) for column in table.columns if column.unique}
            points = {
                (key["constrained_columns"][0], key["referred_table"], key["referred_columns"][0])
                for key in found.get_foreign_keys(table.name)
            }
            assert points == {
                (key.parent.name, key.column.table.name, key.column.name)
                for key in table.foreign_keys
            }
            indexes = {
                (index["name"], tuple(index["column_names"]))
                for index in found.get_indexes(table.name)
            }
            assert indexes == {
                (index.name, tuple(column.name for column in index.columns))
                for index in table.indexes
            }


def test_every_table_is_strict(migrated):
    with migrated.begin():
        listed = migrated.exec_driver_sql("PRAGMA table_list").mappings()
        strict = {row["name"]: row["strict"] for row in listed}
    assert all(strict[table.name] == 1 for table in schema.metadata.sorted_tables)


def test_migrating_again_does_nothing(migrated):
    with migrated.begin():
        before = migrated.exec_driver_sql("SELECT sql FROM sqlite_master").fetchall()
        migrate.migrate(migrated)
        assert revision_of(migrated) == schema.NEWEST
        after = migrated.exec_driver_sql("SELECT sql FROM sqlite_master").fetchall()
    assert before == after


def test_a_migration_that_fails_half_way_leaves_nothing(engine, monkeypatch):
    """The search index comes last; everything before it must be gone again."""
    from desktop.vault import dialect_sqlite

    made = []

    def fail(held: sa.Connection) -> None:
        made.extend(sa.inspect(held).get_table_names())
        raise RuntimeError("half way")

    with engine.connect() as held:
        monkeypatch.setattr(dialect_sqlite, "create_search", fail)
        with pytest.raises(RuntimeError, match="half way"), held.begin():
            migrate.migrate(held)
        assert "patient" in made
        with held.begin():
            assert sa.inspect(held).get_table_names() == []
            assert revision_of(held) == ""
        monkeypatch.undo()
        with held.begin():
            migrate.migrate(held)
        with held.begin():
            assert revision_of(held) == schema.NEWEST


def test_a_newer_catalogue_is_refused_and_left_alone(staffed: Practice):
    session = staffed.sign_in(CLARE)
    with session.vault as vault, vault.change() as tx:
        from desktop.vault.audit import Event

        tx.audit(Event(act="test", body={}))
        tx.connection.exec_driver_sql("UPDATE alembic_version SET version_num='9999'")
    before = (staffed.vault / FILE_NAME).read_bytes()
    with pytest.raises(FormatTooNewError):
        staffed.sign_in(CLARE)
    assert (staffed.vault / FILE_NAME).read_bytes() == before


def _is_noticed(practice: Practice) -> bool:
    """Return whether opening, verifying or closing tells of damage in one of our errors."""
    try:
        signed = practice.signed_in(CLARE)
    except DamagedError:
        return True
    session = signed.session
    try:
        with session.vault:
            return bool(signed.problems) or not verify_vault(session, lambda _done, _all: None).ok
    except DamagedError:
        return True


def test_a_flip_in_any_page_is_noticed(working: Practice):
    path = working.vault / FILE_NAME
    whole = path.read_bytes()
    missed = []
    for page in range(len(whole) // 4096):
        flipped = bytearray(whole)
        flipped[page * 4096 + 2000] ^= 1
        path.write_bytes(bytes(flipped))
        (working.vault / (FILE_NAME + "-wal")).unlink(missing_ok=True)
        if not _is_noticed(working):
            missed.append(page)
    assert missed == []
    assert len(whole) // 4096 > 20
