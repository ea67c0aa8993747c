"""Every screen of the window, in every look: nothing cut, everything named and reached by keys."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from support.answers import PLACES, practice_lane
from support.fake_lane import FakeLane
from support.seen import cut, dress, is_viewport, nameless, settle
from support.sheets import example_sheets
from support.waiting import Standing, desk_for

from desktop.errors import UnlockFailedError
from desktop.ids import UserId, VaultId
from desktop.keeper.calls import LookAtDoor, NewVault
from desktop.records.door import Door as DoorFacts
from desktop.records.door import PersonAtDoor
from desktop.records.role import Role
from desktop.ui.door.brief import Brief
from desktop.ui.door.door_view import Page
from desktop.ui.door.window import DoorWindow
from desktop.ui.look.current import size
from desktop.ui.look.tokens import Theme
from desktop.ui.place import Place
from desktop.ui.preferences import PreferenceFile
from desktop.ui.screens import screens
from desktop.ui.shell.window import LEAST, Window
from desktop.ui.widgets.key_sheet import KeySheet
from desktop.wording import Language

LARGE = (1440, 900)
LONG_PRACTICE = (
    "Canolfan Feddygol Llanfihangel-y-Creuddyn / Llanfihangel Medical Centre and Surgery"
)
SCREEN = QSize(1920, 990)
"""A usual screen of 1080 lines, less its task bar and the title of a window."""
MOST_TABS = 400
MOST_PASSES = 20
SLACK = 2
"""Pixels that rounding a height may cost."""
MOVED = {"Names"}
"""Shows a part of what is in it on purpose: the names move with the timeline beside them."""
LOOKS = [
    pytest.param(theme, language, scale, extent, id=f"{language.value}-{scale:.0%}-{extent[0]}")
    for theme, language, scale, extent in (
        (Theme.LIGHT, Language.EN, 1.0, LEAST),
        (Theme.DARK, Language.CY, 1.0, LEAST),
        (Theme.CONTRAST, Language.EN, 2.0, LEAST),
        (Theme.DARK, Language.CY, 2.0, LARGE),
    )
]
"""A theme gives colours alone (``test_kit_look``), so that each look is tried in one of them."""


def test_there_is_a_place_of_every_kind_and_a_screen_for_each(tmp_path: Path) -> None:
    known = screens(PreferenceFile(tmp_path / "w.ini"), idle_chosen=print)
    assert {type(place) for place, _ in PLACES.values()} == set(known)
    assert set(known) == set(Place.__args__)  # type: ignore[attr-defined]


@pytest.fixture(params=list(PLACES), ids=list(PLACES))
def window(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    place, role = PLACES[request.param]
    known = screens(PreferenceFile(tmp_path / "window.ini"), idle_chosen=print)
    lane = practice_lane(role)
    made = Window(desk_for(lane, role), known, way=(place,))
    qtbot.addWidget(made)
    made.resize(*LEAST)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    for _ in range(3):
        lane.pass_time(1_000)
        settle()
    yield made
    made.close_all()


def shown(window: Window) -> QWidget:
    screen = window.screen_shown
    assert screen is not None
    return screen


@pytest.mark.parametrize(("theme", "language", "scale", "extent"), LOOKS)
def test_nothing_is_cut_and_nothing_lies_outside(
    window: Window, theme: Theme, language: Language, scale: float, extent: tuple[int, int]
) -> None:
    window.resize(*extent)
    dress(theme=theme, language=language, size=scale)
    for wrong in (cut, outside, too_small, untranslated, cut_off, too_large):
        assert at_rest(wrong, window) == []


def at_rest(wrong: Callable[[Any], list[str]], window: QWidget) -> list[str]:
    """Return what is still wrong when layouts have had every chance to come to rest."""
    for _ in range(MOST_PASSES):
        found = wrong(window)
        if not found:
            break
        settle()
    return found


def test_everything_that_takes_the_focus_has_a_name_and_is_reached(
    window: Window, qtbot: QtBot
) -> None:
    assert nameless(window) == []
    asked = QApplication.activeModalWidget()  # a screen may begin with a question over it
    if asked is not None:  # its answer came before the window was shown, as none does in use
        asked.activateWindow()
        qtbot.waitUntil(asked.isActiveWindow)
    wanted = set(reachable(asked or window))
    assert wanted
    met: set[QWidget] = set()
    for _ in range(MOST_TABS):
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in met and wanted <= met:
            break
        met.add(focus)
        focus.focusNextChild()
    missed = [f"{type(one).__name__}: {one.accessibleName()}" for one in wanted - met]
    assert missed == []


def reachable(window: QWidget) -> Iterator[QWidget]:
    """Yield what Tab must come to: of buttons that exclude each other, one is enough."""
    groups: set[int] = set()
    for one in window.findChildren(QWidget):
        takes = one.focusPolicy() & Qt.FocusPolicy.TabFocus and not is_viewport(one)
        if not takes or not one.isVisibleTo(window) or not one.isEnabled():
            continue
        if isinstance(one, QLabel) and not one.text():
            continue
        group = one.group() if isinstance(one, QAbstractButton) else None
        if group is not None and group.exclusive():
            if id(group) in groups:
                continue
            chosen = group.checkedButton()
            if chosen is not None and chosen is not one:
                continue
            groups.add(id(group))
        yield one


def outside(window: QWidget) -> list[str]:
    """Return what is drawn where its parent is not, unless one can scroll there."""
    found = []
    for one in window.findChildren(QWidget):
        parent = one.parentWidget()
        if parent is None or not one.isVisibleTo(window) or one.isWindow():
            continue
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            continue
        room = parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
        if type(parent).__name__ in MOVED or one.geometry().isEmpty():
            continue
        if not room.contains(one.geometry()):
            found.append(f"{type(one).__name__} {one.geometry()} in {type(parent).__name__} {room}")
    return found


def too_small(window: QWidget) -> list[str]:
    """Return what is pressed or written in and smaller than 24 by 24 (WCAG 2.2, 2.5.8)."""
    least = size("target")
    kinds = QAbstractButton | QLineEdit | QComboBox
    return [
        f"{type(one).__name__} {one.accessibleName()} {one.width()}x{one.height()}"
        for one in window.findChildren(QWidget)
        if isinstance(one, kinds)
        and one.isVisibleTo(window)
        and (one.width() < 24 or one.height() < min(24, least))
    ]


def too_large(window: QWidget) -> list[str]:
    """Return a window's least size where a usual screen does not hold it."""
    least = window.minimumSizeHint().expandedTo(window.minimumSize())
    return [] if least.boundedTo(SCREEN) == least else [str(least.toTuple())]


