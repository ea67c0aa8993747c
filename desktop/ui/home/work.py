"""What waits for a role, in the order in which it is to be done. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desktop.ids import ArrivalId
from desktop.records.image import ImageState
from desktop.records.inbox import BegunDraft, Inbox
from desktop.records.patient import Patient
from desktop.records.source_state import SourceKind, SourceState, Watching
from desktop.records.tally import Tally
from desktop.records.waiting import Waiting
from desktop.ui.ages import age, is_old
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.place import (
    EditorPlace,
    IdentifyPlace,
    InboxPlace,
    Place,
    SourcesPlace,
)
from desktop.ui.spans import span

MOST_SERIES: Final = 6
"""Series that are listed one by one; the inbox has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of work.

    Attributes:
        icon: Its drawing.
        title: What is to be done.
        detail: With what, or for whom.
        since: Since when it waits, ISO 8601; empty where that says nothing.
        place: Where it is done.
        tone: ``warn`` or ``err`` where somebody must look; else empty.
    """

    icon: str
    title: Words
    detail: Words
    place: Place
    since: str = ""
    tone: str = ""

    def age(self, now: datetime) -> Words:
        """Return how long it has waited, for a badge."""
        return age(self.since, now, short=True) if self.since else NOTHING

    def is_old(self, now: datetime) -> bool:
        """Return whether it has waited for long."""
        return bool(self.since) and is_old(self.since, now)


def for_nurse(
    inbox: Inbox, sources: tuple[SourceState, ...], *, now: datetime
) -> tuple[Piece, ...]:
    """Return cards to import, series without a patient, what is set aside, cards to clear."""
    return (
        *_to_import(sources),
        *_to_identify(inbox, now),
        *_set_aside(inbox),
        *_to_clear(sources),
    )


def for_clinician(
    inbox: Inbox, sources: tuple[SourceState, ...], *, now: datetime
) -> tuple[Piece, ...]:
    """Return begun redactions, series to clear and file, and then what a nurse would do."""
    return (*_to_file(inbox), *for_nurse(inbox, sources, now=now))


def headline(tally: Tally, *, now: datetime) -> Words:
    """Return how many images wait, and how old the oldest is."""
    if not tally.waiting:
        return phrase("home.nobody_waits")
    waiting = phrase("home.waiting", count=tally.waiting)
    if not tally.oldest_waiting_at:
        return waiting
    oldest = phrase("home.oldest_waiting", age=age(tally.oldest_waiting_at, now))
    return joined(waiting, oldest)


def _to_import(sources: tuple[SourceState, ...]) -> Iterator[Piece]:
    for one in sources:
        if one.kind is SourceKind.CARD and one.fresh and one.watching is Watching.ALIVE:
            known = one.files - one.fresh
            detail = phrase("home.card_detail", known=known, total=one.files) if known else NOTHING
            yield Piece(
                icon="memory-stick",
                title=phrase("home.import_from", count=one.fresh),
                detail=joined(phrase("home.on_card", label=verbatim(one.label)), detail),
                place=InboxPlace(),
                since=one.since,
            )


def _to_identify(inbox: Inbox, now: datetime) -> Iterator[Piece]:
    groups = _series(inbox, ImageState.ARRIVED)
    for group in groups[:MOST_SERIES]:
        yield Piece(
            icon="user-search",
            title=phrase("home.choose_patient", count=len(group)),
            detail=_when_and_how(group, now),
            place=IdentifyPlace(arrivals=tuple(one.arrival for one in group)),
            since=_since(group),
        )
    yield from _more(groups[MOST_SERIES:], InboxPlace(show="unidentified"))


def _to_file(inbox: Inbox) -> Iterator[Piece]:
    begun = {one.arrival: one for one in inbox.begun}
    patients = {one.id: one for one in inbox.patients}
    groups = _series(inbox, ImageState.IDENTIFIED)
    groups.sort(key=lambda group: not any(one.arrival in begun for one in group))
    for group in groups[:MOST_SERIES]:
        patient = patients.get(group[0].patient) if group[0].patient else None
        yield _file_piece(group, begun, patient)
    yield from _more(groups[MOST_SERIES:], InboxPlace(show="identified"))


def _file_piece(
    group: list[Waiting],
    begun: dict[ArrivalId, BegunDraft],
    patient: Patient | None,
) -> Piece:
    drafts = [begun[one.arrival] for one in group if one.arrival in begun]
    latest = max(drafts, key=lambda one: one.kept_at, default=None)
    who = NOTHING if patient is None else who_words(patient)
    by = NOTHING if latest is None else phrase("home.begun_by", name=verbatim(latest.name))
    key = "home.clear_and_file" if latest is None else "home.go_on_clearing"
    return Piece(
        icon="square-pen" if latest is None else "file-pen",
        title=phrase(key, count=len(group)),
        detail=joined(who, by),
        place=EditorPlace(
            arrivals=tuple(one.arrival for one in group),
            at=None if latest is None else latest.arrival,
        ),
        since=_since(group),
    )


def who_words(patient: Patient) -> Words:
    """Return a patient by name, date of birth and NHS number."""
    banner = patient.banner(patient.date_of_birth)
    number = verbatim(banner.nhs_number) if banner.nhs_number else phrase("banner.not_known")
    return joined(
        verbatim(banner.name),
        phrase("finder.born", born=banner.born.split(" (")[0]),
        joined(phrase("banner.nhs_number"), number, between=" "),
    )


def _set_aside(inbox: Inbox) -> Iterator[Piece]:
    aside = [one for one in inbox.waiting if one.state is ImageState.QUARANTINED]
    if aside:
        yield Piece(
            icon="archive-x",
            title=phrase("home.set_aside", count=len(aside)),
            detail=phrase("home.set_aside_detail"),
            place=InboxPlace(show="set_aside"),
            since=_since(aside),
            tone="warn",
        )


def _to_clear(sources: tuple[SourceState, ...]) -> Iterator[Piece]:
    for one in sources:
        if one.kind is SourceKind.CARD and one.files and not one.fresh:
            yield Piece(
                icon="eraser",
                title=phrase("home.clear_card", label=verbatim(one.label)),
                detail=phrase("home.clear_card_detail", count=one.files),
                place=SourcesPlace(),
                since=one.since,
            )


def _series(inbox: Inbox, state: ImageState) -> list[list[Waiting]]:
    """Return what waits in one state by series and patient, the longest waiting first."""
    groups: dict[tuple[str, str], list[Waiting]] = {}
    for one in inbox.waiting:
        if one.state is state:
            groups.setdefault((one.series, one.patient or ""), []).append(one)
    return sorted(groups.values(), key=_since)


def _since(group: list[Waiting]) -> str:
    return min(one.received_at for one in group)


def _when_and_how(group: list[Waiting], now: datetime) -> Words:
    origins = sorted({one.origin.value for one in group})
    return joined(span(group, now.date()), *(phrase(f"origin.{origin}") for origin in origins))


def _more(groups: list[list[Waiting]], place: Place) -> Iterator[Piece]:
    if groups:
        images = phrase("count.images", count=sum(len(group) for group in groups))
        yield Piece(
            icon="layers",
            title=phrase("home.more_series", count=len(groups)),
            detail=images,
            place=place,
            since=min(_since(group) for group in groups),
        )
