"""Decisions of the first page: what a role is asked for, and what comes next. No Qt."""

from dataclasses import dataclass, replace
from typing import Final, Protocol

from desktop.errors import DeskError
from desktop.keeper.calls import (
    AttachedToday,
    CountImages,
    ListInbox,
    ListSources,
    ReadBackupState,
)
from desktop.keeper.daily_calls import SeeDailyBackup
from desktop.keeper.device_calls import SeeDevices
from desktop.keeper.ledger_calls import ListCards
from desktop.keeper.spool_calls import LookAtSpool
from desktop.records.attached import AttachedImage
from desktop.records.card import CardState
from desktop.records.device_register import DeviceRegister
from desktop.records.inbox import Inbox
from desktop.records.outcome import Topic
from desktop.records.role import Role
from desktop.records.safekeeping import BackupState, DailyBackup
from desktop.records.source_state import SourceState
from desktop.records.spool import SpoolNews
from desktop.records.tally import Tally
from desktop.ui.account import Account, account
from desktop.ui.backup_due import reminder
from desktop.ui.cards import CardLine, WatchLine, not_cleared, watch_lines
from desktop.ui.desk import Desk
from desktop.ui.fresh import Fresh
from desktop.ui.home.card_work import of_cards
from desktop.ui.home.device_work import of_devices
from desktop.ui.home.oversight import for_manager
from desktop.ui.home.spool_work import of_spool
from desktop.ui.home.work import Piece, for_clinician, for_nurse, headline
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.place import AttachPlace

_AGE_MS: Final = 20_000
_CALM_MS: Final = 5_000
"""While a card is taken in something of it changes with every photograph."""
_CLINICAL: Final = frozenset({Role.NURSE, Role.CLINICIAN, Role.RECOVERY})
_KEEPERS: Final = frozenset({Role.CLINICIAN, Role.MANAGER})
"""Who is reminded of a backup that is due, and can make one."""
MOST_ATTACHED: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeState:
    """Everything the page shows.

    Attributes:
        loaded: Whether the keeper has answered yet.
        work: What waits, the next piece first.
        attached: What somebody attached today, newest first; of a receptionist.
        watchers: Watched folders, those in trouble first.
        backup: What is said where a backup is due.
    """

    loaded: bool = False
    headline: Words = NOTHING
    work: tuple[Piece, ...] = ()
    attached: tuple[AttachedImage, ...] = ()
    cards: tuple[CardLine, ...] = ()
    watchers: tuple[WatchLine, ...] = ()
    account: Account | None = None
    backup: Words = NOTHING
    problem: DeskError | None = None


class HomeView(Protocol):
    """What shows the page."""

    def show_state(self, state: HomeState) -> None:
        """Show a state, without losing the focus."""


