"""Rules of the house that no other tool checks, and the directions between packages."""

import ast
import json
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import desktop
from desktop.records.role import KEYS, MAY, Act, Domain, Role
from desktop.vault.schema import metadata

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "desktop").rglob("*.py"))
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "installer/README.md"])
MOST_LINES = 400
MOST_LINES_OF_A_LIST = {"desktop/errors.py": 500}
"""A list of classes without code is read by looking one of them up."""
BROAD = {"Exception", "BaseException"}
CLOCKS = {"now", "utcnow", "today"}
TIME_OF_DAY = {("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime")}
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
HOSTS = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "deb.debian" + ".org")
OF_ONE_MACHINE = re.compile(rb"(?<![\w.~-])/(?:work|home|root|Users)/\w")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def run_python(program: str, **variables: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env={**kept, **variables},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# ----------------------------------------------------------------------------------- directions


def test_packages_know_each_other_only_downwards() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache", "--no-logo"],
        capture_output=True,
        text=True,
        timeout=240,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 broken" in done.stdout


QT_BLOCKED = """
import importlib, json, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError(name)

sys.meta_path.insert(0, Blocked())
for name in json.loads(sys.argv[1] if len(sys.argv) > 1 else NAMES):
    importlib.import_module(name)
print("all imported")
"""


def test_everything_but_the_window_works_without_qt() -> None:
    names = [
        module.name
        for module in pkgutil.walk_packages(desktop.__path__, "desktop.")
        if not module.name.startswith(("desktop.ui", "desktop.__main__"))
        and ".migrations." not in module.name  # run by Alembic, not imported
    ]
    assert len(names) > 100
    program = f"NAMES = {json.dumps(json.dumps(names))}\n{QT_BLOCKED}"
    assert run_python(program).strip() == "all imported"


def test_opencv_leaves_no_qt_variables_behind() -> None:
    program = (
        "import json, os, desktop.redact._cv\n"
        "print(json.dumps(sorted(n for n in os.environ if n.startswith('QT_QPA'))))"
    )
    assert json.loads(run_python(program)) == []


@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on: nothing to lose"
)
def test_this_qt_does_not_lose_references_to_none(qapp: object) -> None:
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    before = sys.getrefcount(None)
    for number in range(300):
        label.setText(str(number))
        label.setObjectName(str(number))
    assert sys.getrefcount(None) > before - 300
    assert qapp is not None


# ------------------------------------------------------------------------------------- our code


def test_every_module_is_short_enough_to_be_read() -> None:
    lengths = {name_of(path): len(path.read_bytes().splitlines()) for path in SOURCES}
    most = {name: MOST_LINES_OF_A_LIST.get(name, MOST_LINES) for name in lengths}
    assert {name: lines for name, lines in lengths.items() if lines > most[name]} == {}


def caught(handler: ast.ExceptHandler) -> set[str]:
    if handler.type is None:
        return {"everything"}
    return {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}


def offenders(rule: Callable[[ast.Module], Iterator[int]]) -> dict[str, list[int]]:
    """Return where a rule is broken: lines by module."""
    found = {name_of(path): list(rule(tree_of(path))) for path in SOURCES}
    return {name: lines for name, lines in found.items() if lines}


def broad_handlers(tree: ast.Module) -> Iterator[int]:
    """Yield the lines where anything at all is caught and not raised again."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and caught(node) & (BROAD | {"everything"}):
            again = node.body[-1]
            if not (isinstance(again, ast.Raise) and again.exc is None):
                yield node.lineno


BOUNDARIES = {"desktop/keeper/aside.py", "desktop/keeper/hub.py", "desktop/ui/start.py"}
"""Where an error ends: whoever asked is told, and the others go on.

In the keeper this is the call that failed; in the window the interpreter's own hook, behind which
Python would print the error with its values.
"""


def test_what_is_caught_broadly_is_raised_again() -> None:
    found = offenders(broad_handlers)
    assert set(found) <= BOUNDARIES
    assert all(len(lines) == 1 for lines in found.values())


def calls(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield line, object and name of every call; the object of a plain call is empty."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name):
                    yield node.lineno, "", name
                case ast.Attribute(value=ast.Name(id=owner), attr=name):
                    yield node.lineno, owner, name
                case ast.Attribute(attr=name):
                    yield node.lineno, "…", name


def prints(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that print past the console."""
    return (line for line, owner, name in calls(tree) if (owner, name) == ("", "print"))


