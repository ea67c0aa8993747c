"""How long an eye has rested on the same view. No Qt."""

from collections.abc import Callable

from desktop.records.region import Region
from desktop.ui.editor.seeing import DWELL_MS
from desktop.ui.lane import Lane, Scope
from desktop.ui.stage.viewport import Viewport


class Looking:
    """Tells when the picture has lain still for a moment.

    Args:
        lane: Has the clock.
        scope: The life of the screen.
        rested: Is told what has been in view, and how sharp.
    """

    def __init__(
        self, lane: Lane, scope: Scope, *, rested: Callable[[Viewport, float], None]
    ) -> None:
        self._lane = lane
        self._scope = scope
        self._rested = rested
        self._look: tuple[Viewport, float] | None = None
        self._count = 0

    def at(self, port: Viewport, sharpness: float) -> None:
        """The picture lies in the view like this from now on."""
        self._look = (port, sharpness) if sharpness > 0 else None
        self.again()

    def again(self) -> None:
        """Something new lies on the picture: begin to count again."""
        self._count += 1
        count = self._count

        def still() -> None:
            if count == self._count and self._look is not None:
                self._rested(*self._look)

        if self._look is not None:
            self._lane.later(DWELL_MS, self._scope, still)

    def sees(self, region: Region) -> bool:
        """Return whether any part of a region is in view."""
        if self._look is None:
            return False
        x, y, w, h = self._look[0].seen()
        return (
            region.x < x + w
            and x < region.x + region.w
            and region.y < y + h
            and y < region.y + region.h
        )

    def away(self) -> None:
        """Nothing is looked at: another picture is coming."""
        self._count += 1
        self._look = None
