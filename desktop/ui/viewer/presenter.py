"""What the viewer shows and decides. No Qt here."""

from typing import Protocol

from desktop.errors import DeskError
from desktop.ids import ImageId, UserId
from desktop.keeper.calls import ListPeople, OpenOriginal, OpenRecord, WithBlock
from desktop.records.destruction import Because, Destroyed
from desktop.records.outcome import Topic
from desktop.records.raster import Pyramid
from desktop.records.record import Record
from desktop.records.role import MAY, Act, Domain
from desktop.records.staff_member import StaffMember
from desktop.ui import destruction_told
from desktop.ui.desk import Desk
from desktop.ui.filed.entry import Entry, entries_of, first_and_last
from desktop.ui.filed.loading import PictureLoading
from desktop.ui.filed.say import Fact, facts_of, place_words
from desktop.ui.keeping import Errand, Part
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.place import ComparePlace, MendPlace, ViewerPlace
from desktop.ui.reviews import may_review
from desktop.ui.viewer.looking import Deciding, LookShown, look_shown
from desktop.ui.viewer.reviewing import Reviewing, ReviewShown


class ViewerView(Protocol):
    """What shows it."""

    def show_record(self) -> None:
        """Show everything but the pictures as the presenter has it now."""
        ...

    def show_copy(self, answer: WithBlock[Pyramid], *, keep_view: bool) -> None:
        """Show the obscured copy; takes the block over."""
        ...

    def clear_copy(self) -> None:
        """Show no picture: another image is on its way."""
        ...

    def show_original(self, answer: WithBlock[Pyramid]) -> None:
        """Show the original in place of the copy; takes the block over."""
        ...

    def clear_original(self) -> None:
        """Give the original's memory back and show the copy again."""
        ...

    def image_gone(self) -> None:
        """Leave: the image that was shown is not there any more."""
        ...


