"""A consent as it is being recorded: what is filled in, what follows from it, what is missing.

Pure. The rules are those of ``records.consent``; here stands only which of them is not met yet, so
that a screen can say so before somebody presses the button.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Self

from desktop.records.consent import (
    BEYOND_CARE,
    LONGEST_NAME,
    LONGEST_REASON,
    MAY_AGREE_BEYOND_CARE,
    PROXIES,
    Capacity,
    ExplanationPoint,
    How,
    Use,
    capacities_for,
)
from desktop.records.given import Given
from desktop.records.lawful_basis import default_basis, lawful_bases
from desktop.records.plain_text import is_plain, is_plain_lines

EXPLICIT: Final = "explicit_consent"
"""Code of the lawful basis that uses beyond care rest on."""


class Group(Enum):
    """The five numbered groups of the sheet, in their order."""

    EXPLAINED = "explained"
    """What was explained."""
    AGREES = "agrees"
    """Who agrees."""
    USES = "uses"
    """What the images may be used for."""
    BASIS = "basis"
    """The lawful basis."""
    HOW = "how"
    """How it was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentForm:
    """What has been filled in for one patient.

    Who agrees is filled in for an adult, because it is nearly always the patient; for a child
    somebody has to say. That the five points were explained is never filled in: it is the one
    thing that only the person who did it can say.

    Attributes:
        years: The patient's age today.
        explained: What was explained.
        capacity: Who agrees, or None while nobody has said.
        giver_name: Their name, where it is not the patient.
        relationship: What they are to the patient.
        uses: What for.
        chosen_basis: The lawful basis that somebody chose; empty while it follows from the uses.
        how: How it was given.
        reason: Why, where nobody could agree.
    """

    years: int
    explained: frozenset[ExplanationPoint] = frozenset()
    capacity: Capacity | None = None
    giver_name: str = ""
    relationship: str = ""
    uses: frozenset[Use] = frozenset({Use.CARE})
    chosen_basis: str = ""
    how: How = How.VERBAL
    reason: str = ""

    @classmethod
    def begun(cls, years: int) -> Self:
        """Return an empty form for somebody of this age."""
        capacity = Capacity.PATIENT if Capacity.PATIENT in capacities_for(years) else None
        return cls(years=years, capacity=capacity)

    # ----------------------------------------------------------------------------- what follows

    @property
    def capacities(self) -> tuple[Capacity, ...]:
        """Who can agree for somebody of this age, in the order they are offered."""
        possible = capacities_for(self.years)
        return tuple(one for one in Capacity if one in possible)

    @property
    def needs_giver(self) -> bool:
        """Whether somebody else agrees, whose name is needed."""
        return self.capacity in PROXIES

    @property
    def needs_reason(self) -> bool:
        """Whether nobody agreed, so that it must be said why it was done."""
        return self.how is How.OTHER_POWER

    @property
    def basis(self) -> str:
        """The lawful basis: as chosen, else as it follows from the uses."""
        if self.chosen_basis:
            return self.chosen_basis
        return EXPLICIT if self.uses & BEYOND_CARE else default_basis()

    @property
    def hows(self) -> tuple[How, ...]:
        """How it can have been given: where nobody can agree, by another power alone."""
        if self.capacity is Capacity.BEST_INTERESTS:
            return (How.OTHER_POWER,)
        return tuple(How)

    # --------------------------------------------------------------------------------- filled in

    def with_capacity(self, capacity: Capacity) -> Self:
        """Return the form with somebody else agreeing; how it was given may follow from that."""
        if capacity is Capacity.BEST_INTERESTS:
            how = How.OTHER_POWER
        elif self.capacity is Capacity.BEST_INTERESTS:
            how = How.VERBAL
        else:
            how = self.how
        return replace(self, capacity=capacity, how=how)

    def with_use(self, use: Use, *, wanted: bool) -> Self:
        """Return the form with one more or one less use; a basis that no longer fits goes."""
        uses = self.uses | {use} if wanted else self.uses - {use}
        return replace(self, uses=uses, chosen_basis="")

    def with_point(self, point: ExplanationPoint, *, told: bool) -> Self:
        """Return the form with one point explained or not."""
        explained = self.explained | {point} if told else self.explained - {point}
        return replace(self, explained=explained)

    def with_all_points(self, *, told: bool) -> Self:
        """Return the form with all five points explained, or none."""
        return replace(self, explained=frozenset(ExplanationPoint) if told else frozenset())

    # ----------------------------------------------------------------------------- what is missing

    def missing(self) -> dict[Group, str]:
        """Return what every group that is not done lacks: a code of the texts ``missing``."""
        found = {
            Group.EXPLAINED: self._explained(),
            Group.AGREES: self._agrees(),
            Group.USES: self._uses(),
            Group.BASIS: self._basis(),
            Group.HOW: self._how(),
        }
        return {group: code for group, code in found.items() if code}

    def given(self) -> Given:
        """Return what is to be recorded; only where nothing is missing.

        Raises:
            ValueError: Something is missing: a fault of the program.
        """
        if self.missing() or self.capacity is None:
            raise ValueError("something is missing")
        return Given(
            how=self.how,
            capacity=self.capacity,
            explained=self.explained,
            uses=self.uses,
            giver_name=self.giver_name.strip() if self.needs_giver else "",
            relationship=self.relationship.strip() if self.needs_giver else "",
            reason=self.reason.strip() if self.needs_reason else "",
            basis=self.basis,
        )

    def _explained(self) -> str:
        return "" if self.explained == frozenset(ExplanationPoint) else "explained"

    def _agrees(self) -> str:
        if self.capacity is None:
            return "capacity"
        if not self.needs_giver:
            return ""
        names = (self.giver_name.strip(), self.relationship.strip())
        if not all(names):
            return "giver"
        fits = all(len(name) <= LONGEST_NAME and is_plain(name) for name in names)
        return "" if fits else "text"

    def _uses(self) -> str:
        if Use.CARE not in self.uses:
            return "care"
        if self.uses & BEYOND_CARE and self.capacity not in {None, *MAY_AGREE_BEYOND_CARE}:
            return "beyond_care"
        return ""

    def _basis(self) -> str:
        basis = lawful_bases()[self.basis]
        if self.uses & BEYOND_CARE and not basis.is_explicit_consent:
            return "explicit"
        if basis.is_explicit_consent and self.how is How.OTHER_POWER:
            return "nobody_agreed"
        return ""

    def _how(self) -> str:
        if not self.needs_reason:
            return ""
        if not self.reason.strip():
            return "reason"
        fits = len(self.reason) <= LONGEST_REASON and is_plain_lines(self.reason)
        return "" if fits else "text"
