"""Arrivals in the catalogue: what came in, where it stands, and the facts sealed with it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import UnknownRecordError, WrongStateError
from desktop.ids import ArrivalId, CardId, ConsentId, DeviceId, ObjectId, PatientId, SeriesId
from desktop.records.arrival import Origin, Quarantine
from desktop.records.device_match import OF_DEVICE, Judgement
from desktop.records.image import ImageState, advance
from desktop.records.role import Domain
from desktop.vault import declarations, drafts, slips
from desktop.vault.audit import binding_of
from desktop.vault.crypto import canonical
from desktop.vault.schema import arrival, declaration, sealed_object
from desktop.vault.sealed_columns import ARRIVAL_FACTS
from desktop.vault.transaction import Transaction

WAITING: Final = frozenset(
    {ImageState.ARRIVED, ImageState.QUARANTINED, ImageState.IDENTIFIED, ImageState.CLEARED}
)
"""States in which somebody is still to do something."""

_ENDED: Final = frozenset({ImageState.FILED, ImageState.REJECTED, ImageState.DESTROYED})
"""States in which no work on it goes on."""

_TO_CLEAR: Final = frozenset({ImageState.ARRIVED, ImageState.IDENTIFIED})
"""States in which it can be opened in the editor."""

_WITHOUT_KEY: Final = (
    sa.select(sealed_object.c.key_sealed.is_(None))
    .where(sealed_object.c.id == arrival.c.object_id)
    .scalar_subquery()
)
_WITH_DECLARATION: Final = sa.select(
    arrival,
    declaration.c.body_sealed.label("declared_sealed"),
    _WITHOUT_KEY.label("is_gone"),
).outerjoin(declaration, declaration.c.arrival_id == arrival.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalRow:
    """One arrival as the catalogue key shows it, and its facts where the inbox key opens them.

    Attributes:
        sha256: Of the file as it came, 64 hex digits.
        source_removed: ``not_asked``, ``pending``, ``removed`` or a reason why not.
        facts: Name, time, camera and, as ``declaration``, what was declared when it was attached;
            None without the inbox key, and once it was destroyed.
        device_verdict: What was found of its device when it came in (``records.device_match``);
            empty in rows from before the register.
        gps_present: Whether a photograph of the practice says where it was taken.
        is_gone: Whether its file was destroyed, with its image or without.
    """

    id: ArrivalId
    series_id: SeriesId
    state: ImageState
    set_aside_because: str
    origin: Origin
    sha256: str
    object_id: ObjectId
    received_at: str
    received_by: str
    source_removed: str
    patient_id: PatientId | None
    consent_id: ConsentId | None
    facts: Mapping[str, Any] | None
    device_id: DeviceId | None
    device_verdict: str
    gps_present: bool
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArrival:
    """What is written when something comes in."""

    id: ArrivalId
    series_id: SeriesId
    state: ImageState
    set_aside_because: str
    origin: Origin
    sha256: str
    object_id: ObjectId
    source_removed: str
    facts: Mapping[str, Any]
    judgement: Judgement
    card_id: CardId | None = None

    @property
    def camera_id(self) -> str | None:
        """What its camera is called, where the register was asked and it names one."""
        camera = self.judgement.camera
        return None if camera is None or camera.is_empty else camera.id

    @property
    def gps_present(self) -> bool:
        """Whether it says where it was taken; told of the practice's own devices alone."""
        return self.judgement.camera is not None and bool(self.facts.get("gps_present"))

    @property
    def claims(self) -> tuple[str, ...]:
        """What its receipt signs of where it came from."""
        return origin_claims(
            self.origin.value,
            self.camera_id,
            self.judgement.device,
            self.judgement.verdict.value,
            gps=self.gps_present,
            held=self.set_aside_because in OF_DEVICE,
        )

    def binding(self) -> str:
        """Return the digest that ties the signed entry of its receipt to these rows."""
        return arrival_binding(self.id, self.object_id, self.sha256, self.claims)


def origin_claims(
    origin: str, camera: str | None, device: str | None, verdict: str, *, gps: bool, held: bool
) -> tuple[str, ...]:
    """Return what a receipt signs of where an arrival came from.

    Args:
        origin: Whose device it is said to be made on.
        camera: Identifier of its camera, if it names one.
        device: The device of the register that it was made on, if it was one.
        verdict: What was found of its device.
        gps: Whether it says where it was taken.
        held: Whether it was set aside because of its device.
    """
    return (origin, camera or "", device or "", verdict, str(int(gps)), str(int(held)))


def arrival_binding(
    arrival_id: str, object_id: str, sha256: str, claims: tuple[str, ...] = ()
) -> str:
    """Return the digest of which file came in as what; those of before the register claim less."""
    return binding_of("arrival", arrival_id, object_id, sha256, *claims)


