"""What is done once, whoever asks for it and however often. No Qt here."""

from collections.abc import Callable


def once(act: Callable[[], None]) -> Callable[[], None]:
    """Return what does something the first time it is called.

    A function, not a method: of a method, Qt's timer would not keep the object alive.
    """
    left = [act]

    def do() -> None:
        while left:
            left.pop()()

    return do


def nothing() -> None:
    """Do nothing."""
