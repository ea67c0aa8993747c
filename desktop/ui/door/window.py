"""The sign-in window: a navy column, and one page at a time beside it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QProcess, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QStackedWidget, QWidget

from desktop.clock import Clock
from desktop.errors import DeskError
from desktop.ids import UserId
from desktop.keeper.calls import NewVault
from desktop.keeper.process import own_command
from desktop.records.door import PersonAtDoor
from desktop.ui.door.brief import Brief
from desktop.ui.door.pages import (
    CannotPage,
    DemonstrationPage,
    FoundPage,
    SheetPage,
    WelcomePage,
    ask_folder,
)
from desktop.ui.door.presenter import DoorPresenter, Page
from desktop.ui.door.side import Side
from desktop.ui.door.sign_in_page import SignInPage
from desktop.ui.lane import Lane
from desktop.ui.look.current import TEXT_SCALES, text_scale, theme
from desktop.ui.look.tokens import Theme
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.preferences import PreferenceFile
from desktop.ui.settings.choices import put_in_force
from desktop.ui.widgets.boxes import Pane, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.notice import Notice
from desktop.ui.words import keep_said, language
from desktop.wording import Language

LEAST: Final = (1180, 720)
_SIZE: Final = (1440, 900)
_PAGE: Final = 860
_PROGRESS: Final = re.compile(r"^(\d+)/(100)\s*$")


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
    """

    let_in = Signal()
    closed = Signal()

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
    ) -> None:
        super().__init__("window")
        self._preferences = preferences
        self._demonstration = demonstration
        self._choose = choose
        self._is_in = False
        self._preparing: QProcess | None = None
        keep_said(self, "setWindowTitle", phrase("door.window_title"))
        self.setMinimumSize(*LEAST)
        self.resize(*_SIZE)
        self.side = Side(brief, clock, parent=self)
        self.notice = Notice(parent=self)
        self.welcome = WelcomePage(parent=self)
        self.found = FoundPage(folder=new_vault, choose=choose, parent=self)
        self.sheet = SheetPage(parent=self)
        self.sign_in = SignInPage(kept=frozenset(brief.kept), parent=self)
        self.demonstration = DemonstrationPage(parent=self)
        self.cannot = CannotPage(parent=self)
        self._pages = {
            Page.WELCOME: self.welcome,
            Page.FOUND: self.found,
            Page.SHEET: self.sheet,
            Page.PEOPLE: self.sign_in,
            Page.DEMONSTRATION: self.demonstration,
            Page.CANNOT: self.cannot,
        }
        self._page = Page.WELCOME
        self.language_button = self._choice("languages")
        self.text_button = self._choice("a-large-small")
        self.theme_button = self._choice("contrast")
        self._build()
        self.presenter = DoorPresenter(
            self,
            lane,
            brief,
            recent=preferences.read().recent,
            opened=self._remember,
        )
        self._connect()
        self._stand(brief)
        self._say_choices()
        self.presenter.begin()

    # ------------------------------------------------------------------- what the presenter says

    def show_page(self, page: Page) -> None:
        """Show a page."""
        self._page = page
        self._stack.setCurrentWidget(self._scrolls[page])
        self.notice.hide()

    def show_practice(self, practice: str) -> None:
        """Say whose workstation this is."""
        self.side.show_practice(practice)

    def show_people(self, people: tuple[PersonAtDoor, ...], *, chosen: UserId | None) -> None:
        """Show who can sign in."""
        self.sign_in.show_people(people, chosen=chosen)
        self.sign_in.focus_passphrase()

    def show_busy(self, *, busy: bool) -> None:
        """Show that the keeper is thinking."""
        self.sign_in.show_busy(busy=busy)
        self.found.make.set_busy(busy)

    def show_error(self, error: DeskError) -> None:
        """Say what did not work, on the page where it was tried."""
        if self._page is Page.PEOPLE:
            self.sign_in.show_error(error)
            return
        self.notice.show_error(error)
        self.notice.show()

    def show_different(self) -> None:
        """Say that the two passphrases differ."""
        self.found.show_different()

    def show_sheet(self, practice: str, made: NewVault) -> None:
        """Show the recovery key, once."""
        self.side.show_practice(practice)
        self.sheet.show_key(made.recovery_key)

    def show_hint(self, passphrase: str) -> None:
        """Say a public passphrase of the demonstration."""
        self.sign_in.show_hint(passphrase)

    def go_in(self) -> None:
        """Somebody is in."""
        self._is_in = True
        self.let_in.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give up what is under way."""
        super().closeEvent(event)
        self._stop_preparing()
        self.presenter.close()
        if not self._is_in:
            self.closed.emit()

    # ------------------------------------------------------------------------------ its making

    def _build(self) -> None:
        self.notice.hide()
        self._stack = QStackedWidget(self)
        self._scrolls: dict[Page, QScrollArea] = {}
        for page, widget in self._pages.items():
            scroll = QScrollArea(self)
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QScrollArea.Shape.NoFrame)
            inside = QWidget(scroll)
            widget.setMaximumWidth(_PAGE * 3 // 2)
            inside.setLayout(column(None, widget, None, margins=(56, 8, 56, 8)))
            scroll.setWidget(inside)
            self._scrolls[page] = scroll
            self._stack.addWidget(scroll)
        top = row(
            None,
            self.language_button,
            self.text_button,
            self.theme_button,
            margins=(20, 16, 24, 0),
        )
        notice = column(self.notice, margins=(56, 8, 56, 0))
        right = column(top, notice, self._stack, gap=0)
        right.setStretch(2, 1)
        whole = row(self.side, gap=0)
        whole.addLayout(right, 1)
        self.setLayout(whole)

    def _choice(self, icon: str) -> Button:
        return Button(
            phrase("door.theme_next"),
            kind=Kind.GHOST,
            icon=icon,
            height="button_small",
            parent=self,
        )

    def _connect(self) -> None:
        self.welcome.create_asked.connect(self._create)
        self.welcome.open_asked.connect(self._open_existing)
        self.welcome.demonstration_asked.connect(self._open_demonstration)
        self.found.make_asked.connect(self.presenter.found)
        self.found.back_asked.connect(self._start_again)
        self.sheet.kept.connect(self.presenter.sheet_kept)
        self.sign_in.chosen.connect(self.presenter.choose)
        self.sign_in.unlock_asked.connect(self.presenter.unlock)
        self.sign_in.cannot_asked.connect(self._cannot)
        self.sign_in.other_vault_asked.connect(self._start_again)
        self.cannot.back_asked.connect(self._people_again)
        self.demonstration.cancel_asked.connect(self._cancel_preparing)
        self.language_button.clicked.connect(self._next_language)
        self.text_button.clicked.connect(self._next_text_size)
        self.theme_button.clicked.connect(self._next_theme)

    def _stand(self, brief: Brief) -> None:
        if brief.geometry:
            left, top, wide, high = brief.geometry
            self.setGeometry(left, top, wide, high)
        if brief.maximised:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    # ------------------------------------------------------------------------------ ways to begin

    def _create(self) -> None:
        self.show_page(Page.FOUND)
        self.found.practice.edit.setFocus()

    def _open_existing(self) -> None:
        folder = self._choose(self)
        if folder is not None:
            self.presenter.open(folder)

    def _start_again(self) -> None:
        self.show_practice("")
        self.show_page(Page.WELCOME)

    def _cannot(self) -> None:
        self.show_page(Page.CANNOT)

    def _people_again(self) -> None:
        self.show_page(Page.PEOPLE)

    def _open_demonstration(self) -> None:
        vault = self._demonstration / "vault"
        if vault.is_dir():
            self.presenter.open(vault)
            return
        self.show_page(Page.DEMONSTRATION)
        self.demonstration.show_progress(0, 1)
        program, *arguments = own_command("demo")
        self._preparing = QProcess(self)
        self._preparing.readyReadStandardError.connect(self._read_progress)
        self._preparing.finished.connect(self._prepared)
        self._preparing.start(
            program, [*arguments, "--prepare", "--json", "--dir", str(self._demonstration)]
        )

    def _read_progress(self) -> None:
        if self._preparing is None:
            return
        said = bytes(self._preparing.readAllStandardError().data()).decode("utf-8", "replace")
        for line in said.splitlines():
            found = _PROGRESS.search(line)
            if found:
                self.demonstration.show_progress(int(found[1]), int(found[2]))

    def _prepared(self, status: int, _how: QProcess.ExitStatus) -> None:
        process, self._preparing = self._preparing, None
        if process is None:
            return
        told = bytes(process.readAllStandardOutput().data())
        process.deleteLater()
        if status == 0:
            self.presenter.open(Path(json.loads(told)["vault"]))
            return
        self.show_page(Page.WELCOME)
        self.notice.show_words(
            phrase("demonstration.failed_title"), phrase("demonstration.failed_detail")
        )
        self.notice.show()

    def _cancel_preparing(self) -> None:
        self._stop_preparing()
        self._start_again()

    def _stop_preparing(self) -> None:
        process, self._preparing = self._preparing, None
        if process is not None:
            process.kill()
            process.waitForFinished()
            process.deleteLater()

    # ------------------------------------------------------------------------------ the look

    def _remember(self, vault: Path) -> None:
        self._preferences.write(replace(self._preferences.read(), vault=vault))

    def _next_language(self) -> None:
        other = Language.EN if language() is Language.CY else Language.CY
        self._keep(language=other)

    def _next_text_size(self) -> None:
        at = TEXT_SCALES.index(text_scale())
        self._keep(text_scale=TEXT_SCALES[(at + 1) % len(TEXT_SCALES)])

    def _next_theme(self) -> None:
        order = tuple(Theme)
        self._keep(theme=order[(order.index(theme()) + 1) % len(order)])

    def _keep(self, **chosen: object) -> None:
        kept = replace(self._preferences.read(), **chosen)  # type: ignore[arg-type]
        self._preferences.write(kept)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            put_in_force(app, kept, fallback=language())
        self._say_choices()

    def _say_choices(self) -> None:
        other = "Cymraeg" if language() is Language.EN else "English"
        self.language_button.say(verbatim(other))
        self.text_button.say(phrase("door.text_next", percent=round(text_scale() * 100)))
        self.theme_button.say(phrase("door.theme_next"))
