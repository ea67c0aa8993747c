"""Errors that came as their code alone, made errors again, so that they can be explained."""

from collections.abc import Iterator, Mapping
from functools import cache

from desktop.errors import DeskError


def error_of(code: str) -> DeskError:
    """Return an error with this code; one that nobody knows is the most general."""
    return _classes().get(code, DeskError)()


@cache
def _classes() -> Mapping[str, type[DeskError]]:
    return {kind.code: kind for kind in _below(DeskError)}


def _below(kind: type[DeskError]) -> Iterator[type[DeskError]]:
    yield kind
    for sub in kind.__subclasses__():
        yield from _below(sub)
