"""The sign-in window: a navy column, and one page at a time beside it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.clock import Clock
from desktop.errors import DeskError
from desktop.ids import UserId
from desktop.keeper.calls import NewVault
from desktop.records.door import PersonAtDoor
from desktop.records.paper import Paper
from desktop.records.recovery import RecoverySheet
from desktop.records.strength import Strength
from desktop.ui.door.brief import Brief
from desktop.ui.door.change_page import ChangePage
from desktop.ui.door.door_view import HelpBegun, Page
from desktop.ui.door.fitting import edge_width, side_width
from desktop.ui.door.foot import Foot
from desktop.ui.door.forms import Wrong
from desktop.ui.door.found_page import FoundPage, ask_folder
from desktop.ui.door.help_pages import HelpPages
from desktop.ui.door.look_bar import LookBar
from desktop.ui.door.pages import CannotPage, DemonstrationPage, WelcomePage
from desktop.ui.door.preparing import Preparation
from desktop.ui.door.presenter import DoorPresenter
from desktop.ui.door.recover_page import RecoverPage
from desktop.ui.door.sheet_page import SheetPage
from desktop.ui.door.sheet_question import ask_about_sheets
from desktop.ui.door.side import Side
from desktop.ui.door.sign_in_page import SignInPage
from desktop.ui.lane import Lane
from desktop.ui.look.tokens import Tone
from desktop.ui.paper_print import (
    FileChoice,
    PrinterChoice,
    ask_file,
    ask_printer,
    print_paper,
)
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.preferences import PreferenceFile
from desktop.ui.widgets.boxes import Pane, column, row
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.scroll import Scroll
from desktop.ui.wish import Help
from desktop.ui.words import keep_said

LEAST: Final = (1180, 720)
_SIZE: Final = (1440, 900)
_PAGE: Final = 1040
"""A page is no wider: lines that are too long are hard to read."""


class DoorWindow(Pane):
    """Lets somebody in, and is gone.

    Signals:
        let_in: Somebody is in.
        closed: The window was closed without that.

    Args:
        lane: Questions to the keeper, at the door.
        brief: What the workspace told.
        preferences: Where the look of this workstation is remembered.
        clock: Says what time it is.
        new_vault: Where a new vault is proposed.
        demonstration: Folder of the demonstration practice.
        choose: Asks for a folder.
        choose_printer: Asks for a printer.
        choose_file: Asks where to save a PDF, proposing a name.
    """

    let_in = Signal()
    closed = Signal()
    _printer: QPrinter | None = None

    def __init__(
        self,
        lane: Lane,
        brief: Brief,
        *,
        preferences: PreferenceFile,
        clock: Clock,
        new_vault: Path,
        demonstration: Path,
        choose: Callable[[QWidget], Path | None] = ask_folder,
        choose_printer: PrinterChoice = ask_printer,
        choose_file: FileChoice = ask_file,
    ) -> None:
        super().__init__("window")
        self._choose_printer, self._choose_file = choose_printer, choose_file
        self._preferences, self._demonstration = preferences, demonstration
        self._choose = choose
        self._is_in = self._may_close = False
        keep_said(self, "setWindowTitle", phrase("door.window_title"))
        self.setMinimumSize(*LEAST)
        self.resize(*_SIZE)
        self.side = Side(brief, clock, parent=self)
        self.look = LookBar(preferences, parent=self)
        self.notice = Notice(parent=self)
        self.welcome = WelcomePage(parent=self)
        self.found = FoundPage(folder=new_vault, choose=choose, parent=self)
        self.sheet = SheetPage(parent=self)
        self.sign_in = SignInPage(kept=frozenset(brief.kept), lane=lane, parent=self)
        self.demonstration = DemonstrationPage(parent=self)
        self.change = ChangePage(parent=self)
        self.cannot = CannotPage(parent=self)
        self.recover = RecoverPage(parent=self)
        self.help = HelpPages(self)
        self.foot = Foot(parent=self)
        self.preparation = Preparation(self)
        self._pages: dict[Page, QWidget] = {
            Page.WELCOME: self.welcome,
            Page.FOUND: self.found,
            Page.SHEET: self.sheet,
            Page.PEOPLE: self.sign_in,
            Page.DEMONSTRATION: self.demonstration,
            Page.CHANGE: self.change,
            Page.CANNOT: self.cannot,
            Page.RECOVER: self.recover,
            **self.help.pages,
        }
        self.page = Page.WELCOME
        self._build()
        recent = preferences.read().recent
        self.presenter = DoorPresenter(self, lane, brief, recent=recent, opened=self._remember)
        self._connect()
        self._stand(brief)
        self.presenter.begin()

    # ------------------------------------------------------------------- what the presenter says

    def show_page(self, page: Page) -> None:
        """Show a page, and put the focus where one begins on it."""
        self.page = page
        self.notice.hide()
        if page is not Page.PEOPLE:
            self.sign_in.forget()
        if page is Page.WELCOME:
            self.welcome.show_known(known=self.presenter.folder is not None)
        self._stack.setCurrentWidget(self._scrolls[page])
        self._first_focus(page).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_vault(self, practice: str, folder: Path | None) -> None:
        """Say whose workstation this is."""
        self.side.show_practice(practice)
        self.foot.show_vault(folder)
        self.sign_in.spooled.look_at(folder)

    def show_people(self, people: tuple[PersonAtDoor, ...], *, chosen: UserId | None) -> None:
        """Show who can sign in."""
        self.sign_in.show_people(people, chosen=chosen)
        self.sign_in.focus_passphrase()

    def show_busy(self, *, busy: bool) -> None:
        """Show that the keeper is thinking."""
        for page in (self.sign_in, self.found, self.change, self.recover, self.help):
            page.show_busy(busy=busy)

    def show_error(self, error: DeskError) -> None:
        """Say what did not work, on the page where it was tried."""
        if self.page is Page.PEOPLE:
            self.sign_in.show_error(error)
        else:
            self.notice.show_error(error)
            self.notice.show()

    def show_wrong(self, wrong: Wrong) -> None:
        """Say what of the form is not right."""
        self.found.show_wrong(wrong)

    def show_sheet(self, made: NewVault) -> None:
        """Show the recovery sheets, once."""
        self.found.forget()
        self.sheet.show_sheets(made.sheets)

    def print_page(self, page: Paper) -> None:
        """Send a page to the printer that was chosen."""
        if self._printer is not None and print_paper(self._printer, page):
            self.sheet.show_printed()

    def sheet_saved(self, path: Path) -> None:
        """Say where a recovery sheet was saved."""
        self.sheet.show_saved(path)

    def show_recovery(
        self, people: tuple[PersonAtDoor, ...], *, needed: int, chosen: UserId | None
    ) -> None:
        """Say how many recovery sheets are needed, and who can be let in again."""
        self.recover.show_door(people, needed=needed, chosen=chosen)

    def show_not_again(self, wrong: Wrong) -> None:
        """Say what of the recovery page is not right."""
        self.recover.show_wrong(wrong)

    def show_let_in_again(self, full_name: str) -> None:
        """Say who has another passphrase now; nothing that was typed stays."""
        self.recover.forget()
        self.notice.show_words(
            phrase("recover.done", name=verbatim(full_name)),
            phrase("recover.done_detail"),
            tone=Tone.OK,
        )
        self.notice.show()

    def show_help(self, begun: HelpBegun) -> None:
        """Show an empty form for what one person does for another as they sign in."""
        self.help.show_help(begun)

    def show_not_helped(self, wanted: Help, wrong: Wrong) -> None:
        """Say what of that form is not right."""
        self.help.show_wrong(wanted, wrong)

    def show_hint(self, passphrase: str) -> None:
        """Say a public passphrase of the demonstration."""
        self.sign_in.show_hint(passphrase)

    def show_strength(self, strength: Strength | None) -> None:
        """Say how strong the passphrase is that is being chosen."""
        for meter in (self.found.meter, self.change.meter):
            meter.show_strength(strength)
        self.help.show_strength(strength)

    def go_in(self) -> None:
        """Somebody is in."""
        self._is_in = True
        self.let_in.emit()

    # ------------------------------------------------------------------------------ the window

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give up what is under way; sheets that are not on paper are asked about first."""
        if self.sheet.holds_key and not self._may_close:
            event.ignore()
            ask_about_sheets(self, self.close_at_once)
            return
        super().closeEvent(event)
        self.preparation.stop()
        self.presenter.close()
        if not self._is_in:
            self.closed.emit()

    def close_at_once(self) -> None:
        """Close without asking: the keeper is gone."""
        self._may_close = True
        self.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between column and page."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        side = side_width(self.width())
        self.side.setFixedWidth(side)
        edge = edge_width(self.width() - side)
        for inside in self._insides:
            layout = inside.layout()
            if layout is not None:
                layout.setContentsMargins(edge, 8, edge, 8)
        self._notice_room.setContentsMargins(edge, 8, edge, 0)
        self.foot.setContentsMargins(edge, 0, edge, 0)

    def _build(self) -> None:
        self.notice.hide()
        self._stack = QStackedWidget(self)
        self._scrolls: dict[Page, Scroll] = {}
        self._insides: list[QWidget] = []
        for page, widget in self._pages.items():
            widget.setMaximumWidth(_PAGE)
            inside = QWidget(self)
            across = row(widget, gap=0)
            across.addStretch()
            across.setStretch(0, 1)
            inside.setLayout(column(None, across, None))
            self._insides.append(inside)
            self._scrolls[page] = Scroll(inside, parent=self)
            self._stack.addWidget(self._scrolls[page])
        self._notice_room = column(self.notice)
        top = row(self.look, margins=(20, 16, 24, 0))
        right = column(top, self._notice_room, gap=0)
        right.addWidget(self._stack, 1)
        right.addWidget(self.foot)
        whole = row(self.side, gap=0)
        whole.addLayout(right, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        presenter = self.presenter
        self.welcome.create_asked.connect(self._create)
        self.welcome.open_asked.connect(self._open_existing)
        self.welcome.demonstration_asked.connect(self._open_demonstration)
        self.welcome.back_asked.connect(presenter.people_again)
        self.found.make_asked.connect(presenter.found)
        self.found.choosing.connect(presenter.estimate)
        self.found.back_asked.connect(presenter.start_again)
        self.sheet.kept.connect(presenter.sheet_kept)
        self.sheet.print_asked.connect(self._print)
        self.sheet.save_asked.connect(self._save)
        self.sign_in.chosen.connect(presenter.choose)
        self.sign_in.unlock_asked.connect(presenter.unlock)
        self.sign_in.cannot_asked.connect(self._cannot)
        self.sign_in.change_asked.connect(self._change)
        self.change.change_asked.connect(presenter.change)
        self.change.choosing.connect(presenter.estimate_own)
        self.change.back_asked.connect(presenter.people_again)
        self.sign_in.other_vault_asked.connect(presenter.start_again)
        self.cannot.back_asked.connect(presenter.people_again)
        self.cannot.recover_asked.connect(presenter.use_sheets)
        self.recover.back_asked.connect(self._cannot)
        self.cannot.colleague_asked.connect(presenter.renew_by_colleague)
        self.recover.recover_asked.connect(presenter.recover)
        self.help.connect_to(presenter)
        self.demonstration.cancel_asked.connect(self._cancel_preparing)
        self.preparation.advanced.connect(self.demonstration.show_progress)
        self.preparation.ready.connect(presenter.open)
        self.preparation.failed.connect(self._not_prepared)

    def _stand(self, brief: Brief) -> None:
        if brief.geometry:
            left, top, wide, high = brief.geometry
            self.setGeometry(left, top, wide, high)
        if brief.maximised:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def _first_focus(self, page: Page) -> QWidget:
        return {
            Page.WELCOME: self.welcome.create_vault,
            Page.FOUND: self.found.practice.edit,
            Page.SHEET: self.sheet.first_focus(),
            Page.PEOPLE: self.sign_in.passphrase.edit,
            Page.DEMONSTRATION: self.demonstration.cancel,
            Page.CHANGE: self.change.old.edit,
            Page.CANNOT: self.cannot.colleague,
            Page.RECOVER: self.recover.first_focus(),
            Page.ADMIT: self.help.admit.first_focus(),
            Page.RENEW: self.help.renew.first_focus(),
        }[page]

    # ------------------------------------------------------------------------------ ways to begin

    def _create(self) -> None:
        self.show_page(Page.FOUND)

    def _change(self) -> None:
        person = self.sign_in.people.chosen_person
        if person is not None:
            self.change.show_person(person)
            self.show_page(Page.CHANGE)

    def _cannot(self) -> None:
        self.show_page(Page.CANNOT)

    def _print(self, sheet: RecoverySheet) -> None:
        self._printer = self._choose_printer(self)
        if self._printer is not None:
            self.presenter.print_sheet(sheet)

    def _save(self, sheet: RecoverySheet) -> None:
        chosen = self._choose_file(self, sheet.file_name)
        if chosen is not None:
            self.presenter.save_sheet(sheet, chosen)

    def _open_existing(self) -> None:
        folder = self._choose(self)
        if folder is not None:
            self.presenter.open(folder)

    def _open_demonstration(self) -> None:
        """Open it; what lies there is whole, for it gets its name when it is."""
        vault = self._demonstration / "vault"
        if vault.is_dir():
            self.presenter.open(vault)
            return
        self.show_page(Page.DEMONSTRATION)
        self.demonstration.show_progress(0, 1)
        self.preparation.start(self._demonstration)

    def _not_prepared(self) -> None:
        self.presenter.start_again()
        self.notice.show_words(
            phrase("demonstration.failed_title"),
            phrase("demonstration.failed_detail"),
            tone=Tone.ERR,
        )
        self.notice.show()

    def _cancel_preparing(self) -> None:
        self.preparation.stop()
        self.presenter.start_again()

    def _remember(self, vault: Path) -> None:
        self._preferences.write(replace(self._preferences.read(), vault=vault))
