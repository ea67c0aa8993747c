"""How strong a passphrase is, for whoever is choosing one; nothing of it is kept or noted."""

from desktop.records.strength import Strength
from desktop.vault.strength import estimate


def how_strong(passphrase: str, known: tuple[str, ...]) -> Strength:
    """Return an estimate of ``passphrase``, by the same rule that refuses a weak one.

    Args:
        passphrase: As far as it is typed.
        known: Practice, sign-in name and full name of who chooses it.
    """
    return estimate(passphrase, known=known)
