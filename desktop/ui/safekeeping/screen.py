"""Backups, people, the health of the vault and what was destroyed, as a place of the window."""

from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.ui.desk import Desk
from desktop.ui.phrase import phrase
from desktop.ui.place import Place, SettingsPlace
from desktop.ui.safekeeping.backups_card import BackupsCard
from desktop.ui.safekeeping.destroyed_card import DestroyedCard
from desktop.ui.safekeeping.health_card import HealthCard
from desktop.ui.safekeeping.people_card import PeopleCard
from desktop.ui.safekeeping.presenter import SafekeepingPresenter
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.widgets.boxes import PAGE, column
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.scroll import Scroll

_WIDEST: Final = 1040
"""The page is no wider: lines that run across the whole screen are hard to read."""


class SafekeepingScreen(Screen):
    """Four parts under each other."""

    def __init__(self, place: Place, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self.presenter = SafekeepingPresenter(desk, self.scope, self._show)
        page = QWidget(self)
        self.notice = Notice(parent=page)
        self.backups = BackupsCard(desk, self.presenter, parent=page)
        self.people = PeopleCard(desk, self.presenter, parent=page)
        self.health = HealthCard(desk, self.scope, self.presenter, parent=page)
        self.gone = DestroyedCard(desk, self.presenter, parent=page)
        for wide in (self.notice, self.backups, self.people, self.health, self.gone):
            wide.setMaximumWidth(_WIDEST)
        self.notice.offer(phrase("record.try_again"), icon="refresh-cw")
        page.setLayout(
            column(
                Label(phrase("frame.safekeeping"), role="h1", wrap=True, parent=page),
                self.notice,
                Label(phrase("safekeeping.backups"), role="h3", wrap=True, parent=page),
                self.backups,
                8,
                Label(phrase("safekeeping.people_and_keys"), role="h3", wrap=True, parent=page),
                self.people,
                8,
                Label(phrase("safekeeping.health"), role="h3", wrap=True, parent=page),
                self.health,
                8,
                Label(phrase("destruction.title"), role="h3", wrap=True, parent=page),
                self.gone,
                None,
                gap=10,
                margins=PAGE,
            )
        )
        self.setLayout(column(Scroll(page, parent=self)))
        self.set_chrome(Chrome(frame=Frame.LIST))
        self.notice.acted.connect(self.presenter.ask)
        self.health.computer.clicked.connect(self._to_settings)
        self.people.wished.connect(self.wished)
        self.gone.go.connect(self.go)
        self.presenter.start()
        self._show()

    def first_focus(self) -> QWidget:
        """Return the button that makes a backup, or the list while something goes on."""
        back_up = self.backups.back_up
        return back_up if back_up.isEnabled() else self.people.table

    def _show(self) -> None:
        problem = self.presenter.state.problem
        self.notice.setVisible(problem is not None)
        if problem is not None:
            self.notice.show_error(problem)
        self.backups.show_state()
        self.people.show_state()
        self.health.show_state()
        self.gone.show_state()

    def _to_settings(self) -> None:
        self.go.emit(SettingsPlace())
