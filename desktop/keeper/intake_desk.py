"""What taking in shares, whoever asked for it: the pace, what is known, and who is where."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.clock import stamp
from desktop.errors import IntakeError
from desktop.intake.entry import Seen
from desktop.intake.heads import Heads
from desktop.intake.reach import Opener
from desktop.keeper.aside import Aside
from desktop.keeper.hub import Hub
from desktop.keeper.turns import Turns
from desktop.records.intake_report import IntakeReport
from desktop.records.outcome import Topic
from desktop.records.role import MAY, Act
from desktop.settings import TIMING, Timing
from desktop.workflow.choosing import Opened, look_into
from desktop.workflow.emptying import Looks, Run
from desktop.workflow.pace import Pace
from desktop.workflow.session import Session
from desktop.workflow.sourcing import Known, Look, look_at_source, recall
from desktop.workflow.watching import Watcher

JUST_GONE: Final = frozenset({"missing", "replaced", "unreadable"})
"""Reasons of a ``SourceGoneError`` that whoever looks for the source finds out as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often the keeper looks about.

    Attributes:
        cards_s: Between two looks at which cards are in.
        sentries_s: Between two looks at whether the sentries of watched folders live.
        pending_s: Between two looks at a folder in which files have not settled yet.
        respite_s: How long a folder is left alone whose last look ended in an error.
        silence_s: How long a folder may not answer before it counts as gone.
    """

    cards_s: float = 2.0
    sentries_s: float = 2.0
    pending_s: float = 0.5
    respite_s: float = 30.0
    silence_s: float = 20.0


class Desk(ABC):
    """What watching a folder needs, whether somebody is signed in or not.

    Invariant: nobody takes in from a folder from which, or from a part of which, somebody else
    does.

    Attributes:
        hub: Where it runs.
        timing: How files settle.
        rhythm: How often to look.
    """

    def __init__(self, hub: Hub, *, timing: Timing, rhythm: Rhythm | None) -> None:
        self.hub = hub
        self.timing = timing
        self.rhythm = rhythm or Rhythm()
        self._aside = Aside(hub)
        self._at_work: set[Path] = set()

    @property
    def is_busy(self) -> bool:
        """Whether somebody takes in from anywhere."""
        return bool(self._at_work)

    @abstractmethod
    def now(self) -> str:
        """Return the present moment, as it is stored."""

    @abstractmethod
    def looks(self, run: Run) -> Looks | None:
        """Return what takes in what settles in a folder; None where it is only counted."""

    @abstractmethod
    def look_at(self, folder: Path, heads: Heads) -> Look:
        """Return what lies in a folder, compared with everything that is known.

        Raises:
            SourceGoneError: It is not there.
            IntakeError: ``too_many_entries``.
        """

    @abstractmethod
    def ended(self, seen: Seen, one: IntakeReport) -> None:
        """Remember where a file ended, and tell whoever wants to know if it is new."""

    def pace(self, pause: Callable[[float], object] | None = None) -> Pace:
        """Return how a run waits: giving way to everybody else.

        Args:
            pause: Waits so many seconds; the hub's own unless the run can be stopped meanwhile.
        """
        return Pace(pause=pause or self.hub.sleep, aside=self._aside)

    @contextmanager
    def alone_at(self, folder: Path) -> Iterator[None]:
        """Have a folder for oneself for the length of the block.

        Raises:
            IntakeError: ``busy``: somebody takes in from it, or from a part of it.
        """
        if not self.is_free(folder):
            raise IntakeError("busy")
        self._at_work.add(folder)
        try:
            yield
        finally:
            self._at_work.discard(folder)

    def is_free(self, folder: Path) -> bool:
        """Return whether nobody takes in from a folder or a part of it."""
        return not any(
            folder.is_relative_to(other) or other.is_relative_to(folder) for other in self._at_work
        )


class IntakeDesk(Desk):
    """Shared by cards and watched folders of one session.

    Attributes:
        session: Whoever is signed in, with the decoders for what comes in.
        announce: Tells every screen what changed.
        known: What this session knows to be in the vault.
        is_count_stale: Whether files may have been removed, or not been, since they were counted.
    """

    def __init__(
        self,
        session: Session,
        hub: Hub,
        announce: Callable[[frozenset[Topic]], None],
        *,
        timing: Timing = TIMING,
        rhythm: Rhythm | None = None,
    ) -> None:
        super().__init__(hub, timing=timing, rhythm=rhythm)
        self.session = session
        self.announce = announce
        self.known = Known()
        self.is_count_stale = True
        self._recalling = Turns(hub)

    @property
    def may_take_in(self) -> bool:
        """Whether this role may."""
        return Act.RECEIVE_IMAGES in MAY[self.session.role]

    def now(self) -> str:
        """Return the present moment, as it is stored."""
        return stamp(self.session.clock.now())

    def looks(self, run: Run) -> Looks | None:
        """Return what takes in what settles in a folder; None for a role that may not."""
        return Watcher(self.session, run) if self.may_take_in else None

    def look_at(self, folder: Path, heads: Heads, source_of: Opener | None = None) -> Look:
        """Return what lies in a folder, compared with everything that is known.

        Args:
            folder: Which.
            heads: What its files announced before.
            source_of: Opens something else than a folder.

        Raises:
            SourceGoneError: It is not there.
            IntakeError: ``too_many_entries``.
        """
        self._recall()
        return look_at_source(
            self.session,
            folder,
            self.known,
            heads=heads,
            pace=self.pace(),
            source_of=source_of,
        )

    def look_into(self, source_of: Opener, heads: Heads) -> Opened:
        """Return what lies in a source, file by file, compared with everything that is known.

        Raises:
            NotPermittedError: This role may not.
            SourceGoneError: It is not there.
            IntakeError: ``too_many_entries``.
        """
        pace = self.pace()
        self._recall()
        return look_into(self.session, source_of, self.known, heads=heads, pace=pace)

    def _recall(self) -> None:
        with self._recalling.turn():
            if not self.known.is_complete:
                recall(self.session, self.known, pace=self.pace())

    def ended(self, seen: Seen, one: IntakeReport) -> None:
        """Remember where a file ended, and tell every screen if it is new."""
        if one.arrived or one.duplicates:
            self.known.add(seen)
            self.is_count_stale = True
        if one.arrived:
            self.announce(frozenset({Topic.INBOX}))
