"""People who leave, change their role, forget their passphrase or choose another.

Whoever leaves takes along what they have seen, and perhaps copies of keys. So each key that they
held is renewed by somebody who holds it: what comes in afterwards, and the vault as it stands, does
not open with what they have. A copy that they made *before* opens for ever.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass

from desktop.errors import RecordInvalidError, StaffRuleError
from desktop.ids import UserId
from desktop.records.outcome import Outcome, Topic
from desktop.records.role import KEYS, Act, Domain, Role
from desktop.records.staff_member import KeysRenewed, StaffMember
from desktop.vault import staffing
from desktop.vault.audit import Event
from desktop.vault.calibration import cost_here
from desktop.vault.device_factor import FactorStore
from desktop.vault.epochs import Renewal, renew_keys
from desktop.vault.header import Header
from desktop.vault.header_record import slot_event
from desktop.vault.passphrase import KdfCost
from desktop.vault.rotation import reseal
from desktop.vault.slots import Factor
from desktop.vault.staffing import Deed
from desktop.vault.transaction import Transaction
from desktop.workflow.absorbing import absorb, may_absorb
from desktop.workflow.binding import factor_in_use
from desktop.workflow.session import Session
from desktop.workflow.spooling import check_nothing_spooled, note_intake_key
from desktop.workflow.users import member_of, named

Progress = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """One change of the header that may take keys away from somebody."""

    act: Act
    member: StaffMember
    shape: Header
    lost: frozenset[Domain]
    binds_slot: bool = False


def disable_user(
    session: Session, name: str, *, progress: Progress = _silent
) -> Outcome[KeysRenewed]:
    """End somebody's access, and renew every key that they held.

    Args:
        session: Of somebody else who may.
        name: Sign-in name.
        progress: Told how many values are sealed anew, then how many pages are copied; what it
            raises before the change has committed undoes everything.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_user``.
        StaffRuleError: ``yourself``, or ``last_holder`` of a key that only recovery would hold.
        VaultFullError: The disk has no room; nothing has changed.
    """
    session.require(Act.DISABLE_USER)
    signed = named(session.vault.header, name)
    user_id = signed.person.user_id
    _not_oneself(session, user_id)
    before = session.vault.header
    member = member_of(before, signed)

    def changed(deed: Deed) -> _Change:
        shape = staffing.leave(before, user_id, deed)
        lost = before.granted(user_id)
        return _Change(act=Act.DISABLE_USER, member=member, shape=shape, lost=lost)

    return _carried_out(session, changed, progress)


def set_role(
    session: Session, name: str, role: Role, *, progress: Progress = _silent
) -> Outcome[KeysRenewed]:
    """Give somebody another role; keys that it may not hold are taken away and renewed.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_user``.
        RecordInvalidError: ``role``: it is theirs already, or not one of staff.
        StaffRuleError: ``yourself``, or ``last_holder``.
        VaultFullError: The disk has no room; nothing has changed.
    """
    session.require(Act.SET_ROLE)
    signed = named(session.vault.header, name)
    user_id = signed.person.user_id
    _not_oneself(session, user_id)
    if role in (Role.RECOVERY, signed.person.role):
        raise RecordInvalidError("role")
    before = session.vault.header

    def changed(deed: Deed) -> _Change:
        shape = staffing.with_role(before, user_id, role, deed)
        after = shape.by_id(user_id)
        member = member_of(shape, after or signed)
        lost = before.granted(user_id) - KEYS[role]
        return _Change(act=Act.SET_ROLE, member=member, shape=shape, lost=lost, binds_slot=True)

    return _carried_out(session, changed, progress)


def renew_user(
    session: Session, name: str, passphrase: str, *, cost: KdfCost | None = None
) -> Outcome[StaffMember]:
    """Give somebody who forgot their passphrase new keys of their own under a new one.

    Every key of theirs that the signed-in person holds is granted to the new ones; the rest is
    missing until a holder grants it.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_user``.
        PassphraseWeakError: The new passphrase would be guessed.
        StaffRuleError: ``yourself``.
    """
    session.require(Act.RENEW_USER)
    vault = session.vault
    signed = named(session.vault.header, name)
    user_id = signed.person.user_id
    _not_oneself(session, user_id)
    with vault.change() as tx:
        deed = Deed(by=vault.who, at=tx.at, seq=tx.next_seq())
        shape = staffing.renewed(vault.header, user_id, passphrase, deed, cost=cost or cost_here())
        after = shape.by_id(user_id)
        member = member_of(shape, after or signed)
        body = {"name": member.name, "missing": _names(member.missing)}
        vault.bind_header(tx, shape, Event(act=Act.RENEW_USER.value, subject=user_id, body=body))
        tx.audit(slot_event(shape, user_id))
    return Outcome(value=member, changed=frozenset({Topic.USERS}))


def owed_keys(session: Session) -> tuple[Domain, ...]:
    """Return the keys that are owed a renewal, in the order of ``Domain``.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.LIST_USERS)
    owed = {one.domain for one in session.vault.header.owed}
    with session.vault.change() as tx:
        tx.audit(Event(act=Act.LIST_USERS.value, body={"owed": len(owed)}))
    return tuple(domain for domain in Domain if domain in owed)


