"""One filed image as the screens speak of it: its details, typed and in order. No Qt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from desktop.ids import ImageId, UserId
from desktop.records.arrival import ImageFormat, Origin, TimeTrust
from desktop.records.filing import FilingDetails, Side, View, body_sites
from desktop.records.flags import Flag, flags_of, held_of
from desktop.records.gate import Feature, Gate, Verdict
from desktop.records.image import ImageState
from desktop.records.listed import Listed
from desktop.records.redaction import Redaction
from desktop.records.second_look import SecondLook
from desktop.records.version import Version

_SIDES: Final = tuple(Side)
_DETAILS: Final = ("site", "side", "view", "description")


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPlace:
    """Where on the body: a site and its side; images of one place are compared over time.

    Attributes:
        site: Code of a body site.
        side: As the patient's own left and right.
    """

    site: str
    side: Side

    @property
    def key(self) -> str:
        """Return a text that names it, as in ``lower_leg/left``."""
        return f"{self.site}/{self.side.value}"

    @property
    def order(self) -> tuple[int, int]:
        """Return what sorts places from head to toe, left before right."""
        return _heights().get(self.site, len(_heights())), _SIDES.index(self.side)


@cache
def _heights() -> dict[str, int]:
    return {code: at for at, code in enumerate(body_sites())}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFacts:
    """What a record says of the proof of an obscured copy, whichever checks there were then.

    Attributes:
        passed: Checks that hold.
        checks: Checks that were made.
        faces_left: Faces that were left visible.
    """

    passed: int
    checks: int
    faces_left: int

    @property
    def is_whole(self) -> bool:
        """Return whether there were checks and all of them hold."""
        return 0 < self.checks == self.passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One image in a patient's record.

    Attributes:
        image: Its identifier.
        state: Filed or held, as a rule.
        format: Of the obscured copy.
        place: Where on the body.
        view: How it was taken.
        description: In the clinician's words; may be empty.
        taken: Local time of capture without a zone, or None where nobody knows.
        trust: How far that time can be believed.
        device: Maker and model, or empty.
        origin: Whose device it was.
        areas: How many areas were painted over.
        gate: The decisions on identifying features.
        proof: What was found in the written copy.
        filed_at: When it was filed; local time, aware.
        filed_by: By whom.
        versions: As it was filed and each time it was mended; empty where it never was.
        held: What is delicate about it.
        chaperone: Who was there as a chaperone, or that one was offered and declined.
        look: The second clinician's look at it; None where none was asked for.
        reasons: Why regions are covered, each once, where somebody said.
        original_gone: When its original was destroyed, local time; None while it is there.
    """

    image: ImageId
    state: ImageState
    format: ImageFormat
    place: BodyPlace
    view: View
    description: str
    taken: datetime | None
    trust: TimeTrust
    device: str
    origin: Origin
    areas: int
    gate: Gate
    proof: ProofFacts
    filed_at: datetime
    filed_by: UserId
    versions: tuple[Version, ...] = ()
    held: frozenset[Flag] = frozenset()
    chaperone: str = ""
    look: SecondLook | None = None
    reasons: tuple[str, ...] = ()
    original_gone: datetime | None = None

    @property
    def is_awaiting(self) -> bool:
        """Return whether nobody but two clinicians sees it yet."""
        return self.state is ImageState.AWAITING

    @property
    def is_veiled(self) -> bool:
        """Return whether it is seen only where somebody opens it, and in no list."""
        return self.is_awaiting or Flag.INTIMATE in self.held

    @property
    def day(self) -> date | None:
        """Return the day it was taken, as far as anybody knows."""
        return self.taken.date() if self.taken else None

    @property
    def is_dated_by_camera(self) -> bool:
        """Return whether the camera itself wrote the time."""
        return self.trust is TimeTrust.EXIF and self.taken is not None

    @property
    def order(self) -> tuple[bool, datetime, datetime, str]:
        """Return what sorts images by capture; those without a date come last, by filing."""
        filed = self.filed_at.replace(tzinfo=None)
        return self.taken is None, self.taken or filed, filed, self.image

    def with_verdict(self, verdict: Verdict) -> tuple[Feature, ...]:
        """Return the features that were decided so, in the order of the gate."""
        decided = self.gate.decisions
        return tuple(f for f in Feature if f in decided and decided[f].verdict is verdict)


def entry_of(listed: Listed) -> Entry:
    """Return a listed image with its details typed.

    Raises:
        RecordInvalidError: The details are not those of a filed image.
        RegionInvalidError: Likewise.
    """
    said = listed.details
    details = FilingDetails.from_json({name: said[name] for name in _DETAILS})
    trust = TimeTrust(said["time_trust"])
    return Entry(
        image=listed.image,
        state=listed.state,
        format=listed.format,
        place=BodyPlace(site=details.site, side=details.side),
        view=details.view,
        description=details.description,
        taken=_wall_clock(str(said["taken_at"])),
        trust=trust,
        device=str(said["device"]),
        origin=Origin(said["origin"]),
        areas=len(Redaction.from_json(said["redaction"]).regions),
        gate=Gate.from_json(said["decisions"]),
        proof=_proof(said["proof"]),
        filed_at=datetime.fromisoformat(listed.filed_at).astimezone(),
        filed_by=UserId(listed.filed_by),
        versions=listed.versions,
        held=held_of(said),
        chaperone=flags_of(said).chaperone,
        look=listed.look,
        reasons=tuple(dict.fromkeys(one for one in said.get("reasons", ()) if one)),
        original_gone=_local(listed.original_gone_at),
    )


def entries_of(listed: Iterable[Listed]) -> tuple[Entry, ...]:
    """Return every image by capture, oldest first; see ``entry_of`` for what is raised.

    Of a destroyed image nothing is left to show; ``destroyed_of`` counts them.
    """
    there = (one for one in listed if one.state is not ImageState.DESTROYED)
    return tuple(sorted((entry_of(one) for one in there), key=lambda entry: entry.order))


def destroyed_of(listed: Iterable[Listed]) -> int:
    """Return how many of these images were destroyed."""
    return sum(one.state is ImageState.DESTROYED for one in listed)


def places_of(entries: Iterable[Entry]) -> tuple[BodyPlace, ...]:
    """Return the places on the body that have images, from head to toe."""
    return tuple(sorted({entry.place for entry in entries}, key=lambda place: place.order))


def days_apart(one: Entry, other: Entry) -> int | None:
    """Return whole days between two captures, or None where a day is not known."""
    if one.day is None or other.day is None:
        return None
    return abs((other.day - one.day).days)


def first_and_last(one: Entry, other: Entry) -> tuple[Entry, Entry]:
    """Return two images, the one that was taken first before the other."""
    return (one, other) if one.order <= other.order else (other, one)


def _proof(said: Mapping[str, Any]) -> ProofFacts:
    checks = said["checks"]
    return ProofFacts(
        passed=sum(bool(check["ok"]) for check in checks),
        checks=len(checks),
        faces_left=said["faces_left"],
    )


def _local(at: str) -> datetime | None:
    return datetime.fromisoformat(at).astimezone() if at else None


def _wall_clock(moment: str) -> datetime | None:
    return datetime.fromisoformat(moment).replace(tzinfo=None) if moment else None
