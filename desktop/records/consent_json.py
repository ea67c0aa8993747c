"""A consent as JSON: one fixed shape, with its version, as sealed in the catalogue and exported."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from desktop.errors import RecordInvalidError
from desktop.ids import ConsentId, PatientId, UserId
from desktop.records.consent import Capacity, Consent, ExplanationPoint, How, Use

VERSION: Final = 1
_KEYS: Final = frozenset(
    {"version", "id", "patient_id", "given_at", "recorded_by", "how", "capacity", "giver_name"}
    | {"relationship", "reason", "explained", "uses", "basis", "text_version", "valid_from"}
    | {"valid_until", "withdrawn_at"}
)


def to_json(consent: Consent) -> dict[str, Any]:
    """Return a consent as JSON values; moments in UTC, sets sorted."""
    return {
        "version": VERSION,
        "id": consent.id,
        "patient_id": consent.patient_id,
        "given_at": _moment(consent.given_at),
        "recorded_by": consent.recorded_by,
        "how": consent.how.value,
        "capacity": consent.capacity.value,
        "giver_name": consent.giver_name,
        "relationship": consent.relationship,
        "reason": consent.reason,
        "explained": sorted(point.value for point in consent.explained),
        "uses": sorted(use.value for use in consent.uses),
        "basis": consent.basis,
        "text_version": consent.text_version,
        "valid_from": consent.valid_from.isoformat(),
        "valid_until": consent.valid_until.isoformat() if consent.valid_until else None,
        "withdrawn_at": _moment(consent.withdrawn_at) if consent.withdrawn_at else None,
    }


def from_json(value: object) -> Consent:
    """Return the consent that ``to_json`` wrote.

    Raises:
        RecordInvalidError: ``shape`` (not exactly our keys and types), ``version`` (of a later
            program), or the reason of a rule of ``Consent`` that is broken.
    """
    if not isinstance(value, Mapping) or value.get("version", VERSION) != VERSION:
        raise RecordInvalidError("version" if isinstance(value, Mapping) else "shape")
    if value.keys() != _KEYS:
        raise RecordInvalidError("shape")
    try:
        return _consent(value)
    except (TypeError, ValueError) as wrong:
        raise RecordInvalidError("shape") from wrong


def _consent(value: Mapping[str, Any]) -> Consent:
    until, withdrawn = value["valid_until"], value["withdrawn_at"]
    return Consent(
        id=ConsentId(_text(value, "id")),
        patient_id=PatientId(_text(value, "patient_id")),
        given_at=datetime.fromisoformat(value["given_at"]),
        recorded_by=UserId(_text(value, "recorded_by")),
        how=How(value["how"]),
        capacity=Capacity(value["capacity"]),
        giver_name=_text(value, "giver_name"),
        relationship=_text(value, "relationship"),
        reason=_text(value, "reason"),
        explained=frozenset(ExplanationPoint(point) for point in value["explained"]),
        uses=frozenset(Use(use) for use in value["uses"]),
        basis=_text(value, "basis"),
        text_version=_text(value, "text_version"),
        valid_from=date.fromisoformat(value["valid_from"]),
        valid_until=date.fromisoformat(until) if until is not None else None,
        withdrawn_at=datetime.fromisoformat(withdrawn) if withdrawn is not None else None,
    )


def _text(value: Mapping[str, Any], key: str) -> str:
    """Return a text.

    Raises:
        TypeError: It is something else.
    """
    text = value[key]
    if not isinstance(text, str):
        raise TypeError(key)
    return text


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
