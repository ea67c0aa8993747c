"""The look as it is now: theme, text size, motion; and colours and sizes in it.

Only the GUI thread asks. Widgets ask whenever they paint or measure and keep nothing.
"""

from functools import cache
from typing import Final

from PySide6.QtGui import QColor

from desktop.ui.look.tokens import Theme, tokens

TEXT_SCALES: Final = (1.0, 1.25, 1.5, 2.0)
"""The text sizes that can be chosen."""

_WITH_ALPHA: Final = 9
"""Characters of a colour that can be seen through."""


class _State:
    """What was chosen; changed by :mod:`desktop.ui.look.apply` alone."""

    theme = Theme.LIGHT
    text_scale = 1.0
    reduced_motion = False
    system_contrast = False


def theme() -> Theme:
    """Return the theme in use."""
    return _State.theme


def text_scale() -> float:
    """Return the text size in use, from 1.0 to 2.0."""
    return _State.text_scale


def reduced_motion() -> bool:
    """Return whether nothing may move."""
    return _State.reduced_motion


def set_reduced_motion(reduced: bool) -> None:
    """Choose whether nothing may move; the end of a motion is then drawn at once."""
    _State.reduced_motion = reduced


def system_contrast() -> bool:
    """Return whether the system asked for high contrast when the application was dressed."""
    return _State.system_contrast


def note_system_contrast(asked: bool) -> None:
    """Remember it; once dressed, the application's palette says nothing of the system's."""
    _State.system_contrast = asked


def note_theme(chosen: Theme) -> None:
    """Remember the theme; :func:`desktop.ui.look.apply.set_theme` makes it seen."""
    _State.theme = chosen


def note_text_scale(scale: float) -> None:
    """Remember the text size; :func:`desktop.ui.look.apply.set_text_scale` makes it seen."""
    _State.text_scale = scale


def colour(name: str) -> QColor:
    """Return a colour of the theme in use, as in ``colour("accent")``.

    Raises:
        KeyError: There is no such colour: a fault of the program.
    """
    return _made(tokens().colours[_State.theme][name])


def overlay(name: str) -> QColor:
    """Return a colour for drawing on photographs, the same in every theme.

    Raises:
        KeyError: There is no such colour: a fault of the program.
    """
    return _made(tokens().overlay[name])


def faint(name: str, alpha: int) -> QColor:
    """Return a colour of the theme, seen through.

    Args:
        name: Which colour.
        alpha: From 0 (not seen) to 255.
    """
    found = colour(name)
    found.setAlpha(alpha)
    return found


def _made(value: str) -> QColor:
    """Return a colour of its own for who asks, so that nobody changes another's."""
    return QColor(_parsed(value))


@cache
def _parsed(value: str) -> QColor:
    found = QColor(value[:7])
    if len(value) == _WITH_ALPHA:
        found.setAlpha(int(value[7:], 16))
    return found


def scaled(px: float) -> int:
    """Return a height or width at the text size in use."""
    return round(px * _State.text_scale)


def size(name: str) -> int:
    """Return a size of the look at the text size in use, as in ``size("app_bar")``."""
    return scaled(tokens().sizes[name])


def radius(name: str) -> int:
    """Return the radius of a corner; it does not grow with the text."""
    return tokens().radii[name]


def motion_ms(name: str) -> int:
    """Return how long something moves; 0 where nothing may move."""
    return 0 if _State.reduced_motion else tokens().motion_ms[name]
