"""A vault that an earlier program left is brought to the newest schema, and nothing of it is lost.

``tests/fixtures/vault-catalogue-0001.tar.gz`` was made by the program before it knew drafts,
``-0002`` before it knew scrubs and destruction, ``-0003`` before its search index was in the order
of names, ``-0007`` before a redaction could be mended; they are kept for ever.
"""

import hashlib
import json
import shutil
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from support.practice import (
    BORN,
    CLARE,
    ETHEL,
    NIA,
    Practice,
    Ticking,
    declared,
    photograph,
)

from desktop.cli.main import main
from desktop.errors import DamagedError, FormatTooNewError, VaultFullError
from desktop.records.draft import Draft
from desktop.records.patient import Demographics
from desktop.records.role import Domain
from desktop.vault import migrate, old_catalogue, schema, store
from desktop.vault.audit import Event
from desktop.vault.comparing import Compared
from desktop.vault.connection import open_engine
from desktop.vault.store import Vault
from desktop.workflow import signing_in
from desktop.workflow.attaching import attach
from desktop.workflow.destroying import destroy_image
from desktop.workflow.drafting import keep_draft, open_drafts
from desktop.workflow.inbox import list_inbox
from desktop.workflow.patients import add_patient, find_patients
from desktop.workflow.scrubbing import How, scrub_vault
from desktop.workflow.session import Session
from desktop.workflow.verifying import verify_vault
from desktop.workflow.viewing import open_record, view_image, view_original


@pytest.fixture
def left(tmp_path) -> tuple[Practice, dict[str, str]]:
    return Practice.of_revision_0001(tmp_path / "practice")


def _shape(vault: Vault) -> tuple[str, set[tuple[str, str]]]:
    with vault.change() as tx:
        revision = migrate.revision_of(tx.connection)
        found = tx.connection.exec_driver_sql("SELECT name, sql FROM sqlite_master")
        rows = {(row.name, row.sql) for row in found}
        tx.audit(Event(act="test", body={}))
    return revision, rows


def test_the_fixture_is_of_the_first_revision(left, monkeypatch):
    practice, _ = left
    monkeypatch.setattr(migrate, "NEWEST", "0001")
    nothing = Compared(heads=0, checked_to=0, problems=())
    monkeypatch.setattr(signing_in, "compare", lambda _vault, _tx: nothing)  # asks newer columns
    monkeypatch.setattr(signing_in, "settle_old_catalogues", lambda *_args, **_more: None)
    with practice.sign_in(CLARE).vault as vault:
        revision, rows = _shape(vault)
    assert revision == "0001"
    assert "draft" not in {name for name, _ in rows}


def test_a_migrated_catalogue_is_as_a_new_one(left, founded_once, tmp_path):
    practice, _ = left
    with practice.sign_in(CLARE).vault as vault:
        migrated = _shape(vault)
    with founded_once.copied(tmp_path / "new").sign_in(CLARE).vault as vault:
        assert migrated == _shape(vault)
    assert migrated[0] == schema.NEWEST


def test_everything_that_was_in_it_is_there(left):
    practice, known = left
    session = practice.sign_in(CLARE)
    with session.vault:
        assert verify_vault(session, lambda _done, _all: None).ok
        record = open_record(session, ETHEL)
        assert [one.image for one in record.images] == [known["filed"]]
        assert record.images[0].details["description"] == "before drafts"
        assert [one.id for one in record.consents] == [known["consent"]]
        inbox = list_inbox(session)
        waiting = inbox.waiting[0]
        assert (waiting.arrival, waiting.facts["name"]) == (known["waiting"], "IMG_0001.JPG")
        assert waiting.sha256 == hashlib.sha256(photograph(1)).hexdigest()
        assert (inbox.drafts, inbox.tally.received, inbox.tally.accounted_for) == ((), 2, 2)
        with (
            view_image(session, known["filed"]) as copy,
            view_original(session, known["filed"], "x") as original,
        ):
            assert copy.size
            assert original.read() == photograph(0)


def test_what_is_new_works_in_it(left):
    practice, known = left
    session = practice.sign_in(NIA)
    with session.vault:
        draft = Draft(arrival=known["waiting"], seen=True)
        keep_draft(session, draft)
        assert open_drafts(session, (known["waiting"],)) == (draft,)
        file = practice.card / "sent.jpg"
        file.write_bytes(photograph(9))
        quiet = {"progress": lambda _done, _all: None, "cancelled": lambda: False}
        attached = attach(session, (file,), ETHEL, declared(), second=BORN[ETHEL], **quiet).value
        assert [one.outcome for one in attached] == ["attached"]
        assert verify_vault(session, lambda _done, _all: None).ok


def test_patients_of_before_are_compared_with_new_ones(left):
    practice, known = left
    session = practice.sign_in(NIA)
    with session.vault:
        assert find_patients(session, "canary").similar == frozenset()
        twin = Demographics(
            family_name="CANARY", given_name="Edith", date_of_birth=date(1945, 7, 14)
        )
        added = add_patient(session, twin).value
        assert find_patients(session, "canary").similar == {known["patient"], added.id}


