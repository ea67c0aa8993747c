"""The whole of one entry: nothing elided, its identifier in full and to be copied."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.records.audit_line import AuditLine
from desktop.ui.audit.acts import act_words
from desktop.ui.audit.entries import (
    People,
    moment,
    recorded_words,
    subject_words,
    when_words,
    who_words,
)
from desktop.ui.phrase import NOTHING, joined, phrase, verbatim
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label


class EntryCard(Card):
    """Shows the entry that is chosen in the table.

    Signals:
        copy_asked: The identifier is to be copied.
        only_asked: Only what happened to this subject is to be shown.
    """

    copy_asked = Signal()
    only_asked = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._hint = Label(phrase("audit.choose_entry"), tone="text2", parent=self)
        self._title = Label(role="strong", wrap=True, parent=self)
        self._who = Label(role="small", tone="text2", wrap=True, parent=self)
        self._recorded = Label(role="small", wrap=True, selectable=True, parent=self)
        self._subject = Label(role="small", weight=600, parent=self)
        self.code = Label(role="small", tone="text2", selectable=True, parent=self)
        self.copy = Button(
            phrase("audit.copy_id"),
            kind=Kind.GHOST,
            icon="copy",
            height="button_small",
            parent=self,
        )
        self.only = Button(
            phrase("audit.only_this"), icon="search", height="button_small", parent=self
        )
        self._about = QWidget(self)
        about = Flow(gap=10, line_gap=4, parent=self._about)
        for widget in (self._subject, self.code, self.copy, self.only):
            about.addWidget(widget)
        lines = QVBoxLayout()
        lines.setSpacing(3)
        for label in (self._hint, self._title, self._who, self._recorded):
            lines.addWidget(label)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 10, 12, 10)
        line.setSpacing(16)
        line.addLayout(column(None, lines, None, gap=0), 1)
        line.addLayout(row(self._about), 1)
        self.copy.clicked.connect(self._copy)
        self.only.clicked.connect(self._only)
        self.show_entry(None, {}, may_narrow=False)

    def show_entry(self, line: AuditLine | None, people: People, *, may_narrow: bool) -> None:
        """Show an entry, or with None how to come to one."""
        self._hint.setVisible(line is None)
        for label in (self._title, self._who, self._recorded):
            label.setVisible(line is not None)
        self._about.setVisible(line is not None and bool(line.subject))
        if line is None:
            return
        name, role = who_words(line, people)
        at = moment(line)
        when = f"{when_words(line)}:{at.second:02d}"
        self._title.say(joined(act_words(line.act), phrase("audit.entry", seq=line.seq)))
        self._who.say(joined(verbatim(when), verbatim(name), role))
        recorded = recorded_words(line)
        self._recorded.say(recorded)
        self._recorded.setVisible(recorded != NOTHING)
        self._subject.say(subject_words(line.subject, people))
        self.code.say(verbatim(line.subject))
        self.only.setVisible(may_narrow)

    def _copy(self) -> None:
        self.copy_asked.emit()

    def _only(self) -> None:
        self.only_asked.emit()
