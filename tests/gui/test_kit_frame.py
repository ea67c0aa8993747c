"""The frame around every screen: bars, banner, side bar, strip, notices."""

import itertools
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.pages import OnPage

from desktop import errors
from desktop.ids import PatientId
from desktop.records.patient import Gender, Patient
from desktop.ui.job_facts import Job, JobState
from desktop.ui.look.apply import set_text_scale
from desktop.ui.look.current import size
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.action_bar import ActionBar
from desktop.ui.widgets.app_bar import AppBar
from desktop.ui.widgets.boxes import Pane
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.patient_banner import PatientBanner
from desktop.ui.widgets.side_bar import NavPlace, Section, SideBar
from desktop.ui.widgets.status_strip import StatusStrip, StripFact
from desktop.ui.words import set_language
from desktop.wording import Explanation, Language, explain

TODAY = date(2026, 11, 22)
SIAN = Patient(
    id=PatientId("p1"),
    nhs_number="9991287655",
    family_name="Smith",
    given_name="Sian",
    title="Mrs",
    date_of_birth=date(1945, 7, 14),
    gender=Gender.FEMALE,
)
NOBODY = Patient(id=PatientId("p2"), family_name="Ng", date_of_birth=date(2000, 1, 1))
LONG = Patient(
    id=PatientId("p3"),
    family_name="Featherstonehaugh-Cholmondeley-Llewellyn",
    given_name="Myfanwy Angharad Gwenllian Tangwystl",
    title="Professor",
    date_of_birth=date(1938, 2, 1),
)


def words(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(Label) if one.isVisible() and one.text()]


# The patient banner


def test_the_banner_says_who_it_is_in_the_order_of_the_nhs(on_page: OnPage) -> None:
    banner = PatientBanner()
    on_page(banner, width=1200)
    banner.show_patient(SIAN, TODAY)
    assert words(banner) == [
        "SMITH, Sian (Mrs)",
        "Born",
        "14-Jul-1945 (81y)",
        "Gender",
        "Female",
        "NHS No.",
        "999 128 7655",
    ]
    assert not any(":" in one for one in words(banner))
    assert banner.height() == size("banner")


def test_values_can_be_reached_with_tab_in_the_same_order(qtbot: QtBot, on_page: OnPage) -> None:
    banner = PatientBanner()
    page = on_page(banner, width=1200)
    banner.show_patient(SIAN, TODAY)
    banner.name.setFocus()
    reached = []
    for value in (banner.born.value, banner.gender.value, banner.nhs_number.value):
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        reached.append(value.hasFocus())
    assert all(reached)


def test_a_value_can_be_copied(qtbot: QtBot, on_page: OnPage) -> None:
    banner = PatientBanner()
    on_page(banner, width=1200)
    banner.show_patient(SIAN, TODAY)
    value = banner.nhs_number.value
    value.setFocus()
    value.setSelection(0, len(value.text()))
    qtbot.keyClick(value, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "999 128 7655"


def test_a_screen_reader_hears_what_each_value_is(on_page: OnPage) -> None:
    banner = PatientBanner()
    on_page(banner, width=1200)
    banner.show_patient(SIAN, TODAY)
    assert banner.accessibleName() == "Patient"
    assert banner.born.value.accessibleName() == "Born"
    set_language(Language.CY)
    assert banner.born.value.accessibleName() == "Ganed"
    assert banner.gender.text() == "Benyw"
    assert banner.born.text() == "14-Jul-1945 (81y)"


def test_what_is_unknown_is_said(on_page: OnPage) -> None:
    banner = PatientBanner()
    on_page(banner, width=1200)
    banner.show_patient(NOBODY, TODAY)
    assert banner.gender.text() == banner.nhs_number.text() == "Not Known"


def test_a_long_name_takes_two_lines_and_is_whole(on_page: OnPage) -> None:
    banner = PatientBanner()
    on_page(banner, width=1200)
    banner.show_patient(LONG, TODAY)
    banner.offer_change(offered=True)
    assert banner.height() == size("banner_tall")
    assert banner.name.text() == LONG.display_name()
    assert banner.name.height() >= banner.name.heightForWidth(banner.name.width())
    banner.show_patient(SIAN, TODAY)
    assert banner.height() == size("banner")


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [480, 700, 1180, 1920])
def test_the_banner_holds_everything_at_any_width(
    on_page: OnPage, width: int, scale: float
) -> None:
    set_text_scale(scale)
    for patient in (SIAN, LONG):
        banner = PatientBanner()
        on_page(banner, width=width)
        banner.show_patient(patient, TODAY, died=date(2026, 5, 3))
        banner.show_tag(phrase("badge.consent_recorded"))
        room = banner.rect()
        facts = banner.nhs_number.parentWidget()
        tag = next(one for one in banner.children() if one.metaObject().className() == "BannerTag")
        parts = (banner.name.geometry(), facts.geometry(), tag.geometry())
        assert all(room.contains(part) for part in parts)
        for one, other in itertools.combinations(parts, 2):
            assert not one.intersects(other)
        assert banner.height() < 6 * size("banner")
        for fact in (banner.born, banner.died, banner.gender, banner.nhs_number):
            assert facts.rect().contains(fact.geometry())