def rotate_keys(
    session: Session, *, owed_only: bool = True, progress: Progress = _silent
) -> Outcome[KeysRenewed]:
    """Renew the keys that are owed a renewal, or every key that the signed-in person may renew.

    Raises:
        NotPermittedError: This role may not.
        StaffRuleError: ``nothing_owed`` that this person holds.
        VaultFullError: The disk has no room; nothing has changed.
    """
    session.require(Act.ROTATE_KEYS)
    before, who = session.vault.header, session.vault.who
    owed = frozenset(one.domain for one in before.owed)
    wanted = owed if owed_only else frozenset(who.ring.privates)
    lost = wanted & frozenset(who.ring.privates)
    if not lost:
        raise StaffRuleError("nothing_owed")
    signed = before.by_id(session.user)
    member = member_of(before, signed) if signed is not None else _nobody(session)

    def changed(_deed: Deed) -> _Change:
        return _Change(act=Act.ROTATE_KEYS, member=member, shape=before, lost=lost)

    return _carried_out(session, changed, progress)


def _nobody(session: Session) -> StaffMember:
    return StaffMember(
        user_id=session.user,
        name="recovery",
        full_name="",
        role=Role.RECOVERY,
        admitted_at="",
        missing=frozenset(),
    )


def change_passphrase(
    session: Session,
    *,
    old: str,
    new: str,
    cost: KdfCost | None = None,
    factors: FactorStore | None = None,
) -> Outcome[None]:
    """Put the signed-in person's own keys under another passphrase; a bound one stays bound.

    Raises:
        NotPermittedError: This role may not: recovery has none.
        UnlockFailedError: ``old`` is not their passphrase.
        PassphraseWeakError: The new one would be guessed.
        StaffRuleError: ``old_format``: a clinician or manager has to sign in first.
        DeviceFactorError: They are bound to a computer, and this one does not give their factor.
    """
    session.require(Act.CHANGE_PASSPHRASE)
    vault = session.vault
    if vault.header.format == 1:
        raise StaffRuleError("old_format")
    store = factors or FactorStore()
    bound_to = factor_in_use(vault.header, session.user)
    factor = Factor(factor_id=bound_to, secret=store.secret(bound_to)) if bound_to else None
    shape = staffing.with_passphrase(
        vault.header,
        vault.who,
        old=old,
        new=new,
        cost=cost or cost_here(),
        factor_of=store.secret,
        factor=factor,
    )
    with vault.change() as tx:
        tx.audit(Event(act=Act.CHANGE_PASSPHRASE.value, subject=session.user, body={}))
        tx.audit(slot_event(shape, session.user))
        vault.stage_header(shape)
    return Outcome(value=None, changed=frozenset())


def _not_oneself(session: Session, user_id: UserId) -> None:
    if user_id == session.user:
        raise StaffRuleError("yourself")


def _carried_out(
    session: Session, changed: Callable[[Deed], _Change], progress: Progress
) -> Outcome[KeysRenewed]:
    """Do a change of the header, renew what was lost by it, and key the database anew."""
    vault = session.vault
    if may_absorb(vault):  # what waits in the spool does not open with the next key
        absorb(session)
    with vault.change() as tx:
        deed = Deed(by=vault.who, at=tx.at, seq=tx.next_seq())
        change = changed(deed)
        check_nothing_spooled(vault, change.lost)
        _someone_is_left(session, change)
        because_of = change.member.user_id
        renewal = renew_keys(change.shape, change.lost, deed, because_of=because_of)
        values = reseal(tx, new=renewal.who.ring, domains=renewal.renewed, progress=progress)
        _bind(session, tx, change, renewal, values)
    vault.finish_renewal(progress)
    note_intake_key(vault)
    owed = change.lost - renewal.renewed
    result = KeysRenewed(member=change.member, renewed=renewal.renewed, owed=owed, values=values)
    return Outcome(value=result, changed=frozenset({Topic.USERS}))


def _someone_is_left(session: Session, change: _Change) -> None:
    """Refuse to leave a key with nobody but recovery, unless it is recovery that does it."""
    if session.role is Role.RECOVERY or change.act is Act.ROTATE_KEYS:
        return
    shape = change.shape
    held = frozenset[Domain]().union(*(shape.granted(p.person.user_id) for p in shape.people))
    if change.lost - held:
        raise StaffRuleError("last_holder", keys=", ".join(_names(change.lost - held)))


def _bind(
    session: Session, tx: Transaction, change: _Change, renewal: Renewal, values: int
) -> None:
    body = {
        "name": change.member.name,
        "role": change.member.role.value,
        "renewed": _names(renewal.renewed),
        "owed": _names(change.lost - renewal.renewed),
        "values": values,
    }
    tx.ring = renewal.who.ring  # from here on everything is sealed to the new keys
    event = Event(act=change.act.value, subject=change.member.user_id, body=body)
    session.vault.bind_header(tx, renewal.header, event)
    if change.binds_slot:
        tx.audit(slot_event(renewal.header, change.member.user_id))


def _names(domains: Set[Domain]) -> list[str]:
    return sorted(domain.value for domain in domains)
