"""A drill's certificate as a signed document that can be checked without the vault.

Whoever knows the vault's identifier, which is a hash of the root key and stands on the recovery
sheet, can check it: with the recovery key the root itself signs, otherwise a member of staff whose
certificates up to the root come with it.
"""

import json
from typing import Any, Final

from desktop.errors import DamagedError, TamperedError
from desktop.records.safekeeping import BackupProblem, DrillCertificate
from desktop.vault.admission import Unlocked
from desktop.vault.backup_check import Backup
from desktop.vault.crypto import canonical, check_signature, sign
from desktop.vault.drill import Drilled
from desktop.vault.header import Header, of_certificates
from desktop.vault.header_parts import b64, unb64
from desktop.vault.keys import RECOVERY_USER
from desktop.vault.trust import check_people, signer_key

FORMAT: Final = 1
_LABEL: Final = b"diogel/drill/v1\0"
_WRONG: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


def of(
    backup: Backup, drilled: Drilled, who: Unlocked, *, done_at: str, program: str
) -> DrillCertificate:
    """Return what a drill of ``backup`` by ``who`` found."""
    return DrillCertificate(
        vault_id=backup.shape.vault_id,
        practice=backup.shape.practice,
        program=program,
        with_recovery_key=who.user_id == RECOVERY_USER,
        by=who.user_id,
        by_name=who.full_name,
        made_at=backup.manifest.made_at,
        done_at=done_at,
        objects=drilled.objects,
        chosen=drilled.chosen,
        decrypted=drilled.decrypted,
        locked=drilled.locked,
        decrypted_bytes=drilled.bytes,
        entries=drilled.entries,
        problems=tuple(BackupProblem(what=p.what, where=p.where) for p in drilled.problems),
    )


def signed(certificate: DrillCertificate, who: Unlocked, shape: Header) -> bytes:
    """Return the certificate as one JSON document, signed by ``who``."""
    facts = {
        **_facts(certificate),
        "root_public": b64(shape.root_public),
        "people": [
            {"certificate": person.certificate(), "signature": b64(person.signature)}
            for person in shape.people
        ],
    }
    signature = sign(who.identity.signing_private, _LABEL + canonical(facts))
    return canonical({**facts, "signature": b64(signature)})


def _facts(one: DrillCertificate) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": "recovery_drill" if one.with_recovery_key else "restore_drill",
        "result": one.result.value,
        "vault": one.vault_id,
        "practice": one.practice,
        "program": one.program,
        "by": one.by,
        "by_name": one.by_name,
        "backup_made_at": one.made_at,
        "backup_age_s": one.age_s,
        "done_at": one.done_at,
        "objects": one.objects,
        "chosen": one.chosen,
        "decrypted": one.decrypted,
        "locked": one.locked,
        "decrypted_bytes": one.decrypted_bytes,
        "entries": one.entries,
        "problems": [{"what": p.what, "where": p.where} for p in one.problems],
    }


def check_certificate(untrusted: bytes) -> DrillCertificate:
    """Return what a signed certificate says.

    Raises:
        DamagedError: ``certificate``: it is none.
        TamperedError: The signature, or the chain up to the root, does not hold.
    """
    try:
        raw = json.loads(untrusted)
        if raw["format"] != FORMAT:
            raise ValueError("format")
        shape = of_certificates(str(raw["vault"]), raw)
        unsigned = {name: value for name, value in raw.items() if name != "signature"}
        signature = unb64(raw["signature"])
        certificate = _read(raw)
    except _WRONG as error:
        raise DamagedError("certificate") from error
    check_people(shape)
    public = signer_key(shape, certificate.by)
    check_signature(public, signature, _LABEL + canonical(unsigned), what="certificate")
    if _facts(certificate) != {name: unsigned.get(name) for name in _facts(certificate)}:
        raise TamperedError("certificate")
    return certificate


def _read(raw: dict[str, Any]) -> DrillCertificate:
    return DrillCertificate(
        vault_id=str(raw["vault"]),
        practice=str(raw["practice"]),
        program=str(raw["program"]),
        with_recovery_key=raw["kind"] == "recovery_drill",
        by=str(raw["by"]),
        by_name=str(raw["by_name"]),
        made_at=str(raw["backup_made_at"]),
        done_at=str(raw["done_at"]),
        objects=int(raw["objects"]),
        chosen=int(raw["chosen"]),
        decrypted=int(raw["decrypted"]),
        locked=int(raw["locked"]),
        decrypted_bytes=int(raw["decrypted_bytes"]),
        entries=int(raw["entries"]),
        problems=tuple(
            BackupProblem(what=str(p["what"]), where=str(p["where"])) for p in raw["problems"]
        ),
    )
