"""Attacks on what came with key epochs: ends of certificates, renewed keys, slots, shares.

Made with what the attacker has: the catalogue key of a receptionist, their own former keys, an old
copy of ``vault.json``, and the program's own functions to sign and tag. Afterwards honest people
sign in: they are refused, or told at the start.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support.practice import CHEAP, CLARE, MONA, NIA, RHYS, Practice, passphrase_of, person

from desktop.errors import DeskError
from desktop.records.entry import PassphraseEntry
from desktop.records.role import Domain, Role
from desktop.vault import crypto, header
from desktop.vault.admission import publics, unlock, unlock_recovery, with_grant, with_mac
from desktop.vault.audit import Event
from desktop.vault.header import Header
from desktop.vault.header_parts import SignedDomain
from desktop.vault.header_record import binding_of_header
from desktop.vault.keys import DomainPublic
from desktop.workflow.session import Session
from desktop.workflow.signing_in import sign_in
from desktop.workflow.staffing import change_passphrase, disable_user, set_role
from desktop.workflow.users import add_user

OLWEN = "olwen"
NEW = "seven green kettles sang at dawn"


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """With a second clinician, who was made a receptionist: their own keys stayed the same."""
    practice = Practice.founded(tmp_path_factory.mktemp("insider") / "practice").staffed()
    session = practice.sign_in(CLARE)
    with session.vault:
        add_user(session, person(OLWEN, Role.CLINICIAN), cost=CHEAP)
    (practice.root / "old.json").write_bytes((practice.vault / "vault.json").read_bytes())
    session = practice.sign_in(CLARE)
    with session.vault:
        set_role(session, OLWEN, Role.RECEPTIONIST)
    return practice


@pytest.fixture
def practice(worked: Practice, tmp_path: Path) -> Practice:
    return worked.copied(tmp_path / "practice")


def _write(practice: Practice, shape: Header) -> None:
    header.write(practice.vault, shape)


def _tagged(session: Session, shape: Header) -> Header:
    return with_mac(shape, session.vault.ring.private(Domain.CATALOGUE))


def _blessed(practice: Practice, name: str, forge: Callable[[Session], Header], act: str) -> None:
    """Have somebody forge a header, sign an entry that binds it, and put it in place."""
    session = practice.sign_in(name)
    with session.vault as vault:
        shape = _tagged(session, forge(session))
        with vault.change() as tx:
            tx.audit(Event(act=act, binding=binding_of_header(shape), body={}))
    _write(practice, shape)


def _told(practice: Practice, name: str = CLARE) -> set[str]:
    """Sign in honestly; return what is said, the reason of a refusal included."""
    entry = PassphraseEntry(name=name, passphrase=passphrase_of(name))
    try:
        signed = sign_in(
            practice.vault, entry, decoding=practice.decoding, clock=practice.clock,
            outside=practice.heads,
        )  # fmt: skip
    except DeskError as error:
        return {f"refused: {error.reason}"}
    signed.session.vault.close()
    return {problem.what for problem in signed.problems}


def _olwen_again(shape: Header) -> Header:
    """Put the certificate that was ended in force again, and forget that it ended."""
    ended = next(one for one in shape.former if one.signed.person.name == OLWEN)
    now = shape.named(OLWEN)
    assert now is not None
    back = replace(ended.signed, slot=now.slot)
    people = tuple(back if p.person.name == OLWEN else p for p in shape.people)
    return replace(shape, people=people, former=tuple(f for f in shape.former if f is not ended))


def _own_epoch(session: Session, shape: Header, domain: Domain) -> Header:
    """Sign a key of one's own making for a domain, and grant it to whoever held the old one."""
    private = crypto.new_exchange_key()
    key = DomainPublic(
        domain=domain, epoch=shape.epoch(domain) + 1, public=crypto.exchange_public(private)
    )
    who = session.vault.who
    unsigned = SignedDomain(key=key, signature=b"", signed_by=who.user_id)
    signature = crypto.sign(who.identity.signing_private, unsigned.message(shape.vault_id))
    holders = [grant.grantee for grant in shape.grants if grant.domain is domain]
    shape = replace(
        shape,
        domains=(*shape.domains, replace(unsigned, signature=signature)),
        grants=tuple(g for g in shape.grants if g.domain is not domain),
    )
    for grantee in holders:
        shape = with_grant(shape, grantee, domain, private, signer=who.signer)
    assert publics(shape)[domain].epoch == key.epoch
    return shape


