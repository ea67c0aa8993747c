"""The clinician's whole job: a series is cleared and filed, and compared with what was before."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint

from desktop.records.draft import MarkOrigin, MarkState
from desktop.records.filing import Side, View, body_sites
from desktop.records.gate import Feature, Verdict
from desktop.ui.compare.screen import CompareScreen
from desktop.ui.editor.end_card import EndCard
from desktop.ui.editor.keys import ANSWERS, FEATURES
from desktop.ui.editor.screen import EditorScreen
from desktop.ui.home.screen import HomeScreen
from desktop.ui.patients.screen import PatientsScreen
from desktop.ui.phrase import Words, phrase
from desktop.ui.record.screen import RecordScreen
from desktop.ui.viewer.screen import ViewerScreen
from desktop.ui.walk.nurse import primary
from desktop.ui.walk.scene import Scene
from desktop.ui.widgets.combo import Combo
from desktop.ui.words import said

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a clinician decides of a series.

    Attributes:
        site: Code of the body site.
        side: Which side.
        view: How it was taken.
        boxes: What is covered by hand, by the beginning of a file name: left, top, width, height in
            pixels of the upright picture.
        needed: Features that stay visible, with the reason.
        obscured: Features that are covered.
    """

    site: str
    side: Side
    view: View
    boxes: Mapping[str, tuple[tuple[Feature, Box], ...]] = field(default_factory=dict)
    needed: Mapping[Feature, str] = field(default_factory=dict)
    obscured: frozenset[Feature] = frozenset()


def open_next(scene: Scene, *, shots: bool = False) -> EditorScreen:
    """Go from the first page to the piece of work that waits longest."""
    home: HomeScreen = scene.screen(HomeScreen)
    scene.hand.until(lambda: bool(home.pieces), "a piece of work")
    if shots:
        scene.picture("home-clinician", "What waits for the clinician, and how old it is.")
    scene.hand.press("Return", home.pieces[0])
    editor: EditorScreen = scene.screen(EditorScreen)
    scene.hand.until(lambda: editor.presenter.is_open, "the series")
    return editor


def clear(scene: Scene, editor: EditorScreen, decided: Decided, *, shots: bool = False) -> None:
    """Look at every photograph, decide every proposal and every feature, without the mouse.

    What is covered by hand is drawn with the mouse.
    """
    hand = scene.hand
    many = len(editor.presenter.state.order)
    for at in range(many):
        _seen(scene, editor)
        if shots and at == 0:
            scene.picture("editor", "Proposals are outlined; only a person decides.")
        _decide_proposals(scene, editor)
        _draw(scene, editor, decided)
        if shots and at == 0:
            scene.picture("editor-decided", "Decided: what is covered is drawn as it will be.")
        if at < many - 1:
            hand.press("Ctrl+Right", editor.canvas)
    _details(scene, editor, decided)
    for key, feature in FEATURES.items():
        _answer(scene, editor, key, feature, decided)
    scene.settle()
    if shots:
        hand.press("Ctrl+0", editor.canvas)
        scene.settle()
        scene.picture("editor-gate", "Six features, answered once for the series; then the count.")


def file(scene: Scene, editor: EditorScreen, *, shots: bool = False) -> None:
    """File what is decided, and wait until it is in the record."""
    hand = scene.hand
    hand.press("Ctrl+Return", editor.canvas)
    dialog = scene.dialog()
    if shots:
        scene.picture("file-confirm", "Two identifiers once more, and what is so.")
    hand.click(primary(dialog))
    hand.until(lambda: bool(editor.findChildren(EndCard)), "every proof")
    scene.settle()
    if shots:
        scene.picture("filed", "Burned, proven by another process, filed.")


def open_record(scene: Scene, typed: str) -> RecordScreen:
    """Find a patient from anywhere, and open the record."""
    hand, search = scene.hand, scene.window.app_bar.search.edit
    hand.press("Ctrl+F", scene.window)
    hand.write(typed, search)
    hand.press("Return", search)
    patients: PatientsScreen = scene.screen(PatientsScreen)
    hand.until(lambda: patients.results.current() is not None, "patients who fit")
    hand.press("Return", patients.results)
    record: RecordScreen = scene.screen(RecordScreen)
    hand.until(lambda: bool(record.view.timeline.canvas.tiles), "images along their dates")
    scene.settle()
    return record


