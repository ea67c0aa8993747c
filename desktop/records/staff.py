"""Members of staff, as they are admitted."""

from dataclasses import dataclass

from desktop.records.role import Role


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewPerson:
    """Whom to admit: sign-in name, full name, role, and the passphrase of their own choice."""

    name: str
    full_name: str
    role: Role
    passphrase: str
