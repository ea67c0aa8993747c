"""One entry of the audit trail, opened."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One entry of the trail, opened.

    Attributes:
        user: Identifier of who acted.
        name: Their sign-in name.
    """

    seq: int
    at: str
    user: str
    name: str
    act: str
    subject: str
    body: dict[str, Any]
