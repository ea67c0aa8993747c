"""Everything that is to be obscured in one picture, as a value; edits return a new one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from desktop.errors import RegionInvalidError
from desktop.records.region import Region

MOST_REGIONS: Final = 1_000
"""A crowd has fewer faces; more is a fault or an attack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """The regions of one picture, in the order in which they are painted.

    Attributes:
        regions: May be empty: nothing to obscure. Later regions lie over earlier ones.
    """

    regions: tuple[Region, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a number of regions that no picture has.

        Raises:
            RegionInvalidError: ``too_many``.
        """
        if len(self.regions) > MOST_REGIONS:
            raise RegionInvalidError("too_many", most=MOST_REGIONS)

    def add(self, region: Region) -> Self:
        """Return a redaction with one more region, on top."""
        return type(self)(regions=(*self.regions, region))

    def replace(self, index: int, region: Region) -> Self:
        """Return a redaction in which one region is another.

        Raises:
            RegionInvalidError: ``no_such_region``.
        """
        self._check_index(index)
        return type(self)(regions=(*self.regions[:index], region, *self.regions[index + 1 :]))

    def remove(self, index: int) -> Self:
        """Return a redaction without one region.

        Raises:
            RegionInvalidError: ``no_such_region``.
        """
        self._check_index(index)
        return type(self)(regions=self.regions[:index] + self.regions[index + 1 :])

    def to_json(self) -> dict[str, object]:
        """Return plain data, ready for ``json.dumps``."""
        return {"regions": [region.to_json() for region in self.regions]}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Return the redaction that plain data describes; other keys are not looked at.

        Raises:
            RegionInvalidError: ``not_an_object``, ``missing``, or as ``Region.from_json``.
        """
        if not isinstance(data, Mapping):
            raise RegionInvalidError("not_an_object")
        regions = data.get("regions")
        if not isinstance(regions, list | tuple):
            raise RegionInvalidError("missing", key="regions")
        return cls(regions=tuple(Region.from_json(region) for region in regions))

    def _check_index(self, index: int) -> None:
        if not 0 <= index < len(self.regions):
            raise RegionInvalidError("no_such_region", index=index)
