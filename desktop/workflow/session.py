"""A signed-in person at work: the vault as their keys open it, and what their role may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desktop.clock import Clock
from desktop.errors import NotPermittedError
from desktop.ids import UserId
from desktop.records.role import MAY, Act, Domain, Role
from desktop.vault.audit import Event
from desktop.vault.store import Vault
from desktop.workflow.decoding import Decoding


@dataclass(slots=True, kw_only=True)
class Session:
    """Everything a use case needs of its surroundings.

    Attributes:
        vault: Open, with the keys of ``user``.
        decoding: Where untrusted bytes are read.
        clock: Says what time it is.
    """

    vault: Vault
    decoding: Decoding
    clock: Clock

    @property
    def user(self) -> UserId:
        """Who is signed in."""
        return self.vault.who.user_id

    @property
    def role(self) -> Role:
        """As what."""
        return self.vault.who.role

    def today(self) -> date:
        """Return the day at the practice."""
        return self.clock.now().astimezone().date()

    def require(self, act: Act, *, subject: str = "", keys: Iterable[Domain] = ()) -> None:
        """Return only if this role may do ``act`` and holds the keys that it takes.

        A refusal is written to the audit trail before it is raised.

        Raises:
            NotPermittedError: It may not, or a key was never granted.
        """
        missing = [domain.value for domain in keys if not self.vault.ring.holds(domain)]
        if act in MAY[self.role] and not missing:
            return
        with self.vault.change() as tx:
            body = {"act": act.value, "role": self.role.value, "missing_keys": missing}
            tx.audit(Event(act="refused", subject=subject, body=body))
        raise NotPermittedError(act=act.value, role=self.role.value)
