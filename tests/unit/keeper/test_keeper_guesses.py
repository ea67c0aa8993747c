"""Guessing passphrases becomes slow, and never impossible."""

from desktop.keeper.guesses import LONGEST_WAIT_S, Guesses


def test_each_failure_doubles_the_wait_up_to_half_a_minute() -> None:
    guesses = Guesses()
    assert guesses.left_s() == 0.0
    assert [guesses.failed() for _ in range(9)] == [1, 1, 2, 4, 8, 16, 30, 30, 30]
    assert 0.0 < guesses.left_s() <= LONGEST_WAIT_S
