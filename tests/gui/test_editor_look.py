"""Nothing of the editor is cut off: in both languages, at every text size, wide and narrow."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from support.editing import Bench, face
from support.editor_bed import CTRL, Bed, K

from desktop.records.draft import MarkState
from desktop.records.gate import Feature, Verdict
from desktop.records.region import Region, Style
from desktop.ui.editor import acts
from desktop.ui.editor.screen import EditorScreen
from desktop.ui.look.apply import set_text_scale, set_theme
from desktop.ui.look.tokens import Theme
from desktop.ui.place import EditorPlace
from desktop.ui.words import set_language
from desktop.wording import Language


def opened(qtbot: QtBot, width: int, height: int) -> EditorScreen:
    bench = Bench(faces={"0431": (face(200, 200, 300, 300), face(800, 500, 120, 120, sure=False))})
    screen = EditorScreen(EditorPlace(arrivals=bench.arrivals), bench.desk())
    qtbot.addWidget(screen)
    screen.resize(width, height)
    screen.show()
    for arrival in (*bench.arrivals, bench.arrivals[0]):
        bench.lane.run()
        bench.lane.pass_time(1000)
        screen.presenter.go_to(arrival)
    bench.lane.run()
    state = screen.presenter.state
    state.armed = Feature.BADGE
    acts.draw(state, Region.rectangle(600, 600, 200, 100, style=Style.MOSAIC))
    acts.answer(state, Feature.BIRTHMARK, Verdict.NEEDED)
    screen.presenter.did(None)
    QApplication.processEvents()
    return screen


def cut_off(screen: QWidget) -> list[str]:
    """Return what has less room than its words need."""
    found = []
    for widget in screen.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if (
            isinstance(widget, QAbstractButton)
            and widget.width() < widget.minimumSizeHint().width()
        ):
            found.append(f"{type(widget).__name__} {widget.accessibleName()}")
        if isinstance(widget, QLabel) and not getattr(widget, "_elide", False):
            need = widget.minimumSizeHint()
            high = widget.heightForWidth(widget.width()) if widget.wordWrap() else need.height()
            if widget.width() < need.width() or widget.height() < high:
                found.append(f"label {widget.text()}")
    return found


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize(("width", "height"), [(1440, 800), (1180, 620)])
def test_nothing_is_cut_off(
    qtbot: QtBot, language: Language, scale: float, width: int, height: int
) -> None:
    set_language(language)
    set_text_scale(scale)
    screen = opened(qtbot, width, height)
    assert cut_off(screen) == []
    if screen.panel.is_tabbed:
        screen.panel.show_features()
        QApplication.processEvents()
        assert cut_off(screen) == []
    screen.close_screen()


def test_a_narrow_window_has_tabs_and_a_wide_one_shows_both(qtbot: QtBot) -> None:
    screen = opened(qtbot, 1440, 800)
    assert not screen.panel.is_tabbed
    assert screen.panel.gate.isVisible()
    assert screen.panel.list.isVisible()
    screen.resize(1200, 800)
    QApplication.processEvents()
    assert screen.panel.is_tabbed
    assert not screen.panel.gate.isVisible()
    screen.panel.tabs.buttons[1].click()
    assert screen.panel.gate.isVisible()
    screen.close_screen()


def test_a_key_that_needs_a_reason_opens_the_tab_of_the_reason(qtbot: QtBot) -> None:
    screen = opened(qtbot, 1200, 700)
    assert not screen.panel.gate.isVisible()
    screen.commands.key("4", letters=True)
    screen.commands.key("C", letters=True)
    QApplication.processEvents()
    assert screen.panel.gate.reasons[Feature.BIRTHMARK].isVisible()
    assert screen.panel.gate.isAncestorOf(QApplication.focusWidget())
    screen.close_screen()


@pytest.mark.parametrize("theme", Theme)
def test_the_ground_around_the_picture_is_neutral_in_every_theme(
    qtbot: QtBot, theme: Theme
) -> None:
    set_theme(theme)
    screen = opened(qtbot, 1440, 800)
    shot = screen.canvas.grab().toImage()
    ground = shot.pixelColor(3, shot.height() // 2)
    assert ground.red() == ground.green() == ground.blue()
    screen.close_screen()


def test_language_theme_and_size_change_while_it_is_open(qtbot: QtBot) -> None:
    screen = opened(qtbot, 1440, 800)
    set_language(Language.CY)
    set_theme(Theme.DARK)
    set_text_scale(1.5)
    QApplication.processEvents()
    assert screen.file.text() == "Ffeilio 0 delwedd"
    assert screen.stage.reminder.text.startswith("Gwiriwch bob wyneb")
    assert cut_off(screen) == []
    screen.close_screen()


def test_there_is_nothing_to_work_with_before_there_is_a_photograph(qtbot: QtBot) -> None:
    bench = Bench()
    screen = EditorScreen(EditorPlace(arrivals=bench.arrivals), bench.desk())
    qtbot.addWidget(screen)
    screen.resize(1280, 800)
    screen.show()
    working = (screen.tools, screen.panel, screen.film, screen.bar)
    assert not any(part.isVisible() for part in working)
    assert screen.stage.width() < screen.width() / 1.5, "their room is kept"
    bench.lane.run()
    assert all(part.isVisible() for part in working)


def test_everything_that_can_be_pressed_has_a_name(qtbot: QtBot) -> None:
    screen = opened(qtbot, 1440, 800)
    nameless = [
        type(widget).__name__
        for widget in screen.findChildren(QAbstractButton)
        if widget.isVisible() and not widget.accessibleName()
    ]
    assert nameless == []
    assert screen.panel.list.rows[1].accessibleName() == "Region 1, Face, Covered, sure"
    assert "Check each face" in screen.canvas.accessibleName()
    small = [
        widget
        for widget in screen.findChildren(QAbstractButton)
        if widget.isVisible() and min(widget.width(), widget.height()) < 24
    ]
    assert small == []
    screen.close_screen()


def test_what_is_sure_is_covered_before_anybody_decides(qtbot: QtBot) -> None:
    bench = Bench(faces={"0431": (face(200, 200, 300, 300), face(800, 500, 120, 120, sure=False))})
    bed = Bed(qtbot, bench)
    bed.see_all()
    screen, (sure, check) = bed.screen, bed.marks
    bed.key(K.Key_Escape)

    def shades() -> tuple[int, ...]:
        """Return how light the middles of both are on screen, and of the first in the filmstrip."""
        QApplication.processEvents()
        seen = bed.canvas.viewport().grab().toImage()
        middles = [(m.region.x + m.region.w / 3, m.region.y + m.region.h / 3) for m in bed.marks]
        small = screen.film.cells["a-0431"].seen
        x = round(middles[0][0] / bed.state.picture[0] * small.width())
        y = round(middles[0][1] / bed.state.picture[1] * small.height())
        here = [seen.pixelColor(bed.view(point)).lightness() for point in middles]
        return (*here, small.pixelColor(x, y).lightness())

    glass, plain, small = shades()
    assert (sure.state, sure.is_applied, check.is_applied) == (MarkState.PROPOSED, True, False)
    assert 0 < glass < plain, "dark, and what lies under it can be judged"
    assert small == 0, "covered in the filmstrip"
    assert bed.state.draft.redaction().regions == (sure.region,)
    bed.key(K.Key_A)
    assert shades() == (0, plain, 0), "black as it is burned"
    bed.key(K.Key_Z, held=CTRL)
    assert shades() == (glass, plain, small)
    bed.key(K.Key_N)
    assert bed.marks[0].state is MarkState.REFUSED
    bed.key(K.Key_Escape)
    assert shades()[0] > 2 * glass
    assert shades()[2] > 0
    assert bed.state.draft.redaction().regions == ()
    screen.close_screen()
