"""The clinical finding of a picture that must stay visible, and why one is covered all the same.

Geometry alone, as the regions are: where a person said that the finding is. It is kept with what
was obscured, so that whoever revises it later sees what must not be covered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from desktop.errors import GateOpenError, RecordInvalidError, RegionInvalidError
from desktop.records.gate import LONGEST_REASON
from desktop.records.plain_text import is_plain_lines
from desktop.records.redaction import MOST_REGIONS
from desktop.records.region import Region
from desktop.records.touching import touch


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """What must stay visible in one picture.

    Attributes:
        findings: Where, in pixels of the upright picture; their style means nothing.
        reason: Why a finding is touched by what is obscured; empty where none is.

    Raises:
        RecordInvalidError: ``protection``: too many findings, or a reason that is too long or not
            plain text.
    """

    findings: tuple[Region, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse what no picture has."""
        is_long = len(self.findings) > MOST_REGIONS or len(self.reason) > LONGEST_REASON
        if is_long or not is_plain_lines(self.reason):
            raise RecordInvalidError("protection")

    def touched_by(self, covers: Iterable[Region]) -> tuple[Region, ...]:
        """Return the findings that any of these regions would touch, in their order."""
        regions = tuple(covers)
        return tuple(f for f in self.findings if any(touch(f, one) for one in regions))

    def to_json(self) -> dict[str, object]:
        """Return plain data, ready for ``json.dumps``."""
        return {"findings": [one.to_json() for one in self.findings], "reason": self.reason}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Return what ``to_json`` wrote; None is what was filed before findings could be marked.

        Raises:
            RecordInvalidError: ``protection``: another shape, or as above.
        """
        if data is None:
            return cls()
        try:
            return cls._read(data)
        except RegionInvalidError as wrong:
            raise RecordInvalidError("protection") from wrong

    @classmethod
    def _read(cls, data: object) -> Self:
        if not isinstance(data, Mapping) or set(data) != {"findings", "reason"}:
            raise RecordInvalidError("protection")
        findings, reason = data["findings"], data["reason"]
        if not isinstance(findings, list | tuple) or not isinstance(reason, str):
            raise RecordInvalidError("protection")
        return cls(findings=tuple(Region.from_json(one) for one in findings), reason=reason)


NO_PROTECTION: Final = Protection()


def check_protection(protection: Protection, covers: Iterable[Region]) -> None:
    """Let an image pass only if no cover touches a finding, or somebody said why it has to.

    Raises:
        GateOpenError: ``finding_covered``.
    """
    if protection.touched_by(covers) and not protection.reason.strip():
        raise GateOpenError("finding_covered")
