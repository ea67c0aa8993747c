"""What each role's keys open, proven with the keys and not with the program's own refusals."""

from itertools import product

import pytest
import sqlalchemy as sa
from support.practice import (
    BORN,
    CHEAP,
    CLARE,
    ETHEL,
    GWYN,
    MONA,
    NAME_OF,
    NIA,
    RHYS,
    Practice,
    declared,
    filing,
    person,
    photograph,
)

from desktop.errors import DamagedError, KeyMissingError, NotPermittedError
from desktop.ids import ObjectId
from desktop.records.draft import Draft, Jotted
from desktop.records.role import KEYS, Domain, Role
from desktop.vault import (
    arrivals,
    audit,
    consents,
    crypto,
    declarations,
    header,
    images,
    object_keys,
)
from desktop.vault.audit import Event
from desktop.vault.keys import KeyRing
from desktop.vault.schema import (
    arrival,
    audit_entry,
    consent,
    declaration,
    draft,
    image,
    metadata,
    patient,
    sealed_object,
)
from desktop.workflow.attaching import attach, attached_today
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents
from desktop.workflow.drafting import keep_draft
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.session import Session
from desktop.workflow.users import add_user, grant, list_users

STAFF = (Role.RECEPTIONIST, Role.NURSE, Role.CLINICIAN, Role.MANAGER)
ALL = (*STAFF, Role.RECOVERY)


@pytest.fixture(scope="module")
def filed_once(working_once: Practice, tmp_path_factory) -> Practice:
    """One image filed, four arrivals waiting: one attached, one with a draft; read only."""
    practice = working_once.copied(tmp_path_factory.mktemp("filed") / "practice")
    session = practice.sign_in(RHYS)
    with session.vault:
        (practice.card / "sent.jpg").write_bytes(photograph(20))
        attached = attach(
            session,
            (practice.card / "sent.jpg",),
            GWYN,
            declared(note="itches at night"),
            second=BORN[GWYN],
            progress=lambda _done, _all: None,
            cancelled=lambda: False,
        ).value
        assert [one.outcome for one in attached] == ["attached"]
    session = practice.sign_in(CLARE)
    with session.vault:
        first, second = list_inbox(session).waiting[:2]
        jotted = Jotted(description="reddish patch")
        keep_draft(session, Draft(arrival=second.arrival, jotted=jotted))
        consent_id = list_consents(session, ETHEL)[0].id
        file_image(session, first.arrival, filing(ETHEL, consent_id, description="left forearm"))
    return practice


def _place_of_declaration(arrival_id: str) -> bytes:
    return crypto.context("declaration", "body", arrival_id)


def _everything_sealed(session: Session) -> dict[str, list[tuple[Domain, bytes, bytes]]]:
    """Return every sealed value of the catalogue with its domain and its place, by kind."""
    with session.vault.change() as tx:
        run = tx.connection.execute
        found = {
            "object key": [
                (Domain(row.domain), row.key_sealed, crypto.context("object key", row.id))
                for row in run(sa.select(sealed_object))
            ],
            "arrival facts": [
                (Domain.INBOX, row.facts_sealed, crypto.context("arrival", "facts", row.id))
                for row in run(sa.select(arrival))
            ],
            "declaration": [
                (Domain.INBOX, row.body_sealed, _place_of_declaration(row.arrival_id))
                for row in run(sa.select(declaration))
            ],
            "draft": [
                (Domain.INBOX, row.body_sealed, crypto.context("draft", "body", row.arrival_id))
                for row in run(sa.select(draft))
            ],
            "consent": [
                (Domain.CLINICAL, row.details_sealed, crypto.context("consent", "details", row.id))
                for row in run(sa.select(consent))
            ],
            "image details": [
                (Domain.CLINICAL, row.details_sealed, crypto.context("image", "details", row.id))
                for row in run(sa.select(image))
            ],
            "audit body": [
                (Domain.GOVERNANCE, row.body_sealed, crypto.context("audit", row.seq))
                for row in run(sa.select(audit_entry))
            ],
        }
        tx.audit(Event(act="test", body={}))
    return found


def _privates(session: Session) -> list[bytes]:
    """Return every private key that this person has in memory, of whatever kind."""
    identity = session.vault.who.identity
    keys = [*session.vault.ring.privates.values(), identity.exchange_private]
    return [*keys, identity.signing_private]


def _opens(session: Session, domain: Domain, box: bytes, place: bytes) -> bool:
    """Try every private key in every domain's name."""
    ring = session.vault.ring
    for private, named in product(_privates(session), Domain):
        forced = KeyRing(vault_id=ring.vault_id, publics=ring.publics, privates={named: private})
        try:
            forced.unseal(named, box, place=place)
        except DamagedError:
            continue
        return True
    with_own = ring.holds(domain)
    assert not with_own
    return False


