"""How strong the passphrase is that is being chosen: in words, beside a bar and an icon."""

from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.records.strength import Strength, Weakness
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase
from desktop.ui.widgets.badge import inks, tone_icon
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.card import Bar
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.words import keep_said

_LEVELS: Final = 5
_TONES: Final = (Tone.ERR, Tone.ERR, Tone.WARN, Tone.OK, Tone.OK)


class StrengthMeter(QWidget):
    """An estimate of strength; empty, at the same height, while nothing is typed."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = Bar(phrase("strength.name"), parent=self)
        self._icon = Icon("circle-dashed", px=16, parent=self)
        self.words = Label(role="small", tone="text2", wrap=True, parent=self)
        line = row(self._icon, gap=6)
        line.addWidget(self.words, 1)
        self.setLayout(column(self.bar, line, gap=6))
        self.show_strength(None)

    def show_strength(self, strength: Strength | None) -> None:
        """Show an estimate, or with None that nothing is typed."""
        tone = Tone.MUTE if strength is None else _TONES[strength.level]
        ink = inks(tone)[0]
        self.bar.set_progress(0 if strength is None else strength.level + 1, _LEVELS)
        self.bar.set_tone(ink)
        self._icon.set_icon(tone_icon(tone), tone=ink)
        words = phrase("strength.nothing") if strength is None else words_of(strength)
        self.words.say(words)
        self.words.set_tone(ink)
        keep_said(self.bar, "setAccessibleDescription", words)


def words_of(strength: Strength) -> Words:
    """Return what a person is told of an estimate."""
    holds = phrase(f"holds.{strength.holds.value}")
    told = phrase(f"strength.level_{strength.level}", holds=holds)
    why: Words = NOTHING
    if strength.weakness is not Weakness.NOTHING:
        why = phrase(f"weakness.{strength.weakness.value}")
    return joined(told, why, between=" ")
