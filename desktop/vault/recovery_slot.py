"""What opens the recovery slot: a new secret by the practice's plan, and what typed sheets say.

Knows both forms: the recovery key of one sheet (``recovery_key.py``) and shares
(``recovery_shares.py``). What the slot holds is the business of ``admission.py``.
"""

from dataclasses import dataclass

from desktop.errors import UnlockFailedError
from desktop.records.recovery import RecoveryPlan
from desktop.vault.header_parts import RecoverySlot
from desktop.vault.recovery_key import new_recovery_key, read_recovery_key
from desktop.vault.recovery_shares import combine, found_in, new_shares, read_share


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewRecovery:
    """A fresh recovery secret.

    Attributes:
        plan: How it was divided.
        secret: Wraps the recovery slot's content.
        set_id: Which set of sheets; empty for a recovery key that is not divided.
        keys: What is printed, one a sheet; kept nowhere.
    """

    plan: RecoveryPlan
    secret: bytes
    set_id: str
    keys: tuple[str, ...]


def new_recovery(plan: RecoveryPlan) -> NewRecovery:
    """Return a fresh secret, divided as planned."""
    if plan.threshold == 1:
        key = new_recovery_key()
        return NewRecovery(plan=plan, secret=read_recovery_key(key), set_id="", keys=(key,))
    made = new_shares(plan.threshold, plan.shares)
    return NewRecovery(plan=plan, secret=made.secret, set_id=made.set_id, keys=made.shares)


def secret_of(slot: RecoverySlot, typed: str) -> bytes:
    """Return the secret that opens ``slot``, from what was typed: keys, shares or whole sheets.

    Raises:
        UnlockFailedError: ``recovery_key``, or a reason of ``recovery_shares``; ``share_void`` with
            the facts ``found`` and ``wanted`` for sheets of another set than the vault's.
    """
    found = found_in(typed)
    if not slot.set_id:
        if len(found) != 1:
            raise UnlockFailedError("recovery_key")
        return read_recovery_key(found[0])
    shares = [read_share(one) for one in found]
    of = {share.set_id for share in shares}
    if len(of) == 1 and slot.set_id not in of:
        raise UnlockFailedError("share_void", found=min(of), wanted=slot.set_id)
    return combine(shares, slot.threshold)
