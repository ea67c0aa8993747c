"""One change of the vault as its query functions see it."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from desktop.vault import audit
from desktop.vault.audit import Event
from desktop.vault.keys import KeyRing


class UnauditedChangeError(RuntimeError):
    """A transaction tried to commit without an audit entry: a mistake in our own code."""


@dataclass(slots=True, kw_only=True)
class Transaction:
    """One change, as the vault's query functions and the workflow see it.

    Attributes:
        connection: For the vault's own query functions only.
        ring: The signed-in person's keys; in a change that renews keys, from the moment on that
            everything is sealed to the new ones, the ring that holds those.
        at: The moment of this change, ISO 8601.
        user: Identifier of the person who acts.
    """

    connection: sa.Connection
    ring: KeyRing
    at: str
    user: str
    _append: Callable[[Event], int]
    audited: bool = False

    def audit(self, event: Event) -> int:
        """Write ``event`` to the trail as part of this change; return its number."""
        seq = self._append(event)
        self.audited = True
        return seq

    def next_seq(self) -> int:
        """Return the number that the next audit entry of this change will have."""
        return audit.last(self.connection)[0] + 1
