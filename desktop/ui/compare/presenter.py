"""What the comparison shows and decides. No Qt here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

from desktop.errors import DeskError
from desktop.ids import ImageId
from desktop.keeper.calls import OpenRecord, WithBlock
from desktop.records.outcome import Topic
from desktop.records.raster import Pyramid
from desktop.records.record import Record
from desktop.ui.desk import Desk
from desktop.ui.filed.entry import Entry, days_apart, entries_of
from desktop.ui.filed.loading import PictureLoading
from desktop.ui.filed.say import COMMA, place_words
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, Words, joined, phrase
from desktop.ui.place import ComparePlace


class Side(Enum):
    """One of the two that are compared; the letter never changes its side."""

    A = "A"
    """At the left."""
    B = "B"
    """At the right."""

    @property
    def other(self) -> "Side":
        """Return the side across."""
        return Side.B if self is Side.A else Side.A


_SIDES: Final = tuple(Side)


class Mode(Enum):
    """How two images are compared."""

    SIDE_BY_SIDE = "side_by_side"
    """Each in its half."""
    SWIPE = "swipe"
    """One over the other, parted by a divider that moves."""


class Waiting(Enum):
    """What a side waits for."""

    NOTHING = "nothing"
    """Every pixel is there."""
    PREVIEW = "preview"
    """A preview is shown; every pixel is on its way."""
    PICTURE = "picture"
    """Nothing is there yet."""


class CompareView(Protocol):
    """What shows it."""

    def show_record(self) -> None:
        """Show everything but the pictures as the presenter has it now."""
        ...

    def show_picture(self, side: Side, answer: WithBlock[Pyramid], *, keep_view: bool) -> None:
        """Show a picture on a side; takes the block over."""
        ...

    def clear_picture(self, side: Side) -> None:
        """Show no picture on a side: another image is on its way."""
        ...

    def swap_pictures(self) -> None:
        """Let the two pictures change places, as they are."""
        ...


class ComparePresenter:
    """Two images of a record, and which others could be compared.

    Args:
        desk: Its surroundings.
        scope: The screen's.
        place: Which images.
        view: What shows them.
    """

    def __init__(self, desk: Desk, scope: Scope, place: ComparePlace, view: CompareView) -> None:
        self._desk = desk
        self._scope = scope
        self._patient = place.patient
        self._view = view
        self._images = {Side.A: place.before, Side.B: place.after}
        self._places = [self._place(), self._place()]
        self.record: Record | None = None
        self.entries: tuple[Entry, ...] = ()
        self.problem: DeskError | None = None
        self.mode = Mode.SIDE_BY_SIDE
        self.linked = True
        self.focus: ImageId = place.after

    def open(self) -> None:
        """Ask for the record and both pictures."""
        self._desk.lane.on_changed(self._scope, self._changed)
        self._ask_record()
        for side in Side:
            self._load(side)

    def try_again(self) -> None:
        """Ask again for what did not come."""
        self.problem = None
        self._ask_record()
        for side in Side:
            self._load(side)

    def close(self) -> None:
        """Want nothing any more; the view gives the memory back."""
        for one in self._places:
            one.loading.drop()

    # ------------------------------------------------------------------ what is shown

    @property
    def place(self) -> ComparePlace:
        """Return the place that shows this again."""
        before, after = self._images[Side.A], self._images[Side.B]
        return ComparePlace(patient=self._patient, before=before, after=after)

    @property
    def images(self) -> Mapping[Side, ImageId]:
        """Which image is on which side."""
        return self._images

    def entry(self, side: Side) -> Entry | None:
        """Return the image on a side."""
        return self._entry(self._images[side])

    def waiting(self, side: Side) -> Waiting:
        """Return what a side waits for."""
        return self._on(side).waiting

    @property
    def strip(self) -> tuple[Entry, ...]:
        """The images of the body sites that are compared, oldest first."""
        places = {entry.place for side in Side if (entry := self.entry(side)) is not None}
        return tuple(entry for entry in self.entries if entry.place in places)

    @property
    def site(self) -> Words:
        """Which body site is compared; both, where somebody compares two."""
        shown = [entry.place for side in Side if (entry := self.entry(side)) is not None]
        return joined(*(place_words(place) for place in dict.fromkeys(shown)))

    def relation(self, side: Side) -> Words:
        """Return how the image of a side stands in time to the other, with the side's letter."""
        entry, other = self.entry(side), self.entry(side.other)
        letter = phrase(f"compare.side_{side.value.lower()}")
        if entry is None or other is None:
            return letter
        return joined(letter, _relation(entry, other), between=COMMA)

    # ------------------------------------------------------------------ choosing

    def set_focus(self, image: ImageId) -> None:
        """Choose an image of the strip, to be put on a side."""
        if image != self.focus:
            self.focus = image
            self._view.show_record()

    def step(self, by: int) -> None:
        """Move along the strip."""
        images = [entry.image for entry in self.strip]
        if self.focus in images:
            at = images.index(self.focus) + by
            if 0 <= at < len(images):
                self.set_focus(images[at])

    def put(self, side: Side, image: ImageId | None = None) -> None:
        """Put an image on a side, the chosen one if none is named.

        The one that is on the other side changes places, so that the two are never the same.
        """
        wanted = image or self.focus
        if self._images[side] == wanted:
            return
        if self._images[side.other] == wanted:
            self.swap()
            return
        self._images[side] = wanted
        self.focus = wanted
        self._load(side)

    def swap(self) -> None:
        """Let the two change places."""
        self._images = {side: self._images[side.other] for side in Side}
        self._places.reverse()
        self._view.swap_pictures()
        self._view.show_record()

    def set_mode(self, mode: Mode) -> None:
        """Compare otherwise. One over the other makes sense only while both move together."""
        self.mode = mode
        if mode is Mode.SWIPE:
            self.linked = True
        self._view.show_record()

    def set_linked(self, *, linked: bool) -> None:
        """Move and enlarge the two together, or each by itself."""
        self.linked = linked or self.mode is Mode.SWIPE
        self._view.show_record()

    # ------------------------------------------------------------------ answers

    def _entry(self, image: ImageId) -> Entry | None:
        return next((entry for entry in self.entries if entry.image == image), None)

    def _ask_record(self) -> None:
        call = OpenRecord(patient=self._patient)
        self._desk.lane.ask(call, scope=self._scope, done=self._take, failed=self._fail)

    def _changed(self, topics: frozenset[Topic]) -> None:
        if Topic.RECORD in topics:
            self._ask_record()

    def _take(self, record: Record) -> None:
        try:
            self.entries = entries_of(record.images)
        except DeskError as error:
            self._fail(error)
            return
        self.record = record
        self._view.show_record()

    def _fail(self, error: DeskError) -> None:
        self.problem = error
        self._view.show_record()

    def _load(self, side: Side) -> None:
        self.problem = None
        place = self._on(side)
        place.waiting = Waiting.PICTURE
        self._view.clear_picture(side)
        self._view.show_record()
        place.loading.open(self._images[side])

    def _on(self, side: Side) -> "_Place":
        return self._places[_SIDES.index(side)]

    def _place(self) -> "_Place":
        def shown(answer: WithBlock[Pyramid]) -> None:
            self._show(made, answer)

        def failed(error: DeskError) -> None:
            made.waiting = Waiting.NOTHING
            self._fail(error)

        loading = PictureLoading(self._desk.lane, self._scope, shown=shown, failed=failed)
        made = _Place(loading=loading)
        return made

    def _show(self, place: "_Place", answer: WithBlock[Pyramid]) -> None:
        side = _SIDES[self._places.index(place)]
        follows = place.waiting is Waiting.PREVIEW
        is_whole = answer.value.levels[0].width_px >= answer.value.width_px
        place.waiting = Waiting.NOTHING if is_whole else Waiting.PREVIEW
        self._view.show_picture(side, answer, keep_view=follows)
        self._view.show_record()


@dataclass(eq=False)
class _Place:
    """One of the two pictures on its way; it keeps its own when the two change places."""

    loading: PictureLoading
    waiting: Waiting = Waiting.NOTHING


def _relation(entry: Entry, other: Entry) -> Words:
    days = days_apart(entry, other)
    if days is None:
        return NOTHING
    if days == 0:
        return phrase("filed.same_day")
    if entry.order < other.order:
        return phrase("compare.before")
    sure = entry.is_dated_by_camera and other.is_dated_by_camera
    return phrase("compare.after" if sure else "compare.after_file", count=days)
