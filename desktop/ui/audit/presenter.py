"""What the audit trail shows and decides. No Qt here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from desktop.errors import DeskError
from desktop.ids import UserId
from desktop.keeper.calls import ListPeople, ReadAudit
from desktop.records.audit_line import AuditLine
from desktop.records.staff_member import StaffMember
from desktop.ui.audit.acts import OPENED, SAVED, Kind, act_words, kind_of
from desktop.ui.audit.entries import asked_words, moment, subject_words, who_words
from desktop.ui.desk import Desk
from desktop.ui.lane import Scope
from desktop.ui.phrase import Words
from desktop.ui.place import AuditPlace


class Period(Enum):
    """How far back a reader looks."""

    EVER = "ever"
    """From the first entry on."""
    YEAR = "year"
    """The last twelve months."""
    MONTH = "month"
    """The last thirty days."""
    WEEK = "week"
    """The last seven days."""
    TODAY = "today"
    """This day at the practice."""


_TYPING_MS: Final = 120
_FIRST: Final = 500
"""Entries that are there at once; the others follow while the reader reads."""
_MORE: Final = 2000
_DAYS: Final = {Period.YEAR: 365, Period.MONTH: 30, Period.WEEK: 7}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What happened to one subject.

    Attributes:
        people: Different people who looked at it.
        opened: How often it was opened, previews and the whole picture counted once.
        copies: Copies that were written.
        refusals: How often somebody was not let do something with it.
    """

    people: int
    opened: int
    copies: int
    refusals: int


