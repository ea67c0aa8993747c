"""The front desk attaches images, by mouse and by keys; and sees that they arrived."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from support.fake_lane import FakeLane
from support.letters import letter
from support.outlook_letters import outlook_letter
from support.practice import BORN, ETHEL, RHYS, Practice, photograph
from support.seen import settle
from support.waiting import GWYN, MAI, SIAN, SIAN_TOO, desk_for
from support.workplace import PATIENCE_MS, at_workstation

from desktop.errors import DamagedError, WrongPatientError
from desktop.ids import ArrivalId
from desktop.keeper.calls import Attach, AttachedToday, FindPatients
from desktop.keeper.card_calls import LookIntoFiles
from desktop.records.arrival import ImageFormat
from desktop.records.attached import (
    ATTACHED,
    CONFLICT,
    PENDING,
    REFUSED,
    AttachedFile,
    AttachedImage,
    AttachedState,
    LookedInto,
    Picked,
)
from desktop.records.consent import Capacity
from desktop.records.declaration import Came
from desktop.records.found import Found
from desktop.records.message import MessagePicture
from desktop.records.outcome import Topic
from desktop.records.patient import Patient
from desktop.records.role import Role
from desktop.ui.attach.screen import AttachScreen
from desktop.ui.attach.today import AttachedScreen
from desktop.ui.finder.finder import PAUSE_MS
from desktop.ui.place import AttachedPlace, AttachPlace
from desktop.ui.second_dialog import SecondDialog
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.popover import Popover

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SMITHS = Found(
    patients=(SIAN, SIAN_TOO, MAI),
    similar=frozenset({SIAN.id, SIAN_TOO.id}),
    not_understood=(),
    listed=9214,
)

Opened = Callable[..., AttachScreen]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    made = tuple(tmp_path / f"photo {n}.jpg" for n in (1, 2))
    for one in made:
        one.write_bytes(b"x" * 2_400_000)
    return made


def looked(call: LookIntoFiles) -> tuple[LookedInto, ...]:
    """Answer that a file with this ending is a message with two pictures, and others are none."""
    return tuple(
        LookedInto(path=path, digest="d" * 64, pictures=PICTURES, others=1)
        if path.suffix == ".eml"
        else LookedInto(path=path)
        for path in call.files
    )


PICTURES = (
    MessagePicture(
        part=1, name="rash.jpg", size_bytes=2_400_000, format=ImageFormat.JPEG, inline=False
    ),
    MessagePicture(part=3, name="", size_bytes=900, format=ImageFormat.PNG, inline=True),
)


@pytest.fixture
def opened(qtbot: QtBot, files: tuple[Path, ...]) -> Iterator[Opened]:
    screens: list[AttachScreen] = []

    def open_screen(
        found: Found = SMITHS,
        *,
        chosen: tuple[str, ...] | None = None,
        role: Role = Role.RECEPTIONIST,
    ) -> AttachScreen:
        lane = FakeLane({FindPatients: found, LookIntoFiles: looked})
        paths = tuple(map(str, files)) if chosen is None else chosen
        screen = AttachScreen(AttachPlace(), desk_for(lane, role), choose=lambda _parent: paths)
        qtbot.addWidget(screen)
        screen.resize(1220, 820)
        with qtbot.waitActive(screen):
            screen.show()
            screen.activateWindow()
        screen.first_focus().setFocus()
        screens.append(screen)
        return screen

    yield open_screen
    for screen in screens:
        screen.close_screen()


def lane_of(screen: AttachScreen | AttachedScreen) -> FakeLane:
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    return lane


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


def click(widget: QWidget) -> None:
    settle()
    QTest.mouseClick(widget, LEFT)


def search(screen: AttachScreen, typed: str) -> None:
    screen.search.edit.setFocus()
    QTest.keyClicks(screen.search.edit, typed)
    lane_of(screen).pass_time(PAUSE_MS)
    settle()


def named(screen: AttachScreen) -> list[str]:
    return [one.name for one in screen.presenter.form.files]


def choose_sian(screen: AttachScreen) -> None:
    search(screen, "smith")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)


def filled_in(screen: AttachScreen) -> AttachScreen:
    click(screen.drop_zone.choose)
    return filled_in_after(screen)


def filled_in_after(screen: AttachScreen) -> AttachScreen:
    choose_sian(screen)
    click(screen.declaring.asked)
    click(screen.declaring.told)
    return screen


def question(screen: AttachScreen) -> SecondDialog | None:
    return next((one for one in screen.findChildren(SecondDialog) if one.isVisible()), None)


def asked(screen: AttachScreen, qtbot: QtBot) -> SecondDialog:
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    press(Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: question(screen) is not None)
    dialog = question(screen)
    assert dialog is not None
    return dialog


def sent(screen: AttachScreen, qtbot: QtBot) -> AttachScreen:
    confirm(asked(filled_in(screen), qtbot))
    assert lane_of(screen).calls(Attach)
    return screen


def confirm(dialog: SecondDialog, second: str = "7655") -> None:
    """Type a second identifier and press Enter, as at the front desk."""
    dialog.second.edit.selectAll()
    QTest.keyClicks(dialog.second.edit, second)
    QTest.keyClick(dialog.second.edit, Qt.Key.Key_Return)
    settle()


def answer(screen: AttachScreen, *outcomes: tuple[str, str]) -> None:
    done = tuple(AttachedFile(file="x", outcome=one, reason=why) for one, why in outcomes)
    lane_of(screen).answer(Attach, done)
    settle()


def words_on(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]


# ------------------------------------------------------------------------------ images


def drop(target: QWidget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    centre, copy = target.rect().center(), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(centre, copy, data, LEFT, NONE)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(centre), copy, data, LEFT, NONE))


def test_images_are_dropped_chosen_and_pasted(
    opened: Opened, qtbot: QtBot, files: tuple[Path, ...]
) -> None:
    screen = opened(chosen=(str(files[1]),))
    drop(screen.drop_zone, files[0])
    assert named(screen) == ["photo 1.jpg"]
    press(Qt.Key.Key_O, CONTROL)
    qtbot.waitUntil(lambda: len(named(screen)) == 2)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    QGuiApplication.clipboard().setMimeData(data)
    press(Qt.Key.Key_V, CONTROL)
    assert named(screen) == ["photo 1.jpg", "photo 2.jpg"]
    assert "2 added" in words_on(screen)
    qtbot.waitUntil(lambda: "JPG, 2.4 MB" in words_on(screen.files))


def test_a_saved_message_is_dropped_and_its_pictures_are_listed(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    message = tmp_path / "Fw rash.eml"
    message.write_bytes(b"x")
    screen = opened()
    drop(screen.drop_zone, message)
    assert named(screen) == ["rash.jpg", ""]
    settle()
    words = words_on(screen.files)
    assert {"rash.jpg", "JPEG, 2.4 MB", "Picture without a name"} <= set(words)
    assert "PNG, 1 KB, shown in the text of the message" in words
    told = next(one for one in words if one.startswith("Fw rash.eml is a saved e-mail"))
    assert "1 other attachment is not a picture" in told
    assert "The e-mail stays where it is" in told
    click(screen.files.removers[1])
    filled = filled_in_after(screen)
    confirm(asked(filled, qtbot))
    (one,) = lane_of(screen).calls(Attach)[0].files
    assert one == Picked(path=message, part=1, name="rash.jpg", digest="d" * 64)
    assert message.exists()


def test_nothing_to_paste_is_said(opened: Opened) -> None:
    screen = opened()
    QGuiApplication.clipboard().setText("not a file")
    click(screen.drop_zone.paste)
    assert "There are no files to paste" in words_on(screen.notice)
    assert named(screen) == []


def test_text_is_still_pasted_into_fields(opened: Opened) -> None:
    screen = opened()
    QGuiApplication.clipboard().setText("smith")
    screen.search.edit.setFocus()
    press(Qt.Key.Key_V, CONTROL)
    assert screen.search.value() == "smith"
    assert not screen.notice.isVisible()


def test_an_image_is_taken_off_the_list_and_stays_where_it_is(
    opened: Opened, files: tuple[Path, ...]
) -> None:
    screen = opened()
    click(screen.drop_zone.choose)
    remover = screen.files.removers[0]
    assert remover.accessibleName() == "Take photo 1.jpg off the list"
    click(remover)
    assert named(screen) == ["photo 2.jpg"]
    assert files[0].exists()


def test_folders_are_refused_in_words(opened: Opened, tmp_path: Path) -> None:
    screen = opened()
    drop(screen.drop_zone, tmp_path)
    assert named(screen) == []
    assert "Folders are not taken in here" in words_on(screen.notice)


def test_no_picture_is_ever_shown(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "real.jpg").write_bytes(photograph(1))
    screen = opened(chosen=(str(tmp_path / "real.jpg"),))
    click(screen.drop_zone.choose)
    assert all(label.pixmap().isNull() for label in screen.findChildren(QLabel))
    assert {type(call) for call in lane_of(screen).asked} <= {FindPatients, LookIntoFiles}


# ------------------------------------------------------------------------------ the patient


def test_a_patient_is_found_by_keys_and_shown_in_the_banner(opened: Opened) -> None:
    screen = opened()
    assert not screen.results.isVisible()
    search(screen, "smith")
    assert screen.results.isVisible()
    assert "3 of 9 214 patients" in " ".join(words_on(screen.whose)).replace("\u202f", " ")
    press(Qt.Key.Key_Down)
    assert screen.results.current() == SIAN_TOO
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is screen.results
    assert screen.presenter.form.patient is None
    press(Qt.Key.Key_Return)
    assert screen.presenter.form.patient == SIAN
    assert screen.chrome.patient == SIAN
    assert screen.chrome.may_change_patient
    assert screen.chrome.consent.words == ""  # nothing clinical for this role
    assert not screen.search.isVisible()


def test_the_only_one_is_chosen_with_enter(opened: Opened) -> None:
    only = Found(patients=(GWYN,), similar=frozenset(), not_understood=(), listed=12)
    screen = opened(only)
    search(screen, "jones")
    press(Qt.Key.Key_Return)
    assert screen.presenter.form.patient == GWYN
    assert "Not Known" in screen.whose.facts.text()


def test_a_patient_is_chosen_by_a_click(opened: Opened) -> None:
    screen = opened()
    search(screen, "smith")
    at = screen.results.visualRect(screen.results.model().index(2, 0)).center()
    QTest.mouseClick(screen.results.viewport(), LEFT, NONE, at)
    assert screen.presenter.form.patient == MAI


def test_who_is_easily_mistaken_is_warned_of(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    search(screen, "smith")
    assert screen.whose.warning.isVisible()
    warned = " ".join(words_on(screen.whose.warning))
    assert "2 patients are easily taken for one another" in warned
    screen.search.set_value("")
    assert not screen.whose.warning.isVisible()
    dialog = asked(filled_in(screen), qtbot)
    assert any("easily taken for another" in one for one in words_on(dialog))
    dialog.reject()


def test_nobody_found_is_said(opened: Opened) -> None:
    screen = opened(Found(patients=(), similar=frozenset(), not_understood=(), listed=12))
    search(screen, "zzz")
    assert not screen.results.isVisible()
    assert any("No patient of this practice fits" in one for one in words_on(screen.whose))


def test_changing_the_patient_begins_the_declaration_again(opened: Opened) -> None:
    screen = filled_in(opened())
    QTest.keyClicks(screen.declaring.note.edit, "itches")
    screen.change_patient()
    assert screen.chrome.patient is None
    assert QApplication.focusWidget() is screen.search.edit
    assert not screen.declaring.asked.isChecked()
    assert not screen.declaring.told.isChecked()
    assert screen.declaring.note.value() == ""
    assert len(named(screen)) == 2


# ------------------------------------------------------------------------------ declaring


def test_the_bar_says_what_is_missing(opened: Opened) -> None:
    screen = opened()
    for words, act in (
        ("Add the images first", lambda: click(screen.drop_zone.choose)),
        ("Find the patient", lambda: choose_sian(screen)),
        ("Mark that they asked for it", lambda: click(screen.declaring.asked)),
        ("Mark that they were given the notice", lambda: click(screen.declaring.told)),
    ):
        assert words in words_on(screen.bar)
        assert not screen.attach.isEnabled()
        act()
    assert "Everything needed is here" in words_on(screen.bar)
    assert screen.attach.isEnabled()
    assert screen.attach.accessibleName() == "Attach 2 images to SMITH, Sian (Mrs)"


def test_somebody_with_parental_responsibility_is_named(opened: Opened, qtbot: QtBot) -> None:
    child = Found(patients=(MAI,), similar=frozenset(), not_understood=(), listed=12)
    screen = opened(child)
    assert not screen.declaring.giver.isVisible()
    filled_in(screen)
    assert screen.declaring.capacity.value() is Capacity.PARENTAL_RESPONSIBILITY
    assert "Say who asked for the patient" in words_on(screen.bar)
    QTest.keyClicks(screen.declaring.giver.edit, "Sian Smith")
    assert "Say what they are to the patient" in words_on(screen.bar)
    QTest.keyClicks(screen.declaring.relationship.edit, "mother")
    dialog = asked(screen, qtbot)
    assert "Asked for by Sian Smith, mother" in words_on(dialog)
    confirm(dialog, "30 1 2014")
    declaration = lane_of(screen).calls(Attach)[0].declaration
    assert declaration.capacity is Capacity.PARENTAL_RESPONSIBILITY
    assert (declaration.giver_name, declaration.relationship) == ("Sian Smith", "mother")


def test_a_child_who_understands_needs_nobody_named(opened: Opened) -> None:
    child = Found(patients=(MAI,), similar=frozenset(), not_understood=(), listed=12)
    screen = filled_in(opened(child))
    screen.declaring.capacity.setFocus()
    press(Qt.Key.Key_Down)
    assert screen.presenter.form.capacity is Capacity.COMPETENT_CHILD
    assert not screen.declaring.giver.isVisible()
    assert screen.attach.isEnabled()


def test_how_they_came_and_the_note_are_declared(opened: Opened, qtbot: QtBot) -> None:
    screen = filled_in(opened())
    click(screen.declaring.came.buttons[list(Came).index(Came.BROUGHT)])
    screen.declaring.note.edit.setFocus()
    QTest.keyClicks(screen.declaring.note.edit, "Rash on right arm")
    confirm(asked(screen, qtbot))
    declaration = lane_of(screen).calls(Attach)[0].declaration
    assert (declaration.came, declaration.note) == (Came.BROUGHT, "Rash on right arm")


def test_the_notice_can_be_read(opened: Opened) -> None:
    screen = filled_in(opened())
    click(screen.declaring.read)
    sheet = QApplication.activePopupWidget()
    assert isinstance(sheet, Popover)
    assert len(words_on(sheet)) == 5
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


# ------------------------------------------------------------------------------ attaching


def test_a_second_identifier_is_typed_before_anything_is_attached(
    opened: Opened, qtbot: QtBot
) -> None:
    screen = filled_in(opened())
    dialog = asked(screen, qtbot)
    assert dialog.title.text() == "Attach 2 images to SMITH, Sian (Mrs)?"
    qtbot.waitUntil(dialog.second.edit.hasFocus)
    assert not any("999 128 7655" in one or "1945" in one for one in words_on(dialog))
    confirm(dialog, "14 07 1945")  # somebody on the list has nearly that name and that date
    assert dialog.isVisible()
    assert not dialog.act.isEnabled()
    assert {"photo 1.jpg", "photo 2.jpg"} <= set(words_on(dialog))
    assert dialog.act.accessibleName() == "Attach 2 images"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert lane_of(screen).calls(Attach) == []
    assert screen.presenter.form.patient == SIAN


def test_many_files_are_named_a_few_at_a_time(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    many = tuple(str(tmp_path / f"{n}.jpg") for n in range(9))
    dialog = asked(filled_in(opened(chosen=many)), qtbot)
    assert "and 5 more" in words_on(dialog)
    dialog.reject()


def test_while_it_goes_on_nothing_can_be_changed(opened: Opened, qtbot: QtBot) -> None:
    screen = sent(opened(), qtbot)
    assert "Attaching 2 images" in words_on(screen.bar)
    assert not screen.drop_zone.choose.isEnabled()
    assert not any(button.isEnabled() for button in screen.files.removers)
    assert not screen.declaring.asked.isEnabled()
    assert not screen.chrome.may_change_patient
    click(screen.attach)
    assert len(lane_of(screen).calls(Attach)) == 1


def test_when_all_arrived_the_page_is_empty_and_says_so(opened: Opened, qtbot: QtBot) -> None:
    screen = sent(opened(), qtbot)
    answer(screen, (ATTACHED, ""), (ATTACHED, ""))
    assert "2 images arrived safely for SMITH, Sian (Mrs)" in words_on(screen.notice)
    assert any("Delete the e-mail" in one for one in words_on(screen.notice))
    assert named(screen) == []
    assert screen.chrome.patient is None
    assert screen.search.value() == ""
    assert not screen.files.isVisible()


def test_each_file_says_what_became_of_it(opened: Opened, qtbot: QtBot) -> None:
    screen = sent(opened(), qtbot)
    answer(screen, (ATTACHED, "decoder_crashed"), (REFUSED, "empty"))
    assert "1 file was not attached" in words_on(screen.notice)
    badges = [one for one in screen.files.findChildren(Badge) if one.isVisibleTo(screen)]
    assert [one.text() for one in badges] == ["Arrived safely; set aside for clinical staff"]
    assert any(one.startswith("Not taken in:") for one in words_on(screen.files))
    assert len(screen.files.removers) == 1


def test_a_second_round_keeps_what_failed(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    screen = sent(opened(), qtbot)
    answer(screen, (ATTACHED, ""), (CONFLICT, ""))
    third = tmp_path / "third.jpg"
    third.write_bytes(b"x")
    drop(screen.drop_zone, third)
    assert named(screen) == ["photo 2.jpg", "third.jpg"]
    assert screen.attach.accessibleName() == "Attach 1 image to SMITH, Sian (Mrs)"
    confirm(asked(screen, qtbot))
    assert lane_of(screen).calls(Attach)[1].files == (Picked(path=third),)
    answer(screen, (ATTACHED, ""))
    assert named(screen) == ["photo 2.jpg"]


def test_what_stopped_a_run_is_explained(opened: Opened, qtbot: QtBot) -> None:
    screen = sent(opened(), qtbot)
    answer(screen, (ATTACHED, ""), (PENDING, "vault_full"))
    assert screen.notice.isVisible()
    assert any("room" in one.lower() or "full" in one.lower() for one in words_on(screen.notice))
    assert screen.attach.isEnabled()


def test_an_error_is_explained_and_everything_stays(opened: Opened, qtbot: QtBot) -> None:
    screen = sent(opened(), qtbot)
    lane_of(screen).answer(Attach, DamagedError("object"))
    assert screen.notice.isVisible()
    assert len(named(screen)) == 2
    assert screen.attach.isEnabled()


def test_a_twin_that_the_keeper_knows_of_is_asked_about(opened: Opened, qtbot: QtBot) -> None:
    alone = Found(patients=(SIAN,), similar=frozenset(), not_understood=(), listed=12)
    screen = filled_in(opened(alone))
    confirm(asked(screen, qtbot), "14/07/1945")
    lane_of(screen).answer(Attach, WrongPatientError("second_shared"))
    assert screen.notice.isVisible()
    dialog = asked(screen, qtbot)
    confirm(dialog, "14/07/1945")
    assert dialog.isVisible()
    confirm(dialog, "7655")
    assert [call.second for call in lane_of(screen).calls(Attach)] == ["14/07/1945", "7655"]


def test_the_keys_are_offered(opened: Opened) -> None:
    screen = opened()
    (group,) = screen.keys()
    assert [key for key, _ in group.keys] == ["Ctrl+O", "Ctrl+V", "Up Down", "Ctrl+Return"]


# ------------------------------------------------------------------------------ attached today


def image(number: int, state: AttachedState, patient: Patient = SIAN) -> AttachedImage:
    return AttachedImage(
        arrival=ArrivalId(f"a-{number}"),
        patient=patient,
        at=f"2026-11-22T09:{number:02d}:00.000+00:00",
        state=state,
    )


@pytest.fixture
def today(qtbot: QtBot) -> Callable[..., AttachedScreen]:
    def open_screen(answer: Any = ()) -> AttachedScreen:
        lane = FakeLane({AttachedToday: answer})
        screen = AttachedScreen(AttachedPlace(), desk_for(lane, Role.RECEPTIONIST))
        qtbot.addWidget(screen)
        screen.resize(900, 600)
        with qtbot.waitExposed(screen):
            screen.show()
        return screen

    return open_screen


def states(screen: AttachedScreen) -> list[str]:
    return [one.text() for one in screen.findChildren(Badge) if one.isVisible()]


def test_what_i_attached_is_followed_as_it_goes(today: Callable[..., AttachedScreen]) -> None:
    screen = today((image(2, AttachedState.ARRIVED, GWYN), image(1, AttachedState.ARRIVED)))
    assert states(screen) == ["Arrived safely", "Arrived safely"]
    assert "JONES, Gwyn (Mr)" in words_on(screen)
    assert any("999 128 7655" in one for one in words_on(screen))
    lane_of(screen).answers[AttachedToday] = (image(1, AttachedState.FILED),)
    lane_of(screen).tell(Topic.PATIENTS)
    assert len(states(screen)) == 2
    lane_of(screen).tell(Topic.INBOX)
    settle()
    assert states(screen) == ["In the record"]
    lane_of(screen).answers[AttachedToday] = (image(1, AttachedState.IN_HAND),)
    lane_of(screen).tell(Topic.RECORD)
    settle()
    assert states(screen) == ["Clinical staff are looking at it"]


def test_nothing_attached_yet_leads_to_attaching(
    today: Callable[..., AttachedScreen], qtbot: QtBot
) -> None:
    screen = today()
    assert screen.empty.isVisible()
    with qtbot.waitSignal(screen.go) as went:
        click(screen.attach)
    assert went.args == [AttachPlace()]


def test_an_error_is_told_and_goes_with_the_next_answer(
    today: Callable[..., AttachedScreen],
) -> None:
    screen = today(DamagedError())
    assert screen.notice.isVisible()
    lane_of(screen).answers[AttachedToday] = ()
    lane_of(screen).tell(Topic.INBOX)
    assert not screen.notice.isVisible()


# ------------------------------------------------------------------------------ a real keeper


SENT = ("from the patient.jpg", "Fw rash", "RE rash.msg")


def test_the_front_desk_attaches_to_a_real_vault(
    working: Practice, qtbot: QtBot, own_home: Path, tmp_path: Path
) -> None:
    photo, message, saved = (tmp_path / name for name in SENT)
    photo.write_bytes(photograph(77))
    message.write_bytes(letter(("rash.jpg", photograph(78)), ("notes.txt", b"x")).as_bytes())
    saved.write_bytes(outlook_letter(("later.jpg", photograph(79))))
    with at_workstation(working.vault, qtbot, own_home, user=RHYS) as place:
        screen = place.window.screen_shown
        assert isinstance(screen, AttachScreen)
        drop(place.window, photo, message, saved)
        listed = ["from the patient.jpg", "rash.jpg", "later.jpg"]
        qtbot.waitUntil(lambda: named(screen) == listed, timeout=PATIENCE_MS)
        screen.search.edit.setFocus()
        QTest.keyClicks(screen.search.edit, "canary")
        qtbot.waitUntil(lambda: screen.results.current() is not None, timeout=PATIENCE_MS)
        press(Qt.Key.Key_Return)
        assert place.window.banner.isVisible()
        click(screen.declaring.asked)
        click(screen.declaring.told)
        click(screen.attach)
        settle()
        dialogs = place.station.frame.findChildren(SecondDialog)
        confirm(next(one for one in dialogs if one.isVisible()), BORN[ETHEL])
        qtbot.waitUntil(screen.notice.isVisible, timeout=PATIENCE_MS)
        assert any("3 images arrived safely" in one for one in words_on(screen.notice))
        assert photo.exists()
        assert message.exists()
        click(place.window.side_bar.item("attached"))
        attached = place.window.screen_shown
        assert isinstance(attached, AttachedScreen)
        qtbot.waitUntil(lambda: len(attached.shown) == 3, timeout=PATIENCE_MS)
        assert attached.shown[0].patient.family_name == "Canary"
