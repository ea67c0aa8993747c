"""How filed images are spoken of: place, day, decisions, proof. Words only; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from desktop.ids import UserId
from desktop.records.arrival import Origin, TimeTrust
from desktop.records.dates import MONTHS, show_date
from desktop.records.filing import Side
from desktop.records.flags import Flag
from desktop.records.gate import Verdict
from desktop.records.image import ImageState
from desktop.records.second_look import LookOutcome
from desktop.records.version import Version
from desktop.ui.filed.entry import BodyPlace, Entry, days_apart
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim

COMMA: Final = ", "
_BADGES: Final = {ImageState.HELD: "on_hold", ImageState.AWAITING: "awaiting"}

Names = Mapping[UserId, str]
"""Full names of the staff by their identifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line about an image.

    Attributes:
        label: What it is about.
        value: What is so.
        icon: A drawing before the value, or none.
        tone: ``ok`` or ``warn`` where the value says how something stands, else empty.
    """

    label: Words
    value: Words
    icon: str = ""
    tone: str = ""


def place_words(place: BodyPlace) -> Words:
    """Return a place on the body, as in *Lower leg, left*."""
    site = phrase(f"site.{place.site}")
    if place.side is Side.NOT_APPLICABLE:
        return site
    return phrase(f"filed.site_{place.side.value}", site=site)


def clock_time(moment: datetime) -> str:
    """Return hours and minutes, as in ``10:44``."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def day_words(entry: Entry) -> Words:
    """Return the day of capture with its year; where only the file says so, that it does."""
    return _day(entry, show_date(entry.day) if entry.day else "")


def short_day_words(entry: Entry) -> Words:
    """Return the day of capture without its year, for where the year is read beside it."""
    return _day(entry, short_date(entry.day) if entry.day else "")


def short_date(day: date) -> str:
    """Return a day without its year, as in ``12-May``."""
    return f"{day.day:02d}-{MONTHS[day.month - 1]}"


def _day(entry: Entry, shown: str) -> Words:
    if not shown:
        return phrase("filed.no_date")
    return verbatim(shown) if entry.is_dated_by_camera else phrase("filed.file_date", date=shown)


def moment_words(entry: Entry) -> Words:
    """Return day and time of capture, as in *22-Nov-2026, 10:44*."""
    if entry.taken is None:
        return phrase("filed.no_date")
    return verbatim(f"{show_date(entry.taken.date())}, {clock_time(entry.taken)}")


def name_words(entry: Entry) -> Words:
    """Return what an image is called for somebody who does not see it."""
    intimate = phrase("delicate.intimate") if Flag.INTIMATE in entry.held else NOTHING
    words = (day_words(entry), place_words(entry.place), view_words(entry), intimate)
    return joined(*words, between=COMMA)


def badge_code(entry: Entry) -> str:
    """Return the badge of its state."""
    return _BADGES.get(entry.state, "filed")


def view_words(entry: Entry) -> Words:
    """Return how it was taken."""
    return phrase(f"view.{entry.view.value}")


def apart_words(one: Entry, other: Entry) -> Words | None:
    """Return how far two captures are apart, or None where a day is not known."""
    days = days_apart(one, other)
    if days is None:
        return None
    if days == 0:
        return phrase("filed.same_day")
    sure = one.is_dated_by_camera and other.is_dated_by_camera
    return phrase("filed.days_apart" if sure else "filed.days_apart_file", count=days)


def facts_of(entry: Entry, names: Names) -> tuple[Fact, ...]:
    """Return what a record says of an image under its date, in the order in which it is shown."""
    found = [
        Fact(
            label=phrase("filed.site"),
            value=joined(place_words(entry.place), view_words(entry)),
        ),
    ]
    if not entry.is_dated_by_camera:
        found.append(Fact(label=phrase("filed.taken"), value=_taken(entry)))
    found.append(Fact(label=phrase("filed.device"), value=_device(entry)))
    if entry.description:
        one_line = " ".join(entry.description.split())
        found.append(Fact(label=phrase("filed.description"), value=verbatim(one_line)))
    found.append(Fact(label=phrase("filed.obscured"), value=obscured_words(entry)))
    if entry.reasons:
        found.append(Fact(label=phrase("filed.why"), value=verbatim("; ".join(entry.reasons))))
    found.extend(_needed(entry))
    found.append(proof_fact(entry))
    found.append(Fact(label=phrase("filed.filed"), value=_filed(entry, names)))
    found.extend(_delicate(entry, names))
    found.extend(_mended(entry, names))
    if entry.original_gone is not None:
        date = verbatim(show_date(entry.original_gone.date()))
        value = phrase("originals.fact_gone", date=date)
        found.append(Fact(label=phrase("originals.fact"), value=value, icon="trash-2"))
    return tuple(found)


