"""The window of somebody at work: bars around one screen, and the way between screens.

It knows which screen shows which place only through ``Screens``, which the composition root fills.
It holds no patient data: screens do, and go with the person.
"""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.keeper.calls import CountImages, ListSources
from desktop.records.outcome import Topic
from desktop.records.source_state import SourceKind, SourceState, Watching
from desktop.records.tally import Tally
from desktop.ui.desk import Desk
from desktop.ui.jobs import JobFacts, JobState
from desktop.ui.lane import Scope
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.place import HelpPlace, PatientsPlace, Place
from desktop.ui.screen import Frame, Screen
from desktop.ui.shell.job_strip import JobStrip
from desktop.ui.shell.places import (
    ROWS,
    code_of,
    codes_of,
    first_place,
    foot,
    may_search,
    sections,
)
from desktop.ui.shell.way import Way
from desktop.ui.widgets.app_bar import AppBar
from desktop.ui.widgets.boxes import Pane
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.patient_banner import PatientBanner
from desktop.ui.widgets.side_bar import SideBar
from desktop.ui.widgets.status_strip import StatusStrip, StripFact
from desktop.ui.words import keep_said

Screens = Mapping[type[Any], Callable[[Any, Desk, QWidget], Screen]]
"""How the screen of each kind of place is made."""

LEAST = (1180, 720)
"""The smallest window, in pixels at 100 %."""


