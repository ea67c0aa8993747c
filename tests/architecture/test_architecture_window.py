"""Rules of the window that docs/window.md states."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from desktop.ui import place
from desktop.ui.place import Place
from desktop.wording import TEXT_FILES

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "desktop" / "ui"
PAPER = (ROOT / "docs" / "window.md").read_text(encoding="utf-8")
SCREENS = ["door", *sorted(path.parent.name for path in UI.glob("*/screen.py"))]
SHARED_WITH_THE_DOOR = {"desktop.ui.settings.choices"}
QT_BLOCKED = """
import importlib, json, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError(name)

sys.meta_path.insert(0, Blocked())
for name in json.loads(sys.argv[1]):
    try:
        importlib.import_module(name)
    except ImportError as error:
        print(f"{name}: {error}")
"""


def imports_of(path: Path) -> set[str]:
    """Return the modules that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def says_no_qt(path: Path) -> bool:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return path.name == "presenter.py" or bool(re.search(r"\bno Qt\b|\bQt-free\b", said, re.I))


@pytest.mark.parametrize("screen", SCREENS)
def test_screens_do_not_know_each_other(screen: str) -> None:
    others = {f"desktop.ui.{name}" for name in SCREENS if name != screen}
    for path in (UI / screen).rglob("*.py"):
        known = {name for name in imports_of(path) if ".".join(name.split(".")[:3]) in others}
        if screen == "help":  # it lists every key, and so knows the tables of keys
            known = {name for name in known if not name.endswith(".keys")}
        assert known <= (SHARED_WITH_THE_DOOR if screen == "door" else set()), path.name


def test_what_says_it_knows_no_qt_is_imported_without_it() -> None:
    modules = [path for path in UI.rglob("*.py") if says_no_qt(path)]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in modules]
    assert len(names) > 40
    told = subprocess.run(
        [sys.executable, "-c", QT_BLOCKED, json.dumps(sorted(names))],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        check=True,
    )
    assert told.stdout == ""


def test_every_place_has_a_screen_and_stands_in_the_paper() -> None:
    from desktop.ui.preferences import PreferenceFile
    from desktop.ui.screens import screens

    places = set(get_args(Place))
    assert set(screens(PreferenceFile(ROOT / "none"), idle_chosen=print)) == places
    named = re.findall(r"^\| `(\w+)` \|", PAPER, re.MULTILINE)
    assert {getattr(place, name, None) for name in named} == places


def test_every_file_of_texts_stands_in_the_paper() -> None:
    files = {path.stem for path in (ROOT / "resources" / "texts").glob("*.toml")}
    assert set(TEXT_FILES) <= files
    assert [name for name in sorted(files) if f"`{name}.toml`" not in PAPER] == []


def test_what_the_paper_names_exists() -> None:
    named = set(re.findall(r"`((?:desktop|resources|tests)/[\w./]+)`", PAPER))
    assert len(named) > 30
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
