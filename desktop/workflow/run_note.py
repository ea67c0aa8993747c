"""What a run of taking in came to, as one entry of the audit."""

from collections import Counter

from desktop.errors import VaultError
from desktop.records.intake_report import IntakeReport
from desktop.records.role import Act
from desktop.vault.audit import Event
from desktop.workflow.session import Session


def note_run(session: Session, report: IntakeReport) -> None:
    """Write down where the files of a run ended; a vault that is full is said in the report.

    Raises:
        NotPermittedError: This role may not take images in.
    """
    session.require(Act.RECEIVE_IMAGES)
    body = {
        "arrived": len(report.arrived),
        "duplicates": len(report.duplicates),
        "refused": dict(Counter(refused.reason for refused in report.refused)),
        "pending": len(report.pending),
        "stopped": report.stopped.code if report.stopped else "",
    }
    try:
        with session.vault.change() as tx:
            tx.audit(Event(act="intake_finished", body=body))
    except VaultError as error:  # the report must reach the user: it says what is where
        report.stopped = report.stopped or error
