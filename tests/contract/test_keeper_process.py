"""A real keeper over a real vault: signing in, answering, being killed, ending."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from support.keeper import (
    PATIENCE_S,
    answer_to,
    children_of,
    is_waiting,
    opened_keeper,
    running_keeper,
    unlock,
    until,
    wait_until,
)
from support.practice import (
    CLARE,
    NIA,
    RHYS,
    Practice,
    agreed,
    fill_card,
    passphrase_of,
)

from desktop.errors import (
    CancelledError,
    DecoderCrashedError,
    DestinationRefusedError,
    KeeperGoneError,
    MessageInvalidError,
    NotPermittedError,
    UnknownRecordError,
    UnlockFailedError,
    VaultInUseError,
    VaultLockedError,
    VaultMissingError,
)
from desktop.ids import ArrivalId
from desktop.keeper import calls, wire
from desktop.keeper.client import DoorClient
from desktop.keeper.news import Advance, Answer, Change, SignedIn, give_back
from desktop.keeper.process import KeeperProcess, keeper_environment, own_command, start_sign_in
from desktop.records.arrival import Origin
from desktop.records.draft import Draft
from desktop.records.intake_report import Intake
from desktop.records.outcome import Topic
from desktop.records.removal import Removal
from desktop.records.role import Domain, Role
from desktop.vault.lock import InstanceLock

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sealed memory is Linux's")


@pytest.fixture
def keeper() -> Iterator[KeeperProcess]:
    with KeeperProcess() as process:
        yield process


def take_in(practice: Practice) -> calls.TakeIn:
    return calls.TakeIn(folder=practice.card, origin=Origin.PRACTICE, removal=Removal.NEVER)


def is_at_work(process: psutil.Process) -> bool:
    """Return whether a process, or one thread of it, has not ended yet."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE or process.num_threads() > 1
    except psutil.NoSuchProcess:
        return False


def first_arrival(client: DoorClient) -> str:
    return client.ask(calls.ListInbox()).waiting[0].arrival


def begun_arrivals(client: DoorClient) -> list[str]:
    """Return what waits, all of it begun: the program looks at none of it by itself meanwhile."""
    waiting = [ArrivalId(each.arrival) for each in client.ask(calls.ListInbox()).waiting]
    for one in waiting:
        client.ask(calls.KeepDraft(draft=Draft(arrival=one)))
    return list(waiting)


def two_arrivals(client: DoorClient) -> tuple[str, str]:
    """Return two: what was found in the first is remembered, and the decoders are there."""
    one, other, *_ = begun_arrivals(client)
    client.ask(calls.FindFaces(arrival=one))
    return one, other


# ------------------------------------------------------------------------------------- the door


def test_the_door_says_who_can_sign_in(staffed: Practice, keeper: KeeperProcess) -> None:
    with DoorClient(keeper.door) as door:
        seen = door.ask(calls.LookAtDoor(folder=staffed.vault))
        assert seen.practice == "Test Surgery"
        assert [person.name for person in seen.people] == ["clare", "mona", "nia", "rhys"]
        with pytest.raises(VaultMissingError):
            door.ask(calls.LookAtDoor(folder=staffed.root))


def test_nothing_is_answered_before_somebody_is_in(
    staffed: Practice, keeper: KeeperProcess
) -> None:
    with DoorClient(keeper.door) as door, DoorClient(keeper.workspace) as client:
        for call in (calls.ListInbox(), calls.WhoAmI(), calls.LookAtDoor(folder=staffed.vault)):
            with pytest.raises(VaultLockedError):
                client.ask(call)
        for call in (calls.ListInbox(), calls.WhoAmI()):
            with pytest.raises(VaultLockedError):
                door.ask(call)


def test_whoever_is_in_is_told_at_both_ends(staffed: Practice, keeper: KeeperProcess) -> None:
    with DoorClient(keeper.workspace) as client:
        me = unlock(keeper, staffed.vault, NIA, passphrase_of(NIA))
        assert client.next() == SignedIn(me=me)
        assert client.ask(calls.WhoAmI()) == me
        assert (me.name, me.full_name, me.role) == ("nia", "Nia Test", Role.NURSE)
        assert me.keys == {Domain.CATALOGUE, Domain.INBOX, Domain.CLINICAL}
        assert me.problems == ()
        for call in (
            calls.LookAtDoor(folder=staffed.vault),
            calls.Unlock(folder=staffed.vault, name=CLARE, passphrase=passphrase_of(CLARE)),
        ):
            with pytest.raises(MessageInvalidError):
                client.ask(call)


