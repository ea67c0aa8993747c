"""How one entry of the trail is told: when, who, what, on what, why. Words only; no Qt.

Nothing here shows what was searched for, a folder's name, or anything else of a body that could
name a patient: only counts, our own codes and identifiers, and the reason that somebody gave.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from desktop.ids import UserId
from desktop.records.audit_line import AuditLine
from desktop.records.dates import show_date
from desktop.records.staff_member import StaffMember
from desktop.ui.audit.acts import act_words
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.wording import has_text

People = Mapping[UserId, StaffMember]

_KINDS: Final = {
    "i-": "audit.image",
    "a-": "audit.arrival",
    "p-": "audit.patient",
    "c-": "audit.consent",
    "s-": "audit.series",
}
_GROUP: Final = 4
_COUNTS: Final = (
    *("images", "waiting", "found", "consents", "people", "lines", "checked", "problems"),
    *("added", "arrived", "duplicates", "attached", "files", "arrivals", "moved"),
)
"""Keys of a body that are counts and say something to a reader."""


def when_words(line: AuditLine) -> str:
    """Return when it was, to the minute, at the practice's own time."""
    at = moment(line)
    return f"{show_date(at.date())} {at.hour:02d}:{at.minute:02d}"


def moment(line: AuditLine) -> datetime:
    """Return when it was; aware, at the practice's own time."""
    return datetime.fromisoformat(line.at).astimezone()


def who_words(line: AuditLine, people: People) -> tuple[str, Words]:
    """Return who acted, by their full name, and as what."""
    person = people.get(UserId(line.user))
    if person is None:
        return line.name, NOTHING
    return person.full_name, phrase(f"role.{person.role.value}")


def short_id(subject: str) -> str:
    """Return an identifier in a form that can be read out: its first eight characters."""
    code = subject.partition("-")[2] or subject
    return f"{code[:_GROUP]}-{code[_GROUP : 2 * _GROUP]}".rstrip("-").upper()


def subject_words(subject: str, people: People) -> Words:
    """Return what an entry is about: a member of staff by name, all else by a short identifier."""
    if not subject:
        return NOTHING
    person = people.get(UserId(subject))
    if person is not None:
        return verbatim(person.full_name)
    key = _KINDS.get(subject[:2])
    return phrase(key, id=short_id(subject)) if key else verbatim(short_id(subject))


def asked_words(act: str) -> Words:
    """Return what was asked for in vain, as one asks for it."""
    return phrase(f"act.{act}") if has_text(f"act.{act}") else act_words(act)


def recorded_words(line: AuditLine) -> Words:
    """Return why it was done, or what was recorded with it."""
    body = line.body
    told = (
        _reason(body),
        _refusal(body),
        _role(line.act, body),
        _size(body),
        _outcome(body),
        *(phrase(f"audit.n_{key}", count=body[key]) for key in _COUNTS if _is_count(body, key)),
    )
    said = [words for words in told if words != NOTHING]
    return joined(*said) if said else NOTHING


def _reason(body: Mapping[str, Any]) -> Words:
    reason = body.get("reason")
    return verbatim(" ".join(reason.split())) if isinstance(reason, str) and reason else NOTHING


def _refusal(body: Mapping[str, Any]) -> Words:
    act = body.get("act")
    return asked_words(act) if isinstance(act, str) else NOTHING


def _role(act: str, body: Mapping[str, Any]) -> Words:
    role = body.get("role")
    if act not in {"refused", "add_user", "grant_keys"} or not isinstance(role, str):
        return NOTHING
    return phrase(f"role.{role}") if has_text(f"role.{role}") else NOTHING


def _size(body: Mapping[str, Any]) -> Words:
    if isinstance(subjects := body.get("subjects"), list):
        return phrase("audit.small", count=len(subjects))
    px = body.get("longest_px")
    if not isinstance(px, int):
        return NOTHING
    return phrase("audit.preview" if px else "audit.whole")


def _outcome(body: Mapping[str, Any]) -> Words:
    key = f"audit.outcome_{body.get('outcome', '')}"
    return phrase(key) if has_text(key) else NOTHING


def _is_count(body: Mapping[str, Any], key: str) -> bool:
    return type(body.get(key)) is int
