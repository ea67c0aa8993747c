"""Rows of the catalogue compared with the signed entries that made them.

Whoever holds the catalogue key can write rows; an entry they would have to sign. What is compared
here are the stored columns of the entries: ``walk.py`` proves that they are what was signed.

A formula that was written once is never read in an older form again: what was made since then and
claims to be from before is a forgery.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa

from desktop.records.device_match import ASIDE, camera_name
from desktop.records.image import ImageState
from desktop.records.problem import Problem
from desktop.records.role import Act, Domain
from desktop.records.second_look import LookOutcome
from desktop.vault import policies
from desktop.vault.arrivals import arrival_binding, origin_claims
from desktop.vault.devices import device_binding
from desktop.vault.images import filing_binding
from desktop.vault.patients import list_binding, patient_binding
from desktop.vault.revisions import revision_binding
from desktop.vault.row_pieces import ConsentRows, FilingRows, GivingRows, looked_through
from desktop.vault.schema import (
    arrival,
    audit_entry,
    camera,
    device,
    image,
    patient,
    policy,
    proposal,
    revision,
    sealed_object,
    second_look,
    slip,
)
from desktop.vault.second_looks import ASKED, look_binding
from desktop.vault.slips import proposal_binding, slip_binding

_ADMITTED: Final = Act.ADMIT_ARRIVAL.value
_DEVICES: Final = (
    Act.MANAGE_DEVICES.value,
    Act.REPORT_LOST.value,
    Act.MANAGE_REDACTION.value,
)
_RECEIPT: Final[tuple[sa.Column[Any], ...]] = (
    *(arrival.c.id, arrival.c.object_id, arrival.c.sha256, arrival.c.origin, arrival.c.camera_id),
    *(arrival.c.device_id, arrival.c.device_verdict, arrival.c.gps_present),
)
_SEALS: Final[tuple[sa.Column[Any], ...]] = (sealed_object.c.id, sealed_object.c.domain)
PROPOSED: Final = "propose_patient"
"""Act of the entry about one photograph that a slip proposes for somebody."""
SLIP_PUT_AWAY: Final = "slip_put_away"
"""Act of the entry about a photograph of a slip, which is rejected by what it is."""


def row_problems(connection: sa.Connection) -> list[Problem]:
    """Return the filings, consents, givings and devices that are not what was signed.

    Somebody with the catalogue key who gives a photograph to another patient is found here.
    """
    return [
        *filing_problems(connection),
        *revision_problems(connection),
        *look_problems(connection),
        *consent_problems(connection),
        *giving_problems(connection),
        *device_problems(connection),
        *slip_problems(connection),
    ]


def _entries(connection: sa.Connection, *acts: str, subject: str = "") -> Iterable[sa.Row[Any]]:
    columns = (audit_entry.c.seq, audit_entry.c.act, audit_entry.c.subject, audit_entry.c.binding)
    query = sa.select(*columns).where(audit_entry.c.act.in_(acts)).order_by(audit_entry.c.seq)
    return connection.execute(query.where(audit_entry.c.subject == subject) if subject else query)


def _dicts(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[dict[str, Any]]:
    for row in connection.execute(query).mappings():
        yield {str(name): value for name, value in row.items()}


def _by_subject(entries: Iterable[sa.Row[Any]]) -> dict[str, list[sa.Row[Any]]]:
    found: dict[str, list[sa.Row[Any]]] = {}
    for entry in entries:
        found.setdefault(entry.subject, []).append(entry)
    return found


def _missing(entries: Mapping[str, list[sa.Row[Any]]], there: set[str], what: str) -> list[Problem]:
    return [Problem(what=what, where=subject) for subject in entries if subject not in there]


def filing_problems(connection: sa.Connection) -> list[Problem]:
    """Return the filed images whose rows are not what was signed when they were filed."""
    return looked_through(FilingRows(), connection)


def revision_problems(connection: sa.Connection, *, image_id: str = "") -> list[Problem]:
    """Return the images whose mended redactions are not those that were signed, in their order.

    Somebody with the catalogue key who has a former copy shown again is found here.

    Args:
        connection: To the catalogue.
        image_id: Only of this image; empty for all.
    """
    signed = _by_subject(_entries(connection, Act.REVISE_IMAGE.value, subject=image_id))
    columns = [column for column in revision.c if column.name != "details_sealed"]
    both = revision.outerjoin(sealed_object, sealed_object.c.id == revision.c.derivative_id)
    query = sa.select(*columns, sealed_object.c.sha256_plain).select_from(both)
    query = query.where(revision.c.image_id == image_id) if image_id else query
    made: dict[str, list[str]] = {}
    for row in _dicts(connection, query.order_by(revision.c.image_id, revision.c.number)):
        is_next = row["number"] == len(made.get(row["image_id"], ())) + 1
        binding = revision_binding(row, str(row["sha256_plain"])) if is_next else ""
        made.setdefault(row["image_id"], []).append(binding)
    wrong = sorted(
        one
        for one in made.keys() | signed.keys()
        if made.get(one, []) != [entry.binding for entry in signed.get(one, [])]
    )
    return [Problem(what="revision", where=one) for one in wrong]


def is_as_signed(connection: sa.Connection, image_id: str) -> bool:
    """Return whether one image's filing and mended redactions are those that were signed."""
    signed = [one.binding for one in _entries(connection, Act.FILE_IMAGE.value, subject=image_id)]
    query = sa.select(image, sealed_object.c.sha256_plain)
    both = image.outerjoin(sealed_object, sealed_object.c.id == image.c.derivative_id)
    rows = _dicts(connection, query.select_from(both).where(image.c.id == image_id))
    filed = [filing_binding(row, str(row["sha256_plain"])) for row in rows]
    return bool(filed) and filed == signed and not revision_problems(connection, image_id=image_id)


