"""Whose photographs of a run are proposed to be, by the slips among them. Pure.

A slip says whose the photographs after it are, up to the next slip. Two witnesses tell the order:
the camera's clock and the numbers of its files. A photograph is proposed for somebody only where
both say so; whatever else may have happened is not guessed: the photograph is *mixed*, with a
reason. So a proposal is wrong only if both witnesses are wrong in the same way, or if the slip of
somebody else was photographed.

What a proposal is worth, and why the limits are as they are: ``docs/adr/0024-session-slips.md``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise
from typing import Final

from desktop.records.arrival import Quarantine
from desktop.records.taken_order import natural_key

CLOCK_SLACK: Final = timedelta(minutes=75)
"""How far a camera's clock may be behind: an hour for summer time that it was not told of."""
LATEST_ARRIVAL: Final = timedelta(hours=24)
"""How long after a slip expired its photographs may still come in: a card is emptied the same
day, or the next morning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One photograph of a run, or a file that could not be read and may have been one.

    Attributes:
        key: What names it.
        name: With its folders, as on the card: the second witness of the order.
        taken: The camera's own time, without zone; None where it wrote none.
        device: What identifies the camera; empty if unknown.
        slips: Digests of the slips in it.
        arrived: When it came in, in the practice's time, without zone.
        read: False for a file of which only the name is known.
    """

    key: str
    name: str
    taken: datetime | None
    device: str = ""
    slips: tuple[str, ...] = ()
    arrived: datetime
    read: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A slip that was made, as far as sorting is concerned; times as in ``Frame.arrived``.

    Attributes:
        slip: Identifier.
        patient: Whose.
        maker: Who made it.
        used_by: Key of the first photograph of it that came in; empty while there is none.
    """

    slip: str
    patient: str
    maker: str
    made: datetime
    expires: datetime
    withdrawn: bool = False
    used_by: str = ""


class Kind(Enum):
    """What becomes of a photograph."""

    PLAIN = "plain"
    """No slip is in its run: nothing is said."""
    SLIP = "slip"
    """It is a good slip: it is put aside and never filed."""
    PROPOSED = "proposed"
    """A slip says whose it is."""
    MIXED = "mixed"
    """What the slips say is not certain: it is set aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the slips of a run say of one photograph.

    Attributes:
        slip: The slip that it is, or by which it is proposed.
        why: Why it is mixed.
        group: Number of the stretch of photographs it belongs to, of which the same is said.
    """

    kind: Kind
    slip: str = ""
    why: Quarantine | None = None
    group: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What one witness says of a photograph: the slip before it, or why there is none."""

    slip: str = ""
    why: Quarantine | None = None


@dataclass(slots=True, kw_only=True)
class _Walk:
    """A run being walked through in the order of one witness.

    Attributes:
        now: What is said of a photograph that comes now.
        since: Photographs since the last slip.
        opened: Slips that have opened a series.
        closed: The slip that has just closed one.
        said: What is said of each, by key.
        spoilt: Slips whose series another one broke into.
        sequence: The slips as they opened, each with whether photographs followed.
    """

    now: _Said = _Said(why=Quarantine.MIXED_BEFORE_SLIP)
    since: int = 0
    opened: set[str] = field(default_factory=set)
    closed: str = ""
    said: dict[str, _Said] = field(default_factory=dict)
    spoilt: set[str] = field(default_factory=set)
    sequence: list[tuple[str, bool]] = field(default_factory=list)


def sort_by_slips(
    frames: Iterable[Frame],
    slips: Mapping[str, Standing],
    *,
    finished: bool = True,
    goes_on: bool = False,
) -> dict[str, Verdict]:
    """Return what the slips of a run say of each of its photographs, by key.

    Args:
        frames: Everything that came from one card or folder, in any order.
        slips: The slips that were made, by digest: those in the pictures, and every other that may
            have been photographed meanwhile.
        finished: Whether every file was read: a slip may be among those that were not.
        goes_on: Whether more may come at any moment, so that nothing yet after the last slip says
            nothing.
    """
    run = tuple(frames)
    read = [frame for frame in run if frame.read]
    if not any(frame.slips for frame in read):
        return {frame.key: Verdict(kind=Kind.PLAIN) for frame in read}
    keys = frozenset(frame.key for frame in read)
    faults = {frame.key: _fault(frame, slips, keys) for frame in read if frame.slips}
    by_name = sorted(run, key=lambda frame: (natural_key(frame.name), frame.name, frame.key))
    by_time = sorted((frame for frame in read if frame.taken), key=_time_key)
    walks = (_walked(by_time, slips, faults), _walked(by_name, slips, faults))
    whole = _of_all(read, by_time, finished=finished, goes_on=goes_on)
    spoilt = _spoilt(by_name, slips, walks)
    for walk in walks:
        spoilt |= dict.fromkeys(_before_empty(walk, goes_on=goes_on), Quarantine.MIXED_SLIP_LAST)
    seen = {frame.slips[0] for frame in read if frame.slips and faults[frame.key] is None}
    unseen = tuple(
        one
        for digest, one in slips.items()
        if digest not in seen and not one.used_by and not one.withdrawn
    )
    verdicts = {}
    for frame in read:
        if frame.slips:
            verdicts[frame.key] = _of_slip(frame, slips, faults[frame.key])
        else:
            said = _agreed(frame, walks) if whole is None else _Said(why=whole)
            own = next((one for one in slips.values() if one.slip == said.slip), None)
            verdicts[frame.key] = _verdict(frame, said, spoilt, own=own, unseen=unseen)
    return _grouped(by_time, read, verdicts)


