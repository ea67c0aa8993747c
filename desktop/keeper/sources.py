"""Cards and watched folders of whoever is signed in: seen, looked at, taken in.

Watched folders are taken in by themselves, cards when a person says so; both beside other calls.
The board is about cards and folders and not about patients: listing it is audited once a session.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from desktop.errors import DeskError, KeeperFaultError, SettingsError
from desktop.intake.entry import Seen
from desktop.intake.heads import Heads
from desktop.intake.reach import Opener
from desktop.intake.source import Source
from desktop.keeper.board import Board
from desktop.keeper.calls import TakeIn
from desktop.keeper.camera_process import CameraProcess
from desktop.keeper.camera_table import CameraTable
from desktop.keeper.card_calls import LeafThrough
from desktop.keeper.card_table import CardTable, seen_as
from desktop.keeper.gauge import Scales
from desktop.keeper.hub import Hub
from desktop.keeper.intake_desk import IntakeDesk, Rhythm
from desktop.keeper.tether_file import TetherFile
from desktop.keeper.watched import FolderKeeper
from desktop.keeper.workstation import WorkstationFile
from desktop.memory import SealedMemory
from desktop.records.arrival import Origin
from desktop.records.contents import Contents, file_key
from desktop.records.intake_report import Intake, IntakeReport
from desktop.records.outcome import Nothing, Outcome, Topic
from desktop.records.removal import Removal
from desktop.records.role import Act
from desktop.records.source_state import CardsNotCleared, SourceKind, SourceState, Watching
from desktop.records.thumb import Thumb
from desktop.records.workstation import CardRemoval, WatchedFolder, Workstation
from desktop.settings import TIMING, Timing
from desktop.workflow import choosing, sourcing
from desktop.workflow.daily_backup import settle_daily_backup
from desktop.workflow.emptying import Run, receive_folder
from desktop.workflow.pace import Pace, Stop
from desktop.workflow.receiving import SeriesMemory
from desktop.workflow.session import Session

_SOURCES = frozenset({Topic.SOURCES})
_MOST_OPEN: Final = 8
"""Sources of which it is remembered which file is which; of another it is asked again."""


def _nobody(_done: int, _total: int) -> None:
    return


class Sources:
    """The sources of one session; ``start`` once, in a task or outside.

    Attributes:
        cameras: Those on a cable.

    Invariant: one run a source at a time; settings are kept before they are acted upon.

    Args:
        session: Whoever is signed in, with the decoders for what comes in.
        hub: Where the tasks run.
        announce: Tells every screen what changed; never gives way.
        settings: Where this workstation's settings lie.
        timing: How files settle.
        rhythm: How often to look.
        cameras: Speaks to cameras; None for the real one, if its library is installed.
    """

    def __init__(
        self,
        session: Session,
        hub: Hub,
        announce: Callable[[frozenset[Topic]], None],
        *,
        settings: WorkstationFile | None = None,
        timing: Timing = TIMING,
        rhythm: Rhythm | None = None,
        cameras: CameraProcess | None = None,
    ) -> None:
        self._session = session
        self._hub = hub
        self._file = settings or WorkstationFile(session.vault.header.vault_id)
        self._settings = Workstation()
        self._board = Board(lambda: announce(_SOURCES))
        self._desk = IntakeDesk(session, hub, announce, timing=timing, rhythm=rhythm)
        self._cards = CardTable(self._desk, self._board, lambda: self._settings)
        self.cameras = CameraTable(
            self._desk, self._board, lambda: self._settings, TetherFile(self._file), process=cameras
        )
        self._folders: dict[Path, FolderKeeper] = {}
        self._leaves: dict[Path, Mapping[str, Seen]] = {}
        self._count: CardsNotCleared | None = None
        self._is_listing_noted = False

    def start(self) -> None:
        """Begin to look for cards and to watch the folders of this workstation."""
        try:
            self._settings = self._file.read()
        except SettingsError as error:
            self._say_unreadable(error)
        for folder in self._settings.watched:
            self._begin(folder)
        self._repeat(self._look_for_cards)
        self._repeat(self._look_for_cameras)

    # ------------------------------------------------------------------------------ the calls

    def states(self, *, afresh: bool = False) -> tuple[SourceState, ...]:
        """Return every card and watched folder.

        Args:
            afresh: Look at which cards are in, and at what lies on them, first.

        Raises:
            NotPermittedError: This role may not.
        """
        self._session.require(Act.LIST_SOURCES)
        if afresh:
            self._cards.look_about()
            self._cards.look_again()
            self.cameras.look_about()
        states = self._board.states()
        if not self._is_listing_noted:
            sourcing.note_listing(self._session, sources=len(states))
            self._is_listing_noted = True
        return states

    def count(self) -> CardsNotCleared:
        """Return what may still lie on cards although it is in the vault.

        The vault is asked, and that audited, once after each run and not while one goes on.

        Raises:
            NotPermittedError: This role may not.
        """
        self._session.require(Act.LIST_SOURCES)
        if self._count is None or (self._desk.is_count_stale and not self._desk.is_busy):
            self._desk.is_count_stale = False
            self._count = sourcing.not_cleared(self._session)
        on_cards = self._board.on_cards()
        return replace(self._count, cards=on_cards.cards, on_cards=on_cards.on_cards)

    def count_again(self) -> None:
        """Ask the vault again at the next count: somebody saw to a card."""
        self._desk.is_count_stale = True

    def confirm_cleared(self, reason: str) -> Outcome[int]:
        """Record that a person saw to the files which could not be removed.

        Raises:
            NotPermittedError: This role may not.
            RecordInvalidError: ``reason``: none was given.
        """
        self._desk.is_count_stale = True
        return sourcing.confirm_cleared(self._session, reason)

    def settings(self) -> Workstation:
        """Return this workstation's settings as they are in force.

        Raises:
            NotPermittedError: This role may not see the sources.
            SettingsError: They cannot be read: none is in force.
        """
        self._session.require(Act.LIST_SOURCES)
        return self._file.read()

    def watch(self, wanted: WatchedFolder) -> Outcome[Nothing]:
        """Watch a folder from now on, also after a restart.

        Raises:
            NotPermittedError: This role may not.
            SourceGoneError: It is not there.
            UnknownRecordError, IntakeError: As ``sourcing.begin_watching``.
            SettingsError: The settings cannot be read or written; nothing changed.
        """
        settings = self._file.read()
        pace = self._desk.pace()
        folder = sourcing.begin_watching(self._session, wanted, settings.watched, pace=pace)
        others = (one for one in settings.watched if one.path != folder.path)
        self._keep(replace(settings, watched=(*others, folder)))
        self._end(folder.path)
        self._begin(folder)
        return Outcome(value=Nothing(), changed=_SOURCES)

    def stop_watching(self, folder: Path) -> Outcome[Nothing]:
        """Watch a folder no longer.

        Raises:
            NotPermittedError: This role may not.
            SettingsError: The settings cannot be read or written; nothing changed.
        """
        settings = self._file.read()
        sourcing.end_watching(self._session, folder)
        others = tuple(one for one in settings.watched if one.path != folder)
        self._keep(replace(settings, watched=others))
        self._end(folder)
        return Outcome(value=Nothing(), changed=_SOURCES)

    def set_card_removal(self, policy: CardRemoval) -> Outcome[Nothing]:
        """Settle what becomes of the files on cards put in from now on, and on those in now.

        Raises:
            NotPermittedError: This role may not.
            SettingsError: The settings cannot be read or written; nothing changed.
        """
        settings = self._file.read()
        sourcing.set_card_removal(self._session, policy)
        self._keep(replace(settings, card_removal=policy))
        self._cards.apply_removal()
        self.cameras.apply_removal()
        return Outcome(value=Nothing(), changed=_SOURCES)

    def set_daily_backup(self, to: Path | None) -> Outcome[Nothing]:
        """Settle where a backup is made by itself once a day, or with None nowhere.

        Raises: as ``daily_backup.settle_daily_backup``; SettingsError: nothing changed.
        """
        settings = self._file.read()
        settle_daily_backup(self._session, to)
        self._keep(replace(settings, backup_to=to))
        return Outcome(value=Nothing(), changed=frozenset({Topic.BACKUPS}))

    def take_in(
        self,
        wanted: TakeIn,
        *,
        stop: Stop,
        pause: Callable[[float], object],
        progress: Callable[[int, int], None],
        weighed: Callable[[int, int], None] = _nobody,
    ) -> Outcome[Intake]:
        """Take in a card or any folder now, or what was chosen of it; gives way after each file.

        Args:
            wanted: What the window asked for.
            stop: Whether to end after the present file.
            pause: Waits so many seconds, or until ``stop`` is set.
            progress: Told how many of how many files are done.
            weighed: Told before that how many of how many bytes.

        Raises:
            NotPermittedError: This role may not.
            SourceGoneError: It is not there.
            IntakeError: ``busy``, or ``too_many_entries``.
        """
        self._session.require(Act.RECEIVE_IMAGES)
        card = self._cards.at(wanted.folder)
        camera = self.cameras.at(wanted.folder)
        known = card or camera
        opener = self.cameras.opener(wanted.folder)
        timing = self._desk.timing if opener is None else replace(self._desk.timing, settle_ms=0)
        scales = Scales(weighed, self._desk.ended)
        chosen = frozenset(wanted.only)
        run = Run(
            folder=wanted.folder,
            origin=wanted.origin,
            removal=wanted.removal,
            stop=stop,
            progress=self._telling(wanted.folder, progress),
            ended=scales.ended,
            timing=timing,
            pace=self._desk.pace(pause),
            series=SeriesMemory() if known is None else known.series,
            wanted=lambda seen: not chosen or file_key(seen.raw) in chosen,
            begun=scales.begun,
            card=self.cameras.seen(camera) if card is None else seen_as(card.card),
            source_of=opener,
        )
        with self._desk.alone_at(wanted.folder):
            report = self._taken_in(run)
        self._cards.look_soon(wanted.folder)
        self.cameras.look_soon(wanted.folder)
        return Outcome(value=report.final(), changed=frozenset({Topic.INBOX, Topic.SOURCES}))

    def look_into(self, folder: Path) -> Contents:
        """Return what lies on a card or in a folder, file by file.

        Raises:
            NotPermittedError: This role may not.
            SourceGoneError: It is not there.
            IntakeError: ``too_many_entries``.
        """
        self._session.require(Act.LIST_SOURCES)
        card = self._cards.at(folder)
        heads = card.heads if card is not None else Heads()
        opened = self._desk.look_into(self._opener(folder), heads)
        self._leaves.pop(folder, None)
        self._leaves[folder] = opened.seen
        while len(self._leaves) > _MOST_OPEN:
            self._leaves.pop(next(iter(self._leaves)))
        return opened.contents

    def leaf_through(
        self, session: Session, wanted: LeafThrough, *, pace: Pace
    ) -> tuple[tuple[Thumb, ...], SealedMemory]:
        """Return small pictures of files that ``look_into`` found, and the block they are in.

        Args:
            session: Whose decoders look: those for what people look at.
            wanted: Which.
            pace: How the card is waited for.

        Raises:
            As :func:`desktop.workflow.choosing.leaf_through`.
        """
        seen = self._leaves.get(wanted.folder, {})
        return choosing.leaf_through(
            session,
            self._opener(wanted.folder),
            {key: seen.get(key) for key in wanted.files},
            longest_px=wanted.longest_px,
            fresh=wanted.origin is not Origin.PRACTICE,
            pace=pace,
        )

    def _opener(self, folder: Path) -> Opener:
        return self.cameras.opener(folder) or (lambda: Source(folder))

    def _telling(
        self, folder: Path, progress: Callable[[int, int], None]
    ) -> Callable[[int, int], None]:
        def far(done: int, total: int) -> None:
            self._board.change(self._cards.key_of(folder), busy=True, done=done, total=total)
            progress(done, total)

        return far

    def _taken_in(self, run: Run) -> IntakeReport:
        problem = ""
        self._board.change(self._cards.key_of(run.folder), busy=True, done=0, total=0, problem="")
        try:
            report = receive_folder(self._session, run).value
            problem = report.stopped.code if report.stopped else ""
        except DeskError as error:
            problem = error.code
            raise
        finally:
            self._board.change(self._cards.key_of(run.folder), busy=False, problem=problem)
        return report

    # ------------------------------------------------------------------------------ the tasks

    def _look_for_cards(self) -> None:
        while True:
            self._cards.look_about()
            self._hub.sleep(self._desk.rhythm.cards_s)

    def _look_for_cameras(self) -> None:
        while True:
            self.cameras.look_about()
            self._hub.sleep(self._desk.rhythm.cards_s)

    def _repeat(self, work: Callable[[], None]) -> None:
        """Do something for as long as the session lasts, again after a mistake of ours."""

        def failed(_error: Exception) -> None:
            self._hub.sleep(self._desk.rhythm.respite_s)
            self._repeat(work)

        self._hub.spawn(work, failed=failed)

    def _begin(self, folder: WatchedFolder) -> None:
        keeper = FolderKeeper(self._desk, self._board, folder)
        self._folders[folder.path] = keeper

        def failed(_error: Exception) -> None:
            code = KeeperFaultError.code
            self._board.change(keeper.key, watching=Watching.STOPPED, problem=code)
            self._hub.sleep(self._desk.rhythm.respite_s)
            if self._folders.get(folder.path) is keeper:
                self._begin(folder)

        self._hub.spawn(keeper.run, failed=failed)

    def _end(self, folder: Path) -> None:
        keeper = self._folders.pop(folder, None)
        if keeper is not None:
            keeper.stop()

    def _keep(self, settings: Workstation) -> None:
        self._file.write(settings)
        self._settings = settings

    def _say_unreadable(self, error: SettingsError) -> None:
        """Have it seen that no folder is watched because the settings cannot be read."""
        state = SourceState(
            path=str(self._file.path),
            label=self._file.path.name,
            kind=SourceKind.FOLDER,
            origin=Origin.PRACTICE,
            removal=Removal.NEVER,
            watching=Watching.STOPPED,
            problem=error.code,
        )
        self._board.put(state.path, state)
