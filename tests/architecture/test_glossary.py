"""The glossary and the table of requirements say what is so."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
TRACEABILITY = (ROOT / "docs" / "traceability.md").read_text(encoding="utf-8")
ENTRIES = re.findall(
    r"^\*\*(?P<term>[^*]+)\*\*: (?P<meaning>.+)\n\*Avoid:\* (?P<avoid>.+)\.$",
    GLOSSARY,
    re.MULTILINE,
)
CODE_NAMES = sorted(set(re.findall(r"`(desktop\.[\w.]+)`", GLOSSARY)))
REQUIREMENTS = re.findall(r"^\| (R-\d\d) \|(.*)\|$", TRACEABILITY, re.MULTILINE)
NOUNS = """Arrival, Inbox, Original, Region, Redaction, Derivative, Filing, Consent, Origin, Series,
Card, Session, Act, Role, Domain key, Grant, Object, Seal, Audit entry, Checkpoint, NHS number,
Side, Body site, Disclosure, Retention, Quarantine, Refusal, Settled, Proof, Gate, Draft, Mark,
Keeper, Call, Door, Window, Place, Screen, Desk, Lane, Scope, Job, Stage, Words"""
STATES = ("done", "partly", "planned")


@cache
def names_in(module: Path) -> frozenset[str]:
    """Return what a module defines at its top level."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found.update(target.id for target in targets if isinstance(target, ast.Name))
    return frozenset(found)


def test_every_term_has_one_meaning_and_words_to_avoid() -> None:
    terms = [term for term, _, _ in ENTRIES]
    assert len(terms) == len(re.findall(r"^\*\*", GLOSSARY, re.MULTILINE))
    assert len(terms) == len(re.findall(r"^\*Avoid:\*", GLOSSARY, re.MULTILINE))
    assert len(terms) == len(set(terms)) > 40


def test_no_term_is_among_its_own_words_to_avoid() -> None:
    for term, _, avoid in ENTRIES:
        assert term.lower() not in [word.strip().lower() for word in avoid.split(",")], term


@pytest.mark.parametrize(
    "term",
    [noun.strip() for noun in NOUNS.replace("\n", " ").split(",")],
)
def test_the_nouns_of_the_product_are_defined(term: str) -> None:
    assert term in [one for one, _, _ in ENTRIES]


@pytest.mark.parametrize("name", CODE_NAMES)
def test_what_the_glossary_names_exists(name: str) -> None:
    module, _, inner = name.rpartition(".")
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    assert path.is_file(), f"no module {module}"
    assert inner in names_in(path)


def test_every_requirement_stands_in_the_table_once() -> None:
    assert [number for number, _ in REQUIREMENTS] == [f"R-{number:02}" for number in range(1, 87)]


@pytest.mark.parametrize(("number", "row"), REQUIREMENTS, ids=[one for one, _ in REQUIREMENTS])
def test_a_requirement_says_where_how_tested_and_how_far(number: str, row: str) -> None:
    cells = [cell.strip() for cell in row.split(" | ")]
    assert len(cells) == 4, number
    assert all(cells), number
    assert cells[-1].split(":")[0] in STATES, number
    if cells[-1] == "done":
        assert "`tests/" in cells[2], number


def test_tests_that_the_table_names_exist() -> None:
    for path in set(re.findall(r"`(tests/[\w/.]+)`", TRACEABILITY)):
        assert (ROOT / path).exists(), path


def test_the_code_that_the_table_says_is_done_exists() -> None:
    for number, row in REQUIREMENTS:
        if row.rstrip().endswith("done"):
            for path in re.findall(r"`(desktop/[\w/]+\.py)`", row):
                assert (ROOT / path).is_file(), f"{number}: {path}"
