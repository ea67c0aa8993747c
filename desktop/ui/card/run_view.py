"""What is being taken in, or what became of it: above the photographs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.amounts import far_said
from desktop.ui.card.state import CardState
from desktop.ui.columns import Beside
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase
from desktop.ui.runs import Run, RunState, left_over, verified
from desktop.ui.slips_said import slips_said
from desktop.ui.widgets.boxes import CARD, column
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Bar, Card
from desktop.ui.widgets.label import Label

_LEAST = 220


class RunView(Card):
    """Progress with *Cancel*, or the end of it with what can be done next.

    Signals:
        stop_asked: Stop after the present file.
        go_on_asked: Go on where it was stopped.
        inbox_asked: Go to what came in.
    """

    stop_asked = Signal()
    go_on_asked = Signal()
    inbox_asked = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(tone=Tone.INFO, parent=parent)
        words = QWidget(self)
        self.title = Label(role="strong", wrap=True, parent=words)
        self.detail = Label(role="small", tone="text2", wrap=True, parent=words)
        self.bar = Bar(phrase("card.progress"), parent=words)
        words.setLayout(column(self.title, self.detail, self.bar, gap=4))
        self.stop = Button(phrase("button.cancel"), icon="x", parent=self)
        self.go_on = Button(phrase("inbox.go_on"), icon="play", parent=self)
        self.to_inbox = Button(phrase("card.to_inbox"), icon="inbox", parent=self)
        self.setLayout(
            column(
                Beside(words, self.stop, self.go_on, self.to_inbox, least=_LEAST, parent=self),
                margins=CARD,
            )
        )
        self.stop.clicked.connect(self.stop_asked)
        self.go_on.clicked.connect(self.go_on_asked)
        self.to_inbox.clicked.connect(self.inbox_asked)

    def show_state(self, state: CardState) -> None:
        """Show the run of a state; nothing where there is none."""
        run = state.run
        self.setVisible(run is not None)
        if run is None:
            return
        running, stopped = run.state is RunState.RUNNING, run.state is RunState.STOPPED
        self.set_tone(Tone.INFO if running else Tone.WARN if stopped else Tone.OK)
        self.title.say(_title(run, gone=state.gone))
        self.detail.say(far_said(run) if running else _ended(run))
        self.bar.setVisible(running)
        if run.total_bytes:
            self.bar.set_progress(run.done_bytes * 1000 // run.total_bytes, 1000)
        else:
            self.bar.set_progress(run.done, run.total)
        self.stop.setVisible(running)
        self.go_on.setVisible(stopped and not state.gone)
        self.to_inbox.setVisible(not running and bool(verified(run)))


def _title(run: Run, *, gone: bool) -> Words:
    if run.state is RunState.RUNNING:
        return phrase("card.importing")
    if run.state is RunState.DONE:
        return phrase("inbox.copied_safe", count=verified(run))
    return phrase("card.put_back" if gone else "card.stopped", count=left_over(run))


def _ended(run: Run) -> Words:
    intake = run.intake
    if intake is None:
        return NOTHING
    removed = sum(one.source_removed for one in intake.arrived)
    removed += sum(one.source_removed for one in intake.duplicates)
    return joined(
        phrase("inbox.copied_safe", count=verified(run))
        if run.state is RunState.STOPPED and verified(run)
        else NOTHING,
        phrase("card.again", count=len(intake.duplicates)) if intake.duplicates else NOTHING,
        phrase("inbox.removed", count=removed) if removed else NOTHING,
        phrase("card.not_taken", count=len(intake.refused)) if intake.refused else NOTHING,
        slips_said(intake.slips),
        between=" ",
    )
