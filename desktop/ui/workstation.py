"""The life of the window: a keeper starts, somebody signs in, works, and locks; again and again.

A lock is real: the keeper ends with the keys, every screen with its patient data goes, the window
begins anew with other memory, and a sign-in window of its own process asks for the next passphrase.
What stays of a person is where they were, in identifiers of ours, so that they come back there.
"""

import gc
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from desktop.clock import Clock, stamp
from desktop.errors import KeeperGoneError
from desktop.keeper.calls import CountImages, Me
from desktop.keeper.process import (
    DOOR_CLOSED,
    MOST_CLOSING_S,
    Begun,
    KeeperProcess,
    start_sign_in,
)
from desktop.records.outcome import Topic
from desktop.records.role import Role
from desktop.records.tally import Tally
from desktop.ui.clipboard import forget_copies
from desktop.ui.computer_lock import SLEEPS, ComputerLock
from desktop.ui.desk import Desk
from desktop.ui.door.brief import Brief
from desktop.ui.idle import IdleWatch, awake_and_asleep_s
from desktop.ui.jobs import Jobs
from desktop.ui.lane import Scope
from desktop.ui.once import nothing, once
from desktop.ui.place import Place
from desktop.ui.preferences import PreferenceFile
from desktop.ui.process_end import ProcessEnd
from desktop.ui.renewal import Carried, Ways, without_words
from desktop.ui.shell.frame import Frame
from desktop.ui.shell.window import Screens, Window
from desktop.ui.tasks import Tasks
from desktop.ui.wish import Wish

KEEPING_MS: Final = 3_000
"""The longest a screen may take to keep its work before a lock; what it had kept before is safe."""
ENDING_MS: Final = MOST_CLOSING_S * 1000
"""A keeper that has not closed its vault by then is ended; the next start puts right the rest."""
HURRIED_MS: Final = 2_000
"""For each of the two before the computer sleeps, which waits for five seconds at most."""
MOST_TRIES: Final = 3
"""A keeper that stops again and again before anybody is in will not do better."""

StartDoor = Callable[[KeeperProcess, Brief], "subprocess.Popen[bytes] | None"]
"""Lets somebody sign in; None where that does not happen in a process (tests, the walk)."""

Renew = Callable[[Brief, Ways], None]
"""Begins the window anew and does not return; raises ``OSError`` where the system does not."""


def sign_in_process(keeper: KeeperProcess, brief: Brief) -> "subprocess.Popen[bytes]":
    """Start the sign-in window in a process of its own."""
    return start_sign_in(keeper.door, (brief.to_text(),))


