"""An original that is due: compared with its copy and destroyed, at a real keeper.

The image was filed in March 2026 by the clock of the practice; the keeper's is the computer's.
"""

from pathlib import Path

import pytest
from journey.test_role_table import with_a_record
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from support.practice import CLARE, ETHEL, MONA, Practice
from support.way import PersonsWay
from support.workplace import at_workstation

from desktop.records.originals import OriginalsPolicy
from desktop.ui.filed.reason_dialog import ReasonDialog
from desktop.ui.home.screen import HomeScreen
from desktop.ui.place import Home
from desktop.ui.viewer.original_dialogs import DestroyOriginalDialog
from desktop.ui.viewer.screen import ViewerScreen
from desktop.workflow.originals import list_originals, set_originals_policy
from desktop.workflow.verifying import verify_vault
from desktop.workflow.viewing import list_images

HALF_A_YEAR = OriginalsPolicy(review_months=6)


@pytest.fixture
def practice(working_once: Practice, tmp_path: Path) -> Practice:
    practice, _, _ = with_a_record(working_once, tmp_path)
    session = practice.sign_in(MONA)
    with session.vault:
        set_originals_policy(session, HALF_A_YEAR)
    return practice


class Way(PersonsWay):
    """What a clinician does with mouse and keys."""

    def from_today(self) -> ViewerScreen:
        """Press Enter on the first of what is due."""
        self.place.window.go(Home())
        home = self.shown(HomeScreen)
        self.until(lambda: home.originals.rows)
        row = home.originals.rows[0]
        row.setFocus()
        QTest.keyClick(row, Qt.Key.Key_Return)
        viewer = self.shown(ViewerScreen)
        self.until(lambda: viewer.pane.copy.sharpness == 1.0 and viewer.review.isVisible())
        return viewer

    def look(self, viewer: ViewerScreen) -> None:
        self.click(viewer.review.look)
        self.click(self.dialog(ReasonDialog).act)
        self.until(lambda: viewer.presenter.original_shown)
        self.until(lambda: viewer.pane.original.sharpness == 1.0)


def test_what_is_due_is_compared_and_destroyed(
    practice: Practice, qtbot: QtBot, own_home: Path
) -> None:
    with at_workstation(practice.vault, qtbot, own_home, user=CLARE) as place:
        way = Way(place)
        viewer = way.from_today()
        image = viewer.presenter.image
        assert not viewer.review.destruction.isEnabled()
        way.look(viewer)
        way.click(viewer.review.destruction)
        asked = way.dialog(DestroyOriginalDialog)
        QTest.keyClicks(asked.reason.edit, "Healed")
        QTest.keyClicks(asked.second.edit, "Canary")
        way.click(asked.act)
        way.until(lambda: viewer.presenter.is_original_gone)
        way.until(lambda: not viewer.review.isVisible())
        assert viewer.pane.copy.picture is not None, "the copy stays"
        assert not viewer.panel.mend.isEnabled()
        place.window.go(Home())
        home = way.shown(HomeScreen)
        way.until(lambda: home.presenter.state.loaded)
        assert home.originals.rows == []
    session = practice.sign_in(CLARE)
    with session.vault:
        _, listed = list_images(session, ETHEL)
        assert [one.image for one in listed if one.original_gone_at] == [image]
        assert verify_vault(session, lambda _done, _all: None).problems == ()


def test_what_is_kept_is_not_asked_for_again(
    practice: Practice, qtbot: QtBot, own_home: Path
) -> None:
    with at_workstation(practice.vault, qtbot, own_home, user=CLARE) as place:
        way = Way(place)
        viewer = way.from_today()
        image = viewer.presenter.image
        way.click(viewer.review.keep)
        asked = way.dialog(ReasonDialog)
        QTest.keyClicks(asked.reason.edit, "A complaint is under way")
        way.click(asked.act)
        way.until(lambda: not viewer.review.isVisible())
        assert viewer.panel.mend.isEnabled()
    session = practice.sign_in(CLARE)
    with session.vault:
        practice.clock.forward(days=50 * 365)
        (due,) = list_originals(session).found
        assert (due.image, due.kept_by) == (image, session.user)
