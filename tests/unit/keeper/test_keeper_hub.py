"""The hub: tasks give way while they wait, never inside a change, and fail one by one."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from desktop.errors import CancelledError
from desktop.keeper.hub import Hub, PausedInChangeError
from desktop.keeper.turns import Turns, Urgency
from desktop.keeper.waiting import BLOCKING, Waker


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub()
    yield made
    made.close()


@contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    read, write = os.pipe()
    yield read, write
    os.close(read)
    os.close(write)


def test_others_go_on_while_one_waits(hub: Hub) -> None:
    told: list[str] = []
    with pipe() as (read, write):

        def waits() -> None:
            told.append("waits")
            told.append(f"readable: {hub.wait_readable(read, None)}")

        def works() -> None:
            told.append("works")
            hub.sleep(0)
            os.write(write, b"!")
            told.append("wrote")

        hub.spawn(waits)
        hub.spawn(works)
        hub.run()
    assert told == ["waits", "works", "wrote", "readable: True"]


def test_waiting_ends_when_its_time_is_up(hub: Hub) -> None:
    told = []
    with pipe() as (read, _):
        hub.spawn(lambda: told.append(hub.wait_readable(read, 0.01)))
        hub.spawn(lambda: told.append(hub.park(0.01)))
        hub.run()
    assert told == [False, False]


def test_sleepers_wake_in_the_order_of_their_times(hub: Hub) -> None:
    told: list[float] = []

    def sleeper(seconds: float) -> None:
        hub.sleep(seconds)
        told.append(seconds)

    for seconds in (0.03, 0.01, 0.02, 0.0):
        hub.spawn(lambda seconds=seconds: sleeper(seconds))
    hub.run()
    assert told == [0.0, 0.01, 0.02, 0.03]


def test_what_is_closed_at_the_other_end_counts_as_readable(hub: Hub) -> None:
    read, write = os.pipe()
    told = []
    hub.spawn(lambda: told.append(hub.wait_readable(read, None)))
    hub.spawn(lambda: os.close(write))
    hub.run()
    os.close(read)
    assert told == [True]


def test_an_error_ends_its_task_and_nothing_else(hub: Hub) -> None:
    told: list[object] = []

    def fails() -> None:
        hub.sleep(0)
        raise KeyError("x")

    hub.spawn(fails, failed=lambda error: told.append(type(error)))
    hub.spawn(fails)
    hub.spawn(lambda: (hub.sleep(0.01), told.append("went on")))
    hub.run()
    assert told == [KeyError, "went on"]


def test_a_keyboard_interrupt_is_nobody_s_own(hub: Hub) -> None:
    ended: list[str] = []

    def interrupted() -> None:
        raise KeyboardInterrupt

    def waits() -> None:
        try:
            hub.park()
        finally:
            ended.append("cleaned up")

    hub.spawn(waits)
    hub.spawn(interrupted)
    with pytest.raises(KeyboardInterrupt):
        hub.run()
    assert ended == ["cleaned up"]


def test_nobody_gives_way_inside_a_change(hub: Hub) -> None:
    told: list[object] = []
    is_changing = False
    hub.may_pause = lambda: not is_changing

    def changes() -> None:
        nonlocal is_changing
        is_changing = True
        try:
            hub.sleep(0)
        finally:
            is_changing = False

    hub.spawn(changes, failed=told.append)
    hub.spawn(lambda: (hub.sleep(0), told.append("went on")))
    hub.run()
    assert isinstance(told[0], PausedInChangeError)
    assert isinstance(told[0], RuntimeError)
    assert told[1:] == ["went on"]


def test_at_the_end_every_task_cleans_up_where_it_waits(hub: Hub) -> None:
    told: list[str] = []

    def waits(name: str) -> None:
        try:
            hub.park()
        finally:
            told.append(name)

    def waits_again() -> None:
        try:
            hub.park()
        finally:
            hub.sleep(60)  # nobody waits any more: this ends at once
            told.append("never")

    hub.spawn(lambda: waits("a"))
    hub.spawn(waits_again)
    hub.spawn(lambda: waits("b"))
    hub.spawn(hub.stop)
    hub.spawn(lambda: told.append("never begun"))
    hub.run()
    assert told == ["a", "b"]


def test_without_a_task_waiting_holds_the_thread(hub: Hub) -> None:
    assert hub.current() is None
    hub.sleep(0)
    with pipe() as (read, write):
        assert not hub.wait_readable(read, 0)
        assert hub.wait_writable(write, 0)
        os.write(write, b"!")
        assert hub.wait_readable(read, None)
    with pytest.raises(RuntimeError):
        hub.park()


@pytest.mark.parametrize("is_task", [True, False])
def test_another_thread_wakes_whoever_waits(hub: Hub, is_task: bool) -> None:
    waker = Waker()
    begun = threading.Event()
    told = []

    def wakes() -> None:
        begun.wait()
        for _ in range(100_000):  # more than the pipe holds
            waker.wake()

    thread = threading.Thread(target=wakes)
    thread.start()

    def waits() -> None:
        waiting = hub if is_task else BLOCKING
        told.append(waker.wait(waiting, 0))
        begun.set()
        told.append(waker.wait(waiting))
        thread.join()
        waker.drain()
        told.append(waker.wait(waiting, 0))

    if is_task:
        hub.spawn(waits)
        hub.run()
    else:
        waits()
    waker.close()
    assert told == [False, True, False]


def test_a_task_that_a_task_begins_runs_too(hub: Hub) -> None:
    told: list[str] = []

    def outer() -> None:
        hub.spawn(lambda: told.append("inner"))
        told.append("outer")

    hub.spawn(outer)
    hub.run()
    assert told == ["outer", "inner"]


# ----------------------------------------------------------------------------------- turns


def test_the_urgent_go_first_and_equals_in_the_order_of_coming(hub: Hub) -> None:
    turns = Turns(hub)
    told: list[str] = []

    def works(name: str, urgency: Urgency) -> None:
        with turns.turn(urgency):
            told.append(name)
            hub.sleep(0)

    for name, urgency in (
        ("first", Urgency.BACKGROUND),
        ("background", Urgency.BACKGROUND),
        ("ahead 1", Urgency.AHEAD),
        ("watched", Urgency.WATCHED),
        ("ahead 2", Urgency.AHEAD),
        ("usual", Urgency.USUAL),
    ):
        hub.spawn(lambda name=name, urgency=urgency: works(name, urgency))
    hub.run()
    assert told == ["first", "watched", "usual", "ahead 1", "ahead 2", "background"]


def test_a_turn_is_passed_on_after_an_error(hub: Hub) -> None:
    turns = Turns(hub)
    told: list[object] = []

    def fails() -> None:
        with turns.turn():
            hub.sleep(0)
            raise KeyError

    def works() -> None:
        with turns.turn():
            told.append("works")

    hub.spawn(fails, failed=lambda error: told.append(type(error)))
    hub.spawn(works)
    hub.run()
    assert sorted(map(str, told)) == ["<class 'KeyError'>", "works"]


def test_who_waits_may_give_up_if_it_may(hub: Hub) -> None:
    turns = Turns(hub)
    told: list[object] = []

    def holds() -> None:
        with turns.turn():
            hub.sleep(0)
            assert not turns.give_up(firm)
            assert turns.give_up(yielding)
            assert not turns.give_up(yielding)
            told.append("held")

    def works(name: str, *, may_give_up: bool) -> None:
        with turns.turn(may_give_up=may_give_up):
            told.append(name)

    holder = hub.spawn(holds)
    yielding = hub.spawn(lambda: works("yielding", may_give_up=True), failed=told.append)
    firm = hub.spawn(lambda: works("firm", may_give_up=False), failed=told.append)
    hub.run()
    assert not turns.give_up(holder)
    assert told[0] == "held"
    assert {type(one) for one in told[1:]} == {CancelledError, str}
    assert "firm" in told


def test_a_task_ended_in_the_queue_leaves_it(hub: Hub) -> None:
    turns = Turns(hub)
    told: list[str] = []

    def holds() -> None:
        with turns.turn():
            hub.sleep(0)
            hub.stop()
            told.append("stopped")

    def waits() -> None:
        with turns.turn():
            told.append("never")

    hub.spawn(holds)
    hub.spawn(waits)
    hub.spawn(waits)
    hub.run()
    assert told == ["stopped"]


def test_nobody_takes_a_turn_twice(hub: Hub) -> None:
    turns = Turns(hub)
    told: list[Exception] = []

    def twice() -> None:
        with turns.turn(), turns.turn():
            pass

    hub.spawn(twice, failed=told.append)
    hub.run()
    assert [type(error) for error in told] == [RuntimeError]
    with turns.turn():  # without a task there is nobody to share with
        pass
