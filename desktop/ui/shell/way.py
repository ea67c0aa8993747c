"""The way somebody came, as values: where they are, and what lies behind them. No Qt here."""

from typing import Final

from desktop.ui.place import HelpPlace, Place

MOST: Final = 50


class Way:
    """Places behind each other; the last is where one is.

    Args:
        first: Where somebody begins, and where the way back ends.
    """

    def __init__(self, first: Place) -> None:
        self._places: list[Place] = [first]

    @property
    def here(self) -> Place:
        """Where one is."""
        return self._places[-1]

    @property
    def before(self) -> Place | None:
        """Where the way back leads, or None at its beginning."""
        return self._places[-2] if len(self._places) > 1 else None

    @property
    def places(self) -> tuple[Place, ...]:
        """Return all of it, for coming back after a lock."""
        return tuple(self._places)

    def go(self, place: Place) -> None:
        """Go on; somewhere that lies behind already is gone back to instead.

        Help that is opened in a task lies on top of it, and leads back there.
        """
        kinds = [type(known) for known in self._places]
        in_task = isinstance(place, HelpPlace) and place.in_task
        if type(place) in kinds and not in_task:
            del self._places[kinds.index(type(place)) :]
        self._places.append(place)
        del self._places[:-MOST]

    def now_at(self, place: Place) -> None:
        """Remember that the present place has come to be shown differently."""
        self._places[-1] = place

    def back(self) -> Place:
        """Go back one place and return it; at the beginning stay there."""
        if len(self._places) > 1:
            del self._places[-1]
        return self.here

    def return_to(self, places: tuple[Place, ...]) -> None:
        """Stand where somebody stood before."""
        if places:
            self._places = list(places)
