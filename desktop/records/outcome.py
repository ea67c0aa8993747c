"""What a use case gives back: its value, and which kinds of thing it changed."""

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

T = TypeVar("T")


class Topic(Enum):
    """A kind of thing that screens show; a change is announced once by topic."""

    INBOX = "inbox"
    """Arrivals and their states."""
    PATIENTS = "patients"
    """The patient list."""
    RECORD = "record"
    """Consents and images of a patient."""
    SOURCES = "sources"
    """Cards and watched folders."""
    USERS = "users"
    """Members of staff and their keys."""
    DEVICES = "devices"
    """The device register, and what is known of cameras."""
    BACKUPS = "backups"
    """The backup that is made by itself."""
    FOUND = "found"
    """What does not hold in the vault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[T]):
    """The value of a use case that changed something.

    Attributes:
        value: What the caller asked for.
        changed: What else is not as it was.
    """

    value: T
    changed: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """The value of a use case that has none."""
