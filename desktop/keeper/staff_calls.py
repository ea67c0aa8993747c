"""What a window may ask about members of staff and their keys; part of ``keeper.calls``.

What takes a passphrase is asked at the door: ``passphrase_calls``.
"""

from dataclasses import dataclass
from typing import ClassVar

from desktop.keeper.call import Call
from desktop.records.role import Domain, Role
from desktop.records.staff_member import KeysRenewed, StaffMember

# --- members of staff; each by sign-in name


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantKeys(Call[StaffMember]):
    """Grant somebody the keys of their role that the signed-in person holds."""

    changes: ClassVar[bool] = True

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAccess(Call[KeysRenewed]):
    """End somebody's access and renew the keys that they held; reports progress."""

    changes: ClassVar[bool] = True

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRole(Call[KeysRenewed]):
    """Give somebody another role; keys that go with it are renewed; reports progress."""

    changes: ClassVar[bool] = True

    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOwedKeys(Call[tuple[Domain, ...]]):
    """Which keys wait for somebody who holds them to renew them?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewKeys(Call[KeysRenewed]):
    """Renew the keys that wait for the signed-in person to renew them; reports progress."""

    changes: ClassVar[bool] = True
