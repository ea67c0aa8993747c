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
    ATTEST_BACKUP = "attest_backup"
    ABSORB_SPOOL = "absorb_spool"
    ATTACH_IMAGES = "attach_images"
    LIST_ATTACHED = "list_attached"
    LIST_SOURCES = "list_sources"
    WATCH_FOLDER = "watch_folder"
    LIST_INBOX = "list_inbox"
    COUNT_IMAGES = "count_images"
    VIEW_ARRIVAL = "view_arrival"
    VIEW_CARD = "view_card"
    REJECT_ARRIVAL = "reject_arrival"
    IDENTIFY_IMAGE = "identify_image"
    TAKE_BACK = "take_back"
    SET_ASIDE = "set_aside"
    MAKE_SLIP = "make_slip"
    WITHDRAW_SLIP = "withdraw_slip"
    SPLIT_SERIES = "split_series"
    IMPORT_PATIENTS = "import_patients"
    FIND_PATIENTS = "find_patients"
    ADD_PATIENT = "add_patient"
    RECORD_CONSENT = "record_consent"
    LIST_CONSENTS = "list_consents"
    FIND_FACES = "find_faces"
    KEEP_DRAFT = "keep_draft"
    OPEN_DRAFTS = "open_drafts"
    FILE_IMAGE = "file_image"
    REVISE_IMAGE = "revise_image"
    SECOND_LOOK = "second_look"
    OPEN_RECORD = "open_record"
    LIST_IMAGES = "list_images"
    VIEW_IMAGE = "view_image"
    SAVE_IMAGE = "save_image"
    VIEW_ORIGINAL = "view_original"
    ADD_USER = "add_user"
    GRANT_KEYS = "grant_keys"
    LIST_USERS = "list_users"
    DISABLE_USER = "disable_user"
    SET_ROLE = "set_role"
    RENEW_USER = "renew_user"
    ROTATE_KEYS = "rotate_keys"
    RENEW_RECOVERY = "renew_recovery"
    CHANGE_PASSPHRASE = "change_passphrase"  # noqa: S105 - a code
    BIND_DEVICE = "bind_device"
    READ_AUDIT = "read_audit"
    EXPORT_AUDIT = "export_audit"
    CHECK_TRAIL = "check_trail"
    VERIFY_VAULT = "verify_vault"
    DESTROY_IMAGE = "destroy_image"
    LIST_ORIGINALS = "list_originals"
    KEEP_ORIGINAL = "keep_original"
    DESTROY_ORIGINAL = "destroy_original"
    MIGRATE_VAULT = "migrate_vault"
    SCRUB_VAULT = "scrub_vault"
    BACK_UP = "back_up"
    CHECK_BACKUP = "check_backup"
    RECOVERY_DRILL = "recovery_drill"
    SEE_DEVICES = "see_devices"
    MANAGE_DEVICES = "manage_devices"
    MANAGE_REDACTION = "manage_redaction"
    REPORT_LOST = "report_lost"
    ADMIT_ARRIVAL = "admit_arrival"


