"""Which cameras are connected by cable, what lies on each, and following one as it is shot.

A camera stands on the board like a card, and is taken in like one; whatever cannot be claimed says
so, and that its card can be put into a reader instead.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from desktop.errors import CameraError, DeskError, SourceGoneError
from desktop.ids import CardId
from desktop.intake.entry import Seen
from desktop.intake.heads import Heads
from desktop.intake.reach import Opener
from desktop.keeper.board import Board
from desktop.keeper.camera_messages import Connected
from desktop.keeper.camera_process import CameraProcess, is_installed
from desktop.keeper.camera_source import CameraSource, place_of
from desktop.keeper.card_table import CardSettings, removal_of
from desktop.keeper.following import Follower
from desktop.keeper.intake_desk import IntakeDesk
from desktop.keeper.known_camera import PREFIX, KnownCamera, Tether
from desktop.keeper.tether_file import TetherFile
from desktop.records.arrival import Origin
from desktop.records.card import CardSeen
from desktop.records.intake_report import IntakeReport
from desktop.records.removal import Removal
from desktop.records.source_state import SourceKind, SourceState, Watching
from desktop.records.tether import FollowedCamera
from desktop.records.workstation import CardRemoval
from desktop.workflow.card_ledger import note_card as ledger_note
from desktop.workflow.emptying import Run, receive_folder
from desktop.workflow.receiving import SeriesMemory
from desktop.workflow.sourcing import Look, note_card
from desktop.workflow.tethering import (
    Label,
    begin_tether,
    end_tether,
    note_shutter,
    resume_tether,
)


class CameraTable:
    """The cameras of this session.

    Args:
        desk: What taking in shares.
        board: Where they stand.
        settings: Asked each time for what this workstation is set to.
        kept: Remembers over a lock which camera is followed.
        process: Speaks to them; None to start the real one, if the library is installed.
    """

    def __init__(
        self,
        desk: IntakeDesk,
        board: Board,
        settings: CardSettings,
        kept: TetherFile,
        *,
        process: CameraProcess | None = None,
    ) -> None:
        self._desk = desk
        self._board = board
        self._settings = settings
        self._kept = kept
        self._process = process or (CameraProcess() if is_installed() else None)
        self._cameras: dict[Path, KnownCamera] = {}

    def look_about(self) -> None:
        """See which cameras are connected; a task of its own looks at what is new."""
        process = self._process
        if process is None:
            return
        try:
            process.begin()
            connected = self._desk.pace().aside(process.cameras)
        except CameraError:  # tried again at the next look; what is known is not gone by that
            return
        present = {Path(f"{PREFIX}{one.port}"): one for one in connected}
        for known in tuple(self._cameras.values()):
            if known.is_in and known.folder not in present:
                self._gone(known)
        for folder, one in present.items():
            self._in(folder, one)

    def opener(self, folder: Path, only: Iterable[bytes] | None = None) -> Opener | None:
        """Return how a camera is opened; None where the place is none."""
        known, process = self._cameras.get(folder), self._process
        if known is None or process is None:
            return None
        port = known.port
        places = None if only is None else tuple(place_of(raw) for raw in only)
        return lambda: CameraSource(process, port, only=places)

    def at(self, folder: Path) -> KnownCamera | None:
        """Return the camera that is connected at a place."""
        known = self._cameras.get(folder)
        return known if known is not None and known.is_in else None

    def seen(self, known: KnownCamera | None) -> CardSeen | None:
        """Return a camera as the ledger knows it; None where it does not answer, or for none."""
        if known is None or not self._knows_serial(known):
            return None
        return known.seen()

    def look_soon(self, folder: Path) -> None:
        """Look at a camera as soon as nobody takes it in."""
        known = self.at(folder)
        if known is not None:
            known.is_due = True
            self._spawn_look(known)

    def apply_removal(self) -> None:
        """Have every camera say what becomes of its files by the present settings."""
        policy = self._settings().card_removal
        for known in self._cameras.values():
            removal, asks = removal_of(policy), policy is CardRemoval.ASK
            self._board.change(known.key, removal=removal, asks=asks)

    # ------------------------------------------------------------------------------ following

    def tether(self, folder: Path, sitting: str, removal: Removal) -> None:
        """Follow a camera from now on: what is shot comes in by itself, as it is shot.

        What lies on it already stays a matter of choosing and taking in. Following it again names
        another sitting, from the next photograph on.

        Raises:
            NotPermittedError: This role may not.
            RecordInvalidError: ``sitting``.
            SourceGoneError: It is not connected.
            CameraError: ``busy`` or ``failed``.
        """
        known, process = self._required(folder), self._process
        label = begin_tether(self._desk.session, sitting, removal)
        tether = known.tether
        if tether is not None:
            tether.label, tether.removal, tether.since = label, removal, self._desk.now()
            self._keep(known, tether)
        elif process is not None:
            follower = Follower(process, known.port, self._desk.pace())
            self._begin(known, follower, label, removal)

    def _begin(
        self, known: KnownCamera, follower: Follower, label: Label, removal: Removal
    ) -> None:
        since = self._desk.now()
        tether = Tether(follower=follower, label=label, removal=removal, since=since)
        known.tether = tether
        self._keep(known, tether)
        self._board.change(known.key, tethered=True, problem="", hint="")
        self._desk.hub.spawn(lambda: self._follow(known, tether))

    def _resume(self, known: KnownCamera) -> None:
        """Go on following a camera that was followed when the workstation was locked."""
        handed, process = self._kept.read(), self._process
        if handed is None or process is None or not self._desk.may_take_in:
            return
        if (handed.port, handed.model) != (known.port, known.model):
            return
        if not handed.is_in_force(self._desk.session.clock.now()):
            self._kept.forget()
            return
        label = resume_tether(self._desk.session, handed.sitting, handed.removal)
        follower = Follower(process, known.port, self._desk.pace(), known=handed.known)
        self._begin(known, follower, label, handed.removal)

    def _keep(self, known: KnownCamera, tether: Tether) -> None:
        """Remember how a camera is followed, for when nobody is signed in."""
        self._kept.write(
            FollowedCamera(
                port=known.port,
                model=known.model,
                identity=known.seen().identity,
                removal=tether.removal,
                sitting=tether.label.sealed,
                since=tether.since,
                known=frozenset(tether.follower.known),
            )
        )

    def end_tether(self, folder: Path) -> None:
        """Follow a camera no longer; a photograph on its way is finished first.

        Raises:
            NotPermittedError: This role may not.
        """
        known = self._cameras.get(folder)
        tether = None if known is None else known.tether
        end_tether(self._desk.session, arrived=0 if tether is None else tether.arrived)
        if known is not None and tether is not None:
            self._over(known, tether)

    def shoot(self, folder: Path) -> None:
        """Release the shutter of a camera that is connected.

        Raises:
            NotPermittedError: This role may not.
            SourceGoneError: It is not connected.
            CameraError: ``busy`` or ``failed``.
        """
        known = self._required(folder)
        note_shutter(self._desk.session)
        process, port = self._process, known.port
        if process is not None:
            self._desk.pace().aside(lambda: process.shoot(port))

    def _required(self, folder: Path) -> KnownCamera:
        known = self.at(folder)
        if known is None:
            raise SourceGoneError("missing")
        return known

    def _follow(self, known: KnownCamera, tether: Tether) -> None:
        rhythm = self._desk.rhythm
        while not tether.is_over:
            try:
                self._follow_once(known, tether)
            except DeskError as error:
                self._say_trouble(known, error)
                self._desk.hub.sleep(rhythm.cards_s)
            self._desk.hub.sleep(0)

    def _follow_once(self, known: KnownCamera, tether: Tether) -> None:
        if not known.is_in or not self._desk.is_free(known.folder):
            self._desk.hub.sleep(self._desk.rhythm.sentries_s)
            return
        new = tether.follower.news()
        if new and not tether.is_over:
            tether.follower.look_soon()  # whatever comes of these, others may be there by then
            self._bring_in(known, tether, new)

    def _bring_in(self, known: KnownCamera, tether: Tether, new: list[bytes]) -> None:
        def ended(seen: Seen, one: IntakeReport) -> None:
            if not one.pending:
                tether.follower.dealt_with(seen.raw)
            tether.arrived += len(one.arrived)
            self._desk.ended(seen, one)

        run = Run(
            folder=known.folder,
            origin=Origin.PRACTICE,
            removal=tether.removal,
            stop=tether,
            progress=lambda _done, _total: None,
            ended=ended,
            timing=replace(self._desk.timing, settle_ms=0),
            pace=self._desk.pace(),
            series=known.series,
            source_of=self.opener(known.folder, new),
            sitting=tether.label.text,
            card=self.seen(known),
        )
        with self._desk.alone_at(known.folder):
            report = receive_folder(self._desk.session, run).value
        if not tether.is_over:
            self._keep(known, tether)
        if report.stopped is not None:
            raise report.stopped
        self._board.change(known.key, problem="", hint="")
        known.is_due = True

    def _over(self, known: KnownCamera, tether: Tether) -> None:
        tether.is_over = True
        known.tether = None
        self._kept.forget()
        known.series = SeriesMemory()
        self._board.change(known.key, tethered=False)
        self.look_soon(known.folder)

    def _forget(self, known: KnownCamera) -> None:
        """Have a camera that went away not followed on, though nobody followed it here."""
        handed = self._kept.read()
        if handed is not None and handed.port == known.port:
            self._kept.forget()

    # -------------------------------------------------------------------------------- looking

    def _in(self, folder: Path, one: Connected) -> None:
        known = self._cameras.get(folder)
        if known is None or known.model != one.model:
            known = KnownCamera(folder=folder, port=one.port, model=one.model)
            self._cameras[folder] = known
        came = not known.is_in or self._board.get(known.key) is None
        known.is_in = True
        if came:
            known.is_due, known.noted = True, None
            self._enter(known)
            self._resume(known)
        self._board.change(known.key, last_heard_at=self._desk.now())
        if known.is_due and known.tether is None:
            self._spawn_look(known)

    def _enter(self, known: KnownCamera) -> None:
        policy = self._settings().card_removal
        self._board.put(
            known.key,
            SourceState(
                path=known.key,
                label=known.model,
                kind=SourceKind.CARD,
                origin=Origin.PRACTICE,
                removal=removal_of(policy),
                asks=policy is CardRemoval.ASK,
                watching=Watching.ALIVE,
                cabled=True,
                since=self._desk.now(),
            ),
        )

    def _spawn_look(self, known: KnownCamera) -> None:
        def failed(_error: Exception) -> None:
            self._say_trouble(known, CameraError("failed"))

        self._desk.hub.spawn(lambda: self._look_at(known), failed=failed)

    def _look_at(self, known: KnownCamera) -> None:
        if known.is_looked_at or not known.is_in or not self._desk.is_free(known.folder):
            return
        known.is_looked_at, known.is_due = True, False
        try:
            self._look(known)
        finally:
            known.is_looked_at = False

    def _look(self, known: KnownCamera) -> None:
        try:
            look = self._desk.look_at(known.folder, Heads(), self.opener(known.folder))
        except SourceGoneError:
            known.is_due = True
            return
        except DeskError as error:
            known.is_due = True  # whoever holds it may let go
            self._say_trouble(known, error)
            return
        card = self._note_in_ledger(known, look)
        self._board.change(
            known.key,
            files=look.files,
            fresh=look.fresh,
            refused=look.refused,
            problem="",
            hint="",
            last_heard_at=self._desk.now(),
            **({} if card is None else {"card": card}),
        )
        if not known.is_noted:
            known.is_noted = True
            note_card(self._desk.session, look)

    def _note_in_ledger(self, known: KnownCamera, look: Look) -> CardId | None:
        """Have the ledger know what lies on a camera, each time that it is something else."""
        lies = (look.files, look.fresh)
        if known.noted == lies or not self._knows_serial(known):
            return None
        known.noted = lies
        return ledger_note(self._desk.session, known.seen(), lying=lies[0], fresh=lies[1])

    def _knows_serial(self, known: KnownCamera) -> bool:
        """Ask a camera for its serial number, once; return whether it has answered."""
        process, port = self._process, known.port
        if known.serial is None and process is not None:
            try:
                known.serial = self._desk.pace().aside(lambda: process.serial(port))
            except CameraError:  # asked again at the next look
                return False
        return known.serial is not None

    def _say_trouble(self, known: KnownCamera, error: DeskError) -> None:
        hint = error.reason if isinstance(error, CameraError) else ""
        self._board.change(known.key, problem=error.code, hint=hint)

    def _gone(self, known: KnownCamera) -> None:
        known.is_in = False
        state = self._board.get(known.key)
        if known.tether is not None:
            self._over(known, known.tether)
        else:
            self._forget(known)
        if state is not None and (state.busy or state.problem not in {"", CameraError.code}):
            self._board.change(known.key, watching=Watching.GONE, tethered=False)
        else:
            self._board.drop(known.key)