def giving_binding(arrival_id: str, patient_id: str | None, consent_id: str | None) -> str:
    """Return the digest of whose an arrival is and under which consent; None for nobody's."""
    return binding_of("giving", arrival_id, patient_id or "", consent_id or "")


def _place(arrival_id: str) -> bytes:
    return ARRIVAL_FACTS.place(arrival_id)


def add(tx: Transaction, new: NewArrival) -> None:
    """Write one arrival; its facts are sealed to the inbox key."""
    tx.connection.execute(
        sa.insert(arrival).values(
            id=new.id,
            series_id=new.series_id,
            state=new.state.value,
            set_aside_because=new.set_aside_because,
            origin=new.origin.value,
            sha256=new.sha256,
            object_id=new.object_id,
            received_at=tx.at,
            received_by=tx.user,
            source_removed=new.source_removed,
            card_id=new.card_id,
            facts_sealed=_sealed(tx, new.id, new.facts),
            camera_id=new.camera_id,
            device_id=new.judgement.device,
            device_verdict=new.judgement.verdict.value,
            gps_present=int(new.gps_present),
        )
    )


def _sealed(tx: Transaction, arrival_id: str, facts: Mapping[str, Any]) -> bytes:
    return tx.ring.seal(Domain.INBOX, canonical(facts), place=_place(arrival_id))


def _read(tx: Transaction, row: sa.Row[Any]) -> ArrivalRow:
    facts = None
    if tx.ring.holds(Domain.INBOX) and row.state != ImageState.DESTROYED.value:
        opened = tx.ring.unseal(Domain.INBOX, row.facts_sealed, place=_place(row.id))
        facts = dict(json.loads(opened))
        if row.declared_sealed is not None:
            facts["declaration"] = declarations.opened(tx, row.id, row.declared_sealed)
    return ArrivalRow(
        id=ArrivalId(row.id),
        series_id=SeriesId(row.series_id),
        state=ImageState(row.state),
        set_aside_because=row.set_aside_because,
        origin=Origin(row.origin),
        sha256=row.sha256,
        object_id=ObjectId(row.object_id),
        received_at=row.received_at,
        received_by=row.received_by,
        source_removed=row.source_removed,
        patient_id=PatientId(row.patient_id) if row.patient_id else None,
        consent_id=ConsentId(row.consent_id) if row.consent_id else None,
        facts=facts,
        device_id=DeviceId(row.device_id) if row.device_id else None,
        device_verdict=row.device_verdict,
        gps_present=bool(row.gps_present),
        is_gone=bool(row.is_gone),
    )


def get(tx: Transaction, arrival_id: str) -> ArrivalRow:
    """Return one arrival.

    Raises:
        UnknownRecordError: ``no_such_arrival``.
    """
    row = tx.connection.execute(_WITH_DECLARATION.where(arrival.c.id == arrival_id)).first()
    if row is None:
        raise UnknownRecordError("no_such_arrival")
    return _read(tx, row)


def several(tx: Transaction, arrival_ids: tuple[str, ...]) -> list[ArrivalRow]:
    """Return these arrivals, each once, in the order of their identifiers' first mention.

    Raises:
        UnknownRecordError: ``no_such_arrival``; also where none is named.
    """
    if not arrival_ids:
        raise UnknownRecordError("no_such_arrival")
    return [get(tx, arrival_id) for arrival_id in dict.fromkeys(arrival_ids)]


def with_digest(tx: Transaction, sha256: str) -> ArrivalRow | None:
    """Return the arrival whose file had this digest, if there was one."""
    row = tx.connection.execute(_WITH_DECLARATION.where(arrival.c.sha256 == sha256)).first()
    return None if row is None else _read(tx, row)


def waiting(tx: Transaction, *, series_id: str = "") -> list[ArrivalRow]:
    """Return everything that is not filed, destroyed or rejected yet, oldest first.

    Args:
        tx: The transaction to read in.
        series_id: Only what belongs to this series, if given.
    """
    query = _WITH_DECLARATION.where(arrival.c.state.in_([state.value for state in WAITING]))
    if series_id:
        query = query.where(arrival.c.series_id == series_id)
    query = query.order_by(arrival.c.received_at, arrival.c.id)
    return [_read(tx, row) for row in tx.connection.execute(query)]


def to_be_cleared(tx: Transaction) -> list[ArrivalId]:
    """Return which arrivals wait to be looked at and filed, oldest first; of whom is not read."""
    query = (
        sa.select(arrival.c.id)
        .where(arrival.c.state.in_([state.value for state in _TO_CLEAR]))
        .order_by(arrival.c.received_at, arrival.c.id)
    )
    return [ArrivalId(row.id) for row in tx.connection.execute(query)]


