"""People leave, change role, forget their passphrase: what their keys open before and after."""

import json
import shutil

import pytest
import sqlalchemy as sa
from support.practice import (
    CHEAP,
    CLARE,
    ETHEL,
    MONA,
    NIA,
    RHYS,
    Practice,
    agreed,
    filing,
    passphrase_of,
    person,
)

from desktop.errors import (
    DamagedError,
    KeyMissingError,
    NotPermittedError,
    RecordInvalidError,
    StaffRuleError,
    TamperedError,
    UnlockFailedError,
)
from desktop.records.entry import PassphraseEntry
from desktop.records.role import KEYS, Domain, Role
from desktop.vault import crypto, header, object_keys
from desktop.vault.admission import unlock
from desktop.vault.audit import Event
from desktop.vault.connection import FILE_NAME
from desktop.vault.database_copy import open_copy
from desktop.vault.schema import metadata, sealed_object
from desktop.vault.sealed_columns import EVERY
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents, record_consent
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.staffing import (
    change_passphrase,
    disable_user,
    renew_user,
    rotate_keys,
    set_role,
)
from desktop.workflow.users import add_user, grant, list_users
from desktop.workflow.verifying import verify_vault
from desktop.workflow.viewing import open_record

NEW = "seven green kettles sang at dawn"


@pytest.fixture(scope="module")
def worked(tmp_path_factory) -> Practice:
    """Everybody admitted; one image filed, three waiting."""
    practice = Practice.founded(tmp_path_factory.mktemp("staffing") / "practice")
    practice.staffed().at_work()
    session = practice.sign_in(CLARE)
    with session.vault:
        waiting = next(one for one in list_inbox(session).waiting if one.patient is not None)
        file_image(session, waiting.arrival, filing(ETHEL, list_consents(session, ETHEL)[0].id))
        add_user(session, person("olwen", Role.CLINICIAN), cost=CHEAP)
    return practice


@pytest.fixture
def practice(worked, tmp_path) -> Practice:
    return worked.copied(tmp_path / "practice")


def _enter(practice: Practice, name: str, passphrase: str):
    entry = PassphraseEntry(name=name, passphrase=passphrase)
    return practice._sign_in(entry)


def _all_well(practice: Practice, name: str = CLARE) -> None:
    session = practice.sign_in(name)
    with session.vault:
        report = verify_vault(session, lambda _done, _all: None)
        assert report.problems == ()
        record = open_record(session, ETHEL)
        assert list_inbox(session).waiting
        assert list_consents(session, ETHEL)
        assert record.images


def _tables(practice: Practice, private: bytes, salt: bytes) -> int:
    raw_key = crypto.derive(private, purpose="sqlcipher")
    engine = open_copy(practice.vault / FILE_NAME, raw_key=raw_key, salt=salt)
    with engine.connect() as connection:
        found = connection.scalar(sa.text("SELECT count(*) FROM sqlite_master"))
    engine.dispose()
    return int(found)


def test_every_sealed_column_is_in_the_list_that_is_sealed_anew():
    named = {(c.column.table.name, c.column.name) for c in EVERY}
    sealed = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if column.name.endswith("_sealed")
    }
    assert sealed - named == {("sealed_object", "key_sealed")}
    assert named <= sealed


def test_who_has_left_opens_nothing_of_what_is_there_now(practice):
    """With the keys they had, and the files as they are afterwards."""
    session = practice.sign_in(NIA)
    with session.vault as vault:
        nia_ring, salt = vault.ring, vault.header.catalogue_salt
    session = practice.sign_in(CLARE)
    steps = []
    with session.vault as vault:
        done = disable_user(session, NIA, progress=lambda at, of: steps.append((at, of))).value
        assert done.renewed == KEYS[Role.NURSE]
        assert done.owed == frozenset()
        assert done.values > 0
        assert steps
        record_consent(session, ETHEL, agreed())
        with vault.change() as tx:
            boxes = [
                (row.id, row.key_sealed, Domain(row.domain))
                for row in tx.connection.execute(sa.select(sealed_object))
            ]
            cells = [
                (column, row.key, row.box)
                for column in EVERY
                for row in tx.connection.execute(
                    sa.select(column.key.label("key"), column.column.label("box"))
                )
                if column.domain in KEYS[Role.NURSE]
            ]
            tx.audit(Event(act="test", body={}))
    assert boxes
    assert cells
    for object_id, box, domain in boxes:
        with pytest.raises((DamagedError, KeyMissingError)):
            nia_ring.unseal(domain, box, place=object_keys._place(object_id))
    for column, key, box in cells:
        with pytest.raises(DamagedError):
            nia_ring.unseal(column.domain, box, place=column.place(key))
    with pytest.raises(DamagedError):
        _tables(practice, nia_ring.private(Domain.CATALOGUE), salt)
    with pytest.raises(UnlockFailedError):
        practice.sign_in(NIA)
    _all_well(practice)


