"""The inbox, by mouse and by keys."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot
from support.fake_lane import FakeLane
from support.hands import OnView
from support.rasters import plain, pyramid_of
from support.seen import cut, dress, nameless, outside, settle
from support.waiting import (
    SIAN,
    aside,
    card,
    desk_for,
    given,
    inbox,
    plain_thumbs,
    shots,
)

from desktop.errors import WrongStateError
from desktop.ids import ArrivalId
from desktop.keeper.calls import (
    Intake,
    ListInbox,
    ListSources,
    OpenPicture,
    RejectArrivals,
    SplitSeries,
    TakeBackArrivals,
    TakeIn,
    Thumbnails,
)
from desktop.keeper.card_calls import SetAside, TakePicture
from desktop.records.arrival import Origin
from desktop.records.contents import file_key
from desktop.records.image import ImageState
from desktop.records.intake_report import Arrived, Refused
from desktop.records.outcome import Topic
from desktop.records.removal import Removal
from desktop.records.role import Role
from desktop.records.source_state import Watching
from desktop.ui.inbox.delegate import InboxDelegate
from desktop.ui.inbox.header_look import parts_of
from desktop.ui.inbox.look import MORE, SPLIT, STEP, TICK
from desktop.ui.inbox.questions import PasteDialog
from desktop.ui.inbox.rows import Header, Line, Tile, key_of
from desktop.ui.inbox.screen import InboxScreen
from desktop.ui.inbox.tile_look import picture_rect
from desktop.ui.look.tokens import Theme
from desktop.ui.phrase import NOTHING, say
from desktop.ui.place import EditorPlace, IdentifyPlace, InboxPlace, SourcesPlace
from desktop.ui.reason_dialog import ReasonDialog
from desktop.ui.runs import After
from desktop.ui.screen import Frame
from desktop.ui.thumbs import BATCH
from desktop.ui.truth_dialog import TruthDialog
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.wording import Language

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
UNKNOWN, KNOWN = "s-two:", f"s-one:{SIAN.id}"

Opened = Callable[..., InboxScreen]


def standard() -> Any:
    return inbox(given(1, 3), shots(11, 8, series="s-two"), [aside(21)])


@pytest.fixture
def opened(on_view: OnView) -> Opened:
    def open_screen(
        box: Any = None,
        *,
        role: Role = Role.NURSE,
        sources: tuple = (),
        size: tuple[int, int] = (1220, 760),
        place: InboxPlace | None = None,
    ) -> InboxScreen:
        lane = FakeLane(
            {
                ListInbox: standard() if box is None else box,
                ListSources: sources,
                Thumbnails: plain_thumbs(),
                OpenPicture: lambda _call: pyramid_of(plain(200, 150)),
                RejectArrivals: lambda call: call.arrivals,
                TakeBackArrivals: lambda call: call.arrivals,
                SplitSeries: "s-new",
            }
        )
        screen = InboxScreen(place or InboxPlace(), desk_for(lane, role))
        screen.went = []  # type: ignore[attr-defined]
        screen.go.connect(screen.went.append)  # type: ignore[attr-defined]
        on_view(screen, size)
        return screen

    return open_screen


def lane_of(screen: InboxScreen) -> FakeLane:
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    return lane


def index_of(screen: InboxScreen, key: str) -> int:
    at = screen.model.row_of(key)
    assert at >= 0, key
    return at


def rect_of(screen: InboxScreen, key: str) -> Any:
    screen.rows.scrollTo(screen.model.index(index_of(screen, key)))
    return screen.rows.visualRect(screen.model.index(index_of(screen, key)))


def click(
    screen: InboxScreen,
    key: str,
    *,
    with_keys: Qt.KeyboardModifier = NONE,
    double: bool = False,
) -> None:
    at = rect_of(screen, key).center()
    press = QTest.mouseDClick if double else QTest.mouseClick
    press(screen.rows.viewport(), LEFT, with_keys, at)
    settle()


def click_tick(screen: InboxScreen, key: str) -> None:
    corner = picture_rect(rect_of(screen, key)).topLeft() + QPoint(12, 12)
    QTest.mouseClick(screen.rows.viewport(), LEFT, NONE, corner)
    settle()


def click_part(screen: InboxScreen, key: str, part: str) -> None:
    rect = rect_of(screen, key)
    row = screen.model.rows[index_of(screen, key)]
    assert isinstance(row, Header | Line)
    box, _ = parts_of(row, rect, screen.rows.shown)[part]
    QTest.mouseClick(screen.rows.viewport(), LEFT, NONE, box.center())
    settle()


def key(screen: InboxScreen, which: Qt.Key, with_keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(screen.rows, which, with_keys)
    settle()


def ticked(screen: InboxScreen) -> list[str]:
    rows = (screen.model.rows[index.row()] for index in screen.rows.selectedIndexes())
    return sorted(row.arrival for row in rows if isinstance(row, Tile))


def focused(screen: InboxScreen) -> str:
    tile = screen.rows.tile()
    return tile.arrival if tile is not None else ""


def dialog(kind: type[ConfirmDialog] = ConfirmDialog) -> ConfirmDialog:
    (found,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind)]
    return found


def press(widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT)
    settle()


# ---------------------------------------------------------------------------------- what is shown


def test_it_is_a_list_screen_and_the_list_has_the_focus(opened: Opened) -> None:
    screen = opened()
    assert screen.chrome.frame is Frame.LIST
    assert screen.chrome.patient is None, "several patients: no banner"
    assert screen.rows.hasFocus()
    assert focused(screen) == "a-0001"
    assert ticked(screen) == []


def test_the_place_is_kept_for_coming_back(opened: Opened) -> None:
    screen = opened(place=InboxPlace(show="unidentified", focus="a-0013"))  # type: ignore[arg-type]
    assert focused(screen) == "a-0013"
    key(screen, Qt.Key.Key_Right)
    assert screen.place == InboxPlace(show="unidentified", focus="a-0014")  # type: ignore[arg-type]


def test_filters_count_and_choose(opened: Opened) -> None:
    screen = opened()
    counted = [button.accessibleName() for button in screen.page.head.filters.buttons]
    assert counted == ["All, 12", "No patient, 8", "To clear, 3", "Set aside, 1"]
    press(screen.page.head.filters.buttons[2])
    assert {row.group for row in screen.model.rows if isinstance(row, Tile)} == {KNOWN}


def test_what_is_set_aside_is_looked_at_from_its_line(opened: Opened) -> None:
    screen = opened()
    click_part(screen, "line:set_aside", STEP)
    assert [key_of(row) for row in screen.model.rows] == ["set_aside", "a-0021"]
    press(screen.page.head.filters.buttons[0])
    key(screen, Qt.Key.Key_End)
    key(screen, Qt.Key.Key_Return)
    assert screen.presenter.state.show == "set_aside"


def test_an_empty_inbox_says_what_to_do(opened: Opened) -> None:
    screen = opened(inbox())
    assert screen.page.stack.currentIndex() == 1
    assert cut(screen) == []


def test_a_filter_without_images_leads_back_to_all(opened: Opened) -> None:
    screen = opened(inbox(shots(1, 2)), place=InboxPlace(show="set_aside"))
    assert screen.page.stack.currentIndex() == 2
    show_all = screen.page.show_all
    press(show_all)
    assert screen.page.stack.currentIndex() == 0


# ------------------------------------------------------------------------------------- ticks


def test_a_click_takes_one_control_adds_shift_spans(opened: Opened) -> None:
    screen = opened()
    click(screen, "a-0012")
    assert ticked(screen) == ["a-0012"]
    click(screen, "a-0014", with_keys=CONTROL)
    assert ticked(screen) == ["a-0012", "a-0014"]
    click(screen, "a-0016", with_keys=SHIFT)
    assert ticked(screen) == ["a-0012", "a-0014", "a-0015", "a-0016"]
    click(screen, "a-0011")
    assert ticked(screen) == ["a-0011"]


def test_the_tick_on_a_picture_adds_without_taking_the_others(opened: Opened) -> None:
    screen = opened()
    click_tick(screen, "a-0012")
    click_tick(screen, "a-0013")
    assert ticked(screen) == ["a-0012", "a-0013"]
    click_tick(screen, "a-0012")
    assert ticked(screen) == ["a-0013"]


def test_the_tick_of_a_series_takes_all_then_none(opened: Opened) -> None:
    screen = opened()
    click_tick(screen, "a-0012")
    click_part(screen, UNKNOWN, TICK)
    assert len(ticked(screen)) == 8
    click_part(screen, UNKNOWN, TICK)
    assert ticked(screen) == []


def test_a_rubber_band_takes_what_it_touches(opened: Opened) -> None:
    screen = opened()
    viewport = screen.rows.viewport()
    first, last = rect_of(screen, "a-0011"), rect_of(screen, "a-0012")
    begin = QPoint(first.left() + 3, first.bottom() - 2)
    end = last.center()
    QTest.mousePress(viewport, LEFT, NONE, begin)
    for step in range(1, 6):
        QTest.mouseMove(viewport, begin + (end - begin) * (step / 5))
        settle()
    assert ticked(screen) == ["a-0011", "a-0012"]
    QTest.mouseRelease(viewport, LEFT, NONE, end)
    settle()
    assert ticked(screen) == ["a-0011", "a-0012"]


def test_arrows_move_without_ticking_and_shift_ticks_along(opened: Opened) -> None:
    screen = opened()
    key(screen, Qt.Key.Key_Down)
    assert focused(screen) == "a-0011"
    key(screen, Qt.Key.Key_Right)
    assert (focused(screen), ticked(screen)) == ("a-0012", [])
    key(screen, Qt.Key.Key_X)
    key(screen, Qt.Key.Key_Right, SHIFT)
    key(screen, Qt.Key.Key_Right, SHIFT)
    assert focused(screen) == "a-0014"
    assert set(ticked(screen)) >= {"a-0013", "a-0014"}
    key(screen, Qt.Key.Key_Home)
    assert focused(screen) == "a-0001"


def test_x_ticks_control_a_takes_the_series_and_escape_unticks(opened: Opened) -> None:
    screen = opened()
    key(screen, Qt.Key.Key_X)
    assert ticked(screen) == ["a-0001"]
    key(screen, Qt.Key.Key_A, CONTROL)
    assert ticked(screen) == ["a-0001", "a-0002", "a-0003"]
    key(screen, Qt.Key.Key_Escape)
    assert ticked(screen) == []


def test_a_click_on_a_header_ticks_nothing_and_gives_it_the_focus(opened: Opened) -> None:
    screen = opened()
    click_tick(screen, "a-0002")
    rect = rect_of(screen, UNKNOWN)
    QTest.mouseClick(screen.rows.viewport(), LEFT, NONE, rect.topLeft() + QPoint(220, 20))
    settle()
    assert (focused(screen), ticked(screen)) == ("a-0011", ["a-0002"])


# ------------------------------------------------------------------------------------- steps


def test_enter_opens_a_series_at_the_image_that_has_the_focus(opened: Opened) -> None:
    screen = opened(role=Role.CLINICIAN)
    key(screen, Qt.Key.Key_Right)
    key(screen, Qt.Key.Key_Return)
    (place,) = screen.went
    assert place == EditorPlace(arrivals=("a-0001", "a-0002", "a-0003"), at="a-0002")  # type: ignore[arg-type]


def test_p_and_the_painted_button_choose_a_patient_for_the_series(opened: Opened) -> None:
    screen = opened()
    click_part(screen, UNKNOWN, STEP)
    screen.rows.focus_on("a-0013")
    key(screen, Qt.Key.Key_P)
    key(screen, Qt.Key.Key_Return)
    series = tuple(f"a-{n:04d}" for n in range(11, 19))
    assert screen.went == [IdentifyPlace(arrivals=series)] * 3  # type: ignore[arg-type]


def test_ticked_images_alone_are_given(opened: Opened) -> None:
    screen = opened()
    click_tick(screen, "a-0012")
    click_tick(screen, "a-0014")
    key(screen, Qt.Key.Key_P)
    assert screen.went == [IdentifyPlace(arrivals=("a-0012", "a-0014"))]  # type: ignore[arg-type]


def test_a_double_click_is_the_step_of_the_series(opened: Opened) -> None:
    screen = opened()
    click(screen, "a-0002", double=True)
    assert isinstance(screen.went[0], EditorPlace)


def test_a_press_that_is_moved_away_does_nothing(opened: Opened) -> None:
    screen = opened()
    rect = rect_of(screen, UNKNOWN)
    row = screen.model.rows[index_of(screen, UNKNOWN)]
    box, _ = parts_of(row, rect, screen.rows.shown)[STEP]  # type: ignore[arg-type]
    QTest.mousePress(screen.rows.viewport(), LEFT, NONE, box.center())
    QTest.mouseRelease(screen.rows.viewport(), LEFT, NONE, QPoint(30, 30))
    assert screen.went == []


def test_s_splits_at_the_image_and_the_painted_button_too(opened: Opened) -> None:
    screen = opened()
    screen.rows.focus_on("a-0013")
    key(screen, Qt.Key.Key_S)
    click_part(screen, UNKNOWN, SPLIT)
    assert lane_of(screen).calls(SplitSeries) == [SplitSeries(first="a-0013")] * 2  # type: ignore[arg-type]
    screen.rows.focus_on("a-0011")
    key(screen, Qt.Key.Key_S)
    assert len(lane_of(screen).calls(SplitSeries)) == 2
    assert "begins here already" in screen.page.head.headline.text()


def test_delete_asks_why_and_then_rejects(opened: Opened) -> None:
    screen = opened()
    click_tick(screen, "a-0012")
    click_tick(screen, "a-0013")
    key(screen, Qt.Key.Key_Delete)
    asked = dialog(ReasonDialog)
    assert isinstance(asked, ReasonDialog)
    assert not asked.act.isEnabled()
    press(asked.reasons.buttons[1])
    assert asked.act.isEnabled()
    QTest.keyClicks(asked.own_words.edit, "both hands")
    press(asked.act)
    (call,) = lane_of(screen).calls(RejectArrivals)
    assert call.arrivals == ("a-0012", "a-0013")
    assert call.reason == "Out of focus, or too dark to use: both hands"
    assert screen.page.undo.isVisible()
    screen.activateWindow()
    settle()
    key(screen, Qt.Key.Key_Z, CONTROL)
    assert lane_of(screen).calls(TakeBackArrivals)[0].arrivals == ("a-0012", "a-0013")
    assert not screen.page.undo.isVisible()


def test_another_reason_must_be_written(opened: Opened) -> None:
    screen = opened()
    key(screen, Qt.Key.Key_Delete)
    asked = dialog(ReasonDialog)
    assert isinstance(asked, ReasonDialog)
    press(asked.reasons.buttons[-1])
    assert not asked.act.isEnabled()
    QTest.keyClicks(asked.own_words.edit, "A receipt")
    assert asked.act.isEnabled()
    asked.own_words.set_value("x" * 1001)
    assert not asked.act.isEnabled()
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    settle()
    assert lane_of(screen).calls(RejectArrivals) == []


def test_the_menu_offers_what_the_role_may(opened: Opened) -> None:
    screen = opened()
    click_part(screen, KNOWN, MORE)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    said = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert said == [
        "Open 3 images",
        "Tick all in this series",
        "Not this patient…",
        "Set aside…",
        "Reject…",
    ]
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    settle()


def test_images_are_taken_back_from_a_patient_with_a_reason(opened: Opened) -> None:
    screen = opened()
    header = screen.model.rows[0]
    assert isinstance(header, Header)
    screen.take_back(header, screen.about(header, None))
    asked = dialog(ReasonDialog)
    assert isinstance(asked, ReasonDialog)
    assert asked.banner is not None
    press(asked.reasons.buttons[0])
    press(asked.act)
    (call,) = lane_of(screen).calls(TakeBackArrivals)
    assert (len(call.arrivals), call.reason) == (3, "Given to the wrong patient")


def test_what_is_set_aside_can_be_tried_again(opened: Opened) -> None:
    screen = opened(place=InboxPlace(show="set_aside"))
    click_part(screen, "set_aside", STEP)
    press(dialog(ReasonDialog).act)
    assert lane_of(screen).calls(TakeBackArrivals)[0].arrivals == ("a-0021",)


def test_space_shows_an_image_large_and_closes_it(opened: Opened) -> None:
    screen = opened()
    key(screen, Qt.Key.Key_Space)
    assert screen.preview.isVisible()
    assert screen.preview.stage.hasFocus()
    assert lane_of(screen).calls(OpenPicture)[0].longest_px == 1600
    QTest.keyClick(screen.preview.stage, Qt.Key.Key_Right)
    settle()
    assert (focused(screen), lane_of(screen).calls(OpenPicture)[1].subject) == ("a-0002", "a-0002")
    QTest.keyClick(screen.preview.stage, Qt.Key.Key_Space)
    settle()
    assert not screen.preview.isVisible()
    assert screen.rows.hasFocus()
    key(screen, Qt.Key.Key_Space)
    QTest.keyClick(screen.preview.stage, Qt.Key.Key_Escape)
    assert not screen.preview.isVisible()


def test_the_recovery_sheet_is_offered_no_steps(opened: Opened) -> None:
    screen = opened(role=Role.RECOVERY)
    row = screen.model.rows[index_of(screen, UNKNOWN)]
    assert isinstance(row, Header)
    assert set(parts_of(row, rect_of(screen, UNKNOWN), screen.rows.shown)) == {TICK, MORE}
    key(screen, Qt.Key.Key_Delete)
    assert lane_of(screen).calls(RejectArrivals) == []
    assert not screen.page.head.add.isVisible()


# ----------------------------------------------------------------------------------- refreshing


def test_a_refresh_keeps_ticks_focus_and_place(opened: Opened) -> None:
    many = [shots(100 * n, 9, series=f"s-{n}") for n in range(1, 12)]
    screen = opened(inbox(*many))
    click_tick(screen, "a-0602")
    screen.rows.focus_on("a-0605")
    top = screen.rows.visualRect(screen.model.index(index_of(screen, "a-0602"))).top()
    older = shots(5000, 7, series="s-older", received="2026-11-22T06:00:00.000+00:00")
    gone = [shots(300, 9, series="s-3")]
    lane_of(screen).answers[ListInbox] = inbox(older, *many[:2], *many[3:])
    del gone
    lane_of(screen).tell(Topic.INBOX)
    settle()
    assert (ticked(screen), focused(screen)) == (["a-0602"], "a-0605")
    after = screen.rows.visualRect(screen.model.index(index_of(screen, "a-0602"))).top()
    assert after == top


def test_rows_do_not_jump_while_arrivals_come_in_behind(opened: Opened) -> None:
    screen = opened(inbox(shots(1, 3)))
    before = rect_of(screen, "a-0002")
    for count in range(4, 9):
        lane_of(screen).answers[ListInbox] = inbox(shots(1, count))
        lane_of(screen).tell(Topic.INBOX)
        lane_of(screen).pass_time(300)
        settle()
        assert rect_of(screen, "a-0002") == before
    assert sum(isinstance(row, Tile) for row in screen.model.rows) == 8


def test_the_focus_goes_to_a_neighbour_when_its_image_goes(opened: Opened) -> None:
    screen = opened(inbox(shots(1, 3)))
    screen.rows.focus_on("a-0002")
    lane_of(screen).answers[ListInbox] = inbox([shots(1, 3)[0], shots(1, 3)[2]])
    lane_of(screen).tell(Topic.INBOX)
    settle()
    assert focused(screen) in {"a-0001", "a-0003"}


# --------------------------------------------------------------------------------- three thousand


def test_three_thousand_arrivals_paint_and_ask_for_what_is_seen_only(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    paint = InboxDelegate.paint

    def counted(self: InboxDelegate, painter: Any, option: Any, index: Any) -> None:
        painted.append(index.row())
        paint(self, painter, option, index)

    monkeypatch.setattr(InboxDelegate, "paint", counted)
    many = [shots(100 * n, 20, series=f"s-{n:03d}") for n in range(1, 151)]
    screen = opened(inbox(*many))
    assert screen.model.rowCount() == 3_150
    lane = lane_of(screen)
    qtbot.waitUntil(lambda: bool(lane.calls(Thumbnails)))
    asked = [subject for call in lane.calls(Thumbnails) for subject in call.subjects]
    assert asked[0] == "a-0100"
    assert len(asked) < 60
    assert max(len(call.subjects) for call in lane.calls(Thumbnails)) <= BATCH
    assert set(painted) < set(range(60))
    painted.clear()
    key(screen, Qt.Key.Key_End)
    assert focused(screen) == "a-15019"
    assert min(painted) > 3_000
    qtbot.waitUntil(lambda: any("a-15019" in call.subjects for call in lane.calls(Thumbnails)))


def test_pictures_go_with_the_screen(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    qtbot.waitUntil(lambda: screen.pictures.has("a-0001"))
    assert screen.pictures.size_bytes
    screen.close_screen()
    assert screen.pictures.size_bytes == 0


# ---------------------------------------------------------------------------------------- cards


def test_a_card_is_imported_with_one_key_and_nothing_is_modal(opened: Opened, qtbot: QtBot) -> None:
    screen = opened(sources=(card(files=22, refused=()),))
    (strip,) = screen.page.notices.strips
    assert strip.primary is not None
    assert strip.primary.accessibleName() == "Import 14 images"
    key(screen, Qt.Key.Key_I, CONTROL)
    qtbot.waitUntil(lambda: bool(lane_of(screen).calls(TakeIn)))  # a button shows its press first
    (call,) = lane_of(screen).calls(TakeIn)
    assert call.removal is Removal.NEVER
    (running,) = screen.page.notices.strips
    assert running.bar is not None
    bar = running.bar
    lane_of(screen).progress(TakeIn, 5, 14)
    settle()
    assert screen.page.notices.strips[0].bar is bar, "not built anew at every file"
    assert (bar.value(), bar.maximum()) == (5, 14)
    assert QApplication.activeModalWidget() is None
    key(screen, Qt.Key.Key_Down)
    assert focused(screen) == "a-0011"


@pytest.mark.parametrize("moved", [False, True])
def test_the_focus_goes_to_what_came_unless_somebody_moved_on(opened: Opened, moved: bool) -> None:
    screen = opened(sources=(card(),))
    (strip,) = screen.page.notices.strips
    assert strip.primary is not None
    press(strip.primary)
    if moved:
        key(screen, Qt.Key.Key_Right)
    lane = lane_of(screen)
    came = Arrived(
        arrival=ArrivalId("a-0501"),
        file="f",
        sha256="",
        state=ImageState.ARRIVED,
        source_removed=False,
    )
    lane.answer(TakeIn, Intake(arrived=(came,), duplicates=(), refused=(), pending=()))
    lane.answers[ListInbox] = inbox(given(1, 3), shots(11, 8, series="s-two"), shots(501, 2))
    lane.tell(Topic.INBOX)
    settle()
    assert focused(screen) == ("a-0002" if moved else "a-0501")


def test_what_becomes_of_the_files_is_chosen_beside_the_button(opened: Opened) -> None:
    screen = opened(sources=(card(),))
    screen.page.notices.after_chosen.emit(After.CLEAR)
    settle()
    (strip,) = screen.page.notices.strips
    assert strip.strip.after is After.CLEAR
    assert strip.primary is not None
    press(strip.primary)
    assert lane_of(screen).calls(TakeIn)[0].removal is Removal.VERIFIED


def test_a_card_pulled_out_is_told_inside_the_page(opened: Opened, qtbot: QtBot) -> None:
    screen = opened(sources=(card(),))
    key(screen, Qt.Key.Key_I, CONTROL)
    qtbot.waitUntil(lambda: bool(lane_of(screen).calls(TakeIn)))
    lane_of(screen).progress(TakeIn, 11, 14)
    lane_of(screen).answers[ListSources] = (card(watching=Watching.GONE),)
    stopped = Intake(
        arrived=(), duplicates=(), refused=(), pending=("a", "b", "c"), stopped="source_gone"
    )
    lane_of(screen).answer(TakeIn, stopped)
    lane_of(screen).tell(Topic.SOURCES)
    settle()
    (notice,) = screen.page.notices.troubles
    assert notice.isVisible()
    assert notice.action.accessibleName() == "Look for the card"
    asked = len(lane_of(screen).calls(ListSources))
    key(screen, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: len(lane_of(screen).calls(ListSources)) > asked)
    lane_of(screen).answers[ListSources] = (card(fresh=3),)
    lane_of(screen).tell(Topic.SOURCES)
    settle()
    assert len(lane_of(screen).calls(TakeIn)) == 2
    assert screen.page.notices.troubles == []


def test_clearing_a_card_asks_and_says_what_it_does_not_do(opened: Opened) -> None:
    screen = opened(sources=(card("Minor surgery", fresh=0, files=9),))
    (button,) = screen.page.cards.clear_buttons()
    press(button)
    asked = dialog()
    assert asked.back.hasFocus(), "no default where something is destroyed"
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    settle()
    assert lane_of(screen).calls(TakeIn) == []
    press(screen.page.cards.clear_buttons()[0])
    press(dialog().act)
    assert lane_of(screen).calls(TakeIn)[0].removal is Removal.VERIFIED


def test_dropped_folders_and_files_are_offered_by_folder(opened: Opened, tmp_path: Path) -> None:
    screen = opened()
    picture = tmp_path / "one" / "IMG_1.JPG"
    picture.parent.mkdir()
    picture.touch()
    (tmp_path / "two").mkdir()
    assert screen.drop_files((str(tmp_path / "two"), str(picture)))
    settle()
    names = [view.strip.source.label for view in screen.page.notices.strips]
    assert names == ["two", "one"]
    press(screen.page.notices.strips[1].primary)
    (asked,) = lane_of(screen).calls(TakeIn)
    assert (asked.folder, asked.only) == (picture.parent, (file_key(b"IMG_1.JPG"),))
    assert not opened(role=Role.RECOVERY).drop_files((str(picture),))


def test_a_folder_to_watch_is_chosen_elsewhere(opened: Opened) -> None:
    screen = opened(inbox())
    press(screen.page.watch)
    assert screen.went == [SourcesPlace()]


def test_an_error_is_told_in_the_page_until_it_is_read(opened: Opened) -> None:
    screen = opened()
    lane_of(screen).answers[SplitSeries] = WrongStateError("moved_meanwhile")
    screen.rows.focus_on("a-0013")
    key(screen, Qt.Key.Key_S)
    assert screen.page.notices.problem.isVisible()
    press(screen.page.notices.problem.action)
    assert not screen.page.notices.problem.isVisible()


def test_counts_that_do_not_come_out_even_are_told_above_the_list(opened: Opened) -> None:
    screen = opened(inbox(shots(1, 2), received=77))
    assert screen.page.notices.missing.isVisible()
    assert "not accounted for" in screen.page.account.verdict()


def test_a_message_goes_with_the_next_step(opened: Opened) -> None:
    screen = opened()
    screen.rows.focus_on("a-0001")
    key(screen, Qt.Key.Key_P)
    assert screen.presenter.state.message != NOTHING
    press(screen.page.head.filters.buttons[1])
    assert screen.presenter.state.message == NOTHING


# ------------------------------------------------------------------------------------- the look


@pytest.mark.parametrize(
    ("language", "size", "room"),
    [
        (Language.EN, 1.0, (1224, 812)),
        (Language.CY, 1.0, (964, 632)),
        (Language.CY, 1.5, (1100, 760)),
        (Language.CY, 2.0, (1008, 730)),
    ],
)
def test_nothing_is_cut_and_everything_has_a_name(
    opened: Opened, language: Language, size: float, room: tuple[int, int]
) -> None:
    screen = opened(sources=(card(files=22), card("Minor surgery", fresh=0)), size=room)
    dress(theme=Theme.DARK, language=language, size=size)
    assert cut(screen) == []
    assert outside(screen) == []
    assert nameless(screen) == []


def test_the_right_column_folds_into_a_tab(opened: Opened) -> None:
    screen = opened(size=(964, 632))
    assert not screen.page.account.isVisible()
    press(screen.page.head.tabs.buttons[1])
    assert screen.page.account.isVisible()
    assert not screen.rows.isVisible()
    screen.resize(1300, 800)
    settle()
    assert screen.page.account.isVisible()
    assert screen.rows.isVisible()


def test_it_is_painted_in_every_theme_and_language(opened: Opened) -> None:
    screen = opened()
    shown: set[bytes] = set()
    for theme in Theme:
        for language in Language:
            dress(theme=theme, language=language)
            image = screen.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
            shown.add(bytes(image.constBits()))
    assert len(shown) == 6


# ------------------------------------------------------------------------------------- triage


def test_keep_goes_on_and_everything_kept_is_assigned_at_once(opened: Opened) -> None:
    screen = opened()
    screen.rows.focus_on("a-0011")
    for _ in range(3):
        key(screen, Qt.Key.Key_K)
    assert ticked(screen) == ["a-0011", "a-0012", "a-0013"]
    assert focused(screen) == "a-0014"
    key(screen, Qt.Key.Key_P)
    assert screen.went[-1] == IdentifyPlace(  # type: ignore[attr-defined]
        arrivals=("a-0011", "a-0012", "a-0013")  # type: ignore[arg-type]
    )


def test_set_aside_needs_a_reason_and_is_about_what_is_ticked(opened: Opened) -> None:
    screen = opened()
    lane_of(screen).answers[SetAside] = lambda call: call.arrivals
    screen.rows.focus_on("a-0012")
    key(screen, Qt.Key.Key_Q)
    asked = dialog(ReasonDialog)
    assert isinstance(asked, ReasonDialog)
    assert not asked.act.isEnabled()
    press(asked.reasons.buttons[0])
    press(asked.act)
    (call,) = lane_of(screen).calls(SetAside)
    assert call.arrivals == ("a-0012",)
    assert call.reason == "Not sure whose it is"


def test_what_a_person_set_aside_is_put_back_and_not_tried_again(opened: Opened) -> None:
    screen = opened(inbox([aside(21, because="by_hand")]), place=InboxPlace(show="set_aside"))
    screen.rows.focus_on("a-0021")
    key(screen, Qt.Key.Key_Return)
    asked = dialog(ReasonDialog)
    assert "wait for a patient again" in asked.title.text()
    press(asked.act)
    assert lane_of(screen).calls(TakeBackArrivals)[0].arrivals == ("a-0021",)


def test_what_happened_to_an_image_is_told(opened: Opened) -> None:
    screen = opened()
    screen.rows.focus_on("a-0011")
    key(screen, Qt.Key.Key_I)
    (sheet,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, TruthDialog)]
    said = [say(line.words, Language.EN) for line in sheet.lines]
    assert any("read back and compared" in words for words in said)
    press(sheet.done_button)


def test_the_order_is_turned_round(opened: Opened) -> None:
    old = shots(1, 2, series="s-old", received="2026-11-22T08:00:00.000+00:00")
    new = shots(11, 2, series="s-new", received="2026-11-22T10:00:00.000+00:00")
    screen = opened(inbox(old, new))

    def first() -> str:
        return next(row.series or "" for row in screen.model.rows if isinstance(row, Header))

    assert first() == "s-old"
    key(screen, Qt.Key.Key_O)
    assert first() == "s-new"
    press(screen.page.head.order)
    assert first() == "s-old"


def test_in_the_large_image_the_same_keys_decide(opened: Opened) -> None:
    screen = opened()
    screen.rows.focus_on("a-0011")
    key(screen, Qt.Key.Key_Space)
    QTest.keyClick(screen.preview.stage, Qt.Key.Key_K)
    settle()
    assert ticked(screen) == ["a-0011"]
    assert focused(screen) == "a-0012"
    assert screen.preview.isVisible()
    QTest.keyClick(screen.preview.stage, Qt.Key.Key_Delete)
    settle()
    asked = dialog(ReasonDialog)
    press(asked.reasons.buttons[0])  # type: ignore[attr-defined]
    press(asked.act)
    assert lane_of(screen).calls(RejectArrivals)[0].arrivals == ("a-0012",)
    QTest.keyClick(screen.preview.stage, Qt.Key.Key_P)
    settle()
    assert not screen.preview.isVisible()
    assert screen.went  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------- pasting


def test_files_that_were_copied_are_offered_and_the_clipboard_is_emptied(
    opened: Opened, tmp_path: Path
) -> None:
    screen = opened()
    picture = tmp_path / "IMG_9.JPG"
    picture.touch()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture))])
    QApplication.clipboard().setMimeData(data)
    screen.paste()
    settle()
    assert [view.strip.only for view in screen.page.notices.strips] == [(file_key(b"IMG_9.JPG"),)]
    left = QApplication.clipboard().mimeData()
    assert left is None or not left.urls()


def test_a_picture_that_was_copied_is_asked_about_and_taken_in(opened: Opened) -> None:
    screen = opened()
    lane_of(screen).answers[TakePicture] = Intake(
        arrived=(),
        duplicates=(),
        refused=(Refused(file="pasted.png", reason="damaged"),),
        pending=(),
    )
    QApplication.clipboard().setImage(plain(40, 30))
    screen.paste()
    settle()
    assert QApplication.clipboard().image().isNull()
    asked = dialog(PasteDialog)
    press(asked.act)
    (call,) = lane_of(screen).calls(TakePicture)
    assert base64.b64decode(call.picture).startswith(b"\x89PNG")
    assert call.origin is Origin.PATIENT
    assert "Damaged" in say(screen.desk.jobs.facts[-1].summary, Language.EN)


def test_an_empty_clipboard_says_so(opened: Opened) -> None:
    screen = opened()
    QApplication.clipboard().clear()
    screen.paste()
    assert "clipboard" in say(screen.presenter.state.message, Language.EN)