def test_the_door_is_shut_behind_who_came_in(staffed: Practice, keeper: KeeperProcess) -> None:
    with DoorClient(keeper.door) as door:
        entering = calls.Unlock(folder=staffed.vault, name=NIA, passphrase=passphrase_of(NIA))
        door.ask(entering)
        with pytest.raises(KeeperGoneError):
            door.ask(calls.LookAtDoor(folder=staffed.vault))
    with DoorClient(keeper.workspace) as client:
        assert isinstance(client.next(), SignedIn)
        assert client.ask(calls.WhoAmI()).name == NIA


def test_a_wrong_passphrase_waits_longer_each_time_and_never_for_ever(
    staffed: Practice, keeper: KeeperProcess
) -> None:
    waits = []
    with DoorClient(keeper.door) as door:
        for name in (NIA, "nobody", NIA, NIA, NIA, NIA):
            with pytest.raises(UnlockFailedError) as refused:
                door.ask(calls.Unlock(folder=staffed.vault, name=name, passphrase="wrong guess"))
            assert set(refused.value.facts) == {"wait_s"}
            waits.append(refused.value.facts["wait_s"])
    assert waits == [0, 0, 0, 0, 2, 4]
    wait_until(keeper.has_ended)  # who gave up at the door is not waited for
    with opened_keeper(staffed.vault, CLARE, passphrase_of(CLARE)) as client:
        assert client.ask(calls.WhoAmI()).name == CLARE


def test_a_vault_is_founded_at_the_door(tmp_path: Path, keeper: KeeperProcess) -> None:
    folder = tmp_path / "new"
    with DoorClient(keeper.door) as door:
        found = door.ask(
            calls.FoundVault(
                folder=folder,
                practice="Meddygfa Newydd",
                name="gwen",
                full_name="Gwen Newydd",
                role=Role.CLINICIAN,
                passphrase=passphrase_of("gwen"),
            )
        )
        assert [sheet.index for sheet in found.sheets] == [1, 2, 3]
        page = door.ask(calls.LayOutSheet(sheet=found.sheets[1]))
        groups = found.sheets[1].key.split("-")
        assert set(groups) <= {text.words for text in page.texts}
        saved = tmp_path / "sheet.pdf"
        door.ask(calls.SaveSheet(sheet=found.sheets[1], to=saved, vault=folder))
        assert saved.read_bytes().startswith(b"%PDF-")
        for refused in (saved, folder / "sheet.pdf", tmp_path / "nowhere" / "sheet.pdf"):
            with pytest.raises(DestinationRefusedError):
                door.ask(calls.SaveSheet(sheet=found.sheets[1], to=refused, vault=folder))
        me = door.ask(calls.Unlock(folder=folder, name="gwen", passphrase=passphrase_of("gwen")))
    assert (me.vault_id, me.practice) == (found.vault_id, "Meddygfa Newydd")


def test_who_hangs_up_at_the_door_ends_the_keeper(keeper: KeeperProcess) -> None:
    keeper.door.close()
    wait_until(keeper.has_ended)
    with DoorClient(keeper.workspace) as client, pytest.raises(KeeperGoneError):
        client.next()


def test_the_sign_in_process_gets_the_door_alone(keeper: KeeperProcess) -> None:
    """Whatever its start does: when it is gone without anybody in, so is the keeper."""
    process = start_sign_in(keeper.door, ["/nowhere"])
    assert keeper.door.fileno() == -1
    process.kill()
    process.wait(PATIENCE_S)
    wait_until(keeper.has_ended)


# ---------------------------------------------------------------------------------- the workspace


