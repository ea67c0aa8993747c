"""Consent: what was explained, who agreed and as what, to which uses, and when it ends.

Source: GUIDANCE R-12 to R-17 (what is explained), R-23 to R-25 (no image without consent or other
authority; other uses need explicit consent), R-50 to R-56 (lawful basis, children, people who
lack capacity). The other sources of a rule stand beside it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Final

from desktop.errors import RecordInvalidError
from desktop.ids import ConsentId, PatientId, UserId
from desktop.records.dates import age_years
from desktop.records.lawful_basis import lawful_bases
from desktop.records.plain_text import is_plain, is_plain_lines

LONGEST_NAME: Final = 140
LONGEST_REASON: Final = 1000
ADULT_YEARS: Final = 18
"""Children Act 1989, section 105: a child is under eighteen."""
PRESUMED_COMPETENT_YEARS: Final = 16
"""Family Law Reform Act 1969, section 8; Mental Capacity Act 2005, section 2(5)."""


class ExplanationPoint(Enum):
    """What is explained before an image is taken; wording in ``records.explanation``."""

    WHY = "why"
    """Why the clinical image is required (R-13)."""
    HELP = "help"
    """How it will help in providing clinical care (R-14)."""
    ACCESS = "access"
    """Who can access the image (R-15)."""
    STORAGE = "storage"
    """How and where it will be stored securely and how long for (R-16)."""
    USE = "use"
    """How it will be used (R-17)."""


class Capacity(Enum):
    """In what capacity somebody agreed, or on whose behalf it was decided."""

    PATIENT = "patient"
    """The patient, who is sixteen or older."""
    COMPETENT_CHILD = "competent_child"
    """A child under sixteen who understands enough to decide (R-54)."""
    PARENTAL_RESPONSIBILITY = "parental_responsibility"
    """Somebody with parental responsibility for a patient under eighteen (R-54)."""
    ATTORNEY = "attorney"
    """An attorney for health and welfare, or a deputy appointed by the court (R-55)."""
    BEST_INTERESTS = "best_interests"
    """Nobody can agree; decided in the patient's best interests, with a reason (R-56)."""


class Use(Enum):
    """What an image may be used for; each is agreed to by itself (R-17, R-25)."""

    CARE = "care"
    """The patient's own care or treatment."""
    ADVICE = "advice"
    """Shown to another professional who advises on the patient's care."""
    TEACHING = "teaching"
    """Teaching of health professionals."""
    PUBLICATION = "publication"
    """Publication: once out, it cannot be called back."""
    RESEARCH = "research"
    """Research."""


class How(Enum):
    """How authority was given (R-24)."""

    VERBAL = "verbal"
    """Said, and noted by a member of staff."""
    WRITTEN = "written"
    """Signed."""
    OTHER_POWER = "other_power"
    """Not given by anybody: another legal power applies, with a reason."""


BEYOND_CARE: Final = frozenset({Use.TEACHING, Use.PUBLICATION, Use.RESEARCH})
"""Uses that need explicit consent (R-25; GMC, recordings made for research, teaching and
training, paragraphs 22 to 25)."""

PROXIES: Final = frozenset({Capacity.PARENTAL_RESPONSIBILITY, Capacity.ATTORNEY})
"""Capacities in which somebody else than the patient agrees: who they are is recorded."""

MAY_AGREE_BEYOND_CARE: Final = frozenset(
    {Capacity.PATIENT, Capacity.COMPETENT_CHILD, Capacity.PARENTAL_RESPONSIBILITY}
)
"""Who can give explicit consent to uses that do not serve the patient. For an adult without
capacity nobody can: such a use is not in their interest (GMC, as above)."""