def test_the_program_before_refuses_what_this_one_wrote(left, monkeypatch):
    practice, _ = left
    practice.sign_in(CLARE).vault.close()
    monkeypatch.setattr(migrate, "NEWEST", "0001")
    with pytest.raises(FormatTooNewError):
        practice.sign_in(CLARE)


def test_a_migration_that_fails_leaves_the_old_catalogue(left, monkeypatch):
    from alembic.operations import Operations

    practice, known = left

    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(Operations, "create_index", fail)
    with pytest.raises(RuntimeError, match="half way"):
        practice.sign_in(CLARE)
    monkeypatch.undo()
    session = practice.sign_in(CLARE)
    with session.vault as vault:
        assert _shape(vault)[0] == schema.NEWEST
        assert list_inbox(session).waiting[0].arrival == known["waiting"]


def test_no_catalogue_is_new_without_the_entry_that_says_so(left, monkeypatch):
    """What comes after the migration in a start fails; the next start migrates and says so."""
    practice, known = left

    def fail(*_args: object) -> None:
        raise DamagedError("disk")

    with monkeypatch.context() as broken:
        broken.setattr(Vault, "_settle", fail)
        with pytest.raises(DamagedError):
            practice.sign_in(CLARE)
    session = practice.sign_in(CLARE)
    with session.vault as vault:
        assert vault.found_revision == "0001"
        with vault.change() as tx:
            query = sa.select(schema.audit_entry.c.seq).where(
                schema.audit_entry.c.act == store.MIGRATED
            )
            assert len(tx.connection.scalars(query).all()) == 1
            tx.audit(Event(act="test", body={}))
        assert list_inbox(session).waiting[0].arrival == known["waiting"]


def test_recovery_opens_it_too(left):
    practice, known = left
    session = practice.recover()
    with session.vault as vault, vault.change() as tx:
        found = tx.connection.scalars(sa.select(schema.arrival.c.id)).all()
        tx.audit(Event(act="test", body={}))
    assert known["waiting"] in found


# --------------------------------------------------------------------------- of every revision

REVISIONS = ("0001", "0002", "0003", "0007")


@pytest.fixture(params=REVISIONS)
def earlier(request, tmp_path) -> tuple[Practice, dict[str, Any], str]:
    return *Practice.of_revision(tmp_path / "practice", request.param), request.param


def _kept(practice: Practice) -> list[Path]:
    return sorted(practice.vault.glob("catalogue.db.before-*"))


def _revision_in(session: Session, path: Path, folder: Path) -> str:
    """Open a kept catalogue in a folder of its own, with the keys of its day."""
    folder.mkdir()
    shutil.copyfile(path, folder / "catalogue.db")
    key, salt = session.vault.ring.private(Domain.CATALOGUE), session.vault.header.catalogue_salt
    engine = open_engine(folder, key, salt)
    with closing(engine.connect()) as connection, connection.begin():
        found = migrate.revision_of(connection)
    engine.dispose()
    return found


def test_all_of_it_is_read_after_the_migration(earlier):
    practice, known, _ = earlier
    session = practice.sign_in(CLARE)
    with session.vault:
        assert verify_vault(session, lambda _done, _all: None).ok
        assert scrub_vault(session, How()).ok
        record = open_record(session, ETHEL)
        assert known["filed"] in [one.image for one in record.images]
        assert known["consent"] in [one.id for one in record.consents]
        waiting = known["waiting"]
        assert (
            {waiting}
            if isinstance(waiting, str)
            else set(waiting) <= {one.arrival for one in list_inbox(session).waiting}
        )
        with view_original(session, known["filed"], "x") as original:
            assert original.size
        done = destroy_image(session, known["filed"], "what is new works in it").value
        assert done.finished
        assert verify_vault(session, lambda _done, _all: None).ok


def test_the_patients_of_before_are_found_by_every_word_and_counted(tmp_path):
    practice, _ = Practice.of_revision(tmp_path / "practice", "0003")
    session = practice.sign_in(CLARE)
    wanted = {
        "": ["Canary", "Ó Dálaigh", "O'Neill", "Smith-Jones", "Sparrow", "Williams", "Williamson"],
        "o": ["Ó Dálaigh", "O'Neill"],
        "neill": ["O'Neill"],
        "smithj": ["Smith-Jones"],
        "sian jones": ["Smith-Jones"],
        "orjan": ["Ó Dálaigh"],
        "williams": ["Williams", "Williamson"],
        "william gwen": ["Williamson"],
        "999 000 003": ["Smith-Jones"],
        "05/04/1961 mair": ["O'Neill"],
    }
    with session.vault:
        for typed, names in wanted.items():
            found = find_patients(session, typed)
            assert [one.family_name for one in found.patients] == names, typed
            assert found.listed == 7
        another = Demographics(
            family_name="Odell", given_name="Ann", date_of_birth=date(1970, 1, 1)
        )
        add_patient(session, another)
        found = find_patients(session, "o")
        assert [one.family_name for one in found.patients] == ["Ó Dálaigh", "Odell", "O'Neill"]
        assert found.listed == 8


