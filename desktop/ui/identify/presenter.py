"""Decisions of the screen of patient and consent. No Qt.

Another patient means another consent: whatever was filled in goes when the patient changes. Nothing
is given to anybody before two identifiers were shown and confirmed.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Protocol, TypeVar

from desktop.errors import DeskError
from desktop.ids import ConsentId, PatientId
from desktop.keeper.calls import (
    AddPatient,
    Call,
    Identify,
    ListConsents,
    ListInbox,
    OpenRecord,
    RecordConsent,
    RejectArrivals,
)
from desktop.memory import SealedMemory
from desktop.records.consent import Consent
from desktop.records.found import Found
from desktop.records.identified import Identified
from desktop.records.image import ImageState
from desktop.records.inbox import Inbox
from desktop.records.outcome import Topic
from desktop.records.patient import Patient
from desktop.records.role import MAY, Act
from desktop.records.second_identifier import SHARED
from desktop.records.thumb import Thumb
from desktop.ui.desk import Desk
from desktop.ui.finder.finder import Finder
from desktop.ui.fresh import Fresh
from desktop.ui.identify.form import ConsentForm
from desktop.ui.identify.newcomer import Newcomer
from desktop.ui.identify.state import Adding, IdentifyState, on_record
from desktop.ui.lane import Scope
from desktop.ui.phrase import joined, phrase
from desktop.ui.place import IdentifyPlace
from desktop.ui.recent import Deed, Done
from desktop.ui.spans import span
from desktop.ui.thumbs import THUMB_PX, Thumbs

R = TypeVar("R")


class IdentifyView(Protocol):
    """What shows the screen."""

    def show_state(self, state: IdentifyState) -> None:
        """Show a state."""

    def has_thumb(self, subject: str) -> bool:
        """Return whether a small picture is there already."""

    def show_thumb(self, thumb: Thumb, block: SealedMemory) -> None:
        """Keep a copy of one small picture and show it."""

    def leave_screen(self) -> None:
        """It is done: go back."""


class IdentifyPresenter:
    """Everything the screen decides.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        view: What shows it.
        place: Which images; a patient who was looked at already.
    """

    def __init__(self, desk: Desk, scope: Scope, view: IdentifyView, place: IdentifyPlace) -> None:
        self._desk = desk
        self._scope = scope
        self._view = view
        self._place = place
        self._may = MAY[desk.me.role]
        self._second = ""
        self.state = IdentifyState(
            arrivals=place.arrivals, count=phrase("count.images", count=len(place.arrivals))
        )
        self._list = Fresh(desk.lane, scope, ListInbox(), done=self._listed, failed=self.fail)
        self._finder = Finder(desk.lane, scope, found=self._found, failed=self.fail)
        self._thumbs = Thumbs(
            desk.lane, scope, longest_px=THUMB_PX, has=view.has_thumb, got=view.show_thumb
        )

    def start(self) -> None:
        """Ask for the pictures, and for the patient if one was looked at already."""
        self._desk.lane.on_changed(self._scope, self._heard)
        self._list.ask()
        self._thumbs.want(self.state.arrivals)
        if self._place.patient is not None:
            self._ask(OpenRecord(patient=self._place.patient), lambda one: self.choose(one.patient))
        self._view.show_state(self.state)

    def may(self, act: Act) -> bool:
        """Return whether this person may do something; what they may not is not offered."""
        return act in self._may

    def fail(self, error: DeskError) -> None:
        """Explain an error until it is read; nothing is under way any more."""
        adding = self.state.adding
        adding = None if adding is None else replace(adding, busy=False)
        has_twin = self.state.has_twin or error.reason == SHARED
        self._change(problem=error, busy=False, adding=adding, has_twin=has_twin)

    def read_problem(self) -> None:
        """The error was read."""
        self._change(problem=None)

    # ------------------------------------------------------------------------------ the patient

    def type(self, text: str) -> None:
        """Look for whoever is typed."""
        self._finder.type(text)

    def choose(self, patient: Patient) -> None:
        """Take a patient. What was filled in for another is gone."""
        chosen = self.state.chosen
        if self.state.busy or (chosen is not None and chosen.id == patient.id):
            return
        years = patient.age_years(self._desk.today())
        self._change(
            chosen=patient,
            on_record=None,
            using=None,
            form=ConsentForm.begun(years),
            adding=None,
            problem=None,
            has_twin=False,
        )
        self._ask(ListConsents(patient=patient.id), partial(self._consents, patient.id))

    def unchoose(self) -> None:
        """Choose somebody else: the consent that was filled in goes."""
        if not self.state.busy:
            self._change(chosen=None, on_record=None, using=None, form=None)

    # -------------------------------------------------------------------- somebody not on the list

    def begin_adding(self) -> None:
        """Add somebody, beginning with what was typed in the search."""
        person = Newcomer.from_search(self._finder.typed, today=self._desk.today())
        self._change(adding=Adding(person=person))

    def stop_adding(self) -> None:
        """Go back to the list."""
        self._change(adding=None)

    def enter(self, person: Newcomer) -> None:
        """Something of the newcomer was typed; a fault that is mended is taken back."""
        adding = self.state.adding
        if adding is not None:
            now = person.faults(today=self._desk.today())
            faults = {column: now[column] for column in adding.faults if column in now}
            self._change(adding=replace(adding, person=person, faults=faults))

    def add(self) -> None:
        """Add the newcomer and choose them, or say what is wrong."""
        adding = self.state.adding
        if adding is None or adding.busy:
            return
        today = self._desk.today()
        faults = adding.person.faults(today=today)
        if faults:
            self._change(adding=replace(adding, faults=faults))
            return
        self._change(adding=replace(adding, busy=True), problem=None)
        self._ask(AddPatient(person=adding.person.demographics(today=today)), self.choose)

    # ------------------------------------------------------------------------------ the consent

    def use(self, consent: ConsentId | None) -> None:
        """Use a consent on record, or with None a new one."""
        self._change(using=consent)

    def fill_in(self, form: ConsentForm) -> None:
        """Something of the new consent was filled in."""
        self._change(form=form)

    def give(self, second: str) -> None:
        """Record the consent if it is new, then give the images: after two identifiers.

        Args:
            second: The second identifier, as it was typed.
        """
        patient, form = self.state.chosen, self.state.form
        if not self.state.is_settled or self.state.busy or patient is None or form is None:
            return
        self._second = second
        self._change(busy=True, problem=None)
        if self.state.using is not None:
            self._identify(patient, self.state.using)
            return
        call = RecordConsent(patient=patient.id, given=form.given())
        self._ask(call, partial(self._recorded, patient))

    def refuse(self, reason: str) -> None:
        """The patient does not agree: turn the images away."""
        call = RejectArrivals(arrivals=self.state.arrivals, reason=reason)
        self._change(busy=True)
        self._ask(call, lambda _: self._end(Deed.REJECTED, None, reason))

    # ------------------------------------------------------------------------------- inside

    def _recorded(self, patient: Patient, consent: Consent) -> None:
        """Go on with the consent that is recorded now: it is not recorded again if that fails."""
        known = on_record((consent,), today=self._desk.today())
        self._change(on_record=known + (self.state.on_record or ()), using=consent.id)
        self._identify(patient, consent.id)

    def _identify(self, patient: Patient, consent: ConsentId) -> None:
        second, self._second = self._second, ""
        call = Identify(
            arrivals=self.state.arrivals, patient=patient.id, consent=consent, second=second
        )
        self._ask(call, self._identified)

    def _identified(self, answer: Identified) -> None:
        self._end(Deed.GIVEN, answer.patient, "")

    def _end(self, deed: Deed, patient: Patient | None, reason: str) -> None:
        self._desk.recent.note(
            Done(
                deed=deed,
                arrivals=self.state.arrivals,
                at=self._desk.now(),
                patient=patient,
                reason=reason,
            )
        )
        self._view.leave_screen()

    def _found(self, found: Found | None) -> None:
        self._change(found=found)

    def _consents(self, patient: PatientId, consents: tuple[Consent, ...]) -> None:
        chosen = self.state.chosen
        if chosen is None or chosen.id != patient:
            return
        known = on_record(consents, today=self._desk.today())
        using = next((one.id for one in known if one.covers), None)
        self._change(on_record=known, using=using)

    def _listed(self, inbox: Inbox) -> None:
        about = [one for one in inbox.waiting if one.arrival in self.state.arrivals]
        gone = len(self.state.arrivals) - sum(one.state is ImageState.ARRIVED for one in about)
        count = phrase("count.images", count=len(self.state.arrivals))
        when = span(about, self._desk.today())
        self._change(gone=gone, count=joined(count, when, between=", "))

    def _heard(self, topics: frozenset[Topic]) -> None:
        if Topic.INBOX in topics and not self.state.busy:
            self._list.ask()

    def _ask(self, call: Call[R], done: Callable[[R], None]) -> None:
        self._desk.lane.ask(call, scope=self._scope, done=done, failed=self.fail)

    def _change(self, **changed: object) -> None:
        self.state = replace(self.state, **changed)  # type: ignore[arg-type]
        self._view.show_state(self.state)