_UNDER_16: Final = frozenset({Capacity.COMPETENT_CHILD, Capacity.PARENTAL_RESPONSIBILITY})
_ADULT: Final = frozenset({Capacity.PATIENT, Capacity.ATTORNEY, Capacity.BEST_INTERESTS})
_AGED_16_OR_17: Final = _ADULT | {Capacity.PARENTAL_RESPONSIBILITY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One recorded consent. Whoever holds one, holds one that keeps the rules.

    The rules on age need the date of birth, and are in ``check_consent``.

    Attributes:
        id: Ours, random.
        patient_id: Whose images it covers.
        given_at: When it was given; aware.
        recorded_by: Who recorded it.
        how: How authority was given.
        capacity: Who agreed.
        giver_name: Who agreed, where it was not the patient.
        relationship: What they are to the patient.
        reason: Why, where nobody agreed (best interests or another power).
        explained: What was explained: always all five points.
        uses: What was agreed to; never empty.
        basis: Code of the lawful basis (``records.lawful_basis``).
        text_version: Version of the wording that was shown (R-03).
        valid_from: First day it covers.
        valid_until: Last day it covers, or None without an end.
        withdrawn_at: When it was withdrawn; aware.
    """

    id: ConsentId
    patient_id: PatientId
    given_at: datetime
    recorded_by: UserId
    how: How
    capacity: Capacity
    giver_name: str = ""
    relationship: str = ""
    reason: str = ""
    explained: frozenset[ExplanationPoint]
    uses: frozenset[Use]
    basis: str
    text_version: str
    valid_from: date
    valid_until: date | None = None
    withdrawn_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what is not a consent.

        Raises:
            RecordInvalidError: ``consent_text``, ``consent_points``, ``consent_giver``,
                ``consent_power``, ``consent_reason``, ``consent_uses``, ``consent_basis``,
                ``consent_explicit``, ``consent_capacity``, ``consent_version`` or
                ``consent_dates``.
        """
        _check_texts(self)
        _check_authority(self)
        _check_uses(self)
        _check_times(self)

    def is_withdrawn(self) -> bool:
        """Return whether it has been withdrawn."""
        return self.withdrawn_at is not None


def covers(consent: Consent, use: Use, on: date) -> bool:
    """Return whether an image may be put to ``use`` on a day under ``consent``."""
    return not why_not(consent, use, on)


def why_not(consent: Consent, use: Use, on: date) -> str:
    """Return why ``consent`` does not cover a use: a reason of ``ConsentMissingError``, or empty.

    On the day of its withdrawal a consent covers nothing any more.

    Returns:
        ``withdrawn``, ``not_yet``, ``expired``, ``use`` or empty.
    """
    if consent.withdrawn_at is not None and consent.withdrawn_at.date() <= on:
        return "withdrawn"
    if on < consent.valid_from:
        return "not_yet"
    if consent.valid_until is not None and on > consent.valid_until:
        return "expired"
    return "" if use in consent.uses else "use"


def withdraw(consent: Consent, at: datetime) -> Consent:
    """Return ``consent`` withdrawn at a moment; what was done before stays as it was.

    Raises:
        RecordInvalidError: ``consent_withdrawn`` (it is already), or ``consent_dates`` (before it
            was given).
    """
    if consent.is_withdrawn():
        raise RecordInvalidError("consent_withdrawn")
    return replace(consent, withdrawn_at=at)


def check_consent(consent: Consent, *, born: date) -> None:
    """Check the rules that depend on the patient's age on the day the consent was given.

    Raises:
        RecordInvalidError: ``consent_age``: nobody can agree in this capacity for a patient of
            this age; the facts are ``capacity`` and ``years``.
    """
    years = age_years(born, consent.given_at.date())
    if consent.capacity not in capacities_for(years):
        raise RecordInvalidError("consent_age", capacity=consent.capacity.value, years=years)


def capacities_for(years: int) -> frozenset[Capacity]:
    """Return who can agree for a patient of this age.

    Source: R-54 (a child who is not competent: parental responsibility); from sixteen the patient
    is presumed competent and the Mental Capacity Act 2005 applies (section 2(5)); parental
    responsibility ends at eighteen (Children Act 1989, section 105).
    """
    if years < PRESUMED_COMPETENT_YEARS:
        return _UNDER_16
    return _AGED_16_OR_17 if years < ADULT_YEARS else _ADULT


def _check_texts(consent: Consent) -> None:
    names = (consent.giver_name, consent.relationship, consent.text_version)
    if any(len(name) > LONGEST_NAME or not is_plain(name) for name in names):
        raise RecordInvalidError("consent_text")
    if len(consent.reason) > LONGEST_REASON or not is_plain_lines(consent.reason):
        raise RecordInvalidError("consent_text")
    if not consent.text_version:
        raise RecordInvalidError("consent_version")


def _check_authority(consent: Consent) -> None:
    if consent.explained != frozenset(ExplanationPoint):
        raise RecordInvalidError("consent_points")
    named = consent.giver_name.strip() and consent.relationship.strip()
    if consent.capacity in PROXIES and not named:
        raise RecordInvalidError("consent_giver")
    if consent.capacity is Capacity.BEST_INTERESTS and consent.how is not How.OTHER_POWER:
        raise RecordInvalidError("consent_power")
    if consent.how is How.OTHER_POWER and not consent.reason.strip():
        raise RecordInvalidError("consent_reason")


def _check_uses(consent: Consent) -> None:
    if not consent.uses:
        raise RecordInvalidError("consent_uses")
    basis = lawful_bases().get(consent.basis)
    if basis is None:
        raise RecordInvalidError("consent_basis")
    nobody_agreed = consent.how is How.OTHER_POWER
    if basis.is_explicit_consent and nobody_agreed:
        raise RecordInvalidError("consent_basis")
    if not consent.uses & BEYOND_CARE:
        return
    if not basis.is_explicit_consent:
        raise RecordInvalidError("consent_explicit")
    if consent.capacity not in MAY_AGREE_BEYOND_CARE:
        raise RecordInvalidError("consent_capacity", capacity=consent.capacity.value)


def _check_times(consent: Consent) -> None:
    """A consent does not reach back before it was given, nor end before it begins."""
    moments = (consent.given_at, consent.withdrawn_at or consent.given_at)
    if any(moment.utcoffset() is None for moment in moments) or moments[1] < moments[0]:
        raise RecordInvalidError("consent_dates")
    if consent.valid_from < consent.given_at.date():
        raise RecordInvalidError("consent_dates")
    if consent.valid_until is not None and consent.valid_until < consent.valid_from:
        raise RecordInvalidError("consent_dates")
