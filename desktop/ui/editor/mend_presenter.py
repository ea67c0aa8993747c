"""The editor on a filed image: opened with a reason, filed in the place of the copy in force.

No Qt.
"""

from collections.abc import Callable
from typing import Protocol

from desktop.ids import ArrivalId
from desktop.keeper.calls import Call, OpenRecord, WithBlock
from desktop.keeper.revising_calls import FindFacesAgain, OpenForRevision
from desktop.records.detection import Detection
from desktop.records.patient import Patient
from desktop.records.record import Record
from desktop.records.revised import Revisable
from desktop.ui.desk import Desk
from desktop.ui.editor.loading import Loading
from desktop.ui.editor.mending import Mending, draft_of, known_as, waiting_of
from desktop.ui.editor.opening import Opened
from desktop.ui.editor.presenter import Presenter
from desktop.ui.editor.view import View
from desktop.ui.lane import Scope
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
        self._loading = Loading(desk.lane, self, self._faces)

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

    def leave(self, then: Callable[[], None]) -> None:
        """Nothing of it is kept before it is filed."""
        then()

    def nothing_left(self) -> None:
        """It is filed: go back to the record."""
        self._screen.leave_it()

    def _came(self, answer: WithBlock[Revisable]) -> None:
        found = answer.value
        name = known_as(found.image)
        self._desk.filings.begin_anew(name)
        self._loading.has(name)
        self._opened(
            Opened(
                waiting=(waiting_of(found),),
                patient=found.patient,
                drafts=(draft_of(found),),
                mending=Mending(image=found.image, number=found.number, reason=self._why),
            )
        )
        self.picture_came(name, WithBlock(value=found.pyramid, block=answer.block))

    def _faces(self, _: ArrivalId) -> Call[Detection]:
        return FindFacesAgain(image=self._image, reason=self._why)

    def _look_after_drafts(self) -> None:
        """Keep none."""