class AuditPresenter:
    """The trail, newest first, as far as the filters let it be seen.

    Args:
        desk: Its surroundings.
        scope: The screen's.
        place: Which subject, or everything.
        said: Says words in the window's language, so that what is read can be found.
        heard: Is called whenever something is to be shown otherwise.
    """

    def __init__(
        self,
        desk: Desk,
        scope: Scope,
        place: AuditPlace,
        *,
        said: Callable[[Words], str],
        heard: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._scope = scope
        self._said = said
        self._heard = heard
        self._texts: dict[int, str] = {}
        self._said_once: dict[tuple[str, str], str] = {}
        self._asked = 0
        self.is_reading = False
        self.subject = place.subject
        self.lines: tuple[AuditLine, ...] | None = None
        self.rows: tuple[AuditLine, ...] = ()
        self.counts: dict[Kind, int] = dict.fromkeys(Kind, 0)
        self.people: dict[UserId, StaffMember] = {}
        self.actors: tuple[tuple[UserId, str], ...] = ()
        self.problem: DeskError | None = None
        self.kind = Kind.ALL
        self.person: UserId | None = None
        self.period = Period.EVER
        self.typed = ""
        self.chosen: AuditLine | None = None

    def open(self) -> None:
        """Ask for the names of the staff and the trail."""
        lane = self._desk.lane
        lane.ask(ListPeople(), scope=self._scope, done=self._name, failed=self._nameless)
        self.ask_again()

    def ask_again(self) -> None:
        """Read the trail again, the newest first; what is shown stays until it is there."""
        self._asked += 1
        self.is_reading = True
        self._read((), before=0, most=_FIRST)

    def _read(self, known: tuple[AuditLine, ...], *, before: int, most: int) -> None:
        """Ask for a page of entries, and then for the one before it, to the first."""
        asked = self._asked

        def done(page: tuple[AuditLine, ...]) -> None:
            if asked != self._asked:
                return
            lines = known + page[::-1]
            goes_on = len(page) >= most and (not before or page[0].seq < before)
            self.is_reading = goes_on
            self._take(lines)
            if goes_on:
                self._read(lines, before=page[0].seq, most=_MORE)

        call = ReadAudit(subject=self.subject, before=before, most=most)
        self._desk.lane.ask(call, scope=self._scope, done=done, failed=self._fail)

    @property
    def shown_numbers(self) -> tuple[int, ...]:
        """The numbers of the entries that the filters let through; none where they let all."""
        is_all = not self.subject and len(self.rows) == len(self.lines or ())
        return () if is_all else tuple(line.seq for line in self.rows)

    @property
    def place(self) -> AuditPlace:
        """Return the place that shows this again."""
        return AuditPlace(subject=self.subject)

    @property
    def summary(self) -> Summary:
        """What happened to the subject, over all of what was read."""
        lines = self.lines or ()
        seen = [line for line in lines if kind_of(line.act) is Kind.SEEN]
        return Summary(
            people=len({line.user for line in seen}),
            opened=sum(_is_opening(line) for line in lines),
            copies=sum(line.act == SAVED for line in lines),
            refusals=sum(kind_of(line.act) is Kind.REFUSED for line in lines),
        )

    # ------------------------------------------------------------------ filters

    def set_kind(self, kind: Kind) -> None:
        """Show one kind of entries."""
        self.kind = kind
        self._filter()

    def set_person(self, person: UserId | None) -> None:
        """Show what one person did, or with None what everybody did."""
        self.person = person
        self._filter()

    def set_period(self, period: Period) -> None:
        """Show entries of a time."""
        self.period = period
        self._filter()

    def set_typed(self, typed: str) -> None:
        """Show entries in which every typed word stands."""
        self.typed = typed
        self._desk.lane.later(_TYPING_MS, self._scope, lambda: self._find(typed))

    def _find(self, typed: str) -> None:
        """Filter once a person has stopped typing for a moment: a trail can be long."""
        if typed == self.typed:
            self._filter()

    def clear(self) -> None:
        """Show every kind, by everybody, of all time."""
        self.kind, self.person, self.period, self.typed = Kind.ALL, None, Period.EVER, ""
        self._filter()

    def set_subject(self, subject: str) -> None:
        """Read what happened to one subject, or with an empty text everything."""
        if subject != self.subject:
            self.subject = subject
            self.lines, self.rows, self.chosen = None, (), None
            self.ask_again()
            self._heard()

    def choose(self, row: int) -> None:
        """Show the whole of one entry."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        if found is not self.chosen:
            self.chosen = found
            self._heard()

    def say_again(self) -> None:
        """Find words in the language that the window is in now."""
        self._forget_texts()
        self._filter()

    # ------------------------------------------------------------------ inside

    def _take(self, lines: tuple[AuditLine, ...]) -> None:
        self.problem = None
        self.lines = lines
        self._note_actors()
        if self.person not in dict(self.actors):
            self.person = None
        self._filter()

    def _fail(self, error: DeskError) -> None:
        self.problem, self.is_reading = error, False
        self._heard()

    def _name(self, people: tuple[StaffMember, ...]) -> None:
        self.people = {person.user_id: person for person in people}
        self._note_actors()
        self._forget_texts()
        self._filter()

    def _nameless(self, error: DeskError) -> None:
        del error  # the trail itself says what went wrong; its entries hold sign-in names

    def _note_actors(self) -> None:
        """Note everybody who acted in what was read, by name."""
        firsts = {line.user: line for line in self.lines or ()}
        names = {UserId(user): who_words(one, self.people)[0] for user, one in firsts.items()}
        self.actors = tuple(sorted(names.items(), key=lambda item: item[1].casefold()))

    def _filter(self) -> None:
        words = self.typed.casefold().split()
        since = self._since()
        passing = [line for line in self.lines or () if self._passes(line, since, words)]
        kinds = [kind_of(line.act) for line in passing]
        self.counts = {kind: kinds.count(kind) for kind in Kind} | {Kind.ALL: len(kinds)}
        self.rows = tuple(
            line for line, kind in zip(passing, kinds, strict=True) if self.kind in (Kind.ALL, kind)
        )
        chosen = self.chosen.seq if self.chosen else None
        self.chosen = next((line for line in self.rows if line.seq == chosen), None)
        self._heard()

    def _since(self) -> datetime | None:
        now = self._desk.now()
        if self.period is Period.TODAY:
            return now.replace(hour=0, minute=0, second=0, microsecond=0)
        days = _DAYS.get(self.period)
        return now - timedelta(days=days) if days else None

    def _passes(self, line: AuditLine, since: datetime | None, words: list[str]) -> bool:
        if self.person is not None and line.user != self.person:
            return False
        if since is not None and moment(line) < since:
            return False
        text = self._text(line) if words else ""
        return all(word in text for word in words)

    def _text(self, line: AuditLine) -> str:
        """Return what an entry is searched in: who, what, on what, and the reason."""
        known = self._texts.get(line.seq)
        if known is None:
            known = self._texts[line.seq] = self._made_text(line)
        return known

    def _made_text(self, line: AuditLine) -> str:
        """Put together what is said once for each person, act and subject of a long trail."""
        reason, refused = line.body.get("reason", ""), line.body.get("act", "")
        parts = (
            self._once("who", line.user, lambda: self._who(line)),
            self._once("act", line.act, lambda: self._said(act_words(line.act))),
            self._once("on", line.subject, lambda: self._subject(line.subject)),
            reason.casefold() if isinstance(reason, str) else "",
            self._once("asked", refused, lambda: self._said(asked_words(refused)))
            if refused
            else "",
        )
        return " ".join(parts)

    def _once(self, what: str, key: str, make: Callable[[], str]) -> str:
        known = self._said_once.get((what, key))
        if known is None:
            known = self._said_once[what, key] = make().casefold()
        return known

    def _forget_texts(self) -> None:
        self._texts.clear()
        self._said_once.clear()

    def _who(self, line: AuditLine) -> str:
        name, role = who_words(line, self.people)
        return f"{name} {self._said(role)}"

    def _subject(self, subject: str) -> str:
        return f"{subject} {self._said(subject_words(subject, self.people))}"


def _is_opening(line: AuditLine) -> bool:
    """Return whether an entry is somebody's opening of a filed image.

    The whole picture follows its preview; the original has none.
    """
    if line.act not in OPENED or "subjects" in line.body:
        return False
    return line.act == "view_original" or line.body.get("longest_px") != 0
