"""A camera on a cable, followed as it is shot: who let it be, and when the shutter was released.

What comes in is taken in as from anywhere else; nothing is given to anybody by itself. A person may
name the sitting: that is a label, sealed with each photograph, and says nothing about whose it is.
"""

from typing import Final

from desktop.errors import RecordInvalidError
from desktop.records.removal import Removal
from desktop.records.role import Act
from desktop.vault.audit import Event
from desktop.workflow.session import Session

SITTING: Final = "sitting"
"""The fact under which the label of a sitting is sealed with a photograph."""
MOST_SITTING: Final = 80
"""Characters of a label."""


def check_sitting(label: str) -> str:
    """Return a label of a sitting without blanks around it; it may be empty.

    Raises:
        RecordInvalidError: ``sitting``: it is too long or cannot be shown.
    """
    label = label.strip()
    if len(label) > MOST_SITTING or not label.isprintable():
        raise RecordInvalidError("sitting")
    return label


def begin_tether(session: Session, sitting: str, removal: Removal) -> str:
    """Write that a camera is followed from now on; return the label as it is to be sealed.

    Raises:
        NotPermittedError: This role may not take images in.
        RecordInvalidError: ``sitting``.
    """
    session.require(Act.RECEIVE_IMAGES)
    label = check_sitting(sitting)
    body = {"removal": removal.value, "labelled": bool(label)}
    with session.vault.change() as tx:
        tx.audit(Event(act="tether_begun", body=body))
    return label


def end_tether(session: Session, *, arrived: int) -> None:
    """Write that a camera is followed no longer, and how many photographs came meanwhile.

    Raises:
        NotPermittedError: This role may not take images in.
    """
    session.require(Act.RECEIVE_IMAGES)
    with session.vault.change() as tx:
        tx.audit(Event(act="tether_ended", body={"arrived": arrived}))


def note_shutter(session: Session) -> None:
    """Write that the shutter is released from here.

    Raises:
        NotPermittedError: This role may not take images in.
    """
    session.require(Act.RECEIVE_IMAGES)
    with session.vault.change() as tx:
        tx.audit(Event(act="shutter_released", body={}))
