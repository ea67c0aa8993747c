"""Clinical findings that must stay visible, and the covers that would touch them. Pure; no Qt.

A finding is a mark like the others, in a state of its own: it is drawn, moved and undone as they
are, and never burned. Nothing is dropped or made smaller because of one: what touches it is said.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from desktop.records.draft import Draft, Mark, MarkState
from desktop.records.touching import touch
from desktop.ui.phrase import Words, joined, phrase, verbatim

Clashes = Mapping[int, tuple[int, ...]]
"""By the number of a cover or a finding, the numbers of those that it touches."""

NO_CLASHES: Final[Clashes] = MappingProxyType({})


def clashes(draft: Draft) -> Clashes:
    """Return what touches: covers with findings, also covers that nobody has accepted yet."""
    findings = [mark for mark in draft.marks if mark.is_finding]
    if not findings:
        return NO_CLASHES
    found: dict[int, list[int]] = {}
    for cover in (mark for mark in draft.marks if mark.is_cover):
        for finding in findings:
            if touch(cover.region, finding.region):
                found.setdefault(cover.number, []).append(finding.number)
                found.setdefault(finding.number, []).append(cover.number)
    return MappingProxyType({number: tuple(others) for number, others in found.items()})


def burned_clash(draft: Draft) -> Mark | None:
    """Return the first accepted cover that touches a finding, or None."""
    touched = clashes(draft)
    accepted = (mark for mark in draft.marks if mark.state is MarkState.ACCEPTED)
    return next((mark for mark in accepted if mark.number in touched), None)


def clash_words(mark: Mark, others: tuple[int, ...], *, long: bool = False) -> Words:
    """Return what is the matter with a mark that touches others; ``long``: where it is heard."""
    key = "editor.clash_finding" if mark.is_finding else "editor.clash_cover"
    return phrase(f"{key}_long" if long else key, numbers=_numbers(others))


def warning(draft: Draft) -> Words | None:
    """Return which covers of a photograph touch a finding, or None."""
    touched = clashes(draft)
    covers = tuple(m.number for m in draft.marks if m.is_cover and m.number in touched)
    return phrase("editor.clash", count=len(covers), numbers=_numbers(covers)) if covers else None


def _numbers(numbers: tuple[int, ...]) -> Words:
    return joined(*(verbatim(number) for number in numbers), between=", ")
