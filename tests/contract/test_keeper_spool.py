"""A keeper at the door receives into the spool, rests while somebody comes in, and absorbs."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.keeper import PATIENCE_S, until
from support.practice import CLARE, NIA, RHYS, Practice, fill_card, passphrase_of
from support.sources import play_door, watching

from desktop.keeper.absorber import Absorber
from desktop.keeper.calls import LookAtDoor, Unlock
from desktop.keeper.client import DoorClient
from desktop.keeper.door_watch import DoorWatch
from desktop.keeper.hub import Hub
from desktop.keeper.news import SignedIn
from desktop.keeper.process import KeeperProcess
from desktop.keeper.spool_calls import CountSpooled, LookAtSpool
from desktop.keeper.workstation import WorkstationFile
from desktop.records.removal import Removal
from desktop.records.spool import Absorbed
from desktop.vault import header
from desktop.workflow.inbox import list_inbox
from desktop.workflow.spooling import waiting_behind


@pytest.fixture
def hot(tmp_path: Path) -> Path:
    folder = tmp_path / "hot"
    folder.mkdir()
    return folder


def test_it_receives_until_somebody_comes_in_and_goes_on_if_nobody_did(
    staffed: Practice, hot: Path
) -> None:
    def test(watch: DoorWatch, wait_until: Callable[..., None]) -> None:
        fill_card(hot, range(2))
        watch.receive_for(staffed.vault)
        wait_until(lambda: waiting_behind(staffed.vault) == 2 and not list(hot.iterdir()))
        watch.rest()
        fill_card(hot, range(2, 3))
        with staffed.sign_in(RHYS).vault:
            assert waiting_behind(staffed.vault) == 2
        watch.receive_for(staffed.vault)
        wait_until(lambda: waiting_behind(staffed.vault) == 3 and not list(hot.iterdir()))

    play_door(staffed, test, settings=watching(hot, Removal.VERIFIED))


def test_a_folder_whose_files_stay_is_not_received_from(staffed: Practice, hot: Path) -> None:
    """They lie in the open whatever is done, and would be sealed again at every lock."""

    def test(watch: DoorWatch, wait_until: Callable[..., None]) -> None:
        fill_card(hot, range(2))
        watch.receive_for(staffed.vault)
        watch.rest()
        assert waiting_behind(staffed.vault) == 0
        assert len(list(hot.iterdir())) == 2

    play_door(staffed, test, settings=watching(hot, Removal.NEVER))


def test_while_another_program_has_the_vault_the_files_wait(staffed: Practice, hot: Path) -> None:
    def test(watch: DoorWatch, wait_until: Callable[..., None]) -> None:
        session = staffed.sign_in(CLARE)
        with session.vault:
            fill_card(hot, range(1))
            watch.receive_for(staffed.vault)
            wait_until(lambda: watch.problem == "vault_in_use")
            assert len(list(hot.iterdir())) == 1
        wait_until(lambda: waiting_behind(staffed.vault) == 1)

    play_door(staffed, test, settings=watching(hot, Removal.VERIFIED))


def test_a_vault_that_is_not_there_is_nobodys(staffed: Practice, hot: Path) -> None:
    def test(watch: DoorWatch, wait_until: Callable[..., None]) -> None:
        watch.receive_for(staffed.root / "nowhere")
        watch.rest()

    play_door(staffed, test, settings=watching(hot, Removal.VERIFIED))


def test_absorbing_is_for_whoever_holds_the_key_and_says_what_became(
    staffed: Practice, hot: Path
) -> None:
    def test(watch: DoorWatch, wait_until: Callable[..., None]) -> None:
        fill_card(hot, range(2))
        watch.receive_for(staffed.vault)
        wait_until(lambda: waiting_behind(staffed.vault) == 2 and not list(hot.iterdir()))
        watch.rest()

    play_door(staffed, test, settings=watching(hot, Removal.VERIFIED))
    told: list[object] = []
    for who, opens in ((RHYS, False), (NIA, True)):
        session = staffed.sign_in(who)
        with session.vault:
            hub = Hub()
            absorber = Absorber(session, hub, told.append)
            assert absorber.news().waiting == 2
            hub.spawn(absorber.run)
            hub.run()
            hub.close()
            news = absorber.news()
            assert news.opens is opens
            assert news.waiting == (0 if opens else 2)
            assert news.absorbed == (Absorbed(entered=2) if opens else Absorbed())
    assert told
    session = staffed.sign_in(NIA)
    with session.vault:
        assert len(list_inbox(session).waiting) == 2


def test_the_real_keeper_receives_at_its_door_and_enters_after_the_unlock(
    staffed: Practice, hot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way: two processes, real decoders, this user's own folders."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    vault_id = header.read(staffed.vault).vault_id
    WorkstationFile(vault_id).write(watching(hot, Removal.VERIFIED))
    with KeeperProcess() as keeper, DoorClient(keeper.workspace) as client:
        with DoorClient(keeper.door) as door:  # the key in force is noted at the first sign-in
            door.ask(Unlock(folder=staffed.vault, name=NIA, passphrase=passphrase_of(NIA)))
        assert isinstance(client.next(), SignedIn)
    taken = fill_card(hot, range(2))
    with KeeperProcess() as keeper, DoorClient(keeper.workspace) as client:
        with DoorClient(keeper.door) as door:
            assert door.ask(LookAtDoor(folder=staffed.vault)).spooled == 0
            deadline = time.monotonic() + PATIENCE_S
            while list(hot.iterdir()):
                assert time.monotonic() < deadline
                waiting = door.ask(CountSpooled(folder=staffed.vault)).waiting
                assert waiting <= len(taken)
            assert door.ask(CountSpooled(folder=staffed.vault)).waiting == len(taken)
            door.ask(Unlock(folder=staffed.vault, name=NIA, passphrase=passphrase_of(NIA)))
        until(client, lambda news: isinstance(news, SignedIn))
        while client.ask(LookAtSpool()).absorbed == Absorbed():  # told once all of it is done
            assert time.monotonic() < deadline
        assert client.ask(LookAtSpool()).absorbed.entered == len(taken)
    assert os.listdir(staffed.vault / "spool") == []  # noqa: PTH208
