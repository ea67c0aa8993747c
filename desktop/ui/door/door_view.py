"""What the sign-in window can show, and what its presenter needs of it. No Qt here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from desktop.errors import DeskError
from desktop.ids import UserId
from desktop.keeper.calls import NewVault
from desktop.records.door import PersonAtDoor
from desktop.records.paper import Paper
from desktop.records.strength import Strength
from desktop.ui.door.forms import Wrong
from desktop.ui.wish import Help


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
    ADMIT = "admit"
    """Somebody new chooses a passphrase, and a colleague signs in with it."""
    RENEW = "renew"
    """Somebody who forgot chooses another one, and a colleague signs in with it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HelpBegun:
    """What the form is filled with where one person does something for another.

    Attributes:
        wanted: Which of the two forms.
        people: Everybody who can sign in.
        other: Who forgot their passphrase, as far as that is known.
        by: Who signs in with it, as far as that is known.
        public: Passphrases of a demonstration, by identifier.
    """

    wanted: Help
    people: tuple[PersonAtDoor, ...]
    other: UserId | None
    by: UserId | None
    public: Mapping[str, str]


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

    def show_help(self, begun: HelpBegun) -> None:
        """Show an empty form for what one person does for another as they sign in."""
        ...

    def show_not_helped(self, wanted: Help, wrong: Wrong) -> None:
        """Say what of that form is not right."""
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
