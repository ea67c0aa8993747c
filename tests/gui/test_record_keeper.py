"""Record, viewer, comparison and trail over a real keeper and a real vault."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from support.filed import Still
from support.keeper import PATIENCE_S, unlock
from support.practice import CLARE, ETHEL, MONA, Practice, filing, passphrase_of

from desktop.keeper.calls import Me
from desktop.keeper.process import KeeperProcess
from desktop.records.filed import Filed
from desktop.ui.audit.screen import AuditScreen
from desktop.ui.compare.presenter import Side
from desktop.ui.compare.screen import CompareScreen
from desktop.ui.desk import Desk
from desktop.ui.destroy_dialog import DestroyDialog
from desktop.ui.filed.reason_dialog import ReasonDialog
from desktop.ui.jobs import Jobs, JobState
from desktop.ui.place import AuditPlace, ComparePlace, RecordPlace, ViewerPlace
from desktop.ui.record.screen import RecordScreen
from desktop.ui.screen import Screen
from desktop.ui.tasks import Tasks
from desktop.ui.viewer.screen import ViewerScreen
from desktop.workflow.consenting import list_consents
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def filed(working: Practice) -> tuple[Filed, ...]:
    """Two images in Ethel's record."""
    session = working.sign_in(CLARE)
    with session.vault:
        consent = list_consents(session, ETHEL)[0].id
        waiting = list_inbox(session).waiting
        first = next(one for one in waiting if one.patient is not None)
        other = next(one for one in waiting if one.patient is None)
        return tuple(
            file_image(session, one.arrival, filing(ETHEL, consent, description="rash")).value
            for one in (first, other)
        )


class Workstation:
    """Somebody signed in at a keeper of their own, with one screen at a time."""

    def __init__(self, qtbot: QtBot, practice: Practice, user: str) -> None:
        self._qtbot = qtbot
        self._keeper = KeeperProcess()
        self.tasks = Tasks()
        self.went: list[object] = []
        self.screen: Screen | None = None
        told: list[Me] = []
        self.tasks.signed_in.connect(told.append)
        self.tasks.connect_to(self._keeper.workspace)
        unlock(self._keeper, practice.vault, user, passphrase_of(user))
        self.wait(lambda: bool(told))
        self.desk = Desk(lane=self.tasks, me=told[0], jobs=Jobs(), clock=Still())

    def wait(self, true: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(true, timeout=int(PATIENCE_S * 1000))

    def show(self, screen: Screen) -> None:
        if self.screen is not None:
            self.screen.close_screen()
        self.screen = screen
        self._qtbot.addWidget(screen)
        screen.go.connect(self.went.append)
        screen.resize(1180, 640)
        with self._qtbot.waitExposed(screen):
            screen.show()
        screen.activateWindow()

    def close(self) -> None:
        if self.screen is not None:
            self.screen.close_screen()
        self.tasks.close()
        self._keeper.end()


@pytest.fixture
def sign_in(qtbot: QtBot, working: Practice) -> Iterator[Callable[[str], Workstation]]:
    made: list[Workstation] = []

    def at(user: str) -> Workstation:
        made.append(Workstation(qtbot, working, user))
        return made[-1]

    yield at
    for one in made:
        one.close()


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT)


def give_reason(screen: Screen, reason: str) -> None:
    dialog = screen.window().findChild(ReasonDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.reason.edit, reason)
    click(dialog.act)


def test_a_record_is_looked_at_and_a_copy_saved(
    sign_in: Callable[[str], Workstation], filed: tuple[Filed, ...], tmp_path: Path
) -> None:
    one, other = (made.image for made in filed)
    clare = sign_in(CLARE)
    record = RecordScreen(RecordPlace(patient=filed[0].patient.id), clare.desk)
    clare.show(record)
    clare.wait(lambda: record.presenter.focus is not None)
    assert record.presenter.focus in (one, other)
    clare.wait(lambda: record.pictures.has(str(record.presenter.focus)))
    record.choose_destination = lambda _parent, name, chosen: chosen(tmp_path / name)
    click(record.view.detail.save)
    give_reason(record, "letter to dermatology")
    clare.wait(lambda: [job.state for job in clare.desk.jobs.facts] == [JobState.DONE])
    assert [path.suffix for path in tmp_path.glob("i-*")] == [".jpg"]
    for image in (one, other):
        record.presenter.tick(image)
    click(record.view.choice.compare)
    assert isinstance(clare.went[-1], ComparePlace)


