"""Members of staff: admitting them, granting keys, listing. Leaving and changing: ``staffing.py``.

A person gets only the keys that the one who admits them holds. What is missing shows in the list
until somebody who holds it grants it: a manager can admit a clinician but not make them one.
"""

from dataclasses import replace

from desktop.clock import stamp
from desktop.errors import RecordInvalidError, UnknownRecordError
from desktop.records.outcome import Outcome, Topic
from desktop.records.role import KEYS, Act, Role
from desktop.records.staff import NewPerson
from desktop.records.staff_member import StaffMember
from desktop.vault.admission import admit, grant_keys
from desktop.vault.audit import Event
from desktop.vault.calibration import cost_here
from desktop.vault.header import Header
from desktop.vault.header_parts import SignedPerson
from desktop.vault.header_record import slot_event
from desktop.vault.passphrase import KdfCost
from desktop.workflow.session import Session
from desktop.workflow.signing_in import check_names


def member_of(shape: Header, signed: SignedPerson) -> StaffMember:
    """Return somebody in force as a list shows them."""
    person = signed.person
    return StaffMember(
        user_id=person.user_id,
        name=person.name,
        full_name=person.full_name,
        role=person.role,
        admitted_at=signed.admitted_at,
        missing=KEYS[person.role] - shape.granted(person.user_id),
    )


def named(shape: Header, name: str) -> SignedPerson:
    """Return the person in force with this sign-in name.

    Raises:
        UnknownRecordError: ``no_such_user``.
    """
    signed = shape.named(name)
    if signed is None:
        raise UnknownRecordError("no_such_user")
    return signed


def add_user(
    session: Session, new: NewPerson, *, cost: KdfCost | None = None
) -> Outcome[StaffMember]:
    """Admit a member of staff and grant every key of theirs that the admitting person holds.

    Raises:
        NotPermittedError: This role may not.
        UserExistsError: The sign-in name is taken.
        PassphraseWeakError: The passphrase is too easy to guess.
        RecordInvalidError: A name is empty or not printable, or the role is not one of staff.
    """
    session.require(Act.ADD_USER)
    check_names(new.name, new.full_name)
    if new.role is Role.RECOVERY:
        raise RecordInvalidError("role")
    vault = session.vault
    at = stamp(session.clock.now())
    shape = admit(vault.header, new, by=vault.who, cost=cost or cost_here(), at=at)
    member = member_of(shape, shape.people[-1])
    with vault.change() as tx:
        vault.bind_header(tx, shape, _event(Act.ADD_USER, shape, member))
        tx.audit(slot_event(shape, member.user_id))
    return Outcome(value=member, changed=frozenset({Topic.USERS}))


def grant(session: Session, name: str) -> Outcome[StaffMember]:
    """Grant a member of staff every key of their role that the signed-in person holds.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_user``.
    """
    session.require(Act.GRANT_KEYS)
    vault = session.vault
    signed = named(vault.header, name)
    shape = grant_keys(vault.header, signed.person.user_id, by=vault.who)
    member = member_of(shape, signed)
    with vault.change() as tx:
        vault.bind_header(tx, shape, _event(Act.GRANT_KEYS, shape, member))
    return Outcome(value=member, changed=frozenset({Topic.USERS}))


def _event(act: Act, shape: Header, member: StaffMember) -> Event:
    body = {
        "name": member.name,
        "role": member.role.value,
        "granted": sorted(domain.value for domain in shape.granted(member.user_id)),
        "missing": sorted(domain.value for domain in member.missing),
    }
    return Event(act=act.value, subject=member.user_id, body=body)


def list_users(session: Session) -> tuple[StaffMember, ...]:
    """Return everybody in the order of admission, and then those who have left.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.LIST_USERS)
    shape = session.vault.header
    with session.vault.change() as tx:
        tx.audit(Event(act=Act.LIST_USERS.value, body={"people": len(shape.people)}))
    in_force = tuple(member_of(shape, signed) for signed in shape.people)
    return in_force + tuple(_gone(shape))


def _gone(shape: Header) -> list[StaffMember]:
    """Return those whose last certificate is out of force, in the order of their leaving."""
    last = {
        ended.signed.person.user_id: ended
        for ended in sorted(shape.former, key=lambda ended: ended.last_seq)
        if shape.by_id(ended.signed.person.user_id) is None
    }
    return [
        replace(member_of(shape, ended.signed), missing=frozenset(), left_at=ended.retired_at)
        for ended in last.values()
    ]
