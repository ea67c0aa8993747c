"""One image in a patient's record, as a list shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.ids import ImageId
from desktop.records.arrival import ImageFormat
from desktop.records.image import ImageState
from desktop.records.second_look import SecondLook
from desktop.records.version import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One image in a patient's record.

    Attributes:
        details: As they are now.
        versions: As it was filed, and each time that its redaction was mended, the oldest first;
            empty where it never was.
        look: The second clinician's look at it; None where none was asked for.
        original_gone_at: When its original was destroyed; empty while it is there.
    """

    image: ImageId
    state: ImageState
    format: ImageFormat
    filed_at: str
    filed_by: str
    details: Mapping[str, Any]
    versions: tuple[Version, ...] = ()
    look: SecondLook | None = None
    original_gone_at: str = ""