# ------------------------------------------------------------------------------ one slip


def _fault(frame: Frame, slips: Mapping[str, Standing], keys: frozenset[str]) -> Quarantine | None:
    """Return why a photograph of a slip opens nothing, or None."""
    if len(frame.slips) > 1:
        return Quarantine.MIXED_TWO_SLIPS
    standing = slips.get(frame.slips[0])
    if standing is None:
        return Quarantine.MIXED_UNKNOWN_SLIP
    if standing.withdrawn:
        return Quarantine.MIXED_WITHDRAWN_SLIP
    if standing.used_by and standing.used_by not in keys:
        return Quarantine.MIXED_USED_SLIP
    if frame.taken is None:
        return Quarantine.MIXED_NO_TIME
    early = frame.taken < standing.made - CLOCK_SLACK
    late = frame.taken > standing.expires or frame.arrived > standing.expires + LATEST_ARRIVAL
    return Quarantine.MIXED_EXPIRED_SLIP if early or late else None


def _of_slip(frame: Frame, slips: Mapping[str, Standing], fault: Quarantine | None) -> Verdict:
    if fault is not None:
        return Verdict(kind=Kind.MIXED, why=fault)
    return Verdict(kind=Kind.SLIP, slip=slips[frame.slips[0]].slip)


def _of_all(
    read: Sequence[Frame], by_time: Sequence[Frame], *, finished: bool, goes_on: bool
) -> Quarantine | None:
    """Return why nothing of a run can be proposed, or None."""
    if not finished:
        return Quarantine.MIXED_UNFINISHED
    if any(frame.slips and frame.taken is None for frame in read):
        return Quarantine.MIXED_NO_TIME
    if len({frame.device for frame in read}) > 1:
        return Quarantine.MIXED_CAMERAS
    if by_time[-1].slips and not by_time[0].slips and not goes_on:
        return Quarantine.MIXED_SLIP_LAST  # as somebody leaves it who photographs slips last
    return None


# ------------------------------------------------------------------------------ the order


def _time_key(frame: Frame) -> tuple[datetime, object, str, str]:
    return (frame.taken or datetime.min, natural_key(frame.name), frame.name, frame.key)  # noqa: DTZ901


def _walked(
    order: Sequence[Frame],
    slips: Mapping[str, Standing],
    faults: Mapping[str, Quarantine | None],
) -> _Walk:
    """Return what one witness says of each photograph."""
    walk = _Walk()
    for frame in order:
        if not frame.read:
            walk.now, walk.since, walk.closed = _Said(why=Quarantine.MIXED_UNREAD), 0, ""
        elif frame.slips:
            fault = faults[frame.key]
            if fault is not None:
                walk.now, walk.since, walk.closed = _Said(why=fault), 0, ""
            else:
                _meet(walk, slips[frame.slips[0]].slip)
        else:
            walk.since += 1
            if walk.now.slip:
                walk.sequence[-1] = (walk.now.slip, True)
        walk.said[frame.key] = walk.now
    return walk


def _meet(walk: _Walk, slip: str) -> None:
    """Go on past a good slip: it opens a series, closes its own, or comes where it cannot be."""
    if walk.now.slip == slip:
        if walk.since:  # photographs lie between: this one closes what the first one opened
            walk.now, walk.closed = _Said(why=Quarantine.MIXED_AFTER_CLOSING), slip
    elif walk.closed == slip and not walk.since:
        return  # the closing slip, photographed twice
    elif slip in walk.opened:
        walk.spoilt.add(walk.now.slip)
        walk.now, walk.closed = _Said(why=Quarantine.MIXED_SLIP_AGAIN), ""
    else:
        walk.now, walk.closed = _Said(slip=slip), ""
        walk.opened.add(slip)
        walk.sequence.append((slip, False))
    walk.since = 0


