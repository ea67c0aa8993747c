"""The walk of docs/architecture.md through the window is the way that window and keeper take.

It is walked twice. In the window real widgets are worked by pointer and keys, over a keeper in a
process of its own; what the GUI thread calls is written down. Then the same questions are put to a
keeper that runs in a thread of the test; what that thread calls is written down.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication
from support.practice import CLARE, PATIENTS, Practice, agreed, filing, fill_card, passphrase_of
from support.tracing import chapters_of, names_in, not_in_order, resolve, steps, traced

from desktop.clock import SystemClock
from desktop.keeper import calls, server
from desktop.keeper.channel import Channel
from desktop.keeper.client import DoorClient
from desktop.keeper.hub import Hub
from desktop.keeper.looker import Calm, Looker
from desktop.keeper.news import SignedIn
from desktop.keeper.server import Keeper
from desktop.keeper.waiting import Waker
from desktop.keeper.workstation import WorkstationFile
from desktop.records.arrival import Origin
from desktop.records.draft import Draft
from desktop.records.filing import Side, View
from desktop.records.removal import Removal
from desktop.records.workstation import Workstation
from desktop.ui.editor.screen import EditorScreen
from desktop.ui.look.apply import install
from desktop.ui.look.tokens import Theme
from desktop.ui.preferences import PreferenceFile
from desktop.ui.walk.clinician import Decided, clear, file, open_next, open_record
from desktop.ui.walk.nurse import give, take_the_card_in
from desktop.ui.walk.scene import Scene
from desktop.workflow.patients import import_patients

R = TypeVar("R")

ROOT = Path(__file__).resolve().parents[2]
PAPER = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
WALK = PAPER.split("## The same walk in the window")[1].split("\n## ")[0]
NAMES = names_in(WALK)
CHAPTERS = chapters_of(WALK)
SIGN_IN, CARD, GIVEN, COVERED, FILED, RECORD, LOCK = CHAPTERS
WHO = "canary ethel"


def wrong_steps(mark: str, taken: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return, by chapter, what was not called after everything before it."""
    assert list(taken) == list(CHAPTERS)
    wrong = {name: not_in_order(steps(CHAPTERS[name], mark), told) for name, told in taken.items()}
    return {name: names for name, names in wrong.items() if names}


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    """A practice of one clinician and two patients, with a card of one photograph in a reader."""
    practice = Practice.founded(tmp_path / "practice")
    session = practice.sign_in(CLARE)
    with session.vault:
        import_patients(session, PATIENTS)
        vault_id = session.vault.header.vault_id
    card = tmp_path / "card"
    fill_card(card / "DCIM" / "100MSDCF", range(1))
    WorkstationFile(vault_id).write(Workstation(card_folders=(card,)))
    return practice


@pytest.mark.parametrize("name", NAMES)
def test_what_the_walk_names_exists(name: str) -> None:
    assert resolve(name) is not None


def test_every_chapter_is_walked_on_both_sides() -> None:
    assert all(steps(told, mark) for told in CHAPTERS.values() for mark in ("1.", "-"))
    assert len(NAMES) > 60


# ------------------------------------------------------------------------------------- the window


def test_the_window_takes_its_steps_in_this_order(
    practice: Practice, tmp_path: Path, qapp: QApplication
) -> None:
    install(qapp, chosen=Theme.LIGHT)
    taken: dict[str, list[str]] = {}
    scenes: list[Scene] = []

    def take(chapter: str, walk: Callable[[], R]) -> R:
        with traced(taken.setdefault(chapter, [])):
            return walk()

    def sign_in() -> Scene:
        preferences = PreferenceFile(tmp_path / "window.ini")
        scene = Scene(qapp, practice.vault, preferences=preferences, clock=SystemClock())
        scenes.append(scene)
        scene.begin()
        scene.sign_in(CLARE, passphrase_of(CLARE))
        return scene

    def cover() -> EditorScreen:
        scene.window.go(scene.window.way[0])
        editor = open_next(scene)
        clear(scene, editor, Decided(site="cheek", side=Side.LEFT, view=View.CLOSE_UP))
        return editor

    try:
        scene = take(SIGN_IN, sign_in)
        take(CARD, lambda: take_the_card_in(scene, expected=1))
        take(GIVEN, lambda: give(scene, ("IMG_",), typed=WHO))
        editor = take(COVERED, cover)
        take(FILED, lambda: file(scene, editor))
        take(RECORD, lambda: open_record(scene, WHO))
        take(LOCK, scene.lock)
    finally:
        for one in scenes:
            one.end()
    assert wrong_steps("1.", taken) == {}


