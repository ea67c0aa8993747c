"""The strip at the foot of list screens: how the vault is, and what is going on. Never modal."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.look.current import scaled, size
from desktop.ui.look.fonts import SEMIBOLD
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import DOT, NOTHING, Words, phrase, verbatim
from desktop.ui.widgets.badge import inks, tone_icon
from desktop.ui.widgets.boxes import Line, Pane, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Bar
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.popover import Popover


class JobState(Enum):
    """Where a job stands."""

    RUNNING = "running"
    """Going on."""
    PAUSED = "paused"
    """Stopped by a person, can go on."""
    DONE = "done"
    """Finished; stays until it was read."""
    FAILED = "failed"
    """Stopped by an error; stays until it was read."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the strip shows it.

    Attributes:
        code: What it is to the program.
        words: What it is to a person, as in "Copying from card".
        count: How far it is, as in "11 of 14 verified".
        done: How many are done.
        total: Of how many.
        state: Where it stands.
        may_pause: Whether it can be paused.
        may_cancel: Whether it can be stopped.
    """

    code: str
    words: Words
    count: Words
    done: int
    total: int
    state: JobState = JobState.RUNNING
    may_pause: bool = True
    may_cancel: bool = True


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


_TONES: Final = {
    JobState.RUNNING: Tone.INFO,
    JobState.PAUSED: Tone.MUTE,
    JobState.DONE: Tone.OK,
    JobState.FAILED: Tone.ERR,
}


class StatusStrip(Pane):
    """The strip at the foot.

    Signals:
        pause_asked: Of a job; its code.
        resume_asked: The same.
        cancel_asked: The same.
        read: A finished job or the message was read; the code of the job, or empty.
    """

    pause_asked = Signal(str)
    resume_asked = Signal(str)
    cancel_asked = Signal(str)
    read = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("surface", edges=("top",), parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._jobs: tuple[Job, ...] = ()
        self._facts = QHBoxLayout()
        self._facts.setSpacing(8)
        self._message_icon = Icon("info", px=16, parent=self)
        self._message = Label(role="small", weight=SEMIBOLD, elide=True, parent=self)
        self._message_read = self._small(phrase("kit.read"), "check")
        self.job_line = JobLine(parent=self)
        self.more = self._small(NOTHING, "chevron-up")
        self._before_more = Line(upright=True, parent=self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 1, 10, 0)
        layout.setSpacing(8)
        layout.addLayout(self._facts, 1)
        for widget in (
            self._message_icon,
            self._message,
            self._message_read,
            self.job_line,
            self._before_more,
            self.more,
        ):
            layout.addWidget(widget)
        self._message_read.clicked.connect(self._read_message)
        self.more.clicked.connect(self._open_list)
        for line in (self.job_line,):
            self._connect(line)
        self.show_message(None)
        self.show_jobs(())
        self._dress()

    def show_facts(self, facts: tuple[StripFact, ...]) -> None:
        """Show how things are, at the left."""
        while (item := self._facts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for at, fact in enumerate(facts):
            if at:
                self._facts.addWidget(Label(verbatim(DOT.strip()), role="small", tone="text3"))
            if fact.icon:
                self._facts.addWidget(Icon(fact.icon, tone=inks(fact.tone)[0], px=16))
            self._facts.addWidget(Label(fact.words, role="small", tone="text2", elide=True))
        self._facts.addStretch(1)

    def show_message(self, words: Words | None, tone: Tone = Tone.INFO) -> None:
        """Say something that stays until it was read; with None say nothing."""
        for widget in (self._message_icon, self._message, self._message_read):
            widget.setVisible(words is not None)
        if words is not None:
            ink = inks(tone)[0]
            self._message_icon.set_icon(tone_icon(tone), tone=ink)
            self._message.set_tone(ink)
            self._message.say(words)

    def show_jobs(self, jobs: tuple[Job, ...]) -> None:
        """Show what is going on; the first job in full, the others in the list."""
        self._jobs = jobs
        self.job_line.setVisible(bool(jobs))
        if jobs:
            self.job_line.show_job(jobs[0])
        several = len(jobs) > 1
        self.more.setVisible(several)
        self._before_more.setVisible(several)
        self.more.say(phrase("kit.jobs", count=len(jobs)))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _connect(self, line: "JobLine") -> None:
        line.pause_asked.connect(self.pause_asked)
        line.resume_asked.connect(self.resume_asked)
        line.cancel_asked.connect(self.cancel_asked)
        line.read.connect(self.read)

    def _open_list(self) -> None:
        content = QVBoxLayout()
        content.addWidget(Label(phrase("kit.job_list"), role="strong"))
        lines = []
        for job in self._jobs:
            line = JobLine(parent=self)
            line.show_job(job)
            self._connect(line)
            content.addWidget(line)
            lines.append(line)
        popover = Popover(self, content)
        popover.show_at(self.more, above=True)

    def _read_message(self) -> None:
        self.show_message(None)
        self.read.emit("")

    def _small(self, words: Words, icon: str) -> Button:
        return Button(words, kind=Kind.GHOST, icon=icon, height="icon_target", parent=self)

    def _dress(self) -> None:
        self.setFixedHeight(size("status_strip"))


class JobLine(QWidget):
    """One job: its name, how far it is, and what can be done with it."""

    pause_asked = Signal(str)
    resume_asked = Signal(str)
    cancel_asked = Signal(str)
    read = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._icon = Icon("info", px=16, parent=self)
        self._words = Label(role="small", weight=SEMIBOLD, parent=self)
        self.bar = Bar(NOTHING, parent=self)
        self.bar.setFixedWidth(scaled(140))
        self._count = Label(role="small", tone="text2", parent=self)
        self.pause = self._small(phrase("button.pause"), "pause")
        self.cancel = self._small(phrase("button.cancel"), "x")
        self.mark_read = self._small(phrase("kit.read"), "check")
        self.setLayout(
            row(
                self._icon,
                self._words,
                self.bar,
                self._count,
                None,
                self.pause,
                self.cancel,
                self.mark_read,
                gap=8,
            )
        )
        self.pause.clicked.connect(self._pause)
        self.cancel.clicked.connect(self._cancel)
        self.mark_read.clicked.connect(self._read)

    def show_job(self, job: Job) -> None:
        """Show a job as it stands."""
        self._job = job
        tone = _TONES[job.state]
        over = job.state in {JobState.DONE, JobState.FAILED}
        paused = job.state is JobState.PAUSED
        self._icon.setVisible(over)
        self._icon.set_icon(tone_icon(tone), tone=inks(tone)[0])
        self._words.say(job.words)
        self._words.set_tone("err" if job.state is JobState.FAILED else "text")
        self._count.say(job.count)
        self.bar.set_progress(job.done, job.total)
        self.bar.setVisible(not over and job.total > 0)
        self.pause.setVisible(job.may_pause and not over)
        self.pause.say(phrase("kit.resume" if paused else "button.pause"))
        self.pause.set_icon("play" if paused else "pause")
        self.cancel.setVisible(job.may_cancel and not over)
        self.mark_read.setVisible(over)

    def _small(self, words: Words, icon: str) -> Button:
        return Button(words, kind=Kind.GHOST, icon=icon, height="icon_target", parent=self)

    def _pause(self) -> None:
        if self._job is not None:
            paused = self._job.state is JobState.PAUSED
            (self.resume_asked if paused else self.pause_asked).emit(self._job.code)

    def _cancel(self) -> None:
        if self._job is not None:
            self.cancel_asked.emit(self._job.code)

    def _read(self) -> None:
        if self._job is not None:
            self.read.emit(self._job.code)
