"""The guidance's checklist of one device: an answer for each check, and when it was made."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.records.dates import show_date
from desktop.records.device import Answer, Check, Reply, may_be_absent
from desktop.ui.columns import Beside
from desktop.ui.devices.device_presenter import DeviceState
from desktop.ui.devices.entered import Entered
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import CARD, Line, column
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.segments import Segments

_LEAST = 240
_TONES = {Reply.YES: Tone.OK, Reply.NO: Tone.ERR, Reply.NOT_APPLICABLE: Tone.MUTE}


class CheckLine(QWidget):
    """One check: what is to be so, the answer, and when and by whom it was given.

    Signals:
        answered: A ``Reply``.
    """

    answered = Signal(object)

    def __init__(self, check: Check, *, absent: bool, editable: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.check = check
        words = QWidget(self)
        self._question = phrase(f"check.{check.value}")
        self._since = Label(role="small", tone="text2", wrap=True, parent=words)
        words.setLayout(column(Label(self._question, wrap=True, parent=words), self._since, gap=2))
        replies = [one for one in Reply if absent or one is not Reply.NOT_APPLICABLE]
        self.replies: Segments | None = None
        self._badge: Badge | None = None
        small: QWidget
        if editable:
            choices = [(one, phrase(f"reply.{one.value}")) for one in replies]
            self.replies = Segments(self._question, choices, small=True, parent=self)
            self.replies.chosen.connect(self.answered)
            small = self.replies
        else:
            self._badge = Badge(phrase("devices.unanswered"), Tone.WARN, parent=self)
            small = self._badge
        line = Beside(words, small, least=_LEAST, parent=self)
        self.setLayout(column(line, margins=(0, 7, 0, 7)))

    def show_answer(self, reply: Reply | None, answer: Answer | None, by: str) -> None:
        """Show what is answered, and since when."""
        if self.replies is not None:
            self.replies.set_value(reply)
        if self._badge is not None and reply is not None:
            self._badge.show_state(phrase(f"reply.{reply.value}"), _TONES[reply])
        since: Words = NOTHING
        if answer is not None and answer.reply is reply:
            since = joined(verbatim(show_date(answer.on)), verbatim(by))
        self._since.say(since)
        self._since.setVisible(since != NOTHING)


class Checklist(Card):
    """All checks of one device, and the day of its next review.

    Signals:
        answered: A ``Check`` and a ``Reply``.
        review_entered: The day of the next review, as typed.
        all_asked: Everything that is not answered holds.
        today_asked: It was looked at today.
    """

    answered = Signal(object, object)
    review_entered = Signal(str)
    all_asked = Signal()
    today_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shown: object = None
        self.lines: dict[Check, CheckLine] = {}
        self._held = QVBoxLayout()
        self._held.setSpacing(0)
        self.all = Button(
            phrase("devices.all_hold"), icon="list-checks", height="button_small", parent=self
        )
        self.review = Field(
            phrase("devices.field_review"), hint=phrase("devices.review_hint"), parent=self
        )
        self.today = Button(
            phrase("devices.today"), icon="calendar", height="button_small", parent=self
        )
        self._review_said = Label(wrap=True, parent=self)
        self._asks = QWidget(self)
        self._asks.setLayout(
            column(
                Beside(QWidget(self._asks), self.all, least=0, parent=self._asks),
                Line(tone="line2", parent=self._asks),
                Beside(self.review, self.today, least=_LEAST, parent=self._asks),
                gap=10,
            )
        )
        self.setLayout(column(self._held, self._asks, self._review_said, None, gap=8, margins=CARD))
        self.all.clicked.connect(self.all_asked)
        self.today.clicked.connect(self.today_asked)
        self.review.changed.connect(self.review_entered)

    def show_state(self, state: DeviceState) -> None:
        """Show the checks of a device as they are answered."""
        entered, may = state.entered, state.can_manage
        self._make_lines(entered, editable=may)
        kept = state.device.device.answers if state.device else {}
        names = {one.user_id: one.full_name for one in state.people}
        for check, line in self.lines.items():
            answer = kept.get(check)
            by = names.get(answer.by, "") if answer else ""
            line.show_answer(entered.replies.get(check), answer, by)
        self._asks.setVisible(may)
        self._review_said.setVisible(not may)
        no_day = phrase("devices.no_review")
        day = phrase("devices.review_on", day=entered.review) if entered.review else no_day
        self._review_said.say(day)
        is_open = any(check not in entered.replies for check in entered.needed)
        self.all.refuse(None if is_open else phrase("devices.all_answered"))
        if self.review.value() != entered.review:
            with QSignalBlocker(self.review):
                self.review.set_value(entered.review)
        wrong = "review" in entered.faults()
        self.review.set_error(phrase("devices.wrong_day") if wrong else None)

    def _make_lines(self, entered: Entered, *, editable: bool) -> None:
        wanted = (entered.kind, entered.needed, editable)
        if wanted == self._shown:
            return
        self._shown = wanted
        while (item := self._held.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.lines = {}
        for at, check in enumerate(entered.needed):
            if at:
                self._held.addWidget(Line(tone="line2", parent=self))
            absent = may_be_absent(entered.kind, check)
            line = CheckLine(check, absent=absent, editable=editable, parent=self)
            line.answered.connect(partial(self.answered.emit, check))
            self.lines[check] = line
            self._held.addWidget(line)