def looks_at_the_time(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that ask the computer for the time of day."""
    for line, owner, name in calls(tree):
        if (owner in {"datetime", "date"} and name in CLOCKS) or (owner, name) in TIME_OF_DAY:
            yield line


def test_nothing_is_printed_but_by_the_console() -> None:
    assert offenders(prints) == {}


def test_only_the_clock_asks_what_time_it_is() -> None:
    assert list(offenders(looks_at_the_time)) == ["desktop/clock.py"]


def test_these_rules_can_be_broken() -> None:
    bad = ast.parse(
        "try:\n    date.today()\nexcept:\n    print(1)\n"
        "try:\n    time.time()\nexcept (OSError, Exception):\n    pass\n"
    )
    assert list(broad_handlers(bad)) == [3, 7]
    assert list(prints(bad)) == [4]
    assert list(looks_at_the_time(bad)) == [2, 6]


# -------------------------------------------------------------------------------- what is tracked


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """Every file of the repository, as git knows them."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: what is tracked is not known")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], capture_output=True, cwd=ROOT, timeout=60, check=True
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_registry_host(tracked: list[Path]) -> None:
    found = [
        f"{name_of(path)}: {host}"
        for path in tracked
        for host in HOSTS
        if host.encode() in path.read_bytes()
    ]
    assert found == []


def test_no_file_names_a_place_of_one_machine(tracked: list[Path]) -> None:
    texts = [path for path in tracked if b"\0" not in path.read_bytes()[:4096]]
    found = [name_of(path) for path in texts if OF_ONE_MACHINE.search(path.read_bytes())]
    assert found == []


def test_no_evaluation_sample_is_tracked(tracked: list[Path]) -> None:
    pictures = {".jpg", ".jpeg", ".heic", ".tif", ".tiff", ".dng", ".cr2", ".nef", ".arw"}
    assert [name_of(path) for path in tracked if path.suffix.lower() in pictures] == []


# --------------------------------------------------------------------------------------- papers


def anchors(paper: str) -> set[str]:
    """Return the anchors of a paper's headings, as they are made from their words."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", paper, re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(plain.replace(" ", "-"))
    return found


def leads_somewhere(link: str, paper: Path) -> bool:
    """Return whether a relative link has a target, heading included."""
    place, _, anchor = link.partition("#")
    target = (paper.parent / place).resolve() if place else paper
    if not target.exists():
        return False
    return not anchor or anchor in anchors(target.read_text(encoding="utf-8"))


def test_every_link_of_a_paper_leads_somewhere() -> None:
    lost = [
        f"{name_of(paper)}: {link}"
        for paper in PAPERS
        for link in LINK.findall(paper.read_text(encoding="utf-8"))
        if not link.startswith(("http://", "https://", "mailto:"))
        and not leads_somewhere(link, paper)
    ]
    assert len(PAPERS) > 5
    assert lost == []


def test_decisions_are_numbered_once_each() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name) for name in names)
    numbers = [int(name[:4]) for name in names]
    assert len(set(numbers)) == len(numbers)


def test_every_decision_says_what_why_against_what_and_what_follows() -> None:
    for path in (ROOT / "docs" / "adr").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert re.match(rf"# (ADR )?{path.name[:4]}\b", text), path.name
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings[0] == "Decision", path.name
        assert any("ptions" in heading for heading in headings), path.name
        assert "Consequences" in headings, path.name


def test_papers_that_the_code_names_exist() -> None:
    named = {
        name
        for path in SOURCES
        for name in re.findall(r"docs/[\w/.-]+\.md", path.read_text(encoding="utf-8"))
    }
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def acts_written() -> set[str]:
    """Return the acts that the program writes in words of its own, not as an ``Act``."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Event":
                found |= {
                    word.value.value
                    for word in node.keywords
                    if word.arg == "act" and isinstance(word.value, ast.Constant)
                }
    return found


def test_paper_on_the_vault_names_every_act_of_the_audit() -> None:
    paper = (ROOT / "docs" / "vault-format.md").read_text(encoding="utf-8")
    written = acts_written()
    assert "sign_in" in written
    assert [act for act in sorted(written) if f"`{act}`" not in paper] == []


def test_paper_on_the_vault_names_every_table_and_column() -> None:
    paper = (ROOT / "docs" / "vault-format.md").read_text(encoding="utf-8")
    names = {name for table in metadata.sorted_tables for name in (table.name, *table.c.keys())}
    assert len(names) > 40
    assert [name for name in sorted(names) if f"`{name}`" not in paper] == []


def table_of_architecture(first: str) -> dict[str, dict[str, bool]]:
    """Return a table of roles: what stands in the first column, and which roles have it."""
    paper = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    lines = paper[paper.index(f"| {first} |") :].split("\n\n")[0].splitlines()
    heads = [cell.strip() for cell in lines[0].strip("| ").split("|")]
    found = {}
    for line in lines[2:]:
        cells = dict(
            zip(heads, (cell.strip() for cell in line.strip("| ").split("|")), strict=True)
        )
        has = {role: cells[role].startswith("✓") for role in heads if role in ROLES}
        found |= dict.fromkeys(re.findall(r"`(\w+)`", cells[first]), has)
    return found


ROLES = {role.value for role in Role}


def test_paper_says_which_role_holds_which_key() -> None:
    assert table_of_architecture("domain key") == {
        domain.value: {role.value: domain in KEYS[role] for role in Role} for domain in Domain
    }


def test_paper_says_what_each_role_may_do() -> None:
    assert table_of_architecture("act") == {
        act.value: {role.value: act in MAY[role] for role in Role} for act in Act
    }
