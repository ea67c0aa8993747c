"""A filed image in the editor: its redaction is mended from the original. No Qt.

In the editor it goes by its own identifier where a photograph of the inbox goes by an arrival's.
The work is kept as it goes on. The reason is not: the original is open for it, and whoever comes
back after a lock gives it again.
"""

from dataclasses import dataclass
from types import MappingProxyType

from desktop.ids import ArrivalId, ImageId, SeriesId
from desktop.keeper.calls import Call
from desktop.keeper.revising_calls import FindFacesAgain, KeepRevision, ReviseImage, TraceAgain
from desktop.records.arrival import Origin
from desktop.records.detection import Detection
from desktop.records.draft import Draft, Jotted, Mark, MarkOrigin, MarkState
from desktop.records.filed import Filed, Filing
from desktop.records.filing import Side
from desktop.records.gate import Feature, Verdict
from desktop.records.image import ImageState
from desktop.records.outcome import Nothing
from desktop.records.revised import Revisable, Revised
from desktop.records.traced import Rough, Traced
from desktop.records.waiting import Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """An image whose redaction is mended.

    Attributes:
        image: Which.
        number: How often it was mended before this was begun.
        reason: Why.
    """

    image: ImageId
    number: int
    reason: str

    def keep(self, draft: Draft) -> Call[Nothing]:
        """Return the call that keeps unfinished work."""
        return KeepRevision(image=self.image, number=self.number, draft=draft)

    def trace(self, _: ArrivalId, rough: Rough) -> Call[Traced]:
        """Return the call that finds an outline in the original."""
        return TraceAgain(image=self.image, rough=rough, reason=self.reason)

    def find_faces(self, _: ArrivalId) -> Call[Detection]:
        """Return the call that has detectors look at the original."""
        return FindFacesAgain(image=self.image, reason=self.reason)

    def call(self, filing: Filing) -> Call[Filed]:
        """Return the call that files what was decided."""
        revised = Revised(
            number=self.number,
            reason=self.reason,
            redaction=filing.redaction,
            gate=filing.gate,
            details=filing.details,
            features=filing.features,
            reasons=filing.reasons,
            flags=filing.flags,
            protection=filing.protection,
        )
        return ReviseImage(image=self.image, revised=revised)


def known_as(image: ImageId) -> ArrivalId:
    """Return by what a filed image goes in the editor."""
    return ArrivalId(image)


def waiting_of(found: Revisable) -> Waiting:
    """Return a filed image as the editor knows what it works on."""
    return Waiting(
        arrival=known_as(found.image),
        series=SeriesId(""),
        state=ImageState.IDENTIFIED,
        set_aside_because="",
        origin=Origin.PRACTICE,
        sha256="",
        received_at="",
        patient=found.patient.id,
        source_removed="",
        facts=MappingProxyType(
            {
                "taken_at": found.taken_at,
                "width_px": found.pyramid.width_px,
                "height_px": found.pyramid.height_px,
            }
        ),
    )


def draft_of(found: Revisable) -> Draft:
    """Return what is obscured in the copy in force, as marks that can be changed.

    The gate is decided anew, and the photograph has to be looked at again.
    """
    details = found.details
    first = len(found.redaction.regions) + 1
    side = None if details.side is Side.NOT_APPLICABLE else details.side
    return Draft(
        arrival=known_as(found.image),
        marks=tuple(
            Mark(
                number=at,
                region=region,
                feature=_feature(found, at - 1),
                origin=MarkOrigin.PERSON,
                state=MarkState.ACCEPTED,
                seen=True,
                reason=found.reasons[at - 1] if found.reasons else "",
            )
            for at, region in enumerate(found.redaction.regions, start=1)
        )
        + tuple(
            Mark(
                number=number,
                region=region,
                feature=Feature.FACE,
                origin=MarkOrigin.PERSON,
                state=MarkState.PROTECTED,
                seen=True,
            )
            for number, region in enumerate(found.protection.findings, start=first)
        ),
        width_px=found.pyramid.width_px,
        height_px=found.pyramid.height_px,
        jotted=Jotted(
            site=details.site,
            side=side,
            view=details.view,
            description=details.description,
            flags=found.flags,
        ),
    )


def _feature(found: Revisable, at: int) -> Feature:
    """Return what lies under a region: as it was said, else the first that was obscured."""
    if at < len(found.features):
        return found.features[at]
    decided = found.gate.decisions
    obscured = (
        one for one in Feature if one in decided and decided[one].verdict is Verdict.OBSCURED
    )
    return next(obscured, Feature.FACE)
