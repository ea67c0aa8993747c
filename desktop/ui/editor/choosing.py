"""Which regions are chosen, and what every act on chosen ones needs. No Qt."""

from collections.abc import Iterable, Sequence

from desktop.records.draft import Draft, Mark, MarkState
from desktop.ui.editor.state import State, Tool
from desktop.ui.phrase import Words, phrase

Why = Words | None
"""Why nothing was done, or what there is to say of it, or None."""


def select(state: State, number: int | None) -> None:
    """Choose one region, or none."""
    state.history.settle()
    state.is_preselected = False
    state.also = frozenset()
    state.selected = number
    if state.mark is None:
        state.selected = None


def select_too(state: State, numbers: Iterable[int]) -> None:
    """Choose regions besides those that are chosen already."""
    state.history.settle()
    state.is_preselected = False
    there = [m.number for m in state.draft.marks if m.state is not MarkState.REFUSED]
    wanted = {mark.number for mark in state.chosen} | set(numbers)
    chosen = [number for number in there if number in wanted]
    if state.selected not in chosen:
        state.selected = chosen[0] if chosen else None
    state.also = frozenset(chosen) - {state.selected}


def toggle(state: State, number: int) -> None:
    """Choose one more region, or let go of it."""
    numbers = {mark.number for mark in state.chosen}
    if number not in numbers:
        select_too(state, (number,))
        return
    left = numbers - {number}
    select(state, min(left, default=None))
    select_too(state, left)


def select_all(state: State) -> Why:
    """Choose every region of the photograph."""
    select_too(state, (mark.number for mark in state.draft.marks))
    if not state.chosen:
        return phrase("editor.no_regions_yet")
    return phrase("editor.chosen_several", count=len(state.chosen))


def select_next_too(state: State) -> Why:
    """Choose the region behind the last chosen one besides."""
    numbers = [m.number for m in state.draft.marks if m.state is not MarkState.REFUSED]
    chosen = [mark.number for mark in state.chosen]
    last = numbers.index(chosen[-1]) if chosen and chosen[-1] in numbers else -1
    if last + 1 >= len(numbers):
        return phrase("editor.no_more_regions" if numbers else "editor.no_regions_yet")
    select_too(state, (numbers[last + 1],))
    return phrase("editor.chosen_several", count=len(state.chosen))


def next_region(state: State, step: int) -> bool:
    """Choose the next (1) or former (-1) region; return False past the last one, choosing none.

    A proposal that the editor has chosen by itself is the next one.
    """
    if state.is_preselected and state.mark is not None:
        state.is_preselected = False
        return True
    numbers = [mark.number for mark in state.draft.marks if mark.state is not MarkState.REFUSED]
    if state.selected in numbers:
        place = numbers.index(state.selected) + step
    else:
        place = 0 if step > 0 else len(numbers) - 1
    is_there = 0 <= place < len(numbers)
    select(state, numbers[place] if is_there else None)
    return is_there


def select_undecided(state: State) -> bool:
    """Choose the first proposal that nobody has decided on; return whether there is one."""
    first = next(iter(state.draft.undecided()), None)
    if first is not None and state.tool is Tool.SELECT and not state.is_locked:
        select(state, first.number)
        state.is_preselected = True
    return first is not None


def locked_words(state: State) -> Why:
    """Return why nothing can be changed, or None."""
    return phrase("editor.is_locked") if state.is_locked else None


def none_chosen(state: State) -> Why:
    """Return why nothing was done where nothing is chosen."""
    return locked_words(state) or phrase("editor.choose_first")


def several(state: State) -> tuple[Mark, ...]:
    """Return the chosen regions where there is more than one."""
    chosen = () if state.is_locked else state.chosen
    return chosen if len(chosen) > 1 else ()


def step_words(name: str, marks: Sequence[Mark]) -> Words:
    """Return what a step is called: with its number for one region, else how many."""
    if len(marks) == 1:
        return phrase(f"editor.step_{name}", number=marks[0].number)
    return phrase(f"editor.step_{name}_several", count=len(marks))


def with_marks(state: State, marks: Iterable[Mark]) -> Draft:
    """Return the draft on screen with some marks replaced."""
    draft = state.draft
    for mark in marks:
        draft = draft.change(mark)
    return draft
