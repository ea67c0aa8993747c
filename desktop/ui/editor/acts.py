"""What a person does to regions and answers: each act takes one named step, or says why it cannot.

An act that can do nothing returns the words to say, so that no key fails silently. No Qt.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from desktop.records.draft import Mark, MarkOrigin, MarkState
from desktop.records.filing import LONGEST_DESCRIPTION
from desktop.records.gate import LONGEST_REASON, Decision, Feature, Verdict
from desktop.records.plain_text import is_plain_lines
from desktop.records.region import Region, Shape, Style
from desktop.ui.editor import altering, geometry
from desktop.ui.editor.choosing import (
    Why,
    locked_words,
    none_chosen,
    select,
    several,
    step_words,
    with_marks,
)
from desktop.ui.editor.gate_rules import why_not
from desktop.ui.editor.state import State
from desktop.ui.phrase import phrase

STEP_PX: Final = 1
LONG_STEP_PX: Final = 10
_PLACED_PART: Final = 1 / 4
"""A shape placed by key is this part of what is seen."""


def _chosen(state: State) -> Mark | None:
    return None if state.is_locked else state.mark


def _chosen_covers(state: State) -> tuple[Mark, ...]:
    """Return the chosen regions that cover something: a finding has no style and hides nothing."""
    return () if state.is_locked else tuple(m for m in state.chosen if not m.is_finding)


def decide(state: State, number: int | None, decided: MarkState) -> Why:
    """Accept a region, refuse it, or take either back to proposed.

    A region that a person drew is not proposed by anybody: refusing it removes it.
    """
    marks = several(state)
    if number == state.selected and marks:
        return _decide_several(state, marks, decided)
    mark = None if number is None or state.is_locked else state.draft.mark(number)
    if mark is None:
        return none_chosen(state)
    if mark.is_finding and decided is MarkState.ACCEPTED:
        return phrase("editor.is_protected")
    if mark.origin is MarkOrigin.PERSON and decided is not MarkState.ACCEPTED:
        return remove(state, mark.number)
    if mark.state is decided:
        return phrase(f"editor.is_{decided.value}")
    changed = state.draft.change(replace(mark, state=decided, seen=True))
    state.edit(changed, phrase(f"editor.step_{decided.value}", number=mark.number))
    return None


def _decide_several(state: State, marks: Sequence[Mark], decided: MarkState) -> Why:
    """Accept several regions, or refuse them; what a person drew and refuses goes."""
    if decided is MarkState.REFUSED:
        return _remove_several(state, marks)
    covers = [mark for mark in marks if not mark.is_finding]
    if not covers:
        return phrase("editor.is_protected")
    decided_on = (replace(mark, state=decided, seen=True) for mark in covers)
    state.edit(with_marks(state, decided_on), step_words(decided.value, covers))
    return None


def _remove_several(state: State, marks: Sequence[Mark]) -> Why:
    draft = state.draft
    for mark in marks:
        if mark.origin is MarkOrigin.PERSON:
            draft = draft.remove(mark.number)
        else:
            draft = draft.change(replace(mark, state=MarkState.REFUSED, seen=True))
    state.edit(draft, step_words("remove", marks))
    select(state, None)
    return None


def accept_all_sure(state: State) -> Why:
    """Accept every sure proposal that has been seen once."""
    if state.is_locked:
        return locked_words(state)
    changed = state.draft.accept_all_sure()
    unseen = sum(_is_open_and_sure(mark) for mark in changed.marks)
    if changed == state.draft:
        key = "editor.sure_unseen" if unseen else "editor.no_sure"
        return phrase(key, count=unseen) if unseen else phrase(key)
    state.edit(changed, phrase("editor.step_accept_all"))
    return phrase("editor.sure_unseen", count=unseen) if unseen else None


def _is_open_and_sure(mark: Mark) -> bool:
    return mark.state is MarkState.PROPOSED and mark.origin is MarkOrigin.SURE


def remove(state: State, number: int | None) -> Why:
    """Take drawn regions away; a proposal is refused instead, and stays listed."""
    marks = several(state)
    if number == state.selected and marks:
        return _remove_several(state, marks)
    mark = None if number is None or state.is_locked else state.draft.mark(number)
    if mark is None:
        return none_chosen(state)
    if mark.origin is not MarkOrigin.PERSON:
        return decide(state, mark.number, MarkState.REFUSED)
    name = phrase("editor.step_remove", number=mark.number)
    state.edit(state.draft.remove(mark.number), name)
    if state.selected == mark.number:
        state.selected = None
    return None


def reshape(state: State, number: int, region: Region, *, merge: object) -> None:
    """Move or resize a region under the pointer; one drag is one step."""
    mark = state.draft.mark(number)
    if mark is None or state.is_locked or mark.region == region:
        return
    changed = state.draft.change(replace(mark, region=region))
    state.edit(changed, phrase("editor.step_move", number=number), merge=merge)


def nudge(state: State, dx: int, dy: int, *, resize: bool) -> Why:
    """Move the chosen region by pixels, or its right and lower edge."""
    marks = several(state)
    if marks and not resize:
        return _nudge_several(state, marks, dx, dy)
    mark = _chosen(state)
    if mark is None:
        return none_chosen(state)
    if marks:
        return phrase("editor.one_at_a_time")
    act = geometry.grown if resize else geometry.moved
    region = act(mark.region, dx, dy, state.picture)
    if region == mark.region:
        return phrase("editor.at_the_edge")
    changed = state.draft.change(replace(mark, region=region))
    name = phrase("editor.step_move", number=mark.number)
    state.edit(changed, name, merge=("nudge", mark.number, resize))
    return None


def _nudge_several(state: State, marks: Sequence[Mark], dx: int, dy: int) -> Why:
    regions = {mark.number: mark.region for mark in marks}
    if geometry.step_of_all(tuple(regions.values()), dx, dy, state.picture) == (0, 0):
        return phrase("editor.at_the_edge")
    altering.move_all(state, regions, dx, dy, merge=("nudge", tuple(regions)))
    return None


def set_box(state: State, box: geometry.Rect) -> Why:
    """Give the chosen region another rectangle, as it was written."""
    mark = _chosen(state)
    if mark is None:
        return none_chosen(state)
    region = geometry.reshaped(mark.region, box, state.picture)
    changed = state.draft.change(replace(mark, region=region))
    state.edit(changed, phrase("editor.step_move", number=mark.number))
    return None


def set_style(state: State, style: Style) -> None:
    """Cover the chosen regions, and those drawn from now on, otherwise."""
    state.style = style
    marks = _chosen_covers(state)
    if marks:
        changed = (replace(mark, region=replace(mark.region, style=style)) for mark in marks)
        state.edit(with_marks(state, changed), step_words("style", marks))


def set_feature(state: State, feature: Feature) -> None:
    """Say what lies under the chosen regions, and under those drawn from now on."""
    state.feature = feature
    marks = _chosen_covers(state)
    if marks:
        changed = (replace(mark, feature=feature) for mark in marks)
        state.edit(with_marks(state, changed), step_words("feature", marks))


def say_why(state: State, reason: str) -> Why:
    """Say why the chosen region is covered, as it is being written."""
    mark = _chosen(state)
    if mark is None or mark.is_finding:
        return none_chosen(state)
    if len(reason) > LONGEST_REASON or not is_plain_lines(reason):
        return phrase("editor.reason_too_long", most=LONGEST_REASON)
    changed = state.draft.change(replace(mark, reason=reason))
    name = phrase("editor.step_why", number=mark.number)
    state.edit(changed, name, merge=("why", mark.number))
    return None


def draw(state: State, region: Region) -> Why:
    """Add a drawn region, or the finding that must stay visible, and choose it."""
    if state.is_locked:
        return locked_words(state)
    number = state.new_number()
    if state.protecting:
        state.protecting = False
        found = state.draft.add(region, state.feature, number=number, protected=True)
        state.edit(found, phrase("editor.step_protect", number=number))
        select(state, number)
        return phrase("editor.protected", count=1)
    drawn = state.draft.add(region, state.armed or state.feature, number=number)
    state.feature = state.armed or state.feature
    state.edit(drawn, phrase("editor.step_draw", number=number))
    select(state, number)
    return None


def place(state: State, shape: Shape, seen: tuple[float, float, float, float]) -> Why:
    """Put a shape in the middle of what is seen: drawing without a mouse.

    Args:
        state: The editor.
        shape: Rectangle or ellipse.
        seen: The part of the picture that is in view, in image pixels.
    """
    x, y, w, h = seen
    side = max(w, h) * _PLACED_PART
    across, down = x + w / 2, y + h / 2
    start, end = (across - side / 2, down - side / 2), (across + side / 2, down + side / 2)
    box = geometry.drawn_box(start, end, state.picture)
    if box is None:
        return phrase("editor.no_picture_yet")
    return draw(
        state, Region(shape=shape, x=box[0], y=box[1], w=box[2], h=box[3], style=state.style)
    )


def face_looked(state: State) -> Why:
    """Say that nothing has to be covered where a detector suspects part of a face."""
    if state.is_locked:
        return locked_words(state)
    state.edit(replace(state.draft, face_looked=True), phrase("editor.step_no_face"))
    return None


def answer(state: State, feature: Feature, verdict: Verdict) -> Why:
    """Answer one feature for the whole series."""
    bar = why_not(feature, verdict, state.shown_drafts())
    if bar is not None:
        return phrase(f"editor.bar_{bar.value}", feature=phrase(f"feature.{feature.value}"))
    given = state.work.answers.get(feature)
    reason = given.reason if given is not None and verdict is Verdict.NEEDED else ""
    decision = Decision(verdict=verdict, reason=reason)
    name = phrase("editor.step_answer", feature=phrase(f"feature.{feature.value}"))
    state.history.do(state.work.answering(feature, decision), name)
    return None


def give_reason(state: State, feature: Feature, reason: str) -> Why:
    """Say why a feature has to stay visible; typing is one step."""
    if len(reason) > LONGEST_REASON or not is_plain_lines(reason):
        return phrase("editor.reason_too_long", most=LONGEST_REASON)
    decision = Decision(verdict=Verdict.NEEDED, reason=reason)
    name = phrase("editor.step_reason", feature=phrase(f"feature.{feature.value}"))
    state.history.do(state.work.answering(feature, decision), name, merge=("reason", feature))
    return None


def describe(state: State, description: str) -> Why:
    """Say in words what the series shows; typing is one step."""
    if len(description) > LONGEST_DESCRIPTION or not is_plain_lines(description):
        return phrase("editor.description_too_long", most=LONGEST_DESCRIPTION)
    jotted = replace(state.work.jotted, description=description)
    name = phrase("editor.step_details")
    state.history.do(state.work.jotting(jotted), name, merge="description")
    return None
