"""Who saw or changed what, as a place of the window."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.audit.acts import Kind
from desktop.ui.audit.entry_card import EntryCard
from desktop.ui.audit.presenter import AuditPresenter, Period
from desktop.ui.audit.rows import AuditRows
from desktop.ui.audit.summary_card import SummaryCard
from desktop.ui.audit.trail_work import TrailWork
from desktop.ui.audit.work_view import WorkView
from desktop.ui.desk import Desk
from desktop.ui.found_notices import FoundNotices
from desktop.ui.look.current import scaled
from desktop.ui.phrase import Words, phrase, verbatim
from desktop.ui.place import AuditPlace
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.widgets.boxes import PAGE, column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.destination import choose_destination
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.scroll import Scroll
from desktop.ui.widgets.segments import Segments
from desktop.ui.widgets.table import Table
from desktop.ui.words import language, said

_IMAGE: Final = "i-"
_SEARCH: Final = 264


class AuditScreen(Screen):
    """The trail as a table with filters, and the whole of the entry that is chosen."""

    def __init__(self, place: AuditPlace, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self.presenter = AuditPresenter(desk, self.scope, place, said=said, heard=self._show)
        self._title = Label(role="h1", parent=self)
        self._count = Label(tone="text2", elide=True, parent=self)
        self.everything = Button(phrase("audit.everything"), icon="list", parent=self)
        self.check = Button(phrase("audit.check"), icon="shield-check", parent=self)
        self.save = Button(phrase("audit.save_csv"), icon="download", parent=self)
        self.notice = Notice(parent=self)
        self.work = TrailWork(desk, self.scope, self._show_work)
        self.work_view = WorkView(self.work, parent=self)
        self.found = FoundNotices(parent=self)
        self.summary = SummaryCard(parent=self)
        self.kinds = Segments(
            phrase("audit.kinds"),
            [(kind, phrase(f"audit.{kind.value}")) for kind in Kind],
            wraps=True,
            parent=self,
        )
        self.person = Combo(phrase("audit.person"), parent=self)
        self.period = Combo(
            phrase("audit.period"),
            [(period, phrase(f"audit.{period.value}")) for period in Period],
            parent=self,
        )
        self.search = Field(
            phrase("audit.search"),
            name_shown=False,
            placeholder=phrase("audit.search_hint"),
            icon="search",
            clear=True,
            parent=self,
        )
        self.rows = AuditRows(self)
        self.table = Table(phrase("audit.trail"), self.rows, parent=self)
        self.again = Button(phrase("audit.show_all"), parent=self)
        self.nothing = EmptyState(
            phrase("audit.nothing"),
            phrase("audit.nothing_what"),
            icon="history",
            buttons=(self.again,),
            parent=self,
        )
        self.entry = EntryCard(parent=self)
        self.pages = QStackedWidget(self)
        self._choices: list[tuple[object, Words]] = []
        self._build()
        self._connect()
        task = Frame.TASK if place.subject else Frame.LIST
        self.set_chrome(Chrome(frame=task, title=phrase("audit.title")))
        self.presenter.open()
        self._show()
        self._dress()

    def first_focus(self) -> QWidget:
        """Return the table."""
        return self.table

    def changeEvent(self, event: QEvent) -> None:
        """Search in the language that is read."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.presenter.say_again()
        elif event.type() == QEvent.Type.StyleChange:
            self._dress()

    # ------------------------------------------------------------------ showing

    def _show(self) -> None:
        presenter = self.presenter
        self.notice.setVisible(presenter.problem is not None)
        if presenter.problem is not None:
            self.notice.show_error(presenter.problem)
            self.notice.offer(phrase("record.try_again"), icon="refresh-cw")
        self._allow()
        self.set_place(presenter.place)
        self._title.say(self._heading())
        self._count.say(self._count_words())
        self.everything.setVisible(bool(presenter.subject))
        self.summary.setVisible(bool(presenter.subject) and presenter.lines is not None)
        if presenter.subject:
            self.summary.show_summary(presenter.subject, presenter.people, presenter.summary)
        self._show_filters()
        self.rows.show_lines(presenter.rows, presenter.people)
        empty = presenter.lines is not None and not presenter.rows
        self.pages.setCurrentIndex(1 if empty else 0)
        self.entry.setVisible(bool(presenter.rows))
        chosen = presenter.chosen
        if chosen is not None:
            self.table.choose_row(presenter.rows.index(chosen))
        narrow = chosen is not None and chosen.subject != presenter.subject
        self.entry.show_entry(chosen, presenter.people, may_narrow=narrow)

    def _dress(self) -> None:
        self.search.setMinimumWidth(scaled(_SEARCH))

    def _heading(self) -> Words:
        subject = self.presenter.subject
        if not subject:
            return phrase("audit.title")
        return phrase("audit.title_image" if subject.startswith(_IMAGE) else "audit.title_subject")

    def _count_words(self) -> Words:
        presenter = self.presenter
        if presenter.lines is None or (presenter.is_reading and not presenter.problem):
            return phrase("audit.reading")
        shown, count = len(presenter.rows), len(presenter.lines)
        if shown == count:
            return phrase("audit.entries", count=count)
        return phrase("audit.entries_of", shown=shown, count=count)

    def _show_filters(self) -> None:
        presenter = self.presenter
        self.kinds.set_value(presenter.kind)
        for kind in Kind:
            self.kinds.set_count(kind, presenter.counts[kind])
        choices: list[tuple[object, Words]] = [(None, phrase("audit.anybody"))]
        choices += [(user, verbatim(name)) for user, name in presenter.actors]
        if choices != self._choices:
            self._choices = choices
            self.person.set_choices(choices)
        self.person.set_value(presenter.person)
        self.period.set_value(presenter.period)

    # ------------------------------------------------------------------ inside

    def _build(self) -> None:
        head = row(self._title, gap=10)
        head.addWidget(self._count, 1)
        acts = QWidget(self)
        beside = Flow(gap=8, line_gap=8, parent=acts)
        for button in (self.everything, self.check, self.save):
            beside.addWidget(button)
        filters = QWidget(self)
        flow = Flow(gap=8, line_gap=8, parent=filters)
        for widget in (self.kinds, self.person, self.period, self.search):
            flow.addWidget(widget)
        trail = Card(parent=self)
        trail.setLayout(column(self.table, margins=(2, 4, 2, 6)))
        self.pages.addWidget(trail)
        self.pages.addWidget(self.nothing)
        above = (self.notice, head, acts, self.found, self.work_view)
        inside = column(*above, self.summary, filters, gap=12, margins=PAGE)
        inside.addWidget(self.pages, 1)
        inside.addWidget(self.entry)
        page = QWidget(self)
        page.setLayout(inside)
        self.setLayout(column(Scroll(page, parent=self)))
        self.notice.hide()
        self._show_found()
        self.desk.found.on_changed(self.scope, self._show_found)

    def _show_found(self) -> None:
        self.found.show_problems(self.desk.problems)

    def _connect(self) -> None:
        presenter = self.presenter
        self.everything.clicked.connect(self._show_everything)
        self.check.clicked.connect(self.work.check)
        self.save.clicked.connect(self._choose_file)
        self.again.clicked.connect(self._clear_filters)
        self.notice.acted.connect(presenter.ask_again)
        self.kinds.chosen.connect(presenter.set_kind)
        self.person.chosen.connect(presenter.set_person)
        self.period.chosen.connect(presenter.set_period)
        self.search.changed.connect(presenter.set_typed)
        self.table.row_chosen.connect(presenter.choose)
        self.table.row_opened.connect(self._open)
        self.entry.copy_asked.connect(self._copy)
        self.entry.only_asked.connect(self._only)
        self.summary.copy.clicked.connect(self._copy_subject)

    def _show_work(self) -> None:
        self.work_view.show_work()
        self._allow()

    def _allow(self) -> None:
        """Offer one job at a time, and no saving before all of the trail was read."""
        idle = self.work.job is None
        self.check.setEnabled(idle)
        presenter = self.presenter
        self.save.setEnabled(idle and not presenter.is_reading and bool(presenter.rows))

    def _choose_file(self) -> None:
        day = self.desk.now().date().isoformat()
        name = said(phrase("audit.csv_name", date=day))
        title = phrase("audit.save_csv_to")
        choose_destination(self.window(), name, self.save_to, title=title)

    def save_to(self, to: Path) -> None:
        """Save the entries that are shown to a file that somebody chose."""
        self.work.save(to, self.presenter.shown_numbers, language())

    def _show_everything(self) -> None:
        self.presenter.set_subject("")

    def _clear_filters(self) -> None:
        self.search.set_value("")
        self.presenter.clear()

    def _open(self, row_number: int) -> None:
        self.presenter.choose(row_number)
        self._only()

    def _only(self) -> None:
        chosen = self.presenter.chosen
        if chosen is not None and chosen.subject:
            self.presenter.set_subject(chosen.subject)

    def _copy(self) -> None:
        if self.presenter.chosen is not None:
            QGuiApplication.clipboard().setText(self.presenter.chosen.subject)

    def _copy_subject(self) -> None:
        QGuiApplication.clipboard().setText(self.presenter.subject)
