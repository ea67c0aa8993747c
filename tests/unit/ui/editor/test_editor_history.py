"""Undo and redo: whatever was done can be undone to the first value and done again."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.editor.history import History
from desktop.ui.phrase import verbatim

steps = st.lists(
    st.one_of(
        st.tuples(st.just("do"), st.integers(0, 5), st.sampled_from([None, "a", "b"])),
        st.tuples(st.just("undo"), st.just(0), st.none()),
        st.tuples(st.just("redo"), st.just(0), st.none()),
        st.tuples(st.just("settle"), st.just(0), st.none()),
    ),
    max_size=40,
)


def play(history: History[int], how: list[tuple[str, int, str | None]]) -> None:
    for kind, value, merge in how:
        match kind:
            case "do":
                history.do(value, verbatim(value), merge=merge)
            case "undo":
                history.undo()
            case "redo":
                history.redo()
            case _:
                history.settle()


@given(steps)
def test_undoing_everything_gives_the_first_value_and_redoing_the_last(
    how: list[tuple[str, int, str | None]],
) -> None:
    history = History(-1)
    play(history, how)
    while history.redo() is not None:
        pass
    last = history.now
    count = 0
    while history.undo() is not None:
        count += 1
    assert history.now == -1
    for _ in range(count):
        assert history.redo() is not None
    assert history.now == last
    assert history.redo() is None


@given(steps)
def test_a_name_is_told_exactly_when_there_is_something_to_undo(
    how: list[tuple[str, int, str | None]],
) -> None:
    history = History(-1)
    play(history, how)
    name = history.undo_name
    before = history.now
    assert history.undo() == name
    assert (history.now != before) == (name is not None)
    if name is not None:
        assert history.redo_name == name


def test_a_drag_is_one_step_until_it_is_settled() -> None:
    history = History(0)
    for value in (1, 2, 3):
        history.do(value, verbatim("drag"), merge="one")
    history.settle()
    history.do(4, verbatim("drag"), merge="one")
    assert history.undo() == verbatim("drag")
    assert history.now == 3
    history.undo()
    assert history.now == 0


def test_what_changes_nothing_is_no_step() -> None:
    history = History(0)
    history.do(0, verbatim("nothing"))
    assert history.undo_name is None


def test_a_new_step_forgets_what_was_undone() -> None:
    history = History(0)
    history.do(1, verbatim("one"))
    history.undo()
    history.do(2, verbatim("two"))
    assert history.redo() is None
    assert history.now == 2


def test_facts_go_into_every_value_and_empty_steps_are_skipped() -> None:
    history = History((0, False))
    history.do((1, False), verbatim("one"))
    history.do((2, False), verbatim("two"))
    history.undo()
    history.amend(lambda _: (0, True))
    assert history.undo_name is None
    assert history.redo_name is None
    assert history.undo() is None
    assert history.now == (0, True)
