"""Somebody can write every file of the vault and holds the catalogue key: a receptionist.

Each attack ends in a refusal before any key is out. The tag of the header is made again after
every change, as such a person can.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support.practice import CHEAP, CLARE, MONA, NIA, RHYS, Practice, passphrase_of, person

from desktop.errors import (
    DamagedError,
    DeskError,
    FormatTooNewError,
    KeyMissingError,
    TamperedError,
    UnlockFailedError,
    UserExistsError,
    VaultMissingError,
)
from desktop.ids import UserId
from desktop.records.recovery import RecoveryPlan
from desktop.records.role import Domain, Role
from desktop.vault import crypto, header
from desktop.vault.admission import (
    Unlocked,
    admit,
    found,
    grant_keys,
    unlock,
    unlock_recovery,
    with_mac,
)
from desktop.vault.header import Header
from desktop.vault.header_parts import SignedPerson
from desktop.vault.keys import ROOT
from desktop.vault.recovery_key import new_recovery_key
from desktop.vault.recovery_slot import NewRecovery, new_recovery
from desktop.vault.trust import check_header, vault_id_of

AT = "2026-03-02T09:00:00.000+00:00"


class Attack:
    """A staffed header and what the receptionist has: the files, and their own keys."""

    def __init__(self, practice: Practice) -> None:
        self.shape = header.read(practice.vault)
        self.rhys = unlock(self.shape, RHYS, passphrase_of(RHYS))
        self.recovery_key = practice.recovery_key

    def person(self, name: str) -> SignedPerson:
        found_person = self.shape.named(name)
        assert found_person is not None
        return found_person

    def with_person(self, changed: SignedPerson) -> Header:
        people = tuple(
            changed if one.person.user_id == changed.person.user_id else one
            for one in self.shape.people
        )
        return replace(self.shape, people=people)

    def forged(self, shape: Header) -> Header:
        return with_mac(shape, self.rhys.ring.private(Domain.CATALOGUE))

    def everybody_refused(self, shape: Header) -> set[str]:
        """Try every way in; return the reasons. Nobody gets a key."""
        shape = self.forged(shape)
        reasons = set()
        ways: list[Callable[[], Unlocked]] = [
            lambda: unlock_recovery(shape, self.recovery_key),
            *(lambda n=name: unlock(shape, n, passphrase_of(n)) for name in (CLARE, NIA, RHYS)),
        ]
        for way in ways:
            with pytest.raises((TamperedError, UnlockFailedError)) as refused:
                way()
            reasons.add(refused.value.reason)
        return reasons


@pytest.fixture(scope="module")
def attack(staffed_once: Practice) -> Attack:
    return Attack(staffed_once)


def test_the_honest_header_opens_for_everybody(attack):
    again = attack.forged(attack.shape)
    assert again.mac == attack.shape.mac
    for name in (CLARE, MONA, NIA, RHYS):
        assert unlock(again, name, passphrase_of(name)).name == name
    assert unlock_recovery(again, attack.recovery_key).role is Role.RECOVERY


def test_a_changed_tag_is_refused(attack):
    for mac in (b"", bytes(32), attack.shape.mac[:-1]):
        with pytest.raises(TamperedError):
            unlock(replace(attack.shape, mac=mac), CLARE, passphrase_of(CLARE))


@pytest.mark.parametrize("domain", list(Domain))
def test_a_swapped_domain_key_is_refused(attack, domain):
    mine = crypto.exchange_public(crypto.new_exchange_key())

    def swap(signature: Callable[[header.SignedDomain], bytes]) -> Header:
        domains = []
        for signed in attack.shape.domains:
            if signed.key.domain is domain:
                key = replace(signed.key, public=mine)
                signed = replace(signed, key=key)  # noqa: PLW2901 - the point of it
                signed = replace(signed, signature=signature(signed))  # noqa: PLW2901
            domains.append(signed)
        return replace(attack.shape, domains=tuple(domains))

    own = attack.rhys.identity.signing_private
    attack.everybody_refused(swap(lambda signed: signed.signature))
    attack.everybody_refused(
        swap(lambda signed: crypto.sign(own, signed.message(attack.shape.vault_id)))
    )


def test_a_newer_epoch_of_a_domain_is_not_slipped_in(attack):
    first = attack.shape.domains[0]
    key = replace(first.key, epoch=2, public=crypto.exchange_public(crypto.new_exchange_key()))
    own = attack.rhys.identity.signing_private
    more = replace(first, key=key)
    more = replace(more, signature=crypto.sign(own, more.message(attack.shape.vault_id)))
    attack.everybody_refused(replace(attack.shape, domains=(*attack.shape.domains, more)))


def test_a_domain_cannot_be_left_out(attack):
    attack.everybody_refused(replace(attack.shape, domains=attack.shape.domains[1:]))
    attack.everybody_refused(replace(attack.shape, domains=()))


@pytest.mark.parametrize("which", ["exchange_public", "signing_public"])
def test_a_swapped_public_key_of_a_person_is_refused(attack, which):
    clare = attack.person(CLARE)
    mine = {
        "exchange_public": attack.rhys.identity.exchange_public,
        "signing_public": attack.rhys.identity.signing_public,
    }
    forged = replace(clare, person=replace(clare.person, **{which: mine[which]}))
    attack.everybody_refused(attack.with_person(forged))


@pytest.mark.parametrize("role", [Role.NURSE, Role.CLINICIAN, Role.MANAGER, Role.RECOVERY])
def test_an_edited_role_is_refused(attack, role):
    rhys = attack.person(RHYS)
    forged = replace(rhys, person=replace(rhys.person, role=role))
    attack.everybody_refused(attack.with_person(forged))
    own = attack.rhys.identity.signing_private
    signature = crypto.sign(own, forged.message(attack.shape.vault_id))
    forged = replace(forged, signature=signature)
    attack.everybody_refused(attack.with_person(forged))
    forged = replace(forged, admitted_by=forged.person.user_id)
    forged = replace(forged, signature=crypto.sign(own, forged.message(attack.shape.vault_id)))
    attack.everybody_refused(attack.with_person(forged))


def test_a_pasted_grant_of_another_user_is_refused(attack):
    for grant in attack.shape.grants:
        if grant.grantee == attack.rhys.user_id or grant.domain is Domain.CATALOGUE:
            continue
        pasted = replace(grant, grantee=attack.rhys.user_id)
        attack.everybody_refused(replace(attack.shape, grants=(*attack.shape.grants, pasted)))
        own = attack.rhys.identity.signing_private
        pasted = replace(pasted, granted_by=attack.rhys.user_id)
        pasted = replace(pasted, signature=crypto.sign(own, pasted.message(attack.shape.vault_id)))
        attack.everybody_refused(replace(attack.shape, grants=(*attack.shape.grants, pasted)))


def test_a_grant_by_somebody_who_may_not_grant_is_refused(attack):
    """A nurse holds the inbox key; passing it on takes somebody who may."""
    nia = unlock(attack.shape, NIA, passphrase_of(NIA))
    clare = attack.person(CLARE).person
    about = crypto.context(attack.shape.vault_id, clare.user_id, Domain.INBOX.value, 1)
    box = crypto.seal(
        clare.exchange_public, nia.ring.private(Domain.INBOX), purpose="grant", about=about
    )
    grants = []
    for grant in attack.shape.grants:
        if (grant.grantee, grant.domain) == (clare.user_id, Domain.INBOX):
            grant = replace(grant, box=box, granted_by=nia.user_id)  # noqa: PLW2901
            signature = crypto.sign(
                nia.identity.signing_private, grant.message(attack.shape.vault_id)
            )
            grant = replace(grant, signature=signature)  # noqa: PLW2901
        grants.append(grant)
    attack.everybody_refused(replace(attack.shape, grants=tuple(grants)))


def test_a_forged_certificate_is_refused(attack):
    """The receptionist admits a clinician of their own."""
    grown = admit(
        attack.shape, person("mallory", Role.CLINICIAN), by=attack.rhys, cost=CHEAP, at=AT
    )
    attack.everybody_refused(grown)
    mallory = grown.people[-1]
    for above in (ROOT, attack.person(MONA).person.user_id, UserId("u-nobody")):
        forged = replace(mallory, admitted_by=above)
        own = attack.rhys.identity.signing_private
        forged = replace(forged, signature=crypto.sign(own, forged.message(attack.shape.vault_id)))
        attack.everybody_refused(replace(grown, people=(*attack.shape.people, forged)))


def test_certificates_in_a_circle_are_refused(attack):
    one = replace(attack.person(MONA), admitted_by=attack.person(NIA).person.user_id)
    two = replace(attack.person(NIA), admitted_by=attack.person(MONA).person.user_id)
    shape = replace(attack.shape, people=(attack.person(CLARE), attack.person(RHYS), one, two))
    attack.everybody_refused(shape)


def test_a_double_of_a_person_is_refused(attack):
    rhys = attack.person(RHYS)
    attack.everybody_refused(replace(attack.shape, people=(*attack.shape.people, rhys)))


def founded_alone(name: str) -> tuple[Header, NewRecovery]:
    fresh = new_recovery(RecoveryPlan.TWO_OF_THREE)
    first = person(name, Role.CLINICIAN)
    shape = found(practice="Test Surgery", created_at=AT, first=first, cost=CHEAP, recovery=fresh)
    return shape, fresh


def test_a_root_of_ones_own_is_refused(attack):
    """A whole vault of the attacker's making, with this vault's people pasted in."""
    other, _ = founded_alone("mallory")
    root = other.root_public
    attack.everybody_refused(replace(attack.shape, root_public=root))
    attack.everybody_refused(replace(attack.shape, root_public=root, vault_id=vault_id_of(root)))
    attack.everybody_refused(
        replace(
            other,
            people=(*attack.shape.people, *other.people),
            grants=(*other.grants, *attack.shape.grants),
            recovery=attack.shape.recovery,
        )
    )


def test_a_slot_under_another_name_or_role_stays_shut(attack):
    clare, rhys = attack.person(CLARE), attack.person(RHYS)
    swapped = attack.forged(attack.with_person(replace(clare, slot=rhys.slot)))
    for passphrase in (passphrase_of(CLARE), passphrase_of(RHYS)):
        with pytest.raises(UnlockFailedError):
            unlock(swapped, CLARE, passphrase)


def test_another_recovery_slot_is_refused(attack):
    other, fresh = founded_alone("mallory")
    attack.everybody_refused(replace(attack.shape, recovery=other.recovery))
    for wrong in ("\n".join(fresh.keys), new_recovery_key()):
        with pytest.raises(UnlockFailedError):
            unlock_recovery(attack.shape, wrong)


def test_a_removed_signer_leaves_nothing_that_holds(attack):
    clare = attack.person(CLARE).person.user_id
    people = tuple(one for one in attack.shape.people if one.person.user_id != clare)
    shape = attack.forged(replace(attack.shape, people=people))
    for name in (NIA, RHYS, MONA):
        with pytest.raises(TamperedError):
            unlock(shape, name, passphrase_of(name))


def test_the_founders_governance_grant_does_not_come_back(attack, founded_once):
    before = header.read(founded_once.vault)
    clare = attack.person(CLARE).person.user_id
    old = next(
        grant
        for grant in before.grants
        if (grant.grantee, grant.domain) == (clare, Domain.GOVERNANCE)
    )
    reasons = attack.everybody_refused(replace(attack.shape, grants=(*attack.shape.grants, old)))
    assert reasons == {"grant"}


def _write(practice: Practice, shape: Header) -> None:
    header.write(practice.vault, shape)


def _refused_at_start(practice: Practice, name: str) -> None:
    with pytest.raises(TamperedError, match="header_rolled_back"):
        practice.sign_in(name)


def test_people_cannot_be_removed_unseen(staffed):
    """Their leaving out is rightly tagged by a receptionist, and still refused at the start."""
    attack = Attack(staffed)
    for gone in (MONA, NIA):
        user_id = attack.person(gone).person.user_id
        shape = replace(
            attack.shape,
            people=tuple(one for one in attack.shape.people if one.person.user_id != user_id),
            grants=tuple(one for one in attack.shape.grants if one.grantee != user_id),
        )
        _write(staffed, attack.forged(shape))
        for name in (CLARE, RHYS):
            _refused_at_start(staffed, name)
    _write(staffed, attack.shape)
    staffed.sign_in(CLARE).vault.close()


def test_a_grant_cannot_be_removed_unseen(staffed):
    attack = Attack(staffed)
    nia = attack.person(NIA).person.user_id
    kept = tuple(
        one for one in attack.shape.grants if (one.grantee, one.domain) != (nia, Domain.CLINICAL)
    )
    _write(staffed, attack.forged(replace(attack.shape, grants=kept)))
    _refused_at_start(staffed, NIA)


def test_the_header_of_yesterday_is_refused(staffed, founded_once):
    """With it, the founder would hold the governance key again and the manager would be gone."""
    _write(staffed, header.read(founded_once.vault))
    _refused_at_start(staffed, CLARE)


def test_the_entry_that_binds_the_header_cannot_be_a_receptionists(staffed, founded_once):
    """Rhys rolls the header back and signs an entry that says so."""
    old = header.read(founded_once.vault)
    session = staffed.sign_in(RHYS)
    from desktop.vault.audit import Event
    from desktop.vault.header_record import FIRST_SEEN, binding_of_header

    for act in ("add_user", "grant_keys", FIRST_SEEN):
        with session.vault.change() as tx:
            tx.audit(Event(act=act, binding=binding_of_header(old), body={}))
    session.vault.close()
    _write(staffed, old)
    with pytest.raises(TamperedError):
        staffed.sign_in(CLARE)


def test_a_change_killed_before_the_header_was_replaced_is_finished(staffed):
    """The entry is committed, the new header only staged."""
    before = header.read(staffed.vault)
    session = staffed.sign_in(CLARE)
    from desktop.workflow.users import add_user

    with session.vault:
        add_user(session, person("nora", Role.NURSE), cost=CHEAP)
    after = header.read(staffed.vault)
    (staffed.vault / "vault.json.next").write_bytes(header.to_bytes(after))
    _write(staffed, before)
    session = staffed.sign_in(CLARE)
    assert session.vault.header == after
    session.vault.close()
    assert header.read(staffed.vault) == after
    assert not (staffed.vault / "vault.json.next").exists()
    staffed.sign_in("nora").vault.close()


def test_a_staged_header_that_was_never_committed_is_forgotten(staffed):
    attack = Attack(staffed)
    clare = unlock(attack.shape, CLARE, passphrase_of(CLARE))
    grown = admit(attack.shape, person("nora", Role.NURSE), by=clare, cost=CHEAP, at=AT)
    (staffed.vault / "vault.json.next").write_bytes(header.to_bytes(grown))
    staffed.sign_in(CLARE).vault.close()
    assert header.read(staffed.vault) == attack.shape
    assert not (staffed.vault / "vault.json.next").exists()


def test_wrong_passphrases_and_names_get_nothing(attack):
    for name, passphrase in (
        (CLARE, "wrong passphrase"),
        (CLARE, passphrase_of(RHYS)),
        ("nobody", passphrase_of(CLARE)),
        ("recovery", attack.recovery_key),
        ("root", ""),
        (CLARE, ""),
    ):
        with pytest.raises(UnlockFailedError):
            unlock(attack.shape, name, passphrase)
    assert unlock(attack.shape, "CLARE", passphrase_of(CLARE)).name == CLARE


def test_names_are_taken_once(attack):
    clare = unlock(attack.shape, CLARE, passphrase_of(CLARE))
    for name in ("rhys", "RHYS", "recovery", "Root"):
        with pytest.raises(UserExistsError):
            admit(attack.shape, person(name, Role.NURSE), by=clare, cost=CHEAP, at=AT)


def test_granting_again_changes_nothing_but_the_tag(attack):
    clare = unlock(attack.shape, CLARE, passphrase_of(CLARE))
    assert grant_keys(attack.shape, attack.person(NIA).person.user_id, by=clare) == attack.shape
    with pytest.raises(TamperedError):
        grant_keys(attack.shape, UserId("u-nobody"), by=clare)


def test_somebody_without_the_catalogue_grant_cannot_enter(attack):
    rhys = attack.rhys.user_id
    kept = tuple(one for one in attack.shape.grants if one.grantee != rhys)
    with pytest.raises(KeyMissingError):
        unlock(attack.forged(replace(attack.shape, grants=kept)), RHYS, passphrase_of(RHYS))


def test_the_header_comes_back_as_written(attack, tmp_path):
    header.write(tmp_path, attack.shape)
    assert header.read(tmp_path) == attack.shape
    check_header(attack.shape)
    files = [tmp_path / "vault.json", tmp_path / "vault.json.bak"]
    assert files[0].read_bytes() == files[1].read_bytes()
    files[0].write_text("torn")
    assert header.read(tmp_path) == attack.shape
    files[0].unlink()
    assert header.read(tmp_path) == attack.shape
    files[1].write_text("torn")
    with pytest.raises(DamagedError):
        header.read(tmp_path)
    files[1].unlink()
    with pytest.raises(VaultMissingError):
        header.read(tmp_path)


def _spoilt(whole: dict[str, object]) -> list[bytes]:
    texts = [b"", b"\xff", b"[]", b"1", b"null", b"[" * 100_000, json.dumps({"format": 1}).encode()]
    for name, stored in whole.items():
        texts.append(json.dumps({k: v for k, v in whole.items() if k != name}).encode())
        others = (None, 7, "x", [], {}, [1], ["x"], "\ud800")
        changed = [other for other in others if other or stored]  # nobody has left yet
        texts += [json.dumps({**whole, name: other}).encode() for other in changed]
    return texts


def test_what_is_no_header_is_an_error_of_ours(attack):
    """Whatever stands in the file, sign-in ends in one of our errors, never in another."""
    shape = header.to_json(attack.shape)
    opened = 0
    for text in _spoilt(shape):
        try:
            unlock_recovery(header.parse(text), attack.recovery_key)
            opened += 1
        except DeskError:
            continue
    assert opened == 0


def test_a_newer_format_is_said_to_be_newer(attack):
    newer = {**header.to_json(attack.shape), "format": header.FORMAT + 1}
    with pytest.raises(FormatTooNewError):
        header.parse(json.dumps(newer).encode())


def test_a_huge_header_is_not_read(tmp_path: Path):
    (tmp_path / "vault.json").write_bytes(b" " * (4 * 1024 * 1024 + 1))
    with pytest.raises(DamagedError, match="too_large"):
        header.read(tmp_path)
