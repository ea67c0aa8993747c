"""One member of staff, as a list shows them."""

from dataclasses import dataclass

from desktop.ids import UserId
from desktop.records.role import Domain, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """One member of staff as a list shows them.

    Attributes:
        missing: Keys of their role that nobody has granted yet.
        left_at: When they left; empty for somebody who is in force.
    """

    user_id: UserId
    name: str
    full_name: str
    role: Role
    admitted_at: str
    missing: frozenset[Domain]
    left_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysRenewed:
    """What became of the keys that somebody has held who may not have them any more.

    Attributes:
        renewed: Domains that have a new key; everything of theirs is sealed to it.
        owed: Domains that somebody else has to renew, who holds their key.
        values: How many keys and texts were sealed anew.
    """

    member: StaffMember
    renewed: frozenset[Domain]
    owed: frozenset[Domain]
    values: int
