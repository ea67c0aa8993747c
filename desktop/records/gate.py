"""The gate: one decision for each identifying feature before an image may be filed.

Source: GUIDANCE R-26, "the face and any other obvious identifying features are obscured, for
example, birth marks and tattoos" (NHS Wales, Capturing and Obtaining Clinical Images, "Images
taken by a Healthcare Professional"); R-17 and R-10 (who decided and why is recorded). What is
needed clinically may stay, with a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from desktop.errors import GateOpenError, RecordInvalidError
from desktop.records.plain_text import is_plain_lines, tidy

LONGEST_REASON: Final = 500


class Feature(Enum):
    """Something in a picture by which a person could be recognised; the values are JSON keys."""

    FACE = "face"
    TATTOO = "tattoo"
    BIRTHMARK = "birthmark"
    JEWELLERY = "jewellery"
    BADGE = "badge"
    """A name badge or a wristband."""
    TEXT = "text"
    """Writing in the shot: a letter, a label, a screen."""


class Verdict(Enum):
    """What was decided about one feature."""

    OBSCURED = "obscured"
    """It is there, and covered."""
    ABSENT = "absent"
    """It is not in the picture."""
    NEEDED = "needed"
    """It is there and clinically needed; the reason says why."""


_VERDICTS: Final[Mapping[str, Verdict]] = {
    "obscured": Verdict.OBSCURED,
    "absent": Verdict.ABSENT,
    "not_present": Verdict.ABSENT,
    "not present": Verdict.ABSENT,
    "needed": Verdict.NEEDED,
}
_VERDICT_KEYS: Final = ("decision", "verdict")


def check_words(reason: str) -> None:
    """Return only if a reason can be kept and shown; it may be empty.

    Raises:
        RecordInvalidError: ``gate_reason``.
    """
    if len(reason) > LONGEST_REASON or not is_plain_lines(reason):
        raise RecordInvalidError("gate_reason")


def check_reasons(reasons: Sequence[str], *, regions: int) -> None:
    """Return only if there is one reason for each region, or none was asked for.

    Raises:
        RecordInvalidError: ``gate_reason``, or ``shape``: they are too many or too few.
    """
    if reasons and len(reasons) != regions:
        raise RecordInvalidError("shape")
    for reason in reasons:
        check_words(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A verdict and, where the feature stays visible, why.

    Attributes:
        verdict: What was decided.
        reason: Why it is needed; the gate, not this value, insists on it.
    """

    verdict: Verdict
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse a reason that is too long or not plain text.

        Raises:
            RecordInvalidError: ``gate_reason``.
        """
        check_words(self.reason)

    @classmethod
    def from_json(cls, value: object) -> "Decision":
        """Read ``"obscured"``, ``"absent"``, ``"needed: why"`` or an object with a reason.

        Raises:
            RecordInvalidError: ``gate_verdict`` (no such verdict), ``shape``, or ``gate_reason``.
        """
        reason: object = ""
        if isinstance(value, Mapping):
            if not {*_VERDICT_KEYS, "reason"}.issuperset(value):
                raise RecordInvalidError("shape")
            reason = value.get("reason") or ""
            value = next((value[key] for key in _VERDICT_KEYS if key in value), None)
        if not isinstance(value, str) or not isinstance(reason, str):
            raise RecordInvalidError("shape")
        word, _, after = value.partition(":")
        verdict = _VERDICTS.get(tidy(word).casefold())
        if verdict is None:
            raise RecordInvalidError("gate_verdict")
        return cls(verdict=verdict, reason=tidy(reason) or tidy(after))

    def to_json(self) -> dict[str, str]:
        """Return the decision as an object with ``verdict`` and ``reason``."""
        return {"verdict": self.verdict.value, "reason": self.reason}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The decisions made so far; what is not in it is undecided.

    Attributes:
        decisions: By feature.
    """

    decisions: Mapping[Feature, Decision]

    @classmethod
    def from_json(cls, value: object) -> "Gate":
        """Read an object with the six features as keys; null and a missing key are undecided.

        Raises:
            RecordInvalidError: ``gate_feature`` (a key that is no feature), ``gate_verdict``,
                ``gate_reason`` or ``shape``.
        """
        if not isinstance(value, Mapping):
            raise RecordInvalidError("shape")
        known = {feature.value for feature in Feature}
        if not known.issuperset(value):
            raise RecordInvalidError("gate_feature")
        return cls(
            decisions=MappingProxyType(
                {
                    feature: Decision.from_json(value[feature.value])
                    for feature in Feature
                    if value.get(feature.value) is not None
                }
            )
        )

    def to_json(self) -> dict[str, dict[str, str]]:
        """Return the decisions in the order of the features."""
        return {
            feature.value: self.decisions[feature].to_json()
            for feature in Feature
            if feature in self.decisions
        }

    def undecided(self) -> tuple[Feature, ...]:
        """Return the features that nobody has decided on yet."""
        return tuple(feature for feature in Feature if feature not in self.decisions)


def check_gate(
    gate: Gate,
    *,
    region_count: int,
    faces_left_sure: int,
    features: Sequence[Feature] = (),
) -> None:
    """Let an image pass only if every feature is decided and no decision contradicts the picture.

    A face that a detector is sure of and that is still visible contradicts *obscured* as well as
    *absent*: either it was forgotten, or it is needed and somebody must say why.

    Args:
        gate: The decisions.
        region_count: Regions burned into the copy.
        faces_left_sure: Faces that a detector, run again on the copy, is sure of.
        features: What lies under each region; empty where nobody said. Where it was said,
            *obscured* needs a region of the feature itself.

    Raises:
        GateOpenError: ``undecided``, ``reason_missing``, ``obscured_without_region`` or
            ``face_still_found``; the fact ``feature`` says which.
    """
    for feature in Feature:
        covers = features.count(feature) if features else region_count
        reason = _contradiction(feature, gate, covers, faces_left_sure)
        if reason:
            raise GateOpenError(reason, feature=feature.value)


def _contradiction(feature: Feature, gate: Gate, covers: int, faces_left_sure: int) -> str:
    decision = gate.decisions.get(feature)
    if decision is None:
        return "undecided"
    if decision.verdict is Verdict.NEEDED:
        return "" if decision.reason.strip() else "reason_missing"
    if decision.verdict is Verdict.OBSCURED and covers < 1:
        return "obscured_without_region"
    return "face_still_found" if feature is Feature.FACE and faces_left_sure > 0 else ""