class Workstation(QObject):
    """Runs the program from its start to its end.

    Signals:
        ended: Everything that ran has ended; the application may.

    Args:
        app: The application.
        screens: Returns how each screen is made; given what is told of a new idle time.
        preferences: What is remembered here.
        clock: Says what time it is.
        start_door: How somebody signs in.
        vault: The vault to open; the one remembered, or none yet, unless said otherwise.
        now_s: Seconds that only grow, for noticing that nobody is here.
        keeping_ms: As ``KEEPING_MS``.
        ending_ms: As ``ENDING_MS``.
        computer: Tells of the computer's own lock and sleep.
        renew: How the window begins anew after somebody was in; without it the same one goes on.
        carried: What the window before it handed over.
    """

    ended = Signal()

    def __init__(
        self,
        app: QApplication,
        *,
        screens: Callable[[Callable[[int], None]], Screens],
        preferences: PreferenceFile,
        clock: Clock,
        start_door: StartDoor = sign_in_process,
        vault: Path | None = None,
        now_s: Callable[[], float] = awake_and_asleep_s,
        keeping_ms: int = KEEPING_MS,
        ending_ms: int = ENDING_MS,
        computer: ComputerLock | None = None,
        renew: Renew | None = None,
        carried: Carried | None = None,
    ) -> None:
        super().__init__(app)
        self._screens = screens(self.set_idle_minutes)
        self._preferences = preferences
        self._clock = clock
        self._start_door = start_door
        self._keeping_ms = keeping_ms
        self._ending_ms = ending_ms
        self._computer = computer or ComputerLock(self)
        self._computer.locking.connect(self.lock)
        self._renew = renew
        self._was_in = False
        self._wish: Wish | None = None
        kept = preferences.read()
        self._take_over(carried, vault or kept.vault)
        self._scope = Scope()
        self._window: Window | None = None
        self._without_keeper()
        self._tries = 0
        self._is_quitting = False
        self.tasks = Tasks(self)
        self.tasks.signed_in.connect(self._opened)
        self.tasks.keeper_gone.connect(self._keeper_gone)
        self.frame = Frame(self.quit)
        self.frame.stand(self._brief.geometry, maximised=self._brief.maximised)
        self._idle = IdleWatch(
            app, minutes=kept.idle_minutes, idle=self._nobody_here, now_s=now_s, parent=self
        )

    def _take_over(self, carried: Carried | None, vault: Path | None) -> None:
        """Know what the window before this one knew, if there was one."""
        brief = Brief(vault=str(vault or "")) if carried is None else carried.brief
        self._brief = brief
        self._vault = Path(brief.vault) if brief.vault else None
        self._ways: dict[str, tuple[Role, tuple[Place, ...]]] = {}
        self._ways.update({} if carried is None else carried.ways)
        self._begun: Begun | None = None if carried is None else carried.begun
        self._last = brief.chosen
        self._waiting = brief.waiting

    def _without_keeper(self) -> None:
        self._keeper: KeeperProcess | None = None
        self._leaving: KeeperProcess | None = None
        self._ending: ProcessEnd | None = None
        self._once_ended: Callable[[], None] = nothing
        self._door: subprocess.Popen[bytes] | None = None
        self._door_given_up = False

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
        gc.collect()  # what the last screens held of patients goes now, not some time
        self._door_given_up = False
        begun, self._begun = self._begun, None
        try:
            self._keeper = KeeperProcess() if begun is None else begun.keeper
            self.tasks.connect_to(self._keeper.workspace)
            self._door = (
                self._start_door(self._keeper, self._brief) if begun is None else begun.door
            )
        except KeeperGoneError:
            self._cannot_start()
            return
        if self._door is not None:
            self._watch_door(self._door)

    def lock(self, reason: str = "locked") -> None:
        """Have the screen keep its work, then end the keeper and ask who is next."""
        window = self._window
        is_hurried = reason == SLEEPS
        if window is not None and not self._is_quitting:
            keeping_ms = min(self._keeping_ms, HURRIED_MS) if is_hurried else self._keeping_ms
            self._leave(window, lambda: self._lock_now(window, reason), keeping_ms)
        elif is_hurried and self._ending is not None and self._leaving is not None:
            self._ending.end_after(HURRIED_MS, self._leaving.kill)

    def _lock_for(self, wish: Wish) -> None:
        """Lock; the sign-in window begins with what is wanted there."""
        self._wish = wish
        self.lock()

    def set_idle_minutes(self, minutes: int) -> None:
        """Lock after so long without use, from now on."""
        self._preferences.write(replace(self._preferences.read(), idle_minutes=minutes))
        self._idle.set_minutes(minutes)

    def quit(self) -> None:
        """End everything in order: the screen keeps its work, the keeper closes the vault."""
        if self._is_quitting:
            return
        self._is_quitting = True
        if self._window is None:
            self._quit_now()
        else:
            self._leave(self._window, self._quit_now, self._keeping_ms)

    def tell_fault(self, where: str) -> None:
        """Say to whoever is in that something failed, and in which of our files and lines."""
        if self._window is not None:
            self._window.tell_fault(where)

    # ------------------------------------------------------------------------------ coming in

    def _opened(self, who: object) -> None:
        if not isinstance(who, Me):
            raise TypeError
        self._remember(who)
        desk = Desk(lane=self.tasks, me=who, jobs=Jobs(), clock=self._clock)
        role, way = self._ways.get(who.user_id, (who.role, ()))
        window = Window(desk, self._screens, way=way if role is who.role else (), parent=self.frame)
        window.lock_asked.connect(self.lock)
        window.wished.connect(self._lock_for)
        self._scope = Scope()
        self._window = window
        self._was_in, self._wish = True, None
        self._computer.hold()
        self._last = who.user_id
        self._tries = 0
        self.frame.show_window(window, practice=who.practice)
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

    def _leave(self, window: Window, then: Callable[[], None], keeping_ms: int) -> None:
        """Hide everything at once, have the screen keep its work, and go on in any case."""
        self.frame.hide_window()
        forget_copies()
        done = once(then)
        QTimer.singleShot(keeping_ms, window, done)
        window.leave_all(done)

    def _lock_now(self, window: Window, reason: str) -> None:
        if window is not self._window or self._is_quitting:
            return
        self._close_window()
        self._brief = self._told(reason).wishing(self._wish)
        self.frame.curtain.say_locked()
        is_hurried = reason == SLEEPS
        ending_ms = min(self._ending_ms, HURRIED_MS) if is_hurried else self._ending_ms
        self._end_keeper(self._next, ending_ms)

    def _keeper_gone(self, reason: str) -> None:
        """The keeper ended by itself: nobody came in, or something stopped it."""
        if self._is_quitting:
            return
        if self._window is None and reason == DOOR_CLOSED:
            self._door_given_up = True
            self._door_closed()
            return
        self._tries = 0 if self._window is not None else self._tries + 1
        self._close_window()
        self._brief = self._told("gone")
        self.frame.curtain.say_gone()
        self._try_again()

    def _watch_door(self, door: "subprocess.Popen[bytes]") -> None:
        ProcessEnd(
            door.pid,
            has_ended=lambda: door.poll() is not None,
            ended=self._door_closed,
            parent=self,
        )

    def _door_closed(self) -> None:
        """The keeper hung up for it and it has ended: a person closed it, or else it broke."""
        door = self._door
        if self._is_quitting or not self._door_given_up or (door and door.poll() is None):
            return
        if door is None or door.returncode == 0:
            self._is_quitting = True
            self._quit_now()
            return
        self._tries += 1
        self._brief = self._told("gone")
        self._try_again()

    def _try_again(self) -> None:
        door, self._door = self._door, None
        if door is not None and door.poll() is None:
            door.terminate()
        self._end_keeper(self._cannot_start if self._tries >= MOST_TRIES else self._next)

    def _next(self) -> None:
        """Let somebody sign in; where somebody was in, at a window that holds nothing of them."""
        if self._renew is not None and self._was_in:
            self._end_door()
            with suppress(OSError):  # then this window goes on, as it does on Windows
                self._renew(self._brief, self._ways)
        self.begin()

    def _end_door(self) -> None:
        door, self._door = self._door, None
        if door is not None:
            door.kill()
            door.wait()

    def _cannot_start(self) -> None:
        """Say so, rather than vanish; whoever closes the window ends the program."""
        self.frame.curtain.say_cannot_start()
        self.frame.show()

    def _close_window(self) -> None:
        window, self._window = self._window, None
        self._scope.close()
        self._idle.end()
        if window is not None:
            me = window.desk.me
            self._ways[me.user_id] = (me.role, without_words(window.way))
            window.close_all()
            self.frame.drop_window(window)

    def _told(self, reason: str) -> Brief:
        where = self.frame.geometry()
        return Brief(
            vault=str(self._vault or ""),
            reason=reason,
            at=stamp(self._clock.now()),
            waiting=self._waiting,
            kept=tuple(user for user, (_, way) in self._ways.items() if len(way) > 1),
            chosen=self._last,
            geometry=(where.x(), where.y(), where.width(), where.height()),
            maximised=self.frame.isMaximized(),
        )

    def _end_keeper(self, then: Callable[[], None], ending_ms: int | None = None) -> None:
        """Have the keeper close its vault and end, then call ``then`` and nothing told before."""
        self._once_ended = then
        keeper, self._keeper = self._keeper, None
        self.tasks.disconnect_keeper()
        if keeper is None:
            if self._ending is None:
                self._keeper_ended()
            return
        keeper.hang_up()
        self._leaving = keeper
        self._ending = ProcessEnd(
            keeper.process_id,
            has_ended=keeper.has_ended,
            ended=self._keeper_ended,
            parent=self,
        )
        self._ending.end_after(ending_ms or self._ending_ms, keeper.kill)

    def _keeper_ended(self) -> None:
        self._ending = None
        self._leaving = None
        self._computer.release()
        then, self._once_ended = self._once_ended, nothing
        then()

    def _quit_now(self) -> None:
        self._close_window()
        self._end_keeper(self._leave_app)

    def _leave_app(self) -> None:
        self.tasks.close()
        self.frame.hide()
        self.frame.deleteLater()
        self.ended.emit()


def _not_counted(_error: object) -> None:
    """The sign-in window then says nothing of what waits."""