def test_nobody_is_accused_where_nothing_was_changed(practice: Practice) -> None:
    assert _told(practice) == set()
    assert _told(practice, OLWEN) == set()


def test_a_certificate_that_ended_does_not_come_into_force_again(practice: Practice) -> None:
    """The former clinician has the tag's key, and signs as the clinician that they were."""
    _blessed(practice, OLWEN, lambda s: _olwen_again(s.vault.header), "rotate_keys")
    assert _told(practice) == {"refused: header_rolled_back"}


def test_a_former_clinician_makes_no_clinical_key(practice: Practice) -> None:
    """Signed with a certificate that held once; everybody would seal to a key that they know."""

    def forge(session: Session) -> Header:
        return _own_epoch(session, _olwen_again(session.vault.header), Domain.CLINICAL)

    _blessed(practice, OLWEN, forge, "rotate_keys")
    assert _told(practice) != set()


def test_a_former_clinicians_key_signs_no_epoch_either(practice: Practice) -> None:
    """Without pretending to be in force: the chain takes certificates of then, the trail not."""

    def forge(session: Session) -> Header:
        return _own_epoch(session, session.vault.header, Domain.CLINICAL)

    _blessed(practice, OLWEN, forge, "rotate_keys")
    assert _told(practice) != set()


@pytest.mark.parametrize("by", [1, 1000, -1])
def test_the_end_of_a_certificate_cannot_be_moved(practice: Practice, by: int) -> None:
    def forge(session: Session) -> Header:
        shape = session.vault.header
        moved = tuple(replace(one, last_seq=max(1, one.last_seq + by)) for one in shape.former)
        return replace(shape, former=moved)

    _blessed(practice, RHYS, forge, "rotate_keys")
    assert _told(practice) == {"refused: certificate"}


def test_an_end_that_nobody_signed_is_refused(practice: Practice) -> None:
    """Rhys ends the manager, in the clinician's name."""

    def forge(session: Session) -> Header:
        shape = session.vault.header
        mona = shape.named(MONA)
        assert mona is not None
        ended = replace(shape.former[0], signed=replace(mona, slot=shape.former[0].signed.slot))
        people = tuple(p for p in shape.people if p is not mona)
        grants = tuple(g for g in shape.grants if g.grantee != mona.person.user_id)
        return replace(shape, people=people, grants=grants, former=(*shape.former, ended))

    _blessed(practice, RHYS, forge, "disable_user")
    assert _told(practice)


def test_a_manager_signs_no_clinical_key(practice: Practice) -> None:
    _blessed(
        practice, MONA, lambda s: _own_epoch(s, s.vault.header, Domain.CLINICAL), "rotate_keys"
    )
    assert _told(practice) == {"refused: domain"}


def test_the_header_from_before_the_change_of_role_is_refused(practice: Practice) -> None:
    old = header.parse((practice.root / "old.json").read_bytes())
    _write(practice, old)
    assert _told(practice) & {"refused: header_rolled_back", "refused: header"} or _told(practice)
    session_key = unlock(old, RHYS, passphrase_of(RHYS)).ring.private(Domain.CATALOGUE)
    assert session_key, "the old header alone is whole"


