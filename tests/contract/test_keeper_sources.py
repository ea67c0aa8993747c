"""Cards and watched folders in the keeper: seen, taken in, pulled out, put back, and who may."""

import os
import shutil
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa
from support.practice import CLARE, MONA, NIA, RHYS, Practice, photograph
from support.sources import (
    LIVELY,
    Scene,
    film,
    make_card,
    photographs_on,
    play,
    watching,
)

from desktop.errors import (
    IntakeError,
    NotPermittedError,
    SettingsError,
    SourceGoneError,
    VaultFullError,
)
from desktop.intake.watch import FolderWatch
from desktop.records.arrival import Origin
from desktop.records.outcome import Topic
from desktop.records.removal import Removal
from desktop.records.source_state import SourceKind, Watching
from desktop.records.workstation import CardRemoval, WatchedFolder, Workstation
from desktop.vault.audit import Event as Entry
from desktop.vault.schema import audit_entry
from desktop.workflow.auditing import read_audit
from desktop.workflow.inbox import list_inbox


@pytest.fixture
def card(tmp_path: Path) -> Path:
    return make_card(tmp_path / "EOS_DIGITAL", range(4))


@pytest.fixture
def hot(tmp_path: Path) -> Path:
    folder = tmp_path / "hot"
    folder.mkdir()
    return folder


def named(card: Path) -> Workstation:
    return Workstation(card_folders=(card,))


def _waiting(scene: Scene) -> int:
    return len(list_inbox(scene.session).waiting)


# ------------------------------------------------------------------------------------------ cards


def test_a_card_is_seen_and_nothing_is_taken_in(staffed: Practice, card: Path) -> None:
    film(card / "DCIM" / "100DIOGL" / "MVI_0009.MP4")

    def test(scene: Scene) -> None:
        scene.until(scene.shows(card, files=4, fresh=4))
        (state,) = scene.states()
        assert (state.label, state.kind) == ("EOS_DIGITAL", SourceKind.CARD)
        assert (state.watching, state.asks, state.busy) == (Watching.ALIVE, True, False)
        assert [(one.file, one.reason) for one in state.refused] == [
            ("DCIM/100DIOGL/MVI_0009.MP4", "video_not_handled")
        ]
        assert state.since
        assert state.last_heard_at
        assert _waiting(scene) == 0
        assert Topic.SOURCES in scene.told
        assert Topic.INBOX not in scene.told

    play(staffed, CLARE, test, settings=named(card))


def test_every_arrival_is_told_at_once_and_the_counts_follow(staffed: Practice, card: Path) -> None:
    def test(scene: Scene) -> None:
        scene.until(scene.shows(card, files=4))
        seen: list[tuple[int, int, int]] = []

        def progress(done: int, total: int) -> None:
            state = scene.state(card)
            assert state is not None
            assert (state.busy, state.done, state.total) == (True, done, total)
            seen.append((done, total, scene.told.count(Topic.INBOX)))

        intake = scene.take_in(card, Removal.VERIFIED, progress=progress)
        assert len(intake.arrived) == 4
        assert seen == [(done, 4, done) for done in range(5)]
        scene.until(scene.shows(card, files=0, fresh=0, busy=False))
        assert photographs_on(card) == []

    play(staffed, NIA, test, settings=named(card))


def test_what_was_taken_in_counts_as_known_and_may_still_lie_there(
    staffed: Practice, card: Path
) -> None:
    def first(scene: Scene) -> None:
        scene.until(scene.shows(card, files=4, fresh=4))
        assert (scene.sources.count().cards, scene.sources.count().on_cards) == (0, 0)
        scene.take_in(card)
        scene.until(scene.shows(card, files=4, fresh=0))
        assert (scene.sources.count().cards, scene.sources.count().on_cards) == (1, 4)

    def again(scene: Scene) -> None:
        """In a new session it is known by name and size, where the inbox key is held."""
        scene.until(scene.shows(card, files=5, fresh=1))
        assert scene.sources.count().on_cards == 4

    def without_the_key(scene: Scene) -> None:
        scene.until(scene.shows(card, files=5, fresh=5))

    play(staffed, CLARE, first, settings=named(card))
    make_card(card, range(4, 5))
    play(staffed, NIA, again)
    play(staffed, RHYS, without_the_key)


