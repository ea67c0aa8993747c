"""What came from one card or folder in this session, as far as series and slips are concerned.

Nothing of it is written down: what a slip said of a run is decided from what the session saw of it.
A run that is interrupted by a lock is not finished by guessing; what it left is set aside.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from desktop.ids import SeriesId, new_series_id
from desktop.intake.companions import is_pair
from desktop.intake.series import Shot, group_series
from desktop.records.arrival import Origin, Quarantine, Refusal, TimeTrust
from desktop.records.image import ImageState
from desktop.records.slip_sorting import Frame
from desktop.vault.arrivals import ArrivalRow, NewArrival

SLIP_ORIGINS: Final = frozenset({Origin.PRACTICE, Origin.OWN})
"""Devices of which staff photograph slips; one that a patient sends says nothing."""
SORTABLE: Final = frozenset(
    {"", Quarantine.SLIP.value}
    | {one.value for one in Quarantine if one.value.startswith("mixed_")}
)
"""Why something may be aside that slips decide about; nothing, if it is not aside."""
MAY_BE_SLIPS: Final = frozenset(
    {
        Refusal.CUT_OFF.value,
        Refusal.DAMAGED.value,
        Refusal.UNREADABLE_SOURCE.value,
        Refusal.SOURCE_UNSTABLE.value,
        Refusal.SEVERAL_PICTURES.value,
        Refusal.TOO_MANY_PIXELS.value,
        Refusal.TOO_LARGE.value,
        Refusal.EMPTY.value,
        Refusal.DESTROYED.value,
    }
)
"""Reasons for which a file is refused that may have been a photograph of a slip."""


@dataclass(slots=True, kw_only=True)
class Left:
    """How an arrival was left by us: where it stands otherwise, a person has decided.

    Attributes:
        state: Its state.
        because: Why it was aside.
        slip: By which slip it was proposed, or empty.
        stretch: Key of the first photograph of the stretch whose series it has.
    """

    state: ImageState
    because: str
    slip: str = ""
    stretch: str = ""


@dataclass(slots=True, kw_only=True)
class RunMemory:
    """Everything that came from one place, by key; for ``workflow.slip_runs``.

    Attributes:
        frames: The photographs, and files of which only the name is known.
        left: Those that may be sorted, with how they were left.
        series: Series of each stretch, by the key of its first photograph.
    """

    frames: dict[str, Frame] = field(default_factory=dict)
    left: dict[str, Left] = field(default_factory=dict)
    series: dict[str, SeriesId] = field(default_factory=dict)
    _last: tuple[Shot, SeriesId] | None = None

    @property
    def has_slips(self) -> bool:
        """Whether a slip is among them."""
        return any(frame.slips for frame in self.frames.values())

    def series_of(self, name: str, facts: Mapping[str, object]) -> SeriesId:
        """Return the series of the photograph that came in now, by time and camera."""
        shot = Shot(name=name, taken_at=str(facts["taken_at"]), device=_device(facts))
        series_id = new_series_id()
        if self._last is not None and _belongs(self._last[0], shot):
            series_id = self._last[1]
        self._last = (shot, series_id)
        return series_id

    def note_new(self, new: NewArrival, *, now: datetime) -> None:
        """Remember what came in; what is of a patient's or another's device says nothing."""
        if new.origin in SLIP_ORIGINS:
            self._note(new.id, dict(new.facts), arrived=now)
            self.left[new.id] = Left(state=new.state, because=new.set_aside_because)

    def note_known(self, row: ArrivalRow, name: str) -> None:
        """Remember what lies here again: it says where in the run it is."""
        if row.id in self.frames or row.origin not in SLIP_ORIGINS:
            return
        arrived = _local(row.received_at)
        if row.facts is not None:
            self._note(row.id, row.facts, arrived=arrived)
        else:
            slip = row.set_aside_because == Quarantine.SLIP.value
            frame = Frame(key=row.id, name=name, taken=None, arrived=arrived, read=not slip)
            self.frames[row.id] = frame
        aside = row.state is ImageState.QUARANTINED
        if aside and row.set_aside_because in SORTABLE - {""}:
            self.left[row.id] = Left(state=row.state, because=row.set_aside_because)

    def note_refused(self, name: str, reason: str, *, now: datetime) -> None:
        """Remember a file that was refused, if it may have been a slip.

        Not if a file of the same name but another ending was read: those two are one photograph.
        """
        if reason in MAY_BE_SLIPS:
            self.note_unread(name, now=now)

    def note_unread(self, name: str, *, now: datetime) -> None:
        """Remember a file that was not read, and may be a slip."""
        key = f"file:{name}"
        self.frames[key] = Frame(key=key, name=name, taken=None, arrived=now, read=False)

    def run(self) -> tuple[Frame, ...]:
        """Return what is sorted: a file beside a photograph of the same name is no gap."""
        read = {_stem(frame.name) for frame in self.frames.values() if frame.read}
        return tuple(
            frame
            for frame in self.frames.values()
            if frame.read or not frame.key.startswith("file:") or _stem(frame.name) not in read
        )

    def _note(self, key: str, facts: Mapping[str, Any], *, arrived: datetime) -> None:
        self.frames.pop(f"file:{facts['name']}", None)
        is_exif = facts["time_trust"] == TimeTrust.EXIF.value and facts["taken_at"]
        self.frames[key] = Frame(
            key=key,
            name=str(facts["name"]),
            taken=_wall_clock(str(facts["taken_at"])) if is_exif else None,
            device=_device(facts),
            slips=tuple(facts.get("slips", ())),
            arrived=arrived,
            read="format" in facts,
        )


def _belongs(last: Shot, shot: Shot) -> bool:
    """Return whether two photographs were taken together; both halves of a pair always were."""
    return is_pair(last.name, shot.name) or len(group_series((last, shot))) == 1


def _device(facts: Mapping[str, object]) -> str:
    return "|".join(str(facts.get(key, "")) for key in ("make", "model", "serial"))


def _wall_clock(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=None)


def _local(moment: str) -> datetime:
    """Return a stored moment in the practice's own time, without zone."""
    return datetime.fromisoformat(moment).astimezone().replace(tzinfo=None)


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def local(moment: datetime | str) -> datetime:
    """Return a moment, aware or as stored, in the practice's own time, without zone."""
    if isinstance(moment, str):
        return _local(moment)
    return moment.astimezone().replace(tzinfo=None)