def test_two_images_are_compared_whole(
    sign_in: Callable[[str], Workstation], filed: tuple[Filed, ...]
) -> None:
    one, other = (made.image for made in filed)
    clare = sign_in(CLARE)
    place = ComparePlace(patient=filed[0].patient.id, before=one, after=other)
    comparison = CompareScreen(place, clare.desk)
    clare.show(comparison)
    stages = comparison.pane.stages
    clare.wait(lambda: all(stages[side].sharpness == 1.0 for side in Side))
    clare.wait(lambda: len(comparison.strip.tiles) == 2)


def test_who_saw_an_original_and_why_is_seen_by_the_manager(
    sign_in: Callable[[str], Workstation], filed: tuple[Filed, ...]
) -> None:
    image = filed[0].image
    clare = sign_in(CLARE)
    viewer = ViewerScreen(ViewerPlace(patient=filed[0].patient.id, image=image), clare.desk)
    clare.show(viewer)
    clare.wait(lambda: viewer.pane.copy.sharpness == 1.0)
    click(viewer.panel.original)
    give_reason(viewer, "to judge the edge")
    clare.wait(lambda: viewer.pane.is_original)
    assert viewer.pane.original.picture is not None
    clare.close()

    mona = sign_in(MONA)
    trail = AuditScreen(AuditPlace(subject=image), mona.desk)
    mona.show(trail)
    mona.wait(lambda: trail.presenter.lines is not None and bool(trail.presenter.people))
    told = [(line.act, line.body.get("reason", "")) for line in trail.presenter.rows]
    assert ("view_original", "to judge the edge") in told
    assert ("file_image", "") in told
    assert trail.presenter.summary.people == 1
    assert trail.presenter.summary.opened == 2


def test_a_manager_sees_no_record(
    sign_in: Callable[[str], Workstation], filed: tuple[Filed, ...]
) -> None:
    mona = sign_in(MONA)
    record = RecordScreen(RecordPlace(patient=filed[0].patient.id), mona.desk)
    mona.show(record)
    mona.wait(record.notice.isVisible)
    assert record.presenter.record is None
    assert record.chrome.patient is None


def test_an_image_that_is_destroyed_is_gone_from_viewer_record_and_vault(
    sign_in: Callable[[str], Workstation], filed: tuple[Filed, ...], working: Practice
) -> None:
    one, other = (made.image for made in filed)
    clare = sign_in(CLARE)
    viewer = ViewerScreen(ViewerPlace(patient=filed[0].patient.id, image=one), clare.desk)
    left: list[bool] = []
    viewer.left.connect(lambda: left.append(True))
    clare.show(viewer)
    clare.wait(lambda: viewer.pane.copy.picture is not None and not viewer.presenter.is_preview)
    before = sum(1 for path in (working.vault / "objects").rglob("*") if path.is_file())
    click(viewer.panel.destruction)
    dialog = viewer.window().findChild(DestroyDialog)
    assert dialog is not None
    QTest.keyClick(dialog.because, Qt.Key.Key_Down)
    QTest.keyClicks(dialog.reason.edit, "kept for eight years")
    QTest.keyClicks(dialog.second.edit, filed[0].patient.family_name)
    click(dialog.act)
    clare.wait(lambda: bool(left))
    assert viewer.pane.copy.picture is None
    record = RecordScreen(RecordPlace(patient=filed[0].patient.id, focus=one), clare.desk)
    clare.show(record)
    clare.wait(lambda: record.presenter.record is not None)
    assert [entry.image for entry in record.presenter.entries] == [other]
    assert not record.pictures.has(str(one))
    after = sum(1 for path in (working.vault / "objects").rglob("*") if path.is_file())
    assert (before - after, left) == (2, [True])
