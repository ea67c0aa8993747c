"""Jobs as the status strip shows them: one line each, with what can be done about it."""

from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.job_facts import Job, JobState
from desktop.ui.look.current import scaled
from desktop.ui.look.fonts import SEMIBOLD
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.widgets.badge import inks, tone_icon
from desktop.ui.widgets.boxes import row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Bar
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.words import name_said

_BAR: Final = 140


_TONES: Final = {
    JobState.RUNNING: Tone.INFO,
    JobState.PAUSED: Tone.MUTE,
    JobState.DONE: Tone.OK,
    JobState.FAILED: Tone.ERR,
}


class JobLine(QWidget):
    """One job: its name, how far it is, and what can be done with it.

    Signals:
        pause_asked: The code of the job; so for the others.
        resume_asked: A paused job is to go on.
        cancel_asked: It is to be given up.
        read: A finished job was read.
    """

    pause_asked = Signal(str)
    resume_asked = Signal(str)
    cancel_asked = Signal(str)
    read = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._without_bar = False
        self._icon = Icon("info", px=16, parent=self)
        self._words = Label(role="small", weight=SEMIBOLD, elide=True, parent=self)
        self.bar = Bar(NOTHING, parent=self)
        self._count = Label(role="small", tone="text2", parent=self)
        self.pause = self._small(phrase("button.pause"), "pause")
        self.cancel = self._small(phrase("button.cancel"), "x")
        self.mark_read = self._small(phrase("kit.read"), "check")
        items = (self._icon, self._words, self.bar, self._count, None)
        self.setLayout(row(*items, self.pause, self.cancel, self.mark_read, gap=8))
        self.pause.clicked.connect(self._pause)
        self.cancel.clicked.connect(self._cancel)
        self.mark_read.clicked.connect(self._read)
        self._dress()

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
        name_said(self.bar, job.words)
        self.bar.set_progress(job.done, job.total)
        self._show_bar()
        self.pause.setVisible(not over and job.can_pause)
        self.pause.say(phrase("kit.resume" if paused else "button.pause"))
        self.pause.set_icon("play" if paused else "pause")
        self.cancel.setVisible(not over and job.can_cancel)
        self.mark_read.setVisible(over)

    def leave_out_bar(self, *, left_out: bool) -> None:
        """Show only the count, where there is no room for the bar as well."""
        self._without_bar = left_out
        self._show_bar()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _show_bar(self) -> None:
        going_on = self._job is not None and self._job.state in {
            JobState.RUNNING,
            JobState.PAUSED,
        }
        self.bar.setVisible(going_on and not self._without_bar)

    def _small(self, words: Words, icon: str) -> Button:
        return Button(words, kind=Kind.GHOST, icon=icon, height="icon_target", parent=self)

    def _dress(self) -> None:
        self.bar.setFixedWidth(scaled(_BAR))

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


class JobList(QWidget):
    """All jobs, one under the other.

    Signals: as of :class:`JobLine`.
    """

    pause_asked = Signal(str)
    resume_asked = Signal(str)
    cancel_asked = Signal(str)
    read = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[JobLine] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(Label(phrase("kit.job_list"), role="strong", parent=self))

    def show_jobs(self, jobs: tuple[Job, ...]) -> None:
        """Show the jobs; a line keeps its place while its job lasts."""
        while len(self.lines) < len(jobs):
            self._add_line()
        for at, line in enumerate(self.lines):
            line.setVisible(at < len(jobs))
            if at < len(jobs):
                line.show_job(jobs[at])

    def _add_line(self) -> None:
        line = JobLine(parent=self)
        line.pause_asked.connect(self.pause_asked)
        line.resume_asked.connect(self.resume_asked)
        line.cancel_asked.connect(self.cancel_asked)
        line.read.connect(self.read)
        self._layout.addWidget(line)
        self.lines.append(line)