def test_a_card_pulled_out_under_way_is_said_and_goes_on_when_it_is_back(
    staffed: Practice, card: Path
) -> None:
    away = card.with_name("away")

    def test(scene: Scene) -> None:
        scene.until(scene.shows(card, files=4))

        def pull(done: int, _total: int) -> None:
            if done == 2 and card.exists():
                card.rename(away)

        intake = scene.take_in(card, Removal.VERIFIED, progress=pull)
        assert intake.stopped == "source_gone"
        assert (len(intake.arrived), len(intake.pending)) == (2, 2)
        scene.until(scene.shows(card, watching=Watching.GONE, problem="source_gone", busy=False))
        state = scene.state(card)
        assert state is not None
        assert (state.done, state.total) == (2, 4)
        away.rename(card)
        scene.until(scene.shows(card, watching=Watching.ALIVE, problem="", files=2, fresh=2))
        resumed = scene.take_in(card, Removal.VERIFIED)
        assert (len(resumed.arrived), resumed.stopped) == (2, "")
        assert photographs_on(card) == []
        series = {one.series for one in list_inbox(scene.session).waiting}
        assert len(series) == 1

    play(staffed, CLARE, test, settings=named(card))


def test_a_second_run_compares_what_is_there_with_the_vault_and_empties_it(
    staffed: Practice, card: Path
) -> None:
    def test(scene: Scene) -> None:
        scene.take_in(card)
        again = scene.take_in(card, Removal.VERIFIED)
        assert [one.copy_matches for one in again.duplicates] == [True] * 4
        assert all(one.source_removed for one in again.duplicates)
        assert photographs_on(card) == []

    play(staffed, CLARE, test)


def test_a_finished_card_that_is_pulled_out_leaves_the_list(staffed: Practice, card: Path) -> None:
    def test(scene: Scene) -> None:
        scene.until(scene.shows(card, files=4))
        card.rename(card.with_name("away"))
        scene.until(lambda: scene.states() == ())
        with pytest.raises(SourceGoneError):
            scene.take_in(card)

    play(staffed, CLARE, test, settings=named(card))


def test_another_card_at_the_same_place_is_another_card(
    staffed: Practice, card: Path, tmp_path: Path
) -> None:
    other = make_card(tmp_path / "other", range(10, 13))

    def test(scene: Scene) -> None:
        scene.take_in(card)
        scene.until(scene.shows(card, files=4, fresh=0))
        card.rename(card.with_name("away"))
        other.rename(card)
        scene.until(scene.shows(card, files=3, fresh=3))
        assert len(scene.states()) == 1

    play(staffed, CLARE, test, settings=named(card))


def test_stopping_leaves_the_rest_on_the_card(staffed: Practice, card: Path) -> None:
    def test(scene: Scene) -> None:
        stop = Event()

        def progress(done: int, _total: int) -> None:
            if done == 1:
                stop.set()

        intake = scene.take_in(card, Removal.VERIFIED, stop=stop, progress=progress)
        assert (len(intake.arrived), len(intake.pending), intake.stopped) == (1, 3, "")
        assert len(photographs_on(card)) == 3

    play(staffed, CLARE, test, settings=named(card))


def test_one_run_a_source_and_two_sources_beside_each_other(
    staffed: Practice, card: Path, tmp_path: Path
) -> None:
    """The same photographs on both: each comes in once, whoever is first."""
    twin = tmp_path / "twin"
    shutil.copytree(card, twin)

    def test(scene: Scene) -> None:
        done = []
        for one in (card, twin):
            scene.hub.spawn(lambda one=one: done.append(scene.take_in(one, Removal.VERIFIED)))
        scene.hub.sleep(0)
        for busy in (card, card / "DCIM", card.parent):
            with pytest.raises(IntakeError) as refused:
                scene.take_in(busy)
            assert refused.value.reason == "busy"
        scene.until(lambda: len(done) == 2)
        assert sum(len(one.arrived) for one in done) == 4
        assert sum(len(one.duplicates) for one in done) == 4
        assert photographs_on(card) == photographs_on(twin) == []

    play(staffed, CLARE, test)