def _before_empty(walk: _Walk, *, goes_on: bool) -> set[str]:
    """Return the slips whose series end with a slip that nothing follows.

    Whoever photographs slips last and not first leaves such a one at the end: what lies before it
    may be of its patient.
    """
    ends = walk.sequence[:-1] if goes_on else walk.sequence
    return {before for (before, _), (_, followed) in pairwise(ends) if not followed}


def _agreed(frame: Frame, walks: tuple[_Walk, _Walk]) -> _Said:
    """Return what both witnesses say, or that they do not agree."""
    if frame.taken is None:
        return _Said(why=Quarantine.MIXED_NO_TIME)
    timed, named = (walk.said[frame.key] for walk in walks)
    if timed == named:
        return timed
    if Quarantine.MIXED_UNREAD is named.why:
        return named
    return _Said(why=Quarantine.MIXED_CLOCK)


# ------------------------------------------------------------------------------ a whole series


def _spoilt(
    by_name: Sequence[Frame], slips: Mapping[str, Standing], walks: tuple[_Walk, _Walk]
) -> dict[str, Quarantine]:
    """Return the slips of which nothing is proposed although both witnesses agree, and why."""
    timed, named = walks
    spoilt = {slip: Quarantine.MIXED_SLIP_AGAIN for walk in walks for slip in walk.spoilt if slip}
    read = [(frame, frame.taken) for frame in by_name if frame.taken is not None]
    lives = {one.slip: one.expires - one.made for one in slips.values()}
    begun: dict[str, datetime] = {}
    for frame, taken in sorted(read, key=lambda one: _time_key(one[0])):
        slip = timed.said[frame.key].slip
        if slip:
            first = begun.setdefault(slip, taken)
            if taken - first > lives[slip]:
                spoilt.setdefault(slip, Quarantine.MIXED_TOO_LONG)
            elif taken.date() != first.date():
                spoilt.setdefault(slip, Quarantine.MIXED_MIDNIGHT)
    return spoilt | dict.fromkeys(_where_time_goes_back(read, named), Quarantine.MIXED_CLOCK)


def _where_time_goes_back(read: Sequence[tuple[Frame, datetime]], named: _Walk) -> set[str]:
    """Return the slips in whose series, or at whose end, the clock goes back."""
    both = {
        named.said[frame.key].slip
        for before, after in pairwise(read)
        if after[1] < before[1]
        for frame in (before[0], after[0])
    }
    return both - {""}


def _verdict(
    frame: Frame,
    said: _Said,
    spoilt: Mapping[str, Quarantine],
    *,
    own: Standing | None,
    unseen: Sequence[Standing],
) -> Verdict:
    if own is None:
        return Verdict(kind=Kind.MIXED, why=said.why)
    why = spoilt.get(own.slip)
    if why is None and any(_may_be_meant(other, own, frame) for other in unseen):
        why = Quarantine.MIXED_SLIP_MISSING
    if why is not None:
        return Verdict(kind=Kind.MIXED, why=why)
    return Verdict(kind=Kind.PROPOSED, slip=own.slip)


def _may_be_meant(other: Standing, own: Standing, frame: Frame) -> bool:
    """Return whether a slip that was never seen may belong before a photograph.

    Whoever made a slip made another for somebody else, valid at the same time, and that was never
    photographed: what follows the first may be of either. Only what came in before the other was
    made is certainly not of them. When a photograph was taken in truth is not known better, since
    a camera's clock may be wrong.
    """
    return (
        other.maker == own.maker
        and other.patient != own.patient
        and other.made < frame.arrived
        and own.made < other.expires
    )


def _grouped(
    by_time: Sequence[Frame], read: Sequence[Frame], verdicts: Mapping[str, Verdict]
) -> dict[str, Verdict]:
    """Return verdicts with the stretches of photographs numbered of which the same is said."""
    timed = {frame.key for frame in by_time}
    order = [*by_time, *(frame for frame in read if frame.key not in timed)]
    grouped: dict[str, Verdict] = {}
    group, before = 0, None
    for frame in order:
        one = verdicts[frame.key]
        if before is not None and (one.kind, one.slip, one.why) != before:
            group += 1
        before = (one.kind, one.slip, one.why)
        grouped[frame.key] = Verdict(kind=one.kind, slip=one.slip, why=one.why, group=group)
    return grouped