def test_the_database_opened_with_the_old_key_before(practice):
    """The control of the test above: the same key opens the file as it was."""
    with practice.sign_in(NIA).vault as vault:
        ring, salt = vault.ring, vault.header.catalogue_salt
    assert _tables(practice, ring.private(Domain.CATALOGUE), salt) > 10


def test_everybody_else_works_on_with_the_new_keys(practice):
    session = practice.sign_in("olwen")
    with session.vault:
        disable_user(session, CLARE)
    for name in ("olwen", NIA):
        _all_well(practice, name)
    with practice.sign_in(RHYS).vault as vault:
        assert set(vault.ring.privates) == KEYS[Role.RECEPTIONIST]
    with practice.recover().vault as vault:
        assert set(vault.ring.privates) == set(Domain)


def test_a_key_that_the_other_does_not_hold_is_owed_until_a_holder_renews_it(practice):
    session = practice.sign_in(MONA)
    with session.vault as vault:
        done = disable_user(session, "olwen").value
        assert done.renewed == {Domain.CATALOGUE}
        assert done.owed == {Domain.INBOX, Domain.CLINICAL, Domain.ORIGINAL}
        assert {one.domain for one in vault.header.owed} == done.owed
        with pytest.raises(StaffRuleError) as caught:
            rotate_keys(session)
        assert caught.value.reason == "nothing_owed"
    session = practice.sign_in(CLARE)
    with session.vault as vault:
        assert rotate_keys(session).value.renewed == done.owed
        assert vault.header.owed == ()
    _all_well(practice)


def test_the_audit_reads_on_after_a_manager_has_left(practice):
    session = practice.sign_in(CLARE)
    with session.vault:
        add_user(session, person("megan", Role.MANAGER), cost=CHEAP)
    session = practice.sign_in(MONA)
    with session.vault:
        grant(session, "megan")
    session = practice.sign_in("megan")
    with session.vault as vault:
        before = len(read_audit(session))
        assert disable_user(session, MONA).value.renewed == KEYS[Role.MANAGER]
        lines = read_audit(session)
        assert len(lines) > before
        assert any(line.user != vault.who.user_id for line in lines)
        report = verify_vault(session, lambda _done, _all: None)
    assert report.problems == ()


def test_nobody_ends_their_own_access_or_the_last_of_a_key(practice):
    session = practice.sign_in(CLARE)
    with session.vault:
        for act in (
            lambda: disable_user(session, CLARE),
            lambda: set_role(session, CLARE, Role.NURSE),
            lambda: renew_user(session, CLARE, NEW, cost=CHEAP),
        ):
            with pytest.raises(StaffRuleError) as caught:
                act()
            assert caught.value.reason == "yourself"
        with pytest.raises(StaffRuleError) as caught:
            disable_user(session, MONA)
        assert caught.value.reason == "last_holder"
    with practice.sign_in(MONA).vault as vault:
        assert vault.ring.holds(Domain.GOVERNANCE)


def test_recovery_may_end_the_access_of_a_last_holder(practice):
    session = practice.recover()
    with session.vault:
        done = disable_user(session, MONA).value
    assert done.renewed == KEYS[Role.MANAGER]
    with pytest.raises(UnlockFailedError):
        practice.sign_in(MONA)
    _all_well(practice)


@pytest.mark.parametrize("name", [NIA, RHYS])
def test_who_may_not_changes_nobody(practice, name):
    session = practice.sign_in(name)
    with session.vault:
        for act in (
            lambda: disable_user(session, "olwen"),
            lambda: set_role(session, "olwen", Role.NURSE),
            lambda: renew_user(session, "olwen", NEW, cost=CHEAP),
            lambda: rotate_keys(session, owed_only=False),
        ):
            with pytest.raises(NotPermittedError):
                act()


