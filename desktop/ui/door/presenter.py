"""What the sign-in window decides. No Qt; it holds no passphrase longer than one question.

Pages: *welcome* (no vault yet), *found* (make one), *sheet* (the recovery key, once), *people* (who
signs in), *demonstration* (being prepared).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final, Protocol

from desktop.errors import DeskError
from desktop.ids import UserId
from desktop.keeper.calls import FoundVault, LookAtDoor, Me, NewVault, Unlock
from desktop.records.door import Door, PersonAtDoor
from desktop.records.role import Role
from desktop.ui.door.brief import Brief
from desktop.ui.lane import Lane, Scope

TYPED_BACK: Final = (2, 5)
"""Groups of the recovery key, counted from 1, that must be typed back: it was really written."""
FIRST_SHOWN: Final = 6
"""People shown at once: those who were here lately, then the others by name."""


class Page(Enum):
    """What the sign-in window shows."""

    WELCOME = "welcome"
    """There is no vault yet on this workstation."""
    FOUND = "found"
    """Making one."""
    SHEET = "sheet"
    """The recovery key of a new vault."""
    PEOPLE = "people"
    """Who signs in."""
    DEMONSTRATION = "demonstration"
    """The invented practice is being prepared."""
    CANNOT = "cannot"
    """What to do when somebody cannot sign in."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewPractice:
    """What is typed to make a vault."""

    folder: Path
    practice: str
    full_name: str
    name: str
    role: Role
    passphrase: str
    again: str


class DoorView(Protocol):
    """What the presenter needs of the window."""

    def show_page(self, page: Page) -> None:
        """Show a page."""
        ...

    def show_practice(self, practice: str) -> None:
        """Say whose workstation this is; empty where no vault is known."""
        ...

    def show_people(self, people: tuple[PersonAtDoor, ...], *, chosen: UserId | None) -> None:
        """Show who can sign in, and who is asked for a passphrase."""
        ...

    def show_busy(self, *, busy: bool) -> None:
        """Show that the keeper is thinking, or has finished."""
        ...

    def show_error(self, error: DeskError) -> None:
        """Say what did not work, and what to do."""
        ...

    def show_different(self) -> None:
        """Say that the two passphrases differ."""
        ...

    def show_sheet(self, practice: str, made: NewVault) -> None:
        """Show the recovery key, once."""
        ...

    def show_hint(self, passphrase: str) -> None:
        """Say the public passphrase of a person of the demonstration; empty for none."""
        ...

    def go_in(self) -> None:
        """Somebody is in: the window has done its work."""
        ...