class HomePresenter:
    """Asks for what a role may know, and puts it in order.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        view: What shows it.
    """

    def __init__(self, desk: Desk, scope: Scope, view: HomeView) -> None:
        self._desk = desk
        self._scope = scope
        self._view = view
        self._role = desk.me.role
        self._inbox: Inbox | None = None
        self._tally: Tally | None = None
        self._attached: tuple[AttachedImage, ...] | None = None
        self._sources: tuple[SourceState, ...] = ()
        self.state = HomeState()
        lane = desk.lane
        self._list = Fresh(lane, scope, ListInbox(), done=self._listed, failed=self.fail)
        self._count = Fresh(lane, scope, CountImages(), done=self._counted, failed=self.fail)
        self._look = Fresh(lane, scope, ListSources(), done=self._looked, failed=self.fail)
        self._kept = Fresh(lane, scope, ReadBackupState(), done=self._got_backup, failed=self.fail)
        self._seen = Fresh(lane, scope, SeeDevices(), done=self._saw, failed=self.fail)
        self._backup: BackupState | None = None
        self._daily_state = DailyBackup()
        got_daily = self._got_daily
        self._daily = Fresh(lane, scope, SeeDailyBackup(), done=got_daily, failed=self.fail)
        self._register: DeviceRegister | None = None
        self._ledger = Fresh(lane, scope, ListCards(), done=self._read_ledger, failed=self.fail)
        self._cards: tuple[CardState, ...] | None = None
        self._spool = Fresh(lane, scope, LookAtSpool(), done=self._spooled, failed=self.fail)
        self._news: SpoolNews | None = None
        self._mine = Fresh(lane, scope, AttachedToday(), done=self._got_mine, failed=self.fail)

    def start(self) -> None:
        """Ask for what the role may know, and again whenever it changes."""
        self._desk.lane.on_changed(self._scope, self._heard)
        self._desk.found.on_changed(self._scope, self._refresh)
        self._ask()
        self._look.ask()
        self._spool.ask()
        if self._role is not Role.RECEPTIONIST:
            self._seen.ask()
            self._ledger.ask()
        if self._role in _KEEPERS:
            self._kept.ask()
            self._daily.ask()
        self._desk.lane.later(_AGE_MS, self._scope, self._grow_older)

    def fail(self, error: DeskError) -> None:
        """Explain an error until it is read."""
        self.state = replace(self.state, problem=error)
        self._view.show_state(self.state)

    def read_problem(self) -> None:
        """The error was read."""
        self.state = replace(self.state, problem=None)
        self._view.show_state(self.state)

    def _ask(self) -> None:
        if self._role in _CLINICAL:
            self._list.ask()
        else:
            self._count.ask()
        if self._role is Role.RECEPTIONIST:
            self._mine.ask()

    def _heard(self, topics: frozenset[Topic]) -> None:
        if Topic.INBOX in topics:
            self._ask()
            if self._role is not Role.RECEPTIONIST:
                self._seen.ask_later(_AGE_MS)  # each look is an entry: not for every photograph
        if Topic.DEVICES in topics and self._role is not Role.RECEPTIONIST:
            self._seen.ask()
        if topics & {Topic.SOURCES, Topic.INBOX}:
            self._look.ask()
        if Topic.SOURCES in topics:
            self._spool.ask()
            if self._role is not Role.RECEPTIONIST:
                self._ledger.ask_later(_CALM_MS)
        if Topic.BACKUPS in topics and self._role in _KEEPERS:
            self._daily.ask()

    def _listed(self, inbox: Inbox) -> None:
        self._inbox, self._tally = inbox, inbox.tally
        self._refresh()

    def _counted(self, tally: Tally) -> None:
        self._tally = tally
        self._refresh()

    def _looked(self, sources: tuple[SourceState, ...]) -> None:
        self._sources = sources
        self._refresh()

    def _spooled(self, news: SpoolNews) -> None:
        self._news = news
        self._refresh()

    def _saw(self, register: DeviceRegister) -> None:
        self._register = register
        self._refresh()

    def _read_ledger(self, cards: tuple[CardState, ...]) -> None:
        self._cards = cards
        self._refresh()

    def _got_mine(self, attached: tuple[AttachedImage, ...]) -> None:
        self._attached = attached
        self._refresh()

    def _got_backup(self, backup: BackupState) -> None:
        self._backup = backup
        self._remind()

    def _got_daily(self, daily: DailyBackup) -> None:
        before, self._daily_state = self._daily_state, daily
        if daily.made_at not in ("", before.made_at):
            self._kept.ask()
        self._remind()

    def _remind(self) -> None:
        words = reminder(self._backup, self._daily_state)
        self.state = replace(self.state, backup=words)
        self._view.show_state(self.state)

    def _grow_older(self) -> None:
        self._refresh()
        self._desk.lane.later(_AGE_MS, self._scope, self._grow_older)

    def _refresh(self) -> None:
        now = self._desk.now()
        tally = self._tally
        mine = sorted(self._attached or (), key=lambda one: one.at, reverse=True)
        self.state = replace(
            self.state,
            loaded=tally is not None,
            headline=NOTHING if tally is None else headline(tally, now=now),
            work=(*of_spool(self._news), *self._work()),
            attached=tuple(mine),
            cards=not_cleared(self._sources, self._desk.runs, now=now, ledger=self._cards or ()),
            watchers=watch_lines(self._sources, now=now),
            account=None if tally is None else account(tally),
        )
        self._view.show_state(self.state)

    def _work(self) -> tuple[Piece, ...]:
        now = self._desk.now()
        cards = of_cards(self._cards, self._sources, self._role)
        more = (*cards, *of_devices(self._register, self._role))
        match self._role:
            case Role.RECEPTIONIST:
                return (_attach(),)
            case Role.MANAGER if self._tally is not None:
                problems = len(self._desk.problems)
                return for_manager(problems, self._tally, self._sources, more, now=now)
            case Role.NURSE if self._inbox is not None:
                return (*for_nurse(self._inbox, self._sources, now=now), *more)
            case Role.CLINICIAN if self._inbox is not None:
                return (*for_clinician(self._inbox, self._sources, now=now), *more)
            case _:
                return ()


def _attach() -> Piece:
    return Piece(
        icon="paperclip",
        title=phrase("home.attach"),
        detail=phrase("home.attach_detail"),
        place=AttachPlace(),
    )
