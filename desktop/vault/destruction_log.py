"""The signed log of destructions: what a restored backup must destroy again.

One canonical JSON line a sealed file, signed by the member of staff who destroyed it. It lies in
three places: ``checkpoints/destructions.jsonl`` in the vault, beside the signed heads outside it,
and in every place of backups. It names no patient and no reason in words, so that it may lie
outside. A backup from before a destruction still has the key; so restoring replays the log.

The lines are signed and *staged* before the transaction commits, so that whoever starts the vault
after a power cut can finish without signing in another person's name.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from desktop.errors import TamperedError, UnknownRecordError
from desktop.ids import ObjectId, VaultId
from desktop.vault import destruction
from desktop.vault.audit import Event
from desktop.vault.crypto import canonical, sign
from desktop.vault.destruction import Target
from desktop.vault.files import append_line, disk_errors, read_whole, sync_folder, write_whole
from desktop.vault.header import Header
from desktop.vault.header_parts import b64, unb64
from desktop.vault.objects import ObjectStore
from desktop.vault.transaction import Transaction
from desktop.vault.trust import check_signed_by

FILE_NAME: Final = "destructions.jsonl"
_LABEL: Final = b"diogel/destruction/v1\0"
_STAGED: Final = "destructions.next"
_MOST_BYTES: Final = 256 * 1024 * 1024
_WHAT: Final = "destruction_log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destruction:
    """One sealed file lost its key.

    Attributes:
        seq: Number of the audit entry that says so.
        user: Who signed: whoever destroyed it, or finished what a crash had cut off.
        subject: The image or the rejected arrival that it belonged to.
        reason_code: A value of ``records.destruction.Because``, or ``finished``.
        kept: The copy in force, where the original went without its image; else empty.
    """

    vault_id: VaultId
    seq: int
    at: str
    user: str
    object: ObjectId
    subject: str
    reason_code: str
    kept: str = ""
    signature: bytes = b""

    def message(self) -> bytes:
        """Return what is signed."""
        return _LABEL + canonical(self._facts())

    def _facts(self) -> dict[str, Any]:
        """Return what is signed as data.

        What is kept is named only where something is. So the lines of before stay as they were, and
        a program that knows nothing of kept copies takes the line for a forged one, and stops.
        """
        kept = {"kept": self.kept} if self.kept else {}
        return {
            "vault": self.vault_id,
            "seq": self.seq,
            "at": self.at,
            "user": self.user,
            "object": self.object,
            "subject": self.subject,
            "reason_code": self.reason_code,
            **kept,
        }

    def line(self) -> bytes:
        """Return the stored form, without its end of line."""
        return canonical({**self._facts(), "signature": b64(self.signature)})

    def signed(self, signing_private: bytes) -> "Destruction":
        """Return it with a signature."""
        return replace(self, signature=sign(signing_private, self.message()))


def read_log(path: Path, header: Header) -> list[Destruction]:
    """Return what a log names; empty where there is none.

    A last line without its end was torn by a power cut, and is passed over: it is written again.

    Args:
        path: The log, of whichever place.
        header: Says who may have signed. After a restore take the newest header that there is: an
            old one does not know who was admitted since.

    Raises:
        TamperedError: ``destruction_log``: a line is forged, of another vault, or signed by
            somebody who may not destroy; ``unknown_signer``.
        DamagedError: It cannot be read.
    """
    if not path.exists():
        return []
    *whole, _torn = read_whole(path, most_bytes=_MOST_BYTES).split(b"\n")
    return [_checked(line, header) for line in whole]


def read_known(path: Path, header: Header) -> tuple[list[Destruction], int]:
    """Return what a log names, and how many lines are signed by somebody ``header`` does not know.

    For a restored vault: its header may be older than whoever was admitted since.

    Raises:
        TamperedError: ``destruction_log``: a line is forged or of another vault.
        DamagedError: It cannot be read.
    """
    if not path.exists() and not path.is_symlink():
        return [], 0
    *whole, _torn = read_whole(path, most_bytes=_MOST_BYTES).split(b"\n")
    known, unknown = [], 0
    for line in whole:
        try:
            known.append(_checked(line, header))
        except TamperedError as error:
            if error.reason != "unknown_signer":
                raise
            unknown += 1
    return known, unknown


def append(path: Path, lines: Iterable[Destruction]) -> int:
    """Append to a log what it does not name yet, durably; return how many lines.

    Raises:
        VaultFullError: The disk has no room.
        DamagedError: The disk refused.
    """
    known = set()
    if path.exists():
        known = set(read_whole(path, most_bytes=_MOST_BYTES).split(b"\n")[:-1])
    new = [one.line() for one in lines if one.line() not in known]
    with disk_errors():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = not path.exists()
    for line in new:
        append_line(path, line)
    if new and is_new:
        with disk_errors():
            sync_folder(path.parent)
    return len(new)


def replay(tx: Transaction, objects: ObjectStore, log: Iterable[Destruction]) -> int:
    """Destroy again whatever a log names and is still there; return how many sealed files.

    For a vault that was restored from a backup, before anybody signs in. The lines must come from
    ``read_log``. One audit entry is written for each image, bound to what was destroyed.

    Args:
        tx: A transaction of the restored vault.
        objects: Its sealed files.
        log: What was ever destroyed.
    """
    number = 0
    for subject, lines in _by_subject(log).items():
        found = _doomed_again(tx, subject, lines)
        still = [one for one in found.objects if destruction.has_key(tx, one)] if found else []
        if found is None or not still:
            continue
        destruction.erase(tx, found, at=lines[-1].at)
        body = {"first_destroyed_by": lines[-1].user, "first_destroyed_at": lines[-1].at}
        bound = found.binding()
        event = Event(act=destruction.REPLAYED, subject=found.subject, binding=bound, body=body)
        tx.audit(event)
        for object_id in still:
            objects.remove(object_id)
        number += len(still)
    return number


def in_force(tx: Transaction, log: Iterable[Destruction]) -> frozenset[ObjectId]:
    """Return the sealed files that a log has destroyed in one catalogue: what ``replay`` obeys.

    The lines of an original that went earlier than its image count only where the copy that was
    kept is the one in force; of an image that went as well, all lines do.
    """
    found: set[ObjectId] = set()
    for subject, lines in _by_subject(log).items():
        doomed = _doomed_again(tx, subject, lines)
        if doomed is not None:
            found.update(doomed.objects)
        if any(not line.kept for line in lines):
            found.update(line.object for line in lines)
    return frozenset(found)


def _by_subject(log: Iterable[Destruction]) -> dict[str, list[Destruction]]:
    found: dict[str, list[Destruction]] = {}
    for line in log:
        found.setdefault(line.subject, []).append(line)
    return found


def _doomed_again(tx: Transaction, subject: str, lines: list[Destruction]) -> Target | None:
    """Return what of a subject is to be destroyed again; None for nothing.

    An original that went earlier than its image stays where the backup is from before its redaction
    was mended last: only from it can that be done again. It is reviewed anew. An image that was
    not filed yet is destroyed as the arrival that it was.
    """
    is_whole = any(not line.kept for line in lines)
    try:
        if is_whole:
            return destruction.target(tx, subject)
        found = destruction.original_target(tx, subject)
    except UnknownRecordError:  # the backup is older than the image
        waiting = destruction.arrival_of(tx, (line.object for line in lines)) if is_whole else ""
        return destruction.target(tx, waiting) if waiting else None
    except TamperedError:  # ``verify`` names it
        return None
    return found if found.kept in {line.kept for line in lines} else None


class DestructionLog:
    """The log of one vault in its two places, and the lines that wait for a commit."""

    def __init__(self, folder: Path, vault_id: VaultId, *, outside: Path) -> None:
        """Name the places.

        Args:
            folder: The vault.
            vault_id: Its identifier.
            outside: Where signed audit heads are kept outside the vault.
        """
        self.places = (folder / "checkpoints" / FILE_NAME, outside / f"{vault_id}.{FILE_NAME}")
        self._staged = folder / "checkpoints" / _STAGED

    def stage(self, lines: Iterable[Destruction]) -> None:
        """Keep signed lines until their transaction has committed.

        Raises:
            VaultFullError: No room; nothing may be committed.
            DamagedError: The disk refused; likewise.
        """
        write_whole(self._staged, b"".join(one.line() + b"\n" for one in lines))

    def staged(self, header: Header) -> list[Destruction]:
        """Return the lines that wait, or waited when the program was cut off.

        Raises:
            TamperedError: One is forged.
        """
        return read_log(self._staged, header)

    def publish(self, lines: Iterable[Destruction]) -> int:
        """Append to each place what it does not name yet, then forget what is staged.

        Returns:
            How many lines were written.
        """
        whole = list(lines)
        number = sum(append(path, whole) for path in self.places)
        with disk_errors():
            if self._staged.exists():
                self._staged.unlink()
                sync_folder(self._staged.parent)
        return number

    def read(self, header: Header) -> list[Destruction]:
        """Return what either place names, each once.

        Raises:
            TamperedError: A line is forged.
        """
        lines = [one for path in self.places for one in read_log(path, header)]
        return list({one.line(): one for one in lines}.values())


def _checked(line: bytes, header: Header) -> Destruction:
    try:
        found = _read(dict(json.loads(line)))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TamperedError(_WHAT) from error
    if found.vault_id != header.vault_id:
        raise TamperedError(_WHAT)
    check_signed_by(
        header,
        found.user,
        found.signature,
        found.message(),
        act=destruction.act_of(found.kept),
        what=_WHAT,
    )
    return found


def _read(untrusted: dict[str, Any]) -> Destruction:
    return Destruction(
        vault_id=VaultId(str(untrusted["vault"])),
        seq=int(untrusted["seq"]),
        at=str(untrusted["at"]),
        user=str(untrusted["user"]),
        object=ObjectId(str(untrusted["object"])),
        subject=str(untrusted["subject"]),
        reason_code=str(untrusted["reason_code"]),
        kept=str(untrusted.get("kept", "")),
        signature=unb64(untrusted["signature"]),
    )


def lines_of(
    done: Iterable[destruction.Done], *, vault_id: VaultId, at: str, user: str, reason_code: str
) -> Iterator[Destruction]:
    """Yield the lines, not signed yet, that say what was destroyed."""
    for one in done:
        yield Destruction(
            vault_id=vault_id,
            seq=one.seq,
            at=at,
            user=user,
            object=one.object,
            subject=one.subject,
            reason_code=reason_code,
            kept=one.kept,
        )
