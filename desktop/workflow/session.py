"""A signed-in person at work: the vault as their keys open it, and what their role may do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from desktop.clock import Clock, stamp
from desktop.errors import NotPermittedError
from desktop.ids import UserId
from desktop.records.role import MAY, Act, Domain, Role
from desktop.vault.audit import Event
from desktop.vault.store import Vault
from desktop.workflow.decoding import Decoding
from desktop.workflow.picture_cache import PictureCache


@dataclass(slots=True, kw_only=True)
class Session:
    """Everything a use case needs of its surroundings.

    Attributes:
        vault: Open, with the keys of ``user``.
        decoding: Where untrusted bytes are read.
        clock: Says what time it is.
        pictures: Small pictures that were looked at already; in memory only, and gone with this.
        reading: Which subject of the trail was begun to be read, empty for all of it; None before.
    """

    vault: Vault
    decoding: Decoding
    clock: Clock
    pictures: PictureCache = field(default_factory=PictureCache)
    reading: str | None = None

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

    def day(self) -> tuple[str, str]:
        """Return when the practice's day began and when it ends, as moments are stored.

        Midnight is the computer's own; the days on which its clock is put forward or back are an
        hour shorter or longer.
        """
        today = self.today()
        begun, ends = (
            datetime.combine(day, time.min).astimezone()
            for day in (today, today + timedelta(days=1))
        )
        return stamp(begun), stamp(ends)

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


def only(ids: tuple[str, ...]) -> str:
    """Return the identifier if there is one alone: what an entry about several is not about."""
    return ids[0] if len(ids) == 1 else ""
