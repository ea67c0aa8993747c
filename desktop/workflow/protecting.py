"""What is kept with an image of the findings that must stay visible in it, and what is audited."""

from collections.abc import Mapping
from typing import Any, Final

from desktop.records.protection import Protection

_PROTECTED: Final = "protected"


def protection_details(protection: Protection) -> dict[str, object]:
    """Return what is sealed with an image; nothing where nothing is protected."""
    return {_PROTECTED: protection.to_json()} if protection.findings else {}


def protection_in(details: Mapping[str, Any]) -> Protection:
    """Return what was sealed with an image; of one filed before there were findings, none.

    Raises:
        RecordInvalidError: ``protection``: it is of another shape.
    """
    return Protection.from_json(details.get(_PROTECTED))


def without_protection(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return details without what was protected, to say it anew."""
    return {name: said for name, said in details.items() if name != _PROTECTED}


def protection_note(protection: Protection) -> dict[str, object]:
    """Return what the audit says: how many findings, and why one is covered all the same."""
    if not protection.findings:
        return {}
    why = {"finding_covered": protection.reason} if protection.reason else {}
    return {"findings": len(protection.findings), **why}
