"""Photographs that leave the series: filed, turned away, or moved on by a colleague. No Qt."""

from dataclasses import replace
from typing import Protocol

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.keeper.calls import ListConsents, ListInbox, RejectArrivals
from desktop.records.consent import Consent
from desktop.records.image import ImageState
from desktop.records.inbox import Inbox
from desktop.records.outcome import Topic
from desktop.records.patient import Patient
from desktop.ui.desk import Desk
from desktop.ui.editor import delicate, filing
from desktop.ui.editor.keeping import Keeping
from desktop.ui.editor.mending import Mending
from desktop.ui.editor.opening import series_of
from desktop.ui.editor.shown import FileQuestion
from desktop.ui.editor.state import State
from desktop.ui.filings import FilingState
from desktop.ui.lane import Scope
from desktop.ui.phrase import Words, phrase
from desktop.ui.recent import Deed, Done


class Host(Protocol):
    """The presenter, as far as it is needed here."""

    def go_to(self, arrival: ArrivalId) -> None:
        """Put a photograph on screen."""

    def changed(self) -> None:
        """Show how everything stands."""

    def say(self, words: Words) -> None:
        """Say something in the action bar."""

    def failed(self, error: DeskError) -> None:
        """Explain an error."""

    def ask_file(self, question: FileQuestion) -> None:
        """Ask before filing."""

    def nothing_left(self) -> None:
        """Nothing of the series is left to do."""


class Handing:
    """Files, rejects, and follows what others do.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        state: Where the editor stands.
        keeping: Keeps the drafts.
        host: The presenter.
        patient: Whose the series is.
        consents: Theirs, newest first.
        mending: The image of the record that is mended; None where photographs of the inbox are
            filed.
    """

    def __init__(
        self,
        desk: Desk,
        scope: Scope,
        *,
        state: State,
        keeping: Keeping,
        host: Host,
        patient: Patient,
        consents: tuple[Consent, ...],
        mending: Mending | None = None,
    ) -> None:
        self._desk = desk
        self._scope = scope
        self._state = state
        self._keeping = keeping
        self._host = host
        self._patient = patient
        self.consents = consents
        self._mending = mending
        self._is_asking = False
        self._ask_again = False
        self._note_courses()
        desk.filings.on_changed(scope, self._filings_changed)
        if mending is None:
            desk.lane.on_changed(scope, self._heard)

    def plan(self) -> filing.Plan:
        """Return what can be filed now."""
        return filing.plan(
            self._state,
            patient=self._patient,
            consents=self.consents,
            today=self._desk.today(),
            role=self._desk.me.role,
            is_mending=self._mending is not None,
        )

    def ask_file(self) -> None:
        """Ask before the images that are ready are filed, or say why none is."""
        plan = self.plan()
        if not plan.may_file:
            self._host.say(phrase("editor.clinician_files"))
        elif plan.refused is not None:
            self._host.say(plan.refused)
        else:
            asked = filing.question if self._mending is None else filing.mend_question
            question = asked(plan)
            truths = (*question.truths, *delicate.truths(self._state))
            self._host.ask_file(replace(question, truths=truths))

    def file(self, arrivals: tuple[ArrivalId, ...], reason: str = "") -> None:
        """File these images in the background, as far as they are still ready.

        Args:
            arrivals: Which.
            reason: Why findings are covered all the same.
        """
        plan = self.plan()
        wanted = [
            (one, filing.with_reason(plan.filings[one], reason))
            for one in arrivals
            if one in plan.filings
        ]
        for one, _ in wanted:
            self._keeping.forget(one)
            self._state.freeze(one)
        lane, jobs = self._desk.lane, self._desk.jobs
        if self._mending is None:
            self._desk.filings.begin(wanted, lane=lane, jobs=jobs)
        else:
            calls = [(one, self._mending.call(what)) for one, what in wanted]
            self._desk.filings.begin_calls(calls, lane=lane, jobs=jobs)

    def reject(self, reason: str) -> None:
        """Turn the photograph on screen away; it stays sealed."""
        arrival = self._state.at
        self._keeping.forget(arrival)

        def done(_: tuple[ArrivalId, ...]) -> None:
            act = Done(deed=Deed.REJECTED, arrivals=(arrival,), at=self._desk.now(), reason=reason)
            self._desk.recent.note(act)
            self.drop((arrival,))
            self._host.say(phrase("editor.rejected"))

        self._desk.lane.ask(
            RejectArrivals(arrivals=(arrival,), reason=reason),
            scope=self._scope,
            done=done,
            failed=self._host.failed,
        )

    def drop(self, arrivals: tuple[ArrivalId, ...]) -> None:
        """Take photographs out of the series, and go to one that is left."""
        state = self._state
        left = [one for one in state.order if one not in arrivals]
        if not any(not self._is_filed(one) for one in left):
            self._host.nothing_left()
            return
        if state.at in arrivals:
            after = state.next_after(state.at)
            self._host.go_to(after if after in left and after is not None else left[0])
        for arrival in arrivals:
            state.drop(arrival)
        self._host.changed()

    def _filings_changed(self) -> None:
        self._note_courses()
        left = [one for one in self._state.order if not self._is_filed(one)]
        if not left:
            self._host.nothing_left()
            return
        if self._is_filed(self._state.at):
            after = self._state.next_after(self._state.at)
            self._host.go_to(after if after in left and after is not None else left[0])
        self._host.changed()

    def _heard(self, topics: frozenset[Topic]) -> None:
        if Topic.INBOX in topics:
            self._ask_inbox()
        if Topic.RECORD in topics:
            self._desk.lane.ask(
                ListConsents(patient=self._patient.id),
                scope=self._scope,
                done=self._consents_came,
                failed=self._host.failed,
            )

    def _ask_inbox(self) -> None:
        """Ask what waits; while a card is taken in, every file is a change, and once is enough."""
        self._ask_again = self._is_asking
        if not self._is_asking:
            self._is_asking = True
            self._desk.lane.ask(
                ListInbox(), scope=self._scope, done=self._listed, failed=self._not_listed
            )

    def _not_listed(self, error: DeskError) -> None:
        self._is_asking = False
        self._host.failed(error)

    def _listed(self, inbox: Inbox) -> None:
        self._is_asking = False
        if self._ask_again:
            self._ask_inbox()
            return
        waiting = series_of(inbox, self._state.order).waiting
        there = {one.arrival for one in waiting if one.state is ImageState.IDENTIFIED}
        gone = tuple(
            one
            for one in self._state.order
            if one not in there and not self._state.facts(one).is_locked
        )
        if gone:
            for one in gone:
                self._keeping.forget(one)
            self.drop(gone)
            self._host.say(phrase("editor.moved_on", count=len(gone)))

    def _consents_came(self, consents: tuple[Consent, ...]) -> None:
        self.consents = consents
        self._host.changed()

    def _note_courses(self) -> None:
        courses = self._desk.filings.courses
        for arrival in self._state.order:
            self._state.note_course(arrival, courses.get(arrival))

    def _is_filed(self, arrival: ArrivalId) -> bool:
        course = self._state.facts(arrival).course
        return course is not None and course.state is FilingState.FILED
