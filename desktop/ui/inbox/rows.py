"""What waits, flattened into rows: a header for each series, a tile for each image, and lines.

Pure: from what the keeper says to what a list shows, in words that are said later.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final, TypeAlias

from desktop.ids import ArrivalId, SeriesId
from desktop.records.arrival import Origin, Quarantine, TimeTrust
from desktop.records.device_match import OF_DEVICE
from desktop.records.image import ImageState
from desktop.records.inbox import Inbox
from desktop.records.patient import Patient
from desktop.records.taken_order import taken_key
from desktop.records.waiting import Waiting
from desktop.ui.ages import OLD_MINUTES
from desktop.ui.amounts import span_said
from desktop.ui.inbox.device_marks import of_device, troubles
from desktop.ui.inbox.proposed import proposed_for
from desktop.ui.inbox.truth import upload_s
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.spans import clock_of, span


class Standing(Enum):
    """Where the images of a group stand, and which filter shows them."""

    UNIDENTIFIED = "unidentified"
    """Nobody has said yet whose they are."""
    IDENTIFIED = "identified"
    """Given to a patient; to be cleared and filed."""
    SET_ASIDE = "set_aside"
    """Taken in, and no decoder could finish with them."""


ALL: Final = "all"
FILTERS: Final = (ALL, *(standing.value for standing in Standing))
"""What can be shown, in the order it is offered."""

_STANDINGS: Final[Mapping[ImageState, Standing]] = {
    ImageState.ARRIVED: Standing.UNIDENTIFIED,
    ImageState.IDENTIFIED: Standing.IDENTIFIED,
    ImageState.CLEARED: Standing.IDENTIFIED,
    ImageState.QUARANTINED: Standing.SET_ASIDE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The first row of a group: whose the images are, or that nobody knows yet.

    Attributes:
        key: Names the group; stays the same while it waits.
        series: Which series, or None for what is set aside.
        arrivals: Its images, in the order they are shown.
        since: When the first of them came in, ISO 8601.
        detail: How many, when, and how they came.
        drafts: In how many of them somebody has begun a redaction.
        is_held: Whether they wait because of the device that they were made on.
        proposed: For whom a slip proposes all of them, or None; ``slip`` are its letters.
    """

    key: str
    standing: Standing
    series: SeriesId | None
    patient: Patient | None
    arrivals: tuple[ArrivalId, ...]
    since: str
    detail: Words
    drafts: int
    is_held: bool = False
    proposed: Patient | None = None
    slip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One image.

    Attributes:
        group: Key of its header.
        at: Its place in the group, from 0.
        of: How many the group has.
        name: As the camera named it, without folder and ending; with its ending where it is one of
            a pair of that name; empty if not known.
        time: When it was taken, as in ``10:42``; empty if not known.
        badge: A state of the look: ``needs_patient``, ``needs_redaction``, ``draft`` or
            ``set_aside``.
        words: The state, said.
        more: What else is worth saying of it, for a tool tip and assistive technology.
        by_hand: Whether a person set it aside, and not a reader that could not finish.
    """

    arrival: ArrivalId
    group: str
    at: int
    of: int
    standing: Standing
    name: str
    time: str
    badge: str
    words: Words
    more: Words
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is set aside, in one line, where its tiles are not shown.

    Attributes:
        key: Names the row.
        count: How many images it stands for.
        detail: Each with its reason.
    """

    key: str
    count: int
    detail: Words


Row: TypeAlias = Header | Tile | Line

LINE_KEY: Final = "line:set_aside"
_ASIDE_KEY: Final = "set_aside"
_HELD_KEY: Final = "held"
_LATE_S: Final = 60 * OLD_MINUTES
_NAMED_IN_LINE: Final = 3
_FORMATS: Final = {
    "jpeg": "JPEG",
    "png": "PNG",
    "tiff": "TIFF",
    "heic": "HEIC",
    "webp": "WebP",
    "bmp": "BMP",
    "raw": "RAW",
}


def key_of(row: Row) -> str:
    """Return what names a row, the same before and after a change."""
    return row.arrival if isinstance(row, Tile) else row.key


def counts(inbox: Inbox) -> Mapping[str, int]:
    """Return how many images each filter shows."""
    found = Counter(_STANDINGS[one.state].value for one in _shown(inbox))
    return {ALL: found.total(), **{one.value: found[one.value] for one in Standing}}