def test_calls_that_change_go_one_after_the_other_and_are_announced_once(
    working: Practice,
) -> None:
    with opened_keeper(working.vault, CLARE, passphrase_of(CLARE)) as client:
        ethel = client.ask(calls.FindPatients(typed="Canary")).patients[0]
        before = len(client.ask(calls.ListConsents(patient=ethel.id)))
        client.changes.clear()
        numbers = [
            client.put(calls.RecordConsent(patient=ethel.id, given=agreed())) for _ in range(5)
        ]
        consents = [answer_to(client, number) for number in numbers]
        found = client.ask(calls.ListConsents(patient=ethel.id))
        assert len(found) == before + 5
        assert {consent.id for consent in consents} <= {consent.id for consent in found}
        assert client.changes.count(frozenset({Topic.RECORD})) == 5


def test_a_change_names_the_question_that_made_it(working: Practice) -> None:
    with opened_keeper(working.vault, CLARE, passphrase_of(CLARE)) as client:
        ethel = client.ask(calls.FindPatients(typed="Canary")).patients[0]
        number = client.put(calls.RecordConsent(patient=ethel.id, given=agreed()))
        answer_to(client, number)
        news = until(client, lambda news: isinstance(news, Change) and Topic.RECORD in news.topics)
        assert isinstance(news, Change)
        assert news.initiator == number


def test_an_error_of_the_workflow_comes_back_as_itself(working: Practice) -> None:
    with opened_keeper(working.vault, CLARE, passphrase_of(CLARE)) as client:
        with pytest.raises(UnknownRecordError) as refused:
            client.ask(calls.FindFaces(arrival="a-0000000000000000"))
        assert refused.value.reason == "no_such_arrival"
        assert client.ask(calls.WhoAmI()).name == CLARE


def test_a_receptionist_s_keeper_cannot_show_a_photograph(working: Practice) -> None:
    with opened_keeper(working.vault, RHYS, passphrase_of(RHYS)) as client:
        assert client.ask(calls.WhoAmI()).keys == {Domain.CATALOGUE}
        arrival = first_arrival(client)
        for call in (
            calls.OpenPicture(subject=arrival),
            calls.Thumbnails(subjects=(arrival,)),
            calls.FindFaces(arrival=arrival),
        ):
            with pytest.raises(NotPermittedError):
                client.ask(call)


def test_a_window_that_does_not_read_holds_nobody_up_and_loses_nothing(working: Practice) -> None:
    with opened_keeper(working.vault, CLARE, passphrase_of(CLARE)) as client:
        picture = calls.OpenPicture(subject=first_arrival(client), longest_px=64)
        numbers = []
        for _ in range(40):  # far more than the socket holds
            numbers += [client.put(calls.WhoAmI()) for _ in range(30)]
            numbers.append(client.put(picture))
        answered = []
        while len(answered) < len(numbers):
            news = client.next()
            if isinstance(news, Change):
                assert news.topics == {Topic.FOUND}  # the vault was compared meanwhile
                continue
            assert isinstance(news, Answer)
            assert news.error is None
            give_back(news)
            answered.append(news.number)
        assert sorted(answered) == numbers


def test_a_picture_comes_as_one_sealed_block(working: Practice) -> None:
    with opened_keeper(working.vault, NIA, passphrase_of(NIA)) as client:
        picture = client.ask(calls.OpenPicture(subject=first_arrival(client)))
        with picture.block as block:
            picture.value.check(block.size)
            assert (picture.value.width_px, picture.value.height_px) == (96, 64)


def test_others_are_answered_while_one_waits_for_a_decoder(working: Practice) -> None:
    with running_keeper(working.vault, CLARE, passphrase_of(CLARE)) as (keeper, client):
        _, arrival = two_arrivals(client)
        stopped = children_of(keeper)
        for child in stopped:
            child.suspend()
        number = is_waiting(client, calls.FindFaces(arrival=arrival), calls.ListInbox())
        for child in stopped:
            child.resume()
        assert answer_to(client, number).width_px == 96


def test_a_card_does_not_make_a_click_wait(working: Practice) -> None:
    with running_keeper(working.vault, CLARE, passphrase_of(CLARE)) as (keeper, client):
        arrival = begun_arrivals(client)[0]
        fill_card(working.card, range(20, 23))
        looking, coming_in = children_of(keeper)
        coming_in.suspend()
        card = client.put(take_in(working))
        until(client, lambda news: isinstance(news, Advance) and news.number == card)
        assert client.ask(calls.FindFaces(arrival=arrival)).width_px == 96
        assert looking.is_running()
        coming_in.resume()
        assert len(answer_to(client, card).arrived) == 3


