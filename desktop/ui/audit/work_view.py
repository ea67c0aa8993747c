"""How checking the trail and saving it goes, and what came of it."""

from PySide6.QtWidgets import QWidget

from desktop.records.trail_check import TrailCheck
from desktop.ui.audit.trail_work import TrailWork
from desktop.ui.found_notices import FoundNotices
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.job_line import JobLine
from desktop.ui.widgets.notice import Notice


class WorkView(QWidget):
    """A line while something goes on, then a notice until it is read.

    Attributes:
        line: How far it is, with its button to stop.
        result: What came of it.
        found: What does not hold, one notice a kind.
    """

    def __init__(self, work: TrailWork, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._held = Card(parent=self)
        self.line = JobLine(parent=self._held)
        self._held.setLayout(column(self.line, margins=(14, 8, 10, 8)))
        self.result = Notice(Tone.OK, parent=self)
        self.result.offer(phrase("kit.read"), icon="check")
        self.found = FoundNotices(parent=self)
        self.setLayout(column(self._held, self.result, self.found, gap=8))
        self.line.cancel_asked.connect(self._cancel)
        self.result.acted.connect(work.read)
        self.show_work()

    def show_work(self) -> None:
        """Show how things stand."""
        work = self._work
        self._held.setVisible(work.job is not None)
        if work.job is not None:
            self.line.show_job(work.job)
        self._show_result()
        problems = work.checked.problems if work.checked is not None else ()
        self.found.show_problems(problems)
        over = (work.checked, work.saved, work.problem)
        self.setVisible(work.job is not None or any(one is not None for one in over))

    def _show_result(self) -> None:
        work = self._work
        self.result.show()
        if work.problem is not None:
            self.result.show_words(phrase("audit.not_saved"), tone=Tone.ERR)
            self.result.show_error(work.problem)
        elif work.checked is not None:
            title, body, tone = _told(work.checked)
            self.result.show_words(title, body, tone=tone)
        elif work.saved:
            title = phrase("audit.saved_csv", count=work.saved)
            self.result.show_words(title, phrase("audit.saved_csv_what"), tone=Tone.OK)
        elif work.saved is not None:
            words = phrase("audit.not_saved"), phrase("audit.not_saved_what")
            self.result.show_words(*words, tone=Tone.INFO)
        else:
            self.result.hide()

    def _cancel(self, _code: str) -> None:
        self._work.cancel()


def _told(checked: TrailCheck) -> tuple[Words, Words, Tone]:
    """Return what is said of a check, and how bad it is."""
    count = checked.entries
    if checked.problems:
        title = phrase("audit.wrong", count=len(checked.problems))
        return title, phrase("audit.wrong_what", count=count), Tone.ERR
    if not checked.is_whole:
        body = phrase("audit.stopped_what", count=count)
        return phrase("audit.stopped_check"), body, Tone.INFO
    title = phrase("audit.trail_whole", count=count)
    return title, phrase("audit.trail_whole_what", count=checked.heads), Tone.OK