def flatten(inbox: Inbox, *, show: str, today: date, newest_first: bool = False) -> tuple[Row, ...]:
    """Return the rows of the list, the series that has waited longest first, or last.

    Args:
        inbox: What waits.
        show: One of ``FILTERS``.
        today: Times of another day are shown with their date.
        newest_first: Whether what came in last stands first.
    """
    return Flattener().rows(inbox, show=show, today=today, newest_first=newest_first)


@dataclass(frozen=True, slots=True)
class _Made:
    """The rows of a group, and what they were made of.

    Attributes:
        of: Its images, the patient, for whom it is proposed, the begun ones among them, and the
            day.
    """

    of: tuple[list[Waiting], Patient | None, Patient | None, frozenset[ArrivalId], date]
    rows: tuple[Row, ...]


class Flattener:
    """Makes rows, and takes those of a group as they are where nothing of it is otherwise.

    While a card is copied the inbox is listed for every file; with 3,000 images, making every row
    anew would be felt.
    """

    def __init__(self) -> None:
        self._made: dict[str, _Made] = {}

    def rows(
        self, inbox: Inbox, *, show: str, today: date, newest_first: bool = False
    ) -> tuple[Row, ...]:
        """Return the rows of the list; arguments as for ``flatten``."""
        patients = {patient.id: patient for patient in inbox.patients}
        drafts = frozenset(inbox.drafts)
        groups = _groups(inbox)
        if newest_first:
            groups = dict(sorted(groups.items(), key=_newest, reverse=True))
        made = {}
        rows: list[Row] = []
        for key, group in groups.items():
            who = None if key == _HELD_KEY else group[0].patient
            patient = None if who is None else patients.get(who)
            begun = drafts.intersection([one.arrival for one in group]) if drafts else drafts
            meant = proposed_for(group)
            proposed = None if meant is None else patients.get(meant)
            made[key] = self._group(key, (group, patient, proposed, begun, today))
            if _is_shown(_STANDINGS[group[0].state], show):
                rows.extend(made[key].rows)
        self._made = made
        if show == ALL:
            rows.extend(_lines(inbox))
        return tuple(rows)

    def _group(
        self,
        key: str,
        of: tuple[list[Waiting], Patient | None, Patient | None, frozenset[ArrivalId], date],
    ) -> _Made:
        known = self._made.get(key)
        if known is not None and known.of == of:
            return known
        return _Made(of, tuple(_rows_of(key, *of)))


def _is_shown(standing: Standing, show: str) -> bool:
    """Return whether the tiles of a group are shown; what is set aside has its line under *all*."""
    return show == standing.value or (show == ALL and standing is not Standing.SET_ASIDE)


def _shown(inbox: Inbox) -> Iterator[Waiting]:
    return (one for one in inbox.waiting if one.state in _STANDINGS)


def _groups(inbox: Inbox) -> dict[str, list[Waiting]]:
    """Return what waits by group; what nobody could read comes last."""
    groups: dict[str, list[Waiting]] = {}
    aside: list[Waiting] = []
    held: list[Waiting] = []
    for one in _shown(inbox):
        if _STANDINGS[one.state] is Standing.SET_ASIDE:
            (held if one.set_aside_because in OF_DEVICE else aside).append(one)
        else:
            groups.setdefault(f"{one.series}:{one.patient or ''}", []).append(one)
    last = {_HELD_KEY: held, _ASIDE_KEY: aside}
    return groups | {key: some for key, some in last.items() if some}


def _newest(group: tuple[str, list[Waiting]]) -> tuple[bool, str]:
    """Return a key by when a group came in; what nobody could read stays last."""
    key, waiting = group
    return key not in (_ASIDE_KEY, _HELD_KEY), max(one.received_at for one in waiting)


def _rows_of(
    key: str,
    group: list[Waiting],
    patient: Patient | None,
    proposed: Patient | None,
    drafts: frozenset[ArrivalId],
    today: date,
) -> Iterator[Row]:
    standing = _STANDINGS[group[0].state]
    in_order = _in_order(group)
    yield Header(
        key=key,
        standing=standing,
        series=None if standing is Standing.SET_ASIDE else group[0].series,
        patient=patient,
        arrivals=tuple(one.arrival for one in in_order),
        since=min(one.received_at for one in group),
        detail=_detail(group, len(drafts), today),
        drafts=len(drafts),
        is_held=key == _HELD_KEY,
        proposed=proposed,
        slip=group[0].slip if proposed is not None else "",
    )
    for at, one in enumerate(in_order):
        yield _tile(one, key, at, len(group), begun=one.arrival in drafts)