def entries_of(connection: sa.Connection, image_id: str) -> list[tuple[Act, int]]:
    """Return act and number of the entries that made an image what it is: filed, then mended."""
    acts = (Act.FILE_IMAGE.value, Act.REVISE_IMAGE.value)
    return [(Act(one.act), one.seq) for one in _entries(connection, *acts, subject=image_id)]


def look_problems(connection: sa.Connection) -> list[Problem]:
    """Return the images whose second look is not what was signed last, or whose state is not.

    Somebody with the catalogue key who has an image shown that nobody agreed to is found here.
    """
    signed = _newest_bound(connection, ASKED, Act.SECOND_LOOK.value)
    rows = {row["image_id"]: row for row in _dicts(connection, sa.select(second_look))}
    made = {one: look_binding(row) for one, row in rows.items()}
    wrong = {one for one in made.keys() | signed.keys() if made.get(one) != signed.get(one)}
    open_ones = {one for one, row in rows.items() if row["outcome"] != LookOutcome.APPROVED.value}
    gone, awaiting = ImageState.DESTROYED.value, ImageState.AWAITING.value
    waiting = sa.select(image.c.id).where(image.c.state == awaiting)
    destroyed = sa.select(image.c.id).where(image.c.state == gone)
    left = open_ones - set(connection.scalars(destroyed))
    wrong |= left ^ set(connection.scalars(waiting))
    return [Problem(what="second_look", where=one) for one in sorted(wrong)]


def consent_problems(connection: sa.Connection) -> list[Problem]:
    """Return the consents whose rows are not what was signed when they were recorded."""
    return looked_through(ConsentRows(), connection)


def giving_problems(connection: sa.Connection) -> list[Problem]:
    """Return the arrivals whose patient and consent are not those of the newest signed giving."""
    return looked_through(GivingRows(), connection)


