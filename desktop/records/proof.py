"""What a proof says, as a value; light enough for processes that decode nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from desktop.errors import DecoderAnswerError

CHECKS: Final = (
    "metadata",
    "trailing",
    "alpha",
    "second_decoder",
    "dimensions",
    "regions",
    "outside",
)
"""Stable names, in this order."""

MOST_FACES: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question and its answer; names are in ``CHECKS``."""

    name: str
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was found in the written bytes.

    Attributes:
        ok: Every check holds. Faces that are left do not change it: a person may have kept one.
        checks: One per name of ``CHECKS``, in that order.
        faces_left: Faces that detectors are sure of in the copy and that no region hides.
    """

    ok: bool
    checks: tuple[Check, ...]
    faces_left: int

    def to_json(self) -> dict[str, object]:
        """Return plain data."""
        return {
            "ok": self.ok,
            "checks": [{"name": check.name, "ok": check.ok} for check in self.checks],
            "faces_left": self.faces_left,
        }

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Return what plain data of exactly this shape says.

        Raises:
            DecoderAnswerError: It has another shape, or contradicts itself.
        """
        if not isinstance(data, Mapping) or set(data) != {"ok", "checks", "faces_left"}:
            raise DecoderAnswerError("proof")
        ok, left, listed = data["ok"], data["faces_left"], data["checks"]
        if not isinstance(listed, list) or type(left) is not int or not 0 <= left <= MOST_FACES:
            raise DecoderAnswerError("proof")
        checks = tuple(_check(entry) for entry in listed)
        is_whole = tuple(check.name for check in checks) == CHECKS
        if not is_whole or ok is not all(check.ok for check in checks):
            raise DecoderAnswerError("proof")
        return cls(ok=ok, checks=checks, faces_left=left)


def _check(data: object) -> Check:
    if not isinstance(data, Mapping) or set(data) != {"name", "ok"}:
        raise DecoderAnswerError("proof")
    name, ok = data["name"], data["ok"]
    if not isinstance(name, str) or type(ok) is not bool:
        raise DecoderAnswerError("proof")
    return Check(name=name, ok=ok)
