"""What destroying does in the catalogue: keys go, and of a whole image details and drafts, too.

The rows stay, as workflow state: that there was an image, whose, when it was filed, and that it was
destroyed. Taking a key from the catalogue is the destruction; the sealed file without it is noise.

An original can go earlier than its image (ADR 0040). Then the copy in force is *kept* with all that
is said of it, and the copies from before it was mended go with the original: they may show what the
one in force obscures.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import TamperedError, UnknownRecordError, WrongStateError
from desktop.ids import ObjectId
from desktop.records.image import ImageState, advance
from desktop.records.role import Act
from desktop.vault import revisions
from desktop.vault.audit import binding_of
from desktop.vault.schema import (
    arrival,
    audit_entry,
    declaration,
    draft,
    image,
    revision,
    sealed_object,
    second_look,
)
from desktop.vault.transaction import Transaction

REPLAYED: Final = "destruction_replayed"
"""Act of the entry that says that a restored backup had its destroyed images destroyed again."""
GONE: Final = b""
"""What stands in a sealed column whose content was destroyed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is destroyed together.

    Attributes:
        subject: The filed image, or the rejected arrival.
        arrival: What it came in as.
        objects: Its sealed files: original and obscured copies, or the one of an arrival.
        kept: The copy in force, where the original goes without its image; else empty.
    """

    subject: str
    arrival: str
    objects: tuple[ObjectId, ...]
    kept: str = ""

    @property
    def act(self) -> Act:
        """What destroying it is called."""
        return act_of(self.kept)

    def binding(self) -> str:
        """Return the digest that ties the signed entry to these objects."""
        if self.kept:
            return binding_of("destruction of original", self.subject, self.kept, *self.objects)
        return binding_of("destruction", self.subject, *self.objects)


def act_of(kept: str) -> Act:
    """Return what destroying is called, given the copy that it keeps."""
    return Act.DESTROY_ORIGINAL if kept else Act.DESTROY_IMAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One sealed file that an entry of the trail says is destroyed.

    Attributes:
        seq: Number of the entry.
        subject: The image or the rejected arrival.
        is_replay: Whether it was destroyed again, after a restore.
        kept: The copy in force, where only the original went; else empty.
    """

    seq: int
    subject: str
    object: ObjectId
    is_replay: bool = False
    kept: str = ""


def target(tx: Transaction, subject: str) -> Target:
    """Return what there is of one subject, in whatever state; the catalogue key is enough.

    Raises:
        UnknownRecordError: ``no_such_image`` or ``no_such_arrival``.
    """
    if subject.startswith("a-"):
        query = sa.select(arrival.c.object_id).where(arrival.c.id == subject)
        only = tx.connection.scalar(query)
        if only is None:
            raise UnknownRecordError("no_such_arrival")
        return Target(subject=subject, arrival=subject, objects=(ObjectId(only),))
    row = tx.connection.execute(sa.select(image).where(image.c.id == subject)).first()
    if row is None:
        raise UnknownRecordError("no_such_image")
    objects = (ObjectId(row.original_id), *revisions.copies(tx.connection, subject))
    return Target(subject=subject, arrival=row.arrival_id, objects=objects)


def original_target(tx: Transaction, image_id: str) -> Target:
    """Return what goes of an image whose copy in force stays.

    Raises:
        UnknownRecordError: ``no_such_image``.
        TamperedError: ``revision``: the copy in force would go with it.
    """
    whole = target(tx, image_id)
    if whole.subject == whole.arrival:
        raise UnknownRecordError("no_such_image")
    *gone, kept = whole.objects
    if kept in gone:  # a row that nobody signed
        raise TamperedError("revision")
    return replace(whole, objects=tuple(gone), kept=kept)


def check_state(tx: Transaction, doomed: Target) -> None:
    """Return only if the table of moves lets ``doomed`` be destroyed now.

    Raises:
        WrongStateError: It is held, still waits, or is destroyed already; or it is an arrival that
            was filed, which goes with its image.
    """
    table = arrival if doomed.subject == doomed.arrival else image
    query = sa.select(table.c.state).where(table.c.id == doomed.subject)
    state = ImageState(tx.connection.scalar(query))
    if table is arrival and state is ImageState.FILED:
        raise WrongStateError("destroy_image", state=state.value)
    advance(state, to=ImageState.DESTROYED)


def check_alone(tx: Transaction, doomed: Target) -> None:
    """Return only if nothing else names what would be destroyed.

    Raises:
        TamperedError: ``shared``: rows that nobody signed would have another image's file go too.
    """
    ids = list(doomed.objects)
    others = (
        sa.select(image.c.id).where(
            sa.or_(image.c.original_id.in_(ids), image.c.derivative_id.in_(ids)),
            image.c.id != doomed.subject,
        ),
        sa.select(revision.c.id).where(
            revision.c.derivative_id.in_(ids), revision.c.image_id != doomed.subject
        ),
        sa.select(arrival.c.id).where(arrival.c.object_id.in_(ids), arrival.c.id != doomed.arrival),
    )
    if any(tx.connection.scalar(query.limit(1)) is not None for query in others):
        raise TamperedError("shared")


