"""What the editor asks while somebody marks; see ``keeper.calls``."""

from dataclasses import dataclass

from desktop.ids import ArrivalId
from desktop.keeper.call import Call
from desktop.records.alignment import Alignment
from desktop.records.traced import Rough, Traced


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEdge(Call[Traced]):
    """What is the outline of what lies in this frame of an arrival, or under this click?"""

    arrival: ArrivalId
    rough: Rough


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignArrivals(Call[Alignment]):
    """Where in the second photograph is what the first one shows?"""

    first: ArrivalId
    second: ArrivalId
