"""What every call to the keeper is, and an answer that comes with a block of memory."""

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from desktop.memory import SealedMemory

R_co = TypeVar("R_co", covariant=True)


class Call(Generic[R_co]):
    """One question to the keeper; ``R_co`` is the type of its answer.

    Attributes:
        changes: Whether it changes anything: such calls run one at a time.
    """

    __slots__ = ()
    changes: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WithBlock(Generic[R_co]):
    """An answer and the block of sealed memory that came with it; whoever gets it closes it."""

    value: R_co
    block: SealedMemory
