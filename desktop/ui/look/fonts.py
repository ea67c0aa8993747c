"""Type: the shipped face, in points, with numbers that line up."""

from functools import cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from desktop.assets import resource
from desktop.ui.look.current import text_scale
from desktop.ui.look.tokens import tokens

FACES: Final = ("Regular", "Medium", "SemiBold", "Bold")
MEDIUM: Final = 500
SEMIBOLD: Final = 600
BOLD: Final = 700


@cache
def register_fonts() -> tuple[str, ...]:
    """Make the shipped faces known to Qt; return their families. Needs an application."""
    found: list[str] = []
    for face in FACES:
        one = QFontDatabase.addApplicationFont(str(resource("fonts", f"Inter-{face}.ttf")))
        found.extend(QFontDatabase.applicationFontFamilies(one))
    return tuple(dict.fromkeys(found))


def font(role: str = "body", weight: int | None = None) -> QFont:
    """Return the type of a role at the text size in use.

    Args:
        role: ``display``, ``h1``, ``h2``, ``h3``, ``strong``, ``body``, ``small`` or ``cap``.
        weight: In place of the role's own: 400, 500, 600 or 700.
    """
    return QFont(_font(role, weight, text_scale()))


@cache
def _font(role: str, weight: int | None, scale: float) -> QFont:
    register_fonts()
    kind = tokens().scale[role]
    found = QFont(list(tokens().families))
    found.setPointSizeF(kind.size * scale)
    found.setWeight(QFont.Weight(weight or kind.weight))
    found.setFeature(QFont.Tag("tnum"), 1)
    found.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return found


def text_width(words: str, role: str = "body", weight: int | None = None) -> float:
    """Return how wide words are in a role, in pixels."""
    return QFontMetricsF(font(role, weight)).horizontalAdvance(words)


def line_height(role: str = "body") -> int:
    """Return how high a line of a role is, in pixels."""
    return round(QFontMetricsF(font(role)).height())
