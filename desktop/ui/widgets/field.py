"""Fields to write in: a name above, the field, and under it a sentence when something is wrong."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.look.current import scaled
from desktop.ui.look.fonts import font, line_height
from desktop.ui.look.icons import icon
from desktop.ui.phrase import NOTHING, Words
from desktop.ui.widgets.boxes import row
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.words import keep_said, name_said

_TEXT_LINES = 3


class _Named(QWidget):
    """A name above, room for a field, a hint or what is wrong below."""

    def __init__(self, words: Words, hint: Words, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._label = Label(words, role="body", tone="text2", parent=self)
        self._label.setVisible(words != NOTHING)
        self._hint_words = hint
        self._below = Label(hint, role="small", tone="text2", wrap=True, parent=self)
        self._mark = Icon("circle-alert", tone="err", px=16, parent=self)
        self._mark.hide()
        self._below.setVisible(hint != NOTHING)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self._label)
        under = row(self._mark, gap=6)
        under.addWidget(self._below, 1)
        self._layout.addLayout(under)

    def _put(self, field: QWidget, words: Words) -> None:
        self._field = field
        self._label.setBuddy(field)
        self.setFocusProxy(field)
        name_said(field, words)
        self._layout.insertWidget(1, field)

    def set_error(self, words: Words | None) -> None:
        """Say what is wrong, or with None that nothing is."""
        wrong = words is not None
        self._below.say(words if words is not None else self._hint_words)
        self._below.set_tone("err" if wrong else "text2")
        self._below.setVisible(wrong or self._hint_words != NOTHING)
        self._mark.setVisible(wrong)
        keep_said(self._field, "setAccessibleDescription", words or self._hint_words)
        self._field.setProperty("wrong", wrong)
        self._field.style().unpolish(self._field)
        self._field.style().polish(self._field)
        self._field.update()


class Field(_Named):
    """One line to write in.

    Args:
        words: Its name, shown above; also said to assistive technology.
        name_shown: Whether the name is shown; the placeholder must then make it plain.
        placeholder: What is shown while it is empty.
        hint: A sentence under it.
        icon: A drawing inside, at its start.
        secret: Show dots in place of what is written; pasting is allowed.
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
        super().__init__(words if name_shown else NOTHING, hint, parent)
        self._icon = icon
        self.edit = QLineEdit(self)
        self.edit.setFont(font())
        self.edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.edit.setClearButtonEnabled(clear)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._picture = QAction(self.edit)
        if icon:
            self.edit.addAction(self._picture, QLineEdit.ActionPosition.LeadingPosition)
        keep_said(self.edit, "setPlaceholderText", placeholder)
        self._put(self.edit, words)
        self._dress()
        self.edit.textChanged.connect(self.changed)
        self.edit.returnPressed.connect(self._enter)

    def value(self) -> str:
        """Return what is written."""
        return self.edit.text()

    def set_value(self, text: str) -> None:
        """Write something else."""
        self.edit.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new theme or text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _dress(self) -> None:
        self.edit.setFont(font())
        if self._icon:
            self._picture.setIcon(icon(self._icon))

    def _enter(self) -> None:
        self.entered.emit(self.edit.text())


class TextArea(_Named):
    """Several lines to write in; Enter starts a new line, Tab leaves it.

    Args:
        words: Its name, shown above.
        hint: A sentence under it.
        placeholder: What is shown while it is empty.
        lines: How many lines are shown at least.
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
        super().__init__(words, hint, parent)
        self._lines = lines
        self.edit = QPlainTextEdit(self)
        self.edit.setTabChangesFocus(True)
        keep_said(self.edit, "setPlaceholderText", placeholder)
        self._put(self.edit, words)
        self._dress()
        self.edit.textChanged.connect(self._announce)

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
        self.edit.setMinimumHeight(line_height() * self._lines + scaled(22))

    def _announce(self) -> None:
        self.changed.emit(self.edit.toPlainText())