_ALL: Final = frozenset(
    {Act.LIST_INBOX, Act.COUNT_IMAGES, Act.FIND_PATIENTS, Act.LIST_USERS, Act.VERIFY_VAULT}
    | {Act.LIST_SOURCES, Act.CHANGE_PASSPHRASE, Act.BIND_DEVICE, Act.MIGRATE_VAULT}
    | {Act.SEE_DEVICES, Act.REPORT_LOST}
)
_PATIENT_LIST: Final = frozenset({Act.IMPORT_PATIENTS, Act.ADD_PATIENT})
_BRING_IN: Final = frozenset(
    {Act.RECEIVE_IMAGES, Act.ATTACH_IMAGES, Act.LIST_ATTACHED, Act.ATTEST_BACKUP}
)
_RECEPTIONIST: Final = _ALL | _PATIENT_LIST | _BRING_IN
_NURSE: Final = _RECEPTIONIST | {
    Act.ABSORB_SPOOL,
    Act.WATCH_FOLDER,
    Act.VIEW_ARRIVAL,
    Act.VIEW_CARD,
    Act.REJECT_ARRIVAL,
    Act.IDENTIFY_IMAGE,
    Act.TAKE_BACK,
    Act.SET_ASIDE,
    Act.MAKE_SLIP,
    Act.WITHDRAW_SLIP,
    Act.SPLIT_SERIES,
    Act.RECORD_CONSENT,
    Act.LIST_CONSENTS,
    Act.FIND_FACES,
    Act.KEEP_DRAFT,
    Act.OPEN_DRAFTS,
    Act.OPEN_RECORD,
    Act.LIST_IMAGES,
    Act.VIEW_IMAGE,
}
_STAFF: Final = frozenset(
    {Act.ADD_USER, Act.GRANT_KEYS, Act.DISABLE_USER, Act.SET_ROLE, Act.RENEW_USER, Act.ROTATE_KEYS}
)
_AUDIT: Final = frozenset({Act.READ_AUDIT, Act.EXPORT_AUDIT, Act.CHECK_TRAIL})
_MANAGE: Final = _AUDIT | _STAFF
_DEVICES: Final = frozenset({Act.MANAGE_DEVICES, Act.ADMIT_ARRIVAL, Act.MANAGE_REDACTION})
_KEEP_SAFE: Final = frozenset({Act.BACK_UP, Act.CHECK_BACKUP, Act.RECOVERY_DRILL})

MAY: Final[Mapping[Role, frozenset[Act]]] = {
    Role.RECEPTIONIST: _RECEPTIONIST,
    Role.NURSE: _NURSE,
    Role.CLINICIAN: _NURSE
    | _MANAGE
    | _KEEP_SAFE
    | _DEVICES
    | {Act.FILE_IMAGE, Act.REVISE_IMAGE, Act.SECOND_LOOK, Act.SAVE_IMAGE, Act.VIEW_ORIGINAL}
    | {Act.SCRUB_VAULT, Act.DESTROY_IMAGE}
    | {Act.LIST_ORIGINALS, Act.KEEP_ORIGINAL, Act.DESTROY_ORIGINAL},
    Role.MANAGER: _ALL
    | _PATIENT_LIST
    | _MANAGE
    | _KEEP_SAFE
    | _DEVICES
    | {Act.WATCH_FOLDER, Act.DESTROY_IMAGE, Act.LIST_ORIGINALS},
    Role.RECOVERY: frozenset(Act)
    - _PATIENT_LIST
    - _BRING_IN
    - {Act.REJECT_ARRIVAL, Act.IDENTIFY_IMAGE, Act.TAKE_BACK, Act.SPLIT_SERIES}
    - {Act.SET_ASIDE, Act.VIEW_CARD, Act.ABSORB_SPOOL}
    - {Act.MAKE_SLIP, Act.WITHDRAW_SLIP}
    - {Act.RECORD_CONSENT, Act.KEEP_DRAFT, Act.FILE_IMAGE, Act.REVISE_IMAGE, Act.WATCH_FOLDER}
    - {Act.SECOND_LOOK}
    - {Act.DESTROY_IMAGE, Act.KEEP_ORIGINAL, Act.DESTROY_ORIGINAL}
    - {Act.CHANGE_PASSPHRASE, Act.BIND_DEVICE}
    - _DEVICES
    - {Act.REPORT_LOST},
}
"""A clinician may read the audit and change the device register only while holding the governance
key, which the founder of a practice hands over to its first manager
(``docs/adr/0005-founder-and-first-manager.md``). The recovery sheet reads, saves and admits; it
does nobody's daily work."""

KEYS: Final[Mapping[Role, frozenset[Domain]]] = {
    Role.RECEPTIONIST: frozenset({Domain.CATALOGUE}),
    Role.NURSE: frozenset({Domain.CATALOGUE, Domain.INBOX, Domain.CLINICAL}),
    Role.CLINICIAN: frozenset({Domain.CATALOGUE, Domain.INBOX, Domain.CLINICAL, Domain.ORIGINAL}),
    Role.MANAGER: frozenset({Domain.CATALOGUE, Domain.GOVERNANCE}),
    Role.RECOVERY: frozenset(Domain),
}
