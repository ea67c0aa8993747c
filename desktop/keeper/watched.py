"""One watched folder: what settles in it is taken in by itself; into the spool while locked.

A sentry stands beside the folder in a thread of its own and wakes this task; the look is the truth.
A sentry that died is replaced, and a folder that went away is waited for: both stand on the board.
"""

import time
from threading import Event as Signal
from typing import Final

from desktop.errors import DeskError, SourceGoneError
from desktop.intake.heads import Heads
from desktop.intake.sentry import Sentry
from desktop.intake.watch import WakeReason
from desktop.keeper.aside import Bell
from desktop.keeper.board import Board
from desktop.keeper.hub import Task
from desktop.keeper.intake_desk import JUST_GONE, Desk
from desktop.records.source_state import SourceKind, SourceState, Watching
from desktop.records.workstation import WatchedFolder
from desktop.workflow.emptying import Run

_WORTH_A_LOOK: Final = frozenset({WakeReason.CHANGED, WakeReason.RESCAN, WakeReason.RECOVERED})


class FolderKeeper:
    """Watches one folder; ``run`` is a task of the hub. It stands on the board from the beginning.

    Args:
        desk: What taking in shares.
        board: Where it stands.
        folder: Which, and how.
    """

    def __init__(self, desk: Desk, board: Board, folder: WatchedFolder) -> None:
        self.folder = folder
        self.key = str(folder.path)
        self._desk = desk
        self._board = board
        self._over = Signal()
        self._waits: Task | None = None
        self._heads = Heads()
        self._sentry: Sentry | None = None
        self._bell: Bell | None = None
        self._heard_at_s = time.monotonic()
        self._respite_until_s = 0.0
        self._is_pending = False
        self._watcher = desk.looks(self._how())
        self._enter()

    def run(self) -> None:
        """Watch until ``stop``."""
        try:
            while not self._over.is_set():
                self._wait()
                if not self._over.is_set():
                    self._attend()
        finally:
            self._dismiss()

    def stop(self) -> None:
        """Watch no longer; a file that is being taken in is finished first."""
        self._over.set()
        self._board.drop(self.key)
        if self._waits is not None:
            self._desk.hub.unpark(self._waits)

    def _how(self) -> Run:
        return Run(
            folder=self.folder.path,
            origin=self.folder.origin,
            removal=self.folder.removal,
            stop=self._over,
            progress=self._progress,
            ended=self._desk.ended,
            timing=self._desk.timing,
            pace=self._desk.pace(),
            device=self.folder.device,
        )

    def _enter(self) -> None:
        self._board.put(
            self.key,
            SourceState(
                path=self.key,
                label=self.folder.path.name,
                kind=SourceKind.FOLDER,
                origin=self.folder.origin,
                removal=self.folder.removal,
                device=self.folder.device,
                watching=Watching.ALIVE,
                since=self._desk.now(),
            ),
        )

    def _progress(self, done: int, total: int) -> None:
        self._board.change(self.key, busy=True, done=done, total=total)

    # ------------------------------------------------------------------------------ the sentry

    def _wait(self) -> None:
        rhythm = self._desk.rhythm
        seconds = rhythm.pending_s if self._is_pending else rhythm.sentries_s
        if self._sentry is None or not self._sentry.is_alive:
            self._replace()
        self._waits = self._desk.hub.current()
        try:
            if self._bell is None:
                self._desk.hub.sleep(seconds)
            else:
                self._bell.wait(self._desk.hub, seconds)
        finally:
            self._waits = None

    def _replace(self) -> None:
        """Send another sentry; if there was one, it died, and that is said."""
        if self._sentry is not None:
            self._board.change(self.key, watching=Watching.STOPPED)
        self._dismiss()
        try:
            bell = Bell()
        except OSError:  # no descriptor left: tried again at the next wait
            return
        try:
            self._sentry = Sentry(
                self.folder.path, bell.ring, gone_home=bell.leave, timing=self._desk.timing
            )
            self._bell = bell
        except RuntimeError:  # no thread left: tried again at the next wait
            bell.leave()
            bell.leave()

    def _dismiss(self) -> None:
        if self._sentry is not None:
            self._sentry.dismiss()
        if self._bell is not None:
            self._bell.leave()
        self._sentry = self._bell = None

    # ------------------------------------------------------------------------------ looking

    def _attend(self) -> None:
        sentry = self._sentry
        if sentry is None:
            self._board.change(self.key, watching=Watching.STOPPED)
            return
        news = sentry.news()
        if time.monotonic() < self._respite_until_s or not self._is_there(sentry):
            return
        if self._is_pending or not _WORTH_A_LOOK.isdisjoint(news):
            self._look()

    def _is_there(self, sentry: Sentry) -> bool:
        """Return whether the folder can be looked at, having said on the board what is so."""
        heard = sentry.heard_at_s > self._heard_at_s
        if heard:
            self._heard_at_s = sentry.heard_at_s
            watching = Watching.ALIVE if sentry.is_there else Watching.GONE
            self._board.change(self.key, watching=watching, last_heard_at=self._desk.now())
        elif time.monotonic() - self._heard_at_s > self._desk.rhythm.silence_s:
            self._board.change(self.key, watching=Watching.GONE)
        state = self._board.get(self.key)
        return state is not None and state.watching is Watching.ALIVE

    def _look(self) -> None:
        if not self._desk.is_free(self.folder.path):  # a person takes it in: later
            self._is_pending = True
            return
        self._is_pending = False
        try:
            with self._desk.alone_at(self.folder.path):
                self._look_alone()
        except DeskError as error:
            gone = isinstance(error, SourceGoneError) and error.reason in JUST_GONE
            if not gone:  # otherwise the sentry says so
                self._in_trouble(error)
        finally:
            self._board.change(self.key, busy=False)

    def _look_alone(self) -> None:
        if self._watcher is None:
            look = self._desk.look_at(self.folder.path, self._heads)
            self._board.change(
                self.key, files=look.files, fresh=look.fresh, refused=look.refused, problem=""
            )
            return
        news = self._watcher.look()
        self._is_pending = bool(news.pending)
        self._board.change(
            self.key,
            files=self._watcher.kept_now() + len(news.pending),
            fresh=len(news.pending),
            refused=self._watcher.refused_now(),
            problem="" if news.stopped is None else news.stopped.code,
        )
        if news.stopped is not None:
            self._in_trouble(news.stopped)
        if not self._is_pending or news.stopped is not None:
            self._watcher.note()

    def _in_trouble(self, error: DeskError) -> None:
        """Say what is wrong, and leave the folder alone for a while."""
        self._is_pending = False
        self._respite_until_s = time.monotonic() + self._desk.rhythm.respite_s
        self._board.change(self.key, problem=error.code)
