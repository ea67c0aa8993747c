"""A memory card or a camera's storage as the practice's ledger knows it."""

from dataclasses import dataclass, field
from typing import Final

from desktop.ids import CardId
from desktop.records.arrival import Origin

CAMERA: Final = "camera:"
"""Begins the identity of a camera on a cable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSeen:
    """A card that is in, or a camera on a cable.

    Attributes:
        identity: The volume's serial where the system lists one, otherwise of its top folder; of a
            camera ``CAMERA``, its model, and the serial number that it says itself.
        label: What the volume is called.
    """

    identity: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRun:
    """What one taking in from a card brought, in numbers.

    Attributes:
        began_at: When it began, ISO 8601.
        ended_at: When it ended; empty where it was cut off.
        by: Who took in.
        by_name: Their name; empty where it was not looked up.
        origin: Whose device they said it was.
        arrived: Photographs that came in, read back and matched.
        known: Those that the vault had; its copy was compared again.
        removed: Files that left the card.
        not_removed: Files that were to leave it and did not, by reason.
        kept: Files that were to stay by policy.
        refused: Files that are not taken in, by reason.
        pending: Files that were not reached or had not settled.
    """

    began_at: str
    ended_at: str
    by: str
    by_name: str = ""
    origin: Origin
    arrived: int = 0
    known: int = 0
    removed: int = 0
    not_removed: dict[str, int] = field(default_factory=dict)
    kept: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    pending: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """One card of the ledger.

    Attributes:
        serial: Its identity, as ``CardSeen``.
        first_at: When it was first seen, ISO 8601.
        last_at: When it was last seen.
        device: Make and model of the camera whose photograph came from it last; may be empty.
        lying: Photographs that lay on it at the last look.
        fresh: Of those, how many the vault was not known to have.
        arrived: Photographs that came from it: read back, compared, and in the vault.
        removed: Of those, how many left it.
        said: Of those, how many a person says were cleared otherwise.
        stuck: Of those, how many were to be removed and were not.
        stuck_at: When the oldest of those came in; empty if there is none.
        kept: Of those, how many were to stay.
        kept_at: When the oldest of those came in; empty if there is none.
        emptied_at: Since when it is proven to hold no photograph; empty while it does, or was not
            looked at since.
        origin: Whose device the last run said it was; None before the first.
        attested_at: When somebody said that the device's own backup is clean; empty if never.
        attested_by: Who.
        attested_name: Their name; empty where it was not looked up.
        runs: Its runs, the newest first; empty where they were not asked for.
    """

    id: CardId
    serial: str
    label: str
    first_at: str
    last_at: str
    device: str = ""
    lying: int = 0
    fresh: int = 0
    arrived: int = 0
    removed: int = 0
    said: int = 0
    stuck: int = 0
    stuck_at: str = ""
    kept: int = 0
    kept_at: str = ""
    emptied_at: str = ""
    origin: Origin | None = None
    attested_at: str = ""
    attested_by: str = ""
    attested_name: str = ""
    runs: tuple[CardRun, ...] = ()

    @property
    def is_camera(self) -> bool:
        """Whether it is a camera on a cable."""
        return self.serial.startswith(CAMERA)

    @property
    def is_cleared(self) -> bool:
        """Whether no photograph is known to lie on it."""
        return not self.stuck and not self.lying

    @property
    def since(self) -> str:
        """Since when a photograph is known to lie on it, ISO 8601; empty where none is.

        That is when the oldest came in whose file was not removed. Where none of what lies on it
        came from it, it lies there for at least as long as the card was not seen any more.
        """
        if self.is_cleared:
            return ""
        came = [self.stuck_at, self.kept_at if self.lying else ""]
        return min(filter(None, came), default=self.last_at)

    @property
    def asks_attestation(self) -> bool:
        """Whether somebody has to say that the device's own backup is clean.

        A member of staff's own telephone or camera may copy to a cloud and keep what was deleted.
        A patient's own device is the patient's affair; one of the practice is in its register.
        """
        return self.origin is Origin.OWN and not self.attested_at
