"""The editor on a filed image: opened with a reason, filed in the place of the copy in force.

No Qt.
"""

from dataclasses import replace
from typing import Protocol

from desktop.keeper.calls import OpenRecord, WithBlock
from desktop.keeper.revising_calls import OpenForRevision
from desktop.records.draft import Draft
from desktop.records.inbox import BegunDraft
from desktop.records.patient import Patient
from desktop.records.record import Record
from desktop.records.revised import Revisable
from desktop.ui.cards import moment_of
from desktop.ui.desk import Desk
from desktop.ui.editor.loading import Loading
from desktop.ui.editor.mending import Mending, draft_of, known_as, waiting_of
from desktop.ui.editor.opening import Opened
from desktop.ui.editor.presenter import Presenter
from desktop.ui.editor.shown import Alert, Remedy
from desktop.ui.editor.view import View
from desktop.ui.editor.work import Work
from desktop.ui.lane import Scope
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.place import EditorPlace, MendPlace


class MendView(View, Protocol):
    """What it asks of the screen besides."""

    def ask_why(self, patient: Patient) -> None:
        """Ask why the redaction is revised, before the original is opened."""

    def leave_it(self) -> None:
        """Go back to where one came from."""


class MendPresenter(Presenter):
    """One filed image on screen.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        place: Which image.
        view: The screen.
    """

    def __init__(self, desk: Desk, scope: Scope, place: MendPlace, view: MendView) -> None:
        super().__init__(desk, scope, EditorPlace(arrivals=(known_as(place.image),)), view)
        self._image, self._patient = place.image, place.patient
        self._screen = view
        self._why = ""
        self._filed: Draft | None = None
        self._goes_on: BegunDraft | None = None

    def open(self) -> None:
        """Ask whose it is, so that the question why is asked with their name."""

        def came(record: Record) -> None:
            self._screen.ask_why(record.patient)

        call = OpenRecord(patient=self._patient)
        self._desk.lane.ask(call, scope=self._scope, done=came, failed=self._screen.show_problem)

    def mend(self, reason: str) -> None:
        """Open the original, for a reason that is recorded."""
        self._why = reason
        call = OpenForRevision(image=self._image, reason=reason)
        self._desk.lane.ask(
            call, scope=self._scope, done=self._came, failed=self._screen.show_problem
        )

    def nothing_left(self) -> None:
        """It is filed: go back to the record."""
        self._screen.leave_it()

    def begin_anew(self) -> None:
        """Have it as it is filed, in one step that can be undone."""
        if self._filed is None:
            return
        fresh = Work.opened(self.state.order, (self._filed,))
        kept = replace(fresh.draft(self.state.at), seen=self.state.draft.seen)
        self.state.history.do(fresh.with_draft(kept), phrase("mending.step_anew"))
        self._loading.find_faces(self.state.at)
        self.did(None)

    def alert(self) -> Alert | None:
        """Return what somebody has to know: also that earlier work goes on."""
        urgent = super().alert()
        if urgent is not None or self._goes_on is None:
            return urgent
        return Alert(
            title=phrase("mending.goes_on", when=moment_of(self._goes_on.kept_at)),
            body=phrase("mending.kept_by", name=verbatim(self._goes_on.name)),
            offer=phrase("mending.begin_anew"),
            remedy=Remedy.BEGIN_ANEW,
        )

    def remedy(self, remedy: Remedy) -> None:
        """Do what a notice over the picture offers."""
        if remedy is Remedy.BEGIN_ANEW:
            self.begin_anew()
        else:
            super().remedy(remedy)

    def _came(self, answer: WithBlock[Revisable]) -> None:
        found = answer.value
        name = known_as(found.image)
        self._filed, self._goes_on = draft_of(found), found.begun
        mending = Mending(image=found.image, number=found.number, reason=self._why)
        self._loading = Loading(self._desk.lane, self, mending.find_faces)
        self._desk.filings.begin_anew(name)
        self._loading.has(name)
        self._opened(
            Opened(
                waiting=(waiting_of(found),),
                patient=found.patient,
                drafts=(found.draft or self._filed,),
                mending=mending,
            )
        )
        self.picture_came(name, WithBlock(value=found.pyramid, block=answer.block))

    def _look_after_drafts(self) -> None:
        """Keep what a person did; what was merely looked at leaves nothing behind."""
        if self.is_open and self.state.history.undo_name is not None:
            self._goes_on = None
            super()._look_after_drafts()
