"""Both pages on which one person does something for another as they sign in."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.records.strength import Strength
from desktop.ui.door.door_view import HelpBegun, Page
from desktop.ui.door.forms import Wrong
from desktop.ui.door.help_page import HelpPage
from desktop.ui.door.presenter import DoorPresenter
from desktop.ui.wish import Help


class HelpPages:
    """The two pages, as the window of the door shows them.

    Attributes:
        admit: Somebody new.
        renew: Somebody who forgot.
        pages: Which is which.
    """

    def __init__(self, parent: QWidget) -> None:
        self.admit = HelpPage(Help.ADMIT, parent=parent)
        self.renew = HelpPage(Help.RENEW, parent=parent)
        self._of: Final = {Help.ADMIT: self.admit, Help.RENEW: self.renew}
        self.pages: Final[Mapping[Page, HelpPage]] = {
            Page.ADMIT: self.admit,
            Page.RENEW: self.renew,
        }

    def connect_to(self, presenter: DoorPresenter) -> None:
        """Have the presenter hear what is wanted on either page."""
        for page in self._of.values():
            page.act_asked.connect(presenter.help)
            page.choosing.connect(presenter.estimate_other)
            page.back_asked.connect(presenter.people_again)

    def show_help(self, begun: HelpBegun) -> None:
        """Show an empty form."""
        self._of[begun.wanted].show_people(begun)

    def show_wrong(self, wanted: Help, wrong: Wrong) -> None:
        """Say what of a form is not right."""
        self._of[wanted].show_wrong(wrong)

    def show_busy(self, *, busy: bool) -> None:
        """Show that something is being done."""
        for page in self._of.values():
            page.show_busy(busy=busy)

    def show_strength(self, strength: Strength | None) -> None:
        """Say how strong the passphrase is that is being chosen."""
        for page in self._of.values():
            page.meter.show_strength(strength)
