"""Who is signed in, as the keeper tells it; part of the contract in ``keeper.calls``."""

from dataclasses import dataclass

from desktop.ids import UserId, VaultId
from desktop.records.role import Domain, Role
from desktop.records.staff_member import StaffMember


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Who is signed in, and what was found before they were in; see ``SeeFindings`` for the rest.

    Attributes:
        keys: Domains whose private key they hold.
        problems: ``what: where`` of each, in our own codes.
        helped: Whom they admitted or gave new keys as they came in, or None.
    """

    user_id: UserId
    name: str
    full_name: str
    role: Role
    practice: str
    vault_id: VaultId
    keys: frozenset[Domain]
    problems: tuple[str, ...] = ()
    helped: StaffMember | None = None
