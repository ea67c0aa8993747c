"""The wording of the five explanation points, by version, in English and Welsh.

A consent stores the version that was shown (GUIDANCE R-03); versions are added to
``resources/texts/consent.toml`` and never changed or taken out, so that what somebody agreed to
can always be read again.
"""

from desktop.records.consent import ExplanationPoint
from desktop.wording import Language, table


def current_version() -> str:
    """Return the version that is shown to patients now."""
    return str(table("consent")["current"])


def versions() -> frozenset[str]:
    """Return every version there has been."""
    return frozenset(table("consent")["version"])


def explanation(point: ExplanationPoint, *, version: str, language: Language) -> str:
    """Return what is said to the patient under one point.

    Raises:
        KeyError: There is no such version.
    """
    return str(table("consent")["version"][version][point.value][language.value])
