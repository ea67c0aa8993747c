"""How the window has photographs given to somebody; more of ``calls``."""

from dataclasses import dataclass
from typing import ClassVar

from desktop.ids import ArrivalId, ConsentId, PatientId
from desktop.keeper.call import Call
from desktop.records.identified import Identified


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Identify(Call[Identified]):
    """Give arrivals to a patient under a consent: all of them or none.

    Attributes:
        second: The second identifier as it was typed: date of birth, or digits of the NHS number.
    """

    changes: ClassVar[bool] = True
    arrivals: tuple[ArrivalId, ...]
    patient: PatientId
    consent: ConsentId
    second: str