def test_the_catalogue_of_before_is_kept_and_opens(earlier, tmp_path):
    practice, _, revision = earlier
    session = practice.sign_in(CLARE)
    with session.vault:
        (kept,) = _kept(practice)
        assert kept.name == f"catalogue.db.before-{revision}"
        assert b"SQLite format" not in kept.read_bytes()[:64]
        assert _revision_in(session, kept, tmp_path / "old") == revision
        assert kept.stat().st_mode & 0o777 == 0o600
    whole = kept.read_bytes()
    practice.sign_in(CLARE).vault.close()
    assert [path.read_bytes() for path in _kept(practice)] == [whole]


def test_the_copy_goes_after_thirty_days(earlier):
    practice, _, _ = earlier
    practice.sign_in(CLARE).vault.close()
    now = practice.clock.now()
    practice.clock = Ticking(now + timedelta(days=29))
    practice.sign_in(NIA).vault.close()
    assert len(_kept(practice)) == 1
    practice.clock = Ticking(now + timedelta(days=31))
    practice.sign_in(NIA).vault.close()
    assert _kept(practice) == []


def test_destroying_removes_the_copy_that_holds_the_key(earlier):
    practice, known, _ = earlier
    session = practice.sign_in(CLARE)
    with session.vault:
        assert len(_kept(practice)) == 1
        destroy_image(session, known["filed"], "asked for")
        assert _kept(practice) == []


def test_a_copy_that_outlived_a_destruction_goes_at_the_next_start(earlier, monkeypatch):
    practice, known, _ = earlier
    session = practice.sign_in(CLARE)
    with session.vault:
        monkeypatch.setattr(old_catalogue, "sweep", lambda *_args, **_more: 0)
        destroy_image(session, known["filed"], "asked for")
    monkeypatch.undo()
    assert len(_kept(practice)) == 1
    practice.sign_in(NIA).vault.close()
    assert _kept(practice) == []


def test_no_room_for_the_copy_leaves_everything_as_it_was(earlier, monkeypatch):
    practice, _, revision = earlier
    before = (practice.vault / "catalogue.db").read_bytes()

    def full(*_args: object) -> None:
        raise VaultFullError

    monkeypatch.setattr(old_catalogue, "require_room", full)
    with pytest.raises(VaultFullError):
        practice.sign_in(CLARE)
    assert _kept(practice) == []
    assert len((practice.vault / "catalogue.db").read_bytes()) == len(before)
    monkeypatch.undo()
    practice.sign_in(CLARE).vault.close()
    assert [path.name for path in _kept(practice)] == [f"catalogue.db.before-{revision}"]


def test_a_damaged_catalogue_is_not_migrated(earlier, monkeypatch):
    practice, _, _ = earlier
    monkeypatch.setattr(migrate, "integrity_problems", lambda _connection: ["page 3"])
    with pytest.raises(DamagedError):
        practice.sign_in(CLARE)
    assert _kept(practice) == []


def test_a_copy_that_was_not_written_rightly_stops_the_migration(earlier, monkeypatch):
    practice, _, revision = earlier
    monkeypatch.setattr(old_catalogue, "_digest", lambda _path: b"another")
    with pytest.raises(DamagedError):
        practice.sign_in(CLARE)
    assert [path.suffix for path in _kept(practice)] == [".new"]
    monkeypatch.undo()
    practice.sign_in(CLARE).vault.close()
    assert [path.name for path in _kept(practice)] == [f"catalogue.db.before-{revision}"]


def test_what_is_newer_is_refused_and_not_touched(earlier, monkeypatch):
    practice, _, _ = earlier
    practice.sign_in(CLARE).vault.close()
    (kept,) = _kept(practice)
    before = (practice.vault / "catalogue.db").read_bytes()
    monkeypatch.setattr(migrate, "NEWEST", "0002")
    monkeypatch.setattr(store, "NEWEST", "0002")
    with pytest.raises(FormatTooNewError):
        practice.sign_in(CLARE)
    assert _kept(practice) == [kept]
    assert (practice.vault / "catalogue.db").read_bytes() == before


def test_the_command_says_what_was_done(earlier, capsys):
    practice, _, revision = earlier
    secret = practice.root / "secret"
    secret.write_text(practice.entry_of(CLARE).passphrase)
    who = ["--user", CLARE, "--passphrase-file", str(secret)]
    command = ["vault", "migrate", str(practice.vault), *who]
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["migrated"] is True
    assert told["catalogue"] == {"before": revision, "after": schema.NEWEST}
    assert told["kept"] == f"catalogue.db.before-{revision}"
    assert main([*command, "--language", "en"]) == 0
    said = capsys.readouterr().out
    assert "newest format already" in said
    assert told["kept"] in said
    assert main([*command, "--language", "cy"]) == 0
    assert "fformat diweddaraf" in capsys.readouterr().out
