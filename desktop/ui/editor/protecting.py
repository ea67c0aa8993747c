"""Marking the clinical finding that must stay visible. No Qt."""

from collections.abc import Sequence
from dataclasses import replace

from desktop.records.draft import Mark, MarkOrigin, MarkState
from desktop.ui.editor.choosing import Why, locked_words, step_words, with_marks
from desktop.ui.editor.state import State, Tool
from desktop.ui.phrase import phrase


def protect(state: State) -> Why:
    """Make findings of the chosen regions, or covers again of chosen findings.

    Where nothing is chosen, the next shape that is drawn is a finding. What a detector is sure of
    is no finding before somebody has refused it: it is never taken away by the way.
    """
    if state.is_locked:
        return locked_words(state)
    marks = () if state.is_preselected else state.chosen
    if not marks:
        return _begin_or_end(state)
    if all(mark.is_finding for mark in marks):
        return _change(state, [replace(mark, state=_former(mark)) for mark in marks], "unprotect")
    fresh = [mark for mark in marks if not mark.is_finding]
    if any(mark.origin is MarkOrigin.SURE for mark in fresh):
        return phrase("editor.protect_sure")
    changed = [replace(mark, state=MarkState.PROTECTED, seen=True) for mark in fresh]
    return _change(state, changed, "protect")


def _begin_or_end(state: State) -> Why:
    state.protecting = not state.protecting
    if not state.protecting:
        return phrase("editor.not_protecting")
    if state.tool is Tool.SELECT:
        state.tool = Tool.RECTANGLE
    return phrase("editor.protecting")


def _former(mark: Mark) -> MarkState:
    """Return as what a finding is a cover again: what was not drawn has to be decided on."""
    is_drawn = mark.origin is MarkOrigin.PERSON
    return MarkState.ACCEPTED if is_drawn else MarkState.PROPOSED


def _change(state: State, changed: Sequence[Mark], name: str) -> Why:
    state.edit(with_marks(state, changed), step_words(name, changed))
    return phrase(f"editor.{name}ed", count=len(changed))
