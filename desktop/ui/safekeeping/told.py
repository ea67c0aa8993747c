"""What came of backups, checks, changes of people and reading through, in words. No Qt here."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from desktop.records.dates import show_date
from desktop.records.role import Domain
from desktop.records.safekeeping import BackupChecked, BackupMade, BackupProblem
from desktop.records.scrubbed import Flaw, Scrubbed
from desktop.records.staff_member import KeysRenewed, StaffMember
from desktop.ui.keeping import Told
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim

SHOWN: Final = 8
"""Places that are named one by one; how many more there are is said."""
_FLAWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "object_missing": "missing",
        "object_altered": "altered",
        "object_unknown": "unknown",
        "not_a_file": "altered",
        "unreadable": "unreadable",
        "file_missing": "missing",
        "file_size": "altered",
        "file_altered": "altered",
        "database": "database",
        "schema": "database",
        "audit_cut_off": "trail",
        "signature": "signature",
        "manifest": "signature",
        "another_vault": "another",
    }
)
"""What is wrong by its code; everything else is said with its code."""


def moment_words(at: str) -> Words:
    """Return a moment to the minute, at the practice's own time."""
    moment = datetime.fromisoformat(at).astimezone()
    return verbatim(f"{show_date(moment.date())} {moment.hour:02d}:{moment.minute:02d}")


def day_words(at: str) -> Words:
    """Return the day of a moment, at the practice's own time."""
    return verbatim(show_date(datetime.fromisoformat(at).astimezone().date()))


def keys_words(keys: Iterable[Domain]) -> Words:
    """Return the names of keys, in one order."""
    wanted = frozenset(keys)
    named = (phrase(f"domain.{domain.value}") for domain in Domain if domain in wanted)
    return joined(*named, between=", ")


def backup_made(made: BackupMade) -> Told:
    """Say that a backup was made, and what it lacks."""
    body: list[Words] = [phrase("safekeeping.made_new", count=made.copied)]
    if made.same_disk:
        body.append(phrase("safekeeping.same_disk"))
    if made.spooled:
        body.append(phrase("safekeeping.spooled", count=made.spooled))
    if made.unavailable:
        body.append(phrase("safekeeping.lost", count=len(made.unavailable)))
    return Told(
        title=phrase("safekeeping.made", count=made.objects),
        body=joined(*body, between=" "),
        tone=Tone.WARN if made.same_disk or made.unavailable else Tone.OK,
    )


def backup_checked(checked: BackupChecked) -> Told:
    """Say whether a backup is whole, or what is wrong where."""
    when = moment_words(checked.made_at) if checked.made_at else NOTHING
    if not checked.ok:
        return Told(
            title=phrase("safekeeping.not_whole", count=len(checked.problems)),
            body=joined(
                _flaws_words(checked.problems), phrase("safekeeping.not_whole_do"), between="\n"
            ),
            tone=Tone.ERR,
        )
    body: list[Words] = [phrase("safekeeping.whole_what", count=checked.checked, when=when)]
    if not checked.opened:
        body.append(phrase("safekeeping.not_opened"))
    return Told(title=phrase("safekeeping.whole"), body=joined(*body, between=" "))


def read_through(scrubbed: Scrubbed) -> Told:
    """Say what reading the images through has found."""
    more: list[Words] = []
    if scrubbed.repaired:
        more.append(phrase("safekeeping.repaired", count=len(scrubbed.repaired)))
    if scrubbed.not_checked:
        more.append(phrase("safekeeping.not_read", count=scrubbed.not_checked))
    if scrubbed.left:
        more.append(phrase("safekeeping.left", count=scrubbed.left))
    if not scrubbed.ok:
        wrong = joined(
            _flaws_words(scrubbed.flaws), phrase("safekeeping.rotten_do"), *more, between="\n"
        )
        title = phrase("safekeeping.rotten", count=len(scrubbed.flaws))
        return Told(title=title, body=wrong, tone=Tone.ERR)
    return Told(
        title=phrase("safekeeping.all_read", count=scrubbed.checked),
        body=joined(*more, between=" ") if more else NOTHING,
        tone=Tone.INFO if scrubbed.left else Tone.OK,
    )


def access_ended(done: KeysRenewed) -> Told:
    """Say that somebody cannot sign in any more, and what became of their keys."""
    return _renewed(phrase("safekeeping.ended", name=verbatim(done.member.full_name)), done)


def helped(member: StaffMember) -> Told:
    """Say that somebody can sign in now, and which keys of their role are missing."""
    title = phrase("safekeeping.helped", name=verbatim(member.full_name))
    if not member.missing:
        return Told(title=title, body=phrase("safekeeping.has_all_now"))
    missing = phrase("safekeeping.still_missing", keys=keys_words(member.missing))
    return Told(title=title, body=missing, tone=Tone.WARN)


def role_changed(done: KeysRenewed) -> Told:
    """Say which role somebody has now, what is missing, and what became of keys taken away."""
    member = done.member
    role = phrase(f"role.{member.role.value}")
    title = phrase("safekeeping.role_is", name=verbatim(member.full_name), role=role)
    return _renewed(title, done, missing=member.missing)


def keys_renewed(done: KeysRenewed) -> Told:
    """Say which keys were renewed."""
    return _renewed(phrase("safekeeping.renewed_title"), done)


def keys_granted(member: StaffMember) -> Told:
    """Say that somebody was granted keys, and what is still missing."""
    title = phrase("safekeeping.granted", name=verbatim(member.full_name))
    if not member.missing:
        return Told(title=title, body=phrase("safekeeping.granted_all"))
    missing = phrase("safekeeping.still_missing", keys=keys_words(member.missing))
    return Told(title=title, body=missing, tone=Tone.WARN)


def _renewed(title: Words, done: KeysRenewed, missing: frozenset[Domain] = frozenset()) -> Told:
    body: list[Words] = []
    if done.renewed:
        body.append(phrase("safekeeping.renewed", keys=keys_words(done.renewed)))
    if done.owed:
        body.append(phrase("safekeeping.owed", keys=keys_words(done.owed)))
    if missing:
        body.append(phrase("safekeeping.still_missing", keys=keys_words(missing)))
    tone = Tone.WARN if done.owed else Tone.OK
    return Told(title=title, body=joined(*body, between=" ") if body else NOTHING, tone=tone)


def _flaws_words(found: Iterable[BackupProblem | Flaw]) -> Words:
    """Return one line a thing: what is wrong, and where in identifiers of ours."""
    every = tuple(found)
    lines: list[Words] = [_flaw_words(one) for one in every[:SHOWN]]
    if len(every) > SHOWN:
        lines.append(phrase("safekeeping.and_more", count=len(every) - SHOWN))
    return joined(*lines, between="\n")


def _flaw_words(one: BackupProblem | Flaw) -> Words:
    kind = _FLAWS.get(one.what)
    where = verbatim(one.where)
    if kind is None:
        return phrase("safekeeping.flaw_other", code=verbatim(one.what), where=where)
    return phrase(f"safekeeping.flaw_{kind}", where=where)
