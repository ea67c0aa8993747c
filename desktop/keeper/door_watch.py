"""Watched folders, and a camera that is followed, while nobody is signed in: into the spool.

The keeper that waits at the door holds no key. It knows which vault somebody is about to open, and
from this workstation's settings which folders are watched for it. Only folders whose files are to
be removed are received from: what is to stay lies in the open whatever is done, and would be sealed
again at every lock. A camera is followed on as it was before the lock: of what it holds it is known
what came already.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.clock import Clock, stamp
from desktop.errors import DeskError
from desktop.ids import VaultId
from desktop.intake.entry import Seen
from desktop.intake.heads import Heads
from desktop.keeper.board import Board
from desktop.keeper.camera_process import CameraProcess, is_installed
from desktop.keeper.door_camera import DoorCamera
from desktop.keeper.hub import Hub
from desktop.keeper.intake_desk import Desk, Rhythm
from desktop.keeper.tether_file import TetherFile
from desktop.keeper.watched import FolderKeeper
from desktop.keeper.workstation import WorkstationFile
from desktop.records.intake_report import IntakeReport
from desktop.records.removal import Removal
from desktop.records.tether import FollowedCamera
from desktop.settings import TIMING, Timing
from desktop.workflow.decoding import Decoding
from desktop.workflow.emptying import Looks, Run
from desktop.workflow.signing_in import describe
from desktop.workflow.sourcing import Look
from desktop.workflow.spooling import LockedVault, SpoolReceiving

MOST_FINISHING_S: Final = 5.0
"""How long somebody who signs in waits for the file that is being sealed; one that takes longer is
given up by itself, since the vault is open then, and stays where it is."""
_LOOK_S: Final = 0.05


def _real_cameras() -> CameraProcess | None:
    return CameraProcess() if is_installed() else None


class DoorDesk(Desk):
    """What watching folders needs while nobody is signed in.

    Args:
        vault: Whose spool.
        hub: Where it runs.
        timing: How files settle.
        rhythm: How often to look.
    """

    def __init__(
        self, vault: LockedVault, hub: Hub, *, timing: Timing, rhythm: Rhythm | None
    ) -> None:
        super().__init__(hub, timing=timing, rhythm=rhythm)
        self._vault = vault

    def now(self) -> str:
        """Return the present moment, as it is stored."""
        return stamp(self._vault.clock.now())

    def looks(self, run: Run) -> Looks | None:
        """Return what seals what settles in a folder."""
        return Looks(SpoolReceiving(self._vault), run)

    def look_at(self, folder: Path, heads: Heads) -> Look:
        """Return nothing: nobody looks."""
        del folder, heads
        return Look(files=0, fresh=0, refused=())

    def ended(self, seen: Seen, one: IntakeReport) -> None:
        """Tell nobody: the sign-in window asks how many there are."""


class DoorWatch:
    """Receives for one vault at a time while nobody is signed in.

    Args:
        hub: Where the tasks run.
        decoding: Decoders for what comes in.
        clock: Says what time it is.
        settings: Returns where this workstation's settings for a vault lie.
        outside: As ``spooling.LockedVault``.
        timing: How files settle.
        rhythm: How often to look.
        cameras: Returns what speaks to cameras, not yet begun; None where nothing does.
    """

    def __init__(
        self,
        hub: Hub,
        *,
        decoding: Decoding,
        clock: Clock,
        settings: Callable[[VaultId], WorkstationFile] = WorkstationFile,
        outside: Path | None = None,
        timing: Timing = TIMING,
        rhythm: Rhythm | None = None,
        cameras: Callable[[], CameraProcess | None] = _real_cameras,
    ) -> None:
        self._hub = hub
        self._decoding = decoding
        self._clock = clock
        self._settings = settings
        self._outside = outside
        self._timing = timing
        self._rhythm = rhythm
        self._cameras = cameras
        self._camera: DoorCamera | None = None
        self._vault: Path | None = None
        self._desk: DoorDesk | None = None
        self._board = Board(_nobody_looks)
        self._folders: list[FolderKeeper] = []

    def receive_for(self, folder: Path) -> None:
        """Receive for the vault in ``folder`` from now on, and for no other."""
        if self._vault == folder:
            return
        self._stop()
        try:
            vault_id = describe(folder).vault_id
            settings = self._settings(vault_id)
            watched = settings.read().watched
        except DeskError:  # said by whoever opens the vault or the settings
            return
        vault = LockedVault(
            folder=folder,
            vault_id=vault_id,
            decoding=self._decoding,
            clock=self._clock,
            outside=self._outside,
        )
        self._vault = folder
        self._desk = DoorDesk(vault, self._hub, timing=self._timing, rhythm=self._rhythm)
        for one in watched:
            if one.removal is Removal.VERIFIED:
                keeper = FolderKeeper(self._desk, self._board, one)
                self._folders.append(keeper)
                self._hub.spawn(keeper.run, failed=_left_alone)
        self._follow(self._desk, TetherFile(settings))

    def _follow(self, desk: DoorDesk, kept: TetherFile) -> None:
        """Go on following the camera that was followed when the workstation was locked."""
        handed = kept.read()
        if handed is None:
            return
        if not self._is_in_force(handed):
            kept.forget()
            return
        process = self._cameras()
        if process is not None:
            self._camera = DoorCamera(desk, kept, handed, process, is_in_force=self._is_in_force)
            self._hub.spawn(self._camera.run, failed=_left_alone)

    def _is_in_force(self, handed: FollowedCamera) -> bool:
        return handed.is_in_force(self._clock.now())

    @property
    def problem(self) -> str:
        """Code of what keeps a folder or a camera from being received from, or empty."""
        camera = "" if self._camera is None else self._camera.problem
        return next((one.problem for one in self._board.states() if one.problem), camera)

    def rest(self) -> None:
        """Receive nothing more, and wait for the file that is being sealed, a few seconds."""
        desk = self._desk
        self._stop()
        left_s = MOST_FINISHING_S
        while desk is not None and desk.is_busy and left_s > 0:
            self._hub.sleep(_LOOK_S)
            left_s -= _LOOK_S

    def _stop(self) -> None:
        for keeper in self._folders:
            keeper.stop()
        self._folders = []
        if self._camera is not None:
            self._camera.stop()
        self._vault = self._desk = self._camera = None


def _nobody_looks() -> None:
    """A board that nobody looks at."""


def _left_alone(_error: Exception) -> None:
    """A folder whose watching failed waits for whoever signs in, who is told."""