@pytest.mark.parametrize("role", ALL)
def test_each_role_holds_exactly_its_keys(filed_once, role):
    session = filed_once.as_role(role)
    with session.vault:
        ring = session.vault.ring
        assert {domain for domain in Domain if ring.holds(domain)} == KEYS[role]
        assert session.vault.who.missing == frozenset()
        for domain in Domain:
            if domain in KEYS[role]:
                public = crypto.exchange_public(ring.private(domain))
                assert public == ring.publics[domain].public
            else:
                with pytest.raises(KeyMissingError):
                    ring.private(domain)
                with pytest.raises(KeyMissingError):
                    ring.unseal(domain, ring.seal(domain, b"x", place=b"p"), place=b"p")


@pytest.mark.parametrize("role", ALL)
def test_every_key_of_a_role_opens_what_its_domains_seal_and_nothing_else(filed_once, role):
    session = filed_once.as_role(role)
    with session.vault:
        everything = _everything_sealed(session)
        assert all(everything.values())
        for kind, boxes in everything.items():
            for domain, box, place in boxes[:6]:
                expected = domain in KEYS[role]
                assert _opens(session, domain, box, place) is expected, (kind, domain)


def test_domains_of_object_keys_are_what_the_state_says(filed_once):
    session = filed_once.sign_in(CLARE)
    with session.vault:
        domains = [domain for domain, _, _ in _everything_sealed(session)["object key"]]
    assert sorted(domain.value for domain in domains) == [
        "clinical",
        "inbox",
        "inbox",
        "inbox",
        "inbox",
        "original",
    ]


def _object_of(session: Session, domain: Domain) -> ObjectId:
    with session.vault.change() as tx:
        query = sa.select(sealed_object.c.id).where(sealed_object.c.domain == domain.value)
        found = ObjectId(tx.connection.scalars(query).first() or "")
        tx.audit(Event(act="test", body={}))
    return found


@pytest.mark.parametrize(
    ("role", "domain"),
    [
        *((Role.RECEPTIONIST, domain) for domain in (Domain.INBOX, Domain.CLINICAL)),
        (Role.RECEPTIONIST, Domain.ORIGINAL),
        (Role.NURSE, Domain.ORIGINAL),
        *((Role.MANAGER, domain) for domain in (Domain.INBOX, Domain.CLINICAL)),
        (Role.MANAGER, Domain.ORIGINAL),
    ],
)
def test_no_key_of_theirs_decrypts_the_file_itself(filed_once, role, domain):
    session = filed_once.as_role(role)
    with session.vault as vault:
        object_id = _object_of(session, domain)
        with pytest.raises(KeyMissingError), vault.change() as tx:
            object_keys.key_of(tx, object_id)
        for key in _privates(session):
            with pytest.raises(DamagedError):
                list(vault.objects.read(object_id, key, sha256_plain=""))


def test_a_key_pasted_into_another_row_opens_nothing(filed_once):
    """A receptionist writes the inbox key of one object into the row of another."""
    session = filed_once.sign_in(NIA)
    with session.vault as vault, vault.change() as tx:
        rows = list(
            tx.connection.execute(
                sa.select(sealed_object).where(sealed_object.c.domain == Domain.INBOX.value)
            )
        )
        box, place = rows[0].key_sealed, crypto.context("object key", rows[1].id)
        with pytest.raises(DamagedError):
            vault.ring.unseal(Domain.INBOX, box, place=place)
        tx.audit(Event(act="test", body={}))


def test_the_founder_reads_the_audit_until_the_first_manager_does(founded_once, tmp_path):
    practice = founded_once.copied(tmp_path / "practice")
    session = practice.sign_in(CLARE)
    with session.vault:
        assert session.vault.ring.holds(Domain.GOVERNANCE)
        assert read_audit(session)
        add_user(session, person(NIA), cost=CHEAP)
        assert session.vault.ring.holds(Domain.GOVERNANCE)
        add_user(session, person(MONA), cost=CHEAP)
        assert not session.vault.ring.holds(Domain.GOVERNANCE), "in the same session too"
        with pytest.raises(NotPermittedError):
            read_audit(session)
    session = practice.sign_in(CLARE)
    with session.vault as vault:
        assert not vault.ring.holds(Domain.GOVERNANCE)
        with vault.change() as tx:
            entry = audit.entries(tx.connection)[0]
            with pytest.raises(KeyMissingError):
                audit.open_body(entry, tx.ring)
            tx.audit(Event(act="test", body={}))
    session = practice.sign_in(MONA)
    with session.vault:
        assert read_audit(session)[0].seq == 1


def test_a_founder_who_is_a_manager_keeps_the_audit(tmp_path):
    practice = Practice.founded(tmp_path / "practice", first=MONA)
    session = practice.sign_in(MONA)
    with session.vault:
        assert {d for d in Domain if session.vault.ring.holds(d)} == KEYS[Role.MANAGER]
        add_user(session, person("mair", Role.MANAGER), cost=CHEAP)
        assert session.vault.ring.holds(Domain.GOVERNANCE)