class Window(Pane):
    """Everything one signed-in person sees.

    Signals:
        lock_asked: The button or its key; also *somebody else*.
        closed: The window was closed by its frame.

    Args:
        desk: The surroundings of every screen.
        screens: How each screen is made.
        way: Places to return to, after a lock.
    """

    lock_asked = Signal()
    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        screens: Screens,
        *,
        way: tuple[Place, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("window", parent=parent)
        self.desk = desk
        self._screens = screens
        self._scope = Scope()
        self._way = Way(first_place(desk.me))
        self._way.return_to(way)
        self._screen: Screen | None = None
        self._leaving = False
        self._codes = codes_of(desk.me)
        self._sources: tuple[SourceState, ...] = ()
        keep_said(self, "setWindowTitle", phrase("frame.window_title", practice=desk.me.practice))
        self.setMinimumSize(*LEAST)
        self.setAcceptDrops(True)
        self.app_bar = AppBar(parent=self)
        self.banner = PatientBanner(parent=self)
        self.side_bar = SideBar(sections(desk.me), foot=foot(), parent=self)
        self.notice = Notice(parent=self)
        self.stack = QStackedWidget(self)
        self.strip = StatusStrip(parent=self)
        self.job_strip = JobStrip(desk.jobs, self.strip)
        self._build()
        self._connect()
        self.show_place(self._way.here)
        self._ask_counts()
        self._ask_sources()

    @property
    def screen_shown(self) -> Screen | None:
        """The screen that is shown now."""
        return self._screen

    @property
    def way(self) -> tuple[Place, ...]:
        """Where somebody is and how they came, for coming back."""
        return self._way.places

    def go(self, place: Place) -> None:
        """Leave the present screen and show another place."""
        self._leave(lambda: self._arrive(place))

    def back(self) -> None:
        """Go back to where somebody came from."""
        if self._way.before is not None:
            self._leave(lambda: self.show_place(self._way.back()))

    def leave_all(self, then: Callable[[], None]) -> None:
        """Have the present screen keep what it holds, then call ``then``."""
        self._leave(then)

    def show_place(self, place: Place) -> None:
        """Show a place; the old screen goes and its late answers are dropped."""
        old = self._screen
        screen = self._screens[type(place)](place, self.desk, self)
        self._screen = screen
        screen.go.connect(self.go)
        screen.left.connect(self.back)
        screen.chrome_changed.connect(self._show_chrome)
        self.stack.addWidget(screen)
        self.stack.setCurrentWidget(screen)
        if old is not None:
            old.close_screen()
            self.stack.removeWidget(old)
            old.setParent(None)
            old.deleteLater()
        self._show_chrome()
        screen.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def close_all(self) -> None:
        """Let go of every screen and of what is still under way."""
        self._scope.close()
        if self._screen is not None:
            self._screen.close_screen()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that the window was closed; the caller ends what must end."""
        super().closeEvent(event)
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let files come in."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand dropped files to the screen, or say that nothing was taken."""
        urls = event.mimeData().urls()
        paths = tuple(url.toLocalFile() for url in urls if url.isLocalFile())
        if self._screen is not None and self._screen.drop_files(paths):
            event.acceptProposedAction()
            return
        self.strip.show_message(phrase("frame.dropped_nowhere"), Tone.WARN)

    def _build(self) -> None:
        me = self.desk.me
        self.app_bar.show_person(me.full_name, phrase(f"role.{me.role.value}"))
        self.banner.hide()
        self.notice.hide()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.notice)
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.side_bar)
        middle.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.app_bar)
        layout.addWidget(self.banner)
        layout.addLayout(middle, 1)
        layout.addWidget(self.strip)

    def _connect(self) -> None:
        self.app_bar.back_asked.connect(self.back)
        self.app_bar.lock_asked.connect(self.lock_asked)
        self.app_bar.search_entered.connect(self._search)
        self.banner.change_asked.connect(self._change_patient)
        self.side_bar.chosen.connect(self._choose)
        self.notice.acted.connect(self._read_notice)
        self.desk.jobs.on_changed(self._jobs_changed)
        self.desk.lane.on_changed(self._scope, self._heard)
        help_key = QShortcut(QKeySequence("F1"), self)
        help_key.activated.connect(self._help)

    def _leave(self, then: Callable[[], None]) -> None:
        if self._leaving or self._screen is None:
            return
        self._leaving = True
        self._way.now_at(self._screen.place)

        def left() -> None:
            self._leaving = False
            then()

        self._screen.leave(left)

    def _arrive(self, place: Place) -> None:
        self._way.go(place)
        self.show_place(place)

    def _show_chrome(self) -> None:
        if self._screen is None:
            return
        chrome = self._screen.chrome
        is_task = chrome.frame is Frame.TASK
        self.side_bar.setVisible(not is_task)
        self._show_strip()
        if is_task:
            self.app_bar.show_task(self._back_words(), chrome.title, chrome.count)
        else:
            self.app_bar.show_practice(self.desk.me.practice)
            code = code_of(self._screen.place)
            if code in self._codes:
                self.side_bar.set_current(code)
        self.app_bar.offer_search(offered=may_search(self.desk.me))
        self.banner.setVisible(chrome.patient is not None)
        if chrome.patient is not None:
            self.banner.show_patient(chrome.patient, self.desk.today())
            consent = chrome.consent if chrome.consent != NOTHING else None
            self.banner.show_tag(consent, tone=Tone(chrome.consent_tone))
            self.banner.offer_change(offered=chrome.may_change_patient)

    def _back_words(self) -> Words:
        before = self._way.before
        code = code_of(before) if before is not None else ""
        return phrase(f"frame.{code}") if code else phrase("frame.back")

    def _choose(self, code: str) -> None:
        self.go(ROWS[code][1])

    def _search(self, typed: str) -> None:
        if typed.strip():
            self.go(PatientsPlace(typed=typed))

    def _change_patient(self) -> None:
        if self._screen is not None:
            self._screen.change_patient()

    def _help(self) -> None:
        self.go(HelpPlace())

    def _show_strip(self) -> None:
        """A task brings its own bar at the foot; the strip is under it while something goes on."""
        is_task = self._screen is not None and self._screen.chrome.frame is Frame.TASK
        self.strip.setVisible(not is_task or bool(self.desk.jobs.facts))

    def _jobs_changed(self) -> None:
        self._show_strip()
        self._show_failure()

    def _show_failure(self) -> None:
        failed = self._explained_failures()
        self.notice.setVisible(bool(failed))
        if failed and failed[-1].problem is not None:
            self.notice.show_explanation(failed[-1].problem, code=failed[-1].code)
            self.notice.offer(phrase("kit.read"), icon="check")

    def _read_notice(self) -> None:
        failed = self._explained_failures()
        if failed:
            self.desk.jobs.read(failed[-1].number)

    def _explained_failures(self) -> list[JobFacts]:
        """Return the failed jobs that bring an explanation; of the others the strip says it."""
        failed = (job for job in self.desk.jobs.facts if job.state is JobState.FAILED)
        return [job for job in failed if job.problem is not None]

    def _heard(self, topics: frozenset[Topic]) -> None:
        if Topic.INBOX in topics:
            self._ask_counts()
        if Topic.SOURCES in topics:
            self._ask_sources()

    def _ask_counts(self) -> None:
        self.desk.lane.ask(
            CountImages(), scope=self._scope, done=self._show_counts, failed=self._no_news
        )

    def _ask_sources(self) -> None:
        self.desk.lane.ask(
            ListSources(), scope=self._scope, done=self._show_sources, failed=self._no_news
        )

    def _show_counts(self, tally: Tally) -> None:
        if "inbox" in self._codes:
            self.side_bar.set_count("inbox", tally.waiting, Tone.INFO)

    def _show_sources(self, sources: tuple[SourceState, ...]) -> None:
        self._sources = sources
        cards = sum(1 for one in sources if one.kind is SourceKind.CARD and one.files)
        if "sources" in self._codes:
            self.side_bar.set_count("sources", cards, Tone.WARN)
        self._show_facts()

    def _no_news(self, _error: object) -> None:
        """Leave the counts as they are: the screen that asked the same says what went wrong."""
        self._show_facts()

    def _show_facts(self) -> None:
        folders = [one for one in self._sources if one.kind is SourceKind.FOLDER]
        lost = sum(1 for one in folders if one.watching is not Watching.ALIVE)
        facts = [
            StripFact(phrase("frame.vault_open"), icon="shield-check", tone=Tone.OK),
            StripFact(phrase("frame.no_network")),
        ]
        if lost:
            facts.append(
                StripFact(
                    phrase("frame.watcher_gone", count=lost), icon="triangle-alert", tone=Tone.WARN
                )
            )
        elif folders:
            facts.append(StripFact(phrase("frame.watchers_alive", count=len(folders))))
        if self.desk.me.problems:
            many = len(self.desk.me.problems)
            facts.append(
                StripFact(
                    phrase("frame.problems", count=many), icon="triangle-alert", tone=Tone.ERR
                )
            )
        self.strip.show_facts(tuple(facts))
