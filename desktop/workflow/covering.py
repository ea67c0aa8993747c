"""What is kept with an image of what each of its regions covers, and why."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from desktop.records.gate import Feature

_FEATURES: Final = "features"
_REASONS: Final = "reasons"


def covers_details(features: Sequence[Feature], reasons: Sequence[str]) -> dict[str, object]:
    """Return what is sealed with an image; reasons only where one was given."""
    said = list(reasons) if any(reasons) else []
    return {_FEATURES: [one.value for one in features], _REASONS: said}


def features_in(details: Mapping[str, Any]) -> tuple[Feature, ...]:
    """Return what lies under each region of an image, in their order; empty where nobody said."""
    return tuple(Feature(one) for one in details.get(_FEATURES, ()))


def reasons_in(details: Mapping[str, Any]) -> tuple[str, ...]:
    """Return why each region of an image is covered, in their order; empty where nobody said."""
    return tuple(str(one) for one in details.get(_REASONS, ()))
