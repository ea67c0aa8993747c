"""What a thread calls, for tests that compare a paper with the way the program takes."""

import importlib
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType


def chapters_of(walk: str) -> dict[str, str]:
    """Return the chapters of a walk: what stands under each heading of the third level."""
    return dict(re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", walk, re.MULTILINE | re.DOTALL))


def steps(chapter: str, mark: str) -> list[str]:
    """Return the names that lines with a mark begin with, in their order."""
    return re.findall(rf"^ *{re.escape(mark)} `([\w.]+)`", chapter, re.MULTILINE)


def names_in(walk: str) -> list[str]:
    """Return every name of ours that a walk mentions, sorted."""
    return sorted(set(re.findall(r"`(desktop(?:\.\w+)+)`", walk)))


def resolve(name: str) -> object:
    """Return what a dotted name means.

    Raises:
        ModuleNotFoundError: There is no such module.
        AttributeError: The module holds no such thing.
    """
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part)
        return found
    raise ModuleNotFoundError(name)


@contextmanager
def traced(calls: list[str]) -> Iterator[None]:
    """Write down every function of ours that this thread calls."""

    def note(frame: FrameType, event: str, _argument: object) -> None:
        module = frame.f_globals.get("__name__", "")
        if event == "call" and module.startswith("desktop."):
            calls.append(f"{module}.{frame.f_code.co_qualname}".removesuffix(".__init__"))

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


def not_in_order(names: Sequence[str], calls: Sequence[str]) -> list[str]:
    """Return the names that are not called after all those before them."""
    at, missing = 0, []
    for name in names:
        try:
            at = calls.index(name, at) + 1
        except ValueError:
            missing.append(name)
    return missing
