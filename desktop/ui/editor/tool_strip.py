"""The tools at the left of the picture, each with its key under it."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from desktop.ui.editor.keys import Command
from desktop.ui.editor.shown import Shown
from desktop.ui.editor.state import Tool
from desktop.ui.look.current import size
from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.boxes import Line, Pane
from desktop.ui.widgets.tool_button import ToolButton
from desktop.ui.words import keep_said, name_said

_EDGE: Final = 8
_GAP: Final = 4
_MOST_COLUMNS: Final = 3
_TOOLS: Final = (
    (Tool.SELECT, "mouse-pointer-2", "V"),
    (Tool.RECTANGLE, "square", "R"),
    (Tool.ELLIPSE, "circle", "E"),
    (Tool.FREEHAND, "lasso", "F"),
    (Tool.BRUSH, "brush", "B"),
    (Tool.EDGE, "scan-search", "W"),
)

_CHANGING: Final = (
    Command.FIND_FACES,
    Command.PROTECT,
    Command.DUPLICATE,
    Command.TURN_FAR,
    Command.COPY_HERE,
    Command.COPY_ON,
)
"""What cannot be done in a photograph that is being filed."""


class ToolStrip(Pane):
    """Tools, and acts on the whole picture.

    Signals:
        chosen: A tool was chosen; the ``Tool``.
        asked: Something is to be done; the ``Command``.
        loupe_asked: The loupe is to be shown, or put away.
        original_asked: The photograph is to be shown without its regions, or with them.
    """

    chosen = Signal(object)
    asked = Signal(object)
    original_asked = Signal(bool)
    loupe_asked = Signal(bool)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("surface", edges=("right",), parent=parent)
        self.tools: dict[Tool, ToolButton] = {}
        self.acts: dict[Command, ToolButton] = {}
        self._group = QButtonGroup(self)
        self._parts: list[list[QWidget]] = [[]]
        self._columns, self._keyed = 1, True
        for tool, drawing, key in _TOOLS:
            self._add_tool(tool, drawing, key)
        self._rule()
        self._add_act(Command.PROTECT, "shield", "P", checkable=True)
        self._add_act(Command.FIND_FACES, "scan-face", "D")
        self.original = self._button(phrase("button.show_original"), "eye", "\\", checkable=True)
        self.original.clicked.connect(self.original_asked)
        self.loupe = self._button(phrase("editor.loupe"), "zoom-in", "Z", checkable=True)
        self.loupe.clicked.connect(self.loupe_asked)
        self._rule()
        self._add_act(Command.DUPLICATE, "copy", "Ctrl+D")
        self._add_act(Command.TURN_FAR, "rotate-cw", ">")
        self._add_act(Command.COPY_HERE, "layers", "L")
        self._add_act(Command.COPY_ON, "arrow-right", "C")
        self._rule()
        self._add_act(Command.UNDO, "undo-2", "Ctrl+Z", words=phrase("button.undo"))
        self._add_act(Command.REDO, "redo-2", "Ctrl+Y", words=phrase("button.redo"))
        self._rule()
        self._add_act(Command.KEYS, "circle-help", "?")
        self._group.buttonClicked.connect(self._choose)
        name_said(self, phrase("editor.tools"))
        self._dress()

    def show_state(self, shown: Shown) -> None:
        """Show which tool is in hand, and what can be done."""
        self.tools[shown.stage.tool].setChecked(True)
        self.original.setChecked(shown.stage.original)
        self.acts[Command.PROTECT].setChecked(shown.stage.protecting)
        for command, step in ((Command.UNDO, shown.undo), (Command.REDO, shown.redo)):
            button = self.acts[command]
            button.setEnabled(step is not None)
            if step is not None:
                key = f"editor.{command.value}_step"
                keep_said(button, "setToolTip", phrase(key, step=step))
        for tool, button in self.tools.items():
            button.setEnabled(tool is Tool.SELECT or not shown.stage.locked)
        for command in _CHANGING:
            self.acts[command].setEnabled(not shown.stage.locked)

    def first_focus(self) -> QWidget:
        """Return the tool in hand."""
        return next(button for button in self.tools.values() if button.isChecked())

    def minimumSizeHint(self) -> QSize:
        """Return room for three columns without keys: so it is where the window is lowest."""
        return QSize(size("tool_strip"), self._high(_MOST_COLUMNS, keyed=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use further columns where one is too high, and at last leave out the keys."""
        super().resizeEvent(event)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _add_tool(self, tool: Tool, drawing: str, key: str) -> None:
        button = self._button(phrase(f"editor.{tool.value}"), drawing, key, checkable=True)
        self.tools[tool] = button
        self._group.addButton(button)

    def _add_act(
        self,
        command: Command,
        drawing: str,
        key: str,
        *,
        words: Words | None = None,
        checkable: bool = False,
    ) -> None:
        said = words or phrase(f"editor.{command.value}")
        button = self._button(said, drawing, key, checkable=checkable)
        self.acts[command] = button
        button.clicked.connect(lambda: self._ask(command))

    def _ask(self, command: Command) -> None:
        """Ask for something; whether its button stays down follows from what comes of it."""
        button = self.acts[command]
        if button.isCheckable():
            button.setChecked(not button.isChecked())
        self.asked.emit(command)

    def _button(
        self, words: Words, drawing: str, key: str, *, checkable: bool = False
    ) -> ToolButton:
        button = ToolButton(words, icon=drawing, key=key, checkable=checkable, parent=self)
        self._parts[-1].append(button)
        return button

    def _rule(self) -> None:
        line = Line(parent=self)
        self._parts[-1].append(line)
        self._parts.append([])

    def _choose(self, button: ToolButton) -> None:
        chosen = next(tool for tool, one in self.tools.items() if one is button)
        self.chosen.emit(chosen)

    def _dress(self) -> None:
        room = max(self.height(), 1)
        every = range(1, _MOST_COLUMNS + 1)
        fits = (columns for columns in every if self._high(columns, keyed=True) <= room)
        columns = next(fits, None)
        self._columns, self._keyed = columns or _MOST_COLUMNS, columns is not None
        for button in self._buttons():
            button.show_key(shown=self._keyed)
        self.setFixedWidth(max(size("tool_strip"), self._columns * (self._wide() + 2 * _GAP)))
        self.updateGeometry()
        self._arrange()

    def _arrange(self) -> None:
        """Lay the tools out, part by part; the last part lies at the foot."""
        high = _button_height(keyed=self._keyed)
        across = self.width() // self._columns
        y = _EDGE
        parts = self._parts_in(self._columns)
        for part in parts:
            is_last = part is parts[-1] and len(parts) > 1
            buttons = [widget for widget in part if isinstance(widget, ToolButton)]
            if is_last:
                y = max(y, self.height() - _EDGE - self._rows(part, self._columns) * high)
            for place, button in enumerate(buttons):
                row, column = divmod(place, self._columns)
                hint = button.sizeHint()
                x = column * across + (across - hint.width()) // 2
                button.setGeometry(x, y + row * high, hint.width(), hint.height())
            y += self._rows(part, self._columns) * high
            for line in (widget for widget in part if isinstance(widget, Line)):
                line.setVisible(len(parts) > 1 and part is not parts[-2])
                line.setGeometry(0, y + _GAP, self.width(), 1)
                y += 2 * _GAP + 1

    def _parts_in(self, columns: int) -> list[list[QWidget]]:
        """Return the parts; where there is least room they are one, without lines between them."""
        if columns < _MOST_COLUMNS:
            return self._parts
        return [[widget for part in self._parts for widget in part]]

    def _high(self, columns: int, *, keyed: bool) -> int:
        """Return how high the strip is with so many columns, with keys or without."""
        parts = self._parts_in(columns)
        rows = sum(self._rows(part, columns) for part in parts)
        return 2 * _EDGE + rows * _button_height(keyed=keyed) + len(parts) * (2 * _GAP + 1)

    def _rows(self, part: list[QWidget], columns: int) -> int:
        return -(-sum(isinstance(widget, ToolButton) for widget in part) // columns)

    def _buttons(self) -> list[ToolButton]:
        return [w for part in self._parts for w in part if isinstance(w, ToolButton)]

    def _wide(self) -> int:
        return max(button.sizeHint().width() for button in self._buttons())


def _button_height(*, keyed: bool) -> int:
    return ToolButton.high(key_shown=keyed) + 2
