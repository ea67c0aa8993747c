"""The strip at the foot of list screens: how the vault is, and what is going on. Never modal."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from desktop.ui.job_facts import Job
from desktop.ui.look.current import size
from desktop.ui.look.fonts import SEMIBOLD
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import DOT, NOTHING, Words, phrase, verbatim
from desktop.ui.widgets.badge import inks, tone_icon
from desktop.ui.widgets.boxes import Line, Pane, column
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.job_line import JobLine, JobList
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.popover import Popover

_LEAST_WIDTH: Final = 480


@dataclass(frozen=True, slots=True)
class StripFact:
    """Something at the left of the strip.

    Attributes:
        words: What is so.
        icon: A drawing before it, or none.
        tone: Its tone.
    """

    words: Words
    icon: str = ""
    tone: Tone = Tone.MUTE


@dataclass(frozen=True, slots=True)
class Message:
    """Something that stays until it was read.

    Attributes:
        words: What is said.
        tone: Its tone.
        code: What it is to the program, told when it was read; may be empty.
    """

    words: Words
    tone: Tone = Tone.INFO
    code: str = ""


class StatusStrip(Pane):
    """The strip at the foot.

    Signals:
        pause_asked: Of a job; its code.
        resume_asked: The same.
        cancel_asked: The same.
        read: A finished job or a message was read; its code.
    """

    pause_asked = Signal(str)
    resume_asked = Signal(str)
    cancel_asked = Signal(str)
    read = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("surface", edges=("top",), parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._messages: list[Message] = []
        self._facts = QHBoxLayout()
        self._facts.setSpacing(8)
        self._later_facts: list[QWidget] = []
        self._message_icon = Icon("info", px=16, parent=self)
        self.message = Label(role="small", weight=SEMIBOLD, elide=True, parent=self)
        self.message_read = self._small(phrase("kit.read"), "check")
        self.job_line = JobLine(parent=self)
        self.more = self._small(NOTHING, "chevron-up")
        self._before_more = Line(upright=True, parent=self)
        self.job_list = JobList()
        self.popover = Popover(self, column(self.job_list))
        self._lay_out()
        self.message_read.clicked.connect(self._read_message)
        self.more.clicked.connect(self._open_list)
        for jobs in (self.job_line, self.job_list):
            jobs.pause_asked.connect(self.pause_asked)
            jobs.resume_asked.connect(self.resume_asked)
            jobs.cancel_asked.connect(self.cancel_asked)
            jobs.read.connect(self.read)
        self._show_next()
        self.show_jobs(())
        self._dress()

    def show_facts(self, facts: tuple[StripFact, ...]) -> None:
        """Show how things are, at the left."""
        while (item := self._facts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._later_facts.clear()
        for at, fact in enumerate(facts):
            parts: list[QWidget] = []
            if at:
                dot = verbatim(DOT.strip())
                parts.append(Label(dot, role="small", tone="text3", parent=self))
            if fact.icon:
                parts.append(Icon(fact.icon, tone=inks(fact.tone)[0], px=16, parent=self))
            parts.append(Label(fact.words, role="small", tone="text2", elide=True, parent=self))
            for part in parts:
                self._facts.addWidget(part)
                part.show()
            if at:
                self._later_facts += parts
        self._facts.addStretch(1)
        self._fit()

    def show_message(self, words: Words | None, tone: Tone = Tone.INFO, *, code: str = "") -> None:
        """Say something that stays until it was read; what was said before is read first.

        With None, everything that was not read yet is taken away.
        """
        if words is None:
            self._messages.clear()
        elif (message := Message(words, tone, code)) not in self._messages:
            self._messages.append(message)
        self._show_next()

    def show_jobs(self, jobs: tuple[Job, ...]) -> None:
        """Show what is going on; the first job in full, all of them in the list."""
        self.job_line.setVisible(bool(jobs))
        if jobs:
            self.job_line.show_job(jobs[0])
        several = len(jobs) > 1
        self.more.setVisible(several)
        self._before_more.setVisible(several)
        self.more.say(phrase("kit.jobs", count=len(jobs)))
        self.job_list.show_jobs(jobs)
        if not jobs:
            self.popover.close()
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return how narrow it may become."""
        return QSize(_LEAST_WIDTH, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Follow a new text size or language."""
        done = super().event(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()
        elif event.type() == QEvent.Type.LanguageChange:
            self._fit()
        return done

    def _lay_out(self) -> None:
        self._layout = layout = QHBoxLayout(self)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.setContentsMargins(16, 1, 10, 0)
        layout.setSpacing(8)
        layout.addLayout(self._facts, 1)
        for widget in (
            self._message_icon,
            self.message,
            self.message_read,
            self.job_line,
            self._before_more,
            self.more,
        ):
            layout.addWidget(widget)

    def _show_next(self) -> None:
        shown = self._messages[0] if self._messages else None
        for widget in (self._message_icon, self.message, self.message_read):
            widget.setVisible(shown is not None)
        if shown is not None:
            ink = inks(shown.tone)[0]
            self._message_icon.set_icon(tone_icon(shown.tone), tone=ink)
            self.message.set_tone(ink)
            self.message.say(shown.words)
        self._fit()

    def _open_list(self) -> None:
        self.popover.show_at(self.more, above=True)

    def _read_message(self) -> None:
        was = self._messages.pop(0)
        self._show_next()
        self.read.emit(was.code)

    def _small(self, words: Words, icon: str) -> Button:
        return Button(words, kind=Kind.GHOST, icon=icon, height="icon_target", parent=self)

    def _dress(self) -> None:
        self.setFixedHeight(size("status_strip"))
        self._fit()

    def _fit(self) -> None:
        """Leave out all facts but the first, then the bar of the job, where room is short."""
        for widget in self._later_facts:
            widget.show()
        self.job_line.leave_out_bar(left_out=False)
        if self._too_narrow():
            for widget in self._later_facts:
                widget.hide()
        if self._too_narrow():
            self.job_line.leave_out_bar(left_out=True)

    def _too_narrow(self) -> bool:
        self._facts.invalidate()
        self._layout.invalidate()
        return self._layout.minimumSize().width() > self.width()
