"""The life of the window: a keeper starts, somebody signs in, works, and locks; again and again.

A lock is real: the keeper ends with the keys, every screen with its patient data goes, and a
sign-in window of its own process asks for the next passphrase. What stays here of a person is where
they were, in identifiers of ours, so that they come back to the same place.
"""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QStackedWidget

from desktop.clock import Clock, stamp
from desktop.keeper.calls import CountImages, Me
from desktop.keeper.process import DOOR_CLOSED, KeeperProcess, start_sign_in
from desktop.records.outcome import Topic
from desktop.records.tally import Tally
from desktop.ui.desk import Desk
from desktop.ui.door.brief import Brief
from desktop.ui.idle import IdleWatch
from desktop.ui.jobs import Jobs
from desktop.ui.lane import Scope
from desktop.ui.phrase import phrase
from desktop.ui.place import Place
from desktop.ui.preferences import PreferenceFile
from desktop.ui.process_end import ProcessEnd
from desktop.ui.shell.curtain import Curtain
from desktop.ui.shell.window import LEAST, Screens, Window
from desktop.ui.tasks import Tasks
from desktop.ui.words import keep_said

KEEPING_MS = 3_000
"""The longest a screen may take to keep its work before a lock; what it had kept before is safe."""
ENDING_MS = 30_000
"""A keeper that has not closed its vault by then is ended; the next start puts right the rest."""
MOST_TRIES = 3
"""A keeper that stops again and again before anybody is in will not do better."""
FIRST_SIZE = (1440, 900)

StartDoor = Callable[[KeeperProcess, Brief], "subprocess.Popen[bytes] | None"]
"""Lets somebody sign in; None where that does not happen in a process (tests, the walk)."""


def sign_in_process(keeper: KeeperProcess, brief: Brief) -> "subprocess.Popen[bytes]":
    """Start the sign-in window in a process of its own."""
    return start_sign_in(keeper.door, (brief.to_text(),))


