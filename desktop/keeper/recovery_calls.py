"""What the sign-in process may ask about recovery sheets; more of ``calls``."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from desktop.ids import VaultId
from desktop.keeper.call import Call
from desktop.records.outcome import Nothing
from desktop.records.paper import Paper
from desktop.records.recovery import RecoverySheet
from desktop.records.staff_member import StaffMember


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewVault:
    """A new vault: its recovery sheets are shown now and kept nowhere."""

    vault_id: VaultId
    sheets: tuple[RecoverySheet, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LayOutSheet(Call[Paper]):
    """A recovery sheet as a page, for a printer."""

    sheet: RecoverySheet


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SaveSheet(Call[Nothing]):
    """Write a recovery sheet as PDF where somebody chose, outside the vault."""

    sheet: RecoverySheet
    to: Path
    vault: Path


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LetInAgain(Call[StaffMember]):
    """Give somebody who forgot their passphrase another one, by the recovery sheets.

    Attributes:
        sheets: What was typed from them, one a line.
    """

    changes: ClassVar[bool] = True
    folder: Path
    sheets: str
    name: str
    passphrase: str
