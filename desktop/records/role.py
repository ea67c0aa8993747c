"""Who may do what, and which private keys each role holds.

Source: the role and key table of ``docs/architecture.md``; GUIDANCE R-01 (the minimum required),
R-15 (who can access the image). ``MAY`` is read once per use case by the workflow; ``KEYS`` is
what makes a mistake there harmless: a role without the key cannot decrypt.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Role(Enum):
    """What a member of staff is in the practice."""

    RECEPTIONIST = "receptionist"
    """Puts images in and cannot look out."""
    NURSE = "nurse"
    """Imports, identifies, records consent, empties the card."""
    CLINICIAN = "clinician"
    """Clears, files and uses images."""
    MANAGER = "manager"
    """Answers for users, devices, retention and audit; sees no clinical image."""
    RECOVERY = "recovery"
    """The printed recovery sheet: opens everything, is nobody's daily key."""


class Domain(Enum):
    """A key pair of the practice; everyone seals with its public half."""

    CATALOGUE = "catalogue"
    """Demographics and workflow state: the database itself."""
    INBOX = "inbox"
    """Originals before filing, and the facts that came with them."""
    CLINICAL = "clinical"
    """Obscured copies; consent, body site and notes."""
    ORIGINAL = "original"
    """Originals after filing."""
    GOVERNANCE = "governance"
    """Bodies of audit entries; device and retention administration."""


class Act(Enum):
    """Something a person asks of the workflow; each is one audit code."""

    RECEIVE_IMAGES = "receive_images"
    LIST_INBOX = "list_inbox"
    VIEW_ARRIVAL = "view_arrival"
    REJECT_ARRIVAL = "reject_arrival"
    IDENTIFY_IMAGE = "identify_image"
    IMPORT_PATIENTS = "import_patients"
    FIND_PATIENTS = "find_patients"
    RECORD_CONSENT = "record_consent"
    LIST_CONSENTS = "list_consents"
    FIND_FACES = "find_faces"
    FILE_IMAGE = "file_image"
    LIST_IMAGES = "list_images"
    VIEW_IMAGE = "view_image"
    SAVE_IMAGE = "save_image"
    VIEW_ORIGINAL = "view_original"
    ADD_USER = "add_user"
    GRANT_KEYS = "grant_keys"
    LIST_USERS = "list_users"
    READ_AUDIT = "read_audit"
    EXPORT_AUDIT = "export_audit"
    VERIFY_VAULT = "verify_vault"


_ALL: Final = frozenset(
    {Act.RECEIVE_IMAGES, Act.LIST_INBOX, Act.FIND_PATIENTS, Act.LIST_USERS, Act.VERIFY_VAULT}
)
_NURSE: Final = _ALL | {
    Act.VIEW_ARRIVAL,
    Act.REJECT_ARRIVAL,
    Act.IDENTIFY_IMAGE,
    Act.IMPORT_PATIENTS,
    Act.RECORD_CONSENT,
    Act.LIST_CONSENTS,
    Act.FIND_FACES,
    Act.LIST_IMAGES,
    Act.VIEW_IMAGE,
}

MAY: Final[Mapping[Role, frozenset[Act]]] = {
    Role.RECEPTIONIST: _ALL | {Act.IMPORT_PATIENTS},
    Role.NURSE: _NURSE,
    Role.CLINICIAN: _NURSE
    | {Act.FILE_IMAGE, Act.SAVE_IMAGE, Act.VIEW_ORIGINAL, Act.ADD_USER, Act.GRANT_KEYS}
    | {Act.READ_AUDIT, Act.EXPORT_AUDIT},
    Role.MANAGER: (_ALL - {Act.RECEIVE_IMAGES})
    | {Act.IMPORT_PATIENTS, Act.ADD_USER, Act.GRANT_KEYS, Act.READ_AUDIT, Act.EXPORT_AUDIT},
    Role.RECOVERY: frozenset(Act)
    - {Act.RECEIVE_IMAGES, Act.IDENTIFY_IMAGE, Act.RECORD_CONSENT, Act.FILE_IMAGE}
    - {Act.IMPORT_PATIENTS, Act.REJECT_ARRIVAL},
}
"""A clinician may read the audit only while holding the governance key, which the founder of a
practice hands over to its first manager (``docs/adr/0005-founder-and-first-manager.md``). The
recovery sheet reads, saves and admits; it does nobody's daily work."""

KEYS: Final[Mapping[Role, frozenset[Domain]]] = {
    Role.RECEPTIONIST: frozenset({Domain.CATALOGUE}),
    Role.NURSE: frozenset({Domain.CATALOGUE, Domain.INBOX, Domain.CLINICAL}),
    Role.CLINICIAN: frozenset({Domain.CATALOGUE, Domain.INBOX, Domain.CLINICAL, Domain.ORIGINAL}),
    Role.MANAGER: frozenset({Domain.CATALOGUE, Domain.GOVERNANCE}),
    Role.RECOVERY: frozenset(Domain),
}
