"""Which use case answers which call about members of staff; entered into the one table."""

from desktop.keeper import staff_calls as calls
from desktop.keeper.answering import Context, answers
from desktop.records.outcome import Outcome
from desktop.records.role import Domain
from desktop.records.staff_member import KeysRenewed, StaffMember
from desktop.workflow.session import Session
from desktop.workflow.staffing import disable_user, owed_keys, rotate_keys, set_role
from desktop.workflow.users import grant


@answers(calls.GrantKeys)
def _grant(session: Session, call: calls.GrantKeys, _context: Context) -> Outcome[StaffMember]:
    return grant(session, call.name)


@answers(calls.EndAccess)
def _end(session: Session, call: calls.EndAccess, context: Context) -> Outcome[KeysRenewed]:
    return disable_user(session, call.name, progress=context.progress)


@answers(calls.ChangeRole)
def _role(session: Session, call: calls.ChangeRole, context: Context) -> Outcome[KeysRenewed]:
    return set_role(session, call.name, call.role, progress=context.progress)


@answers(calls.ReadOwedKeys)
def _owed(session: Session, _call: calls.ReadOwedKeys, _context: Context) -> tuple[Domain, ...]:
    return owed_keys(session)


@answers(calls.RenewKeys)
def _rotate(session: Session, _call: calls.RenewKeys, context: Context) -> Outcome[KeysRenewed]:
    return rotate_keys(session, progress=context.progress)
