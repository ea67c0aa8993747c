"""What is delicate about a series: an intimate area, a child. What follows, and what is said.

Both are said once for the series, as the gate is answered. *Under 18* that follows from the date of
birth and the day of capture stays, whatever anybody ticks; the workflow looks at each image again
when it is filed. No Qt.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from desktop.ids import ArrivalId
from desktop.records.draft import Jotted
from desktop.records.flags import Flag, Flags, is_child
from desktop.records.patient import Patient
from desktop.records.plain_text import tidy
from desktop.records.waiting import Waiting
from desktop.ui.editor.choosing import Why
from desktop.ui.editor.shown import FlagsShown
from desktop.ui.editor.state import State
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, phrase


def children_of(waiting: Iterable[Waiting], patient: Patient, today: date) -> frozenset[ArrivalId]:
    """Return the photographs of a child, by the date of birth and the day of capture."""
    return frozenset(
        one.arrival
        for one in waiting
        if is_child(patient.date_of_birth, taken=_day(one), today=today)
    )


def _day(one: Waiting) -> date | None:
    taken = str((one.facts or {}).get("taken_at", ""))
    return datetime.fromisoformat(taken).date() if taken else None


def shown(state: State) -> FlagsShown:
    """Return what is said of the series, and what follows by itself."""
    return FlagsShown(jotted=state.work.jotted, follows=not state.children.isdisjoint(state.order))


def toggle(state: State, flag: Flag) -> Why:
    """Say that a series is delicate, or that it is not; what follows by itself stays."""
    if flag is Flag.UNDER_18 and shown(state).follows:
        return phrase("delicate.follows")
    jotted = state.work.jotted
    flags = replace(jotted.flags, marked=jotted.flags.marked ^ {flag})
    return jot(state, replace(jotted, flags=flags))


def jot(state: State, jotted: Jotted) -> Why:
    """Change filing details of the series, or what is delicate; typing a note is one step."""
    before = state.work.jotted
    is_note = replace(before.flags, chaperone=jotted.flags.chaperone) == jotted.flags
    is_about_flags = replace(before, flags=jotted.flags) == jotted
    name = phrase("delicate.step" if is_about_flags else "editor.step_details")
    merge: Any = "chaperone" if is_about_flags and is_note else None
    state.history.do(state.work.jotting(jotted), name, merge=merge)
    return None


def filed_flags(flags: Flags) -> Flags:
    """Return what is filed: a note about a chaperone goes only with an intimate area."""
    note = tidy(flags.chaperone) if Flag.INTIMATE in flags.marked else ""
    return Flags(marked=flags.marked, chaperone=note)


def truths(state: State) -> tuple[tuple[Words, Tone, str], ...]:
    """Return what is so of a delicate series before it is filed."""
    held = set(state.work.jotted.flags.marked)
    held |= {Flag.UNDER_18} if shown(state).follows else set()
    if not held:
        return ()
    named = "both" if held == set(Flag) else next(iter(held)).value
    return ((phrase(f"delicate.truth_{named}"), Tone.WARN, "eye-off"),)