def test_the_banner_of_the_dead_has_another_colour_and_a_pattern(on_page: OnPage) -> None:
    alive, dead = PatientBanner(), PatientBanner()
    on_page(alive, dead, width=1200)
    alive.show_patient(SIAN, TODAY)
    dead.show_patient(SIAN, TODAY, died=date(2026, 5, 3))
    assert dead.is_hatched()
    assert not alive.is_hatched()
    assert words(dead)[1:7] == ["Born", "14-Jul-1945", "Died", "03-May-2026", "Age at Death", "80y"]
    corner = [banner.grab().toImage() for banner in (alive, dead)]
    inks = [{image.pixelColor(x, 4).name() for x in range(1100, 1160)} for image in corner]
    assert len(inks[0]) == 1
    assert len(inks[1]) > 1
    assert not inks[0] & inks[1]


def test_the_right_of_the_banner_says_the_consent_or_offers_a_change(
    qtbot: QtBot, on_page: OnPage
) -> None:
    banner = PatientBanner()
    on_page(banner, width=1200)
    banner.show_patient(SIAN, TODAY)
    banner.show_tag(phrase("badge.needs_consent"), tone=Tone.WARN)
    tag = next(one for one in banner.children() if one.metaObject().className() == "BannerTag")
    assert tag.isVisible()
    assert tag.text() == "Needs consent"
    banner.show_tag(None)
    assert not tag.isVisible()
    banner.offer_change(offered=True)
    button = next(one for one in banner.findChildren(Button) if one.isVisible())
    with qtbot.waitSignal(banner.change_asked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


# The app bar


def test_the_app_bar_of_a_list_says_where_one_is(on_page: OnPage) -> None:
    bar = AppBar()
    on_page(bar, width=1440)
    bar.show_practice("Meddygfa Bryn Celyn")
    bar.show_person("Cerys Morgan", phrase("role.nurse"))
    assert words(bar)[:2] == ["Diogel", "Meddygfa Bryn Celyn"]
    assert words(bar)[-2:] == ["Cerys Morgan", "Nurse"]
    assert not bar.back.isVisible()
    set_language(Language.CY)
    assert words(bar)[-1] == "Nyrs"
    assert bar.avatar.toolTip() == "Cerys Morgan · Nyrs"


def test_the_way_back_is_a_button_and_esc(qtbot: QtBot, on_page: OnPage) -> None:
    bar = AppBar()
    page = on_page(bar, width=1440)
    bar.show_task(phrase("inbox.title"), verbatim("Mole, left cheek"), verbatim("6 images"))
    assert bar.back.accessibleName() == "Inbox"
    with qtbot.waitSignal(bar.back_asked):
        qtbot.mouseClick(bar.back, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.back_asked):
        qtbot.keyClick(page, Qt.Key.Key_Escape)
    bar.show_practice("Meddygfa")
    with qtbot.assertNotEmitted(bar.back_asked):
        qtbot.keyClick(page, Qt.Key.Key_Escape)


def test_a_patient_is_sought_and_the_workstation_locked_with_keys(
    qtbot: QtBot, on_page: OnPage
) -> None:
    bar = AppBar()
    page = on_page(bar, width=1440)
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert bar.search.edit.hasFocus()
    with qtbot.waitSignal(bar.sought) as sought:
        qtbot.keyClick(bar.search.edit, Qt.Key.Key_S)
    assert sought.args == ["s"]
    with qtbot.waitSignal(bar.search_entered):
        qtbot.keyClick(bar.search.edit, Qt.Key.Key_Return)
    with qtbot.waitSignal(bar.lock_asked):
        qtbot.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_a_role_without_patients_has_no_search(qtbot: QtBot, on_page: OnPage) -> None:
    bar = AppBar()
    page = on_page(bar, width=1440)
    bar.offer_search(offered=False)
    assert not bar.search.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert not bar.search.edit.hasFocus()


@pytest.mark.parametrize(("width", "scale"), [(900, 1.0), (1180, 1.0), (1180, 2.0), (1440, 2.0)])
def test_the_app_bar_leaves_out_what_has_no_room_and_overlaps_nothing(
    on_page: OnPage, width: int, scale: float
) -> None:
    set_text_scale(scale)
    bar = AppBar()
    on_page(bar, width=width)
    bar.show_task(phrase("inbox.title"), verbatim("Mole, left cheek"), verbatim("6 images"))
    bar.show_person("Dr Dafydd Hughes", phrase("role.clinician"))
    bar.layout().activate()
    no_overlap(bar)
    for one in (bar.back, bar.lock):
        assert one.width() >= one.sizeHint().width()
    assert bar.width() <= width


def no_overlap(bar: Pane) -> None:
    shown = [one for one in bar.children() if isinstance(one, QWidget) and one.isVisible()]
    for at, one in enumerate(shown):
        assert bar.rect().contains(one.geometry()), one
        for other in shown[at + 1 :]:
            assert not one.geometry().intersects(other.geometry()), (one, other)


# The side bar


def places() -> SideBar:
    work = (
        NavPlace("inbox", "inbox", phrase("inbox.title")),
        NavPlace("patients", "users", verbatim("Patients")),
    )
    return SideBar(
        [Section(verbatim("Work"), work)], foot=(NavPlace("help", "circle-help", verbatim("Help")),)
    )


def test_a_place_is_chosen_with_mouse_and_keys(qtbot: QtBot, on_page: OnPage) -> None:
    side = places()
    on_page(side)
    with qtbot.assertNotEmitted(side.chosen):
        side.set_current("inbox")
    assert side.item("inbox").isChecked()
    with qtbot.waitSignal(side.chosen) as chosen:
        qtbot.mouseClick(side.item("patients"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["patients"]
    assert not side.item("inbox").isChecked()
    with qtbot.waitSignal(side.chosen) as chosen:
        qtbot.keyClick(side.item("help"), Qt.Key.Key_Space)
    assert chosen.args == ["help"]


def test_a_count_is_seen_and_heard(on_page: OnPage) -> None:
    side = places()
    on_page(side)
    before = side.item("inbox").grab().toImage()
    side.set_count("inbox", 14, Tone.INFO)
    assert side.item("inbox").accessibleName() == "Inbox, 14"
    assert side.item("inbox").grab().toImage() != before
    set_language(Language.CY)
    assert side.item("inbox").accessibleName() == "Mewnflwch, 14"
    side.set_count("inbox", 0)
    assert side.item("inbox").accessibleName() == "Mewnflwch"


# The strip at the foot


def job(code: str, state: JobState = JobState.RUNNING) -> Job:
    return Job(code, verbatim("Copying from card"), verbatim("11 of 14 verified"), 11, 14, state)


def test_a_job_can_be_paused_resumed_and_cancelled(qtbot: QtBot, on_page: OnPage) -> None:
    strip = StatusStrip()
    on_page(strip, width=1440)
    strip.show_jobs((job("a"),))
    line = strip.job_line
    assert line.bar.value() == 11
    with qtbot.waitSignal(strip.pause_asked) as asked:
        qtbot.mouseClick(line.pause, Qt.MouseButton.LeftButton)
    assert asked.args == ["a"]
    strip.show_jobs((job("a", JobState.PAUSED),))
    assert line.pause.accessibleName() == "Go on"
    with qtbot.waitSignal(strip.resume_asked):
        qtbot.mouseClick(line.pause, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(strip.cancel_asked):
        qtbot.mouseClick(line.cancel, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED])
def test_a_finished_job_stays_until_it_was_read(
    qtbot: QtBot, on_page: OnPage, state: JobState
) -> None:
    strip = StatusStrip()
    on_page(strip, width=1440)
    strip.show_jobs((job("a", state),))
    assert not strip.job_line.pause.isVisible()
    with qtbot.waitSignal(strip.read) as read:
        qtbot.mouseClick(strip.job_line.mark_read, Qt.MouseButton.LeftButton)
    assert read.args == ["a"]


def test_several_jobs_are_in_a_list_that_follows_them(qtbot: QtBot, on_page: OnPage) -> None:
    strip = StatusStrip()
    on_page(strip, width=1440)
    strip.show_jobs((job("a"), job("b")))
    assert strip.more.accessibleName() == "2 jobs"
    qtbot.mouseClick(strip.more, Qt.MouseButton.LeftButton)
    assert strip.popover.isVisible()
    with qtbot.waitSignal(strip.cancel_asked) as asked:
        qtbot.mouseClick(strip.job_list.lines[1].cancel, Qt.MouseButton.LeftButton)
    assert asked.args == ["b"]
    strip.show_jobs((job("a"),))
    assert [line.isVisible() for line in strip.job_list.lines] == [True, False]
    qtbot.keyClick(strip.popover, Qt.Key.Key_Escape)
    assert not strip.popover.isVisible()
    strip.show_jobs(())
    assert not strip.job_line.isVisible()


def test_messages_wait_for_each_other_until_they_were_read(qtbot: QtBot, on_page: OnPage) -> None:
    strip = StatusStrip()
    on_page(strip, width=1440)
    strip.show_message(verbatim("12 of 14 filed"), Tone.WARN, code="first")
    strip.show_message(phrase("inbox.empty"))
    strip.show_message(phrase("inbox.empty"))
    assert strip.message.text() == "12 of 14 filed"
    with qtbot.waitSignal(strip.read) as read:
        qtbot.mouseClick(strip.message_read, Qt.MouseButton.LeftButton)
    assert read.args == ["first"]
    assert strip.message.text() == "No images waiting"
    qtbot.mouseClick(strip.message_read, Qt.MouseButton.LeftButton)
    assert not strip.message.isVisible()
    strip.show_message(phrase("inbox.empty"))
    strip.show_message(None)
    assert not strip.message.isVisible()


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [1180, 1440])
def test_the_strip_leaves_out_what_has_no_room_and_overlaps_nothing(
    on_page: OnPage, width: int, scale: float
) -> None:
    set_text_scale(scale)
    strip = StatusStrip()
    on_page(strip, width=width)
    strip.show_facts(
        (
            StripFact(verbatim("Vault open"), "shield-check", Tone.OK),
            StripFact(verbatim("No network in use")),
            StripFact(verbatim("Last backup 03:10 today, checked")),
        )
    )
    strip.show_jobs((job("a"), job("b")))
    strip.layout().activate()
    no_overlap(strip)
    assert strip.more.width() >= strip.more.sizeHint().width()
    strip.show_facts((StripFact(verbatim("Vault locked")),))
    assert "Vault locked" in words(strip)


# The action bar


def test_the_action_bar_says_what_is_missing(on_page: OnPage) -> None:
    bar = ActionBar(Button(phrase("button.file", count=3), kind=Kind.PRIMARY))
    on_page(bar, width=1180)
    bar.show_summary(verbatim("3 ready"))
    bar.show_missing(phrase("inbox.empty"))
    assert words(bar) == ["3 ready", "No images waiting"]
    set_language(Language.CY)
    assert words(bar)[1].startswith("Dim")
    bar.show_state(verbatim("Everything needed is here"), Tone.OK)
    assert words(bar)[1] == "Everything needed is here"


def test_the_action_bar_has_room_for_three_buttons() -> None:
    with pytest.raises(ValueError, match="too many"):
        ActionBar(*(Button(verbatim(str(n))) for n in range(4)))


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [700, 1180])
def test_the_action_bar_puts_words_above_buttons_where_it_is_narrow(
    on_page: OnPage, width: int, scale: float
) -> None:
    set_text_scale(scale)
    buttons = [
        Button(phrase("button.reject_image"), kind=Kind.GHOST, icon="trash-2"),
        Button(phrase("button.next_image"), key="Return", after="arrow-right", key_works=False),
        Button(phrase("button.file", count=3), kind=Kind.PRIMARY, icon="file-check"),
    ]
    bar = ActionBar(*buttons)
    on_page(bar, width=width)
    bar.show_summary(verbatim("3 ready, 2 to check, 1 needs redaction"))
    bar.show_missing(verbatim("Two decisions left on this image: Face, Name badge"))
    no_overlap(bar)
    holder = buttons[0].parentWidget()
    for button in buttons:
        assert holder.rect().contains(button.geometry())
        assert button.width() >= button.sizeHint().width()


# Notices and empty places


def test_an_error_says_what_happened_what_is_safe_and_what_to_do(
    qtbot: QtBot, on_page: OnPage
) -> None:
    notice = Notice()
    on_page(notice, width=900)
    error = errors.GateOpenError("undecided", feature="face")
    notice.show_error(error)
    english = explain(error, Language.EN)
    assert words(notice) == [english.happened, f"{english.safe} {english.do}"]
    set_language(Language.CY)
    assert words(notice)[0] == explain(error, Language.CY).happened


def test_the_code_of_an_error_is_under_details_and_can_be_copied(
    qtbot: QtBot, on_page: OnPage
) -> None:
    notice = Notice()
    on_page(notice, width=900)
    notice.show_error(errors.GateOpenError("undecided", feature="face"))
    details, copy = (
        next(one for one in notice.findChildren(Button) if one.accessibleName() == name)
        for name in ("Details", "Copy")
    )
    assert not copy.isVisible()
    qtbot.mouseClick(details, Qt.MouseButton.LeftButton)
    assert "Code: gate_open.undecided" in words(notice)
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "gate_open.undecided"
    qtbot.mouseClick(details, Qt.MouseButton.LeftButton)
    assert not copy.isVisible()


def test_what_was_explained_elsewhere_is_shown_as_it_is(on_page: OnPage) -> None:
    notice = Notice()
    on_page(notice, width=900)
    notice.show_explanation(Explanation(happened="It broke.", safe="", do="Try again."))
    assert words(notice) == ["It broke.", "Try again."]
    assert not [one for one in notice.findChildren(Button) if one.isVisible()]


def test_a_notice_offers_one_thing_to_do(qtbot: QtBot, on_page: OnPage) -> None:
    notice = Notice(Tone.WARN)
    page = on_page(notice, width=900)
    notice.show_words(verbatim("3 patients have this name"), tone=Tone.INFO)
    notice.offer(phrase("button.undo"), icon="undo-2", key="Ctrl+Z")
    with qtbot.waitSignal(notice.acted):
        qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    notice.offer(None)
    assert not notice.action.isVisible()


def test_a_narrow_notice_puts_its_button_under_the_words(on_page: OnPage) -> None:
    notice = Notice()
    on_page(notice, width=360)
    notice.show_error(errors.GateOpenError("undecided", feature="face"))
    notice.offer(phrase("button.undo"))
    notice.layout().activate()
    title = notice.findChildren(Label)[0]
    assert notice.action.y() > title.y()
    assert notice.action.x() < title.width()


def test_an_empty_place_says_what_it_is_for(qtbot: QtBot, on_page: OnPage) -> None:
    add = Button(phrase("button.add_files"), kind=Kind.PRIMARY)
    empty = EmptyState(
        phrase("inbox.empty"),
        phrase("inbox.empty_hint"),
        icon="memory-stick",
        buttons=(add,),
        tip=phrase("inbox.flash_memory"),
    )
    on_page(empty, width=1000, height=500)
    with qtbot.waitSignal(add.clicked):
        qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    set_language(Language.CY)
    assert words(empty)[0].startswith("Dim")
    empty.show_words(verbatim("Nothing"), verbatim("Nothing at all"))
    assert words(empty)[:2] == ["Nothing", "Nothing at all"]


def test_a_screen_reader_hears_a_bar_as_a_bar(on_page: OnPage) -> None:
    strip = StatusStrip()
    on_page(strip, width=1440)
    strip.show_jobs((job("a"),))
    heard = QAccessible.queryAccessibleInterface(strip.job_line.bar)
    assert heard.role() == QAccessible.Role.ProgressBar
    assert heard.text(QAccessible.Text.Name) == "Copying from card"
