"""A receptionist with tools of their own: the catalogue key, SQL, a hex editor, and old copies.

Each attack is made with what that person has, and signed with nothing but their own key. Then an
honest program starts. Where it is seen is part of the table: at the *start*, at ``vault verify``,
or when the thing is *read*. Nothing of it is passed over silently.
"""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from support.comparing import WAY, either_way
from support.practice import CLARE, ETHEL, GWYN, MONA, RHYS, Practice, filing, passphrase_of

from desktop.errors import DeskError
from desktop.records.entry import PassphraseEntry
from desktop.records.role import Act, Domain
from desktop.vault import audit, crypto
from desktop.vault.audit import Event
from desktop.vault.name_places import words_of
from desktop.vault.schema import (
    arrival,
    audit_entry,
    consent,
    image,
    patient,
    patient_count,
    sealed_object,
)
from desktop.vault.store import Transaction
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox, open_arrival
from desktop.workflow.session import Session
from desktop.workflow.signing_in import sign_in
from desktop.workflow.verifying import verify_vault
from desktop.workflow.viewing import open_record, view_image, view_original

Change = Callable[[Transaction], None]
__all__ = ("either_way",)
"""Every test of this module is run both ways."""


@pytest.fixture(scope="module")
def filed_once(working_once: Practice, tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """One image of Ethel filed, three arrivals waiting; and the folder as it was before."""
    practice = working_once.copied(tmp_path_factory.mktemp("insider") / "practice")
    practice.sign_in(CLARE).vault.close()
    shutil.copytree(practice.root, practice.root.parent / "before")
    session = practice.sign_in(CLARE)
    with session.vault:
        first = list_inbox(session).waiting[0]
        given = list_consents(session, ETHEL)[0].id
        file_image(session, first.arrival, filing(ETHEL, given, description="left forearm"))
    return practice


@pytest.fixture
def practice(filed_once: Practice, tmp_path: Path) -> Practice:
    return filed_once.copied(tmp_path / "practice")


def attacked(practice: Practice, change: Change) -> None:
    """Have Rhys change the rows, with an entry that is theirs to write."""
    session = practice.sign_in(RHYS)
    with session.vault as vault, vault.change() as tx:
        change(tx)
        tx.audit(Event(act="list_inbox", body={}))


@dataclass(frozen=True)
class Seen:
    """What an honest program says: refused, told at the start, told by verify, or at a reading."""

    start: frozenset[str]
    verify: frozenset[str]
    reading: frozenset[str]
    refused: str = ""

    @property
    def where(self) -> str:
        if self.refused:
            return "refused"
        places = {"start": self.start, "verify": self.verify, "reading": self.reading}
        return next((name for name, told in places.items() if told), "nowhere")


def seen(practice: Practice) -> Seen:
    entry = PassphraseEntry(name=CLARE, passphrase=passphrase_of(CLARE))
    try:
        signed = sign_in(
            practice.vault,
            entry,
            decoding=practice.decoding,
            clock=practice.clock,
            outside=practice.heads,
            at_once=WAY.at_once,
        )
    except DeskError as error:
        return Seen(frozenset(), frozenset(), frozenset(), f"{error.code}.{error.reason}")
    session = signed.session
    with session.vault:
        start = frozenset(problem.what for problem in WAY.told(signed))
        report = verify_vault(session, lambda _done, _all: None)
        verify = frozenset(problem.what for problem in report.problems)
        reading = frozenset(_read_everything(session))
    manager = practice.sign_in(MONA) if not start else None
    if manager is not None:
        with manager.vault:
            reading |= frozenset(_read_audit(manager))
    return Seen(start, verify, reading)


def _read_audit(session: Session) -> list[str]:
    try:
        read_audit(session)
    except DeskError as error:
        return [f"{error.code}.{error.reason}"]
    return []


def _read_everything(session: Session) -> list[str]:
    """Open what a clinician would look at; return the errors."""
    told: list[str] = []

    def attempt(work: Callable[[], object]) -> object:
        try:
            return work()
        except DeskError as error:
            told.append(f"{error.code}.{error.reason}")
            return None

    for number in (ETHEL, GWYN):
        attempt(lambda number=number: list_consents(session, number))
        record = attempt(lambda number=number: open_record(session, number))
        for one in record.images if record is not None else ():
            attempt(lambda one=one: view_image(session, one.image).close())
            attempt(lambda one=one: view_original(session, one.image, "x").close())
    waiting = attempt(lambda: list_inbox(session))
    for one in waiting.waiting if waiting is not None else ():
        attempt(lambda one=one: open_arrival(session, one.arrival, Act.VIEW_ARRIVAL)[1].close())
    return told


def _ids(tx: Transaction, column: sa.Column) -> list[str]:
    return list(tx.connection.scalars(sa.select(column).order_by(column)))


def _repoint(column: sa.Column) -> Change:
    def change(tx: Transaction) -> None:
        now = tx.connection.scalar(sa.select(column))
        other = next(one for one in _ids(tx, sealed_object.c.id) if one != now)
        tx.connection.execute(sa.update(column.table).values({column.name: other}))

    return change


def _repoint_arrival(tx: Transaction) -> None:
    used = set(_ids(tx, arrival.c.object_id))
    other = next(one for one in _ids(tx, sealed_object.c.id) if one not in used)
    one = _ids(tx, arrival.c.id)[0]
    tx.connection.execute(sa.update(arrival).where(arrival.c.id == one).values(object_id=other))


def _to_gwyn(table: sa.Table) -> Change:
    def change(tx: Transaction) -> None:
        query = sa.select(patient.c.id).where(patient.c.nhs_number == GWYN)
        gwyn = tx.connection.scalar(query)
        tx.connection.execute(
            sa.update(table).where(table.c.patient_id.is_not(None)).values(patient_id=gwyn)
        )

    return change


def _null_seals(tx: Transaction) -> None:
    tx.connection.execute(sa.update(sealed_object).values(key_sealed=None))


def _null_seals_as_destroyed(tx: Transaction) -> None:
    values = {"key_sealed": None, "destroyed_at": tx.at}
    tx.connection.execute(sa.update(sealed_object).values(values))


def _swap(column: sa.Column) -> Change:
    """Exchange a sealed value between two rows."""

    def change(tx: Transaction) -> None:
        table = column.table
        key = table.c.id
        rows = tx.connection.execute(sa.select(key, column).order_by(key).limit(2)).all()
        for (one, _), (_, value) in zip(rows, reversed(rows), strict=True):
            tx.connection.execute(sa.update(table).where(key == one).values({column.name: value}))

    return change


def _delete(table: sa.Table) -> Change:
    def change(tx: Transaction) -> None:
        tx.connection.execute(sa.delete(table))

    return change


def _edit(column: sa.Column, value: object) -> Change:
    def change(tx: Transaction) -> None:
        tx.connection.execute(sa.update(column.table).values({column.name: value}))

    return change


def _other_content(tx: Transaction) -> None:
    """Say that the copy in the record is another content, whose digest fits its own file."""
    tx.connection.execute(sa.update(sealed_object).values(sha256_plain="0" * 64))


def _edit_head(tx: Transaction) -> None:
    row = tx.connection.execute(
        sa.select(audit_entry.c.seq, audit_entry.c.head).where(audit_entry.c.act == "file_image")
    ).one()
    head = row.head.replace(b"file_image", b"view_image")
    values = {"head": head, "hash": audit.hash_of(head), "act": "view_image"}
    tx.connection.execute(sa.update(audit_entry).where(audit_entry.c.seq == row.seq).values(values))


def _cut_first(tx: Transaction) -> None:
    tx.connection.execute(sa.delete(audit_entry).where(audit_entry.c.seq == 2))


def _another_consent(tx: Transaction) -> None:
    now = tx.connection.scalar(sa.select(image.c.consent_id))
    other = next(one for one in _ids(tx, consent.c.id) if one != now)
    tx.connection.execute(sa.update(image).values(consent_id=other))


def _edit_digest(tx: Transaction) -> None:
    one = _ids(tx, arrival.c.id)[0]
    tx.connection.execute(sa.update(arrival).where(arrival.c.id == one).values(sha256="0" * 64))


def _own_details(tx: Transaction) -> None:
    """Seal other details to the public key, as anybody can, and write their digest beside."""
    row = tx.connection.execute(sa.select(image.c.id, image.c.details_sha256)).one()
    plain = crypto.canonical({"site": "face", "side": "right", "view": "overview"})
    box = tx.ring.seal(Domain.CLINICAL, plain, place=crypto.context("image", "details", row.id))
    digest = hashlib.sha256(plain).hexdigest()
    tx.connection.execute(sa.update(image).values(details_sealed=box, details_sha256=digest))


def _own_consent(tx: Transaction) -> None:
    for one in _ids(tx, consent.c.id):
        plain = crypto.canonical({"uses": ["care", "teaching", "publication"]})
        box = tx.ring.seal(Domain.CLINICAL, plain, place=crypto.context("consent", "details", one))
        digest = hashlib.sha256(plain).hexdigest()
        values = {"details_sealed": box, "details_sha256": digest}
        tx.connection.execute(sa.update(consent).where(consent.c.id == one).values(values))


def _hide_from_search(tx: Transaction) -> None:
    """Take the first patient's words out of the index; the row stays as it was signed."""
    query = sa.select(patient.c.place, patient.c.family_name, patient.c.given_name)
    row = tx.connection.execute(query.order_by(patient.c.place).limit(1)).one()
    words = words_of(row.family_name, row.given_name)
    statement = "INSERT INTO patient_search(patient_search, rowid, words) VALUES (?, ?, ?)"
    tx.connection.exec_driver_sql(statement, ("delete", row.place, words))


ROWS: dict[str, tuple[Change, str]] = {
    "image: copy re-pointed": (_repoint(image.c.derivative_id), "start"),
    "image: original re-pointed": (_repoint(image.c.original_id), "start"),
    "image: given to another patient": (_to_gwyn(image), "start"),
    "image: removed": (_delete(image), "start"),
    "image: another consent": (_another_consent, "start"),
    "image: details nulled": (_edit(image.c.details_sealed, b""), "reading"),
    "image: details of one's own": (_own_details, "start"),
    "arrival: re-pointed": (_repoint_arrival, "verify"),
    "arrival: given to another patient": (_to_gwyn(arrival), "start"),
    "arrival: digest edited": (_edit_digest, "verify"),
    "arrival: facts swapped": (_swap(arrival.c.facts_sealed), "reading"),
    "arrival: said to be rejected": (_edit(arrival.c.state, "rejected"), "verify"),
    "consent: details swapped": (_swap(consent.c.details_sealed), "reading"),
    "consent: details of one's own": (_own_consent, "start"),
    "consent: given to another patient": (_to_gwyn(consent), "start"),
    "object: seals nulled": (_null_seals, "verify"),
    "object: seals nulled, said to be destroyed": (_null_seals_as_destroyed, "verify"),
    "object: seals swapped": (_swap(sealed_object.c.key_sealed), "reading"),
    "object: another content": (_other_content, "start"),
    "patient: date of birth edited": (_edit(patient.c.date_of_birth, "1901-01-01"), "verify"),
    "patient: renamed": (_edit(patient.c.family_name, "Canwr"), "verify"),
    "patient: hidden from the index": (_hide_from_search, "verify"),
    "patient: the list said to be longer": (_edit(patient_count.c.listed, 400), "verify"),
    "patient: sorted under another name": (_edit(patient.c.place, -patient.c.place), "verify"),
    "audit: entry of another person edited": (_edit_head, "start"),
    "audit: body exchanged": (_edit(audit_entry.c.body_sealed, b"x" * 64), "reading"),
    "audit: first entry removed": (_cut_first, "start"),
}
"""Each attack, and the first place where an honest program tells of it."""


@pytest.mark.parametrize("name", ROWS)
def test_rows_changed_by_somebody_with_the_catalogue_key_are_seen(
    practice: Practice, name: str
) -> None:
    change, where = ROWS[name]
    attacked(practice, change)
    found = seen(practice)
    assert found.where == where, found


def test_nobody_is_accused_where_nothing_was_changed(practice: Practice) -> None:
    assert seen(practice).where == "nowhere"


def test_an_old_seal_put_back_is_seen(practice: Practice, filed_once: Practice) -> None:
    """The original's key as it was sealed to the inbox, from a copy of before the filing.

    A nurse who kept that copy can open it there for ever; here it is put back for all nurses.
    """
    before = Practice(filed_once.root.parent / "before")
    session = before.copied(practice.root.parent / "old").sign_in(RHYS)
    with session.vault as vault, vault.change() as tx:
        old = {row.id: row for row in tx.connection.execute(sa.select(sealed_object))}
        tx.audit(Event(act="list_inbox", body={}))

    def put_back(tx: Transaction) -> None:
        original = tx.connection.scalar(sa.select(image.c.original_id))
        values = {"domain": old[original].domain, "key_sealed": old[original].key_sealed}
        tx.connection.execute(
            sa.update(sealed_object).where(sealed_object.c.id == original).values(values)
        )

    attacked(practice, put_back)
    found = seen(practice)
    assert (found.where, found.verify) == ("verify", {"seal_domain"}), found


def _all_but_outside(practice: Practice, old: Path) -> None:
    shutil.rmtree(practice.vault)
    shutil.copytree(old / "vault", practice.vault)


def test_everything_put_back_to_an_older_day_is_seen_at_the_outside_heads(
    practice: Practice, filed_once: Practice
) -> None:
    """Header, catalogue, objects, heads inside: all of one older day, whole and rightly signed."""
    _all_but_outside(practice, filed_once.root.parent / "before")
    found = seen(practice)
    assert found.where == "start", found
    assert "audit_cut_off" in found.start | found.verify


def test_everything_put_back_without_the_outside_heads_is_not_seen(
    practice: Practice, filed_once: Practice
) -> None:
    """The limit that docs/threat-model.md names: both places at once, or another computer."""
    _all_but_outside(practice, filed_once.root.parent / "before")
    shutil.rmtree(practice.heads)
    assert seen(practice).where == "nowhere"


@pytest.mark.parametrize("name", ["catalogue.db", "objects"])
def test_one_part_put_back_to_an_older_day_is_seen(
    practice: Practice, filed_once: Practice, name: str
) -> None:
    old = filed_once.root.parent / "before" / "vault" / name
    if old.is_dir():
        shutil.rmtree(practice.vault / name)
        shutil.copytree(old, practice.vault / name)
        assert seen(practice).verify >= {"object_missing"}
    else:
        shutil.copy(old, practice.vault / name)
        assert "audit_cut_off" in seen(practice).start