def slip_problems(connection: sa.Connection) -> list[Problem]:
    """Return the slips and proposals that are not what was signed.

    Somebody with the catalogue key who makes a slip another patient's is found here.
    """
    made = _by_subject(_entries(connection, Act.MAKE_SLIP.value))
    there: set[str] = set()
    problems = []
    columns = (slip.c.id, slip.c.token_sha256, slip.c.patient_id, slip.c.made_by, slip.c.expires_at)
    for row in connection.execute(sa.select(*columns)):
        there.add(row.id)
        if [entry.binding for entry in made.get(row.id, [])] != [slip_binding(*tuple(row))]:
            problems.append(Problem(what="slip", where=row.id))
    proposed = _by_subject(_entries(connection, PROPOSED))
    for one in connection.execute(sa.select(proposal.c.arrival_id, proposal.c.slip_id)):
        own = proposed.get(one.arrival_id, [])
        if not own or own[-1].binding != proposal_binding(one.arrival_id, one.slip_id):
            problems.append(Problem(what="slip", where=one.arrival_id))
    return problems + _missing(made, there, "slip")


def arrival_problems(connection: sa.Connection) -> list[Problem]:
    """Return the arrivals whose rows are not what was signed when they came in."""
    entries = _by_subject(_entries(connection, Act.RECEIVE_IMAGES.value))
    rows = connection.execute(
        sa.select(*_RECEIPT)
        .add_columns(sealed_object.c.sha256_plain)
        .outerjoin(sealed_object, sealed_object.c.id == arrival.c.object_id)
    )
    there: set[str] = set()
    old: list[tuple[int, str]] = []
    first = 0
    problems = []
    for row in rows:
        there.add(row.id)
        own = entries.get(row.id, [])
        if not _is_received_so(row, own) or row.sha256_plain != row.sha256:
            problems.append(Problem(what="arrival", where=row.id))
        elif row.device_verdict:
            first = min(first or own[0].seq, own[0].seq)
        else:
            old.append((own[0].seq, row.id))
    late = (arrival_id for seq, arrival_id in old if first and seq > first)
    problems += [Problem(what="arrival", where=arrival_id) for arrival_id in late]
    return problems + _missing(entries, there, "arrival_missing")


def _is_received_so(row: Any, own: list[sa.Row[Any]]) -> bool:
    """Return whether a receipt says of an arrival what its row says."""
    bindings = {_receipt(row, held=held) for held in (False, True)}
    return len(own) == 1 and own[0].binding in bindings


def _receipt(row: Any, *, held: bool) -> str:
    """Return the binding of an arrival's receipt; without claims where it is from before them."""
    claims = origin_claims(
        row.origin,
        row.camera_id,
        row.device_id,
        row.device_verdict,
        gps=bool(row.gps_present),
        held=held,
    )
    return arrival_binding(row.id, row.object_id, row.sha256, claims if row.device_verdict else ())


def device_problems(connection: sa.Connection) -> list[Problem]:
    """Return the devices, cameras and policies that are not what was signed last."""
    newest = _newest_bound(connection, *_DEVICES)
    found = {row["id"]: device_binding(row) for row in _dicts(connection, sa.select(device))}
    found |= {
        policies.subject(row["name"]): policies.binding(row)
        for row in _dicts(connection, sa.select(policy))
    }
    wrong = sorted(one for one in found.keys() | newest.keys() if found.get(one) != newest.get(one))
    problems = [Problem(what="device", where=one) for one in wrong]
    problems += [
        Problem(what="camera", where=row.id)
        for row in connection.execute(sa.select(camera))
        if camera_name(row.make, row.model, row.serial).id != row.id
    ]
    return problems


def _newest_bound(connection: sa.Connection, *acts: str) -> dict[str, str]:
    """Return the binding of the newest entry of each subject that has one."""
    return {entry.subject: entry.binding for entry in _entries(connection, *acts) if entry.binding}


def _let_go(connection: sa.Connection) -> list[Problem]:
    """Return the arrivals that were held because of their device and that nobody let in."""
    admitted = {entry.subject for entry in _entries(connection, _ADMITTED)}
    receipts = {
        entry.subject: entry.binding for entry in _entries(connection, Act.RECEIVE_IMAGES.value)
    }
    still = (ImageState.QUARANTINED.value, ImageState.REJECTED.value, ImageState.DESTROYED.value)
    query = sa.select(*_RECEIPT).where(
        arrival.c.device_verdict.in_([verdict.value for verdict in ASIDE]),
        arrival.c.state.not_in(still),
    )
    return [
        Problem(what="arrival_state", where=row.id)
        for row in connection.execute(query)
        if row.id not in admitted and receipts.get(row.id) == _receipt(row, held=True)
    ]


