"""What the sign-in window decides. No Qt; it holds no passphrase longer than one question.

Pages: *welcome* (no vault yet), *found* (make one), *sheet* (the recovery sheets, once), *people*
(who signs in), *demonstration* (being prepared).
"""

from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path
from typing import Final, Protocol

from desktop.errors import DeskError, PassphraseWeakError, PlaceRefusedError, VaultExistsError
from desktop.ids import UserId
from desktop.keeper.calls import (
    FoundVault,
    LayOutSheet,
    LetInAgain,
    LookAtDoor,
    Me,
    NewVault,
    SaveSheet,
    Unlock,
)
from desktop.keeper.passphrase_calls import ChangePassphrase
from desktop.records.door import Door, PersonAtDoor
from desktop.records.paper import Paper
from desktop.records.recovery import RecoverySheet
from desktop.records.strength import Strength
from desktop.ui.door.brief import Brief
from desktop.ui.door.estimating import Estimating
from desktop.ui.door.forms import (
    Again,
    NewPractice,
    Wrong,
    what_is_wrong,
    what_is_wrong_again,
)
from desktop.ui.lane import Lane, Scope

DEMONSTRATION: Final = "DEMONSTRATION.txt"
"""Lies beside the vault of a demonstration, whose passphrases are no secret."""
FIRST_SHOWN: Final = 6
"""People shown at once: those who were here lately, then the others by name."""


class Page(Enum):
    """What the sign-in window shows."""

    WELCOME = "welcome"
    """There is no vault yet on this workstation."""
    FOUND = "found"
    """Making one."""
    SHEET = "sheet"
    """The recovery sheets of a new vault."""
    PEOPLE = "people"
    """Who signs in."""
    DEMONSTRATION = "demonstration"
    """The invented practice is being prepared."""
    CHANGE = "change"
    """The chosen person changes their passphrase."""
    CANNOT = "cannot"
    """What to do when somebody cannot sign in."""
    RECOVER = "recover"
    """Recovery sheets are typed, and somebody gets another passphrase."""


