"""One image large, over the list: to see what it is before saying whose it is."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.keeper.calls import WithBlock
from desktop.records.raster import Pyramid
from desktop.ui.inbox.rows import Tile
from desktop.ui.phrase import NOTHING, joined, phrase, verbatim
from desktop.ui.stage.stage_view import StageView
from desktop.ui.stage.viewport import Insets
from desktop.ui.widgets.boxes import Pane
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.label import Label
from desktop.ui.words import name_said


class Preview(Pane):
    """Covers the list while somebody looks; Space or Esc closes it, arrows go on.

    Signals:
        closed: Nobody looks any more.
        step_asked: The image before (-1) or after (1).
        keep_asked: It is good: tick it and go on.
        reject_asked, aside_asked, facts_asked, patient_asked: As in the list, of this image.
    """

    closed = Signal()
    step_asked = Signal(int)
    keep_asked = Signal()
    reject_asked = Signal()
    aside_asked = Signal()
    facts_asked = Signal()
    patient_asked = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__("stage", parent=parent)
        self.stage = StageView(insets=Insets(), parent=self)
        self.stage.installEventFilter(self)
        name_said(self.stage, phrase("inbox.preview"))
        self._title = Label(role="strong", tone="stageText", elide=True, parent=self)
        self.back = _button("previous", "arrow-left", "Left", self)
        self.on = _button("next", "arrow-right", "Right", self)
        self.close_button = Button(
            phrase("inbox.close_preview"),
            kind=Kind.STAGE,
            icon="x",
            key="Space",
            key_works=False,
            parent=self,
        )
        self.close_button.clicked.connect(self.leave)
        self.back.clicked.connect(self._step_back)
        self.on.clicked.connect(self._step_on)
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 8, 12, 8)
        bar.setSpacing(8)
        bar.addWidget(self._title, 1)
        for button in (self.back, self.on, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.stage, 1)
        self.hide()

    def look_at(self, tile: Tile, *, ticked: bool = False) -> None:
        """Cover the list; the picture itself comes when it is there."""
        place = phrase("inbox.place_in_series", at=tile.at + 1, of=tile.of)
        kept = phrase("inbox.kept") if ticked else NOTHING
        self._title.say(joined(verbatim(tile.name), verbatim(tile.time), place, tile.words, kept))
        self.stage.clear_picture()
        self.show()
        self.raise_()
        self.stage.setFocus()

    def show_picture(self, answer: WithBlock[Pyramid]) -> None:
        """Show the picture; its block is the stage's from now on."""
        self.stage.show_picture(answer)

    def leave(self) -> None:
        """Uncover the list and give the picture back."""
        if self.isHidden():
            return
        self.stage.clear_picture()
        self.hide()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that close and go on before the stage pans with them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            return False
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        match event.key():
            case Qt.Key.Key_Space | Qt.Key.Key_Escape:
                self.leave()
            case Qt.Key.Key_Left:
                self._step_back()
            case Qt.Key.Key_Right:
                self._step_on()
            case _:
                return self._triages(event.key())
        return True

    def _triages(self, key: int) -> bool:
        signals = {
            Qt.Key.Key_K: self.keep_asked,
            Qt.Key.Key_Delete: self.reject_asked,
            Qt.Key.Key_Q: self.aside_asked,
            Qt.Key.Key_I: self.facts_asked,
            Qt.Key.Key_P: self.patient_asked,
        }
        signal = signals.get(Qt.Key(key))
        if signal is not None:
            signal.emit()
        return signal is not None

    def _step_back(self) -> None:
        self.step_asked.emit(-1)

    def _step_on(self) -> None:
        self.step_asked.emit(1)


def _button(code: str, icon: str, key: str, parent: QWidget) -> Button:
    return Button(
        phrase(f"inbox.{code}"),
        kind=Kind.STAGE,
        icon=icon,
        key=key,
        key_works=False,
        icon_only=True,
        parent=parent,
    )