def patient_problems(connection: sa.Connection) -> list[Problem]:
    """Return the people in the patient list who are not as they were signed into it.

    An import is bound as a whole: where a line of it differs, its entry's number is told. Who was
    listed by nobody is told by their identifier.
    """
    alone = {row["id"]: row for row in _dicts(connection, sa.select(patient).order_by("id"))}
    singly = _by_subject(_entries(connection, Act.ADD_PATIENT.value))
    imports = _by_moment(connection)
    lists: dict[tuple[str, str], list[str]] = {moment: [] for moment in imports}
    problems = []
    for row in alone.values():
        moment = (row["recorded_at"], row["recorded_by"])
        if row["id"] in singly:
            continue
        if moment not in lists:
            problems.append(Problem(what="patient", where=row["id"]))
        else:
            lists[moment].append(patient_binding(row))
    for person, own in singly.items():
        bound = patient_binding(alone[person]) if person in alone else ""
        if any(entry.binding and entry.binding != bound for entry in own) or not bound:
            problems.append(Problem(what="patient", where=person))
    for moment, (seq, binding) in imports.items():
        if binding and binding != list_binding(lists[moment]):
            problems.append(Problem(what="patient", where=str(seq)))
    return problems


def _by_moment(connection: sa.Connection) -> dict[tuple[str, str], tuple[int, str]]:
    """Return number and binding of the imports by the moment and the person of their rows."""
    query = sa.select(audit_entry.c.seq, audit_entry.c.binding, audit_entry.c.head)
    found = {}
    for row in connection.execute(query.where(audit_entry.c.act == Act.IMPORT_PATIENTS.value)):
        facts = json.loads(row.head)
        found[str(facts["at"]), str(facts["user"])] = (row.seq, row.binding)
    return found


def state_problems(connection: sa.Connection) -> list[Problem]:
    """Return the arrivals and seals that stand where no signed entry put them.

    Somebody with the catalogue key who takes photographs out of the inbox by calling them rejected,
    or who puts back the seal that an original had before it was filed, is found here.
    """
    acts = (Act.REJECT_ARRIVAL.value, SLIP_PUT_AWAY)
    rejected = {entry.subject for entry in _entries(connection, *acts)}
    said = sa.select(arrival.c.id).where(arrival.c.state == ImageState.REJECTED.value)
    problems = [
        Problem(what="arrival_state", where=one)
        for one in connection.scalars(said)
        if one not in rejected
    ]
    filed = sa.select(arrival.c.id).where(arrival.c.state == ImageState.FILED.value)
    unfiled = filed.where(arrival.c.id.not_in(sa.select(image.c.arrival_id)))
    problems += [Problem(what="arrival_state", where=one) for one in connection.scalars(unfiled)]
    problems += _let_go(connection)
    return problems + _seal_problems(connection)


def _seal_problems(connection: sa.Connection) -> list[Problem]:
    """Return the files of filed images whose keys are sealed to others than may open them."""
    seals = {row.id: row.domain for row in connection.execute(sa.select(*_SEALS))}
    mended: dict[str, list[str]] = {}
    made = sa.select(revision.c.image_id, revision.c.derivative_id)
    for one in connection.execute(made.order_by(revision.c.image_id, revision.c.number)):
        mended.setdefault(one.image_id, []).append(one.derivative_id)
    problems = []
    gone = ImageState.DESTROYED.value
    for row in connection.execute(sa.select(image).where(image.c.state != gone)):
        *former, shown = [row.derivative_id, *mended.get(row.id, [])]
        is_open = row.state != ImageState.AWAITING.value
        wanted = dict.fromkeys((row.original_id, *former), Domain.ORIGINAL)
        wanted[shown] = Domain.CLINICAL if is_open else Domain.ORIGINAL
        wrong = (one for one, domain in wanted.items() if seals.get(one) != domain.value)
        problems += [Problem(what="seal_domain", where=one) for one in wrong]
    return problems
