"""What the sign-in process may ask while somebody chooses a passphrase; more of ``calls``."""

from dataclasses import dataclass
from pathlib import Path

from desktop.keeper.call import Call
from desktop.keeper.calls import Me
from desktop.records.staff import NewPerson
from desktop.records.strength import Strength


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EstimatePassphrase(Call[Strength]):
    """How strong is this passphrase, as far as it is typed? Nothing of it is kept.

    Attributes:
        known: Practice, sign-in name and full name of who chooses it.
    """

    passphrase: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChangePassphrase(Call[Me]):
    """Open the vault for one person and put their keys under another passphrase; they are in."""

    folder: Path
    name: str
    passphrase: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BindDevice(Call[Me]):
    """Open the vault for one person and bind their passphrase to this computer; they are in.

    Attributes:
        bound: False ends the binding.
    """

    folder: Path
    name: str
    passphrase: str
    bound: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AdmitPerson(Call[Me]):
    """Open the vault for one person and have them admit another; the first is in.

    Attributes:
        name: Sign-in name of the one who admits.
        passphrase: Theirs.
        new: Who is admitted, with every key of their role that the first one holds.
    """

    folder: Path
    name: str
    passphrase: str
    new: NewPerson


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RenewPerson(Call[Me]):
    """Open the vault for one person and have them give another new keys; the first is in.

    For somebody who forgot their passphrase.

    Attributes:
        name: Sign-in name of the one who signs in.
        passphrase: Theirs.
        other: Sign-in name of the one who forgot.
        new: The passphrase that the other one has chosen now.
    """

    folder: Path
    name: str
    passphrase: str
    other: str
    new: str
