"""Every text that the window asks for is there, and none of these groups is left unused."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import desktop.ui
from desktop.wording import has_text, table

SOURCES = sorted(Path(desktop.ui.__file__).parent.rglob("*.py"))
OWN_GROUPS = {
    group: file
    for file in ("home", "inbox", "identify", "door", "frame", "attach", "settings")
    for group, entries in table(file).items()
    if isinstance(entries, dict)
}


def asked(path: Path) -> Iterator[ast.expr]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="phrase"), args=[key, *_]):
                yield from branches(key)


def branches(key: ast.expr) -> Iterator[ast.expr]:
    if isinstance(key, ast.IfExp):
        yield from branches(key.body)
        yield from branches(key.orelse)
    else:
        yield key


def written(key: ast.expr) -> str:
    """Return a key as a pattern; what is filled in is a star."""
    match key:
        case ast.Constant(value=str(whole)):
            return whole
        case ast.JoinedStr(values=parts):
            return "".join(p.value if isinstance(p, ast.Constant) else "*" for p in parts)
        case _:
            return "*"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_text_that_is_asked_for_is_there(path: Path) -> None:
    for key in map(written, asked(path)):
        assert "*" in key or has_text(key), key


def test_no_text_of_the_first_screens_is_left_unused() -> None:
    strings = {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    patterns = {written(key) for path in SOURCES for key in asked(path)}
    prefixes = tuple(p.split("*")[0] for p in patterns if "*" in p and "." in p.split("*")[0])
    unused = [
        f"{group}.{code}"
        for group, file in OWN_GROUPS.items()
        for code in table(file)[group]
        if f"{group}.{code}" not in patterns | strings
        and not f"{group}.{code}".startswith(prefixes)
        and code not in strings
    ]
    assert not unused
