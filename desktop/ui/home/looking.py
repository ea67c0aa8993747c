"""What waits for a second clinician: asked for, and taken. No Qt."""

from collections.abc import Callable
from typing import Protocol

from desktop.errors import DeskError
from desktop.ids import UserId
from desktop.keeper.calls import ListPeople
from desktop.keeper.look_calls import ListSecondLooks, TakeSecondLook
from desktop.records.outcome import Topic
from desktop.records.second_look import SecondLook
from desktop.records.staff_member import StaffMember
from desktop.ui.desk import Desk
from desktop.ui.fresh import Fresh
from desktop.ui.home.look_work import LookLine, Looks, Step, looks_of
from desktop.ui.lane import Scope
from desktop.ui.place import Place
from desktop.ui.second_looks import may_look


class LookView(Protocol):
    """What shows it."""

    def show_looks(self, looks: Looks) -> None:
        """Show what waits."""

    def ask_take_over(self, line: LookLine) -> None:
        """Ask before a colleague's second look is taken over."""

    def go_there(self, place: Place) -> None:
        """Go to another screen."""


class Looking:
    """Second looks of the first page.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        view: What shows it.
        failed: Explains an error.
    """

    def __init__(
        self, desk: Desk, scope: Scope, view: LookView, *, failed: Callable[[DeskError], None]
    ) -> None:
        self._desk = desk
        self._scope = scope
        self._view = view
        self._failed = failed
        self._found: tuple[SecondLook, ...] | None = None
        self._names: dict[UserId, str] = {}
        lane = desk.lane
        self._list = Fresh(lane, scope, ListSecondLooks(), done=self._listed, failed=failed)
        self._people = Fresh(lane, scope, ListPeople(), done=self._named, failed=failed)

    def start(self) -> None:
        """Ask, and again whenever a record has changed."""
        if may_look(self._desk.me):
            self._desk.lane.on_changed(self._scope, self._heard)
            self._people.ask()
            self._list.ask()

    def show(self) -> None:
        """Show it anew: it has grown older."""
        if self._found is not None:
            self._view.show_looks(looks_of(self._found, self._desk.me.user_id, self._names))

    def open(self, line: LookLine) -> None:
        """Become the second clinician, or go to what one is one of the two of already."""
        match line.step:
            case Step.OPEN:
                self._view.go_there(line.piece.place)
            case Step.TAKE_OVER:
                self._view.ask_take_over(line)
            case Step.TAKE:
                self.take(line)

    def take(self, line: LookLine) -> None:
        """Become the second clinician, and look."""

        def taken(_look: SecondLook) -> None:
            self._view.go_there(line.piece.place)

        call = TakeSecondLook(image=line.look.image)
        self._desk.lane.ask(call, scope=self._scope, done=taken, failed=self._not_taken)

    def _not_taken(self, error: DeskError) -> None:
        self._failed(error)
        self._list.ask()

    def _heard(self, topics: frozenset[Topic]) -> None:
        if Topic.RECORD in topics:
            self._list.ask()

    def _listed(self, found: tuple[SecondLook, ...]) -> None:
        self._found = found
        self.show()

    def _named(self, people: tuple[StaffMember, ...]) -> None:
        self._names = {one.user_id: one.full_name for one in people}
        self.show()