class Frame(QStackedWidget):
    """The one top-level window: a curtain, or somebody's workspace."""

    def __init__(self, closing: Callable[[], None]) -> None:
        super().__init__()
        self._closing = closing
        keep_said(self, "setWindowTitle", phrase("frame.window_title", practice=""))
        self.setMinimumSize(*LEAST)
        self.resize(*FIRST_SIZE)
        self.curtain = Curtain(
            phrase("curtain.locked"), phrase("curtain.locked_detail"), parent=self
        )
        self.addWidget(self.curtain)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the program in order; the window goes once everything is kept."""
        event.ignore()
        self._closing()


class Workstation(QObject):
    """Runs the program from its start to its end.

    Args:
        app: The application.
        screens: Returns how each screen is made; given what is told of a new idle time.
        preferences: What is remembered here.
        clock: Says what time it is.
        start_door: How somebody signs in.
        vault: The vault to open; the one remembered, or none yet, unless said otherwise.
    """

    def __init__(
        self,
        app: QApplication,
        *,
        screens: Callable[[Callable[[int], None]], Screens],
        preferences: PreferenceFile,
        clock: Clock,
        start_door: StartDoor = sign_in_process,
        vault: Path | None = None,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._screens = screens(self.set_idle_minutes)
        self._preferences = preferences
        self._clock = clock
        self._start_door = start_door
        self._vault = vault or preferences.read().vault
        self._ways: dict[str, tuple[Place, ...]] = {}
        self._last = ""
        self._waiting = -1
        self._scope = Scope()
        self._window: Window | None = None
        self._brief = Brief(vault=str(self._vault or ""))
        self._keeper: KeeperProcess | None = None
        self._door: subprocess.Popen[bytes] | None = None
        self._watch: ProcessEnd | None = None
        self._tries = 0
        self._is_quitting = False
        self.tasks = Tasks(self)
        self.tasks.signed_in.connect(self._opened)
        self.tasks.keeper_gone.connect(self._keeper_gone)
        self.frame = Frame(self.quit)
        minutes = preferences.read().idle_minutes
        self._idle = IdleWatch(app, minutes=minutes, idle=self._nobody_here)

    @property
    def window(self) -> Window | None:
        """What the signed-in person sees, or None while nobody is in."""
        return self._window

    @property
    def keeper(self) -> KeeperProcess | None:
        """The keeper that runs now."""
        return self._keeper

    def begin(self) -> None:
        """Start a keeper and let somebody sign in."""
        self._keeper = KeeperProcess()
        self.tasks.connect_to(self._keeper.workspace)
        self._door = self._start_door(self._keeper, self._brief)

    def lock(self, reason: str = "locked") -> None:
        """Have the screen keep its work, then end the keeper and ask who is next."""
        if self._window is None or self._is_quitting:
            return
        self.frame.curtain.say(phrase("curtain.keeping"), phrase("curtain.locked_detail"))
        done = _Once(lambda: self._lock_now(reason))
        self._window.leave_all(done.do)
        QTimer.singleShot(KEEPING_MS, self._window, done.do)

    def set_idle_minutes(self, minutes: int) -> None:
        """Lock after so long without use, from now on."""
        self._preferences.write(replace(self._preferences.read(), idle_minutes=minutes))
        self._idle.set_minutes(minutes)

    def quit(self) -> None:
        """End everything in order: the screen keeps its work, the keeper closes the vault."""
        if self._is_quitting:
            return
        if self._window is None:
            self._quit_now()
            return
        self._is_quitting = True
        done = _Once(self._quit_now)
        self._window.leave_all(done.do)
        QTimer.singleShot(KEEPING_MS, self._window, done.do)

    # ------------------------------------------------------------------------------ coming in

    def _opened(self, who: object) -> None:
        if not isinstance(who, Me):
            raise TypeError
        self._remember(who)
        desk = Desk(lane=self.tasks, me=who, jobs=Jobs(), clock=self._clock)
        way = self._ways.get(who.user_id, ())
        self._scope = Scope()
        window = Window(desk, self._screens, way=way, parent=self.frame)
        window.lock_asked.connect(self.lock)
        self._window = window
        self._last = who.user_id
        self._tries = 0
        self.frame.addWidget(window)
        self.frame.setCurrentWidget(window)
        if not self.frame.isVisible():
            self.frame.show()
        self.frame.activateWindow()
        self._idle.begin()
        self.tasks.on_changed(self._scope, self._heard)
        self._count()

    def _remember(self, who: Me) -> None:
        kept = self._preferences.read().used_by(who.user_id)
        self._vault = kept.vault if kept.vault is not None else self._vault
        self._preferences.write(replace(kept, vault=self._vault))

    def _heard(self, topics: frozenset[Topic]) -> None:
        if Topic.INBOX in topics:
            self._count()

    def _count(self) -> None:
        self.tasks.ask(CountImages(), scope=self._scope, done=self._counted, failed=_not_counted)

    def _counted(self, tally: Tally) -> None:
        self._waiting = tally.waiting

    # ------------------------------------------------------------------------------ going out

    def _nobody_here(self) -> None:
        self.lock("idle")

    def _lock_now(self, reason: str) -> None:
        self._close_window()
        self._brief = self._told(reason)
        self.frame.curtain.say(phrase("curtain.locked"), phrase("curtain.locked_detail"))
        self._end_keeper(self.begin)

    def _keeper_gone(self, reason: str) -> None:
        """The keeper ended by itself: nobody came in, or something stopped it."""
        if self._is_quitting:
            return
        was_in = self._window is not None
        self._tries = 0 if was_in else self._tries + 1
        if not was_in and (reason == DOOR_CLOSED or self._tries >= MOST_TRIES):
            self._quit_now()
            return
        self._close_window()
        self._brief = self._told("gone")
        self.frame.curtain.say(phrase("curtain.gone"), phrase("curtain.gone_detail"))
        if self._door is not None and self._door.poll() is None:
            self._door.terminate()
        self._end_keeper(self.begin)

    def _close_window(self) -> None:
        window, self._window = self._window, None
        self._scope.close()
        self._idle.end()
        if window is None:
            return
        self._ways[window.desk.me.user_id] = window.way
        window.close_all()
        window.desk.runs.close()
        window.desk.jobs.clear()
        self.frame.setCurrentWidget(self.frame.curtain)
        self.frame.removeWidget(window)
        window.setParent(None)
        window.deleteLater()

    def _told(self, reason: str) -> Brief:
        where: QRect = self.frame.geometry()
        return Brief(
            vault=str(self._vault or ""),
            reason=reason,
            at=stamp(self._clock.now()),
            waiting=self._waiting,
            kept=tuple(self._ways),
            chosen=self._last,
            geometry=(where.x(), where.y(), where.width(), where.height()),
            maximised=self.frame.isMaximized(),
        )

    def _end_keeper(self, then: Callable[[], None]) -> None:
        keeper, self._keeper = self._keeper, None
        self.tasks.disconnect_keeper()
        if keeper is None:
            then()
            return
        keeper.hang_up()
        if self._watch is not None:
            self._watch.forget()
        self._watch = ProcessEnd(
            keeper.process_id, has_ended=keeper.has_ended, ended=then, parent=self
        )
        QTimer.singleShot(ENDING_MS, self._watch, keeper.kill)

    def _quit_now(self) -> None:
        self._is_quitting = True
        self._close_window()
        self._end_keeper(self._leave_app)

    def _leave_app(self) -> None:
        self.tasks.close()
        self.frame.hide()
        self.frame.deleteLater()
        self._app.quit()


class _Once:
    """Does something the first time it is called."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._act: Callable[[], None] | None = act

    def do(self) -> None:
        """Do it, unless it was done."""
        act, self._act = self._act, None
        if act is not None:
            act()


def _not_counted(_error: object) -> None:
    """The sign-in window then says nothing of what waits."""
