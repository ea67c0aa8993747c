"""Invented arrivals, cards and patients that wait, for tests of the window."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from desktop.ids import ArrivalId, PatientId, SeriesId, UserId, VaultId
from desktop.keeper.calls import Me, Thumbnails, WithBlock
from desktop.keeper.card_calls import LeafThrough
from desktop.memory import SealedMemory
from desktop.records.arrival import Origin
from desktop.records.contents import Contents, Lying, file_key
from desktop.records.image import ImageState
from desktop.records.inbox import Inbox
from desktop.records.intake_report import Refused
from desktop.records.patient import Gender, Patient
from desktop.records.raster import Raster
from desktop.records.removal import Removal
from desktop.records.role import KEYS, Role
from desktop.records.source_state import SourceKind, SourceState, Watching
from desktop.records.tally import Tally
from desktop.records.thumb import Thumb
from desktop.records.waiting import Waiting
from desktop.ui.desk import Desk
from desktop.ui.jobs import Jobs
from support.fake_lane import FakeLane

NOW = datetime(2026, 11, 22, 11, 20, tzinfo=UTC)
CERYS = UserId("u-cerys")
SIAN = Patient(
    id=PatientId("p-sian"),
    nhs_number="9991287655",
    family_name="Smith",
    given_name="Sian",
    title="Mrs",
    date_of_birth=date(1945, 7, 14),
    gender=Gender.FEMALE,
)
SIAN_TOO = Patient(
    id=PatientId("p-sian-too"),
    nhs_number="9993476587",
    family_name="Smith",
    given_name="Siân",
    title="Ms",
    date_of_birth=date(1954, 7, 14),
    gender=Gender.FEMALE,
)
MAI = Patient(
    id=PatientId("p-mai"),
    nhs_number="9994023217",
    family_name="Smith",
    given_name="Sian Mai",
    title="Miss",
    date_of_birth=date(2014, 1, 30),
    gender=Gender.FEMALE,
)
GWYN = Patient(
    id=PatientId("p-gwyn"),
    family_name="Jones",
    given_name="Gwyn",
    title="Mr",
    date_of_birth=date(1962, 3, 2),
    gender=Gender.MALE,
)


class Standing:
    """A clock that a test moves."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def go_on(self, **by: float) -> None:
        self.at += timedelta(**by)


def desk_for(lane: FakeLane, role: Role = Role.NURSE, *, clock: Standing | None = None) -> Desk:
    """Return the surroundings of a screen for somebody of this role."""
    me = Me(
        user_id=CERYS,
        name="cerys",
        full_name="Cerys Morgan",
        role=role,
        practice="Meddygfa Bryn Celyn",
        vault_id=VaultId("v-test"),
        keys=KEYS[role],
    )
    return Desk(lane=lane, me=me, jobs=Jobs(), clock=clock or Standing())


def waiting(
    number: int,
    *,
    series: str = "s-one",
    state: ImageState = ImageState.ARRIVED,
    patient: Patient | None = None,
    taken: str = "2026-11-22T10:42:00",
    received: str = "2026-11-22T10:54:00.000+00:00",
    because: str = "",
    origin: Origin = Origin.PRACTICE,
    facts: bool = True,
) -> Waiting:
    """Return one arrival; its number is part of its name."""
    known = {
        "name": f"DCIM/100NIKON/DSCN{number:04d}.JPG",
        "taken_at": taken,
        "time_trust": "exif" if taken else "unknown",
        "make": "NIKON",
        "model": "COOLPIX W300",
    }
    return Waiting(
        arrival=ArrivalId(f"a-{number:04d}"),
        series=SeriesId(series),
        state=state,
        set_aside_because=because,
        origin=origin,
        sha256=f"{number:064x}",
        received_at=received,
        patient=None if patient is None else patient.id,
        source_removed="not_asked",
        facts=known if facts else None,
    )


def shots(first: int, count: int, **more: Any) -> list[Waiting]:
    """Return arrivals one minute after the other."""
    begun = datetime.fromisoformat(more.pop("taken", "2026-11-22T10:42:00"))
    return [
        waiting(first + at, taken=(begun + timedelta(minutes=at)).isoformat(), **more)
        for at in range(count)
    ]


def given(first: int, count: int, patient: Patient = SIAN, **more: Any) -> list[Waiting]:
    """Return arrivals that were given to a patient."""
    return shots(first, count, state=ImageState.IDENTIFIED, patient=patient, **more)


