"""What a vault shows that nobody had been told of yet: whole, signed, and said by the next run.

A kill between the commit and the telling leaves something visible that was not acknowledged. That
is no harm as long as it is whole, stands signed in the trail, and whoever does the same again is
told by the program itself that it is there already: nothing is shown that nobody answers for.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from faults.scenes import CHANGED, MENDED, NEW_PERSON
from support.practice import NIA, Practice, digest_of, passphrase_of

from desktop.errors import DeskError, TamperedError, UnlockFailedError
from desktop.ids import ObjectId
from desktop.records.device_match import OF_DEVICE
from desktop.vault import admission, audit, destruction, header_record, object_keys
from desktop.vault.arrivals import arrival_binding, giving_binding, origin_claims
from desktop.vault.audit import Event
from desktop.vault.header_record import binding_of_header, binding_of_slot
from desktop.vault.images import filing_binding
from desktop.vault.revisions import revision_binding
from desktop.vault.schema import NEWEST, arrival, consent, image, revision, sealed_object
from desktop.vault.signers import check_role, key_at
from desktop.vault.transaction import Transaction
from desktop.workflow.session import Session

PHOTOGRAPHS = {f"IMG_{seed:04d}.JPG": seed for seed in range(4)}
Entered = tuple[str, str, str]
"""Act, subject and binding of an entry; where one is wanted, an empty part is any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One thing that a vault shows and that was not there before the scene.

    Attributes:
        name: By which it is told, and by which the next run says that it is there.
        entries: The signed entries that it must have in the trail.
        wrong: Why it is not whole; empty where it is.
        is_gone: Whether what it came from is gone, so that no next run can come upon it.
    """

    name: str
    entries: tuple[Entered, ...] = ()
    wrong: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was looked at in one go.

    Attributes:
        untold: What is shown and was not told.
        wrong: What is shown and not whole, or not signed in the trail.
    """

    untold: tuple[Shown, ...]
    wrong: tuple[str, ...]

    def unsaid(self, said: Collection[str]) -> list[str]:
        """Return what of the untold the next run, which names ``said``, does not answer for."""
        left = [one.name for one in self.untold if not one.is_gone and one.name not in said]
        return [f"visible, not told, and not said by the next run: {name}" for name in left]


def look(base: str, session: Session, practice: Practice, told: Collection[str]) -> Look:
    """Look at everything that a scene can have made visible."""
    with session.vault.change() as tx:
        signed = signed_entries(session, tx)
        wrong = [f"visible without its audit entry: {row}" for row in _unsigned_rows(tx, signed)]
        shown = list(_SHOWN[base](_At(session=session, practice=practice, tx=tx)))
        tx.audit(Event(act="test", body={}))
    for one in shown:
        wrong += [f"visible and not whole: {one.name}: {one.wrong}"] if one.wrong else []
        for entry in one.entries:
            if not any(_is_so(found, entry) for found in signed):
                wrong.append(f"visible without its audit entry: {one.name}: {entry[0]}")
    return Look(untold=tuple(one for one in shown if one.name not in told), wrong=tuple(wrong))


@dataclass(frozen=True, slots=True, kw_only=True)
class _At:
    """Where something is looked for."""

    session: Session
    practice: Practice
    tx: Transaction


def _is_so(found: Entered, wanted: Entered) -> bool:
    return all(part in ("", there) for part, there in zip(wanted, found, strict=True))


def signed_entries(session: Session, tx: Transaction) -> list[Entered]:
    """Return the entries that are rightly signed by somebody who may do what they say."""
    shape, found = session.vault.header, []
    for entry in audit.entries(tx.connection):
        facts = entry.facts
        try:
            audit.check_link(
                entry,
                seq=entry.seq,
                previous=bytes.fromhex(facts["previous"]),
                key_of=lambda user, seq=entry.seq: key_at(shape, user, seq),  # type: ignore[misc]
            )
            check_role(shape, facts["user"], facts["act"], entry.seq)
        except TamperedError:
            continue
        found.append((str(facts["act"]), str(facts["subject"]), str(facts["binding"])))
    return found


