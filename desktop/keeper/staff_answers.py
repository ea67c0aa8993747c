"""Which use case answers which call about members of staff; entered into the one table."""

from desktop.keeper import staff_calls as calls
from desktop.keeper.answering import Context, answers
from desktop.records.outcome import Outcome
from desktop.records.role import Domain
from desktop.records.staff import NewPerson
from desktop.records.staff_member import KeysRenewed, StaffMember
from desktop.workflow.session import Session
from desktop.workflow.staffing import disable_user, owed_keys, renew_user, rotate_keys, set_role
from desktop.workflow.users import add_user, grant


@answers(calls.AdmitPerson)
def _admit(session: Session, call: calls.AdmitPerson, _context: Context) -> Outcome[StaffMember]:
    new = NewPerson(
        name=call.name, full_name=call.full_name, role=call.role, passphrase=call.passphrase
    )
    return add_user(session, new)


@answers(calls.GrantKeys)
def _grant(session: Session, call: calls.GrantKeys, _context: Context) -> Outcome[StaffMember]:
    return grant(session, call.name)


@answers(calls.EndAccess)
def _end(session: Session, call: calls.EndAccess, context: Context) -> Outcome[KeysRenewed]:
    return disable_user(session, call.name, progress=context.progress)


@answers(calls.ChangeRole)
def _role(session: Session, call: calls.ChangeRole, context: Context) -> Outcome[KeysRenewed]:
    return set_role(session, call.name, call.role, progress=context.progress)


@answers(calls.RenewPerson)
def _renew(session: Session, call: calls.RenewPerson, _context: Context) -> Outcome[StaffMember]:
    return renew_user(session, call.name, call.passphrase)


@answers(calls.ReadOwedKeys)
def _owed(session: Session, _call: calls.ReadOwedKeys, _context: Context) -> tuple[Domain, ...]:
    return owed_keys(session)


@answers(calls.RenewKeys)
def _rotate(session: Session, _call: calls.RenewKeys, context: Context) -> Outcome[KeysRenewed]:
    return rotate_keys(session, progress=context.progress)