def _in_order(group: list[Waiting]) -> list[Waiting]:
    """Return images as they were taken; without the key to that, as they came in."""
    if len(group) == 1 or any(one.facts is None for one in group):
        return group
    return sorted(group, key=lambda one: taken_key(one.facts or {}, one.arrival))


def _tile(one: Waiting, key: str, at: int, of: int, *, begun: bool) -> Tile:
    standing = _STANDINGS[one.state]
    badge, words = _state(one, standing, begun=begun)
    return Tile(
        arrival=one.arrival,
        group=key,
        at=at,
        of=of,
        standing=standing,
        name=_name(one),
        time=clock_of(one),
        badge=badge,
        words=words,
        more=_more(one),
        by_hand=one.set_aside_because == Quarantine.BY_HAND.value,
    )


def _state(one: Waiting, standing: Standing, *, begun: bool) -> tuple[str, Words]:
    if standing is Standing.UNIDENTIFIED:
        return "needs_patient", phrase("badge.needs_patient")
    if standing is Standing.SET_ASIDE:
        return "set_aside", _because(one)
    if begun:
        return "draft", phrase("inbox.draft_begun")
    return "needs_redaction", phrase("badge.needs_redaction")


def _because(one: Waiting) -> Words:
    why = one.set_aside_because
    return phrase(f"inbox.because_{why}") if why else phrase("badge.set_aside")


def _more(one: Waiting) -> Words:
    trust = _fact(one, "time_trust")
    sitting = _fact(one, "sitting")
    device = " ".join(filter(None, (_fact(one, "make"), _fact(one, "model"))))
    return joined(
        phrase(f"quarantine.{one.set_aside_because}") if one.set_aside_because else NOTHING,
        NOTHING if trust in ("", TimeTrust.EXIF.value) else phrase(f"time_trust.{trust}"),
        NOTHING if one.origin is Origin.PRACTICE else phrase(f"origin.{one.origin.value}"),
        verbatim(device),
        *_beside(one),
        *of_device(one),
        phrase("inbox.under", label=verbatim(sitting)) if sitting else NOTHING,
        verbatim(_fact(one, "aside_reason")) if one.set_aside_because else NOTHING,
    )


def _beside(one: Waiting) -> Iterator[Words]:
    """Yield what lay beside the file, and that its name says something else than its content."""
    facts = one.facts or {}
    for name in ("pair", "sidecars"):
        if facts.get(name):
            yield phrase(f"inbox.{name}", names=", ".join(facts[name]))
    if facts.get("ending_differs"):
        yield phrase("inbox.ending_differs", format=_FORMATS.get(_fact(one, "format"), ""))


def _detail(group: list[Waiting], begun: int, today: date) -> Words:
    origins = {one.origin for one in group} - {Origin.PRACTICE}
    found = {one.device_verdict for one in group if one.set_aside_because not in OF_DEVICE}
    late = max((upload_s(one) or 0 for one in group), default=0)
    return joined(
        joined(phrase("count.images", count=len(group)), span(group, today), between=", "),
        *(phrase(f"origin.{origin.value}") for origin in sorted(origins, key=lambda o: o.value)),
        *troubles(found),
        phrase("inbox.begun", count=begun) if begun else NOTHING,
        phrase("inbox.late", span=span_said(late)) if late >= _LATE_S else NOTHING,
    )


def _lines(inbox: Inbox) -> Iterator[Line]:
    aside = [one for one in inbox.waiting if one.state is ImageState.QUARANTINED]
    if aside:
        named = (
            joined(
                verbatim(_name(one)),
                _because(one),
                between=": ",
            )
            for one in aside[:_NAMED_IN_LINE]
        )
        more = len(aside) - _NAMED_IN_LINE
        rest = phrase("inbox.and_more", count=more) if more > 0 else NOTHING
        yield Line(key=LINE_KEY, count=len(aside), detail=joined(*named, rest))


def _name(one: Waiting) -> str:
    name = _fact(one, "name").rpartition("/")[2]
    if (one.facts or {}).get("pair"):
        return name
    return name.rpartition(".")[0] or name


def _fact(one: Waiting, name: str) -> str:
    """Return one fact, or nothing where this role has no key to it."""
    return str((one.facts or {}).get(name, ""))
