"""Decisions of safekeeping: what is asked, who may do what to whom, and what is begun. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from desktop.errors import DeskError
from desktop.ids import UserId
from desktop.keeper.calls import BackUp, CheckBackup, ListPeople, ReadBackupState, ScrubSlice
from desktop.keeper.daily_calls import SeeDailyBackup, SetDailyBackup
from desktop.keeper.destroying_calls import ListDestroyed
from desktop.keeper.staff_calls import ChangeRole, EndAccess, GrantKeys, ReadOwedKeys, RenewKeys
from desktop.records.destruction import Because, PastDestruction
from desktop.records.outcome import Nothing, Topic
from desktop.records.role import MAY, Act, Domain, Role
from desktop.records.safekeeping import BackupState, DailyBackup
from desktop.records.staff_member import StaffMember
from desktop.ui import destruction_told
from desktop.ui.desk import Desk
from desktop.ui.fresh import Fresh
from desktop.ui.keeping import Errand, Part, Told
from desktop.ui.lane import Scope
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.safekeeping import told

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeState:
    """Everything that the screen shows beside what goes on.

    Attributes:
        backup: When the last backup was made; None before the keeper has answered.
        daily: How the backup stands that is made by itself; None likewise.
        people: Everybody, and then those who have left.
        owed: Keys that wait to be renewed.
        chosen: Whose line is chosen.
        destroyed: What was destroyed, the newest first.
        problem: Why something could not be asked.
    """

    backup: BackupState | None = None
    daily: DailyBackup | None = None
    people: tuple[StaffMember, ...] = ()
    owed: tuple[Domain, ...] = ()
    chosen: StaffMember | None = None
    destroyed: tuple[PastDestruction, ...] = ()
    problem: DeskError | None = None


class SafekeepingPresenter:
    """Asks when the last backup was made and who can sign in; begins what somebody wants.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        heard: Is called whenever something is to be shown otherwise.
    """

    def __init__(self, desk: Desk, scope: Scope, heard: Callable[[], None]) -> None:
        self._desk = desk
        self._scope = scope
        self._heard = heard
        self._going = desk.keeping.going
        self.state = SafeState()
        lane, fail = desk.lane, self._failed
        self._backup = Fresh(lane, scope, ReadBackupState(), done=self._got_backup, failed=fail)
        self._daily = Fresh(lane, scope, SeeDailyBackup(), done=self._got_daily, failed=fail)
        self._people = Fresh(lane, scope, ListPeople(), done=self._got_people, failed=fail)
        self._owed = Fresh(lane, scope, ReadOwedKeys(), done=self._got_owed, failed=fail)
        done = self._got_destroyed
        self._destroyed = Fresh(lane, scope, ListDestroyed(), done=done, failed=fail)

    def start(self) -> None:
        """Ask, and again whenever something has changed."""
        self._desk.lane.on_changed(self._scope, self._changed)
        self._desk.keeping.on_changed(self._scope, self._went_on)
        helped = self._desk.me.helped
        if helped is not None:
            self._desk.keeping.greet(Part.PEOPLE, told.helped(helped))
        self.ask()

    def ask(self) -> None:
        """Ask for everything."""
        self.state = replace(self.state, problem=None)
        self._backup.ask()
        self._daily.ask()
        self._ask_people()
        self._destroyed.ask()

    # ------------------------------------------------------------------ who may what

    @property
    def is_busy(self) -> bool:
        """Whether something goes on, so that nothing else can be begun."""
        return self._desk.keeping.going is not None

    @property
    def may_read_through(self) -> bool:
        """Whether the person at work holds the keys that open images."""
        return Act.SCRUB_VAULT in MAY[self._desk.me.role]

    @property
    def is_oneself(self) -> bool:
        """Whether the person at work is chosen, about whom somebody else decides."""
        chosen = self.state.chosen
        return chosen is not None and chosen.user_id == self._desk.me.user_id

    @property
    def may_change(self) -> bool:
        """Whether the chosen person's access can be ended, and their role changed."""
        chosen = self.state.chosen
        return chosen is not None and not chosen.left_at and not self.is_oneself

    @property
    def may_admit(self) -> bool:
        """Whether the person at work may admit somebody."""
        return Act.ADD_USER in MAY[self._desk.me.role]

    @property
    def grantable(self) -> frozenset[Domain]:
        """Keys that the chosen person lacks and the person at work holds."""
        chosen = self.state.chosen
        if chosen is None or chosen.left_at:
            return frozenset()
        return chosen.missing & self._desk.me.keys

    @property
    def renewable(self) -> frozenset[Domain]:
        """Keys that wait to be renewed and that the person at work holds."""
        return frozenset(self.state.owed) & self._desk.me.keys

    @property
    def other_roles(self) -> tuple[Role, ...]:
        """Roles of staff that the chosen person does not have."""
        chosen = self.state.chosen
        return tuple(
            role
            for role in Role
            if role is not Role.RECOVERY and (chosen is None or role is not chosen.role)
        )

    def choose(self, row: int) -> None:
        """Choose a line of the list."""
        people = self.state.people
        if 0 <= row < len(people) and people[row] is not self.state.chosen:
            self.state = replace(self.state, chosen=people[row])
            self._heard()

    # ------------------------------------------------------------------ what is begun

    def back_up(self, to: Path) -> None:
        """Make a backup in a folder that somebody chose."""
        self._begin(
            Errand(
                part=Part.BACKUPS,
                title=phrase("safekeeping.backing_up"),
                call=BackUp(to=to),
                told=told.backup_made,
                stopped=_stopped("stopped_backup"),
            )
        )

    def check(self, where: Path) -> None:
        """Check a backup, or the newest in a place of backups."""
        self._begin(
            Errand(
                part=Part.BACKUPS,
                title=phrase("safekeeping.checking"),
                call=CheckBackup(where=where),
                told=told.backup_checked,
                stopped=_stopped("stopped_check"),
            )
        )

    def set_daily(self, to: Path | None) -> None:
        """Have a backup made by itself once a day in a folder, or nowhere any more."""
        call = SetDailyBackup(to=to)
        self._desk.lane.ask(call, scope=self._scope, done=_settled, failed=self._failed)

    def read_through(self) -> None:
        """Read every sealed file through now."""
        self._begin(
            Errand(
                part=Part.HEALTH,
                title=phrase("safekeeping.reading"),
                call=ScrubSlice(parts=1),
                told=told.read_through,
                stopped=_stopped("stopped_reading"),
            )
        )

    def end_access(self) -> None:
        """End the chosen person's access."""
        chosen = self.state.chosen
        if chosen is not None and self.may_change:
            name = verbatim(chosen.full_name)
            self._begin(
                Errand(
                    part=Part.PEOPLE,
                    title=phrase("safekeeping.ending", name=name),
                    call=EndAccess(name=chosen.name),
                    told=told.access_ended,
                )
            )

    def change_role(self, role: Role) -> None:
        """Give the chosen person another role."""
        chosen = self.state.chosen
        if chosen is not None and self.may_change:
            name = verbatim(chosen.full_name)
            self._begin(
                Errand(
                    part=Part.PEOPLE,
                    title=phrase("safekeeping.changing_role", name=name),
                    call=ChangeRole(name=chosen.name, role=role),
                    told=told.role_changed,
                )
            )

    def grant(self) -> None:
        """Grant the chosen person what they lack and the person at work holds."""
        chosen = self.state.chosen
        if chosen is not None and self.grantable:
            name = verbatim(chosen.full_name)
            self._begin(
                Errand(
                    part=Part.PEOPLE,
                    title=phrase("safekeeping.granting", name=name),
                    call=GrantKeys(name=chosen.name),
                    told=told.keys_granted,
                )
            )

    def renew(self) -> None:
        """Renew the keys that wait for it and that the person at work holds."""
        if self.renewable:
            self._begin(
                Errand(
                    part=Part.PEOPLE,
                    title=phrase("safekeeping.renewing"),
                    call=RenewKeys(),
                    told=told.keys_renewed,
                )
            )

    def destroy(self, subject: str, because: Because, reason: str) -> None:
        """Destroy an image or a rejected arrival that somebody named."""
        self._begin(destruction_told.errand(subject, because, reason))

    def _begin(self, errand: Errand[R]) -> None:
        self._desk.keeping.begin(errand, lane=self._desk.lane, jobs=self._desk.jobs)

    # ------------------------------------------------------------------ answers

    def _changed(self, topics: frozenset[Topic]) -> None:
        if Topic.USERS in topics:
            self._ask_people()
        if Topic.BACKUPS in topics:
            self._daily.ask()

    def _went_on(self) -> None:
        before, self._going = self._going, self._desk.keeping.going
        ended = before.part if before is not None and self._going is None else None
        if ended is Part.BACKUPS:
            self._backup.ask()
        elif ended is Part.DESTROYED:
            self._destroyed.ask()
        self._heard()

    def _ask_people(self) -> None:
        self._people.ask()
        self._owed.ask()

    def _got_backup(self, backup: BackupState) -> None:
        self.state = replace(self.state, backup=backup)
        self._heard()

    def _got_daily(self, daily: DailyBackup) -> None:
        before = self.state.daily
        self.state = replace(self.state, daily=daily)
        if before is not None and daily.made_at not in ("", before.made_at):
            self._backup.ask()
        self._heard()

    def _got_people(self, people: tuple[StaffMember, ...]) -> None:
        before = self.state.chosen or self._desk.me.helped
        same = (one for one in people if before is not None and one.user_id == before.user_id)
        chosen = next(same, None) or next(iter(people), None)
        self.state = replace(self.state, people=people, chosen=chosen)
        self._heard()

    def _got_owed(self, owed: tuple[Domain, ...]) -> None:
        self.state = replace(self.state, owed=owed)
        self._heard()

    def _got_destroyed(self, destroyed: tuple[PastDestruction, ...]) -> None:
        self.state = replace(self.state, destroyed=destroyed)
        self._heard()

    def _failed(self, error: DeskError) -> None:
        self.state = replace(self.state, problem=error)
        self._heard()

    def person_of(self, user_id: str) -> StaffMember | None:
        """Return somebody by identifier, also who has left."""
        return next((one for one in self.state.people if one.user_id == UserId(user_id)), None)


def _settled(_nothing: Nothing) -> None:
    """What is so now is announced, and asked for then."""


def _stopped(code: str) -> Told:
    return Told(
        title=phrase("safekeeping.stopped"), body=phrase(f"safekeeping.{code}"), tone=Tone.INFO
    )
