"""What is new on a camera that is followed, whether somebody is signed in or not.

Not every camera tells what its shutter made: so it is asked, and looked over whole now and then.
"""

import time
from collections.abc import Collection
from typing import Final

from desktop.intake.entry import Seen
from desktop.keeper.camera_process import CameraProcess
from desktop.keeper.camera_source import CameraSource
from desktop.records.contents import file_key
from desktop.workflow.pace import Pace

_WAIT_MS: Final = 500
_WHOLE_LOOK_S: Final = 20.0
"""Between two looks at everything on a camera that is followed: not every camera tells."""


class Follower:
    """Follows one camera.

    Attributes:
        known: Keys of the files that are none of its business, or were dealt with.

    Args:
        process: Speaks to the camera.
        port: Where it is connected.
        pace: How it is waited for.
        known: As handed over; None: what lies on the camera now.

    Raises:
        SourceGoneError: It is not connected.
        CameraError: ``busy`` or ``failed``.
    """

    def __init__(
        self,
        process: CameraProcess,
        port: str,
        pace: Pace,
        *,
        known: Collection[str] | None = None,
    ) -> None:
        self._process = process
        self._port = port
        self._pace = pace
        self._looked_at_s: float | None = None
        if known is None:
            known = {file_key(seen.raw) for seen in self._everything()}
            self._looked_at_s = time.monotonic()
        self.known = set(known)

    def news(self) -> list[bytes]:
        """Wait a moment for the shutter; return the files that are none of the known ones.

        Raises:
            SourceGoneError: The camera is not connected any more.
            CameraError: ``busy`` or ``failed``.
        """
        told = self._pace.aside(lambda: self._process.events(self._port, wait_ms=_WAIT_MS))
        since_s = self._looked_at_s
        if not told and since_s is not None and time.monotonic() - since_s <= _WHOLE_LOOK_S:
            return []
        new = [one.raw for one in self._everything() if file_key(one.raw) not in self.known]
        self._looked_at_s = time.monotonic()
        return new

    def dealt_with(self, raw: bytes) -> None:
        """Let a file be none of its business from now on."""
        self.known.add(file_key(raw))

    def look_soon(self) -> None:
        """Look the camera over next time: reading may have made it forget to tell."""
        self._looked_at_s = None

    def _everything(self) -> tuple[Seen, ...]:
        def look() -> tuple[Seen, ...]:
            with CameraSource(self._process, self._port) as source:
                return source.listing().seen

        return self._pace.aside(look)
