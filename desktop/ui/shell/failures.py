"""The notice under the header: a job that ended otherwise than was asked, until it is read."""

from PySide6.QtWidgets import QWidget

from desktop.ui.jobs import JobFacts, Jobs, JobState
from desktop.ui.phrase import phrase
from desktop.ui.widgets.boxes import Margins, column
from desktop.ui.widgets.notice import Notice

_AROUND: Margins = (20, 12, 20, 0)


class FailureRoom(QWidget):
    """Says what happened, what is safe and what to do, of the latest job that failed.

    A job without an explanation is told of by the screen that began it, and by the strip.
    """

    def __init__(self, jobs: Jobs, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.notice = Notice(parent=self)
        self.notice.offer(phrase("kit.read"), icon="check")
        self.setLayout(column(self.notice, margins=_AROUND))
        self.hide()
        self.notice.acted.connect(self._read)
        jobs.on_changed(self._show)

    def _show(self) -> None:
        latest = self._latest()
        if latest is not None and latest.problem is not None:
            self.notice.show_explanation(latest.problem, code=latest.code)
        self.setVisible(latest is not None)

    def _read(self) -> None:
        latest = self._latest()
        if latest is not None:
            self._jobs.read(latest.number)

    def _latest(self) -> JobFacts | None:
        failed = [job for job in self._jobs.facts if job.state is JobState.FAILED and job.problem]
        return failed[-1] if failed else None