# ------------------------------------------------------------------------------------- the keeper


class InThread:
    """A keeper in a thread of this process, and what that thread calls."""

    def __init__(self) -> None:
        kind = (socket.AF_UNIX, socket.SOCK_SEQPACKET)
        workspace, self._workspace = socket.socketpair(*kind)
        door, self._door = socket.socketpair(*kind)
        self.calls: list[str] = []
        self.taken: dict[str, list[str]] = {}
        self.client = DoorClient(workspace)
        self.door = DoorClient(door)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with traced(self.calls):
            hub = Hub()
            ends = (Channel(hub, self._workspace), Channel(hub, self._door))
            keeper = Keeper(hub=hub, workspace=ends[0], door=ends[1], clock=SystemClock())
            keeper.run(Waker())
            hub.close()

    def take(self, chapter: str, walk: Callable[[], None]) -> None:
        began = len(self.calls) if self.taken else 0  # the thread may be further than the test
        walk()
        self.taken[chapter] = self.calls[began:]

    def end(self) -> None:
        self.door.close()
        self.client.close()
        self._thread.join()


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> Iterator[InThread]:
    """A keeper that looks at nothing before it is asked, however long the questions take."""
    patient = partial(Looker, calm=Calm(look_s=3_600.0))
    monkeypatch.setattr(server, "Looker", patient)
    running = InThread()
    yield running
    running.end()


class Questions:
    """What the window asks on the walk, put to a keeper one after the other."""

    def __init__(self, practice: Practice, keeper: InThread) -> None:
        self._vault = practice.vault
        self._door = keeper.door
        self._client = keeper.client
        self._ask = keeper.client.ask

    def sign_in(self) -> None:
        secret = passphrase_of(CLARE)
        self._door.ask(calls.LookAtDoor(folder=self._vault))
        self._door.ask(calls.Unlock(folder=self._vault, name=CLARE, passphrase=secret))
        self._door.close()
        assert isinstance(self._client.next(), SignedIn)
        cards: list[str] = []
        while not cards:  # each asking looks again
            listed = self._ask(calls.ListSources(afresh=True))
            cards = [one.path for one in listed if one.files]
        self._card = Path(cards[0])

    def take_in(self) -> None:
        wanted = calls.TakeIn(folder=self._card, origin=Origin.PRACTICE, removal=Removal.VERIFIED)
        self._arrival = self._ask(wanted).arrived[0].arrival
        self._ask(calls.Thumbnails(subjects=(self._arrival,))).block.close()

    def give(self) -> None:
        person = self._ask(calls.FindPatients(typed=WHO)).patients[0]
        self._patient = person.id
        self._ask(calls.ListConsents(patient=self._patient))
        recorded = self._ask(calls.RecordConsent(patient=self._patient, given=agreed()))
        self._consent = recorded.id
        arrivals = (self._arrival,)
        given = {"patient": self._patient, "consent": self._consent}
        second = person.date_of_birth.isoformat()
        self._ask(calls.Identify(arrivals=arrivals, second=second, **given))

    def cover(self) -> None:
        self._ask(calls.OpenPicture(subject=self._arrival, longest_px=1600)).block.close()
        self._ask(calls.FindFaces(arrival=self._arrival))
        self._ask(calls.KeepDraft(draft=Draft(arrival=self._arrival, looked=True)))

    def file(self) -> None:
        how = filing(self._patient, self._consent)
        self._ask(calls.FileImage(arrival=self._arrival, filing=how))

    def look(self) -> None:
        record = self._ask(calls.OpenRecord(patient=self._patient))
        self._ask(calls.Thumbnails(subjects=(record.images[0].image,))).block.close()


def test_the_keeper_takes_its_steps_in_this_order(practice: Practice, keeper: InThread) -> None:
    asked = Questions(practice, keeper)
    keeper.take(SIGN_IN, asked.sign_in)
    keeper.take(CARD, asked.take_in)
    keeper.take(GIVEN, asked.give)
    keeper.take(COVERED, asked.cover)
    keeper.take(FILED, asked.file)
    keeper.take(RECORD, asked.look)
    keeper.take(LOCK, keeper.end)
    assert wrong_steps("-", keeper.taken) == {}
