"""Destroying a filed image, its original or a rejected arrival: its key, then its file.

The order is the promise. One transaction takes the keys and everything sealed out of the catalogue
and writes the audit entry; it is committed and the write-ahead log folded; only then do the files
go, and the signed log says so, inside the vault and outside. Cut off anywhere, the next sign-in
finishes (``all_lines``).
"""

from collections.abc import Callable, Mapping, Set
from datetime import datetime
from typing import Final

from desktop.errors import TamperedError, VaultError
from desktop.ids import ObjectId, UserId
from desktop.records.destruction import Because, Destroyed, PastDestruction, backups_until
from desktop.records.outcome import Outcome, Topic
from desktop.records.reason import check_reason
from desktop.records.role import MAY, Act, Domain
from desktop.vault import audit, destruction, old_catalogue, rows
from desktop.vault.audit import Event
from desktop.vault.destruction import Done, Target, act_of
from desktop.vault.destruction_log import Destruction, DestructionLog, lines_of
from desktop.vault.store import Vault
from desktop.vault.transaction import Transaction
from desktop.vault.trust import role_at, signer_key_at
from desktop.workflow.originals import compared
from desktop.workflow.session import Session

_OF_ORIGINALS: Final = (Domain.CLINICAL, Domain.ORIGINAL)
_FINISHED: Final = "finished"
_REVIEWED: Final = "original_reviewed"
"""Why, in the log, where an original went and its image stays."""


def destroy_image(
    session: Session, subject: str, reason: str, *, because: Because = Because.OTHER
) -> Outcome[Destroyed]:
    """Destroy a filed image (``i-…``, original and obscured copy) or a rejected arrival (``a-…``).

    It cannot be read in this vault any more. Copies in backups stay until those expire; and flash
    memory may keep old pages of the catalogue until it is erased or destroyed (NIST SP 800-88r1).

    Args:
        session: Who destroys; no clinical key is needed.
        subject: What.
        reason: In the person's own words; sealed in the audit.
        because: In one word, for the log outside.

    Raises:
        NotPermittedError: This role may not.
        RecordInvalidError: ``reason``: none was given, or it is too long or cannot be shown.
        UnknownRecordError: There is no such image or arrival.
        WrongStateError: It is held, still waits, or is destroyed already.
        TamperedError: ``shared``: another image names one of its files; nothing is changed.
        VaultFullError: No room for the log; nothing was changed.
    """
    session.require(Act.DESTROY_IMAGE, subject=subject)
    check_reason(reason)

    def find(tx: Transaction) -> Target:
        doomed = destruction.target(tx, subject)
        destruction.check_state(tx, doomed)
        return doomed

    body = {"reason": reason, "because": because.value}
    done = _destroyed(session, find, body, reason_code=because.value)
    return Outcome(value=done, changed=frozenset({Topic.INBOX, Topic.RECORD}))


def destroy_original(session: Session, image_id: str, reason: str) -> Outcome[Destroyed]:
    """Destroy an original that is due, with the copies from before its redaction was mended.

    The copy in force stays. What it obscures cannot be seen in this vault any more, and its
    redaction cannot be mended. What :func:`destroy_image` says of backups and
    flash memory holds here, too.

    Args:
        session: Who destroys; they must have looked at the original within 24 hours.
        image_id: Which.
        reason: In the person's own words; sealed in the audit.

    Raises:
        NotPermittedError: This role may not, or lacks a key.
        RecordInvalidError: ``reason``: none was given.
        UnknownRecordError: ``no_such_image``.
        WrongStateError: ``original_not_due``; ``original_not_compared``; ``original_destroyed``; or
            the image is held, or waits for a second clinician.
        TamperedError: ``revision`` or ``shared``: rows are not what was signed; nothing is changed.
        VaultFullError: No room for the log; nothing was changed.
    """
    session.require(Act.DESTROY_ORIGINAL, subject=image_id, keys=_OF_ORIGINALS)
    check_reason(reason)

    def find(tx: Transaction) -> Target:
        doomed = compared(tx, image_id, now=session.clock.now(), today=session.today())
        for act, seq in rows.entries_of(tx.connection, image_id):
            if not _is_rightful(session.vault, tx, seq, act):
                raise TamperedError("revision")
        return doomed

    done = _destroyed(session, find, {"reason": reason}, reason_code=_REVIEWED)
    return Outcome(value=done, changed=frozenset({Topic.RECORD}))


def _destroyed(
    session: Session,
    find: Callable[[Transaction], Target],
    body: Mapping[str, str],
    *,
    reason_code: str,
) -> Destroyed:
    """Destroy what ``find`` returns, in the order that this module promises.

    Args:
        session: Who destroys; whether they may was asked before.
        find: Returns what is destroyed, or raises: then nothing changes.
        body: Of the audit entry.
        reason_code: For the log.

    Raises:
        VaultFullError: No room for the log; nothing was changed.
    """
    vault = session.vault
    with vault.change() as tx:
        doomed = find(tx)
        destruction.check_alone(tx, doomed)
        still = [one for one in doomed.objects if destruction.has_key(tx, one)]
        destruction.erase(tx, doomed)
        lines = _signed(vault, _entered(tx, doomed, still, body), reason_code, at=tx.at)
        log_of(vault).stage(lines)
    for object_id in doomed.objects:
        session.pictures.forget(object_id)
    return Destroyed(
        subject=doomed.subject,
        objects=len(still),
        finished=_is_finished(vault, doomed.objects, lines, now=session.clock.now()),
        backups_until=backups_until(session.today()),
    )


