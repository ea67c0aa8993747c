"""The program as it is started: on a screen, with a sign-in window in a process of its own.

Nothing here is inside the program: a keyboard and a pointer (xdotool) work what a virtual screen
(Xvfb) shows, and the processes are looked at from outside.
"""

from collections.abc import Iterator

import pytest
from support.practice import CLARE, Practice, passphrase_of
from support.real_screen import (
    HAS_SCREEN,
    Desktop,
    come_in,
    command_lines,
    faces,
    lock,
    processes,
    running_program,
    until,
    virtual_screen,
)

pytestmark = pytest.mark.skipif(not HAS_SCREEN, reason="no virtual screen here")


@pytest.fixture
def screen() -> Iterator[Desktop]:
    with virtual_screen() as made:
        yield made


def test_signing_in_locking_and_leaving_on_a_screen(screen: Desktop, staffed: Practice) -> None:
    with running_program(screen, staffed.vault) as program:
        door = screen.window("sign in")
        keeper = come_in(screen, program, passphrase_of(CLARE))
        until(lambda: screen.is_gone(door), "the end of the sign-in window")
        assert faces(program) == {"--sign-in-child": 0, "--keeper-child": 1}
        assert not any(
            passphrase_of(CLARE) in word for line in command_lines(program) for word in line
        )
        before = processes(program)
        lock(screen, program, keeper)
        until(lambda: not before & processes(program), "the end of keeper and decoders")
        come_in(screen, program, passphrase_of(CLARE))