def erase(tx: Transaction, doomed: Target, *, at: str = "") -> None:
    """Take the keys of ``doomed`` out of the catalogue, and what was drafted from the original.

    Unless a copy of it stays, everything sealed about it goes as well.

    Args:
        tx: The transaction in which its entry is written.
        doomed: What.
        at: When it was destroyed first, if it is destroyed again; empty: now.
    """
    left = sa.and_(sealed_object.c.id.in_(doomed.objects), sealed_object.c.key_sealed.is_not(None))
    gone = sa.update(sealed_object).where(left).values(key_sealed=None, destroyed_at=at or tx.at)
    tx.connection.execute(gone)
    tx.connection.execute(sa.delete(draft).where(draft.c.arrival_id == doomed.arrival))
    if not doomed.kept:
        _erase_sealed(tx, doomed)


def _erase_sealed(tx: Transaction, doomed: Target) -> None:
    state = ImageState.DESTROYED.value
    _set(tx, image, (doomed.subject,), state=state, details_sealed=GONE)
    of_image = revision.c.image_id == doomed.subject
    tx.connection.execute(sa.update(revision).where(of_image).values(details_sealed=GONE))
    said = second_look.c.image_id == doomed.subject
    tx.connection.execute(sa.update(second_look).where(said).values(words_sealed=GONE))
    _set(tx, arrival, (doomed.arrival,), state=state, facts_sealed=GONE)
    of_arrival = declaration.c.arrival_id == doomed.arrival
    tx.connection.execute(sa.update(declaration).where(of_arrival).values(body_sealed=GONE))


def _set(tx: Transaction, table: sa.Table, ids: Iterable[str], **values: Any) -> None:
    tx.connection.execute(sa.update(table).where(table.c.id.in_(list(ids))).values(**values))


def arrival_of(tx: Transaction, object_ids: Iterable[str]) -> str:
    """Return the arrival that came in as one of these sealed files; empty where none did."""
    query = sa.select(arrival.c.id).where(arrival.c.object_id.in_(list(object_ids)))
    return str(tx.connection.scalar(query) or "")


def has_key(tx: Transaction, object_id: str) -> bool:
    """Return whether the catalogue still holds a key of this sealed file."""
    query = sa.select(sealed_object.c.key_sealed).where(sealed_object.c.id == object_id)
    return tx.connection.scalar(query) is not None


def without_key(tx: Transaction) -> frozenset[ObjectId]:
    """Return the sealed files whose key is gone."""
    query = sa.select(sealed_object.c.id).where(sealed_object.c.key_sealed.is_(None))
    return frozenset(ObjectId(found) for found in tx.connection.scalars(query))


def entered(tx: Transaction) -> Iterator[Done]:
    """Yield what the trail's entries say is destroyed, one sealed file at a time."""
    columns = (audit_entry.c.seq, audit_entry.c.act, audit_entry.c.subject, audit_entry.c.binding)
    query = sa.select(*columns)
    acts = (Act.DESTROY_IMAGE.value, Act.DESTROY_ORIGINAL.value, REPLAYED)
    for row in list(tx.connection.execute(query.where(audit_entry.c.act.in_(acts)))):
        found = _bound_to(tx, row.subject, row.binding)
        for object_id in () if found is None else found.objects:
            yield Done(
                seq=row.seq,
                subject=row.subject,
                object=object_id,
                is_replay=row.act == REPLAYED,
                kept="" if found is None else found.kept,
            )


def _bound_to(tx: Transaction, subject: str, binding: str) -> Target | None:
    """Return what an entry destroyed; None where its rows are gone, or it is bound to others."""
    try:
        whole = target(tx, subject)
        if whole.subject == whole.arrival or whole.binding() == binding:
            return whole if whole.binding() == binding else None
        alone = original_target(tx, subject)
    except (UnknownRecordError, TamperedError):  # ``verify`` says what it makes of that
        return None
    return alone if alone.binding() == binding else None


def last_destroyed(tx: Transaction) -> str:
    """Return when a key was destroyed last, or destroyed again, as stored; empty if none ever was.

    What is destroyed again keeps the moment in which it was first.
    """
    first = tx.connection.scalar(sa.select(sa.func.max(sealed_object.c.destroyed_at))) or ""
    newest = sa.select(audit_entry.c.head).where(audit_entry.c.act == REPLAYED)
    head = tx.connection.scalar(newest.order_by(audit_entry.c.seq.desc()).limit(1))
    again = "" if head is None else str(json.loads(head)["at"])
    return max(str(first), again)
