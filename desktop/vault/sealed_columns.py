"""Every sealed column of the catalogue: to which domain, and what each value is bound to.

One list, because a key that is renewed has to be renewed everywhere: a test compares it with the
tables. The keys of sealed files are not in it; each names its own domain (``object_keys.py``).
"""

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from desktop.records.role import Domain
from desktop.vault.crypto import context
from desktop.vault.schema import (
    arrival,
    audit_entry,
    consent,
    declaration,
    device,
    draft,
    image,
    revision,
    second_look,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedColumn:
    """One column whose values are sealed.

    Attributes:
        column: The column.
        key: The primary key of its table, which each value is bound to.
        domain: Whose key opens it.
        label: What else each value is bound to.
    """

    column: sa.Column[Any]
    key: sa.Column[Any]
    domain: Domain
    label: tuple[str, ...]

    def place(self, key: str | int) -> bytes:
        """Return what the value in the row of ``key`` is bound to."""
        return context(*self.label, key)


ARRIVAL_FACTS: Final = SealedColumn(
    column=arrival.c.facts_sealed,
    key=arrival.c.id,
    domain=Domain.INBOX,
    label=("arrival", "facts"),
)
DRAFT_BODY: Final = SealedColumn(
    column=draft.c.body_sealed,
    key=draft.c.arrival_id,
    domain=Domain.INBOX,
    label=("draft", "body"),
)
DECLARATION_BODY: Final = SealedColumn(
    column=declaration.c.body_sealed,
    key=declaration.c.arrival_id,
    domain=Domain.INBOX,
    label=("declaration", "body"),
)
CONSENT_DETAILS: Final = SealedColumn(
    column=consent.c.details_sealed,
    key=consent.c.id,
    domain=Domain.CLINICAL,
    label=("consent", "details"),
)
IMAGE_DETAILS: Final = SealedColumn(
    column=image.c.details_sealed,
    key=image.c.id,
    domain=Domain.CLINICAL,
    label=("image", "details"),
)
REVISION_DETAILS: Final = SealedColumn(
    column=revision.c.details_sealed,
    key=revision.c.id,
    domain=Domain.CLINICAL,
    label=("revision", "details"),
)
SECOND_LOOK_WORDS: Final = SealedColumn(
    column=second_look.c.words_sealed,
    key=second_look.c.image_id,
    domain=Domain.ORIGINAL,
    label=("second look", "words"),
)
DEVICE_DETAILS: Final = SealedColumn(
    column=device.c.details_sealed,
    key=device.c.id,
    domain=Domain.GOVERNANCE,
    label=("device", "details"),
)
AUDIT_BODY: Final = SealedColumn(
    column=audit_entry.c.body_sealed,
    key=audit_entry.c.seq,
    domain=Domain.GOVERNANCE,
    label=("audit",),
)

EVERY: Final = (
    ARRIVAL_FACTS,
    DRAFT_BODY,
    DECLARATION_BODY,
    CONSENT_DETAILS,
    IMAGE_DETAILS,
    REVISION_DETAILS,
    SECOND_LOOK_WORDS,
    DEVICE_DETAILS,
    AUDIT_BODY,
)
