"""How long whoever guesses passphrases is made to wait: longer each time, never for ever.

Two counts, each in two places. The first is of all failures since anybody last came in; the second
of one person's, and only that person's own success ends it: a colleague who guesses cannot begin
anew by signing in as themselves. They are kept in this user's state folder, outside the vault, and
follow from the journal beside the vault where it knows of more: removing either alone, or starting
the program again, forgets nothing.

A wait is measured by seconds since the computer was started, which nobody can set; after a new
start by its clock. A clock that was put back makes the wait begin now, and never longer than the
table says.

This slows whoever sits at the computer. Whoever has the files guesses elsewhere, and is slowed by
Argon2id alone (ADR 0019).
"""

import json
import logging
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from desktop.clock import Clock, stamp
from desktop.errors import UnlockFailedError, VaultError
from desktop.vault import journal
from desktop.vault.crypto import canonical
from desktop.vault.files import disk_errors, read_whole, write_whole
from desktop.vault.keys import RECOVERY_USER

_LOG: Final = logging.getLogger(__name__)

FREE_TRIES: Final = 5
"""So many failures cost nothing: people mistype."""
FIRST_WAIT_S: Final = 2.0
"""After the fifth; each further failure doubles it."""
LONGEST_WAIT_S: Final = 900.0
"""For one person's passphrase: at most 96 further guesses a day."""
LONGEST_FOR_ALL_S: Final = 30.0
"""For everybody else meanwhile: one person's guessing must not keep a practice from its records."""

UNKNOWN: Final = "unknown"
"""Whom a name that does not exist counts against."""
_EVERYBODY: Final = ""

_MOST_BYTES: Final = 64 * 1024
_MOST_PEOPLE: Final = 256
_PLAIN_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