def _unsigned_rows(tx: Transaction, signed: Iterable[Entered]) -> list[str]:
    """Return every arrival, image and consent about which the trail says nothing."""
    subjects = {subject for _act, subject, _binding in signed}
    rows = [
        row
        for table in (arrival, image, consent)
        for row in tx.connection.scalars(sa.select(table.c.id))
    ]
    return [row for row in rows if row not in subjects]


def why_not_whole(at: _At, object_id: str) -> str:
    """Return why a sealed file cannot be read to its end as what it should be, or nothing."""
    row = object_keys.row_of(at.tx, ObjectId(object_id))
    try:
        key = object_keys.key_of(at.tx, ObjectId(object_id))
        pieces = at.session.vault.objects.read(
            ObjectId(object_id), key, sha256_plain=row.sha256_plain
        )
        for _piece in pieces:
            pass
    except DeskError as error:
        return str(error)
    return ""


def _receipt(row: Any) -> str:
    """Return the binding that the receipt of a new arrival must have."""
    claims = origin_claims(
        row.origin,
        row.camera_id,
        row.device_id,
        row.device_verdict,
        gps=bool(row.gps_present),
        held=row.set_aside_because in OF_DEVICE,
    )
    return arrival_binding(row.id, row.object_id, row.sha256, claims)


def _arrivals(at: _At, *, attached: bool) -> Iterable[Shown]:
    names = {digest_of(seed): name for name, seed in PHOTOGRAPHS.items()}
    for row in at.tx.connection.execute(sa.select(arrival)).all():
        name = names.get(row.sha256, "")
        entries: list[Entered] = [("receive_images", row.id, _receipt(row))]
        if attached:
            bound = giving_binding(row.id, row.patient_id, row.consent_id)
            entries += [("attach_images", row.id, bound), ("consent_declared", row.consent_id, "")]
        yield Shown(
            name=name,
            entries=tuple(entries),
            wrong=why_not_whole(at, row.object_id) if name else "it is no photograph of the card",
            is_gone=not (at.practice.card / name).exists(),
        )


def _receive(at: _At) -> Iterable[Shown]:
    return _arrivals(at, attached=False)


def _absorb(at: _At) -> Iterable[Shown]:
    """What was entered; the next run counts what it finds known, and names nothing."""
    return [replace(one, is_gone=True) for one in _arrivals(at, attached=False)]


def _nothing(_at: _At) -> Iterable[Shown]:
    """A spool shows nobody anything but how many wait."""
    return ()


def _attach(at: _At) -> Iterable[Shown]:
    return _arrivals(at, attached=True)


def _file(at: _At) -> Iterable[Shown]:
    for row in at.tx.connection.execute(sa.select(image)).mappings().all():
        both = (row["original_id"], row["derivative_id"])
        digest = object_keys.row_of(at.tx, ObjectId(both[1])).sha256_plain
        yield Shown(
            name=row["id"],
            entries=(("file_image", row["id"], filing_binding(row, digest)),),
            wrong=" ".join(filter(None, (why_not_whole(at, one) for one in both))),
        )


def _revise(at: _At) -> Iterable[Shown]:
    for row in at.tx.connection.execute(sa.select(revision)).mappings().all():
        digest = object_keys.row_of(at.tx, ObjectId(row["derivative_id"])).sha256_plain
        yield Shown(
            name=MENDED,
            entries=(("revise_image", row["image_id"], revision_binding(row, digest)),),
            wrong=why_not_whole(at, row["derivative_id"]),
        )


def _admit(at: _At) -> Iterable[Shown]:
    shape = at.session.vault.header
    signed = shape.named(NEW_PERSON)
    if signed is not None:
        user = signed.person.user_id
        yield Shown(
            name=NEW_PERSON,
            entries=(
                ("add_user", user, binding_of_header(shape)),
                (header_record.SLOT, user, binding_of_slot(signed)),
            ),
            wrong="" if _opens(at, NEW_PERSON, passphrase_of(NEW_PERSON)) else "cannot sign in",
        )


