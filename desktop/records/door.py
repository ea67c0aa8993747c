"""What may be said of a vault before anybody is signed in."""

from dataclasses import dataclass

from desktop.ids import UserId, VaultId
from desktop.records.role import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAtDoor:
    """A member of staff as the sign-in screen lists them; nothing secret.

    Attributes:
        wait_s: For how many whole seconds no try of theirs is looked at yet.
    """

    user_id: UserId
    name: str
    full_name: str
    role: Role
    wait_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What may be said of a vault before anybody is signed in.

    Attributes:
        sheets_needed: How many recovery sheets open it.
        spooled: How many photographs came in while nobody was signed in, and wait sealed.
    """

    vault_id: VaultId
    practice: str
    created_at: str
    people: tuple[PersonAtDoor, ...]
    sheets_needed: int = 1
    spooled: int = 0
