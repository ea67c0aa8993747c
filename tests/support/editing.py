"""An invented series under redaction, and a lane that answers for it."""

from dataclasses import dataclass, field

from PySide6.QtGui import QImage

from desktop.errors import DeskError
from desktop.ids import ArrivalId, ImageId, SeriesId
from desktop.keeper.assist_calls import AlignArrivals, TraceEdge
from desktop.keeper.calls import (
    FileImage,
    FindFaces,
    KeepDraft,
    ListConsents,
    ListInbox,
    OpenDrafts,
    OpenPicture,
    RejectArrivals,
    Thumbnails,
    WithBlock,
)
from desktop.memory import SealedMemory
from desktop.records.alignment import Alignment
from desktop.records.arrival import Origin
from desktop.records.consent import Consent
from desktop.records.detection import Detection, Face
from desktop.records.draft import Draft
from desktop.records.filed import Filed
from desktop.records.image import ImageState
from desktop.records.inbox import Inbox
from desktop.records.outcome import Nothing
from desktop.records.proof import CHECKS, Check, Proof
from desktop.records.raster import Pyramid, Raster
from desktop.records.role import Role
from desktop.records.tally import Tally
from desktop.records.thumb import Thumb
from desktop.records.traced import Traced
from desktop.records.waiting import Waiting
from desktop.ui.desk import Desk
from support.fake_lane import FakeLane
from support.filed import CLARE, EIRLYS, consent, desk
from support.rasters import plain, pyramid_of

__all__ = ["CLARE", "EIRLYS", "Bench", "consent", "face"]


def face(x: int, y: int, w: int, h: int, *, sure: bool = True) -> Face:
    return Face(x=x, y=y, w=w, h=h, score=0.9 if sure else 0.4, sure=sure)


def waiting(name: str, size: tuple[int, int], *, minute: int) -> Waiting:
    return Waiting(
        arrival=ArrivalId(f"a-{name}"),
        series=SeriesId("s-one"),
        state=ImageState.IDENTIFIED,
        set_aside_because="",
        origin=Origin.PRACTICE,
        sha256="0" * 64,
        received_at="2026-11-25T11:10:00+00:00",
        patient=EIRLYS.id,
        source_removed="",
        facts={
            "name": f"IMG_{name}.JPG",
            "taken_at": f"2026-11-25T11:{minute:02d}:00",
            "format": "jpeg",
            "width_px": size[0],
            "height_px": size[1],
        },
    )


@dataclass
class Bench:
    """A series of photographs, and everything that is known of them.

    Attributes:
        images: Pictures by name; the series is in this order.
        faces: What detectors find, by name; an error that is raised instead; none by default.
        suspected: Names of photographs in which part of a face is suspected.
        drafts: What was kept; grows with ``KeepDraft``.
        consents: The patient's.
        traced: The outline that is found, for a frame (False) and a click (True).
        aligned: How photographs lie, by name of the second; one that is missing does not match.
        refuses: Errors of filing, by name.
    """

    images: dict[str, QImage] = field(
        default_factory=lambda: {name: plain(1200, 900) for name in ("0431", "0432", "0433")}
    )
    faces: dict[str, tuple[Face, ...] | DeskError] = field(default_factory=dict)
    suspected: set[str] = field(default_factory=set)
    drafts: dict[str, Draft] = field(default_factory=dict)
    consents: tuple[Consent, ...] = field(default_factory=lambda: (consent(),))
    traced: dict[bool, Traced | DeskError] = field(default_factory=dict)
    aligned: dict[str, Alignment | DeskError] = field(default_factory=dict)
    refuses: dict[str, DeskError] = field(default_factory=dict)
    unreadable: dict[str, DeskError] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    lane: FakeLane = field(default_factory=FakeLane)

    def __post_init__(self) -> None:
        self.lane.rules.update(
            {
                ListInbox: lambda _: self.inbox(),
                ListConsents: lambda _: self.consents,
                OpenDrafts: lambda call: tuple(
                    self.drafts[one] for one in call.arrivals if one in self.drafts
                ),
                KeepDraft: self._keep,
                OpenPicture: self._open,
                FindFaces: self._find,
                TraceEdge: lambda call: self.traced.get(call.rough.is_click, Traced()),
                AlignArrivals: lambda call: self.aligned.get(
                    call.second.removeprefix("a-"), Alignment()
                ),
                FileImage: self._file,
                RejectArrivals: self._reject,
                Thumbnails: self._thumbs,
            }
        )

    @property
    def arrivals(self) -> tuple[ArrivalId, ...]:
        return tuple(ArrivalId(f"a-{name}") for name in self.images)

    def desk(self, role: Role = Role.CLINICIAN) -> Desk:
        return desk(self.lane, role)

    def inbox(self) -> Inbox:
        there = tuple(
            waiting(name, (image.width(), image.height()), minute=4 + place)
            for place, (name, image) in enumerate(self.images.items())
            if name not in self.gone
        )
        tally = Tally(
            received=len(there),
            unidentified=0,
            identified=len(there),
            set_aside=0,
            filed=0,
            rejected=0,
        )
        return Inbox(waiting=there, patients=(EIRLYS,), drafts=(), tally=tally)

    def _keep(self, call: KeepDraft) -> Nothing:
        self.drafts[call.draft.arrival] = call.draft
        return Nothing()

    def _open(self, call: OpenPicture) -> WithBlock[Pyramid] | DeskError:
        name = call.subject.removeprefix("a-")
        if name in self.unreadable:
            return self.unreadable[name]
        return pyramid_of(self.images[name], longest_px=call.longest_px)

    def _find(self, call: FindFaces) -> Detection | DeskError:
        name = call.arrival.removeprefix("a-")
        found = self.faces.get(name, ())
        if isinstance(found, DeskError):
            return found
        image = self.images[name]
        return Detection(
            width_px=image.width(),
            height_px=image.height(),
            face_may_be_present=bool(found) or name in self.suspected,
            faces=found,
        )

    def _file(self, call: FileImage) -> Filed | DeskError:
        name = call.arrival.removeprefix("a-")
        if name in self.refuses:
            return self.refuses[name]
        self.gone.add(name)
        checks = tuple(Check(name=one, ok=True) for one in CHECKS)
        proof = Proof(ok=True, checks=checks, faces_left=0)
        return Filed(image=ImageId(f"i-{name}"), patient=EIRLYS, proof=proof)

    def _reject(self, call: RejectArrivals) -> tuple[ArrivalId, ...]:
        self.gone.update(one.removeprefix("a-") for one in call.arrivals)
        return call.arrivals

    def _thumbs(self, call: Thumbnails) -> WithBlock[tuple[Thumb, ...]]:
        chunks: list[bytes] = []
        thumbs: list[Thumb] = []
        for subject in call.subjects:
            image = self.images[subject.removeprefix("a-")]
            small = pyramid_of(image, longest_px=call.longest_px)
            level = small.value.levels[0]
            offset = sum(map(len, chunks))
            with small.block as block:
                chunks.append(block.read()[: level.end])
            raster = Raster(offset=offset, width_px=level.width_px, height_px=level.height_px)
            thumbs.append(Thumb(subject=subject, raster=raster))
        return WithBlock(value=tuple(thumbs), block=SealedMemory.from_bytes(b"".join(chunks)))
