"""Consents that are on record for a patient: one is chosen, or a new one is recorded."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ids import ConsentId
from desktop.ui.identify.state import OnRecord
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import Line, column
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.tick import Radio

_NEW: Final = "new"
_MOST: Final = 3
_INDENT: Final = 31


class OnRecordView(Card):
    """The consents that cover care today, one of them preselected; the others are counted.

    Signals:
        chosen: The consent that is used, or None for a new one.
    """

    chosen = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.radios: dict[str, Radio] = {}
        self._shown: tuple[OnRecord, ...] = ()
        self._inside: QWidget | None = None
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(22, 14, 22, 14)
        self.hide()

    def show_consents(self, consents: tuple[OnRecord, ...], using: ConsentId | None) -> None:
        """Show what there is; nothing where nothing is on record."""
        if consents != self._shown:
            self._shown = consents
            self._build(consents)
        self.setVisible(bool(consents))
        for key, radio in self.radios.items():
            radio.setChecked(key == (using or _NEW))

    def _build(self, consents: tuple[OnRecord, ...]) -> None:
        if self._inside is not None:
            self._held.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self.radios = {}
        inside = QWidget(self)
        self._group = QButtonGroup(inside)
        self._group.buttonClicked.connect(self._choose)
        good = [one for one in consents if one.covers][:_MOST]
        bad = [one for one in consents if not one.covers]
        lines: list[QWidget] = [
            Label(phrase("identify.consent_on_record"), role="h3", parent=inside)
        ]
        lines += [self._choice(one, inside) for one in good]
        lines += [_refused(one, inside) for one in bad[:1]]
        if len(bad) > 1:
            more = phrase("identify.older", count=len(bad) - 1)
            lines.append(Label(more, role="small", tone="text2", wrap=True, parent=inside))
        if good:
            lines.append(Line(tone="line2", parent=inside))
            lines.append(self._new(inside))
        inside.setLayout(column(*lines, gap=8))
        self._inside = inside
        self._held.addWidget(inside)
        inside.show()

    def _choice(self, one: OnRecord, parent: QWidget) -> QWidget:
        held = QWidget(parent)
        radio = self._radio(one.id, one.title, held)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(radio)
        head.addWidget(Badge(phrase("identify.covers"), Tone.OK, icon="file-check", parent=held))
        head.addStretch(1)
        held.setLayout(
            column(head, _indented(Label(one.detail, role="small", tone="text2", wrap=True)), gap=0)
        )
        return held

    def _new(self, parent: QWidget) -> QWidget:
        held = QWidget(parent)
        radio = self._radio(_NEW, phrase("identify.record_new"), held)
        detail = Label(phrase("identify.new_detail"), role="small", tone="text2", wrap=True)
        held.setLayout(column(radio, _indented(detail), gap=0))
        return held

    def _radio(self, key: str, words: Words, parent: QWidget) -> Radio:
        radio = Radio(words, parent=parent)
        self.radios[key] = radio
        self._group.addButton(radio)
        return radio

    def _choose(self, pressed: Radio) -> None:
        chosen = next(key for key, radio in self.radios.items() if radio is pressed)
        self.chosen.emit(None if chosen == _NEW else ConsentId(chosen))


def _refused(one: OnRecord, parent: QWidget) -> QWidget:
    held = QWidget(parent)
    head = QHBoxLayout()
    head.setSpacing(10)
    head.addWidget(Label(one.title, tone="text2", parent=held))
    if one.why_not != NOTHING:
        head.addWidget(Badge(one.why_not, Tone.WARN, parent=held))
    head.addStretch(1)
    detail = Label(one.detail, role="small", tone="text2", wrap=True, parent=held)
    held.setLayout(column(head, detail, gap=2))
    return held


def _indented(label: Label) -> QHBoxLayout:
    held = QHBoxLayout()
    held.setContentsMargins(_INDENT, 0, 0, 0)
    held.addWidget(label, 1)
    return held