def test_a_role_that_may_less_loses_keys_and_they_are_renewed(practice):
    with practice.sign_in("olwen").vault as vault:
        had = vault.ring
    session = practice.sign_in(CLARE)
    with session.vault:
        done = set_role(session, "olwen", Role.RECEPTIONIST).value
        assert done.renewed == {Domain.INBOX, Domain.CLINICAL, Domain.ORIGINAL}
        with pytest.raises(RecordInvalidError):
            set_role(session, "olwen", Role.RECEPTIONIST)
    with practice.sign_in("olwen").vault as vault:
        assert vault.who.role is Role.RECEPTIONIST
        assert set(vault.ring.privates) == {Domain.CATALOGUE}
        with vault.change() as tx:
            rows = tx.connection.execute(sa.select(sealed_object)).all()
            tx.audit(Event(act="test", body={}))
        for row in rows:
            with pytest.raises(DamagedError):
                had.unseal(Domain(row.domain), row.key_sealed, place=object_keys._place(row.id))
    _all_well(practice)


def test_a_role_that_may_more_gets_the_keys_that_are_there_to_give(practice):
    session = practice.sign_in(MONA)
    with session.vault:
        member = set_role(session, RHYS, Role.CLINICIAN).value.member
        assert member.missing == KEYS[Role.CLINICIAN] - {Domain.CATALOGUE}
    session = practice.sign_in(CLARE)
    with session.vault:
        grant(session, RHYS)
    _all_well(practice, RHYS)


def test_a_forgotten_passphrase_is_new_keys_and_new_grants(practice):
    session = practice.sign_in(MONA)
    with session.vault:
        member = renew_user(session, NIA, NEW, cost=CHEAP).value
        assert member.missing == {Domain.INBOX, Domain.CLINICAL}
    with pytest.raises(UnlockFailedError):
        practice.sign_in(NIA)
    session = practice.sign_in(CLARE)
    with session.vault:
        grant(session, NIA)
    session = _enter(practice, NIA, NEW)
    with session.vault:
        assert open_record(session, ETHEL).images
    _all_well(practice)


def test_what_was_signed_with_former_keys_stays_proven(practice):
    session = practice.sign_in(NIA)
    with session.vault:
        record_consent(session, ETHEL, agreed())
    session = practice.sign_in(CLARE)
    with session.vault:
        renew_user(session, NIA, NEW, cost=CHEAP)
    session = _enter(practice, NIA, NEW)
    with session.vault:
        record_consent(session, ETHEL, agreed())
        assert verify_vault(session, lambda _done, _all: None).problems == ()


def test_a_passphrase_is_changed_by_its_owner(practice):
    session = practice.sign_in(RHYS)
    with session.vault:
        with pytest.raises(UnlockFailedError):
            change_passphrase(session, old="not it at all", new=NEW, cost=CHEAP)
        change_passphrase(session, old=passphrase_of(RHYS), new=NEW, cost=CHEAP)
    with pytest.raises(UnlockFailedError):
        practice.sign_in(RHYS)
    with _enter(practice, RHYS, NEW).vault as vault:
        assert vault.who.role is Role.RECEPTIONIST
    _all_well(practice)


def test_the_slot_of_the_passphrase_before_cannot_be_put_back(practice):
    old = (practice.vault / header.FILE_NAME).read_bytes()
    session = practice.sign_in(RHYS)
    with session.vault:
        change_passphrase(session, old=passphrase_of(RHYS), new=NEW, cost=CHEAP)
    for name in (header.FILE_NAME, header.FILE_NAME + ".bak"):
        (practice.vault / name).write_bytes(old)
    for enter in (lambda: practice.sign_in(RHYS), lambda: practice.sign_in(CLARE)):
        with pytest.raises(TamperedError) as caught:
            enter()
        assert caught.value.reason == "slot_rolled_back"


def test_the_header_from_before_somebody_left_cannot_be_put_back(practice):
    """Whoever left has its keys; the database does not open with them; nobody else is fooled."""
    old = (practice.vault / header.FILE_NAME).read_bytes()
    session = practice.sign_in(CLARE)
    with session.vault:
        disable_user(session, NIA)
    for name in (header.FILE_NAME, header.FILE_NAME + ".bak"):
        (practice.vault / name).write_bytes(old)
    for name in (NIA, CLARE):
        with pytest.raises((DamagedError, TamperedError)):
            practice.sign_in(name)


