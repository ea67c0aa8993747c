"""What the sign-in process may ask while somebody chooses a passphrase; more of ``calls``."""

from dataclasses import dataclass

from desktop.keeper.call import Call
from desktop.records.strength import Strength


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EstimatePassphrase(Call[Strength]):
    """How strong is this passphrase, as far as it is typed? Nothing of it is kept.

    Attributes:
        known: Practice, sign-in name and full name of who chooses it.
    """

    passphrase: str
    known: tuple[str, ...]
