"""What the screen of patient and consent shows at one moment, as values. No Qt here."""

from dataclasses import dataclass, field
from datetime import date

from desktop.errors import DeskError
from desktop.ids import ArrivalId, ConsentId
from desktop.records.consent import Consent, Use, why_not
from desktop.records.dates import show_date
from desktop.records.found import Found
from desktop.records.patient import Fault, Patient
from desktop.ui.identify.form import ConsentForm, Group
from desktop.ui.identify.newcomer import Newcomer
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRecord:
    """A consent of this patient that was recorded before.

    Attributes:
        title: When and how it was given, and by whom.
        detail: What for.
        why_not: Why it does not cover care today, or nothing.
    """

    id: ConsentId
    title: Words
    detail: Words
    why_not: Words

    @property
    def covers(self) -> bool:
        """Whether it covers care today."""
        return self.why_not == NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Adding:
    """Somebody who is being added to the list.

    Attributes:
        faults: What is wrong, once somebody has tried; before that nothing is called wrong.
        busy: Whether they are being added now.
    """

    person: Newcomer
    faults: dict[str, Fault] = field(default_factory=dict)
    busy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyState:
    """Everything the screen shows.

    Attributes:
        arrivals: Which images.
        gone: How many of them somebody has given or rejected meanwhile.
        count: How many, and when they were taken.
        found: Whom the search fits; None while there is nothing to look for.
        chosen: The patient, or None.
        on_record: Their consents, newest first; None while they are being asked for.
        using: The consent on record that is used, or None for a new one.
        form: The new consent; None while no patient is chosen.
        adding: Somebody who is being added, or None.
        has_twin: Whether somebody of the same family name was found to be born on the same day.
        busy: Whether the images are being given now.
        problem: What could not be done, until it is read.
    """

    arrivals: tuple[ArrivalId, ...]
    gone: int = 0
    count: Words = NOTHING
    found: Found | None = None
    chosen: Patient | None = None
    on_record: tuple[OnRecord, ...] | None = None
    using: ConsentId | None = None
    form: ConsentForm | None = None
    adding: Adding | None = None
    has_twin: bool = False
    busy: bool = False
    problem: DeskError | None = None

    @property
    def is_easily_mixed_up(self) -> bool:
        """Whether the date of birth does not tell the patient from somebody else."""
        chosen = self.chosen
        if chosen is None:
            return False
        alike = self.found is not None and chosen.id in self.found.similar
        return self.has_twin or (alike and bool(chosen.nhs_number))

    @property
    def missing(self) -> dict[Group, str]:
        """What the new consent lacks; nothing where one on record is used."""
        return {} if self.form is None or self.using is not None else self.form.missing()

    @property
    def is_settled(self) -> bool:
        """Whether whose they are is known and a consent covers it."""
        known = self.chosen is not None and self.on_record is not None
        return known and not self.missing and not self.gone

    @property
    def lacks(self) -> Words:
        """What is still to be done before the images can be given; nothing if all is."""
        if self.gone:
            return phrase("identify.gone", count=self.gone)
        if self.chosen is None:
            return phrase("identify.lacks_patient")
        if self.on_record is None:
            return phrase("identify.looking_for_consent")
        codes = tuple(self.missing.values())
        return phrase(f"missing.{codes[0]}") if codes else NOTHING


def on_record(consents: tuple[Consent, ...], *, today: date) -> tuple[OnRecord, ...]:
    """Return the consents of a patient as they are listed."""
    return tuple(_on_record(one, today) for one in consents)


def _on_record(one: Consent, today: date) -> OnRecord:
    reason = why_not(one, Use.CARE, today)
    giver = phrase(f"capacity.{one.capacity.value}")
    who: Words = joined(giver, verbatim(one.giver_name), between=": ") if one.giver_name else giver
    return OnRecord(
        id=one.id,
        title=joined(verbatim(show_date(one.given_at.date())), phrase(f"how.{one.how.value}")),
        detail=joined(who, uses_said(one.uses), _until(one)),
        why_not=phrase(f"identify.why_not_{reason}") if reason else NOTHING,
    )


def uses_said(uses: frozenset[Use]) -> Words:
    """Return what images may be used for, in the order of the form."""
    named = (phrase(f"identify.use_{use.value}") for use in Use if use in uses)
    return joined(*named, between=", ")


def _until(one: Consent) -> Words:
    if one.valid_until is None:
        return NOTHING
    return phrase("identify.until", date=show_date(one.valid_until))
