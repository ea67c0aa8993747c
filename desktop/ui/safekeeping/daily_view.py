"""Whether a backup is made by itself once a day, where, how far it is, and what went wrong."""

from PySide6.QtWidgets import QWidget

from desktop.records.safekeeping import DailyBackup
from desktop.ui.backup_due import failure_of
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, phrase, verbatim
from desktop.ui.safekeeping.presenter import SafekeepingPresenter
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.destination import choose_place
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice


class DailyView(QWidget):
    """A sentence and two buttons; a notice where the last one failed.

    Attributes:
        words: What is so.
        settle: Chooses the place.
        end: Has none be made any more.
        failed: Why there is none.
    """

    def __init__(self, presenter: SafekeepingPresenter, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.words = Label(tone="text2", wrap=True, parent=self)
        self.settle = Button(phrase("safekeeping.daily"), icon="clock", parent=self)
        self.end = Button(phrase("safekeeping.daily_end"), kind=Kind.GHOST, icon="x", parent=self)
        self.failed = Notice(Tone.ERR, parent=self)
        self.failed.hide()
        acts = QWidget(self)
        flow = Flow(gap=8, line_gap=8, parent=acts)
        flow.addWidget(self.settle)
        flow.addWidget(self.end)
        self.setLayout(column(self.failed, self.words, acts, gap=8))
        self.settle.clicked.connect(self._choose)
        self.end.clicked.connect(self._end)

    def show_state(self) -> None:
        """Show how things stand."""
        daily = self._presenter.state.daily
        self.setVisible(daily is not None)
        if daily is None:
            return
        self.words.say(_words(daily))
        self.end.setVisible(bool(daily.place))
        error = failure_of(daily)
        self.failed.setVisible(error is not None)
        if error is not None:
            self.failed.show_error(error)

    def _choose(self) -> None:
        daily = self._presenter.state.daily
        begin = daily.place if daily is not None else ""
        title = phrase("safekeeping.daily_choose")
        choose_place(self.window(), title, self._presenter.set_daily, begin=begin)

    def _end(self) -> None:
        self._presenter.set_daily(None)


def _words(daily: DailyBackup) -> Words:
    if not daily.place:
        return phrase("safekeeping.daily_none")
    if daily.is_going:
        return phrase("safekeeping.daily_going", done=daily.done, total=daily.total)
    return phrase("safekeeping.daily_to", place=verbatim(daily.place))
