"""What is delicate about the series: two ticks under the gate, and a note about the chaperone."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.records.draft import Jotted
from desktop.records.flags import LONGEST_CHAPERONE, Flag
from desktop.records.plain_text import is_plain
from desktop.ui.editor.shown import FlagsShown
from desktop.ui.phrase import NOTHING, phrase
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.tick import Tick
from desktop.ui.words import keep_said, name_said


class FlagsPanel(QWidget):
    """Intimate area, and under 18: ticked by a person, or by the date of birth for good.

    Signals:
        jotted: A person said something else; the ``Jotted``.
    """

    jotted = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = Jotted()
        ticks = QWidget(self)
        flow = Flow(gap=14, line_gap=0, parent=ticks)
        self.ticks = {flag: Tick(phrase(f"delicate.{flag.value}"), parent=ticks) for flag in Flag}
        for flag, tick in self.ticks.items():
            flow.addWidget(tick)
            tick.clicked.connect(lambda on, one=flag: self._mark(one, on=on))
        self.why = Label(
            phrase("delicate.follows"), role="small", tone="text2", wrap=True, parent=self
        )
        self.chaperone = Field(
            phrase("delicate.chaperone"), hint=phrase("delicate.chaperone_hint"), parent=self
        )
        self.chaperone.edit.setMaxLength(LONGEST_CHAPERONE)
        self.chaperone.edit.textEdited.connect(self._write)
        self.why.hide()
        self.chaperone.hide()
        self.setLayout(column(ticks, self.why, self.chaperone, gap=4))
        name_said(self, phrase("delicate.title"))

    def show_flags(self, shown: FlagsShown) -> None:
        """Show what was said, and what follows from the date of birth."""
        self._now = shown.jotted
        flags = shown.jotted.flags
        for flag, tick in self.ticks.items():
            tick.setChecked(flag in flags.marked)
        child = self.ticks[Flag.UNDER_18]
        child.setEnabled(not shown.follows)
        if shown.follows:
            child.setChecked(True)
        why = phrase("delicate.follows") if shown.follows else NOTHING
        keep_said(child, "setAccessibleDescription", why)
        self.why.setVisible(shown.follows)
        if self.chaperone.value() != flags.chaperone:
            self.chaperone.set_value(flags.chaperone)
        self.chaperone.setVisible(Flag.INTIMATE in flags.marked)

    def _mark(self, flag: Flag, *, on: bool) -> None:
        flags = self._now.flags
        marked = flags.marked | {flag} if on else flags.marked - {flag}
        self.jotted.emit(replace(self._now, flags=replace(flags, marked=marked)))

    def _write(self, note: str) -> None:
        self.chaperone.set_error(None if is_plain(note) else phrase("delicate.chaperone_plain"))
        if is_plain(note):
            flags = replace(self._now.flags, chaperone=note)
            self.jotted.emit(replace(self._now, flags=flags))
