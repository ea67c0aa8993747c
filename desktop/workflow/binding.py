"""Binding one's own passphrase to this computer, and ending that: for everybody themselves.

A bound slot opens only with the passphrase *and* the factor that this computer's TPM, or Windows,
holds. So a copied vault cannot be guessed at all. It cannot be opened on a second computer either:
whoever works at two is not bound, and whoever lost the computer is renewed by a colleague
(``workflow.staffing.renew_user``), which makes a slot without a factor.
"""

from desktop.errors import DeviceFactorError, StaffRuleError
from desktop.ids import UserId
from desktop.records.outcome import Outcome
from desktop.records.role import Act
from desktop.vault import staffing
from desktop.vault.audit import Event
from desktop.vault.calibration import cost_here
from desktop.vault.device_factor import FactorStore
from desktop.vault.header import Header
from desktop.vault.header_record import slot_event
from desktop.vault.passphrase import KdfCost
from desktop.vault.slots import Factor
from desktop.workflow.session import Session


def factor_in_use(shape: Header, user_id: UserId) -> str:
    """Return the identifier of the factor that somebody's slot needs; empty for none."""
    signed = shape.by_id(user_id)
    return signed.slot.factor if signed is not None else ""


def bind_device(
    session: Session,
    passphrase: str,
    *,
    cost: KdfCost | None = None,
    factors: FactorStore | None = None,
) -> Outcome[None]:
    """Bind the signed-in person's passphrase to this computer.

    The factor is sealed and read back before the slot is changed.

    Args:
        session: Of the person themselves.
        passphrase: Theirs, which stays as it is.
        cost: Of one guess.
        factors: This computer's and user's, unless said otherwise.

    Raises:
        NotPermittedError: This role may not: recovery has no passphrase.
        DeviceFactorError: ``nothing`` to bind to, ``bound`` already, or ``broken``.
        UnlockFailedError: It is not their passphrase.
        PassphraseWeakError: It is too weak even with a factor.
        StaffRuleError: ``old_format``: a clinician or manager has to sign in first.
    """
    _may(session)
    if factor_in_use(session.vault.header, session.user):
        raise DeviceFactorError("bound")
    store = factors or FactorStore()
    made = store.make(session.vault.header.vault_id, session.user)
    try:
        shape = staffing.with_passphrase(
            session.vault.header,
            session.vault.who,
            old=passphrase,
            new=passphrase,
            cost=cost or cost_here(),
            factor=Factor(factor_id=made.factor_id, secret=made.secret),
        )
    except BaseException:
        store.forget(made.factor_id)
        raise
    _put_in_force(session, shape, is_bound=True)
    return Outcome(value=None, changed=frozenset())


def unbind_device(
    session: Session,
    passphrase: str,
    *,
    cost: KdfCost | None = None,
    factors: FactorStore | None = None,
) -> Outcome[None]:
    """End the binding: from now on the passphrase alone opens the slot, on every computer.

    Args:
        session: Of the person themselves, on the computer they are bound to.
        passphrase: Theirs; it must be strong enough to stand alone.
        cost: Of one guess.
        factors: This computer's and user's, unless said otherwise.

    Raises:
        NotPermittedError: This role may not.
        DeviceFactorError: ``unbound``: there is no binding; ``elsewhere`` or ``broken``.
        UnlockFailedError: It is not their passphrase.
        PassphraseWeakError: Alone it is too weak.
        StaffRuleError: ``old_format``.
    """
    _may(session)
    bound_to = factor_in_use(session.vault.header, session.user)
    if not bound_to:
        raise DeviceFactorError("unbound")
    store = factors or FactorStore()
    shape = staffing.with_passphrase(
        session.vault.header,
        session.vault.who,
        old=passphrase,
        new=passphrase,
        cost=cost or cost_here(),
        factor_of=store.secret,
    )
    _put_in_force(session, shape, is_bound=False)
    store.forget(bound_to)
    return Outcome(value=None, changed=frozenset())


def _may(session: Session) -> None:
    session.require(Act.BIND_DEVICE)
    if session.vault.header.format == 1:
        raise StaffRuleError("old_format")


def _put_in_force(session: Session, shape: Header, *, is_bound: bool) -> None:
    vault = session.vault
    with vault.change() as tx:
        body = {"bound": is_bound}
        tx.audit(Event(act=Act.BIND_DEVICE.value, subject=session.user, body=body))
        tx.audit(slot_event(shape, session.user))
        vault.stage_header(shape)
