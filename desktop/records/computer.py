"""What this computer does with what is written to its disk, as far as a program can see."""

from dataclasses import dataclass
from enum import Enum


class Encryption(Enum):
    """Whether a disk is encrypted below the file system."""

    ON = "on"
    OFF = "off"
    UNKNOWN = "unknown"
    NONE = "none"
    """There is no such place: the computer has no swap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThisComputer:
    """What protects that which the program cannot: swap, hibernation and the spooler's files.

    Attributes:
        disk: The disk that the vault lies on.
        swap: Where the system puts memory that it wants to use otherwise.
    """

    disk: Encryption
    swap: Encryption
