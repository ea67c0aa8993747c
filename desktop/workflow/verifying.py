"""Is the vault whole? For any role, with the catalogue key alone."""

from collections.abc import Callable

from desktop.errors import DamagedError
from desktop.records.problem import Report
from desktop.records.role import Act
from desktop.vault.audit import Event
from desktop.vault.verify import verify
from desktop.workflow.session import Session


def verify_vault(session: Session, progress: Callable[[int, int], None]) -> Report:
    """Check database, sealed files, audit, chain of trust and filings; record the result.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.VERIFY_VAULT)
    session.vault.fold_log()
    report = None
    try:
        with session.vault.change() as tx:
            report = verify(session.vault, tx, progress)
            body = {"checked": report.checked, "problems": len(report.problems)}
            tx.audit(Event(act=Act.VERIFY_VAULT.value, body=body))
    except DamagedError:  # what was found must be told, also where it cannot be written down
        if report is None or report.ok:
            raise
    return report