def test_what_could_not_be_removed_is_counted_until_somebody_saw_to_it(
    staffed: Practice, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = os.unlink

    def write_protected(path: object, **options: int) -> None:
        if isinstance(path, bytes) and path.startswith(b"IMG_"):
            raise OSError(30, "read-only file system")
        honest(path, **options)

    def test(scene: Scene) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(os, "unlink", write_protected)
            scene.take_in(card, Removal.VERIFIED)
        count = scene.sources.count()
        assert (count.failed, bool(count.oldest_at)) == (4, True)
        assert scene.sources.confirm_cleared("formatted in the camera").value == 4
        assert (scene.sources.count().failed, scene.sources.count().oldest_at) == (0, "")

    play(staffed, CLARE, test)


def test_three_hundred_small_photographs_and_others_have_their_turn(
    staffed: Practice, tmp_path: Path
) -> None:
    card = make_card(tmp_path / "card", range(0))
    for number in range(300):
        data = photograph(number, width=32, height=24)
        (card / "DCIM" / "100DIOGL" / f"IMG_{number:04d}.JPG").write_bytes(data)

    def test(scene: Scene) -> None:
        turns = []

        def other() -> None:
            while len(turns) < 10_000:
                turns.append(scene.hub.sleep(0.001))

        scene.hub.spawn(other)
        intake = scene.take_in(
            card, Removal.VERIFIED, progress=lambda _done, _all: scene.sources.count()
        )
        assert len(intake.arrived) == 300
        with scene.session.vault.change() as tx:
            query = sa.select(sa.func.count()).where(audit_entry.c.act == "list_sources")
            assert tx.connection.scalar(query) < 10
            tx.audit(Entry(act="test", body={}))
        assert scene.told.count(Topic.INBOX) == 300
        assert len(turns) > 300

    play(staffed, CLARE, test)


# --------------------------------------------------------------------------------- watched folders


def test_what_settles_in_a_watched_folder_comes_in_by_itself(staffed: Practice, hot: Path) -> None:
    def test(scene: Scene) -> None:
        scene.until(scene.shows(hot, watching=Watching.ALIVE, kind=SourceKind.FOLDER))
        (hot / "a.jpg").write_bytes(photograph(1))
        (hot / "note.txt").write_text("hello")
        scene.until(lambda: Topic.INBOX in scene.told)
        scene.until(scene.shows(hot, files=0, fresh=0, busy=False))
        state = scene.state(hot)
        assert state is not None
        assert [(one.file, one.reason) for one in state.refused] == [("note.txt", "not_an_image")]
        assert not (hot / "a.jpg").exists()
        assert _waiting(scene) == 1
        scene.until(lambda: scene.shows(hot)() and scene.state(hot).last_heard_at)
        (hot / "note.txt").unlink()
        scene.until(scene.shows(hot, refused=()))

    play(staffed, NIA, test, settings=watching(hot, Removal.VERIFIED))


def test_a_watched_folder_that_goes_is_waited_for(staffed: Practice, hot: Path) -> None:
    away = hot.with_name("away")

    def test(scene: Scene) -> None:
        scene.until(lambda: scene.shows(hot, watching=Watching.ALIVE)() and _heard(scene, hot))
        hot.rename(away)
        scene.until(scene.shows(hot, watching=Watching.GONE))
        (away / "a.jpg").write_bytes(photograph(1))
        away.rename(hot)
        scene.until(scene.shows(hot, watching=Watching.ALIVE))
        scene.until(lambda: _waiting(scene) == 1)

    play(staffed, CLARE, test, settings=watching(hot))


def _heard(scene: Scene, folder: Path) -> str:
    state = scene.state(folder)
    return state.last_heard_at if state else ""


def test_a_sentry_that_dies_is_said_and_replaced(
    staffed: Practice, hot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = FolderWatch.wait
    dead = []

    def dies(self: FolderWatch, timeout_s: float) -> object:
        if not dead:
            return honest(self, timeout_s)
        raise OSError("no descriptor left")

    def test(scene: Scene) -> None:
        scene.until(lambda: _heard(scene, hot))
        dead.append(1)
        scene.until(scene.shows(hot, watching=Watching.STOPPED))
        dead.clear()
        scene.until(scene.shows(hot, watching=Watching.ALIVE))
        (hot / "a.jpg").write_bytes(photograph(1))
        scene.until(lambda: _waiting(scene) == 1)

    monkeypatch.setattr(FolderWatch, "wait", dies)
    play(staffed, CLARE, test, settings=watching(hot))


def test_a_folder_that_does_not_answer_counts_as_gone_and_holds_up_nobody(
    staffed: Practice, hot: Path, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a share whose server was switched off: whoever asks it anything is kept waiting."""
    honest = FolderWatch.wait
    hangs, answers = Event(), Event()

    def wait(self: FolderWatch, timeout_s: float) -> object:
        if hangs.is_set():
            answers.wait()
        return honest(self, timeout_s)

    def test(scene: Scene) -> None:
        scene.until(lambda: _heard(scene, hot))
        hangs.set()
        scene.until(scene.shows(hot, watching=Watching.GONE))
        assert len(scene.take_in(card).arrived) == 4
        hangs.clear()
        answers.set()
        scene.until(scene.shows(hot, watching=Watching.ALIVE))

    monkeypatch.setattr(FolderWatch, "wait", wait)
    try:
        play(staffed, CLARE, test, settings=watching(hot), rhythm=replace(LIVELY, silence_s=0.2))
    finally:
        answers.set()


def test_a_watched_folder_with_too_much_in_it_is_left_alone_for_a_while(
    staffed: Practice, hot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.intake.walk.ENTRY_LIMIT", 3)
    for number in range(5):
        (hot / f"{number}.jpg").write_bytes(photograph(number))

    def test(scene: Scene) -> None:
        scene.until(scene.shows(hot, problem="intake"))
        (hot / "0.jpg").unlink()
        (hot / "1.jpg").unlink()
        scene.until(scene.shows(hot, problem="", files=3, fresh=0, busy=False))
        assert _waiting(scene) == 3

    play(staffed, CLARE, test, settings=watching(hot))


def test_a_full_vault_is_said_and_tried_again(
    staffed: Practice, hot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (hot / "a.jpg").write_bytes(photograph(1))

    def full(*_args: object, **_options: object) -> None:
        raise VaultFullError

    def test(scene: Scene) -> None:
        objects = scene.session.vault.objects
        with monkeypatch.context() as patched:
            patched.setattr(objects, "put", full)
            scene.until(scene.shows(hot, problem="vault_full", busy=False))
        scene.until(scene.shows(hot, problem="", files=1, fresh=0))
        assert _waiting(scene) == 1

    play(staffed, CLARE, test, settings=watching(hot))


def test_watching_ends_while_files_come_in_and_none_is_lost(staffed: Practice, hot: Path) -> None:
    for number in range(6):
        (hot / f"{number}.jpg").write_bytes(photograph(number))

    def test(scene: Scene) -> None:
        scene.until(lambda: scene.told.count(Topic.INBOX) == 2)
        scene.sources.stop_watching(hot)
        assert scene.states() == ()
        scene.until(lambda: not scene.sources._desk.is_busy)
        assert _waiting(scene) + len(list(hot.iterdir())) == 6
        assert list(hot.iterdir()) != []

    play(staffed, CLARE, test, settings=watching(hot, Removal.VERIFIED))


def test_a_person_takes_in_a_watched_folder_and_nothing_comes_twice(
    staffed: Practice, hot: Path
) -> None:
    for seed in range(3):
        (hot / f"{seed}.jpg").write_bytes(photograph(seed))

    def test(scene: Scene) -> None:
        scene.until(scene.shows(hot, busy=True))
        with pytest.raises(IntakeError) as refused:
            scene.take_in(hot)
        assert refused.value.reason == "busy"
        scene.until(scene.shows(hot, files=3, fresh=0, busy=False))
        assert len(scene.take_in(hot).duplicates) == 3
        assert _waiting(scene) == 3

    play(staffed, CLARE, test, settings=watching(hot))


def test_folders_are_watched_from_now_on_also_after_a_restart(
    staffed: Practice, hot: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()

    def first(scene: Scene) -> None:
        for folder in (hot, other):
            wanted = WatchedFolder(path=folder, origin=Origin.OTHER, removal=Removal.NEVER)
            scene.sources.watch(wanted)
        scene.sources.stop_watching(other)
        assert [state.path for state in scene.states()] == [str(hot)]
        (other / "b.jpg").write_bytes(photograph(2))

    def again(scene: Scene) -> None:
        scene.until(scene.shows(hot, origin=Origin.OTHER, watching=Watching.ALIVE))
        assert [one.path for one in scene.sources.settings().watched] == [hot]
        (hot / "a.jpg").write_bytes(photograph(1))
        scene.until(lambda: _waiting(scene) == 1)

    play(staffed, CLARE, first)
    play(staffed, NIA, again)


@pytest.mark.parametrize("where", ["home", "root", "vault", "in the vault", "around", "inside"])
def test_a_folder_that_would_take_too_much_is_not_watched(
    staffed: Practice, hot: Path, own_home: Path, where: str
) -> None:
    inner = hot / "inner"
    inner.mkdir()
    place = {
        "home": own_home,
        "root": Path("/"),
        "vault": staffed.root,
        "in the vault": staffed.vault / "objects",
        "around": hot.parent,
        "inside": inner,
    }[where]
    reason = "too_wide" if where in {"home", "root"} else "overlaps"

    def test(scene: Scene) -> None:
        with pytest.raises(IntakeError) as refused:
            scene.sources.watch(
                WatchedFolder(path=place, origin=Origin.PRACTICE, removal=Removal.VERIFIED)
            )
        assert refused.value.reason == reason
        assert len(scene.sources.settings().watched) == 1

    play(staffed, CLARE, test, settings=watching(hot))


def test_settings_that_cannot_be_read_are_seen_and_left_alone(staffed: Practice, hot: Path) -> None:
    def test(scene: Scene) -> None:
        (state,) = scene.states()
        assert (state.watching, state.problem) == (Watching.STOPPED, "settings")
        with pytest.raises(SettingsError):
            scene.sources.watch(
                WatchedFolder(path=hot, origin=Origin.PRACTICE, removal=Removal.NEVER)
            )
        with pytest.raises(SettingsError):
            scene.sources.set_card_removal(CardRemoval.NEVER)

    session = staffed.sign_in(CLARE)
    session.vault.close()
    file = staffed.root / "settings" / f"{session.vault.header.vault_id}.json"
    file.parent.mkdir()
    file.write_text('{"format": 1, "watched": [{"path": "here"')
    play(staffed, CLARE, test)
    assert file.read_text().endswith('"here"')


# ------------------------------------------------------------------------------------------- roles


def test_the_practice_settles_what_becomes_of_files_on_cards(staffed: Practice, card: Path) -> None:
    def test(scene: Scene) -> None:
        scene.until(scene.shows(card, asks=True, removal=Removal.NEVER))
        scene.sources.set_card_removal(CardRemoval.VERIFIED)
        assert scene.shows(card, asks=False, removal=Removal.VERIFIED)()
        assert scene.sources.settings().card_removal is CardRemoval.VERIFIED
        assert scene.sources.settings().card_folders == (card,)

    play(staffed, MONA, test, settings=named(card))


def test_the_front_desk_sees_sources_takes_in_and_settles_nothing(
    staffed: Practice, card: Path
) -> None:
    def test(scene: Scene) -> None:
        scene.until(scene.shows(card, files=4))
        wanted = WatchedFolder(path=card, origin=Origin.PRACTICE, removal=Removal.NEVER)
        for forbidden in (
            lambda: scene.sources.watch(wanted),
            lambda: scene.sources.stop_watching(card),
            lambda: scene.sources.set_card_removal(CardRemoval.VERIFIED),
        ):
            with pytest.raises(NotPermittedError):
                forbidden()
        assert len(scene.take_in(card, Removal.VERIFIED).arrived) == 4

    play(staffed, RHYS, test, settings=named(card))


def test_the_manager_sees_numbers_and_no_names_and_takes_nothing_in(
    staffed: Practice, card: Path, hot: Path
) -> None:
    film(card / "DCIM" / "MVI_SMITH.MP4")
    film(hot / "MVI_JONES.MP4")
    (hot / "a.jpg").write_bytes(photograph(9))

    def test(scene: Scene) -> None:
        scene.until(scene.shows(card, files=4))
        scene.until(scene.shows(hot, files=1, fresh=1))
        for state in scene.states():
            assert [(one.file, one.reason) for one in state.refused] == [("", "video_not_handled")]
        with pytest.raises(NotPermittedError):
            scene.take_in(card)
        with pytest.raises(NotPermittedError):
            scene.sources.confirm_cleared("gone")
        assert _waiting(scene) == 0

    folder = WatchedFolder(path=hot, origin=Origin.PRACTICE, removal=Removal.VERIFIED)
    settings = Workstation(card_folders=(card,), watched=(folder,))
    play(staffed, MONA, test, settings=settings)
    assert (hot / "a.jpg").exists()


def test_listing_again_and_again_is_one_entry_and_none_says_where_or_what(
    staffed: Practice, card: Path, hot: Path
) -> None:
    def test(scene: Scene) -> None:
        scene.until(scene.shows(card, files=4, fresh=4))
        scene.until(lambda: _heard(scene, hot))
        for _ in range(20):
            scene.states()
            scene.sources.count()

    folder = WatchedFolder(path=hot, origin=Origin.PRACTICE, removal=Removal.NEVER)
    settings = Workstation(card_folders=(card,), watched=(folder,))
    play(staffed, NIA, test, settings=settings)
    session = staffed.sign_in(MONA)
    with session.vault:
        lines = [line for line in read_audit(session) if line.act == "list_sources"]
        with session.vault.change() as tx:
            tx.audit(Entry(act="test", body={}))
    bodies = sorted(tuple(sorted(line.body)) for line in lines)
    look, ledger = ("files", "fresh", "refused"), ("files", "fresh")
    assert bodies == [("compared",), ledger, look, ("not_cleared",), ("sources",)]
    assert not any("EOS" in str(line.body) or "IMG" in str(line.body) for line in lines)
