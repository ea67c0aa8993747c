"""Cards and watched folders for tests: a hub with somebody in, and cards that can be pulled out."""

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from desktop.keeper.calls import TakeIn
from desktop.keeper.camera_process import CameraProcess
from desktop.keeper.door_watch import DoorWatch
from desktop.keeper.hub import Hub
from desktop.keeper.intake_desk import Rhythm
from desktop.keeper.sources import Sources
from desktop.keeper.workstation import WorkstationFile
from desktop.records.arrival import Origin
from desktop.records.intake_report import Intake
from desktop.records.outcome import Topic
from desktop.records.removal import Removal
from desktop.records.source_state import SourceState
from desktop.records.workstation import WatchedFolder, Workstation
from desktop.vault import header
from desktop.workflow.session import Session
from support.decoding import InProcess
from support.practice import QUICK, Practice, photograph

PATIENCE_S = 20.0
TAKEN_AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC).timestamp()
LIVELY = Rhythm(cards_s=0.02, sentries_s=0.05, pending_s=0.01, respite_s=0.2, silence_s=30.0)


def make_card(folder: Path, seeds: range) -> Path:
    """Put photographs on a camera's card, taken before the day of the tests' clock."""
    inner = folder / "DCIM" / "100DIOGL"
    inner.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        path = inner / f"IMG_{seed:04d}.JPG"
        path.write_bytes(photograph(seed))
        os.utime(path, (TAKEN_AT + seed, TAKEN_AT + seed))
    return folder


def film(path: Path) -> Path:
    """Write the beginning of a film."""
    path.write_bytes(b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(64))
    return path


def photographs_on(card: Path) -> list[str]:
    return sorted(path.name for path in card.rglob("*.JPG"))


class Scene:
    """Somebody is in, and a test runs as a task of the keeper's hub.

    Attributes:
        told: What was announced, in order.
    """

    def __init__(
        self,
        hub: Hub,
        session: Session,
        file: WorkstationFile,
        rhythm: Rhythm,
        cameras: CameraProcess | None = None,
    ) -> None:
        self.hub = hub
        self.session = session
        self.told: list[Topic] = []
        self.file = file
        self.sources = Sources(
            session,
            hub,
            self._announce,
            settings=file,
            timing=QUICK,
            rhythm=rhythm,
            cameras=cameras,
        )
        self._waits = None

    def _announce(self, topics: frozenset[Topic]) -> None:
        self.told += topics
        if self._waits is not None:
            self.hub.unpark(self._waits)

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds; whatever is announced wakes."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < deadline, self.states()
            self._waits = self.hub.current()
            self.hub.park(0.05)
            self._waits = None

    def states(self) -> tuple[SourceState, ...]:
        return self.sources.states()

    def state(self, folder: Path) -> SourceState | None:
        return next((one for one in self.states() if one.path == str(folder)), None)

    def shows(self, folder: Path, **wanted: object) -> Callable[[], bool]:
        """Return whether the state of a source is as wanted."""

        def holds() -> bool:
            state = self.state(folder)
            return state is not None and all(
                getattr(state, name) == value for name, value in wanted.items()
            )

        return holds

    def take_in(
        self,
        folder: Path,
        removal: Removal = Removal.NEVER,
        *,
        stop: Event | None = None,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Intake:
        wanted = TakeIn(folder=folder, origin=Origin.PRACTICE, removal=removal)
        return self.sources.take_in(
            wanted, stop=stop or Event(), pause=self.hub.sleep, progress=progress
        ).value


def play(
    practice: Practice,
    who: str,
    test: Callable[[Scene], None],
    *,
    settings: Workstation | None = None,
    rhythm: Rhythm = LIVELY,
    cameras: CameraProcess | None = None,
) -> None:
    """Sign somebody in, start the sources, and run a test beside them."""
    hub = Hub()
    errors: list[Exception] = []
    session = practice.sign_in(who)
    hub.may_pause = lambda: not session.vault.is_changing
    file = WorkstationFile(session.vault.header.vault_id, folder=practice.root / "settings")
    if settings is not None:
        file.write(settings)
    scene = Scene(hub, session, file, rhythm, cameras)

    def whole() -> None:
        try:
            scene.sources.start()
            test(scene)
        finally:
            hub.stop()

    with session.vault:
        hub.spawn(whole, failed=errors.append)
        hub.run()
    hub.close()
    for thread in threading.enumerate():
        if thread.name in {"sentry", "aside"}:  # on their way home
            thread.join(PATIENCE_S)
    for error in errors:
        raise error


def play_door(
    practice: Practice,
    test: Callable[[DoorWatch, Callable[[Callable[[], object]], None]], None],
    *,
    settings: Workstation | None = None,
    cameras: CameraProcess | None = None,
) -> None:
    """Run a test beside a keeper's watch at the door; it is given that, and what waits."""
    hub = Hub()
    errors: list[Exception] = []
    vault_id = header.read(practice.vault).vault_id
    file = WorkstationFile(vault_id, folder=practice.root / "settings")
    if settings is not None:
        file.write(settings)
    watch = DoorWatch(
        hub,
        decoding=InProcess(),
        clock=practice.clock,
        settings=lambda _vault_id: file,
        outside=practice.heads,
        timing=QUICK,
        rhythm=LIVELY,
        cameras=lambda: cameras,
    )

    def wait_until(holds: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < deadline, watch.problem
            hub.sleep(0.02)

    def whole() -> None:
        try:
            test(watch, wait_until)
        finally:
            hub.stop()

    hub.spawn(whole, failed=errors.append)
    hub.run()
    hub.close()
    for thread in threading.enumerate():
        if thread.name in {"sentry", "aside"}:
            thread.join(PATIENCE_S)
    for error in errors:
        raise error


def watching(folder: Path, removal: Removal = Removal.NEVER) -> Workstation:
    one = WatchedFolder(path=folder, origin=Origin.PRACTICE, removal=removal)
    return Workstation(watched=(one,))
