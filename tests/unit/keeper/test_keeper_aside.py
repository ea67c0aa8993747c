"""Work aside: result and error come back, others have their turn, no descriptor stays open."""

import threading
from collections.abc import Iterator

import pytest
from support.descriptors import open_descriptors

from desktop.keeper.aside import Aside, Bell
from desktop.keeper.hub import Hub
from desktop.keeper.waiting import BLOCKING

PATIENCE_S = 20.0


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub()
    yield made
    made.close()


def test_the_result_comes_back_and_others_had_their_turn(hub: Hub) -> None:
    """The work ends only once another task has gone on: it would wait for ever otherwise."""
    other_went_on = threading.Event()
    found: list[object] = []

    def asks() -> None:
        work = lambda: (other_went_on.wait(PATIENCE_S), threading.current_thread())  # noqa: E731
        found.extend(Aside(hub)(work))

    hub.spawn(asks)
    hub.spawn(other_went_on.set)
    before = open_descriptors()
    hub.run()
    assert found[0] is True
    assert found[1] is not threading.current_thread()
    assert open_descriptors() == before


def test_an_error_is_raised_where_it_is_waited_for(hub: Hub) -> None:
    caught: list[Exception] = []
    error = OSError(5, "input/output error")

    def broken() -> None:
        raise error

    hub.spawn(lambda: Aside(hub)(broken), failed=caught.append)
    hub.run()
    assert caught == [error]


def test_a_task_that_is_woken_for_another_reason_goes_on_waiting(hub: Hub) -> None:
    go_on = threading.Event()
    found: list[int] = []
    task = hub.spawn(lambda: found.append(Aside(hub)(lambda: go_on.wait(PATIENCE_S) and 7)))

    def disturb() -> None:
        for _ in range(3):
            hub.unpark(task)
            hub.sleep(0)
        assert found == []
        go_on.set()

    hub.spawn(disturb, failed=found.append)
    hub.run()
    assert found == [7]


def test_a_command_waits_where_it_stands() -> None:
    assert Aside(BLOCKING)(lambda: 7) == 7


def test_a_task_that_is_ended_goes_and_the_work_gives_back_what_it_had(hub: Hub) -> None:
    go_on, over = threading.Event(), threading.Event()
    before = open_descriptors()

    def work() -> None:
        go_on.wait(PATIENCE_S)
        over.set()

    hub.spawn(lambda: Aside(hub)(work))
    hub.spawn(hub.stop)
    hub.run()
    assert not over.is_set()
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "aside":
            thread.join(PATIENCE_S)
    assert over.is_set()
    assert open_descriptors() == before


def test_a_system_without_threads_says_so(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(_self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    before = open_descriptors()
    monkeypatch.setattr(threading.Thread, "start", none_left)
    with pytest.raises(RuntimeError):
        Aside(hub)(lambda: 7)
    assert open_descriptors() == before


def test_a_bell_nobody_listens_to_is_not_rung() -> None:
    """Its descriptor may be something else's by then."""
    before = open_descriptors()
    bell = Bell()
    bell.leave()
    bell.ring()
    bell.leave()
    bell.ring()
    assert open_descriptors() == before


def test_a_bell_that_rang_before_is_heard() -> None:
    bell = Bell()
    bell.ring()
    bell.ring()
    assert bell.wait(BLOCKING, 0.0)
    assert not bell.wait(BLOCKING, 0.0)
    bell.leave()
    bell.leave()