def untranslated(window: QWidget) -> list[str]:
    """Return words that are a key or have an unfilled place in them."""
    said = [one.text() for one in window.findChildren(QLabel)]
    said += [one.accessibleName() for one in window.findChildren(QWidget)]
    said += [one.toolTip() for one in window.findChildren(QWidget)]
    return [one for one in said if "{" in one or "}" in one or _is_key(one)]


def _is_key(said: str) -> bool:
    group, dot, code = said.partition(".")
    return bool(dot) and group.isidentifier() and code.isidentifier() and group.islower()


def cut_off(window: QWidget) -> list[str]:
    """Return areas whose content is wider than they are, and that cannot be scrolled there."""
    found = []
    for area in window.findChildren(QAbstractScrollArea):
        bar = area.horizontalScrollBar()
        if bar.maximum() > SLACK and area.isVisibleTo(window) and not bar.isVisible():
            found.append(f"{type(area).__name__} by {bar.maximum()}")
    return found


@pytest.fixture(params=list(Page), ids=[page.value for page in Page])
def door(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> Iterator[DoorWindow]:
    people = tuple(
        PersonAtDoor(user_id=UserId(f"u-{n}"), name=f"n{n}", full_name=name, role=role)
        for n, (name, role) in enumerate(
            (
                ("Cerys Morgan", Role.NURSE),
                ("Dr Dafydd Hughes", Role.CLINICIAN),
                ("Angharad Gwenllian Ap Rhydderch-Featherstonehaugh", Role.RECEPTIONIST),
                ("Megan Vaughan", Role.MANAGER),
            )
        )
    )
    known = DoorFacts(
        vault_id=VaultId("v"), practice=LONG_PRACTICE, created_at="2026", people=people
    )
    brief = Brief(
        vault=str(tmp_path / "vault"),
        reason="idle",
        at="2026-11-25T11:12:00+00:00",
        waiting=14,
        kept=("u-0",),
        chosen="u-0",
    )
    made = DoorWindow(
        FakeLane({LookAtDoor: known}),
        brief,
        preferences=PreferenceFile(tmp_path / "window.ini"),
        clock=Standing(),
        new_vault=tmp_path / "a folder with a long name" / "and another" / "vault",
        demonstration=tmp_path / "demonstration",
    )
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    if request.param is Page.PEOPLE:
        made.show_error(UnlockFailedError(wait_s=4))
    else:
        made.show_page(request.param)
    if request.param is Page.SHEET:
        made.show_sheet(NewVault(vault_id=VaultId("v"), sheets=example_sheets()))
        made.sheet.holder.set_value("Dr Angharad Llywelyn-Hughes")
    yield made
    made.close_at_once()


@pytest.mark.parametrize(("theme", "language", "scale", "extent"), LOOKS)
def test_nothing_of_the_sign_in_window_is_cut(
    door: DoorWindow, theme: Theme, language: Language, scale: float, extent: tuple[int, int]
) -> None:
    door.resize(*extent)
    dress(theme=theme, language=language, size=scale)
    for wrong in (cut, outside, too_small, untranslated, cut_off):
        assert at_rest(wrong, door) == []
    assert nameless(door) == []


SHEETS = ["inbox", "record", "viewer", "compare", "attach", "settings"]


@pytest.mark.parametrize("window", SHEETS, indirect=True)
def test_the_question_mark_shows_the_keys_where_one_is(
    window: Window, request: pytest.FixtureRequest
) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, "?")
    sheet = next(one for one in window.findChildren(KeySheet) if one.isVisible())
    words = {label.text() for label in sheet.findChildren(QLabel)}
    assert "Everywhere" in words
    own = {"inbox": "reject, with a reason", "compare": "swap the two", "viewer": "compare"}
    assert own.get(request.node.callspec.params["window"], "lock") in words
    sheet.reject()
