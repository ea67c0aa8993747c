"""What the workspace tells the sign-in window when it starts it: one short JSON text, no secret.

It travels as an argument, which other programs of this user can read: it says nothing of a patient.
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Self

from desktop.ui.wish import Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Why somebody must sign in, and where the window stands.

    Attributes:
        vault: Folder of the vault; empty to begin with *create* or *demonstration*.
        reason: Empty at the start, else ``locked``, ``idle`` or ``gone`` (the keeper stopped).
        at: When that was, ISO 8601; empty at the start.
        waiting: How many images waited then; -1 where that is not known.
        kept: Identifiers of people whose place is kept for when they come back.
        chosen: Identifier of the person who is asked first, or empty.
        geometry: Left, top, width, height of the window; empty for the middle of the screen.
        maximised: Whether it filled the screen.
        help: What ``chosen`` wants done for somebody else, a value of ``Help``, or empty.
        other: Identifier of whom that is for, or empty.
    """

    vault: str = ""
    reason: str = ""
    at: str = ""
    waiting: int = -1
    kept: tuple[str, ...] = ()
    chosen: str = ""
    geometry: tuple[int, ...] = ()
    maximised: bool = False
    help: str = ""
    other: str = ""

    def wishing(self, wish: Wish | None) -> Self:
        """Return it with what is wanted at the sign-in window."""
        if wish is None:
            return self
        return replace(self, help=wish.help.value, other=wish.other)

    def to_text(self) -> str:
        """Return it as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return what ``to_text`` wrote.

        Raises:
            ValueError: It is something else.
        """
        read = dict(json.loads(text))
        lists = {name: tuple(read.get(name, ())) for name in ("kept", "geometry")}
        return cls(**{**read, **lists})
