"""A step undone or done again: its photograph is shown, and what changed is chosen. No Qt."""

from collections.abc import Callable

from desktop.ids import ArrivalId
from desktop.ui.editor import choosing
from desktop.ui.editor.state import State
from desktop.ui.editor.work import Work
from desktop.ui.phrase import Words, phrase


def step(state: State, *, again: bool, go: Callable[[ArrivalId], None]) -> Words:
    """Undo the last step, or do it again; return what there is to say.

    Args:
        state: The editor.
        again: Whether a step that was undone is done again.
        go: Puts another photograph on screen.
    """
    history = state.history
    before = history.now
    name = history.redo() if again else history.undo()
    if name is None:
        return phrase("editor.nothing_to_redo" if again else "editor.nothing_to_undo")
    elsewhere = before.differs_in(history.now)
    if elsewhere and state.at not in elsewhere:
        go(elsewhere[0])
    return phrase("editor.redone" if again else "editor.undone", step=name)


def choose_what_changed(state: State, before: Work) -> bool:
    """Choose the regions that a step changed; return whether there are any."""
    former = set(before.draft(state.at).marks)
    changed = [mark for mark in state.draft.marks if mark not in former]
    if changed:
        choosing.select(state, changed[0].number)
        choosing.select_too(state, (mark.number for mark in changed))
    elif state.mark is None:
        state.selected = None
    return bool(changed)