def test_a_manager_can_admit_a_clinician_but_not_make_them_one(staffed):
    session = staffed.sign_in(MONA)
    with session.vault:
        new = add_user(session, person("colin", Role.CLINICIAN), cost=CHEAP).value
        assert new.missing == {Domain.INBOX, Domain.CLINICAL, Domain.ORIGINAL}
        again = grant(session, "colin").value
        assert again.missing == new.missing
    session = staffed.sign_in("colin")
    with session.vault as vault:
        assert {d for d in Domain if vault.ring.holds(d)} == {Domain.CATALOGUE}
        assert vault.who.missing == new.missing
        with pytest.raises(NotPermittedError):
            list_consents(session, ETHEL)
        with pytest.raises(KeyMissingError):
            vault.ring.private(Domain.ORIGINAL)
        assert grant(session, "colin").value.missing == new.missing
    session = staffed.sign_in(CLARE)
    with session.vault:
        assert grant(session, "colin").value.missing == frozenset()
    session = staffed.sign_in("colin")
    with session.vault as vault:
        assert {d for d in Domain if vault.ring.holds(d)} == KEYS[Role.CLINICIAN]
        members = {member.name: member.missing for member in list_users(session)}
    assert members == {name: frozenset() for name in (*NAME_OF.values(), "colin")}


def test_the_recovery_key_admits_and_grants_everything(staffed):
    session = staffed.recover()
    with session.vault:
        new = add_user(session, person("colin", Role.CLINICIAN), cost=CHEAP).value
        assert new.missing == frozenset()
    with staffed.sign_in("colin").vault as vault:
        assert {d for d in Domain if vault.ring.holds(d)} == KEYS[Role.CLINICIAN]


def test_who_attached_an_image_cannot_read_anything_of_it_back(working_once, tmp_path):
    """In the very session in which it was sealed, with every key that the front desk has."""
    practice = working_once.copied(tmp_path / "practice")
    file = practice.card / "sent.jpg"
    file.write_bytes(photograph(20))
    session = practice.sign_in(RHYS)
    with session.vault as vault:
        attach(
            session,
            (file,),
            GWYN,
            declared(note="itches at night"),
            second=BORN[GWYN],
            progress=lambda _done, _all: None,
            cancelled=lambda: False,
        )
        (mine,) = attached_today(session)
        with vault.change() as tx:
            row = arrivals.get(tx, mine.arrival)
            assert row.facts is None
            sealed = tx.connection.scalar(
                sa.select(declaration.c.body_sealed).where(declaration.c.arrival_id == row.id)
            )
            facts = tx.connection.scalar(
                sa.select(arrival.c.facts_sealed).where(arrival.c.id == row.id)
            )
            given = tx.connection.scalar(
                sa.select(consent.c.details_sealed).where(consent.c.id == row.consent_id)
            )
            key = object_keys.row_of(tx, row.object_id).key_sealed
            with pytest.raises(KeyMissingError):
                object_keys.key_of(tx, row.object_id)
            with pytest.raises(KeyMissingError):
                consents.get(tx, row.consent_id)
            with pytest.raises(KeyMissingError):
                declarations.opened(tx, row.id, sealed)
            tx.audit(Event(act="test", body={}))
        places = [
            (Domain.INBOX, facts, crypto.context("arrival", "facts", row.id)),
            (Domain.INBOX, sealed, _place_of_declaration(row.id)),
            (Domain.CLINICAL, given, crypto.context("consent", "details", row.consent_id)),
            (Domain.INBOX, key, crypto.context("object key", row.object_id)),
        ]
        for domain, box, place in places:
            assert not _opens(session, domain, box, place)
        for private in _privates(session):
            with pytest.raises(DamagedError):
                list(vault.objects.read(row.object_id, private, sha256_plain=row.sha256))
    session = practice.sign_in(NIA)
    with session.vault:
        assert all(_opens(session, domain, box, place) for domain, box, place in places)


def test_clinical_values_are_nowhere_in_the_clear_columns(filed_once):
    """Descriptions, sites and file names are sealed; the catalogue key alone shows none."""
    session = filed_once.sign_in(RHYS)
    with session.vault as vault, vault.change() as tx:
        texts = []
        for table in metadata.sorted_tables:
            if table is patient:
                continue
            for row in tx.connection.execute(sa.select(table)):
                texts += [str(value) for value in row if isinstance(value, str | int)]
                texts += [value.decode("latin-1") for value in row if isinstance(value, bytes)]
        whole = "\n".join(texts)
        for secret in (
            "left forearm",
            "forearm",
            "IMG_0000",
            "close_up",
            "verbal",
            "itches",
            "email",
            "sent.jpg",
            "reddish",
        ):
            assert secret not in whole
        assert "left forearm" not in str(header.read(filed_once.vault))
        for row in tx.connection.execute(sa.select(image)):
            with pytest.raises(KeyMissingError):
                images.get(tx, row.id)
        for row in tx.connection.execute(sa.select(consent)):
            with pytest.raises(KeyMissingError):
                consents.get(tx, row.id)
        tx.audit(Event(act="test", body={}))
