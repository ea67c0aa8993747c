"""Examples of any value that crosses between window and keeper, made from its type."""

import dataclasses
import enum
import types
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from desktop.records.consent import Capacity, Consent, ExplanationPoint, How, Use
from desktop.records.declaration import Came, Declaration
from desktop.records.detection import Kind
from desktop.records.device_register import DevicePolicy, DeviceRule
from desktop.records.draft import Mark, MarkOrigin, MarkState
from desktop.records.filing import FilingDetails, Side, View
from desktop.records.flags import Flag, Flags
from desktop.records.gate import Decision, Feature, Gate, Verdict
from desktop.records.lawful_basis import default_basis
from desktop.records.originals import OriginalsPolicy
from desktop.records.patient import Demographics, Gender, Patient
from desktop.records.protection import Protection
from desktop.records.raster import Raster
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.wording import Language

_PERSON = {
    "nhs_number": "9990000018",
    "family_name": "Canary",
    "given_name": "Siân",
    "date_of_birth": date(1945, 7, 14),
    "gender": Gender.FEMALE,
    "preferred_language": Language.CY,
}
_VALUES: Mapping[Any, Any] = {
    str: "Ŵyn — “x”\n\udcff",
    int: 2**40,
    bool: True,
    float: 0.25,
    Any: {"a": [1, None, "x"], "b": {"c": 0.5}},
    Path: Path("/cards/IMG 1\udcff.JPG"),
    date: date(2026, 2, 28),
    datetime: datetime(2026, 2, 28, 9, 30, 1, 5, tzinfo=UTC),
    Demographics: Demographics(**_PERSON),
    Patient: Patient(**_PERSON, id="p-1"),
    Region: Region.polygon([(1, 2), (30, 40), (9, 1)]),
    Redaction: Redaction(regions=(Region.ellipse(-1, 0, 5, 5), Region.rectangle(1, 2, 3, 4))),
    Protection: Protection(findings=(Region.rectangle(5, 6, 7, 8),), reason="The mole"),
    Decision: Decision(verdict=Verdict.NEEDED, reason="ear"),
    DevicePolicy: DevicePolicy(rule=DeviceRule.QUARANTINE, review_months=6),
    OriginalsPolicy: OriginalsPolicy(review_months=24),
    Mark: Mark(
        number=3,
        region=Region.rectangle(5, 6, 7, 8),
        feature=Feature.TEXT,
        origin=MarkOrigin.CHECK,
        state=MarkState.ACCEPTED,
        seen=True,
        kind=Kind.BARCODE,
        reason="It can be read.",
    ),
    Raster: Raster(offset=2**40, width_px=65_535, height_px=1),
    Flags: Flags(marked=frozenset({Flag.INTIMATE}), chaperone="A nurse was there."),
    Gate: Gate(decisions={Feature.FACE: Decision(verdict=Verdict.NEEDED, reason="ear")}),
    Declaration: Declaration(came=Came.EMAIL, asked=True, told=True, note="itches"),
    FilingDetails: FilingDetails(
        site="forearm", side=Side.LEFT, view=View.CLOSE_UP, description="x"
    ),
    Consent: Consent(
        id="c-1",
        patient_id="p-1",
        given_at=datetime(2026, 2, 28, 9, 30, tzinfo=UTC),
        recorded_by="u-1",
        how=How.VERBAL,
        capacity=Capacity.PATIENT,
        explained=frozenset(ExplanationPoint),
        uses=frozenset({Use.CARE}),
        basis=default_basis(),
        text_version="1",
        valid_from=date(2026, 2, 28),
    ),
}


def example_of(kind: Any) -> Any:
    """Return a value of a type in which as little as possible is empty."""
    if kind in _VALUES:
        return _VALUES[kind]
    if isinstance(kind, NewType):
        return example_of(kind.__supertype__)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return list(kind)[-1]
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind)
    return _generic(get_origin(kind), get_args(kind))


def _dataclass(kind: Any) -> Any:
    hints = get_type_hints(kind)
    given = {f.name: example_of(hints[f.name]) for f in dataclasses.fields(kind) if f.init}
    if "reasons" in given:  # one for each region
        given["reasons"] = ("It shows who it is.",) * len(given["redaction"].regions)
    return kind(**given)


def _generic(origin: Any, arguments: tuple[Any, ...]) -> Any:
    if origin in (Union, types.UnionType):
        return example_of(next(one for one in arguments if one is not type(None)))
    if origin is tuple and arguments[-1] is ...:
        return (example_of(arguments[0]),)
    if origin is tuple:
        return tuple(example_of(one) for one in arguments)
    if origin is frozenset:
        return frozenset({example_of(arguments[0])})
    if origin in (dict, Mapping):
        return {example_of(arguments[0]): example_of(arguments[1])}
    raise TypeError(origin)