def move(tx: Transaction, row: ArrivalRow, *, to: ImageState, **changed: str | None) -> None:
    """Move an arrival to another state; the update names the state that it leaves.

    What ends the wait ends the unfinished work too; what it was proposed for goes with every move.

    Raises:
        WrongStateError: There is no such move, or somebody else moved it meanwhile.
    """
    advance(row.state, to=to)
    done = tx.connection.execute(
        sa.update(arrival)
        .where(arrival.c.id == row.id, arrival.c.state == row.state.value)
        .values(state=to.value, **changed)
    )
    if done.rowcount != 1:
        raise WrongStateError("moved_meanwhile", state=row.state.value, wanted=to.value)
    slips.drop_proposal(tx, row.id)
    if to in _ENDED:
        drafts.drop(tx, row.id)


def give(tx: Transaction, row: ArrivalRow, patient: PatientId, consent: ConsentId) -> None:
    """Move an arrival to a patient, under a consent.

    Raises:
        WrongStateError: It does not wait for a patient.
    """
    move(
        tx,
        row,
        to=ImageState.IDENTIFIED,
        patient_id=patient,
        consent_id=consent,
        identified_at=tx.at,
        identified_by=tx.user,
    )


def take_back(tx: Transaction, row: ArrivalRow) -> None:
    """Let an arrival wait for a patient again: whose it was, and why it was aside, goes.

    Raises:
        WrongStateError: There is no way back from where it is, or it was moved meanwhile.
    """
    nobody = dict.fromkeys(("patient_id", "consent_id", "identified_at", "identified_by"))
    move(tx, row, to=ImageState.ARRIVED, set_aside_because="", **nobody)


def set_aside(tx: Transaction, row: ArrivalRow, because: Quarantine) -> None:
    """Set an arrival aside that waits for somebody: whose it was goes.

    Raises:
        WrongStateError: It does not wait, or was moved meanwhile.
    """
    nobody = dict.fromkeys(("patient_id", "consent_id", "identified_at", "identified_by"))
    move(tx, row, to=ImageState.QUARANTINED, set_aside_because=because.value, **nobody)


def hold(tx: Transaction, row: ArrivalRow, why: str) -> None:
    """Keep an arrival aside for another reason; whose it was said to be goes.

    Raises:
        WrongStateError: It is not set aside any more.
    """
    nobody = dict.fromkeys(("patient_id", "consent_id", "identified_at", "identified_by"))
    done = tx.connection.execute(
        sa.update(arrival)
        .where(arrival.c.id == row.id, arrival.c.state == ImageState.QUARANTINED.value)
        .values(set_aside_because=why, **nobody)
    )
    if done.rowcount != 1:
        raise WrongStateError("moved_meanwhile", state=row.state.value)


def note_patient(tx: Transaction, row: ArrivalRow, patient: PatientId, consent: ConsentId) -> None:
    """Record whose an arrival is said to be that is set aside and cannot be given to anybody yet.

    Raises:
        WrongStateError: It is not set aside any more, or is somebody's meanwhile.
    """
    done = tx.connection.execute(
        sa.update(arrival)
        .where(
            arrival.c.id == row.id,
            arrival.c.state == ImageState.QUARANTINED.value,
            arrival.c.patient_id.is_(None),
        )
        .values(
            patient_id=patient,
            consent_id=consent,
            identified_at=tx.at,
            identified_by=tx.user,
        )
    )
    if done.rowcount != 1:
        raise WrongStateError("moved_meanwhile", state=row.state.value)


def set_aside_for(tx: Transaction, row: ArrivalRow, because: str) -> None:
    """Set an arrival aside, or say of one that is set aside why it is now.

    Raises:
        WrongStateError: It cannot be set aside, or was moved meanwhile.
    """
    if row.state is not ImageState.QUARANTINED:
        move(tx, row, to=ImageState.QUARANTINED, set_aside_because=because)
        return
    tx.connection.execute(
        sa.update(arrival).where(arrival.c.id == row.id).values(set_aside_because=because)
    )
    slips.drop_proposal(tx, row.id)


def set_facts(tx: Transaction, arrival_id: ArrivalId, facts: Mapping[str, Any]) -> None:
    """Seal other facts in the place of an arrival's, once its file could be examined."""
    tx.connection.execute(
        sa.update(arrival)
        .where(arrival.c.id == arrival_id)
        .values(facts_sealed=_sealed(tx, arrival_id, facts))
    )


def set_series(tx: Transaction, arrival_ids: Iterable[ArrivalId], series_id: SeriesId) -> None:
    """Put arrivals into a series."""
    tx.connection.execute(
        sa.update(arrival).where(arrival.c.id.in_(list(arrival_ids))).values(series_id=series_id)
    )