class DoorPresenter:
    """Lets somebody in.

    Args:
        view: The window.
        lane: Questions to the keeper, at the door.
        brief: What the workspace told.
        recent: Who signed in here lately, the latest first.
        opened: Told which vault is being opened, to remember it.
    """

    def __init__(
        self,
        view: DoorView,
        lane: Lane,
        brief: Brief,
        *,
        recent: tuple[str, ...],
        opened: Callable[[Path], None],
    ) -> None:
        self._view = view
        self._lane = lane
        self._brief = brief
        self._recent = recent
        self._opened = opened
        self._scope = Scope()
        self._folder: Path | None = Path(brief.vault) if brief.vault else None
        self._people: tuple[PersonAtDoor, ...] = ()
        self._chosen: PersonAtDoor | None = None
        self._practice = ""

    @property
    def folder(self) -> Path | None:
        """The vault that people sign in to, or None."""
        return self._folder

    def begin(self) -> None:
        """Show who can sign in, or how to begin where there is no vault."""
        if self._folder is None:
            self._view.show_practice("")
            self._view.show_page(Page.WELCOME)
        else:
            self.open(self._folder)

    def open(self, folder: Path) -> None:
        """Look at a vault and show who can sign in to it."""
        self._view.show_busy(busy=True)
        self._lane.ask(
            LookAtDoor(folder=folder),
            scope=self._scope,
            done=lambda door: self._looked(folder, door),
            failed=self._not_looked,
        )

    def choose(self, user_id: UserId) -> None:
        """Ask this person for a passphrase."""
        self._chosen = next(one for one in self._people if one.user_id == user_id)
        self._view.show_hint(self._public_passphrase(self._chosen.name))

    def unlock(self, passphrase: str) -> None:
        """Try a passphrase of the chosen person; it is forgotten with the question."""
        if self._folder is None or self._chosen is None:
            return
        self._view.show_busy(busy=True)
        self._lane.ask(
            Unlock(folder=self._folder, name=self._chosen.name, passphrase=passphrase),
            scope=self._scope,
            done=self._in,
            failed=self._failed,
        )

    def found(self, new: NewPractice) -> None:
        """Make a vault."""
        if new.passphrase != new.again:
            self._view.show_different()
            return
        self._view.show_busy(busy=True)
        call = FoundVault(
            folder=new.folder,
            practice=new.practice,
            name=new.name,
            full_name=new.full_name,
            role=new.role,
            passphrase=new.passphrase,
        )
        self._lane.ask(
            call,
            scope=self._scope,
            done=lambda made: self._made(new.folder, new.practice, made),
            failed=self._failed,
        )

    def sheet_kept(self) -> None:
        """The recovery key is written down: go on to signing in."""
        if self._folder is not None:
            self.open(self._folder)

    def close(self) -> None:
        """Drop what is under way."""
        self._scope.close()

    def _looked(self, folder: Path, door: Door) -> None:
        self._folder = folder
        self._practice = door.practice
        self._people = in_order(door.people, self._recent)
        self._opened(folder)
        first = next((one for one in self._people if one.user_id == self._brief.chosen), None)
        self._chosen = first or next(iter(self._people), None)
        self._view.show_busy(busy=False)
        self._view.show_practice(door.practice)
        self._view.show_page(Page.PEOPLE)
        chosen = self._chosen.user_id if self._chosen else None
        self._view.show_people(self._people, chosen=chosen)
        if self._chosen is not None:
            self._view.show_hint(self._public_passphrase(self._chosen.name))

    def _not_looked(self, error: DeskError) -> None:
        self._view.show_practice("")
        self._view.show_page(Page.WELCOME)
        self._failed(error)

    def _in(self, _me: Me) -> None:
        self._view.go_in()

    def _made(self, folder: Path, practice: str, made: NewVault) -> None:
        self._folder = folder
        self._opened(folder)
        self._view.show_busy(busy=False)
        self._view.show_page(Page.SHEET)
        self._view.show_sheet(practice, made)

    def _failed(self, error: DeskError) -> None:
        self._view.show_busy(busy=False)
        self._view.show_error(error)

    def _public_passphrase(self, name: str) -> str:
        """Return the passphrase of a person of the demonstration, which leaves them in files."""
        if self._folder is None or not _is_plain(name):
            return ""
        path = self._folder.parent / "passphrases" / f"{name}.txt"
        return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def in_order(people: Iterable[PersonAtDoor], recent: tuple[str, ...]) -> tuple[PersonAtDoor, ...]:
    """Return people with those who were here lately first, then by name."""
    place = {user_id: at for at, user_id in enumerate(recent)}
    return tuple(
        sorted(people, key=lambda one: (place.get(one.user_id, len(place)), one.full_name))
    )


def groups_of(recovery_key: str) -> tuple[str, ...]:
    """Return a recovery key in the groups that people read."""
    return tuple(recovery_key.split("-"))


def is_typed_back(recovery_key: str, typed: tuple[str, ...]) -> bool:
    """Return whether the groups of ``TYPED_BACK`` were typed as they stand, in any case."""
    wanted = tuple(groups_of(recovery_key)[at - 1] for at in TYPED_BACK)
    return tuple(one.strip().upper() for one in typed) == wanted


def _is_plain(name: str) -> bool:
    return name.isalnum()