def obscured_words(entry: Entry) -> Words:
    """Return what is painted over in the copy."""
    features = tuple(phrase(f"feature.{one.value}") for one in entry.with_verdict(Verdict.OBSCURED))
    areas = phrase("filed.areas", count=entry.areas)
    if features:
        return joined(joined(*features, between=COMMA), areas)
    return areas if entry.areas else phrase("filed.nothing_obscured")


def proof_fact(entry: Entry) -> Fact:
    """Return in one line what was found in the written copy."""
    proof = entry.proof
    value: Words = phrase("filed.proof_line", passed=proof.passed, count=proof.checks)
    if proof.faces_left:
        value = joined(value, phrase("filed.faces_left", count=proof.faces_left))
    whole = proof.is_whole
    return Fact(
        label=phrase("filed.proof"),
        value=value,
        icon="shield-check" if whole else "triangle-alert",
        tone="ok" if whole else "warn",
    )


def _taken(entry: Entry) -> Words:
    if entry.taken is None:
        return phrase(f"time_trust.{TimeTrust.UNKNOWN.value}")
    return joined(moment_words(entry), phrase(f"time_trust.{TimeTrust.FILE.value}"))


def _device(entry: Entry) -> Words:
    device = verbatim(entry.device) if entry.device else phrase("filed.device_not_known")
    if entry.origin is Origin.PRACTICE:
        return device
    return joined(device, phrase(f"origin.{entry.origin.value}"))


def _needed(entry: Entry) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            label=phrase("filed.visible"),
            value=phrase(
                "filed.needed_because",
                feature=phrase(f"feature.{feature.value}"),
                reason=" ".join(entry.gate.decisions[feature].reason.split()),
            ),
        )
        for feature in entry.with_verdict(Verdict.NEEDED)
    )


def _delicate(entry: Entry, names: Names) -> tuple[Fact, ...]:
    """Return what is delicate about it, and who has agreed as the second."""
    found: list[Fact] = []
    if entry.held:
        flags = (phrase(f"delicate.{flag.value}") for flag in Flag if flag in entry.held)
        note = phrase("delicate.note", note=" ".join(entry.chaperone.split()))
        value = joined(joined(*flags, between=COMMA), note if entry.chaperone else NOTHING)
        found.append(Fact(label=phrase("delicate.title"), value=value, icon="eye-off"))
    look = entry.look
    if look is not None and look.outcome is LookOutcome.APPROVED:
        at = datetime.fromisoformat(look.decided_at).astimezone()
        when = verbatim(f"{show_date(at.date())}, {clock_time(at)}")
        value = joined(when, verbatim(names.get(UserId(look.looker), "")))
        label = phrase("second_look.agreed")
        found.append(Fact(label=label, value=value, icon="user-check", tone="ok"))
    return tuple(found)


def _mended(entry: Entry, names: Names) -> tuple[Fact, ...]:
    """Return who mended what is obscured, when and why, the newest first."""
    pairs = tuple(zip(entry.versions, entry.versions[1:], strict=False))
    return tuple(_mended_once(before, after, names) for before, after in reversed(pairs))


def _mended_once(before: Version, after: Version, names: Names) -> Fact:
    at = datetime.fromisoformat(after.at).astimezone()
    areas = phrase(
        "mending.areas",
        before=len(before.redaction.regions),
        after=len(after.redaction.regions),
    )
    return Fact(
        label=phrase("mending.mended"),
        value=joined(
            verbatim(f"{show_date(at.date())}, {clock_time(at)}"),
            verbatim(names.get(after.by, "")),
            verbatim(" ".join(after.reason.split())),
            areas,
        ),
        icon="square-pen",
    )


def _filed(entry: Entry, names: Names) -> Words:
    when = f"{show_date(entry.filed_at.date())}, {clock_time(entry.filed_at)}"
    name = names.get(entry.filed_by, "")
    return joined(verbatim(when), verbatim(name))
