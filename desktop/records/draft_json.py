"""A draft as JSON: one fixed shape, with its version, as sealed in the catalogue.

Version 2 knows findings and barcodes, version 3 why a region is covered. A draft that has none of
these is written as the version that is the same but for them, so that an earlier program reads it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from desktop.errors import RecordInvalidError, RegionInvalidError
from desktop.ids import ArrivalId
from desktop.records.detection import Kind
from desktop.records.draft import Draft, Jotted, Mark, MarkOrigin, MarkState
from desktop.records.filing import Side, View
from desktop.records.flags import NO_FLAGS, Flags
from desktop.records.gate import Decision, Feature, Verdict
from desktop.records.redaction import MOST_REGIONS
from desktop.records.region import Region

VERSION: Final = 3
_SECOND: Final = 2
_FIRST: Final = 1


def to_json(draft: Draft) -> dict[str, Any]:
    """Return a draft as JSON values; without flags where there are none, as before there were."""
    jotted = draft.jotted
    flags = {} if jotted.flags == NO_FLAGS else {"flags": jotted.flags.to_json()}
    return {
        "version": max((_version_of(mark) for mark in draft.marks), default=_FIRST),
        "arrival": draft.arrival,
        "marks": [_mark_to_json(mark) for mark in draft.marks],
        "decisions": {
            feature.value: decision.to_json() for feature, decision in draft.decisions.items()
        },
        "width_px": draft.width_px,
        "height_px": draft.height_px,
        "looked": draft.looked,
        "face_may_be_present": draft.face_may_be_present,
        "seen": draft.seen,
        "face_looked": draft.face_looked,
        "jotted": {
            "site": jotted.site,
            "side": jotted.side.value if jotted.side else None,
            "view": jotted.view.value if jotted.view else None,
            "description": jotted.description,
            **flags,
        },
    }


def from_json(value: object) -> Draft:
    """Return the draft that ``to_json`` wrote.

    Raises:
        RecordInvalidError: ``shape`` (not exactly our keys, types and numbers), ``version`` (of a
            later program), or the reason of a rule of the gate that is broken.
    """
    if not isinstance(value, Mapping):
        raise RecordInvalidError("shape")
    if value.get("version", _FIRST) not in {_FIRST, _SECOND, VERSION}:
        raise RecordInvalidError("version")
    try:
        draft = _draft(value)
    except (AttributeError, KeyError, TypeError, ValueError, RegionInvalidError) as wrong:
        raise RecordInvalidError("shape") from wrong
    numbers = {mark.number for mark in draft.marks}
    if len(numbers) != len(draft.marks) or len(numbers) > MOST_REGIONS:
        raise RecordInvalidError("shape")
    if to_json(draft) != value:
        raise RecordInvalidError("shape")
    return draft


def _mark_to_json(mark: Mark) -> dict[str, Any]:
    return {
        "number": mark.number,
        "region": mark.region.to_json(),
        "feature": mark.feature.value,
        "origin": mark.origin.value,
        "state": mark.state.value,
        "seen": mark.seen,
        **({"kind": mark.kind.value} if mark.kind is not None else {}),
        **({"reason": mark.reason} if mark.reason else {}),
    }


def _version_of(mark: Mark) -> int:
    """Return the first version that has words for a mark."""
    if mark.reason:
        return VERSION
    return _SECOND if mark.is_finding or mark.kind is not None else _FIRST


def _draft(value: Mapping[str, Any]) -> Draft:
    return Draft(
        arrival=ArrivalId(_text(value["arrival"])),
        marks=tuple(_mark(mark) for mark in value["marks"]),
        decisions=_decisions(value["decisions"]),
        width_px=_whole(value["width_px"]),
        height_px=_whole(value["height_px"]),
        looked=_flag(value["looked"]),
        face_may_be_present=_flag(value["face_may_be_present"]),
        seen=_flag(value["seen"]),
        face_looked=_flag(value["face_looked"]),
        jotted=_jotted(value["jotted"]),
    )


def _decisions(value: Mapping[str, Any]) -> Mapping[Feature, Decision]:
    """Return the gate as it was left, a reason in the middle of a word included: never tidied."""
    return MappingProxyType(
        {
            Feature(feature): Decision(
                verdict=Verdict(decision["verdict"]), reason=_text(decision["reason"])
            )
            for feature, decision in value.items()
        }
    )


def _mark(value: Mapping[str, Any]) -> Mark:
    return Mark(
        number=_whole(value["number"]),
        region=Region.from_json(value["region"]),
        feature=Feature(value["feature"]),
        origin=MarkOrigin(value["origin"]),
        state=MarkState(value["state"]),
        seen=_flag(value["seen"]),
        kind=Kind(value["kind"]) if "kind" in value else None,
        reason=_text(value["reason"]) if "reason" in value else "",
    )


def _jotted(value: Mapping[str, Any]) -> Jotted:
    side, view = value["side"], value["view"]
    return Jotted(
        site=_text(value["site"]),
        side=None if side is None else Side(side),
        view=None if view is None else View(view),
        description=_text(value["description"]),
        flags=Flags.from_json(value["flags"]) if "flags" in value else NO_FLAGS,
    )


def _text(value: object) -> str:
    """Return a text.

    Raises:
        TypeError: It is something else.
    """
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _whole(value: object) -> int:
    """Return a whole number, not negative.

    Raises:
        TypeError: It is something else.
    """
    if type(value) is not int or value < 0:
        raise TypeError("number")
    return value


def _flag(value: object) -> bool:
    """Return a truth value.

    Raises:
        TypeError: It is something else.
    """
    if type(value) is not bool:
        raise TypeError("flag")
    return value
