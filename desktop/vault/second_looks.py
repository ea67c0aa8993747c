"""Which images wait for a second clinician, who has them, and what was said: one row an image.

Every change is bound to a signed entry about the image, of which the newest counts.
"""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from desktop.ids import ImageId, PatientId, UserId
from desktop.records.image import ImageState
from desktop.records.role import Domain
from desktop.records.second_look import LookOutcome, SecondLook
from desktop.vault import patients
from desktop.vault.audit import binding_of
from desktop.vault.schema import image, second_look
from desktop.vault.sealed_columns import SECOND_LOOK_WORDS
from desktop.vault.sealed_details import SealedDetails, open_details, seal_details
from desktop.vault.transaction import Transaction

ASKED: Final = "second_look_asked"
"""Act of the entry that asks for one."""
_BOUND: Final = (
    *("image_id", "number", "asked_at", "asked_by", "looker", "decided_at", "outcome"),
    "words_sha256",
)


def look_binding(row: Mapping[str, Any]) -> str:
    """Return the digest that ties the newest signed entry about a second look to its row."""
    return binding_of("second look", *(str(row[name]) for name in _BOUND))


def ask(tx: Transaction, image_id: str, number: int) -> str:
    """Have an image wait for a second clinician; return the binding of the entry."""
    words = _sealed(tx, image_id, "")
    row = {
        "image_id": image_id,
        "number": number,
        "asked_at": tx.at,
        "asked_by": tx.user,
        "looker": "",
        "decided_at": "",
        "outcome": LookOutcome.WAITING.value,
        "words_sealed": words.sealed,
        "words_sha256": words.sha256,
    }
    tx.connection.execute(sa.delete(second_look).where(second_look.c.image_id == image_id))
    tx.connection.execute(sa.insert(second_look).values(row))
    return look_binding(row)


def take(tx: Transaction, image_id: str) -> str:
    """Note who looks as the second; return the binding of the entry."""
    return _change(tx, image_id, looker=tx.user)


def decide(tx: Transaction, image_id: str, outcome: LookOutcome, words: str) -> str:
    """Note what the second clinician decided; return the binding of the entry."""
    sealed = _sealed(tx, image_id, words)
    return _change(
        tx,
        image_id,
        outcome=outcome.value,
        decided_at=tx.at,
        words_sealed=sealed.sealed,
        words_sha256=sealed.sha256,
    )


def _change(tx: Transaction, image_id: str, **changed: object) -> str:
    this = second_look.c.image_id == image_id
    tx.connection.execute(sa.update(second_look).where(this).values(**changed))
    row = tx.connection.execute(sa.select(second_look).where(this)).mappings().one()
    return look_binding({str(name): value for name, value in row.items()})


def _sealed(tx: Transaction, image_id: str, words: str) -> SealedDetails:
    """Return words that only those open who open originals: nobody else sees the image."""
    place = SECOND_LOOK_WORDS.place(image_id)
    return seal_details(tx.ring, {"words": words}, place=place, domain=SECOND_LOOK_WORDS.domain)


def is_seen_by(tx: Transaction, image_id: str, user: str) -> bool:
    """Return whether somebody is one of the two clinicians of an image that waits."""
    both = sa.or_(second_look.c.asked_by == user, second_look.c.looker == user)
    query = sa.select(second_look.c.image_id).where(second_look.c.image_id == image_id, both)
    return tx.connection.scalar(query) is not None


def of_image(tx: Transaction, image_id: str) -> SecondLook | None:
    """Return the second look at an image, if one was asked for.

    Raises:
        TamperedError: ``details``: the words are not the ones that were signed.
    """
    return next(iter(_read(tx, second_look.c.image_id == image_id)), None)


def undecided(tx: Transaction) -> list[SecondLook]:
    """Return every image that waits or was sent back, the oldest first.

    Raises:
        KeyMissingError: The signed-in person does not hold the originals' key.
        TamperedError: ``details``: words are not the ones that were signed.
    """
    tx.ring.private(Domain.ORIGINAL)
    return _read(tx, image.c.state == ImageState.AWAITING.value)


def _read(tx: Transaction, wanted: sa.ColumnElement[bool]) -> list[SecondLook]:
    query = sa.select(second_look, image.c.patient_id)
    query = query.join(image, image.c.id == second_look.c.image_id).where(wanted)
    found = tx.connection.execute(query.order_by("asked_at", "image_id")).all()
    return [_look(tx, row) for row in found]


def _look(tx: Transaction, row: sa.Row[Any]) -> SecondLook:
    words = ""
    if row.words_sealed and tx.ring.holds(SECOND_LOOK_WORDS.domain):
        opened = open_details(
            tx.ring,
            row.words_sealed,
            row.words_sha256,
            place=SECOND_LOOK_WORDS.place(row.image_id),
            domain=SECOND_LOOK_WORDS.domain,
        )
        words = str(opened["words"])
    return SecondLook(
        image=ImageId(row.image_id),
        patient=patients.get(tx, PatientId(row.patient_id)),
        number=row.number,
        asked_at=row.asked_at,
        asked_by=UserId(row.asked_by),
        looker=row.looker,
        outcome=LookOutcome(row.outcome),
        words=words,
        decided_at=row.decided_at,
    )