def aside(number: int, because: str = "decoder_crashed") -> Waiting:
    """Return an arrival that is set aside."""
    state = ImageState.QUARANTINED
    return waiting(number, state=state, because=because, taken="", series="s-aside")


def inbox(
    *groups: Sequence[Waiting],
    patients: Sequence[Patient] = (SIAN, GWYN),
    drafts: Sequence[ArrivalId] = (),
    **counts: Any,
) -> Inbox:
    """Return an inbox whose counts come out even."""
    rows = tuple(one for group in groups for one in group)
    states = [one.state for one in rows]
    tally = {
        "unidentified": states.count(ImageState.ARRIVED),
        "identified": states.count(ImageState.IDENTIFIED),
        "set_aside": states.count(ImageState.QUARANTINED),
        "filed": 30,
        "rejected": 1,
        "received_today": 47,
        "filed_today": 30,
        "oldest_waiting_at": min((one.received_at for one in rows), default=""),
    } | counts
    known = ("unidentified", "identified", "set_aside", "filed", "rejected")
    tally.setdefault("received", sum(tally[name] for name in known))
    return Inbox(waiting=rows, patients=tuple(patients), drafts=tuple(drafts), tally=Tally(**tally))


def card(label: str = "Treatment room 2", **more: Any) -> SourceState:
    """Return a card in the reader with fourteen photographs that are new."""
    known: dict[str, Any] = {
        "path": f"/media/{label}",
        "kind": SourceKind.CARD,
        "origin": Origin.PRACTICE,
        "removal": Removal.NEVER,
        "asks": True,
        "watching": Watching.ALIVE,
        "files": 14,
        "fresh": 14,
        "since": "2026-11-22T10:54:00.000+00:00",
    }
    return SourceState(label=label, **(known | more))


def folder(label: str = "Scans", **more: Any) -> SourceState:
    """Return a watched folder."""
    known: dict[str, Any] = {
        "path": f"/srv/{label}",
        "kind": SourceKind.FOLDER,
        "origin": Origin.OTHER,
        "removal": Removal.NEVER,
        "watching": Watching.ALIVE,
        "last_heard_at": "2026-11-22T11:18:00.000+00:00",
    }
    return SourceState(label=label, **(known | more))


def contents(count: int = 14, known: int = 2, films: int = 1) -> Contents:
    """Return what lies on a card: photographs a minute apart, the first ones known, and films."""
    begun = datetime(2026, 11, 22, 10, 40, tzinfo=UTC)
    return Contents(
        files=tuple(
            Lying(
                key=file_key(f"DCIM/100NIKON/DSCN{at:04d}.JPG".encode()),
                name=f"DCIM/100NIKON/DSCN{at:04d}.JPG",
                size_bytes=6_100_000 + at,
                changed_at=(begun + timedelta(minutes=at)).isoformat(),
                known=at < known,
            )
            for at in range(count)
        ),
        refused=tuple(
            Refused(file=f"DCIM/100NIKON/DSCN9{at:03d}.MOV", reason="video_not_handled")
            for at in range(films)
        ),
    )


def plain_leaves() -> Callable[[LeafThrough], WithBlock[tuple[Thumb, ...]]]:
    """Return an answer to ``LeafThrough``: small pictures of one colour each."""
    thumbs = plain_thumbs()
    return lambda call: thumbs(Thumbnails(subjects=call.files, longest_px=call.longest_px))


def plain_thumbs(
    broken: frozenset[str] = frozenset(),
) -> Callable[[Thumbnails], WithBlock[tuple[Thumb, ...]]]:
    """Return an answer to ``Thumbnails``: small pictures of one colour each."""

    def answer(call: Thumbnails) -> WithBlock[tuple[Thumb, ...]]:
        width, height = 32, 24
        size = width * height * 4
        thumbs = []
        chunks = []
        for at, subject in enumerate(call.subjects):
            if subject in broken:
                thumbs.append(Thumb(subject=subject, raster=None, problem="damaged"))
                continue
            offset = len(chunks) * size
            raster = Raster(offset=offset, width_px=width, height_px=height)
            thumbs.append(Thumb(subject=subject, raster=raster))
            chunks.append(bytes((40 + at * 9, 90, 160, 255)) * (width * height))
        block = SealedMemory.from_chunks(chunks or [b"\0"], size_hint=max(len(chunks) * size, 1))
        return WithBlock(value=tuple(thumbs), block=block)

    return answer
