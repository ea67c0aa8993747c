"""Taking in a picture that somebody pasted: the checks of a file, and nothing on a disk."""

from pathlib import Path
from threading import Event as Signal
from typing import Final

from desktop.errors import UsageError
from desktop.intake.pasted import Pasted
from desktop.memory import SealedMemory
from desktop.records.arrival import Origin
from desktop.records.intake_report import Intake
from desktop.records.outcome import Outcome, Topic
from desktop.records.removal import Removal
from desktop.records.role import Act
from desktop.settings import LIMITS, Timing
from desktop.workflow.emptying import Run, receive_folder
from desktop.workflow.pace import BLOCKING, Pace
from desktop.workflow.session import Session

_AT_ONCE: Final = Timing(settle_ms=0)


def receive_pasted(
    session: Session, picture: bytes, origin: Origin, *, pace: Pace = BLOCKING
) -> Outcome[Intake]:
    """Take in one picture from memory; a foreign one gets a fresh decoder, like a file.

    Raises:
        NotPermittedError: This role may not.
        UsageError: It is empty, or larger than a file may be.
    """
    session.require(Act.RECEIVE_IMAGES)
    if not 0 < len(picture) <= LIMITS.file_bytes:
        raise UsageError
    at_ns = int(session.clock.now().timestamp()) * 1_000_000_000
    with SealedMemory.from_bytes(picture) as memory:
        run = Run(
            folder=Path(),
            origin=origin,
            removal=Removal.NEVER,
            stop=Signal(),
            progress=lambda _done, _total: None,
            timing=_AT_ONCE,
            pace=pace,
            source_of=lambda: Pasted(memory, at_ns=at_ns),
        )
        report = receive_folder(session, run).value
    return Outcome(value=report.final(), changed=frozenset({Topic.INBOX}))
