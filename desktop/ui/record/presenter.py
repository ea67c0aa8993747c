"""What the patient page shows and decides. No Qt here."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from desktop.errors import DeskError
from desktop.ids import ImageId, UserId
from desktop.keeper.calls import ListPeople, OpenRecord, SaveImage
from desktop.records.outcome import Topic
from desktop.records.record import Record
from desktop.records.role import MAY, Act
from desktop.records.staff_member import StaffMember
from desktop.ui.desk import Desk
from desktop.ui.filed.consents import ConsentFacts, consent_facts, consent_state
from desktop.ui.filed.entry import (
    BodyPlace,
    Entry,
    destroyed_of,
    entries_of,
    first_and_last,
    places_of,
)
from desktop.ui.filed.say import Fact, apart_words, day_words, facts_of, place_words
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, Words, joined, phrase
from desktop.ui.place import ComparePlace, RecordPlace, ViewerPlace
from desktop.ui.record.steps import Step, step_in_lanes
from desktop.wording import Explanation

PAIR: Final = 2
"""How many images are compared."""


class Mode(Enum):
    """How the images are laid out."""

    TIMELINE = "timeline"
    """A lane for each body site, along the dates."""
    GRID = "grid"
    """Large pictures, newest first."""
    TABLE = "table"
    """A row for each image, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One line of the list of body sites.

    Attributes:
        place: Where, or None for all of them.
        words: As it is called.
        count: How many images.
    """

    place: BodyPlace | None
    words: Words
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The images of one place on the body, oldest first."""

    place: BodyPlace
    words: Words
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is ticked, and what can be done with it.

    Attributes:
        words: How many, and of which days.
        detail: How far apart they are, or what is to be done before they can be compared.
        pair: Before and after, where they can be compared.
    """

    words: Words
    detail: Words
    pair: tuple[Entry, Entry] | None


class RecordPresenter:
    """The patient page.

    Args:
        desk: Its surroundings.
        scope: The screen's.
        place: Whose record, and which image has the focus.
        explained: Explains an error in the window's language.
        heard: Is called whenever something is to be shown otherwise.
    """

    def __init__(
        self,
        desk: Desk,
        scope: Scope,
        place: RecordPlace,
        *,
        explained: Callable[[DeskError], Explanation],
        heard: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._scope = scope
        self._patient = place.patient
        self._explained = explained
        self._heard = heard
        self.record: Record | None = None
        self.problem: DeskError | None = None
        self.entries: tuple[Entry, ...] = ()
        self.names: dict[UserId, str] = {}
        self.mode = Mode(place.show)
        self.chosen: BodyPlace | None = None
        self.focus: ImageId | None = place.focus
        self.is_unveiled = False
        self._ticked: dict[ImageId, None] = dict.fromkeys(place.ticked)

    # ------------------------------------------------------------------ the record

    def open(self) -> None:
        """Ask for the record and the names of the staff, now and whenever the record changes."""
        self._desk.lane.on_changed(self._scope, self._changed)
        self.ask_again()

    def ask_again(self) -> None:
        """Ask for the record; what is shown stays until it is there."""
        lane = self._desk.lane
        call = OpenRecord(patient=self._patient)
        lane.ask(call, scope=self._scope, done=self._take, failed=self._fail)
        lane.ask(ListPeople(), scope=self._scope, done=self._name, failed=self._nameless)

    def _changed(self, topics: frozenset[Topic]) -> None:
        if Topic.RECORD in topics:
            self.ask_again()

    def _take(self, record: Record) -> None:
        try:
            entries = entries_of(record.images)
        except DeskError as error:
            self._fail(error)
            return
        self.record, self.problem, self.entries = record, None, entries
        known = {entry.image for entry in entries}
        self._ticked = {image: None for image in self._ticked if image in known}
        if self.chosen not in places_of(entries):
            self.chosen = None
        if self.focus not in known:
            self.focus = entries[-1].image if entries else None
        self._heard()

    def _fail(self, error: DeskError) -> None:
        self.problem = error
        self._heard()

    def _name(self, people: tuple[StaffMember, ...]) -> None:
        self.names = {person.user_id: person.full_name for person in people}
        self._heard()

    def _nameless(self, error: DeskError) -> None:
        del error  # the record itself says what went wrong; without names, dates stand alone
        self._heard()

    # ------------------------------------------------------------------ what is shown

    @property
    def place_rows(self) -> tuple[PlaceRow, ...]:
        """Every body site with images, after *All sites*."""
        everywhere = PlaceRow(place=None, words=phrase("record.all_sites"), count=len(self.entries))
        return (
            everywhere,
            *(
                PlaceRow(
                    place=place,
                    words=place_words(place),
                    count=sum(entry.place == place for entry in self.entries),
                )
                for place in places_of(self.entries)
            ),
        )

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The images of the chosen site, or all, oldest first."""
        return tuple(e for e in self.entries if self.chosen in (None, e.place))

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """What is shown, a lane for each place on the body, from head to toe."""
        return tuple(
            Lane(
                place=place,
                words=place_words(place),
                entries=tuple(entry for entry in self.shown if entry.place == place),
            )
            for place in places_of(self.shown)
        )

    @property
    def count(self) -> Words:
        """How many images are there, and how many of them are shown."""
        if self.chosen is not None:
            return phrase("record.shown_of", shown=len(self.shown), count=len(self.entries))
        sites = phrase("record.sites", count=len(places_of(self.entries)))
        filed = phrase("record.filed", count=len(self.entries), sites=sites)
        destroyed = destroyed_of(self.record.images) if self.record is not None else 0
        if not destroyed:
            return filed
        return joined(filed, phrase("record.destroyed", count=destroyed), between=", ")

    @property
    def focused(self) -> Entry | None:
        """The image whose details are shown."""
        return self.entry(self.focus)

    def entry(self, image: ImageId | None) -> Entry | None:
        """Return one image of the record, if it is in it."""
        return next((entry for entry in self.entries if entry.image == image), None)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What the record says of the focused image."""
        return facts_of(self.focused, self.names) if self.focused else ()

    @property
    def consent(self) -> tuple[Words, str]:
        """How consent stands for the patient's own care, with its tone; for the banner."""
        if self.record is None:
            return NOTHING, "mute"
        words, tone = consent_state(self.record.consents, self._desk.today())
        return words, tone.value

    @property
    def consents(self) -> tuple[ConsentFacts, ...]:
        """Every consent in words, newest first."""
        if self.record is None:
            return ()
        today = self._desk.today()
        return tuple(consent_facts(one, self.names, today) for one in self.record.consents)

    @property
    def veiled(self) -> frozenset[ImageId]:
        """The images of intimate areas, and those that wait for a second clinician."""
        return frozenset(entry.image for entry in self.entries if entry.is_veiled)

    def unveil(self, *, shown: bool) -> None:
        """Show veiled pictures until somebody leaves this page, or veil them again."""
        self.is_unveiled = shown
        self._heard()

    # ------------------------------------------------------------------ moving about

    def set_mode(self, mode: Mode) -> None:
        """Lay the images out otherwise."""
        self.mode = mode
        self._heard()

    def choose(self, place: BodyPlace | None) -> None:
        """Show the images of one body site only, or with None of all."""
        self.chosen = place
        shown = self.shown
        if self.focused not in shown:
            self.focus = shown[-1].image if shown else None
        self._heard()

    def set_focus(self, image: ImageId) -> None:
        """Show the details of another image."""
        if image != self.focus and self.entry(image) is not None:
            self.focus = image
            self._heard()

    def step(self, step: Step) -> None:
        """Move the focus to the next image of the lane, or to the lane above or below."""
        lanes = tuple(lane.entries for lane in self.lanes)
        found = step_in_lanes(lanes, self.focused, step)
        if found is not None:
            self.set_focus(found.image)

    def step_by(self, places: int) -> None:
        """Move the focus along the images, newest first, as grid and table show them."""
        newest_first = self.shown[::-1]
        if self.focused in newest_first:
            at = newest_first.index(self.focused) + places
            if 0 <= at < len(newest_first):
                self.set_focus(newest_first[at].image)

    # ------------------------------------------------------------------ choosing and acting

    @property
    def ticked(self) -> frozenset[ImageId]:
        """The images that are ticked."""
        return frozenset(self._ticked)

    def tick(self, image: ImageId | None = None) -> None:
        """Tick an image, or untick it; the focused one if none is named."""
        wanted = image or self.focus
        if self.entry(wanted) is None or wanted is None:
            return
        if wanted in self._ticked:
            del self._ticked[wanted]
        else:
            self._ticked[wanted] = None
        self._heard()

    def untick_all(self) -> None:
        """Tick nothing."""
        self._ticked = {}
        self._heard()

    @property
    def choice(self) -> Choice | None:
        """What is ticked, or None."""
        ticked = [entry for entry in self.entries if entry.image in self._ticked]
        if not ticked:
            return None
        if len(ticked) == PAIR:
            before, after = first_and_last(*ticked)
            return Choice(
                words=phrase("record.two_chosen", one=day_words(before), other=day_words(after)),
                detail=apart_words(before, after) or phrase("record.apart_not_known"),
                pair=(before, after),
            )
        if len(ticked) == 1:
            words = phrase("record.one_chosen", one=day_words(ticked[0]))
            return Choice(words=words, detail=phrase("record.tick_another"), pair=None)
        return Choice(
            words=phrase("record.many_chosen", count=len(ticked)),
            detail=phrase("record.only_two"),
            pair=None,
        )

    def comparison(self) -> ComparePlace | None:
        """Return where the two ticked images are compared, or None."""
        choice = self.choice
        if choice is None or choice.pair is None:
            return None
        before, after = choice.pair
        return ComparePlace(patient=self._patient, before=before.image, after=after.image)

    def viewer(self, image: ImageId | None = None) -> ViewerPlace | None:
        """Return where an image is seen large; the focused one if none is named."""
        wanted = self.entry(image or self.focus)
        return ViewerPlace(patient=self._patient, image=wanted.image) if wanted else None

    @property
    def place(self) -> RecordPlace:
        """Return the place that shows this again."""
        return RecordPlace(
            patient=self._patient,
            focus=self.focus,
            show=self.mode.value,
            ticked=tuple(self._ticked),
        )

    @property
    def may_save(self) -> bool:
        """Return whether this role may hand out a copy."""
        return Act.SAVE_IMAGE in MAY[self._desk.me.role]

    def save(self, image: ImageId, to: Path, reason: str) -> None:
        """Write the obscured copy of an image to a file of the user's choice."""
        job = self._desk.jobs.begin(phrase("record.saving"))

        def done(saved: Path) -> None:
            del saved
            job.end(phrase("record.saved"))

        def failed(error: DeskError) -> None:
            job.fail(self._explained(error), error.code)

        call = SaveImage(image=image, to=to, reason=reason)
        self._desk.lane.ask(call, scope=self._scope, done=done, failed=failed)
