"""Pages that widgets are tried on."""

from collections.abc import Callable
from typing import TypeAlias

from desktop.ui.widgets.boxes import Pane

OnPage: TypeAlias = Callable[..., Pane]
"""Puts widgets under each other on a page that is shown; ``width`` and ``height`` may be given."""
