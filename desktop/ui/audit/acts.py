"""What the codes of the audit trail mean to a reader: a kind, and a drawing. No Qt."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from desktop.ui.phrase import Words, phrase
from desktop.wording import has_text


class Kind(Enum):
    """What a reader looks for."""

    ALL = "all"
    """Everything."""
    SEEN = "seen"
    """Somebody looked at an image or a record."""
    COPIES = "copies"
    """Something left the practice's vault."""
    CHANGES = "changes"
    """Something is otherwise than before."""
    REFUSED = "refused"
    """Somebody was not let do something."""


_SEEN: Final = (
    *("view_arrival", "view_card", "view_image", "view_original", "open_record", "list_images"),
    *("list_consents", "open_drafts", "find_faces", "list_attached", "second_looks_listed"),
)
_COPIES: Final = ("save_image", "image_saved", "export_audit")
_CHANGES: Final = (
    *("receive_images", "attach_images", "attaching_begun", "consent_declared", "intake_finished"),
    *("reject_arrival", "identify_image", "take_back", "taking_back_begun", "split_series"),
    *("set_aside", "tether_begun", "tether_ended", "shutter_released"),
    *("import_patients", "add_patient", "record_consent", "keep_draft", "filing_begun"),
    *("file_image", "revision_begun", "revision_kept", "revise_image"),
    *("second_look_asked", "second_look"),
    *("manage_redaction",),
    *("remove_source", "cleared_confirmed", "watch_folder", "add_user"),
    *("grant_keys", "user_found", "disable_user", "set_role", "renew_user", "rotate_keys"),
    *("change_passphrase", "header_upgraded", "catalogue_rekeyed", "trail_accepted"),
    *("bind_device", "manage_devices", "report_lost", "admit_arrival"),
)
_REFUSED: Final = ("refused", "sign_in_failed")

_KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        **dict.fromkeys(_SEEN, Kind.SEEN),
        **dict.fromkeys(_COPIES, Kind.COPIES),
        **dict.fromkeys(_CHANGES, Kind.CHANGES),
        **dict.fromkeys(_REFUSED, Kind.REFUSED),
    }
)
_ICONS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.ALL: "circle",
        Kind.SEEN: "eye",
        Kind.COPIES: "download",
        Kind.CHANGES: "square-pen",
        Kind.REFUSED: "ban",
    }
)
_OWN_ICONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "file_image": "file-check",
        "record_consent": "signature",
        "consent_declared": "signature",
        "receive_images": "download",
        "attach_images": "paperclip",
        "remove_source": "memory-stick",
        "cleared_confirmed": "memory-stick",
        "identify_image": "user-check",
        "view_original": "scan-search",
        "save_image": "send",
        "image_saved": "send",
        "sign_in": "key-round",
        "verify_vault": "shield-check",
        "filings_compared": "shield-check",
        "heads_compared": "shield-check",
        "check_trail": "shield-check",
        "trail_accepted": "shield-alert",
        "read_audit": "history",
        "export_audit": "send",
    }
)
"""Acts that a reader looks for by their shape."""

OPENED: Final = frozenset({"view_image", "view_original"})
"""Looking at a filed image."""
SAVED: Final = "image_saved"
"""A copy was written, and not only asked for."""


def kind_of(act: str) -> Kind:
    """Return the kind of an act; ``ALL`` for what is neither of the others."""
    return _KINDS.get(act, Kind.ALL)


def icon_of(act: str) -> str:
    """Return the drawing of an act."""
    return _OWN_ICONS.get(act, _ICONS[kind_of(act)])


def act_words(act: str) -> Words:
    """Return what was done; an act that this program does not know, by its code."""
    key = f"did.{act}"
    return phrase(key) if has_text(key) else phrase("audit.other_act", code=act)
