"""One image in a patient's record, as a list shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.ids import ImageId
from desktop.records.arrival import ImageFormat
from desktop.records.image import ImageState


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One image in a patient's record."""

    image: ImageId
    state: ImageState
    format: ImageFormat
    filed_at: str
    filed_by: str
    details: Mapping[str, Any]
