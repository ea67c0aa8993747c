"""The tokens of the look: every pair can be read, every name that is used exists."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import desktop.ui
from desktop.assets import resource
from desktop.ui.look.tokens import Pair, Theme, Tone, contrast, tokens
from desktop.wording import Language, has_text, text

UI = Path(desktop.ui.__file__).parent
LEAST_POINTS = 9
COLOUR_ARGUMENTS = {"tone", "fill", "line", "ink"}
ICON_ARGUMENTS = {"icon", "after", "tip_icon"}
COLOURED = {"Label", "Icon", "Pane", "Line", "paint_box", "paint_icon", "pixmap"}
COLOUR_CALLS = {"colour", "faint", "set_tone", "set_fill"}


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#FFFFFF", "#000000", 21.0),
        ("#777777", "#FFFFFF", 4.48),
        ("#123456", "#123456", 1.0),
    ],
)
def test_the_contrast_of_known_colours(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("pair", tokens().pairs, ids=lambda pair: f"{pair.above}-{pair.below}")
def test_what_stands_on_what_can_be_read(theme: Theme, pair: Pair) -> None:
    colours = tokens().colours[theme]
    assert contrast(colours[pair.above], colours[pair.below]) >= pair.need


@pytest.mark.parametrize(
    "pair", tokens().overlay_pairs, ids=lambda pair: f"{pair.above}-{pair.below}"
)
def test_what_is_drawn_on_photographs_can_be_read(pair: Pair) -> None:
    colours = tokens().overlay
    assert contrast(colours[pair.above], colours[pair.below]) >= pair.need


def test_every_tone_is_measured_on_its_own_ground() -> None:
    measured = {(pair.above, pair.below) for pair in tokens().pairs}
    for ink in ("ok", "warn", "err"):
        assert (ink, f"{ink}Soft") in measured
        assert (ink, "surface") in measured
    assert ("accentText", "accentSoft") in measured


def test_every_theme_has_every_colour() -> None:
    names = {theme: set(tokens().colours[theme]) for theme in Theme}
    assert names[Theme.LIGHT] == names[Theme.DARK] == names[Theme.CONTRAST]
    assert {name for pair in tokens().pairs for name in (pair.above, pair.below)} <= names[
        Theme.LIGHT
    ]


def test_the_ground_under_photographs_is_neutral() -> None:
    for theme in Theme:
        for name in ("stage", "stageRaised", "stageHover"):
            value = tokens().colours[theme][name]
            assert value[1:3] == value[3:5] == value[5:7]
    assert tokens().colours[Theme.LIGHT]["stage"] == tokens().colours[Theme.DARK]["stage"]


def test_no_type_is_too_small_and_no_target_either() -> None:
    assert min(kind.size for kind in tokens().scale.values()) >= LEAST_POINTS
    assert tokens().sizes["target"] >= 24
    for name in ("button_small", "button", "button_large", "icon_target", "tick_row", "nav_row"):
        assert tokens().sizes[name] >= tokens().sizes["target"]


def test_every_state_has_words_and_a_drawing() -> None:
    for state, look in tokens().states.items():
        assert drawing(look.icon).is_file()
        assert look.tone in Tone
        for language in Language:
            assert text(f"badge.{state}", language)


def drawing(name: str) -> Path:
    return resource("icons", f"{name}.svg")


def drawings() -> list[Path]:
    return sorted(resource("icons").glob("*.svg"))


@pytest.mark.parametrize("path", drawings(), ids=lambda path: path.stem)
def test_drawings_take_the_colour_of_the_theme(path: Path) -> None:
    head = path.read_text(encoding="utf-8").split(">", 1)[0]
    for needed in ('stroke="currentColor"', 'stroke-width="1.75"', 'viewBox="0 0 24 24"'):
        assert needed in head


def test_licences_lie_beside_what_they_license() -> None:
    assert "ISC" in resource("icons", "LICENCE.txt").read_text(encoding="utf-8")
    assert "SIL Open Font License" in resource("fonts", "LICENCE.txt").read_text(encoding="utf-8")


def test_the_shipped_faces_stay_small() -> None:
    faces = list(resource("fonts").glob("*.ttf"))
    assert len(faces) == 4
    assert sum(face.stat().st_size for face in faces) < 1_500_000
    for face in faces:
        assert face.read_bytes()[:4] == b"\x00\x01\x00\x00"


def sources() -> list[Path]:
    return sorted(UI.rglob("*.py"))


def calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def literals(call: ast.Call, names: set[str]) -> Iterator[str]:
    for keyword in call.keywords:
        match keyword:
            case ast.keyword(arg=str(name), value=ast.Constant(value=str(value))):
                if name in names and value:
                    yield value


def first_literal(call: ast.Call) -> Iterator[str]:
    match call.args:
        case [ast.Constant(value=str(value)), *_] if value:
            yield value


def colours_in(call: ast.Call) -> Iterator[str]:
    if called(call) in COLOUR_CALLS:
        yield from first_literal(call)
    if called(call) in COLOURED:
        yield from literals(call, COLOUR_ARGUMENTS)


def drawings_in(call: ast.Call) -> Iterator[str]:
    yield from literals(call, ICON_ARGUMENTS)
    if called(call) == "Icon":
        yield from first_literal(call)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(UI)))
def test_every_colour_and_drawing_that_is_named_exists(path: Path) -> None:
    colours = tokens().colours[Theme.LIGHT]
    for call in calls(path):
        for used in colours_in(call):
            assert used in colours, f"line {call.lineno}: no colour {used}"
        for used in drawings_in(call):
            assert drawing(used).is_file(), f"line {call.lineno}: no drawing {used}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(UI)))
def test_every_text_that_is_named_exists(path: Path) -> None:
    for call in calls(path):
        if called(call) == "phrase":
            for key in first_literal(call):
                assert has_text(key), f"line {call.lineno}: no text {key}"


KIT = [path for path in sources() if path.parent.name in {"look", "widgets"}]


@pytest.mark.parametrize("path", KIT, ids=lambda path: str(path.relative_to(UI)))
def test_colours_are_named_not_written(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    written = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("#")
        and len(node.value) in {4, 7, 9}
    ]
    assert not written


def test_the_tokens_and_phrases_need_no_qt() -> None:
    code = (
        "import sys; sys.modules['PySide6'] = None; "
        "import desktop.ui.look.tokens as t, desktop.ui.phrase; t.tokens()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=UI.parent.parent, check=False)
    assert done.returncode == 0
