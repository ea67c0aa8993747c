"""A vault that an earlier program left is brought to the newest schema, and nothing of it is lost.

``tests/fixtures/vault-catalogue-0001.tar.gz`` was made by the program before it knew drafts; it is
kept for ever.
"""

import hashlib
from datetime import date

import pytest
import sqlalchemy as sa
from support.practice import CLARE, ETHEL, NIA, Practice, declared, photograph

from desktop.errors import FormatTooNewError
from desktop.records.draft import Draft
from desktop.records.patient import Demographics
from desktop.vault import migrate, schema
from desktop.vault.audit import Event
from desktop.vault.comparing import Compared
from desktop.vault.store import Vault
from desktop.workflow import signing_in
from desktop.workflow.attaching import attach
from desktop.workflow.drafting import keep_draft, open_drafts
from desktop.workflow.inbox import list_inbox
from desktop.workflow.patients import add_patient, find_patients
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
        attached = attach(session, (file,), ETHEL, declared(), **quiet).value
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


def test_recovery_opens_it_too(left):
    practice, known = left
    session = practice.recover()
    with session.vault as vault, vault.change() as tx:
        found = tx.connection.scalars(sa.select(schema.arrival.c.id)).all()
        tx.audit(Event(act="test", body={}))
    assert known["waiting"] in found
