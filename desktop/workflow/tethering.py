"""A camera on a cable, followed as it is shot: who let it be, and when the shutter was released.

What comes in is taken in as from anywhere else; nothing is given to anybody by itself. A person may
name the sitting: that is a label, sealed with each photograph, and says nothing about whose it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop.errors import RecordInvalidError
from desktop.records.device_match import FROM_DEVICE
from desktop.records.removal import Removal
from desktop.records.role import Act
from desktop.vault.audit import Event
from desktop.vault.spool_label import open_label, seal_label
from desktop.workflow.session import Session

SITTING: Final = "sitting"
"""The fact under which the label of a sitting is sealed with a photograph."""
MOST_SITTING: Final = 80
"""Characters of a label."""


def told_of(*, sitting: str, device: str) -> dict[str, object]:
    """Return what is sealed with a photograph because of where it came from, as its facts."""
    told = {SITTING: sitting, FROM_DEVICE: device}
    return {name: fact for name, fact in told.items() if fact}


def check_sitting(label: str) -> str:
    """Return a label of a sitting without blanks around it; it may be empty.

    Raises:
        RecordInvalidError: ``sitting``: it is too long or cannot be shown.
    """
    label = label.strip()
    if len(label) > MOST_SITTING or not label.isprintable():
        raise RecordInvalidError("sitting")
    return label


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The label of a sitting.

    Attributes:
        text: As it is sealed with each photograph; empty for none, or where this person holds no
            key that opens it.
        sealed: Sealed to the inbox, for when nobody is signed in; empty for none.
    """

    text: str
    sealed: str


def begin_tether(session: Session, sitting: str, removal: Removal) -> Label:
    """Write that a camera is followed from now on; return the label as it is to be sealed.

    Raises:
        NotPermittedError: This role may not take images in.
        RecordInvalidError: ``sitting``.
    """
    session.require(Act.RECEIVE_IMAGES)
    label = check_sitting(sitting)
    _note_begun(session, {"removal": removal.value, "labelled": bool(label)})
    return Label(text=label, sealed=seal_label(session.vault.ring, label))


def resume_tether(session: Session, sealed: str, removal: Removal) -> Label:
    """Write that a camera is still followed, which was when the workstation was locked.

    Raises:
        NotPermittedError: This role may not take images in.
    """
    session.require(Act.RECEIVE_IMAGES)
    body = {"removal": removal.value, "labelled": bool(sealed), "continued": True}
    _note_begun(session, body)
    return Label(text=open_label(session.vault.ring, sealed), sealed=sealed)


def _note_begun(session: Session, body: Mapping[str, object]) -> None:
    with session.vault.change() as tx:
        tx.audit(Event(act="tether_begun", body=body))


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
