"""Mending the redaction of a filed image: what it starts from, and what a clinician decided."""

from dataclasses import dataclass

from desktop.ids import ImageId
from desktop.records.draft import Draft
from desktop.records.filing import FilingDetails
from desktop.records.flags import NO_FLAGS, Flags
from desktop.records.gate import Feature, Gate, check_reasons
from desktop.records.inbox import BegunDraft
from desktop.records.patient import Patient
from desktop.records.protection import NO_PROTECTION, Protection
from desktop.records.raster import Pyramid
from desktop.records.redaction import Redaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisable:
    """A filed image whose redaction is to be mended, as it is now.

    Attributes:
        number: How often it was mended before; what is filed must name it.
        pyramid: How the untouched original lies in its block.
        features: What lies under each region, in their order; empty where nobody said.
        reasons: Why each is covered, in their order; empty where nobody said.
        flags: What was said to be delicate about it.
        protection: What must stay visible in it.
        taken_at: Local time of capture, ISO 8601, or empty.
        draft: Unfinished work that was kept of mending it as it is now, or None.
        begun: Whose hand was on that last, and when.
    """

    image: ImageId
    number: int
    patient: Patient
    pyramid: Pyramid
    redaction: Redaction
    gate: Gate
    details: FilingDetails
    features: tuple[Feature, ...]
    flags: Flags
    protection: Protection
    taken_at: str
    reasons: tuple[str, ...] = ()
    draft: Draft | None = None
    begun: BegunDraft | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """What a clinician decided about a filed image, all of it anew.

    Attributes:
        number: How often it had been mended when this was begun.
        reason: Why it is mended; audited, and kept with the image.
        redaction: What is obscured now, all of it.
        gate: A decision on each identifying feature.
        details: Site, side, view, description.
        features: What lies under each region, in their order; empty where nobody said.
        reasons: Why each region is covered, in their order, with empty texts; empty where nobody
            said.
        flags: What is delicate about it.
        protection: What must stay visible in it.

    Raises:
        RecordInvalidError: ``gate_reason`` or ``shape``: of the reasons.
    """

    number: int
    reason: str
    redaction: Redaction
    gate: Gate
    details: FilingDetails
    features: tuple[Feature, ...] = ()
    reasons: tuple[str, ...] = ()
    flags: Flags = NO_FLAGS
    protection: Protection = NO_PROTECTION

    def __post_init__(self) -> None:
        """Refuse reasons that cannot be kept, or that are not one for each region."""
        check_reasons(self.reasons, regions=len(self.redaction.regions))
