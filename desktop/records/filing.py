"""Filing details: where on the body, which side, how it was taken.

Source: GUIDANCE R-05 (a series of images of one body site, comparable over time) and R-19 (part of
the clinical record); the views are those of a dermatology image set (locating, close-up, lateral).
The body sites are data in ``resources/texts/body_sites.toml``; laterality is a field of its own, as
in SNOMED CT and FHIR.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from desktop.errors import RecordInvalidError
from desktop.records.plain_text import is_plain_lines
from desktop.wording import table

LONGEST_DESCRIPTION: Final = 500
_KEYS: Final = frozenset({"site", "side", "view", "description"})


class Side(Enum):
    """Which side of the body, as the patient's own left and right."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    MIDLINE = "midline"
    NOT_APPLICABLE = "not_applicable"


class View(Enum):
    """How the image was taken."""

    LOCATING = "locating"
    """From so far that one sees where on the body it is."""
    CLOSE_UP = "close_up"
    """Near, for detail."""
    LATERAL = "lateral"
    """From the side, for what is raised."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class BodySite:
    """A place on the body.

    Attributes:
        code: Ours; its name is the text ``site.<code>``.
        paired: Whether there are two of it, so that a side must be said.
        snomed: SNOMED CT concept identifier of the body structure, or empty.
    """

    code: str
    paired: bool
    snomed: str


@cache
def body_sites() -> Mapping[str, BodySite]:
    """Return every body site by its code, from head to toe."""
    return MappingProxyType(
        {
            code: BodySite(code=code, paired=entry["paired"], snomed=entry.get("snomed", ""))
            for code, entry in table("body_sites")["site"].items()
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingDetails:
    """What is recorded of an image when it is filed.

    Attributes:
        site: Code of a body site.
        side: Left, right or both where the site is paired.
        view: How it was taken.
        description: In the clinician's words; may be empty.
    """

    site: str
    side: Side
    view: View
    description: str = ""

    def __post_init__(self) -> None:
        """Refuse details that do not say where.

        Raises:
            RecordInvalidError: ``filing_site``, ``filing_side`` or ``filing_description``.
        """
        site = body_sites().get(self.site)
        if site is None:
            raise RecordInvalidError("filing_site")
        if site.paired and self.side not in {Side.LEFT, Side.RIGHT, Side.BOTH}:
            raise RecordInvalidError("filing_side")
        if len(self.description) > LONGEST_DESCRIPTION or not is_plain_lines(self.description):
            raise RecordInvalidError("filing_description", most=LONGEST_DESCRIPTION)

    def to_json(self) -> dict[str, str]:
        """Return the details as JSON values."""
        return {
            "site": self.site,
            "side": self.side.value,
            "view": self.view.value,
            "description": self.description,
        }

    @classmethod
    def from_json(cls, value: object) -> "FilingDetails":
        """Return the details that ``to_json`` wrote; an empty description may be left out.

        Raises:
            RecordInvalidError: ``shape``, or the reason of a rule that is broken.
        """
        if not isinstance(value, Mapping) or not _KEYS.issuperset(value):
            raise RecordInvalidError("shape")
        texts: dict[str, Any] = {"description": "", **value}
        if texts.keys() != _KEYS or not all(isinstance(text, str) for text in texts.values()):
            raise RecordInvalidError("shape")
        try:
            side, view = Side(texts["side"]), View(texts["view"])
        except ValueError as wrong:
            raise RecordInvalidError("shape") from wrong
        return cls(site=texts["site"], side=side, view=view, description=texts["description"])
