"""The audit trail as a file of its own, and its verification without the vault.

The export carries the entries, their opened bodies with the salts that their commitments need,
every certificate up to the root key, those out of force too, and the signed heads. Whoever knows
the vault's identifier, which is a hash of the root key and stands on the recovery sheet, can check
all of it.
"""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from desktop.errors import DamagedError, TamperedError
from desktop.records.problem import Problem, Report
from desktop.vault import audit
from desktop.vault.audit import Entry
from desktop.vault.checkpoints import Checkpoint, checked
from desktop.vault.comparing import TRAIL_ACCEPTED, accepted_binding, head_problem
from desktop.vault.crypto import canonical, sign
from desktop.vault.files import read_whole
from desktop.vault.header import Header, of_certificates
from desktop.vault.header_parts import b64, unb64
from desktop.vault.signers import check_role, key_at
from desktop.vault.store import Vault
from desktop.vault.transaction import Transaction
from desktop.vault.trust import check_people

_FORMAT: Final = 1
_MOST_BYTES: Final = 1024 * 1024 * 1024


def export(vault: Vault, tx: Transaction) -> bytes:
    """Return the whole trail as one JSON document.

    Raises:
        KeyMissingError: The signed-in person does not hold the governance key.
        TamperedError: An entry's body is not the one committed to.
    """
    whole = audit.entries(tx.connection)
    return canonical(
        {
            "format": _FORMAT,
            "vault_id": vault.header.vault_id,
            "root_public": b64(vault.header.root_public),
            "people": [
                {"certificate": signed.certificate(), "signature": b64(signed.signature)}
                for signed in vault.header.people
            ],
            "former": [retired.to_json() for retired in vault.header.former],
            "entries": [_opened(entry, tx) for entry in whole],
            "heads": [head.to_json() for head in (*vault.heads(), _closing(vault, tx))],
        }
    )


def _closing(vault: Vault, tx: Transaction) -> Checkpoint:
    """Return a head of the newest entry, so that a cut of the export alone shows."""
    seq, digest = audit.last(tx.connection)
    head = Checkpoint(vault_id=vault.header.vault_id, seq=seq, hash=digest, at=tx.at, user=tx.user)
    return replace(head, signature=sign(vault.who.identity.signing_private, head.message()))


def _opened(entry: Entry, tx: Transaction) -> dict[str, Any]:
    salt, body = audit.open_body(entry, tx.ring)
    return {
        "head": b64(entry.head),
        "signature": b64(entry.signature),
        "salt": b64(salt),
        "body": body,
    }


def verify_file(path: Path) -> tuple[str, Report]:
    """Check an exported trail; return the vault's identifier and the report.

    Raises:
        DamagedError: The file is not an exported trail.
        VaultMissingError: There is no such file.
    """
    try:
        raw = json.loads(read_whole(path.resolve(), most_bytes=_MOST_BYTES))
        if raw["format"] != _FORMAT:
            raise DamagedError("trail")
        return _verified(raw)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedError("trail") from error


def _verified(raw: dict[str, Any]) -> tuple[str, Report]:
    shape, problems = _checked_header(raw)
    previous, hashes = audit.FIRST_PREVIOUS, {}
    accepted: set[str] = set()
    for seq, item in enumerate(raw["entries"], start=1):
        head = unb64(item["head"])
        entry = Entry(
            seq=seq,
            head=head,
            hash=audit.hash_of(head),
            signature=unb64(item["signature"]),
            body_sealed=b"",
        )
        try:
            key_of = partial(_key_at, shape, seq)
            audit.check_link(entry, seq=seq, previous=previous, key_of=key_of)
            check_role(shape, entry.facts["user"], entry.facts["act"], seq)
            body = canonical(item["body"])
            audit.check_commitment(entry.facts, unb64(item["salt"]), body)
        except TamperedError as error:
            problems.append(Problem(what=error.reason, where=str(seq)))
        else:
            if entry.facts["act"] == TRAIL_ACCEPTED:
                accepted.add(str(entry.facts["binding"]))
        previous = hashes[seq] = entry.hash
    problems += _heads(raw, shape, hashes, accepted)
    return str(raw["vault_id"]), Report(checked=len(hashes), problems=tuple(problems))


def _key_at(shape: Header, seq: int, user: str) -> bytes:
    return key_at(shape, user, seq)


def _checked_header(raw: dict[str, Any]) -> tuple[Header, list[Problem]]:
    """Return who signed with what and when; nobody at all where the certificates do not hold."""
    shape = of_certificates(str(raw["vault_id"]), raw)
    try:
        check_people(shape)
    except TamperedError as error:
        nobody = replace(shape, people=(), former=(), root_public=b"")
        return nobody, [Problem(what="header", where=error.reason)]
    return shape, []


def _heads(
    raw: dict[str, Any], shape: Header, hashes: dict[int, bytes], accepted: set[str]
) -> list[Problem]:
    problems = []
    for item in raw["heads"]:
        try:
            head = Checkpoint.from_json(item)
            checked(head, lambda user, seq: key_at(shape, user, seq))
        except TamperedError as error:
            problems.append(Problem(what=error.reason, where=str(item.get("seq"))))
            continue
        is_accepted = accepted_binding(head.seq, head.hash) in accepted
        if hashes.get(head.seq) != head.hash and not is_accepted:
            problems.append(head_problem(head, hashes))
    return problems
