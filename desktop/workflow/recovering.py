"""What is done with the recovery sheets in hand: letting somebody in again, and new sheets."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.clock import Clock
from desktop.ids import VaultId
from desktop.records.entry import RecoveryEntry
from desktop.records.outcome import Outcome, Topic
from desktop.records.recovery import RecoveryPlan, RecoverySheet
from desktop.records.role import Act
from desktop.records.staff_member import StaffMember
from desktop.vault.audit import Event
from desktop.vault.passphrase import KdfCost
from desktop.vault.recovery_renewal import check_root, with_new_recovery
from desktop.vault.recovery_slot import NewRecovery, new_recovery
from desktop.workflow.decoding import Decoding
from desktop.workflow.recovery_sheets import sheets_of
from desktop.workflow.session import Session
from desktop.workflow.signing_in import sign_in
from desktop.workflow.staffing import renew_user


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ProposedRecovery:
    """Sheets that are void until ``renew_recovery`` puts them in force.

    Attributes:
        vault_id: The vault.
        sheets: To be printed now and never again.
    """

    vault_id: VaultId
    sheets: tuple[RecoverySheet, ...]
    fresh: NewRecovery


def propose_recovery(session: Session, plan: RecoveryPlan) -> ProposedRecovery:
    """Return new sheets. The present ones stay in force until the new ones are in people's hands.

    Raises:
        NotPermittedError: Only recovery itself may.
    """
    session.require(Act.RENEW_RECOVERY)
    check_root(session.vault.header, session.vault.who)
    shape, fresh = session.vault.header, new_recovery(plan)
    sheets = sheets_of(
        fresh.keys,
        practice=shape.practice,
        vault_id=shape.vault_id,
        made_on=session.clock.now().astimezone().date(),
        plan=plan,
    )
    return ProposedRecovery(vault_id=shape.vault_id, sheets=sheets, fresh=fresh)


def renew_recovery(session: Session, proposed: ProposedRecovery) -> Outcome[RecoveryPlan]:
    """Put proposed sheets in force; the ones of before open this vault no more.

    Raises:
        NotPermittedError: Only recovery itself may.
        VaultFullError: The disk has no room; the present sheets stay in force.
    """
    session.require(Act.RENEW_RECOVERY)
    vault, fresh = session.vault, proposed.fresh
    vault.finish_renewal(lambda _done, _total: None)
    shape, identity = with_new_recovery(vault.header, fresh, by=vault.who)
    body = {"needed": fresh.plan.threshold, "sheets": fresh.plan.shares, "set": fresh.set_id}
    with vault.change() as tx:
        event = Event(act=Act.RENEW_RECOVERY.value, body=body)
        vault.bind_header(tx, shape, event, identity=identity)
    return Outcome(value=fresh.plan, changed=frozenset({Topic.USERS}))


def let_in_again(
    folder: Path,
    entry: RecoveryEntry,
    *,
    name: str,
    passphrase: str,
    decoding: Decoding,
    clock: Clock,
    shared: Path | None = None,
    pause: Callable[[float], None] = time.sleep,
    cost: KdfCost | None = None,
) -> StaffMember:
    """Give somebody who forgot their passphrase another one, with the recovery sheets in hand.

    The vault is open for that long only, after a glance at what is newest; whoever it is then signs
    in as always, and beside their work the rest is compared. After failed tries this one waits as
    at any sign-in.

    Raises:
        UnlockFailedError: As ``recovery_slot.secret_of``; noted for the audit.
        UnknownRecordError: ``no_such_user``.
        PassphraseWeakError: The new passphrase would be guessed.
        VaultError: As ``sign_in``.
    """
    signed = sign_in(
        folder, entry, decoding=decoding, clock=clock, shared=shared, pause=pause, at_once=True
    )
    with signed.session.vault:
        return renew_user(signed.session, name, passphrase, cost=cost).value