def list_destroyed(session: Session) -> tuple[PastDestruction, ...]:
    """Return what the signed log says was destroyed, the newest first.

    Raises:
        NotPermittedError: This role may not.
        TamperedError: ``destruction_log``: a line is forged.
        DamagedError: The log cannot be read.
    """
    session.require(Act.DESTROY_IMAGE)
    vault = session.vault
    lines = log_of(vault).read(vault.header)
    with vault.change() as tx:
        tx.audit(Event(act="destroyed_listed", body={"lines": len(lines)}))
    together: dict[tuple[str, bool], list[Destruction]] = {}
    for line in sorted(lines, key=lambda one: (one.at, one.seq), reverse=True):
        together.setdefault((line.subject, bool(line.kept)), []).append(line)
    return tuple(_past(subject, one) for (subject, _kept), one in together.items())


def _past(subject: str, lines: list[Destruction]) -> PastDestruction:
    newest = lines[0]
    code = newest.reason_code
    known = code in {one.value for one in Because}
    return PastDestruction(
        subject=subject,
        at=newest.at,
        by=UserId(newest.user),
        because=Because(code) if known else None,
        is_original=bool(newest.kept),
        objects=len({one.object for one in lines}),
        backups_until=backups_until(datetime.fromisoformat(newest.at).date()),
    )


def log_of(vault: Vault) -> DestructionLog:
    """Return the signed log of a vault, inside and outside."""
    return DestructionLog(vault.folder, vault.header.vault_id, outside=vault.outside)


def _entered(
    tx: Transaction, doomed: Target, still: list[ObjectId], body: Mapping[str, str]
) -> list[Done]:
    event = Event(
        act=doomed.act.value,
        subject=doomed.subject,
        binding=doomed.binding(),
        body={**body, "arrival": doomed.arrival},
    )
    seq = tx.audit(event)
    return [Done(seq=seq, subject=doomed.subject, object=one, kept=doomed.kept) for one in still]


def _signed(vault: Vault, done: list[Done], reason_code: str, *, at: str) -> list[Destruction]:
    user, private = vault.who.user_id, vault.who.identity.signing_private
    vault_id = vault.header.vault_id
    lines = lines_of(done, vault_id=vault_id, at=at, user=user, reason_code=reason_code)
    return [one.signed(private) for one in lines]


def _is_finished(
    vault: Vault, objects: tuple[ObjectId, ...], lines: list[Destruction], *, now: datetime
) -> bool:
    """Remove the files and write the log; the keys are gone, whatever becomes of this."""
    try:
        vault.fold_log()
        for object_id in objects:
            vault.objects.remove(object_id)
        old_catalogue.sweep(vault.folder, now=now, destroyed_at=lines[0].at)
        log_of(vault).publish(lines)
    except VaultError:
        return False
    return True


def all_lines(vault: Vault, tx: Transaction) -> list[Destruction] | None:
    """Return every line that the log should hold, for ``publish``: at each sign-in.

    What is in one place alone belongs in the other, too. What was staged is signed already. An
    entry that nothing was staged for is signed by whoever may destroy, as *finished*, if the entry
    itself is rightly signed: nobody's forged entry gets into the log like this.

    Returns:
        None where a line is forged: then nothing is written, and ``vault verify`` says so.
    """
    log = log_of(vault)
    try:
        known, staged = log.read(vault.header), log.staged(vault.header)
    except TamperedError:
        return None
    gone = [one for one in destruction.entered(tx) if not destruction.has_key(tx, one.object)]
    done = {(one.seq, one.object) for one in gone}
    lines = known + [one for one in staged if (one.seq, one.object) in done]
    named = {one.object for one in lines} | {(one.object, one.kept) for one in lines}
    mine = MAY[vault.who.role]
    left = [one for one in gone if not _is_named(one, named) and act_of(one.kept) in mine]
    if left:
        rightful = [one for one in left if _is_rightful(vault, tx, one.seq, act_of(one.kept))]
        lines += _signed(vault, rightful, _FINISHED, at=tx.at)
    return lines


def _is_named(done: Done, named: Set[object]) -> bool:
    """Return whether a log says it; of an original, that the same copy was kept."""
    return (done.object, done.kept) in named if done.kept else done.object in named


def _is_rightful(vault: Vault, tx: Transaction, seq: int, act: Act) -> bool:
    """Return whether an entry says what its signed head says, by somebody who may do ``act``."""
    try:
        entry = audit.entries(tx.connection, after=seq - 1, most=1)[0]
    except TamperedError:
        return False
    user = str(entry.facts["user"])
    previous = bytes.fromhex(entry.facts["previous"])
    try:
        audit.check_link(
            entry,
            seq=seq,
            previous=previous,
            key_of=lambda _user: signer_key_at(vault.header, user, seq),
        )
    except TamperedError:
        return False
    role = role_at(vault.header, user, seq)
    return role is not None and act in MAY[role]
