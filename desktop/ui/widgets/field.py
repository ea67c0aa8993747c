"""Fields to write in: a name above, the field, and under it a sentence when something is wrong."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from desktop.ui.look.current import scaled
from desktop.ui.look.fonts import font, line_height
from desktop.ui.look.icons import paint_icon
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.labelled import Labelled
from desktop.ui.words import keep_said

_TEXT_LINES: Final = 3
_ICON: Final = 18
_ICON_LEFT: Final = 10
_ICON_GAP: Final = 6
_TEXT_ROOM: Final = 22
"""Padding and borders of a text area, above and below."""


class Field(Labelled):
    """One line to write in.

    Args:
        words: Its name, shown above; also said to assistive technology.
        name_shown: Whether the name is shown; the placeholder must then make it plain.
        placeholder: What is shown while it is empty.
        hint: A sentence under it.
        icon: A drawing inside, at its start.
        secret: Show dots in place of what is written; pasting is allowed, and a button inside
            shows what is written until it is pressed again or the field is emptied.
        clear: Offer a button inside that empties it.
        parent: What it lies in.

    Signals:
        changed: Something was written; the text.
        entered: Enter was pressed; the text.
    """

    changed = Signal(str)
    entered = Signal(str)

    def __init__(
        self,
        words: Words,
        *,
        name_shown: bool = True,
        placeholder: Words = NOTHING,
        hint: Words = NOTHING,
        icon: str = "",
        secret: bool = False,
        clear: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self.edit: QLineEdit = _LineEdit(icon, clear=clear, secret=secret)
        super().__init__(words, self.edit, name_shown=name_shown, hint=hint, parent=parent)
        keep_said(self.edit, "setPlaceholderText", placeholder)
        self.edit.textChanged.connect(self.changed)
        self.edit.returnPressed.connect(self._enter)

    def value(self) -> str:
        """Return what is written."""
        return self.edit.text()

    def set_value(self, text: str) -> None:
        """Write something else."""
        self.edit.setText(text)

    def _enter(self) -> None:
        self.entered.emit(self.edit.text())


class _LineEdit(QLineEdit):
    """Qt's own, with a drawing and a button that grow with the text."""

    def __init__(self, icon: str, *, clear: bool, secret: bool) -> None:
        super().__init__()
        self._icon = icon
        self._inside: Button | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
            self._inside = self._button(phrase("kit.show_secret"), "eye")
            self._inside.setCheckable(True)
            self._inside.toggled.connect(self._show_secret)
        elif clear:
            self._inside = self._button(phrase("kit.clear"), "x")
            self._inside.clicked.connect(self.clear)
        if self._inside is not None:
            self._inside.hide()
            self.textChanged.connect(self._offer)
        self._dress()

    def _button(self, words: Words, icon: str) -> Button:
        return Button(
            words, kind=Kind.GHOST, icon=icon, icon_only=True, height="target", parent=self
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the end."""
        super().resizeEvent(event)
        if self._inside is not None:
            hint = self._inside.sizeHint()
            high = min(hint.height(), self.height() - 4)
            left = self.width() - hint.width() - 4
            self._inside.setGeometry(left, (self.height() - high) // 2, hint.width(), high)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field and the drawing in it."""
        super().paintEvent(event)
        if self._icon:
            px = scaled(_ICON)
            tone = "text2" if self.isEnabled() else "disabled"
            at = QPointF(_ICON_LEFT, (self.height() - px) / 2)
            paint_icon(QPainter(self), self._icon, at, tone=tone, px=px)

    def _offer(self, text: str) -> None:
        if self._inside is not None:
            self._inside.setVisible(bool(text))
            if not text:
                self._inside.setChecked(False)

    def _show_secret(self, shown: bool) -> None:
        modes = QLineEdit.EchoMode
        self.setEchoMode(modes.Normal if shown else modes.Password)
        if self._inside is not None:
            self._inside.set_icon("eye-off" if shown else "eye")
            self._inside.say(phrase("kit.hide_secret" if shown else "kit.show_secret"))

    def _dress(self) -> None:
        self.setFont(font())
        left = scaled(_ICON) + _ICON_GAP if self._icon else 0
        right = self._inside.sizeHint().width() if self._inside is not None else 0
        self.setTextMargins(left, 0, right, 0)


class TextArea(Labelled):
    """Several lines to write in; Enter starts a new line, Tab leaves it.

    Args:
        words: Its name, shown above.
        hint: A sentence under it.
        placeholder: What is shown while it is empty.
        lines: How many lines are shown.
        parent: What it lies in.

    Signals:
        changed: Something was written; the text.
    """

    changed = Signal(str)

    def __init__(
        self,
        words: Words,
        *,
        hint: Words = NOTHING,
        placeholder: Words = NOTHING,
        lines: int = _TEXT_LINES,
        parent: QWidget | None = None,
    ) -> None:
        self.edit = QPlainTextEdit()
        self._lines = lines
        super().__init__(words, self.edit, hint=hint, parent=parent)
        self.edit.setTabChangesFocus(True)
        keep_said(self.edit, "setPlaceholderText", placeholder)
        self.edit.textChanged.connect(self._announce)
        self._dress()

    def value(self) -> str:
        """Return what is written."""
        return self.edit.toPlainText()

    def set_value(self, text: str) -> None:
        """Write something else."""
        self.edit.setPlainText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _dress(self) -> None:
        self.edit.setFont(font())
        self.edit.setFixedHeight(line_height() * self._lines + scaled(_TEXT_ROOM))

    def _announce(self) -> None:
        self.changed.emit(self.edit.toPlainText())
