"""The first page of each role, and the page that finds patients, by mouse and by keys."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from support.fake_lane import FakeLane
from support.hands import OnView, click, keyed
from support.seen import cut, dress, nameless, outside, settle
from support.waiting import (
    GWYN,
    SIAN,
    SIAN_TOO,
    aside,
    card,
    desk_for,
    folder,
    given,
    inbox,
    shots,
)

from desktop.errors import DamagedError
from desktop.ids import ArrivalId
from desktop.keeper.calls import (
    AttachedToday,
    CountImages,
    FindPatients,
    ListInbox,
    ListSources,
)
from desktop.records.attached import AttachedImage, AttachedState
from desktop.records.findings import Findings
from desktop.records.found import Found
from desktop.records.outcome import Topic
from desktop.records.problem import Problem
from desktop.records.role import Role
from desktop.records.source_state import Watching
from desktop.ui.finder.finder import PAUSE_MS
from desktop.ui.home.screen import HomeScreen
from desktop.ui.look.tokens import Theme
from desktop.ui.patients.screen import PatientsScreen
from desktop.ui.place import (
    AttachedPlace,
    AttachPlace,
    EditorPlace,
    Home,
    IdentifyPlace,
    InboxPlace,
    PatientsPlace,
    RecordPlace,
    SourcesPlace,
)
from desktop.ui.widgets.label import Label
from desktop.wording import Language

CLEARED = card("Minor surgery", fresh=0, files=9, since="2026-11-21T09:14:00.000+00:00")
SOURCES = (card(), CLEARED, folder(), folder("Letters", watching=Watching.GONE))

Opened = Callable[..., Any]


def attached(number: int) -> AttachedImage:
    at = f"2026-11-22T09:{number:02d}:00.000+00:00"
    states = list(AttachedState)
    return AttachedImage(
        arrival=ArrivalId(f"a-{number}"), patient=SIAN, at=at, state=states[number % 3]
    )


@pytest.fixture
def opened(on_view: OnView) -> Opened:
    def open_screen(
        role: Role = Role.NURSE,
        *,
        place: Any = None,
        found: Found | None = None,
        size: tuple[int, int] = (1224, 780),
        **answers: Any,
    ) -> Any:
        box = answers.get("box", inbox(given(1, 3), shots(11, 8, series="s-two"), [aside(21)]))
        lane = FakeLane(
            {
                ListInbox: box,
                CountImages: box.tally,
                ListSources: answers.get("sources", SOURCES),
                AttachedToday: tuple(attached(n) for n in range(11)),
                FindPatients: found,
            }
        )
        kind = PatientsScreen if isinstance(place, PatientsPlace) else HomeScreen
        screen = kind(place or Home(), desk_for(lane, role))
        screen.went = []
        screen.go.connect(screen.went.append)
        return on_view(screen, size)

    return open_screen


def words(screen: QWidget) -> str:
    labels = (one for one in screen.findChildren(Label) if one.isVisibleTo(screen))
    rows = (row.accessibleName() for row in getattr(screen, "pieces", ()))
    return " | ".join([*(label.text() for label in labels), *rows])


# -------------------------------------------------------------------------------------- by role


def test_enter_goes_to_the_next_piece_of_work(opened: Opened) -> None:
    screen = opened()
    assert screen.pieces[0].hasFocus()
    keyed(Qt.Key.Key_Return)
    assert screen.went == [InboxPlace()]


def test_arrow_keys_go_from_piece_to_piece(opened: Opened) -> None:
    screen = opened()
    keyed(Qt.Key.Key_Down)
    keyed(Qt.Key.Key_Down)
    keyed(Qt.Key.Key_Up)
    keyed(Qt.Key.Key_Return)
    assert isinstance(screen.went[0], IdentifyPlace)


def test_a_clinician_begins_with_what_is_to_be_cleared(opened: Opened) -> None:
    screen = opened(Role.CLINICIAN)
    click(screen.pieces[0])
    assert screen.went == [
        EditorPlace(arrivals=("a-0001", "a-0002", "a-0003"), at=None)  # type: ignore[arg-type]
    ]


def test_the_front_desk_sees_that_images_arrived_and_no_clinical_facts(opened: Opened) -> None:
    screen = opened(Role.RECEPTIONIST)
    click(screen.pieces[0])
    click(screen.attached.all)
    assert screen.went == [AttachPlace(), AttachedPlace()]
    shown = words(screen)
    assert "SMITH, Sian (Mrs)" in shown
    assert "and 3 more" in shown
    for clinical in ("DSCN", "10:42", "Needs redaction", "Treatment room"):
        assert clinical not in shown
    assert not screen.cards.isVisible()


def test_a_manager_sees_counts_watchers_and_late_cards_and_no_image(opened: Opened) -> None:
    screen = opened(Role.MANAGER)
    shown = words(screen)
    for needed in ("Nothing is missing", "Letters", "cannot be reached", "26 h", "Who saw what"):
        assert needed in shown
    assert "DSCN" not in shown
    assert screen.cards.clear_buttons() == (), "a manager takes nothing in"
    click(screen.pieces[0])
    assert screen.went == [SourcesPlace()]


def test_where_nothing_waits_it_says_what_brings_something(opened: Opened) -> None:
    screen = opened(box=inbox(), sources=())
    assert screen.empty.isVisible()
    assert "Put a memory card in" in words(screen)


def test_it_follows_changes_and_keeps_the_focus_where_it_was(opened: Opened) -> None:
    screen = opened()
    keyed(Qt.Key.Key_Down)
    lane = screen.desk.lane
    lane.answers[ListSources] = (card(fresh=3), *SOURCES[1:])
    lane.tell(Topic.SOURCES)
    settle()
    assert screen.pieces[0].accessibleName().startswith("Import 3 images")
    assert screen.pieces[1].hasFocus()


@pytest.mark.parametrize("role", [Role.RECEPTIONIST, Role.NURSE, Role.CLINICIAN, Role.MANAGER])
def test_what_is_found_wrong_later_appears_on_the_page(opened: Opened, role: Role) -> None:
    screen = opened(role)
    assert not screen.found.isVisible()
    wrong = Problem(what="filing", where="i-1")
    screen.desk.found.take(Findings(problems=(wrong,), is_whole=True))
    settle()
    assert screen.found.isVisible()
    assert "An image is not as it was signed" in words(screen)
    counted = "1 thing in the vault is not as it should be" in words(screen)
    assert counted is (role is Role.MANAGER)


def test_clearing_a_card_is_done_where_cards_are(opened: Opened) -> None:
    screen = opened()
    click(screen.cards.clear_buttons()[0])
    assert screen.went == [SourcesPlace()]


def test_what_cannot_be_listed_is_told_until_it_is_read(opened: Opened) -> None:
    screen = opened()
    screen.desk.lane.answers[ListInbox] = DamagedError("catalogue")
    screen.desk.lane.tell(Topic.INBOX)
    settle()
    assert screen.notice.isVisible()
    click(screen.notice.action)
    assert not screen.notice.isVisible()


@pytest.mark.parametrize("role", [Role.NURSE, Role.CLINICIAN, Role.RECEPTIONIST, Role.MANAGER])
@pytest.mark.parametrize(
    ("spoken", "size", "room"),
    [
        (Language.EN, 1.0, (1224, 780)),
        (Language.CY, 1.0, (964, 632)),
        (Language.CY, 2.0, (1008, 730)),
    ],
)
def test_nothing_is_cut_and_everything_has_a_name(
    opened: Opened, role: Role, spoken: Language, size: float, room: tuple[int, int]
) -> None:
    screen = opened(role, size=room)
    dress(theme=Theme.CONTRAST, language=spoken, size=size)
    assert cut(screen) == []
    assert outside(screen) == []
    assert nameless(screen) == []


# ------------------------------------------------------------------------------------ patients

SMITHS = Found(
    patients=(SIAN, SIAN_TOO),
    similar=frozenset({SIAN.id, SIAN_TOO.id}),
    not_understood=(),
    listed=9214,
)


def test_a_record_is_opened_by_keys(opened: Opened) -> None:
    screen = opened(place=PatientsPlace(), found=SMITHS)
    assert screen.search.edit.hasFocus()
    QTest.keyClicks(screen.search.edit, "smith")
    screen.desk.lane.pass_time(PAUSE_MS)
    settle()
    assert screen.warning.isVisible()
    keyed(Qt.Key.Key_Return)
    keyed(Qt.Key.Key_Down)
    keyed(Qt.Key.Key_Return)
    assert screen.went == [RecordPlace(patient=SIAN_TOO.id)]
    assert screen.place == PatientsPlace(typed="smith")


def test_what_was_typed_in_the_bar_is_looked_for_at_once(opened: Opened) -> None:
    only = Found(patients=(GWYN,), similar=frozenset(), not_understood=(), listed=9214)
    screen = opened(place=PatientsPlace(typed="jones"), found=only)
    screen.desk.lane.pass_time(PAUSE_MS)
    settle()
    keyed(Qt.Key.Key_Return)
    assert screen.went == [RecordPlace(patient=GWYN.id)]


def test_no_record_is_opened_by_a_role_that_may_not(opened: Opened) -> None:
    screen = opened(Role.RECEPTIONIST, place=PatientsPlace(typed="jones"), found=SMITHS)
    screen.desk.lane.pass_time(PAUSE_MS)
    settle()
    screen.results.setFocus()
    keyed(Qt.Key.Key_Return)
    assert screen.went == []


def test_a_search_that_fails_is_told(opened: Opened) -> None:
    screen = opened(place=PatientsPlace(typed="jones"), found=SMITHS)
    screen.desk.lane.answers[FindPatients] = DamagedError("catalogue")
    screen.desk.lane.pass_time(PAUSE_MS)
    settle()
    assert screen.notice.isVisible()
    click(screen.notice.action)
    assert not screen.notice.isVisible()


@pytest.mark.parametrize(("spoken", "size"), [(Language.EN, 1.0), (Language.CY, 2.0)])
@pytest.mark.parametrize("typed", ["", "smith"])
def test_the_page_of_patients_has_room_for_its_words(
    opened: Opened, spoken: Language, size: float, typed: str
) -> None:
    screen = opened(place=PatientsPlace(typed=typed), found=SMITHS, size=(1008, 730))
    screen.desk.lane.pass_time(PAUSE_MS)
    dress(language=spoken, size=size)
    assert cut(screen) == []
    assert outside(screen) == []
    assert nameless(screen) == []
