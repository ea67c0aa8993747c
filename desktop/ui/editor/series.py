"""A series that is open: its state, and who works on it. No Qt."""

from typing import Protocol

from desktop.errors import DeskError
from desktop.ui.desk import Desk
from desktop.ui.editor.assisting import Assisting
from desktop.ui.editor.delicate import children_of
from desktop.ui.editor.gesture import Gesture
from desktop.ui.editor.handing import Handing, Host
from desktop.ui.editor.keeping import Keeping
from desktop.ui.editor.opening import Opened
from desktop.ui.editor.state import State
from desktop.ui.editor.work import Work
from desktop.ui.lane import Scope


class Owner(Host, Protocol):
    """The presenter, as far as it is told of what happens."""

    def show_region(self) -> None:
        """Bring the chosen region into view."""

    def not_kept(self, error: DeskError) -> None:
        """A draft could not be kept."""


class Series:
    """Everything there is once a series is open.

    Args:
        owner: The presenter.
        desk: The surroundings.
        scope: The life of the screen.
        opened: What was opened, with its patient.

    Raises:
        RuntimeError: Nobody's series: a fault of the program.
    """

    def __init__(self, owner: Owner, desk: Desk, scope: Scope, opened: Opened) -> None:
        if opened.patient is None:
            raise RuntimeError("nobody's series")
        order = tuple(one.arrival for one in opened.waiting)
        waiting = {one.arrival: one for one in opened.waiting}
        self.patient = opened.patient
        self.state = State(
            order,
            waiting,
            Work.opened(order, opened.drafts),
            children=children_of(opened.waiting, opened.patient, desk.today()),
        )
        mending = opened.mending
        if mending is None:
            self.assisting = Assisting(desk.lane, scope, self.state, owner)
            self.keeping = Keeping(desk.lane, opened.drafts, failed=owner.not_kept)
        else:
            self.assisting = Assisting(desk.lane, scope, self.state, owner, edge=mending.trace)
            self.keeping = Keeping(
                desk.lane, opened.drafts, failed=owner.not_kept, call=mending.keep
            )
        self.gesture = Gesture(self.state, owner, find=self.assisting.trace)
        self.handing = Handing(
            desk,
            scope,
            state=self.state,
            keeping=self.keeping,
            host=owner,
            patient=opened.patient,
            consents=opened.consents,
            mending=mending,
        )