def delay_s(failures: int, *, longest_s: float) -> float:
    """Return how long after the last of so many failures the next try is looked at.

    Source: NCSC, "Password policy: updating your approach": throttling rather than lock-out,
    because a lock-out is a way to keep a practice from its records. The numbers are ours.
    """
    beyond = failures - FREE_TRIES
    if beyond < 0:
        return 0.0
    doublings = min(beyond, 32)  # far beyond the cap already
    return float(min(FIRST_WAIT_S * 2**doublings, longest_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptime:
    """Which start of the computer this is, and how many seconds ago; asleep counts too."""

    boot: str
    at_s: float


def uptime() -> Uptime:
    """Return it; without a name where the system gives none, and then the clock is used.

    Source: clock_gettime(2) CLOCK_BOOTTIME, random(4) boot_id.
    """
    boot = ""
    with suppress(OSError):
        boot = _BOOT_ID.read_text(encoding="ascii").strip()
    kind = getattr(time, "CLOCK_BOOTTIME", None)
    return Uptime(boot=boot, at_s=time.monotonic() if kind is None else time.clock_gettime(kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tally:
    """So many failures, the last of them then."""

    count: int
    at: str
    boot: str
    at_s: float

    def since_s(self, now: datetime, up: Uptime) -> float:
        """Return how long ago the last one was; 0 if it lies in the future."""
        if self.boot and self.boot == up.boot:
            return max(up.at_s - self.at_s, 0.0)
        then = _moment(self.at)
        return max((now - then).total_seconds(), 0.0) if then is not None else 0.0


class Guesses:
    """The failed sign-ins of one vault, as this computer knows them.

    Args:
        folder: The vault.
        vault_id: As its header says; not trusted.
        clock: Says what time it is.
        outside: Folder outside the vault.
        up: Says for how long the computer has been on.
    """

    def __init__(
        self,
        folder: Path,
        vault_id: str,
        *,
        clock: Clock,
        outside: Path,
        up: Callable[[], Uptime] = uptime,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._up = up
        plain = _PLAIN_ID.fullmatch(vault_id)
        name = vault_id if plain else sha256(vault_id.encode("utf-8", "replace")).hexdigest()
        self._file = outside / f"{name}.guesses.json"

    def left_s(self, who: str) -> float:
        """Return for how many seconds no try for this person is looked at yet."""
        return _left_s(self._known(), who, self._clock.now(), self._up())

    def failed(self, who: str) -> None:
        """Note a failure, in the vault's journal and outside.

        Raises:
            VaultError: The journal cannot be written; it is counted outside all the same.
        """
        known = self._known()
        now, up = self._clock.now(), self._up()
        try:
            self._keep({**known, **{key: _one_more(known.get(key), now, up) for key in _keys(who)}})
        finally:
            journal.note_failure(self._folder, user_id=who, at=stamp(now))

    def opened(self, who: str) -> None:
        """Forget this person's failures, and that there were any since somebody came in."""
        known = self._known()
        left = {key: tally for key, tally in known.items() if key not in _keys(who)}
        if left != known:
            self._keep(left)

    def _known(self) -> dict[str, _Tally]:
        """Return every count, from whichever place knows of more, measured from this start."""
        now, up = self._clock.now(), self._up()
        kept = _read(self._file)
        known = dict(kept)
        for key, found in _from_journal(self._folder).items():
            if key not in known or found.count > known[key].count:
                known[key] = found
        measured = {key: _measured(tally, now, up) for key, tally in known.items()}
        if measured != kept:
            self._keep(measured)
        return measured

    def _keep(self, known: dict[str, _Tally]) -> None:
        """Write the counts outside; where that cannot be, the journal alone counts."""
        try:
            if known:
                with disk_errors():
                    self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_whole(self._file, canonical(_to_json(known)))
            else:
                with disk_errors():
                    self._file.unlink(missing_ok=True)
        except VaultError as error:
            _LOG.info("failed sign-ins are counted beside the vault only: %s", error.code)


def whom(error: UnlockFailedError) -> str:
    """Return whom a failure counts against."""
    if error.reason == "recovery_key" or error.reason.startswith("share_"):
        return RECOVERY_USER
    return str(error.facts.get("user", UNKNOWN))


def _keys(who: str) -> tuple[str, str]:
    return (_EVERYBODY, who)


def _left_s(known: dict[str, _Tally], who: str, now: datetime, up: Uptime) -> float:
    longest = {_EVERYBODY: LONGEST_FOR_ALL_S, who: LONGEST_WAIT_S}
    waits = [
        delay_s(known[key].count, longest_s=longest_s) - known[key].since_s(now, up)
        for key, longest_s in longest.items()
        if key in known
    ]
    return max([0.0, *waits])


def _one_more(before: _Tally | None, now: datetime, up: Uptime) -> _Tally:
    count = before.count if before is not None else 0
    return _Tally(count=count + 1, at=stamp(now), boot=up.boot, at_s=up.at_s)


def _measured(tally: _Tally, now: datetime, up: Uptime) -> _Tally:
    """Return the same failures, their time told from this start of the computer."""
    then = _moment(tally.at)
    is_ahead = then is None or then > now
    if tally.boot == up.boot and (up.boot or not is_ahead):
        return tally
    since_s = min(tally.since_s(now, up), LONGEST_WAIT_S)
    at = stamp(now) if is_ahead else tally.at
    return replace(tally, at=at, boot=up.boot, at_s=up.at_s - since_s)


def _from_journal(folder: Path) -> dict[str, _Tally]:
    try:
        lines = journal.failures(folder)
    except VaultError:
        return {}
    found: dict[str, _Tally] = {}
    for line in lines:
        for key in _keys(line["user"]):
            count = found[key].count if key in found else 0
            found[key] = _Tally(count=count + 1, at=line["at"], boot="", at_s=0.0)
    return found


def _moment(at: str) -> datetime | None:
    try:
        then = datetime.fromisoformat(at)
    except ValueError:
        return None
    return then if then.tzinfo is not None else then.replace(tzinfo=UTC)


def _to_json(known: dict[str, _Tally]) -> dict[str, Any]:
    return {
        key: {"count": one.count, "at": one.at, "boot": one.boot, "at_ms": round(one.at_s * 1000)}
        for key, one in known.items()
    }


def _read(path: Path) -> dict[str, _Tally]:
    """Return what was kept; a file that makes no sense counts for nothing."""
    try:
        raw = json.loads(read_whole(path, most_bytes=_MOST_BYTES))
        return {
            str(key): _Tally(
                count=int(one["count"]),
                at=str(one["at"]),
                boot=str(one["boot"]),
                at_s=int(one["at_ms"]) / 1000,
            )
            for key, one in list(raw.items())[:_MOST_PEOPLE]
        }
    except (VaultError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
