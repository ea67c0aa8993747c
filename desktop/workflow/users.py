"""Members of staff: admitting them and granting keys.

A person gets only the keys that the one who admits them holds. What is missing shows in the list
until somebody who holds it grants it: a manager can admit a clinician but not make them one.
"""

from desktop.clock import stamp
from desktop.errors import RecordInvalidError, UnknownRecordError
from desktop.records.outcome import Outcome, Topic
from desktop.records.role import KEYS, Act, Role
from desktop.records.staff import NewPerson
from desktop.records.staff_member import StaffMember
from desktop.vault.admission import admit, grant_keys
from desktop.vault.audit import Event
from desktop.vault.header import Header, SignedPerson
from desktop.vault.header_record import binding_of_header
from desktop.vault.passphrase import KdfCost
from desktop.workflow.session import Session
from desktop.workflow.signing_in import check_names


def _member(shape: Header, signed: SignedPerson) -> StaffMember:
    person = signed.person
    return StaffMember(
        user_id=person.user_id,
        name=person.name,
        full_name=person.full_name,
        role=person.role,
        admitted_at=signed.admitted_at,
        missing=KEYS[person.role] - shape.granted(person.user_id),
    )


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
    shape = admit(vault.header, new, by=vault.who, cost=cost or KdfCost(), at=at)
    member = _member(shape, shape.people[-1])
    _write(session, shape, Act.ADD_USER, member)
    return Outcome(value=member, changed=frozenset({Topic.USERS}))


def grant(session: Session, name: str) -> Outcome[StaffMember]:
    """Grant a member of staff every key of their role that the signed-in person holds.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_user``.
    """
    session.require(Act.GRANT_KEYS)
    vault = session.vault
    signed = vault.header.named(name)
    if signed is None:
        raise UnknownRecordError("no_such_user")
    shape = grant_keys(vault.header, signed.person.user_id, by=vault.who)
    member = _member(shape, signed)
    _write(session, shape, Act.GRANT_KEYS, member)
    return Outcome(value=member, changed=frozenset({Topic.USERS}))


def _write(session: Session, shape: Header, act: Act, member: StaffMember) -> None:
    body = {
        "name": member.name,
        "role": member.role.value,
        "granted": sorted(domain.value for domain in shape.granted(member.user_id)),
        "missing": sorted(domain.value for domain in member.missing),
    }
    with session.vault.change() as tx:
        bound = binding_of_header(shape)
        tx.audit(Event(act=act.value, subject=member.user_id, binding=bound, body=body))
        session.vault.replace_header(shape)


def list_users(session: Session) -> tuple[StaffMember, ...]:
    """Return everybody, in the order of admission.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.LIST_USERS)
    shape = session.vault.header
    with session.vault.change() as tx:
        tx.audit(Event(act=Act.LIST_USERS.value, body={"people": len(shape.people)}))
    return tuple(_member(shape, signed) for signed in shape.people)
