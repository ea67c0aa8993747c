"""Beginning the window anew in the same process, so that nothing of the last person is left in it.

A lock drops every screen; what Python and Qt have let go of lies in memory all the same until it is
used again: names, numbers, pictures. So the window replaces its own program (execve(2)): the memory
is another one. Carried over is what comes back to the screen after a lock, in identifiers of ours,
through memory without a name.

A keeper and the sign-in window are started before this process loads its toolkit again, so that
whoever wants to sign in does not wait for it. No Qt here.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, NoReturn, get_args

from desktop.errors import DeskError, KeeperGoneError
from desktop.keeper.codec import from_plain, to_plain
from desktop.keeper.process import (
    RENEWED_ARGUMENT,
    Begun,
    KeeperProcess,
    own_command,
    start_sign_in,
)
from desktop.memory import SealedMemory
from desktop.records.role import Role
from desktop.ui.door.brief import Brief
from desktop.ui.place import PatientsPlace, Place

Ways = Mapping[str, tuple[Role, tuple[Place, ...]]]
"""Where people were when they left, by identifier: their role then, and the places."""

MOST_BYTES: Final = 4 * 1024 * 1024
_KINDS: Final = {kind.__name__: kind for kind in get_args(Place)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a window knows when it begins anew.

    Attributes:
        brief: What the sign-in window was told.
        ways: Where people were.
        begun: The keeper and the sign-in window that run already, or None.
    """

    brief: Brief
    ways: Ways
    begun: Begun | None


def without_words(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return places as they may be kept over a lock: what was typed into a search is a name."""
    return tuple(
        replace(place, typed="") if isinstance(place, PatientsPlace) else place for place in places
    )


def begin_anew(brief: Brief, ways: Ways) -> NoReturn:
    """Replace this process' program by the window's, from its first instruction.

    Raises:
        OSError: The system does not: everything is as before.
    """
    with SealedMemory.from_bytes(_to_bytes(brief, ways)) as memory:
        os.set_inheritable(memory.fd, True)  # noqa: FBT003 - as the library has it
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        command = own_command(RENEWED_ARGUMENT)
        os.execve(command[0], [*command, str(memory.fd)], os.environ)  # noqa: S606 - ourselves


def carried_over(descriptor: int) -> Carried:
    """Return what ``begin_anew`` handed over, with the next keeper and sign-in window started.

    What makes no sense is left out: then somebody begins at the beginning.
    """
    with os.fdopen(descriptor, "rb", buffering=0) as memory:
        data = os.pread(memory.fileno(), MOST_BYTES, 0)
    brief, ways = _from_bytes(data)
    return Carried(brief=brief, ways=ways, begun=_begun(brief))


def _begun(brief: Brief) -> Begun | None:
    try:
        keeper = KeeperProcess()
    except KeeperGoneError:
        return None
    try:
        return Begun(keeper=keeper, door=start_sign_in(keeper.door, (brief.to_text(),)))
    except KeeperGoneError:
        keeper.end()
        return None


def _to_bytes(brief: Brief, ways: Ways) -> bytes:
    plain = {
        user: [role.value, [[type(place).__name__, to_plain(place, type(place))] for place in way]]
        for user, (role, way) in ways.items()
    }
    return json.dumps({"brief": brief.to_text(), "ways": plain}).encode()


def _from_bytes(data: bytes) -> tuple[Brief, Ways]:
    try:
        raw = json.loads(data)
        brief = Brief.from_text(raw["brief"])
        ways = {
            str(user): (Role(role), tuple(_place(*told) for told in way))
            for user, (role, way) in raw["ways"].items()
        }
    except (DeskError, ValueError, KeyError, TypeError, AttributeError):
        return Brief(), {}
    return brief, ways


def _place(kind: str, plain: object) -> Place:
    place: Place = from_plain(plain, _KINDS[kind])
    return place
