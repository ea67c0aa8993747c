"""When the last backup was made, making one, and checking one."""

from PySide6.QtWidgets import QWidget

from desktop.records.safekeeping import BackupState
from desktop.ui.columns import Beside
from desktop.ui.desk import Desk
from desktop.ui.keeping import Part
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.safekeeping.daily_view import DailyView
from desktop.ui.safekeeping.part_view import PartView
from desktop.ui.safekeeping.presenter import SafekeepingPresenter
from desktop.ui.safekeeping.told import moment_words
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import CARD, Line, column
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.destination import choose_place
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label

_LEAST = 300


class BackupsCard(Card):
    """What is so, and two things to do.

    Attributes:
        back_up: Chooses a folder, and makes a backup there.
        check: Chooses a folder, and checks the backup there.
        daily: The backup that is made by itself.
    """

    def __init__(self, desk: Desk, presenter: SafekeepingPresenter, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._presenter = presenter
        self.last = Label(phrase("safekeeping.asking"), role="strong", wrap=True, parent=self)
        self.where = Label(tone="text2", wrap=True, parent=self)
        self.due = Badge(NOTHING, Tone.WARN, icon="clock", parent=self)
        self.back_up = Button(
            phrase("safekeeping.back_up"), kind=Kind.PRIMARY, icon="hard-drive", parent=self
        )
        self.check = Button(phrase("safekeeping.check"), icon="shield-check", parent=self)
        self.view = PartView(desk.keeping, Part.BACKUPS, parent=self)
        self.daily = DailyView(presenter, parent=self)
        words = QWidget(self)
        words.setLayout(column(self.last, self.where, gap=2))
        acts = QWidget(self)
        flow = Flow(gap=8, line_gap=8, parent=acts)
        flow.addWidget(self.back_up)
        flow.addWidget(self.check)
        kept = phrase("safekeeping.copies_stay")
        self.setLayout(
            column(
                Beside(words, self.due, least=_LEAST, parent=self),
                acts,
                self.view,
                Line(tone="line2", parent=self),
                self.daily,
                Label(kept, role="small", tone="text2", wrap=True, parent=self),
                gap=10,
                margins=CARD,
            )
        )
        self.due.hide()
        self.back_up.clicked.connect(self._choose_to)
        self.check.clicked.connect(self._choose_from)

    def show_state(self) -> None:
        """Show how things stand."""
        state = self._presenter.state.backup
        if state is not None:
            self.last.say(_last(state))
            self.where.say(self._where(state))
            due = phrase("safekeeping.due" if state.is_due else "safekeeping.not_due")
            tone, icon = (Tone.WARN, "clock") if state.is_due else (Tone.OK, "circle-check")
            self.due.show_state(due, tone, icon=icon)
            self.due.show()
        busy = phrase("safekeeping.busy") if self._presenter.is_busy else None
        self.back_up.refuse(busy)
        self.check.refuse(busy)
        self.view.show_part()
        self.daily.show_state()

    def _where(self, state: BackupState) -> Words:
        if not state.made_at:
            return phrase("safekeeping.none_what")
        person = self._presenter.person_of(state.by)
        by = verbatim(person.full_name) if person is not None else NOTHING
        if not state.place:
            return joined(by, phrase("safekeeping.place_hidden"))
        return joined(by, verbatim(state.place))

    def _choose_to(self) -> None:
        title = phrase("safekeeping.choose_to")
        choose_place(self.window(), title, self._presenter.back_up, begin=self._begin())

    def _choose_from(self) -> None:
        title = phrase("safekeeping.choose_from")
        choose_place(self.window(), title, self._presenter.check, begin=self._begin())

    def _begin(self) -> str:
        state = self._presenter.state.backup
        return state.place if state is not None else ""


def _last(state: BackupState) -> Words:
    if not state.made_at:
        return phrase("safekeeping.none")
    when = moment_words(state.made_at)
    if not state.age_days:
        return phrase("safekeeping.last_today", when=when)
    return phrase("safekeeping.last", when=when, count=state.age_days)