def test_who_waits_for_a_decoder_may_be_cancelled_before_it_begins(working: Practice) -> None:
    with running_keeper(working.vault, CLARE, passphrase_of(CLARE)) as (keeper, client):
        _, arrival = two_arrivals(client)
        stopped = children_of(keeper)
        for child in stopped:
            child.suspend()
        first = is_waiting(client, calls.FindFaces(arrival=arrival), calls.WhoAmI())
        second = is_waiting(client, calls.FindFaces(arrival=arrival), calls.WhoAmI())
        for number in (second, first):
            client.cancel(number)
        with pytest.raises(CancelledError):
            answer_to(client, second)
        for child in stopped:
            child.resume()
        assert answer_to(client, first).width_px == 96  # begun already: it is finished


def test_a_cancelled_page_of_pictures_stops_at_the_next_one(working: Practice) -> None:
    with running_keeper(working.vault, CLARE, passphrase_of(CLARE)) as (keeper, client):
        waiting = begun_arrivals(client)
        client.ask(calls.FindFaces(arrival=waiting[0]))
        stopped = children_of(keeper)
        for child in stopped:
            child.suspend()
        page = calls.Thumbnails(subjects=tuple(waiting))
        number = is_waiting(client, page, calls.WhoAmI())
        client.cancel(number)
        client.ask(calls.WhoAmI())
        for child in stopped:
            child.resume()
        with pytest.raises(CancelledError):
            answer_to(client, number)


def test_a_cancelled_card_stops_between_two_files(working: Practice) -> None:
    names = set(fill_card(working.card, range(20, 32)))
    with opened_keeper(working.vault, CLARE, passphrase_of(CLARE)) as client:
        card = client.put(take_in(working))
        until(client, lambda news: isinstance(news, Advance) and news.done >= 1)
        client.cancel(card)
        taken: Intake = answer_to(client, card)
        arrived = {one.file for one in taken.arrived}
        assert 1 <= len(arrived) < len(names)
        assert arrived | set(taken.pending) == names
        assert len(client.ask(take_in(working)).arrived) == len(names) - len(arrived)


# ------------------------------------------------------------------------------------ being killed


def test_a_decoder_killed_in_the_middle_costs_one_failure(working: Practice) -> None:
    with running_keeper(working.vault, CLARE, passphrase_of(CLARE)) as (keeper, client):
        _, arrival = two_arrivals(client)
        stopped = children_of(keeper)
        for child in stopped:
            child.suspend()
        number = is_waiting(client, calls.FindFaces(arrival=arrival), calls.WhoAmI())
        for child in stopped:
            child.kill()
        with pytest.raises(DecoderCrashedError):
            answer_to(client, number)
        wait_until(lambda: not any(map(is_at_work, stopped)))  # a kill is not done at once
        assert client.ask(calls.FindFaces(arrival=arrival)).width_px == 96


def test_a_keeper_killed_in_the_middle_loses_nothing(working: Practice) -> None:
    names = set(fill_card(working.card, range(20, 32)))
    with running_keeper(working.vault, CLARE, passphrase_of(CLARE)) as (keeper, client):
        before = client.ask(calls.CountImages())
        decoders = children_of(keeper)
        card = client.put(take_in(working))
        until(client, lambda news: isinstance(news, Advance) and news.done >= 2)
        os.kill(keeper.process_id, signal.SIGKILL)
        with pytest.raises(KeeperGoneError):
            answer_to(client, card)
        with pytest.raises(KeeperGoneError):
            client.ask(calls.WhoAmI())
        psutil.wait_procs(decoders, timeout=PATIENCE_S)
        assert not any(child.is_running() for child in decoders)
    with opened_keeper(working.vault, CLARE, passphrase_of(CLARE)) as client:
        assert client.ask(calls.WhoAmI()).problems == ()
        survived = client.ask(calls.CountImages()).received - before.received
        assert survived >= 2
        again = client.ask(take_in(working))
        assert len(again.duplicates) == survived
        assert all(one.copy_matches for one in again.duplicates)
        assert {one.file for one in (*again.arrived, *again.duplicates)} == names


