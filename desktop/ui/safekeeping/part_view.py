"""How an errand of one part goes, and what came of it."""

from PySide6.QtWidgets import QWidget

from desktop.errors import DeskError
from desktop.ui.job_facts import Job
from desktop.ui.keeping import Going, Keeping, Part
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, phrase
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.job_line import JobLine
from desktop.ui.widgets.notice import Notice


class PartView(QWidget):
    """A line while something goes on, then a notice until it is read.

    Attributes:
        line: How far it is, with its button to stop.
        result: What came of it.
    """

    def __init__(self, keeping: Keeping, part: Part, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._keeping = keeping
        self._part = part
        self._shown: object = None
        self._held = Card(parent=self)
        self.line = JobLine(parent=self._held)
        self._held.setLayout(column(self.line, margins=(14, 8, 10, 8)))
        self.result = Notice(Tone.OK, parent=self)
        self.result.offer(phrase("kit.read"), icon="check")
        self.setLayout(column(self._held, self.result, gap=8))
        self.line.cancel_asked.connect(self._stop)
        self.result.acted.connect(self._read)
        self.show_part()

    def show_part(self) -> None:
        """Show how things stand."""
        going, ended = self._keeping.going, self._keeping.ended.get(self._part)
        mine = going is not None and going.part is self._part
        self._held.setVisible(mine)
        if going is not None and mine:
            self.line.show_job(_job(going))
        self.result.setVisible(ended is not None)
        if ended is not None and ended is not self._shown:
            if isinstance(ended, DeskError):
                self.result.show_words(NOTHING, tone=Tone.ERR)
                self.result.show_error(ended)
            else:
                self.result.show_words(ended.title, ended.body, tone=ended.tone)
        self._shown = ended
        self.setVisible(mine or ended is not None)

    def _stop(self, _code: str) -> None:
        self._keeping.stop()

    def _read(self) -> None:
        self._keeping.read(self._part)


def _job(going: Going) -> Job:
    count = phrase("frame.of", done=going.done, total=going.total) if going.total else NOTHING
    return Job(
        code=going.part.value,
        words=going.title,
        count=count,
        done=going.done,
        total=going.total,
        can_pause=False,
        can_cancel=going.may_stop,
    )
