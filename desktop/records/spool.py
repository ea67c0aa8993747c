"""What came in while nobody was signed in, as it may be told before and after it is entered."""

from dataclasses import dataclass

from desktop.ids import SpoolId


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolState:
    """The spool of a vault, seen without any key.

    Attributes:
        waits: Random names of the sealed files that wait.
        stored_bytes: Their size together.
        foreign: How many things lie there that are none of ours.
        closed_because: Why nothing more comes in while nobody is signed in: ``not_noted`` or
            ``another_key``; empty if it does.
        epoch: Number of the inbox key that is sealed to; 0 where that is not known.
    """

    waits: tuple[SpoolId, ...]
    stored_bytes: int
    foreign: int
    closed_because: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorbed:
    """What became of the photographs that waited in the spool.

    Attributes:
        entered: Arrivals that were made.
        known: Those that the vault had already; its copy was compared again.
        refused: Those that were destroyed by decision before, and are not taken in again.
        set_aside: Files that do not open: altered, cut short, swapped or foreign.
        left: Those that stay in the spool: not reached, or the vault's own copy is damaged.
        missing: Those that were noted and that somebody took away before they were entered.
        foreign: Things in the spool that are none of ours.
        stopped: Code of the error that ended it early, or empty.
    """

    entered: int = 0
    known: int = 0
    refused: int = 0
    set_aside: int = 0
    left: int = 0
    missing: int = 0
    foreign: int = 0
    stopped: str = ""

    @property
    def is_well(self) -> bool:
        """Whether nobody has to look at anything."""
        return not (self.set_aside or self.left or self.missing or self.foreign or self.stopped)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolNews:
    """What is told of the spool to whoever is signed in.

    Attributes:
        waiting: Photographs that wait for somebody who may receive and open them.
        opens: Whether the one who asks is such a person.
        busy: Whether they are being entered just now.
        absorbed: What became of those that waited when this person signed in.
    """

    waiting: int
    opens: bool
    busy: bool = False
    absorbed: Absorbed = Absorbed()