def test_old_grants_put_back_are_refused(practice: Practice) -> None:
    """Grants of the clinical key of before, to the former clinician."""
    old = header.parse((practice.root / "old.json").read_bytes())

    def forge(session: Session) -> Header:
        shape = session.vault.header
        back = tuple(g for g in old.grants if g.domain is Domain.CLINICAL)
        kept = tuple(g for g in shape.grants if g.domain is not Domain.CLINICAL)
        return replace(shape, grants=(*kept, *back))

    _blessed(practice, RHYS, forge, "grant_keys")
    assert _told(practice) == {"refused: grant"}


def test_the_slot_of_a_passphrase_of_before_is_refused(practice: Practice) -> None:
    old = header.read(practice.vault)
    session = practice.sign_in(NIA)
    with session.vault:
        change_passphrase(session, old=passphrase_of(NIA), new=NEW, cost=CHEAP)

    def forge(session: Session) -> Header:
        shape = session.vault.header
        before = old.named(NIA)
        assert before is not None
        people = tuple(before if p.person.name == NIA else p for p in shape.people)
        return replace(shape, people=people)

    session = practice.sign_in(RHYS)
    with session.vault:
        shape = _tagged(session, forge(session))
    _write(practice, shape)
    assert _told(practice) == {"refused: slot_rolled_back"}


def test_an_entry_of_nobodys_right_locks_nobody_out(practice: Practice) -> None:
    """A receptionist signs entries that bind nothing: passed over, and named at the start."""
    session = practice.sign_in(RHYS)
    with session.vault as vault, vault.change() as tx:
        for act in ("rotate_keys", "grant_keys", "renew_recovery"):
            tx.audit(Event(act=act, binding="0" * 64, body={}))
        clare = vault.header.named(CLARE)
        assert clare is not None
        tx.audit(Event(act="slot", subject=clare.person.user_id, binding="0" * 64, body={}))
    told = _told(practice)
    assert not any(one.startswith("refused") for one in told), told
    assert "audit_role" in told


def test_who_left_signs_nothing_that_counts(practice: Practice) -> None:
    """With the old signing key, an accomplice's catalogue key, and an entry in their own name."""
    session = practice.sign_in(NIA)
    with session.vault as vault:
        gone = vault.who
    session = practice.sign_in(CLARE)
    with session.vault:
        disable_user(session, NIA)
    session = practice.sign_in(RHYS)
    with session.vault as vault:
        honest = vault.who
        vault.who = replace(honest, user_id=gone.user_id, identity=gone.identity)
        with vault.change() as tx:
            tx.audit(Event(act="list_inbox", body={}))
        vault.who = honest
    assert _told(practice) & {"unknown_signer", "audit_signature"}


def test_recovery_is_not_weakened_unseen(practice: Practice) -> None:
    """The division is signed by the root: fewer sheets, or another set, are refused."""
    for change in ({"threshold": 1, "shares": 3, "set_id": "ABC"}, {"set_id": "ABC"}):

        def forge(session: Session, change: dict = change) -> Header:
            shape = session.vault.header
            return replace(shape, recovery=replace(shape.recovery, **change))

        copy = practice.copied(practice.root.parent / f"copy{len(change)}")
        _blessed(copy, RHYS, forge, "renew_recovery")
        assert _told(copy) == {"refused: recovery"}
        with pytest.raises(DeskError):
            unlock_recovery(header.read(copy.vault), practice.recovery_key)


@pytest.mark.parametrize("factor", ["", "f-another"])
def test_what_a_slot_needs_is_not_changed_unseen(practice: Practice, factor: str) -> None:
    """A factor that is added or taken away in the file: the slot is bound by an entry."""
    session = practice.sign_in(RHYS)
    with session.vault:
        shape = session.vault.header
        people = tuple(
            replace(p, slot=replace(p.slot, factor=factor or "f-none")) for p in shape.people
        )
        shape = _tagged(session, replace(shape, people=people))
    _write(practice, shape)
    assert _told(practice)
