"""The label of a sitting while nobody is signed in: carried by whoever cannot read it.

A camera that is followed goes on being followed behind a lock. Its label may say what only those at
work are to know; so it waits sealed to the inbox key, all labels of one length.
"""

import base64
from typing import Final

from desktop.errors import DamagedError, KeyMissingError
from desktop.records.role import Domain
from desktop.vault.crypto import context
from desktop.vault.keys import KeyRing

_BYTES: Final = 320
"""As many as a label may have (``workflow.tethering``), four for each character."""
_PLACE: Final = context("spool", "sitting")


def seal_label(ring: KeyRing, label: str) -> str:
    """Return a label sealed to the inbox, as text; the empty label stays empty.

    Args:
        ring: Knows the public half.
        label: At most 320 bytes in UTF-8, without a NUL.
    """
    if not label:
        return ""
    plain = label.encode().ljust(_BYTES, b"\0")
    return base64.b64encode(ring.seal(Domain.INBOX, plain, place=_PLACE)).decode()


def open_label(ring: KeyRing, sealed: str) -> str:
    """Return a label; empty where this person holds no key for it, or it is none of this vault."""
    if not sealed:
        return ""
    try:
        box = base64.b64decode(sealed, validate=True)
        return ring.unseal(Domain.INBOX, box, place=_PLACE).rstrip(b"\0").decode()
    except (KeyMissingError, DamagedError, ValueError):
        return ""
