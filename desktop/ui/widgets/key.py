"""Keys as they are printed on the keyboard of this computer."""

import sys
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.look.current import colour, size
from desktop.ui.look.fonts import font, text_width
from desktop.ui.look.paint import paint_box, painter_of

_PAD: Final = 6
_CORNER: Final = 4
_MAC: Final = {"Ctrl": "⌘", "Alt": "⌥", "Shift": "⇧", "Return": "⏎", "Enter": "⏎"}
_PC: Final = {"Return": "Enter", "Escape": "Esc", "Delete": "Del"}


def key_text(keys: str) -> str:
    """Return keys as a person reads them: ``Ctrl+Return`` as ``Ctrl Enter``.

    Args:
        keys: In Qt's portable form.
    """
    names = _MAC if sys.platform == "darwin" else _PC
    return " ".join(names.get(one, one) for one in _apart(keys))


def key_width(keys: str) -> float:
    """Return how wide the cap of a key is, in pixels."""
    return text_width(key_text(keys), "cap") + 2 * _PAD if keys else 0.0


def _apart(keys: str) -> list[str]:
    """Split at the plus signs between keys, not at the key ``+``."""
    if keys.endswith("+"):
        return [*(one for one in keys[:-1].split("+") if one), "+"]
    return keys.split("+")


class Key(QLabel):
    """The cap of a key, where it is not part of a button.

    Args:
        keys: In Qt's portable form, as in ``"Ctrl+F"``.
        parent: What it lies in.
    """

    def __init__(self, keys: str, *, parent: QWidget | None = None) -> None:
        super().__init__(key_text(keys), parent)
        self._keys = keys
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of the cap."""
        return QSize(max(round(key_width(self._keys)), size("key")), size("key"))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a key is never cut."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cap."""
        painter = painter_of(self)
        rect = QRectF(self.rect())
        paint_box(painter, rect, fill="sunken", line="line", corner=_CORNER)
        painter.setPen(colour("text2"))
        painter.setFont(font("cap"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, key_text(self._keys))