class ViewerPresenter:
    """One image of a record, its neighbours at the same body site, and its original.

    Args:
        desk: Its surroundings.
        scope: The screen's.
        place: Which image.
        view: What shows it.
    """

    def __init__(self, desk: Desk, scope: Scope, place: ViewerPlace, view: ViewerView) -> None:
        self._desk = desk
        self._scope = scope
        self._patient = place.patient
        self._came_to_review = place.review
        self._view = view
        self._loading = PictureLoading(
            desk.lane, scope, shown=self._show_copy, failed=self._picture_failed
        )
        self._original = PictureLoading(
            desk.lane, scope, shown=self._show_original, failed=self._original_failed
        )
        self.deciding = Deciding(desk, scope, failed=self._fail)
        self.reviewing = Reviewing(desk, scope, changed=view.show_record, failed=self._fail)
        self.image = place.image
        self.record: Record | None = None
        self.entries: tuple[Entry, ...] = ()
        self.names: dict[UserId, str] = {}
        self.problem: DeskError | None = None
        self.is_opening = False
        self.is_preview = False
        self.original_asked = False
        self.original_shown = False
        self._is_destroying = False

    # ------------------------------------------------------------------ the record

    def open(self) -> None:
        """Ask for the record and the picture, and for the record whenever it changes."""
        self._desk.lane.on_changed(self._scope, self._changed)
        self._desk.keeping.on_changed(self._scope, self._went_on)
        self._ask_record()
        lane = self._desk.lane
        lane.ask(ListPeople(), scope=self._scope, done=self._name, failed=self._nameless)
        if self.is_review:
            self.reviewing.ask()
        self._load()

    def try_again(self) -> None:
        """Ask again for what did not come."""
        self.problem = None
        self._ask_record()
        self._load()

    @property
    def place(self) -> ViewerPlace:
        """Return the place that shows this again: never an original."""
        return ViewerPlace(patient=self._patient, image=self.image, review=self._came_to_review)

    @property
    def entry(self) -> Entry | None:
        """The image that is shown."""
        return next((entry for entry in self.entries if entry.image == self.image), None)

    @property
    def siblings(self) -> tuple[Entry, ...]:
        """The images of the same body site, oldest first."""
        entry = self.entry
        return tuple(e for e in self.entries if entry is not None and e.place == entry.place)

    @property
    def position(self) -> Words:
        """Which one of its body site it is."""
        entry = self.entry
        if entry is None:
            return NOTHING
        siblings = self.siblings
        at = siblings.index(entry) + 1
        where = place_words(entry.place)
        return phrase("viewer.position", at=at, count=len(siblings), site=where)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What the record says of it."""
        return facts_of(self.entry, self.names) if self.entry else ()

    @property
    def look(self) -> LookShown | None:
        """How far its second look is; None where it does not wait for one."""
        return look_shown(self.entry, self._desk.me.user_id, self.names)

    @property
    def is_review(self) -> bool:
        """Return whether originals are reviewed here."""
        return self._came_to_review and may_review(self._desk.me)

    @property
    def review(self) -> ReviewShown | None:
        """What is said of its original; None where it is not due, or one did not come for it."""
        return self.reviewing.shown(self.image)

    @property
    def is_original_gone(self) -> bool:
        """Return whether its original was destroyed."""
        entry = self.entry
        return entry is not None and entry.original_gone is not None

    # ------------------------------------------------------------------ moving about

    def may_step(self, by: int) -> bool:
        """Return whether there is an image before (-1) or after (1) it."""
        return self._sibling(by) is not None

    def step(self, by: int) -> None:
        """Show the image before (-1) or after (1) it, of the same body site."""
        found = self._sibling(by)
        if found is not None:
            self.hide_original()
            self.image = found.image
            self._load()

    def comparison(self) -> ComparePlace | None:
        """Return where it is compared with the one before it, else with the one after it."""
        entry = self.entry
        other = self._sibling(-1) or self._sibling(1)
        if entry is None or other is None:
            return None
        before, after = first_and_last(entry, other)
        return ComparePlace(patient=self._patient, before=before.image, after=after.image)

    # ------------------------------------------------------------------ the original

    @property
    def may_see_original(self) -> bool:
        """Return whether this person may see the untouched original, with a reason."""
        me = self._desk.me
        return Act.VIEW_ORIGINAL in MAY[me.role] and Domain.ORIGINAL in me.keys

    @property
    def may_mend(self) -> bool:
        """Return whether this person may mend what is obscured in the image."""
        me = self._desk.me
        return Act.REVISE_IMAGE in MAY[me.role] and Domain.ORIGINAL in me.keys

    def mending(self) -> MendPlace:
        """Return where the redaction of the image is mended."""
        return MendPlace(patient=self._patient, image=self.image)

    def ask_original(self, reason: str) -> None:
        """Show the original; that is recorded with its reason."""
        self.original_asked = True
        self._original.open_whole(OpenOriginal(image=self.image, reason=reason))
        self._view.show_record()

    def hide_original(self) -> None:
        """Show the obscured copy again."""
        self._original.drop()
        if self.original_asked or self.original_shown:
            self.original_asked = self.original_shown = False
            self._view.clear_original()
            self._view.show_record()

    # ------------------------------------------------------------------ destroying

    @property
    def may_destroy(self) -> bool:
        """Return whether this person may destroy the image."""
        return Act.DESTROY_IMAGE in MAY[self._desk.me.role]

    @property
    def is_busy(self) -> bool:
        """Return whether something goes on that nothing may be destroyed beside."""
        return self._desk.keeping.going is not None

    def destroy(self, image: ImageId, because: Because, reason: str) -> None:
        """Destroy an image; once the record comes without it, the viewer leaves."""
        self._begin(destruction_told.errand(image, because, reason))

    def destroy_original(self, image: ImageId, reason: str) -> None:
        """Destroy an original; the copy stays where it is."""
        self._begin(destruction_told.original_errand(image, reason))

    def _begin(self, errand: Errand[Destroyed]) -> None:
        self.problem, self._is_destroying = None, True
        desk = self._desk
        if not desk.keeping.begin(errand, lane=desk.lane, jobs=desk.jobs):
            self._is_destroying = False
            desk.jobs.note(phrase("safekeeping.busy"))

    def _went_on(self) -> None:
        keeping = self._desk.keeping
        ended = keeping.ended.get(Part.DESTROYED)
        if self._is_destroying and keeping.going is None and ended is not None:
            self._is_destroying = False
            if isinstance(ended, DeskError):
                self.problem = ended
                keeping.read(Part.DESTROYED)
            else:
                self._desk.jobs.note(ended.title)
        self._view.show_record()

    def close(self) -> None:
        """Want nothing any more; the view gives the memory back."""
        self._loading.drop()
        self._original.drop()

    # ------------------------------------------------------------------ answers

    def _ask_record(self) -> None:
        call = OpenRecord(patient=self._patient)
        self._desk.lane.ask(call, scope=self._scope, done=self._take, failed=self._fail)

    def _changed(self, topics: frozenset[Topic]) -> None:
        if Topic.RECORD in topics:
            self._ask_record()
            if self.is_review:
                self.reviewing.ask()

    def _take(self, record: Record) -> None:
        was_there = self.entry is not None
        try:
            self.entries = entries_of(record.images)
        except DeskError as error:
            self._fail(error)
            return
        self.record = record
        if was_there and self.entry is None:
            self.hide_original()
            self._loading.drop()
            self._view.clear_copy()
            self._view.image_gone()
        else:
            self._view.show_record()

    def _fail(self, error: DeskError) -> None:
        self.problem = error
        self._view.show_record()

    def _name(self, people: tuple[StaffMember, ...]) -> None:
        self.names = {person.user_id: person.full_name for person in people}
        self._view.show_record()

    def _nameless(self, error: DeskError) -> None:
        del error  # the record itself says what went wrong; without names, dates stand alone

    def _load(self) -> None:
        self.problem = None
        self.is_opening, self.is_preview = True, False
        self._view.clear_copy()
        self._view.show_record()
        self._loading.open(self.image)

    def _show_copy(self, answer: WithBlock[Pyramid]) -> None:
        largest = answer.value.levels[0]
        follows = self.is_preview
        self.is_opening = False
        self.is_preview = largest.width_px < answer.value.width_px
        self._view.show_copy(answer, keep_view=follows)
        self._view.show_record()

    def _picture_failed(self, error: DeskError) -> None:
        self.is_opening = self.is_preview = False
        self._fail(error)

    def _show_original(self, answer: WithBlock[Pyramid]) -> None:
        self.original_asked, self.original_shown = False, True
        self.reviewing.see(self.image)
        self._view.show_original(answer)
        self._view.show_record()

    def _original_failed(self, error: DeskError) -> None:
        self.original_asked = False
        self._fail(error)

    def _sibling(self, by: int) -> Entry | None:
        entry, siblings = self.entry, self.siblings
        if entry is None:
            return None
        at = siblings.index(entry) + by
        return siblings[at] if 0 <= at < len(siblings) else None