def test_somebody_who_left_can_be_admitted_again_as_somebody_new(practice):
    session = practice.sign_in(CLARE)
    with session.vault:
        gone = disable_user(session, NIA).value.member
        again = add_user(session, person(NIA), cost=CHEAP).value
        members = list_users(session)
    assert again.user_id != gone.user_id
    assert [m.user_id for m in members if m.left_at] == [gone.user_id]
    assert [m.name for m in members if not m.left_at].count(NIA) == 1
    _all_well(practice, NIA)


def test_all_keys_renewed_twice(practice):
    session = practice.sign_in(CLARE)
    with session.vault as vault:
        for epoch in (2, 3):
            assert rotate_keys(session, owed_only=False).value.renewed == KEYS[Role.CLINICIAN]
            assert vault.header.epoch(Domain.CATALOGUE) == epoch
            assert vault.header.epoch(Domain.GOVERNANCE) == 1
    _all_well(practice)
    stored = json.loads((practice.vault / header.FILE_NAME).read_text())
    epochs = {(g["domain"], g["epoch"]) for g in stored["grants"]}
    assert ("catalogue", 2) not in epochs


def test_a_renewal_that_is_stopped_changes_nothing(practice, tmp_path):
    class StopError(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        raise StopError

    session = practice.sign_in(CLARE)
    with session.vault as vault:
        before = vault.header
        with pytest.raises(StopError):
            disable_user(session, NIA, progress=stop)
        assert vault.header == before
    with practice.sign_in(NIA).vault:
        pass
    _all_well(practice)


def test_the_catalogue_is_keyed_anew_at_the_next_start_if_that_was_cut_off(practice, monkeypatch):
    from desktop.vault.store import Vault

    monkeypatch.setattr(Vault, "finish_renewal", lambda *_: None)
    session = practice.sign_in(CLARE)
    with session.vault:
        disable_user(session, NIA)
    monkeypatch.undo()
    copy = practice.copied(practice.root.with_name("copy"))
    with practice.sign_in(RHYS).vault as vault:  # keys the file anew, and may not end the rest
        assert vault._keyed_with == vault.ring.private(Domain.CATALOGUE)
        assert {g.epoch for g in vault.header.grants if g.domain is Domain.CATALOGUE} == {1, 2}
    _all_well(practice)
    with practice.sign_in(CLARE).vault as vault:
        assert {g.epoch for g in vault.header.grants if g.domain is Domain.CATALOGUE} == {2}
    _all_well(copy)
    shutil.rmtree(copy.root)


def test_a_manager_cannot_make_a_clinical_key_of_their_own(practice):
    from dataclasses import replace as changed

    from desktop.vault.admission import with_mac
    from desktop.vault.header_parts import SignedDomain
    from desktop.vault.keys import DomainPublic
    from desktop.vault.trust import check_header

    shape = header.read(practice.vault)
    mona = unlock(shape, MONA, passphrase_of(MONA))
    for domain in (Domain.CLINICAL, Domain.INBOX, Domain.ORIGINAL):
        public = crypto.exchange_public(crypto.new_exchange_key())
        own = SignedDomain(
            key=DomainPublic(domain=domain, epoch=2, public=public),
            signature=b"",
            signed_by=mona.user_id,
        )
        own = changed(
            own, signature=crypto.sign(mona.identity.signing_private, own.message(shape.vault_id))
        )
        forged = with_mac(
            changed(shape, domains=(*shape.domains, own)), mona.ring.private(Domain.CATALOGUE)
        )
        with pytest.raises(TamperedError):
            check_header(forged)


def test_a_founder_without_a_manager_reads_the_audit_with_renewed_keys(tmp_path):
    practice = Practice.founded(tmp_path / "alone")
    practice.sign_in(CLARE).vault.close()
    session = practice.recover()
    with session.vault:
        assert renew_user(session, CLARE, NEW, cost=CHEAP).value.missing == frozenset()
    session = _enter(practice, CLARE, NEW)
    with session.vault:
        assert read_audit(session)
