"""What a clinician decided about one arrival, and what came of it."""

from dataclasses import dataclass

from desktop.ids import ImageId
from desktop.records.filing import FilingDetails
from desktop.records.flags import NO_FLAGS, Flags
from desktop.records.gate import Feature, Gate, check_reasons
from desktop.records.patient import Patient
from desktop.records.proof import Proof
from desktop.records.protection import NO_PROTECTION, Protection
from desktop.records.redaction import Redaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What a clinician decided about one arrival.

    Attributes:
        patient: NHS number or identifier of ours.
        consent: Identifier of a consent of the same patient.
        redaction: What is obscured, and how.
        gate: A decision on each identifying feature.
        details: Site, side, view, description.
        features: What lies under each region, in their order; empty where nobody said.
        reasons: Why each region is covered, in their order, with empty texts; empty where nobody
            said.
        flags: What is delicate about it.
        protection: What must stay visible in it.
        second: A second identifier of the patient, as typed: needed where the arrival is nobody's
            yet and is given to them by being filed.

    Raises:
        RecordInvalidError: ``gate_reason`` or ``shape``: of the reasons.
    """

    patient: str
    consent: str
    redaction: Redaction
    gate: Gate
    details: FilingDetails
    features: tuple[Feature, ...] = ()
    reasons: tuple[str, ...] = ()
    flags: Flags = NO_FLAGS
    protection: Protection = NO_PROTECTION
    second: str = ""

    def __post_init__(self) -> None:
        """Refuse reasons that cannot be kept, or that are not one for each region."""
        check_reasons(self.reasons, regions=len(self.redaction.regions))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An image in a record, and the proof of its obscured copy.

    Attributes:
        is_awaiting: Whether a second clinician must agree before anybody else sees it.
    """

    image: ImageId
    patient: Patient
    proof: Proof
    is_awaiting: bool = False