def compare(scene: Scene, record: RecordScreen) -> None:
    """Lay the oldest and the newest of a body site beside each other; then look at one."""
    hand, canvas = scene.hand, record.view.timeline.canvas
    scene.picture("record", "Images of one patient by body site, each above its true date.")
    canvas.tiles[0].setFocus()
    for key in ("Home", "X", "End", "X"):
        hand.press(key)
    scene.picture("record-chosen", "Two are ticked.")
    hand.press("C")
    both: CompareScreen = scene.screen(CompareScreen)
    stages = both.pane.stages.values()
    hand.until(lambda: all(stage.picture is not None for stage in stages), "both pictures")
    scene.settle()
    scene.picture("compare", "Before and after, with zoom and place linked.")
    hand.click(scene.window.app_bar.back)
    record = scene.screen(RecordScreen)
    hand.until(lambda: bool(record.view.timeline.canvas.tiles), "images along their dates")
    record.view.timeline.canvas.tiles[-1].setFocus()
    hand.press("Return")
    scene.screen(ViewerScreen)
    scene.picture("viewer", "One image, large: the obscured copy, never the original.")
    hand.click(scene.window.app_bar.back)
    scene.screen(RecordScreen)


def _seen(scene: Scene, editor: EditorScreen) -> None:
    """Wait until the photograph has been on the screen and the detectors have looked."""
    presenter = editor.presenter
    scene.hand.until(lambda: presenter.state.draft.seen, "the photograph on screen")
    scene.hand.until(lambda: presenter.state.draft.looked, "the detectors")
    scene.settle()


def _decide_proposals(scene: Scene, editor: EditorScreen) -> None:
    """Go to each proposal: accept what detectors are sure of, refuse what they only ask about."""
    hand = scene.hand
    waiting = [m for m in editor.presenter.state.draft.marks if m.state is MarkState.PROPOSED]
    for _ in waiting:
        hand.press("Tab", editor.canvas)
        mark = editor.presenter.state.mark
        sure = mark is not None and mark.origin is MarkOrigin.SURE
        hand.press("Y" if sure else "N", editor.canvas)
    if editor.presenter.state.selected is not None:
        hand.press("Esc", editor.canvas)


def _draw(scene: Scene, editor: EditorScreen, decided: Decided) -> None:
    """Cover by hand what no detector looks for."""
    state, hand, form = editor.presenter.state, scene.hand, editor.panel.form
    name = str((state.waiting[state.at].facts or {}).get("name", "")).rpartition("/")[2]
    boxes = next((b for known, b in decided.boxes.items() if name.startswith(known)), ())
    for feature, (left, top, wide, high) in boxes:
        hand.choose(form.feature, list(Feature).index(feature))
        editor.canvas.setFocus()
        hand.press("R", editor.canvas)
        start = editor.canvas.port.to_view((left, top))
        end = editor.canvas.port.to_view((left + wide, top + high))
        hand.drag(editor.canvas.viewport(), _point(start), _point(end))
        hand.press("V", editor.canvas)
        if state.selected is not None:
            hand.press("Esc", editor.canvas)


def _details(scene: Scene, editor: EditorScreen, decided: Decided) -> None:
    """Say where on the body it is, and how it was taken."""
    details, hand = editor.panel.details, scene.hand
    hand.click(details.open_button)
    hand.choose(details.site, 1 + list(body_sites()).index(decided.site))
    _choose(scene, details.side, phrase(f"side.{decided.side.value}"))
    _choose(scene, details.how, phrase(f"view.{decided.view.value}"))
    hand.press("Esc", details.how)
    editor.canvas.setFocus()


def _choose(scene: Scene, combo: Combo, words: Words) -> None:
    scene.hand.choose(combo, combo.findText(said(words)))


def _point(at: tuple[float, float]) -> QPoint:
    return QPoint(round(at[0]), round(at[1]))


def _answer(
    scene: Scene, editor: EditorScreen, key: str, feature: Feature, decided: Decided
) -> None:
    verdict = Verdict.ABSENT
    if feature in decided.needed:
        verdict = Verdict.NEEDED
    elif feature in decided.obscured:
        verdict = Verdict.OBSCURED
    letter = next(one for one, meant in ANSWERS.items() if meant is verdict)
    scene.hand.press(key, editor.canvas)
    scene.hand.press(letter, editor.canvas)
    if verdict is Verdict.NEEDED:
        scene.hand.write(decided.needed[feature], editor.panel.gate.reasons[feature].edit)
        editor.canvas.setFocus()
