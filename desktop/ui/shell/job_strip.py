"""The jobs of the window, shown in the status strip."""

from typing import Final

from PySide6.QtCore import QObject

from desktop.ui.job_facts import Job as Shown
from desktop.ui.job_facts import JobState as ShownState
from desktop.ui.jobs import JobFacts, Jobs, JobState
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.widgets.status_strip import StatusStrip

_STATES: Final = {
    JobState.RUNNING: ShownState.RUNNING,
    JobState.STOPPING: ShownState.RUNNING,
    JobState.DONE: ShownState.DONE,
    JobState.FAILED: ShownState.FAILED,
}


class JobStrip(QObject):
    """Keeps a status strip as the jobs are, and hands a person's wishes on to them."""

    def __init__(self, jobs: Jobs, strip: StatusStrip) -> None:
        super().__init__(strip)
        self._jobs = jobs
        self._strip = strip
        jobs.on_changed(self._show)
        strip.cancel_asked.connect(self._cancel)
        strip.read.connect(self._read)

    def _show(self) -> None:
        newest_first = tuple(reversed(self._jobs.facts))
        running = tuple(job for job in newest_first if job.state is JobState.RUNNING)
        rest = tuple(job for job in newest_first if job.state is not JobState.RUNNING)
        self._strip.show_jobs(tuple(_shown(job) for job in running + rest))

    def _cancel(self, code: str) -> None:
        self._jobs.cancel(int(code))

    def _read(self, code: str) -> None:
        if code:
            self._jobs.read(int(code))


def _shown(job: JobFacts) -> Shown:
    return Shown(
        code=str(job.number),
        words=_words(job),
        count=_count(job),
        done=job.done,
        total=job.total,
        state=_STATES[job.state],
        can_pause=False,
        can_cancel=job.may_cancel,
    )


def _words(job: JobFacts) -> Words:
    match job.state:
        case JobState.RUNNING:
            return job.title
        case JobState.STOPPING:
            return joined(job.title, phrase("frame.stopping"))
        case JobState.DONE:
            return job.summary
        case JobState.FAILED:
            explained = job.problem
            return verbatim(explained.happened) if explained is not None else job.title


def _count(job: JobFacts) -> Words:
    if job.state is JobState.RUNNING and job.total:
        return phrase("frame.of", done=job.done, total=job.total)
    return NOTHING
