"""The photographs of one visit are cleared and filed in one sitting, by real keys alone.

A real keeper, real decoders: the outline found in the first is laid into the others, each
is looked at and accepted, the gate is answered once, and everything is filed. The keys are counted
(``docs/usability.md``).
"""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.practice import BORN, CLARE, ETHEL, Practice, run_on
from support.skin import again, skin, tattooed
from support.workplace import Workplace, at_workstation

from desktop.ids import ArrivalId
from desktop.records.draft import MarkState
from desktop.records.filing import body_sites
from desktop.ui.editor.end_card import EndCard
from desktop.ui.editor.keys import FEATURES
from desktop.ui.editor.screen import EditorScreen
from desktop.ui.filings import FilingState
from desktop.ui.place import EditorPlace
from desktop.ui.walk.hand import Hand
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.ui.widgets.label import Label
from desktop.workflow.consenting import list_consents
from desktop.workflow.emptying import receive_folder
from desktop.workflow.identifying import identify

MANY, FEW = 12, 3
SHARED_KEYS = 30
"""Outline, details, gate and filing, whatever the number of photographs."""
KEYS_EACH = 4
TONE = (196, 150, 122)


def visit(many: int) -> Iterator[bytes]:
    """Yield photographs of one arm, held a little otherwise each time."""
    first, _ = tattooed(skin(720, 560, seed=3, tone=TONE), seed=5)
    for at in range(many):
        held = {"degrees": at - 6.0, "scale": 1 + at / 100, "shift": (at - 6.0, 3.0)}
        shown = again(first, seed=at, **held)[0] if at else first
        buffer = io.BytesIO()
        Image.fromarray(shown).save(buffer, "JPEG", quality=92)
        yield buffer.getvalue()


@pytest.fixture(params=[FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def waiting(
    working: Practice, request: pytest.FixtureRequest
) -> tuple[Practice, tuple[ArrivalId, ...]]:
    folder = working.root / "visit"
    folder.mkdir()
    for at, data in enumerate(visit(request.param)):
        (folder / f"IMG_{at:04d}.JPG").write_bytes(data)
    session = working.sign_in(CLARE)
    with session.vault:
        report = receive_folder(session, run_on(folder)).value
        arrived = tuple(one.arrival for one in report.arrived)
        consent = list_consents(session, ETHEL)[0].id
        identify(session, arrived, patient=ETHEL, consent=consent, second=BORN[ETHEL])
    return working, arrived


@pytest.fixture
def place(
    waiting: tuple[Practice, tuple[ArrivalId, ...]], qtbot: QtBot, own_home: Path
) -> Iterator[Workplace]:
    with at_workstation(waiting[0].vault, qtbot, own_home, user=CLARE) as running:
        yield running


class Sitting:
    """Somebody at the keyboard, who never touches the mouse."""

    def __init__(self, place: Workplace, arrivals: tuple[ArrivalId, ...]) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.app, self.hand = app, Hand(app, patience_ms=120_000)
        place.window.go(EditorPlace(arrivals=arrivals))
        self.hand.until(lambda: isinstance(place.window.screen_shown, EditorScreen), "the editor")
        screen = place.window.screen_shown
        assert isinstance(screen, EditorScreen)
        self.editor = screen
        self.hand.until(lambda: screen.presenter.is_open, "the series")
        self.until_looked()
        self.hand.begin()

    def until_looked(self) -> None:
        """Wait until a photograph has been seen, and detectors have looked."""
        state = self.editor.presenter.state
        self.hand.until(lambda: state.draft.seen and state.draft.looked, "both to have looked")

    def keys(self, *keys: str) -> None:
        """Press keys where the focus is."""
        for key in keys:
            self.hand.press(key)


def test_a_series_is_cleared_and_filed_by_keys_alone(
    place: Workplace, waiting: tuple[Practice, tuple[ArrivalId, ...]]
) -> None:
    _, arrivals = waiting
    sitting = Sitting(place, arrivals)
    cover_the_first(sitting)
    look_at_the_others(sitting)
    say_what_it_is(sitting)
    answer_and_file(sitting)
    effort = sitting.hand.effort
    assert (effort.clicks, effort.drops, effort.letters) == (0, 0, 0)
    assert effort.keys <= SHARED_KEYS + KEYS_EACH * len(arrivals), "see docs/usability.md"
    courses = sitting.editor.desk.filings.courses
    assert [courses[one].state for one in arrivals] == [FilingState.FILED] * len(arrivals)


def cover_the_first(sitting: Sitting) -> None:
    """Draw around the tattoo with the magic edge, accept it, and carry it to the others."""
    state = sitting.editor.presenter.state
    decide(sitting)
    sitting.keys("W", "Ins")
    sitting.hand.until(lambda: not state.is_waiting, "an outline")
    sitting.keys("V", "Y")
    assert any(mark.state is MarkState.ACCEPTED for mark in state.draft.marks)
    sitting.keys("C")
    sitting.hand.until(lambda: not state.is_waiting, "the others")
    said = [label.text() for label in sitting.editor.bar.findChildren(Label)]
    others = len(state.order) - 1
    assert f"Copied to {others} photographs. Look at each region." in said


def look_at_the_others(sitting: Sitting) -> None:
    """Look at each, and decide on what is proposed there."""
    state = sitting.editor.presenter.state
    for _ in state.order[1:]:
        sitting.keys("Return")
        sitting.until_looked()
        decide(sitting)
        assert any(mark.state is MarkState.ACCEPTED for mark in state.draft.marks)


def decide(sitting: Sitting) -> None:
    """Accept what is proposed: it lies over the tattoo, whatever a detector takes that for."""
    state = sitting.editor.presenter.state
    while state.draft.undecided():
        if state.mark is None or state.mark.state is not MarkState.PROPOSED:
            sitting.keys("Tab")
            continue
        sitting.keys("Y")


def say_what_it_is(sitting: Sitting) -> None:
    """Say where on the body it is, and how it was taken."""
    details = sitting.editor.panel.details
    sitting.keys("7")
    sitting.hand.choose(details.site, 1 + list(body_sites()).index("forearm"))
    sitting.hand.choose(details.side, 1)
    sitting.hand.choose(details.how, 1)
    sitting.keys("Esc")
    assert sitting.editor.canvas.hasFocus()


def answer_and_file(sitting: Sitting) -> None:
    """Answer the gate once for all twelve, and file them."""
    drafts = sitting.editor.presenter.state.work.drafts
    for key, feature in FEATURES.items():
        is_covered = any(draft.covers(feature) for draft in drafts)
        sitting.keys(key, "O" if is_covered else "N")
    plan = sitting.editor.presenter.handing.plan()
    assert len(plan.ready) == len(plan.standings), [one.value for one in plan.standings.values()]
    sitting.keys("Ctrl+Return")
    sitting.hand.until(lambda: any(isinstance(w, ConfirmDialog) for w in tops()), "the question")
    sitting.keys("Return")
    sitting.hand.until(lambda: bool(sitting.editor.findChildren(EndCard)), "every proof")


def tops() -> list[QWidget]:
    return QApplication.topLevelWidgets()
