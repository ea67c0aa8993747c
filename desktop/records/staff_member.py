"""One member of staff, as a list shows them."""

from dataclasses import dataclass

from desktop.ids import UserId
from desktop.records.role import Domain, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """One member of staff as a list shows them.

    Attributes:
        missing: Keys of their role that nobody has granted yet.
    """

    user_id: UserId
    name: str
    full_name: str
    role: Role
    admitted_at: str
    missing: frozenset[Domain]