class DoorView(Protocol):
    """What the presenter needs of the window."""

    def show_page(self, page: Page) -> None:
        """Show a page."""
        ...

    def show_vault(self, practice: str, folder: Path | None) -> None:
        """Say whose workstation this is; nothing where no vault is known."""
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

    def show_wrong(self, wrong: Wrong) -> None:
        """Say what of the form is not right."""
        ...

    def show_sheet(self, made: NewVault) -> None:
        """Show the recovery sheets, once."""
        ...

    def print_page(self, page: Paper) -> None:
        """Send a page to the printer that was chosen."""
        ...

    def sheet_saved(self, path: Path) -> None:
        """Say where a recovery sheet was saved."""
        ...

    def show_recovery(
        self, people: tuple[PersonAtDoor, ...], *, needed: int, chosen: UserId | None
    ) -> None:
        """Say how many recovery sheets are needed, and who can be let in again."""
        ...

    def show_not_again(self, wrong: Wrong) -> None:
        """Say what of the recovery page is not right."""
        ...

    def show_let_in_again(self, full_name: str) -> None:
        """Say who has another passphrase now."""
        ...

    def show_hint(self, passphrase: str) -> None:
        """Say the public passphrase of a person of the demonstration; empty for none."""
        ...

    def show_strength(self, strength: Strength | None) -> None:
        """Say how strong the passphrase is that is being chosen; nothing is typed for None."""
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
        self._estimating = Estimating(lane, self._scope, view.show_strength)
        self._folder: Path | None = None
        self._is_busy = False
        self._people: tuple[PersonAtDoor, ...] = ()
        self._chosen: PersonAtDoor | None = None
        self._practice = ""
        self._sheets_needed = 1

    @property
    def folder(self) -> Path | None:
        """The vault that people sign in to, or None."""
        return self._folder

    def begin(self) -> None:
        """Show who can sign in, or how to begin where there is no vault."""
        if self._brief.vault:
            self.open(Path(self._brief.vault))
        else:
            self.start_again()

    def start_again(self) -> None:
        """Show the ways to begin."""
        self._view.show_vault("", None)
        self._view.show_page(Page.WELCOME)

    def people_again(self) -> None:
        """Show who can sign in to the vault that is known."""
        self._view.show_vault(self._practice, self._folder)
        self._view.show_page(Page.PEOPLE)

    def open(self, folder: Path) -> None:
        """Look at a vault and show who can sign in to it."""
        self._busy(is_busy=True)
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
        if self._folder is None or self._chosen is None or self._is_busy:
            return
        self._busy(is_busy=True)
        self._lane.ask(
            Unlock(folder=self._folder, name=self._chosen.name, passphrase=passphrase),
            scope=self._scope,
            done=self._in,
            failed=self._failed,
        )

    def found(self, new: NewPractice) -> None:
        """Make a vault, if nothing is wrong with what was typed."""
        if self._is_busy:
            return
        wrong = what_is_wrong(new)
        if wrong is not None:
            self._view.show_wrong(wrong)
            return
        self._busy(is_busy=True)
        call = FoundVault(
            folder=new.folder.expanduser().absolute(),
            practice=new.practice,
            name=new.name,
            full_name=new.full_name,
            role=new.role,
            passphrase=new.passphrase,
            recovery=new.recovery,
        )
        self._lane.ask(
            call,
            scope=self._scope,
            done=lambda made: self._made(call.folder, call.practice, made),
            failed=self._not_made,
        )

    def estimate(self, passphrase: str, known: tuple[str, ...]) -> None:
        """Have it estimated how strong a passphrase is, as far as it is typed."""
        self._estimating.typed(passphrase, known)

    def estimate_own(self, passphrase: str) -> None:
        """Have a new passphrase of the chosen person estimated."""
        if self._chosen is not None:
            self.estimate(passphrase, (self._practice, self._chosen.name, self._chosen.full_name))

    def change(self, old: str, new: str) -> None:
        """Put the chosen person's keys under another passphrase; they are in then."""
        if self._folder is None or self._chosen is None or self._is_busy:
            return
        self._busy(is_busy=True)
        call = ChangePassphrase(
            folder=self._folder, name=self._chosen.name, passphrase=old, new=new
        )
        self._lane.ask(call, scope=self._scope, done=self._in, failed=self._failed)

    def print_sheet(self, sheet: RecoverySheet) -> None:
        """Have a recovery sheet laid out, for the printer that was chosen."""
        self._lane.ask(
            LayOutSheet(sheet=sheet),
            scope=self._scope,
            done=self._view.print_page,
            failed=self._failed,
        )

    def save_sheet(self, sheet: RecoverySheet, to: Path) -> None:
        """Have a recovery sheet written as PDF."""
        if self._folder is None:
            return
        to = to if to.suffix else to.with_suffix(".pdf")
        self._lane.ask(
            SaveSheet(sheet=sheet, to=to, vault=self._folder),
            scope=self._scope,
            done=lambda _: self._view.sheet_saved(to),
            failed=self._failed,
        )

    def sheet_kept(self) -> None:
        """The recovery sheets are on paper: go on to signing in."""
        if self._folder is not None:
            self.open(self._folder)

    def use_sheets(self) -> None:
        """Ask for recovery sheets, for the person who is chosen unless another one is."""
        chosen = self._chosen.user_id if self._chosen else None
        self._view.show_page(Page.RECOVER)
        self._view.show_recovery(self._people, needed=self._sheets_needed, chosen=chosen)

    def recover(self, again: Again) -> None:
        """Give somebody another passphrase, if nothing is wrong with what was typed."""
        person = next((one for one in self._people if one.user_id == again.user_id), None)
        if self._is_busy or self._folder is None or person is None:
            return
        wrong = what_is_wrong_again(again)
        if wrong is not None:
            self._view.show_not_again(wrong)
            return
        self._busy(is_busy=True)
        self._lane.ask(
            LetInAgain(
                folder=self._folder,
                sheets="\n".join(again.sheets),
                name=person.name,
                passphrase=again.passphrase,
            ),
            scope=self._scope,
            done=lambda _: self._let_in_again(person),
            failed=self._not_again,
        )

    def _let_in_again(self, person: PersonAtDoor) -> None:
        self._busy(is_busy=False)
        self.choose(person.user_id)
        self._view.show_page(Page.PEOPLE)
        self._view.show_people(self._people, chosen=person.user_id)
        self._view.show_let_in_again(person.full_name)

    def _not_again(self, error: DeskError) -> None:
        self._failed(error)
        if isinstance(error, PassphraseWeakError):
            self._view.show_not_again(Wrong.WEAK)

    def close(self) -> None:
        """Drop what is under way."""
        self._scope.close()

    def _looked(self, folder: Path, door: Door) -> None:
        self._folder = folder
        self._practice = door.practice
        self._sheets_needed = door.sheets_needed
        self._people = in_order(door.people, self._recent)
        self._opened(folder)
        first = next((one for one in self._people if one.user_id == self._brief.chosen), None)
        self._chosen = first or next(iter(self._people), None)
        self._busy(is_busy=False)
        self._view.show_vault(door.practice, folder)
        self._view.show_page(Page.PEOPLE)
        chosen = self._chosen.user_id if self._chosen else None
        self._view.show_people(self._people, chosen=chosen)
        self._view.show_hint(self._public_passphrase(self._chosen.name) if self._chosen else "")

    def _not_looked(self, error: DeskError) -> None:
        self.start_again()
        self._failed(error)

    def _in(self, _me: Me) -> None:
        self._view.go_in()

    def _made(self, folder: Path, practice: str, made: NewVault) -> None:
        self._folder = folder
        self._practice = practice
        self._opened(folder)
        self._busy(is_busy=False)
        self._view.show_vault(practice, folder)
        self._view.show_page(Page.SHEET)
        self._view.show_sheet(made)

    def _not_made(self, error: DeskError) -> None:
        self._failed(error)
        wrong = next((at for kind, at in _WRONG.items() if isinstance(error, kind)), None)
        if wrong is not None:
            self._view.show_wrong(wrong)

    def _failed(self, error: DeskError) -> None:
        self._busy(is_busy=False)
        self._view.show_error(error)

    def _busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._view.show_busy(busy=is_busy)

    def _public_passphrase(self, name: str) -> str:
        """Return the passphrase of a person of the demonstration, which leaves them in files."""
        if self._folder is None or not name.isalnum():
            return ""
        around = self._folder.parent
        path = around / "passphrases" / f"{name}.txt"
        if not (around / DEMONSTRATION).is_file() or not path.is_file():
            return ""
        return path.read_text(encoding="utf-8").strip()


_WRONG: Final = {
    PassphraseWeakError: Wrong.WEAK,
    VaultExistsError: Wrong.FOLDER,
    PlaceRefusedError: Wrong.FOLDER,
}
"""Where in the form an error of founding belongs."""


def in_order(people: Iterable[PersonAtDoor], recent: tuple[str, ...]) -> tuple[PersonAtDoor, ...]:
    """Return people with those who were here lately first, then by name."""
    place = {user_id: at for at, user_id in enumerate(recent)}
    return tuple(
        sorted(people, key=lambda one: (place.get(one.user_id, len(place)), one.full_name))
    )
