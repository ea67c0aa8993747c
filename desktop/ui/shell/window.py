"""The window of somebody at work: bars around one screen, and the way between screens.

It knows which screen shows which place only through ``Screens``, which the composition root fills.
It holds no patient data: screens do, and go with the person.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.lane import Scope
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.place import HelpPlace, PatientsPlace, Place, SafekeepingPlace
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.shell.failures import FailureRoom
from desktop.ui.shell.job_strip import JobStrip
from desktop.ui.shell.keys import everywhere
from desktop.ui.shell.places import (
    ROWS,
    code_of,
    codes_of,
    first_place,
    foot,
    may_search,
    sections,
)
from desktop.ui.shell.standing import Standing
from desktop.ui.shell.way import Way
from desktop.ui.widgets.app_bar import AppBar
from desktop.ui.widgets.boxes import Pane
from desktop.ui.widgets.key_sheet import KeySheet
from desktop.ui.widgets.patient_banner import PatientBanner
from desktop.ui.widgets.side_bar import SideBar
from desktop.ui.widgets.status_strip import StatusStrip

Screens = Mapping[type[Any], Callable[[Any, Desk, QWidget], Screen]]
"""How the screen of each kind of place is made."""

LEAST: Final = (1180, 720)
"""The smallest window, in pixels at 100 %."""


class Window(Pane):
    """Everything one signed-in person sees.

    Signals:
        lock_asked: The button or its key.
        wished: Something is to be done at the sign-in window; a ``Wish``.

    Args:
        desk: The surroundings of every screen.
        screens: How each screen is made.
        way: Places to return to, after a lock.
    """

    lock_asked = Signal()
    wished = Signal(object)

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
        if desk.me.helped is not None:
            self._way.go(SafekeepingPlace())  # it says there what became of it
        self._screen: Screen | None = None
        self._then: Callable[[], None] | None = None
        self._codes = codes_of(desk.me)
        self.setAcceptDrops(True)
        self.app_bar = AppBar(parent=self)
        self.banner = PatientBanner(parent=self)
        self.side_bar = SideBar(sections(desk.me), foot=foot(), parent=self)
        self.failures = FailureRoom(desk.jobs, parent=self)
        self.stack = QStackedWidget(self)
        self.strip = StatusStrip(parent=self)
        self.job_strip = JobStrip(desk.jobs, self.strip)
        self.standing = Standing(desk, self._scope, side_bar=self.side_bar, strip=self.strip)
        self._build()
        self._connect()
        self._begin()

    @property
    def screen_shown(self) -> Screen | None:
        """The screen that is shown now."""
        return self._screen

    @property
    def way(self) -> tuple[Place, ...]:
        """Where somebody is and how they came, for coming back."""
        if self._screen is not None:
            self._way.now_at(self._screen.place)
        return self._way.places

    def go(self, place: Place) -> None:
        """Leave the present screen and show another place."""
        if type(place) in self._screens:
            self._leave(lambda: self._arrive(place))
        else:
            self.strip.show_message(phrase("frame.no_such_place"), Tone.WARN)
            self._show_strip()

    def back(self) -> None:
        """Go back to where somebody came from."""
        if self._way.before is not None:
            self._leave(lambda: self.show_place(self._way.back()))

    def leave_all(self, then: Callable[[], None]) -> None:
        """Have the present screen keep what it holds, then call ``then`` and go nowhere else."""
        if self._then is not None:
            self._then = then
        else:
            self._leave(then)

    def show_place(self, place: Place) -> None:
        """Show a place; the old screen goes and its late answers are dropped."""
        old = self._screen
        screen = self._screens[type(place)](place, self.desk, self.stack)
        self._screen = screen
        screen.go.connect(self.go)
        screen.left.connect(self.back)
        screen.wished.connect(self.wished)
        screen.chrome_changed.connect(self._show_chrome)
        self.stack.addWidget(screen)
        self.stack.setCurrentWidget(screen)
        if old is not None:
            old.close_screen()
            self.stack.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._show_chrome()
        screen.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def close_all(self) -> None:
        """Let go of the screen and of what is still under way: nobody is in any more."""
        self._scope.close()
        if self._screen is not None:
            self._screen.close_screen()
        self.desk.runs.close()
        self.desk.filings.close()
        self.desk.keeping.close()
        self.desk.jobs.clear()

    def tell_fault(self, where: str) -> None:
        """Say that something in the program failed; it stays until it was read."""
        self.strip.show_message(phrase("frame.fault", where=where), Tone.ERR)
        self._show_strip()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let files come in."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand dropped files to the screen, or say that nothing was taken."""
        urls = event.mimeData().urls()
        paths = tuple(url.toLocalFile() for url in urls if url.isLocalFile())
        if paths and self._screen is not None and self._screen.drop_files(paths):
            event.acceptProposedAction()
            return
        self.strip.show_message(phrase("frame.dropped_nowhere"), Tone.WARN)
        self._show_strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the sheet of keys where nothing took the key before."""
        if event.text() == "?" and self._screen is not None:
            KeySheet(self, (everywhere(self.desk.me), *self._screen.keys())).open()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        me = self.desk.me
        self.app_bar.show_person(me.full_name, phrase(f"role.{me.role.value}"))
        self.app_bar.offer_search(offered=may_search(me))
        self.banner.hide()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.failures)
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
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
        self.strip.read.connect(self._show_strip)
        self.desk.jobs.on_changed(self._show_strip)
        QShortcut(QKeySequence("F1"), self).activated.connect(self._help)

    def _begin(self) -> None:
        """Show where somebody is, or the first of their places that there is a screen for."""
        if type(self._way.here) not in self._screens:
            known = (ROWS[code][1] for code in ROWS if code in self._codes)
            first = next(place for place in known if type(place) in self._screens)
            self._way.return_to((first,))
        self.show_place(self._way.here)

    def _leave(self, then: Callable[[], None]) -> None:
        """Ask the screen to keep what it holds; what is asked meanwhile is not done."""
        screen = self._screen
        if self._then is not None or screen is None:
            return
        self._then = then
        self._way.now_at(screen.place)

        def left() -> None:
            then, self._then = self._then, None
            if then is not None:
                then()

        screen.leave(left)

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
            self._mark_row()
        self.banner.setVisible(chrome.patient is not None)
        if chrome.patient is not None:
            self.banner.show_patient(chrome.patient, self.desk.today())
            consent = chrome.consent if chrome.consent != NOTHING else None
            self.banner.show_tag(consent, tone=Tone(chrome.consent_tone))
            self.banner.offer_change(offered=chrome.may_change_patient)

    def _mark_row(self) -> None:
        code = code_of(self._screen.place) if self._screen is not None else ""
        if code in self._codes:
            self.side_bar.set_current(code)

    def _back_words(self) -> Words:
        before = self._way.before
        code = code_of(before) if before is not None else ""
        return phrase(f"frame.{code}") if code else phrase("frame.back")

    def _choose(self, code: str) -> None:
        place = ROWS[code][1]
        if self._screen is not None and type(place) is not type(self._screen.place):
            self.go(place)
        self._mark_row()

    def _search(self, typed: str) -> None:
        if typed.strip() and may_search(self.desk.me):
            self.app_bar.search.set_value("")
            self.go(PatientsPlace(typed=typed.strip()))

    def _change_patient(self) -> None:
        if self._screen is not None:
            self._screen.change_patient()

    def _help(self) -> None:
        if self._screen is not None and not isinstance(self._screen.place, HelpPlace):
            in_task = self._screen.chrome.frame is Frame.TASK
            self.go(HelpPlace(in_task=in_task))

    def _show_strip(self, _code: str = "") -> None:
        """A screen with a bar of its own has the strip under it while there is something to say."""
        chrome = self._screen.chrome if self._screen is not None else Chrome()
        has_bar = chrome.has_bar or chrome.frame is Frame.TASK
        says = bool(self.desk.jobs.facts) or not self.strip.message.isHidden()
        self.strip.setVisible(says or not has_bar)