def _opens(at: _At, name: str, passphrase: str) -> bool:
    try:
        admission.unlock(at.session.vault.header, name, passphrase)
    except UnlockFailedError:
        return False
    return True


def _new_catalogue(*entries: Entered) -> Callable[[_At], Iterable[Shown]]:
    """Return what shows a catalogue that whoever signed in now found to be new already."""

    def shown(at: _At) -> Iterable[Shown]:
        if at.session.vault.found_revision == NEWEST:
            yield Shown(name="open", entries=entries)

    return shown


def _destroy(at: _At) -> Iterable[Shown]:
    query = sa.select(image.c.id).where(image.c.state == "destroyed")
    for subject in at.tx.connection.scalars(query).all():
        bound = destruction.target(at.tx, subject).binding()
        yield Shown(name=subject, entries=(("destroy_image", subject, bound),))


def _destroy_original(at: _At) -> Iterable[Shown]:
    for subject in at.tx.connection.scalars(sa.select(image.c.id)).all():
        gone = destruction.original_target(at.tx, subject)
        if not destruction.has_key(at.tx, gone.objects[0]):
            yield Shown(
                name=subject,
                entries=(("destroy_original", subject, gone.binding()),),
                wrong=why_not_whole(at, gone.kept),
            )


def _scrub_repair(at: _At) -> Iterable[Shown]:
    query = sa.select(sealed_object.c.id).where(sealed_object.c.scrubbed_at.is_not(None))
    for object_id in at.tx.connection.scalars(query).all():
        yield Shown(
            name=object_id,
            entries=(("scrub_vault", "", ""),),
            wrong=why_not_whole(at, object_id),
        )


def _change_passphrase(at: _At) -> Iterable[Shown]:
    if _opens(at, NIA, CHANGED):
        signed = at.session.vault.header.named(NIA)
        assert signed is not None
        user = signed.person.user_id
        slot = (header_record.SLOT, user, binding_of_slot(signed))
        yield Shown(name="changed", entries=(("change_passphrase", user, ""), slot))


def _disable_user(at: _At) -> Iterable[Shown]:
    shape = at.session.vault.header
    if shape.named(NIA) is None:
        former = [one.signed.person for one in shape.former if one.signed.person.name == NIA]
        user = former[0].user_id if former else "nobody"
        yield Shown(
            name=NIA,
            entries=(("disable_user", user, ""),),
            wrong="still signs in" if _opens(at, NIA, passphrase_of(NIA)) else "",
        )


def _rotation(at: _At) -> Iterable[Shown]:
    shape = at.session.vault.header
    if max(one.key.epoch for one in shape.domains) > 1:
        yield Shown(name="rotated", entries=(("rotate_keys", "", ""),))


def new_backups(root: Path) -> list[Path]:
    """Return the finished backups that are not the oldest one, which was there before."""
    return sorted(one.parent for one in root.glob("backups/v-*/backups/*/manifest.json"))[1:]


def _backup(at: _At) -> Iterable[Shown]:
    for folder in new_backups(at.practice.root):
        yield Shown(name=folder.name, entries=(("backup_begun", "", ""),))


def _restore(at: _At) -> Iterable[Shown]:
    if (at.practice.root / "restored").exists():
        yield Shown(name="restored")


_SHOWN: dict[str, Any] = {
    "receive": _receive,
    "attach": _attach,
    "spool": _nothing,
    "absorb": _absorb,
    "file": _file,
    "revise": _revise,
    "admit": _admit,
    "migrate": _new_catalogue(("migrated", "", "")),
    "first_start": _new_catalogue(("header_first_seen", "", ""), ("user_found", "", "")),
    "destroy": _destroy,
    "destroy_original": _destroy_original,
    "scrub_repair": _scrub_repair,
    "change_passphrase": _change_passphrase,
    "disable_user": _disable_user,
    "rotation": _rotation,
    "backup": _backup,
    "restore": _restore,
}
