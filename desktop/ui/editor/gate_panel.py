"""The gate: six identifying features, answered once for the series; amber where nobody has."""

from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.records.gate import Feature, Verdict
from desktop.ui.editor.flags_panel import FlagsPanel
from desktop.ui.editor.shown import GateRow, GateShown
from desktop.ui.look.current import size
from desktop.ui.look.fonts import MEDIUM, SEMIBOLD
from desktop.ui.look.paint import paint_ring, painter_of
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim
from desktop.ui.widgets.boxes import row
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.segments import Segments
from desktop.ui.words import keep_said

_ORDER: Final = (Verdict.OBSCURED, Verdict.ABSENT, Verdict.NEEDED)


class GateLine(QWidget):
    """One question.

    Signals:
        answered: A person answered; the ``Verdict``.
    """

    answered = Signal(object)

    def __init__(self, feature: Feature, key: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = phrase(f"feature.{feature.value}")
        self._armed = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.key = Label(verbatim(key), role="cap", tone="text3", parent=self)
        self.label = Label(words, role="small", weight=MEDIUM, wrap=True, parent=self)
        self.choice = Segments(
            words,
            [(one, phrase(f"verdict.{one.value}")) for one in _ORDER],
            height="button_small",
            small=True,
            must_decide=True,
            parent=self,
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.key)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.choice)
        self.choice.chosen.connect(self._answer)
        self._row: GateRow | None = None
        self._dress()

    def show_row(self, shown: GateRow) -> None:
        """Show the answer, or that one is missing and why."""
        self._row = shown
        self.choice.set_value(shown.verdict)
        feature = phrase(f"feature.{shown.feature.value}")
        why: Words = NOTHING
        if shown.bar is not None:
            why = phrase(f"editor.bar_{shown.bar.value}", feature=feature)
        keep_said(self, "setToolTip", why)
        keep_said(self.choice, "setAccessibleDescription", why)
        if shown.armed != self._armed:
            self._armed = shown.armed
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a ring while its answer is awaited."""
        if self._armed:
            paint_ring(painter_of(self), QRectF(self.rect()))

    def _answer(self, verdict: object) -> None:
        self.answered.emit(verdict)
        if self._row is not None:
            self.choice.set_value(self._row.verdict)

    def _dress(self) -> None:
        self.setFixedHeight(max(size("gate_row"), self.choice.sizeHint().height() + 4))


class GatePanel(QWidget):
    """All six, with the reasons of what is needed.

    Signals:
        answered: A person answered; ``Feature`` and ``Verdict``.
        reasoned: A person wrote a reason; ``Feature`` and text.
    """

    answered = Signal(object, object)
    reasoned = Signal(object, str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(phrase("editor.features"), role="h3", parent=self)
        self.count = Label(role="small", tone="warn", weight=SEMIBOLD, parent=self)
        self.note = Label(role="small", tone="text2", wrap=True, parent=self)
        self.lines: dict[Feature, GateLine] = {}
        self.reasons: dict[Feature, Field] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row(self.title, None, self.count))
        layout.addWidget(self.note)
        layout.addSpacing(2)
        for place, feature in enumerate(Feature, start=1):
            line = GateLine(feature, str(place), parent=self)
            line.answered.connect(lambda verdict, one=feature: self.answered.emit(one, verdict))
            self.lines[feature] = line
            layout.addWidget(line)
        layout.addSpacing(4)
        for feature in Feature:
            layout.addWidget(self._reason(feature))
        self.flags = FlagsPanel(parent=self)
        layout.addWidget(self.flags)

    def show_gate(self, shown: GateShown) -> None:
        """Show every answer."""
        total = len(shown.rows)
        self.count.say(phrase("editor.decided", done=shown.decided, total=total))
        self.count.set_tone("ok" if shown.decided == total else "warn")
        if shown.unseen and shown.many:
            self.note.say(phrase("editor.lack_looks", count=shown.unseen))
            self.note.set_tone("warn")
        else:
            self.note.say(phrase("editor.of_series") if shown.many else NOTHING)
            self.note.set_tone("text2")
        self.note.setVisible(shown.many)
        for one in shown.rows:
            self.lines[one.feature].show_row(one)
            self._show_reason(one)
        self.flags.show_flags(shown.flags)

    def focus_reason(self) -> None:
        """Go to the first reason that is missing, else to the first there is."""
        fields = (*self.reasons.values(), self.flags.chaperone)
        shown = [field for field in fields if not field.isHidden()]
        empty = (field for field in shown if not field.value().strip())
        first = next(empty, shown[0] if shown else None)
        if first is not None:
            first.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reason(self, feature: Feature) -> Field:
        name = phrase("editor.needed_because", feature=phrase(f"feature.{feature.value}"))
        field = Field(name, parent=self)
        field.edit.textEdited.connect(lambda text, one=feature: self._write(one, text))
        field.hide()
        self.reasons[feature] = field
        return field

    def _show_reason(self, shown: GateRow) -> None:
        field = self.reasons[shown.feature]
        is_needed = shown.verdict is Verdict.NEEDED
        if is_needed and field.value() != shown.reason:
            field.set_value(shown.reason)
        field.setVisible(is_needed)

    def _write(self, feature: Feature, text: str) -> None:
        self.reasoned.emit(feature, text)
