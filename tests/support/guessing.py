"""Failed sign-ins of before, as another program on this computer noted them."""

from desktop.clock import SystemClock
from desktop.records.door import PersonAtDoor
from desktop.vault import header
from desktop.vault.checkpoints import outside_folder
from desktop.vault.guesses import Guesses
from desktop.workflow.signing_in import look_at_door
from support.practice import Practice


def at_door(practice: Practice, name: str) -> PersonAtDoor:
    """Return what the sign-in window knows of somebody."""
    people = look_at_door(practice.vault, clock=SystemClock()).people
    return next(one for one in people if one.name == name)


def already_failed(practice: Practice, name: str, times: int) -> None:
    """Note failures of one person, the last of them now."""
    who = at_door(practice, name).user_id
    vault_id = header.read(practice.vault).vault_id
    for _ in range(times):
        Guesses(practice.vault, vault_id, clock=SystemClock(), outside=outside_folder()).failed(who)