# ------------------------------------------------------------------------------------------ its end


def is_folded(practice: Practice) -> bool:
    """Return whether the vault was closed as it should be: no log left, and nobody in it."""
    with InstanceLock(practice.vault) as _:
        return not (practice.vault / "catalogue.db-wal").exists()


def test_a_lock_ends_the_process_and_closes_the_vault(working: Practice) -> None:
    with running_keeper(working.vault, CLARE, passphrase_of(CLARE)) as (keeper, client):
        _, arrival = two_arrivals(client)
        for child in children_of(keeper):
            child.suspend()
        is_waiting(client, calls.FindFaces(arrival=arrival), calls.WhoAmI())
        client.close()  # a lock does not wait for what is under way
        wait_until(keeper.has_ended)
        assert keeper.exit_status() == 0
        assert is_folded(working)
    with opened_keeper(working.vault, NIA, passphrase_of(NIA)) as client:
        assert client.ask(calls.WhoAmI()).name == NIA


def test_asked_to_end_it_closes_the_vault_first_and_says_so(working: Practice) -> None:
    with running_keeper(working.vault, CLARE, passphrase_of(CLARE)) as (keeper, client):
        os.kill(keeper.process_id, signal.SIGTERM)
        with pytest.raises(KeeperGoneError) as gone:
            client.next()
        assert gone.value.reason == ""
        assert is_folded(working)
        wait_until(keeper.has_ended)
        assert keeper.exit_status() == 0


def test_a_window_that_talks_nonsense_is_left(working: Practice) -> None:
    with running_keeper(working.vault, CLARE, passphrase_of(CLARE)) as (keeper, client):
        client._socket.send(b"p not json")
        with pytest.raises(KeeperGoneError):
            client.next()
        wait_until(keeper.has_ended)
        assert is_folded(working)


def test_one_vault_is_open_in_one_keeper(working: Practice, keeper: KeeperProcess) -> None:
    with opened_keeper(working.vault, CLARE, passphrase_of(CLARE)), pytest.raises(VaultInUseError):
        unlock(keeper, working.vault, NIA, passphrase_of(NIA))


WINDOW = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from desktop.keeper.calls import Unlock
from desktop.keeper.client import DoorClient
from desktop.keeper.process import KeeperProcess
keeper = KeeperProcess()
door = DoorClient(keeper.door)
door.ask(Unlock(folder=Path(sys.argv[2]), name=sys.argv[3], passphrase=sys.argv[4]))
if sys.argv[5] == "nonsense":
    keeper.workspace.send(b"nonsense")
print(keeper.process_id, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("says", ["nothing", "nonsense"])
def test_a_keeper_outlives_its_window_by_nothing_and_says_nothing(
    working: Practice, says: str
) -> None:
    window = subprocess.Popen(
        [sys.executable, "-c", WINDOW, ROOT, working.vault, CLARE, passphrase_of(CLARE), says],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert window.stdout is not None
    keeper = psutil.Process(int(window.stdout.readline()))
    window.kill()
    said = window.communicate(timeout=PATIENCE_S)
    wait_until(lambda: not keeper.is_running())
    assert said == ("", "")
    assert is_folded(working)


def test_a_keeper_is_told_little_of_its_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.setenv("PYTHONPATH", "/x")
    told = keeper_environment()
    assert told["HOME"] == os.environ["HOME"]
    assert set(told) <= {
        "HOME",
        "LANG",
        "PATH",
        "TZ",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
    }


def test_a_keeper_without_its_window_does_not_begin(tmp_path: Path) -> None:
    """The window may die while the keeper is still being started."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        done = subprocess.run(
            [*own_command("--keeper-child"), str(theirs.fileno()), str(theirs.fileno()), "1"],
            pass_fds=(theirs.fileno(),),
            timeout=PATIENCE_S,
            capture_output=True,
            check=False,
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_packets_agreed_on_fit_the_system_s_buffers() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        ours.setblocking(False)
        ours.send(b"x" * wire.MOST_PACKET_BYTES)
