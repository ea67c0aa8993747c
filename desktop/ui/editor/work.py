"""What is edited: every draft of a series, the answers at the gate, and the filing details.

One immutable value, so that one undo covers all of it. Pure; no Qt.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Self

from desktop.ids import ArrivalId
from desktop.records.draft import Draft, Jotted
from desktop.records.gate import Decision, Feature
from desktop.records.plain_text import tidy

NO_ANSWERS: Final[Mapping[Feature, Decision]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A series under redaction.

    Attributes:
        drafts: One for each photograph, in their order; without what the series shares.
        answers: What a person answered at the gate, for the whole series.
        jotted: Filing details of the whole series.
    """

    drafts: tuple[Draft, ...]
    answers: Mapping[Feature, Decision]
    jotted: Jotted

    @classmethod
    def opened(cls, arrivals: Sequence[ArrivalId], kept: Iterable[Draft]) -> Self:
        """Return the work on these arrivals as it was left.

        An answer is taken over only where every kept draft that has one has the same.
        """
        found = {draft.arrival: draft for draft in kept}
        drafts = tuple(found.get(one) or Draft(arrival=one) for one in arrivals)
        answers: dict[Feature, Decision] = {}
        for feature in Feature:
            given = {d.decisions[feature] for d in drafts if feature in d.decisions}
            if len(given) == 1:
                answers[feature] = given.pop()
        jotted = next((d.jotted for d in drafts if d.jotted != Jotted()), Jotted())
        own = tuple(replace(d, decisions=NO_ANSWERS, jotted=Jotted()) for d in drafts)
        return cls(drafts=own, answers=MappingProxyType(answers), jotted=jotted)

    def draft(self, arrival: ArrivalId) -> Draft:
        """Return the draft of one photograph.

        Raises:
            KeyError: It is not of this series: a fault of the program.
        """
        for draft in self.drafts:
            if draft.arrival == arrival:
                return draft
        raise KeyError(arrival)

    def with_draft(self, changed: Draft) -> Self:
        """Return the work with one draft replaced."""
        drafts = tuple(changed if d.arrival == changed.arrival else d for d in self.drafts)
        return replace(self, drafts=drafts)

    def without(self, arrival: ArrivalId) -> Self:
        """Return the work without one photograph."""
        return replace(self, drafts=tuple(d for d in self.drafts if d.arrival != arrival))

    def answering(self, feature: Feature, decision: Decision | None) -> Self:
        """Return the work with one feature answered, or with None not answered."""
        answers = dict(self.answers)
        answers.pop(feature, None)
        if decision is not None:
            answers[feature] = decision
        return replace(self, answers=MappingProxyType(answers))

    def jotting(self, jotted: Jotted) -> Self:
        """Return the work with other filing details."""
        return replace(self, jotted=jotted)

    def kept(self, arrival: ArrivalId) -> Draft:
        """Return one draft as it is sealed in the vault: with what the series shares."""
        tidied = {
            feature: replace(decision, reason=tidy(decision.reason))
            for feature, decision in self.answers.items()
        }
        decisions = MappingProxyType(tidied)
        return replace(self.draft(arrival), decisions=decisions, jotted=self.jotted)

    def differs_in(self, other: "Work") -> tuple[ArrivalId, ...]:
        """Return the photographs in which the two differ."""
        theirs = {draft.arrival: draft for draft in other.drafts}
        return tuple(d.arrival for d in self.drafts if theirs.get(d.arrival) != d)
