"""A real keeper process over a real vault, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.keeper.calls import Me, Unlock
from desktop.keeper.client import DoorClient
from desktop.keeper.news import SignedIn
from desktop.keeper.process import KeeperProcess


def unlock(keeper: KeeperProcess, vault: Path, user: str, passphrase: str) -> Me:
    """Sign in at a keeper's door, and hang up there."""
    with DoorClient(keeper.door) as door:
        return door.ask(Unlock(folder=vault, name=user, passphrase=passphrase))


@contextmanager
def opened_keeper(vault: Path, user: str, passphrase: str) -> Iterator[DoorClient]:
    """Have a keeper with somebody in, and a client that asks it and waits."""
    with (
        KeeperProcess() as keeper,
        DoorClient(keeper.workspace) as client,
    ):
        unlock(keeper, vault, user, passphrase)
        assert isinstance(client.next(), SignedIn)
        yield client
