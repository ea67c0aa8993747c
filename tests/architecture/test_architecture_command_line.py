"""docs/command-line.md names every command and option that the program has, and no other."""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.cli.demo_command import add_demo
from desktop.cli.parser import build_parser

ROOT = Path(__file__).resolve().parents[2]
PAPER = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### diogel (.+?)\n(.*?)(?=^##|\Z)", PAPER, re.MULTILINE | re.DOTALL))
FOR_ALL = PAPER.split("## What holds for all")[1].split("\n## ")[0]
EVERYWHERE = {"-h", "--help", "--json", "--language"}
ACCESS = {"--user", "--passphrase-file", "--recovery-key-file"}
MOST_CHOICES = 12
"""More are not listed in the paper but pointed to."""


Leaf = tuple[str, argparse.ArgumentParser]


def leaves(parser: argparse.ArgumentParser, name: str = "") -> Iterator[Leaf]:
    """Yield every command that does something, with its parser."""
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield name, parser
    for group in groups:
        for word, inner in group.choices.items():
            yield from leaves(inner, f"{name} {word}".strip())


COMMANDS = dict(leaves(build_parser(add_demo)))


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings}


def test_paper_has_a_section_for_every_command_and_no_other() -> None:
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_section_names_every_option_and_no_other(command: str) -> None:
    has = options_of(COMMANDS[command])
    named = set(re.findall(r"(?<![\w-])--[a-z-]+", SECTIONS[command]))
    must = has - EVERYWHERE - ACCESS
    assert must <= named, must - named
    assert named <= has | EVERYWHERE, named - has


@pytest.mark.parametrize("command", COMMANDS)
def test_section_lists_every_choice(command: str) -> None:
    for action in COMMANDS[command]._actions:
        if action.choices is None or len(action.choices) > MOST_CHOICES:
            continue
        if not EVERYWHERE.isdisjoint(action.option_strings):
            continue
        missing = [
            choice
            for choice in map(str, action.choices)
            if not re.search(rf"\b{re.escape(choice)}\b", SECTIONS[command])
        ]
        assert missing == [], action.option_strings


@pytest.mark.parametrize("option", sorted((ACCESS | EVERYWHERE) - {"-h", "--help"}))
def test_options_of_all_commands_are_explained_once(option: str) -> None:
    assert option in FOR_ALL


def test_examples_are_json() -> None:
    examples = re.findall(r"```json\n(.*?)```", PAPER, re.DOTALL)
    assert len(examples) > 15
    for example in examples:
        json.loads(example)


def test_commands_said_to_be_missing_are_missing() -> None:
    missing = PAPER.split("## Not written yet")[1]
    for command in COMMANDS:
        assert f"`{command}`" not in missing
