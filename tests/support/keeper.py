"""A real keeper process over a real vault, for tests."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from desktop.keeper.calls import Call, Me, Unlock
from desktop.keeper.client import DoorClient
from desktop.keeper.news import Answer, News, SignedIn
from desktop.keeper.process import KeeperProcess

PATIENCE_S = 30.0
"""How long a test waits for something that must happen, on a busy machine."""


def unlock(keeper: KeeperProcess, vault: Path, user: str, passphrase: str) -> Me:
    """Sign in at a keeper's door, and hang up there."""
    with DoorClient(keeper.door) as door:
        return door.ask(Unlock(folder=vault, name=user, passphrase=passphrase))


@contextmanager
def running_keeper(
    vault: Path, user: str, passphrase: str
) -> Iterator[tuple[KeeperProcess, DoorClient]]:
    """Have a keeper with somebody in, and a client that asks it and waits."""
    with KeeperProcess() as keeper, DoorClient(keeper.workspace) as client:
        unlock(keeper, vault, user, passphrase)
        assert isinstance(client.next(), SignedIn)
        yield keeper, client


@contextmanager
def opened_keeper(vault: Path, user: str, passphrase: str) -> Iterator[DoorClient]:
    """Have a client of a keeper with somebody in."""
    with running_keeper(vault, user, passphrase) as (_, client):
        yield client


def answer_to(client: DoorClient, number: int) -> Any:
    """Wait for the answer to a question that was put."""
    news = until(client, lambda news: isinstance(news, Answer) and news.number == number)
    assert isinstance(news, Answer)
    if news.error is not None:
        raise news.error
    return news.value


def until(client: DoorClient, wanted: Callable[[News], bool]) -> News:
    """Wait for news of some kind; what comes before is passed over."""
    while True:
        news = client.next()
        if wanted(news):
            return news


def is_waiting(client: DoorClient, call: Call[Any], probe: Call[Any]) -> int:
    """Put a question, return its number once the keeper has given way in it.

    The probe was put after it and is answered before it: so the first one waits for something.
    """
    number = client.put(call)
    client.ask(probe)
    return number


def children_of(keeper: KeeperProcess) -> list[psutil.Process]:
    """Return a keeper's decoders, in the order in which they were started."""
    return sorted(psutil.Process(keeper.process_id).children(), key=lambda child: child.pid)


def wait_until(true: Callable[[], bool]) -> None:
    """Wait for something outside that gives no signal; fail when it does not come."""
    until_s = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until_s, "this did not happen"
        time.sleep(0.01)
