"""How the width of the sign-in window is shared between its column and its page."""

from typing import Final

from desktop.ui.look.current import scaled

_SIDE: Final = 440
_SIDE_SHARE: Final = 0.36
"""Of the width of the window, at most, however large the text."""
_EDGE: Final = 56
_NARROW_EDGE: Final = 28
_NARROW: Final = 900
"""Width of the page's room, at 100 %, below which its margins are narrow."""


def side_width(width: int) -> int:
    """Return how wide the column is in a window of this width, in pixels."""
    return min(scaled(_SIDE), max(round(width * _SIDE_SHARE), _SIDE * 4 // 5))


def edge_width(room: int) -> int:
    """Return the margins of a page that has this room, in pixels."""
    return _EDGE if room >= scaled(_NARROW) else _NARROW_EDGE
