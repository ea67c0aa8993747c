"""What the sign-in window decides. No Qt; it holds no passphrase longer than one question.

Pages: *welcome* (no vault yet), *found* (make one), *sheet* (the recovery sheets, once), *people*
(who signs in), *demonstration* (being prepared).
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final

from desktop.errors import DeskError, PassphraseWeakError, PlaceRefusedError, VaultExistsError
from desktop.ids import UserId
from desktop.keeper.call import Call
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
from desktop.records.recovery import RecoverySheet
from desktop.ui.door.brief import Brief
from desktop.ui.door.demonstration import public_passphrase
from desktop.ui.door.door_view import DoorView, HelpBegun, Page
from desktop.ui.door.estimating import Estimating
from desktop.ui.door.forms import (
    Again,
    Helping,
    NewPractice,
    Wrong,
    what_is_wrong,
    what_is_wrong_again,
    what_is_wrong_helping,
)
from desktop.ui.door.helping import call_of, where_wrong
from desktop.ui.lane import Lane, Scope
from desktop.ui.wish import Help

FIRST_SHOWN: Final = 6
"""People shown at once: those who were here lately, then the others by name."""


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
        self._wanted = Help(brief.help) if brief.help else None

    @property
    def folder(self) -> Path | None:
        """The vault that people sign in to, or None."""
        return self._folder

    def begin(self) -> None:
        """Show who can sign in, or how to begin where there is no vault."""
        if self._brief.vault:
            self._view.show_page(Page.PEOPLE)  # what is typed before the door is read is kept
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
        if self._folder is not None and self._chosen is not None:
            name = self._chosen.name
            self._enter(Unlock(folder=self._folder, name=name, passphrase=passphrase))

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
        if self._folder is not None and self._chosen is not None:
            name = self._chosen.name
            self._enter(ChangePassphrase(folder=self._folder, name=name, passphrase=old, new=new))

    def begin_help(self, wanted: Help, *, other: str = "") -> None:
        """Show the form for what one person does for another as they sign in."""
        chosen = self._chosen.user_id if self._chosen else None
        by, forgot = (None, chosen) if wanted is Help.RENEW and not other else (chosen, other)
        public = {str(one.user_id): self._public_passphrase(one.name) for one in self._people}
        self._view.show_page(Page(wanted.value))
        self._view.show_help(
            HelpBegun(
                wanted=wanted,
                people=self._people,
                other=UserId(forgot) if forgot else None,
                by=by,
                public=public,
            )
        )

    def renew_by_colleague(self) -> None:
        """Show the form for who forgot their passphrase, and a colleague beside them."""
        self.begin_help(Help.RENEW)

    def estimate_other(self, passphrase: str, known: tuple[str, ...]) -> None:
        """Have the passphrase estimated that somebody else is choosing."""
        self.estimate(passphrase, (self._practice, *known))

    def help(self, form: Helping) -> None:
        """Sign in and do it, if nothing is wrong with what was typed."""
        wrong = what_is_wrong_helping(form)
        call = call_of(form, self._folder, self._people) if self._folder else None
        if wrong is not None:
            self._view.show_not_helped(form.help, wrong)
        elif call is not None:
            self._enter(call, failed=partial(self._not_helped, form.help))

    def _not_helped(self, wanted: Help, error: DeskError) -> None:
        self._failed(error)
        wrong = where_wrong(error)
        if wrong is not None:
            self._view.show_not_helped(wanted, wrong)

    def _enter(self, call: Call[Me], failed: Callable[[DeskError], None] | None = None) -> None:
        """Ask to be let in, once at a time."""
        if not self._is_busy:
            self._busy(is_busy=True)
            self._lane.ask(call, scope=self._scope, done=self._in, failed=failed or self._failed)

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
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.begin_help(wanted, other=self._brief.other)

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
        return public_passphrase(self._folder, name)


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
