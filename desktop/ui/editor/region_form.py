"""What can be written of the chosen region: what it covers, how, and where exactly."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from desktop.records.gate import LONGEST_REASON, Feature
from desktop.records.region import FURTHEST_PX, Style
from desktop.ui.editor import acts
from desktop.ui.editor.choosing import Why
from desktop.ui.editor.geometry import Rect, box_of
from desktop.ui.editor.shown import RegionsShown
from desktop.ui.look.fonts import font, text_width
from desktop.ui.phrase import joined, phrase
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.segments import Segments
from desktop.ui.words import keep_said, name_said

_SIDES: Final = ("x", "y", "w", "h")
_LEAST_LETTERS: Final = 8
"""Of a feature's name are shown at least, where the panel is narrow."""
_STEPS: Final = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_WIDEST: Final = "-00000"


class NumberField(QLineEdit):
    """A whole number of pixels. Arrows up and down change it by 1, with Shift by 10.

    Signals:
        written: A person wrote a number.
    """

    written = Signal()

    def __init__(self, side: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        least = 1 if side in {"w", "h"} else -FURTHEST_PX
        self.setValidator(QIntValidator(least, FURTHEST_PX, self))
        name_said(self, phrase(f"editor.{side}_long"))
        keep_said(self, "setToolTip", phrase(f"editor.{side}_long"))
        self.editingFinished.connect(self._finish)
        self._dress()

    def show_number(self, number: int | None) -> None:
        """Show a number, or nothing; what is being written stays."""
        text = "" if number is None else str(number)
        if self.text() != text and not (self.hasFocus() and self.isModified()):
            self.setText(text)
        self.setEnabled(number is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrows."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self.text().lstrip("-").isdigit():
            super().keyPressEvent(event)
            return
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.setText(str(int(self.text()) + step * (10 if far else 1)))
        self.setModified(True)
        self._finish()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _finish(self) -> None:
        if self.isModified() and self.hasAcceptableInput():
            self.setModified(False)
            self.written.emit()

    def _dress(self) -> None:
        self.setFont(font())
        self.setTextMargins(-4, 0, -4, 0)
        self.setMinimumWidth(round(text_width(_WIDEST)) + 16)


class RegionForm(QWidget):
    """The form under the list of regions.

    Signals:
        feature_chosen: What it covers; the ``Feature``.
        style_chosen: How; the ``Style``.
        box_written: Where; x, y, w, h.
        why_written: Why it is covered.
    """

    feature_chosen = Signal(object)
    style_chosen = Signal(object)
    box_written = Signal(object)
    why_written = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.feature = Combo(
            phrase("editor.covers"),
            [(one, phrase(f"feature.{one.value}")) for one in Feature],
            parent=self,
        )
        self.feature.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.feature.setMinimumContentsLength(_LEAST_LETTERS)
        self.style_choice = Segments(
            phrase("editor.cover_with"),
            [(one, phrase(f"editor.{one.value}")) for one in Style],
            small=True,
            parent=self,
        )
        about = joined(phrase("editor.cover_with"), phrase("editor.style_note"), between=": ")
        keep_said(self.style_choice, "setToolTip", about)
        self.fields = {side: NumberField(side, parent=self) for side in _SIDES}
        keep_said(self.feature, "setToolTip", phrase("editor.covers"))
        first = row(gap=8)
        first.addWidget(self.feature, 1)
        first.addWidget(self.style_choice)
        third = row(gap=10)
        for side, field in self.fields.items():
            label = Label(phrase(f"editor.{side}"), role="small", tone="text2", parent=self)
            label.setBuddy(field)
            pair = row(label, gap=5)
            pair.addWidget(field, 1)
            third.addLayout(pair, 1)
            field.written.connect(self._write)
        self.finding = Label(
            phrase("editor.finding_form"), role="small", tone="text2", wrap=True, parent=self
        )
        self.finding.hide()
        self.why = QLineEdit(self)
        self.why.setMaxLength(LONGEST_REASON)
        keep_said(self.why, "setPlaceholderText", phrase("editor.why_region"))
        name_said(self.why, phrase("editor.why_region"))
        self.why.setFont(font())
        self.why.textEdited.connect(self.why_written)
        self.setLayout(column(first, self.finding, third, self.why, gap=6))
        self.feature.chosen.connect(self.feature_chosen)
        self.style_choice.chosen.connect(self.style_chosen)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.why.setFont(font())

    @property
    def told(self) -> tuple[tuple[SignalInstance, Callable[..., Why]], ...]:
        """What is told here, and the act that it asks for."""
        return (
            (self.feature_chosen, acts.set_feature),
            (self.style_chosen, acts.set_style),
            (self.box_written, acts.set_box),
            (self.why_written, acts.say_why),
        )

    def show_regions(self, shown: RegionsShown) -> None:
        """Show the chosen region, or what the next one will be."""
        self.feature.set_value(shown.feature)
        self.style_choice.set_value(shown.style)
        box = box_of(shown.chosen.region) if shown.chosen is not None else None
        for place, field in enumerate(self.fields.values()):
            field.show_number(None if box is None else box[place])
            field.setReadOnly(shown.locked)
        is_finding = shown.chosen is not None and shown.chosen.is_finding
        self.why.setVisible(shown.chosen is not None and not is_finding)
        self.why.setReadOnly(shown.locked)
        reason = shown.chosen.reason if shown.chosen is not None else ""
        if self.why.text() != reason:
            self.why.setText(reason)
        self.finding.setVisible(is_finding)
        for choice in (self.feature, self.style_choice):
            choice.setVisible(not is_finding)
            choice.setEnabled(not shown.locked)

    def _write(self) -> None:
        texts = [field.text() for field in self.fields.values()]
        if all(text.lstrip("-").isdigit() for text in texts):
            x, y, w, h = (int(text) for text in texts)
            box: Rect = (x, y, max(1, w), max(1, h))
            self.box_written.emit(box)
