"""A camera that was followed when the workstation was locked: followed on, into the spool.

Of the sitting this knows a sealed label, and of what lay on the camera before, digests of names.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from desktop.errors import DeskError, IntakeError
from desktop.intake.entry import Seen
from desktop.intake.reach import AnySource
from desktop.keeper.camera_process import CameraProcess
from desktop.keeper.camera_source import CameraSource, place_of
from desktop.keeper.following import Follower
from desktop.keeper.intake_desk import Desk
from desktop.keeper.known_camera import PREFIX
from desktop.keeper.tether_file import TetherFile
from desktop.records.arrival import Origin
from desktop.records.card import CardSeen
from desktop.records.intake_report import IntakeReport
from desktop.records.tether import FollowedCamera
from desktop.workflow.emptying import Run


class DoorCamera:
    """Follows one camera while nobody is signed in; ``run`` is a task of the hub.

    It ends when it is told to, when the camera is not connected any more, or when nobody who was
    signed in said for long enough that it is to be followed.

    Attributes:
        problem: Code of what keeps it from coming in, or empty.

    Args:
        desk: Seals what comes.
        kept: Where it stands which camera that is.
        handed: What stood there.
        process: Speaks to it; this ends it.
        is_in_force: Asked whether it is still to be followed.
    """

    def __init__(
        self,
        desk: Desk,
        kept: TetherFile,
        handed: FollowedCamera,
        process: CameraProcess,
        *,
        is_in_force: Callable[[FollowedCamera], bool],
    ) -> None:
        self.problem = ""
        self._desk = desk
        self._kept = kept
        self._handed = handed
        self._process = process
        self._is_in_force = is_in_force
        self._folder = Path(f"{PREFIX}{handed.port}")
        self._is_over = False
        self._asked_at_s: float | None = None
        self._new: list[bytes] = []
        self._follower = Follower(process, handed.port, desk.pace(), known=handed.known)
        self._looks = desk.looks(self._how())

    def run(self) -> None:
        """Follow it until it is over."""
        try:
            while not self._is_over:
                try:
                    self._follow_once()
                except DeskError as error:
                    self.problem = error.code
                    self._desk.hub.sleep(self._desk.rhythm.cards_s)
                self._desk.hub.sleep(0)
        finally:
            if self._is_over:  # otherwise this process ends, and the system ends the other with it
                self._process.end()

    def stop(self) -> None:
        """Follow it no longer; a photograph that is being sealed is finished first."""
        self._is_over = True

    def is_set(self) -> bool:
        """Return whether a run is to end after the present file."""
        return self._is_over

    def _follow_once(self) -> None:
        self._process.begin()
        if not self._is_there():
            self._kept.forget()
            self._is_over = True
            return
        self._new = self._follower.news()
        if not self._new or self._is_over:
            return
        self._follower.look_soon()  # whatever comes of these, others may be there by then
        with self._desk.alone_at(self._folder):
            self._seal()

    def _is_there(self) -> bool:
        """Return whether it is connected and to be followed, asked every other second."""
        now_s = time.monotonic()
        if self._asked_at_s is not None and now_s - self._asked_at_s < self._desk.rhythm.cards_s:
            return True
        self._asked_at_s = now_s
        cameras = self._desk.pace().aside(self._process.cameras)
        mine = (self._handed.port, self._handed.model)
        return self._is_in_force(self._handed) and any((x.port, x.model) == mine for x in cameras)

    def _seal(self) -> None:
        if self._looks is None:
            raise IntakeError("busy")
        report = self._looks.look()
        self._keep()
        if report.stopped is not None:
            raise report.stopped
        self.problem = ""

    def _how(self) -> Run:
        handed = self._handed
        seen = CardSeen(identity=handed.identity, label=handed.model) if handed.identity else None
        return Run(
            folder=self._folder,
            origin=Origin.PRACTICE,
            removal=handed.removal,
            stop=self,
            progress=lambda _done, _total: None,
            ended=self._ended,
            timing=replace(self._desk.timing, settle_ms=0),
            pace=self._desk.pace(),
            source_of=self._opened,
            card=seen,
            sitting=handed.sitting,
        )

    def _opened(self) -> AnySource:
        places = tuple(place_of(raw) for raw in self._new)
        return CameraSource(self._process, self._handed.port, only=places)

    def _ended(self, seen: Seen, one: IntakeReport) -> None:
        if not one.pending:
            self._follower.dealt_with(seen.raw)

    def _keep(self) -> None:
        if self._is_over:  # somebody signed in, and keeps it now
            return
        known = frozenset(self._follower.known)
        if known != self._handed.known:
            self._handed = replace(self._handed, known=known)
            self._kept.write(self._handed)
