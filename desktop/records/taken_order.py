"""In which order photographs of a series were taken. Pure; screens and the workflow share it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

_DIGITS: Final = re.compile(r"([0-9]+)")
_LONGEST_NUMBER: Final = 20

NaturalKey = tuple[tuple[tuple[int, int, str], ...], ...]
TakenKey = tuple[bool, datetime, NaturalKey, str, str]


def natural_key(name: str) -> NaturalKey:
    """Return a sorting key that puts ``IMG_9`` before ``IMG_10``, folder by folder."""
    return tuple(
        tuple(_piece(piece) for piece in _DIGITS.split(part) if piece) for part in name.split("/")
    )


def taken_key(facts: Mapping[str, Any], identifier: str) -> TakenKey:
    """Return a sorting key by time of capture, then name; what has no known time comes last.

    Times are compared as the camera's wall clock, without their zone, as series are grouped.

    Args:
        facts: Those of an arrival: ``taken_at`` and ``name`` count.
        identifier: Tells two apart of which the rest is the same.
    """
    taken_at, name = str(facts["taken_at"]), str(facts["name"])
    clock = datetime.fromisoformat(taken_at).replace(tzinfo=None) if taken_at else _FIRST
    return (not taken_at, clock, natural_key(name), name, identifier)


_FIRST: Final = datetime.min  # noqa: DTZ901 - times here have no zone


def _piece(text: str) -> tuple[int, int, str]:
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER:
        return (0, int(text), text)
    return (1, 0, text.casefold())
