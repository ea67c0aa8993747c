"""The values of the look, read once from ``resources/look/tokens.toml``. No Qt here.

Colours are strings as they stand in the file; :mod:`desktop.ui.look.current` turns them into
Qt's. Sizes are pixels at a text size of 100 %, type is in points.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from desktop.assets import resource


class Theme(Enum):
    """A complete set of colours."""

    LIGHT = "light"
    """Dark on light."""
    DARK = "dark"
    """Light on dark, for dim rooms."""
    CONTRAST = "contrast"
    """Black, white and few bright colours, for people who need them apart."""


class Tone(Enum):
    """What a badge, a card or a line of words says about a state."""

    OK = "ok"
    """Done, or in order."""
    WARN = "warn"
    """Somebody has to look."""
    ERR = "err"
    """It did not work, or destroys."""
    INFO = "info"
    """Going on, or chosen."""
    MUTE = "mute"
    """Nothing to say about it."""


@dataclass(frozen=True, slots=True)
class Type:
    """A size of type.

    Attributes:
        size: In points, at 100 %.
        weight: As in OpenType: 400 regular, 600 semibold.
    """

    size: float
    weight: int


@dataclass(frozen=True, slots=True)
class StateLook:
    """How a state is shown beside its words.

    Attributes:
        tone: Its colour.
        icon: Its icon.
    """

    tone: Tone
    icon: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours of which one stands on the other.

    Attributes:
        above: Name of the colour in front.
        below: Name of the colour behind.
        need: The least ratio between them.
    """

    above: str
    below: str
    need: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Everything in the file.

    Attributes:
        colours: By theme, then by name.
        overlay: What is drawn on photographs, by name; the same in every theme.
        pairs: What stands on what.
        overlay_pairs: What stands on what on a photograph.
        families: Type faces, best first; the first is shipped.
        scale: Sizes of type by their role.
        sizes: Heights and widths by name.
        radii: Radii of corners by name.
        lines: Widths of lines by name.
        motion_ms: Durations by name.
        states: The look of each state, by its code.
    """

    colours: Mapping[Theme, Mapping[str, str]]
    overlay: Mapping[str, str]
    pairs: tuple[Pair, ...]
    overlay_pairs: tuple[Pair, ...]
    families: tuple[str, ...]
    scale: Mapping[str, Type]
    sizes: Mapping[str, int]
    radii: Mapping[str, int]
    lines: Mapping[str, float]
    motion_ms: Mapping[str, int]
    states: Mapping[str, StateLook]


@cache
def tokens() -> Tokens:
    """Return the values of the look."""
    with resource("look", "tokens.toml").open("rb") as file:
        raw = tomllib.load(file)
    return Tokens(
        colours=_frozen({theme: _frozen(raw["colour"][theme.value]) for theme in Theme}),
        overlay=_frozen(raw["overlay"]),
        pairs=_pairs(raw["contrast"]["pairs"]),
        overlay_pairs=_pairs(raw["contrast"]["overlay_pairs"]),
        families=tuple(raw["type"]["family"]),
        scale=_frozen({name: Type(**one) for name, one in raw["type"]["scale"].items()}),
        sizes=_frozen(raw["size"]),
        radii=_frozen(raw["radius"]),
        lines=_frozen(raw["line"]),
        motion_ms=_frozen(raw["motion"]),
        states=_frozen(
            {name: StateLook(Tone(one["tone"]), one["icon"]) for name, one in raw["state"].items()}
        ),
    )


def _pairs(raw: list[list[Any]]) -> tuple[Pair, ...]:
    return tuple(Pair(*pair) for pair in raw)


def _frozen(content: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(content)


_LINEAR_BELOW: Final = 0.04045


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    Source: WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= _LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
