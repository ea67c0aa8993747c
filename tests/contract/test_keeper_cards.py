"""Cards and watched folders through a real keeper: a process, a window's client, real decoders."""

import sys
from pathlib import Path

import pytest
from support.keeper import opened_keeper, until
from support.practice import CLARE, MONA, RHYS, Practice, passphrase_of, photograph
from support.sources import make_card, photographs_on

from desktop.errors import IntakeError, NotPermittedError
from desktop.keeper import calls
from desktop.keeper.client import DoorClient
from desktop.keeper.news import Advance, Answer, Change, News
from desktop.keeper.workstation import WorkstationFile
from desktop.records.arrival import Origin
from desktop.records.outcome import Topic
from desktop.records.removal import Removal
from desktop.records.source_state import SourceState, Watching
from desktop.records.workstation import CardRemoval, Workstation
from desktop.vault import header
from desktop.workflow.inbox import list_inbox
from desktop.workflow.verifying import verify_vault

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sealed memory is Linux's")
LOOKS = 400


@pytest.fixture
def card(tmp_path: Path, staffed: Practice) -> Path:
    made = make_card(tmp_path / "EOS_DIGITAL", range(6))
    vault_id = header.read(staffed.vault).vault_id
    WorkstationFile(vault_id).write(Workstation(card_folders=(made,)))
    return made


_MANY = 40
"""Photographs on a card whose run is stopped: it must not be over before it is told to stop."""


def whole(card: Path, removal: Removal = Removal.VERIFIED) -> calls.TakeIn:
    return calls.TakeIn(folder=card, origin=Origin.PRACTICE, removal=removal)


def settled(client: DoorClient, path: Path, **wanted: object) -> SourceState:
    """Ask, whenever sources have changed, until this one is as wanted."""
    for _ in range(LOOKS):
        for state in client.ask(calls.ListSources()):
            fits = all(getattr(state, name) == value for name, value in wanted.items())
            if state.path == str(path) and fits:
                return state
        until(client, lambda news: _is_change(news, Topic.SOURCES))
    pytest.fail(f"never {wanted}")


def _is_change(news: object, topic: Topic) -> bool:
    return isinstance(news, Change) and topic in news.topics


def answers_to(client: DoorClient, *numbers: int) -> list[Answer]:
    """Wait for several answers, in whatever order they come; return them in this one."""
    found: dict[int, Answer] = {}
    while set(numbers) - set(found):
        news = until(client, lambda news: isinstance(news, Answer))
        assert isinstance(news, Answer)
        found[news.number] = news
    return [found[number] for number in numbers]


def test_a_card_is_seen_taken_in_file_by_file_and_emptied(staffed: Practice, card: Path) -> None:
    with opened_keeper(staffed.vault, CLARE, passphrase_of(CLARE)) as client:
        state = settled(client, card, files=6, fresh=6)
        assert (state.label, state.asks) == ("EOS_DIGITAL", True)
        client.put(whole(card))
        told: list[News] = []
        while not (told and isinstance(told[-1], Answer)):
            told.append(client.next())
        assert isinstance(told[-1], Answer)
        assert len(told[-1].value.arrived) == 6
        assert sum(_is_change(news, Topic.INBOX) for news in told) >= 6
        far = [(news.done, news.total) for news in told if isinstance(news, Advance)]
        assert far == [(done, 6) for done in range(7)]
        settled(client, card, files=0, busy=False)
        assert photographs_on(card) == []
        assert len(client.ask(calls.ListInbox()).waiting) == 6


def test_a_run_is_cancelled_between_files_and_goes_on_when_asked(
    staffed: Practice, card: Path
) -> None:
    make_card(card, range(6, _MANY))
    with opened_keeper(staffed.vault, RHYS, passphrase_of(RHYS)) as client:
        first = client.put(whole(card))
        until(client, lambda news: isinstance(news, Advance) and news.done == 2)
        (busy,) = answers_to(client, client.put(whole(card)))
        assert isinstance(busy.error, IntakeError)
        assert busy.error.reason == "busy"
        client.cancel(first)
        (stopped,) = answers_to(client, first)
        left = photographs_on(card)
        assert len(stopped.value.arrived) + len(stopped.value.pending) == _MANY
        assert len(stopped.value.pending) == len(left) > 0
        assert len(client.ask(whole(card)).arrived) == len(left)
        assert photographs_on(card) == []


def test_a_card_pulled_out_under_way_is_said_and_taken_in_when_it_is_back(
    staffed: Practice, card: Path
) -> None:
    away = card.with_name("away")
    with opened_keeper(staffed.vault, CLARE, passphrase_of(CLARE)) as client:
        settled(client, card, files=6)
        number = client.put(whole(card))
        until(client, lambda news: isinstance(news, Advance) and news.done == 2)
        card.rename(away)
        (answer,) = answers_to(client, number)
        assert answer.value.stopped == "source_gone"
        arrived = len(answer.value.arrived)
        assert arrived + len(answer.value.pending) == 6
        settled(client, card, watching=Watching.GONE, problem="source_gone")
        away.rename(card)
        settled(client, card, watching=Watching.ALIVE, problem="", files=6 - arrived)
        assert len(client.ask(whole(card)).arrived) == 6 - arrived
        assert client.ask(calls.CountCards()).failed == 0


def test_a_folder_is_watched_also_by_the_next_keeper(
    staffed: Practice, card: Path, tmp_path: Path
) -> None:
    hot = tmp_path / "hot"
    hot.mkdir()
    watch = calls.WatchFolder(folder=hot, origin=Origin.OTHER, removal=Removal.VERIFIED)
    with opened_keeper(staffed.vault, MONA, passphrase_of(MONA)) as client:
        client.ask(watch)
        client.ask(calls.SetCardRemoval(policy=CardRemoval.VERIFIED))
        with pytest.raises(NotPermittedError):
            client.ask(whole(card))
    (hot / "a.jpg").write_bytes(photograph(40))
    with opened_keeper(staffed.vault, RHYS, passphrase_of(RHYS)) as client:
        until(client, lambda news: _is_change(news, Topic.INBOX))
        settled(client, hot, files=0, busy=False, origin=Origin.OTHER)
        settled(client, card, asks=False, removal=Removal.VERIFIED)
        assert not (hot / "a.jpg").exists()
        assert client.ask(calls.CountImages()).received == 1
        with pytest.raises(NotPermittedError):
            client.ask(calls.StopWatching(folder=hot))
        read = client.ask(calls.ReadWorkstation())
    assert [one.path for one in read.watched] == [hot]
    assert len(photographs_on(card)) == 6


def test_a_lock_under_way_leaves_every_photograph_on_the_card_or_in_the_vault(
    staffed: Practice, card: Path
) -> None:
    with opened_keeper(staffed.vault, CLARE, passphrase_of(CLARE)) as client:
        client.put(whole(card))
        until(client, lambda news: isinstance(news, Advance) and news.done == 3)
    left = photographs_on(card)
    session = staffed.sign_in(CLARE)
    with session.vault:
        kept = len(list_inbox(session).waiting)
        assert verify_vault(session, lambda _done, _all: None).ok
    assert kept >= 3
    assert 6 <= kept + len(left) <= 7  # one may be sealed and not removed yet
