"""Reviewing the original of the image that is shown: what is said, keeping it. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.errors import DeskError
from desktop.ids import ImageId
from desktop.keeper.originals_calls import KeepOriginal, ListOriginals
from desktop.records.dates import show_date
from desktop.records.originals import DueOriginal, DueOriginals, KeptOriginal
from desktop.ui.desk import Desk
from desktop.ui.fresh import Fresh
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.reviews import day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewShown:
    """What is said of an original that is due.

    Attributes:
        words: What is to be done.
        said: Since when it was not reviewed, and what would go with it.
        has_seen: Whether whoever reviews it has looked at it here.
    """

    words: Words
    said: Words
    has_seen: bool


class Reviewing:
    """Asks what is due, and keeps an original for longer.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        changed: Told whenever something else is to be shown.
        failed: Explains an error.
    """

    def __init__(
        self,
        desk: Desk,
        scope: Scope,
        *,
        changed: Callable[[], None],
        failed: Callable[[DeskError], None],
    ) -> None:
        self._desk = desk
        self._scope = scope
        self._changed = changed
        self._failed = failed
        self._due: DueOriginals | None = None
        self._seen: set[ImageId] = set()
        self._list = Fresh(desk.lane, scope, ListOriginals(), done=self._listed, failed=failed)

    @property
    def months(self) -> int:
        """After how many months a kept original comes up again."""
        return 0 if self._due is None else self._due.policy.review_months

    def ask(self) -> None:
        """Ask what is due."""
        self._list.ask()

    def see(self, image: ImageId) -> None:
        """Note that an original was looked at here."""
        self._seen.add(image)

    def shown(self, image: ImageId) -> ReviewShown | None:
        """Return what is said of an image's original; None where it is not due."""
        one = self.due(image)
        if one is None:
            return None
        has_seen = image in self._seen
        former = phrase("originals.bar_former", count=one.former) if one.former else NOTHING
        since = phrase("originals.bar_since", date=verbatim(day_of(one.since)))
        return ReviewShown(
            words=phrase("originals.bar_seen" if has_seen else "originals.bar"),
            said=joined(since, former),
            has_seen=has_seen,
        )

    def due(self, image: ImageId) -> DueOriginal | None:
        """Return an image's original if it is due."""
        found = self._due.found if self._due is not None else ()
        return next((one for one in found if one.image == image), None)

    def keep(self, image: ImageId, reason: str) -> None:
        """Keep an original for longer."""

        def kept(answer: KeptOriginal) -> None:
            date = verbatim(show_date(answer.review_on))
            self._desk.jobs.note(phrase("originals.kept", date=date))

        call = KeepOriginal(image=image, reason=reason)
        self._desk.lane.ask(call, scope=self._scope, done=kept, failed=self._failed)

    def _listed(self, due: DueOriginals) -> None:
        self._due = due
        self._changed()
