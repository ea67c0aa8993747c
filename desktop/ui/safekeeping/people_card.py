"""Who can sign in, with which keys, and what can be done about the one who is chosen."""

from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.desk import Desk
from desktop.ui.keeping import Part
from desktop.ui.look.current import scaled, size
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.safekeeping.dialogs import (
    RoleDialog,
    admit_dialog,
    end_dialog,
    grant_dialog,
    renew_dialog,
)
from desktop.ui.safekeeping.part_view import PartView
from desktop.ui.safekeeping.people_rows import PeopleRows
from desktop.ui.safekeeping.presenter import SafekeepingPresenter
from desktop.ui.safekeeping.told import day_words, keys_words
from desktop.ui.widgets.boxes import CARD, Line, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.table import Table
from desktop.ui.wish import Help, Wish

MOST_ROWS: Final = 8
"""Rows that are seen at once; the list scrolls to the others."""
_HEAD: Final = 34
_BAR: Final = 14


class PeopleCard(Card):
    """A list, and the acts on the chosen line.

    Signals:
        wished: Something is to be done at the sign-in window; a ``Wish``.

    Attributes:
        table: The list.
        admit: Has somebody new admitted, at the sign-in window.
        renew: Has the chosen person choose another passphrase there.
        grant: Grants what is missing and the person at work holds.
        role: Changes the role.
        end: Ends the access.
        owed: Says which keys wait to be renewed; its button renews them.
    """

    wished = Signal(object)

    def __init__(self, desk: Desk, presenter: SafekeepingPresenter, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._presenter = presenter
        self.owed = Notice(Tone.WARN, parent=self)
        self.owed.hide()
        self.rows = PeopleRows(self)
        self.table = Table(phrase("safekeeping.people"), self.rows, parent=self)
        self.chosen = Label(role="strong", wrap=True, parent=self)
        self.facts = Label(tone="text2", wrap=True, parent=self)
        self.grant = Button(phrase("safekeeping.grant"), icon="key-round", parent=self)
        self.role = Button(phrase("safekeeping.change_role"), icon="user-check", parent=self)
        self.end = Button(
            phrase("safekeeping.end_access"), kind=Kind.SECONDARY, icon="user-x", parent=self
        )
        self.admit = Button(phrase("safekeeping.admit"), icon="user-plus", parent=self)
        self.admit.setVisible(presenter.may_admit)
        self.renew = Button(phrase("safekeeping.forgot"), icon="lock", parent=self)
        self.view = PartView(desk.keeping, Part.PEOPLE, parent=self)
        self._acts = QWidget(self)
        flow = Flow(gap=8, line_gap=8, parent=self._acts)
        for button in (self.grant, self.role, self.renew, self.end):
            flow.addWidget(button)
        self.setLayout(
            column(
                self.owed,
                self.table,
                row(self.admit, None),
                Line(tone="line2", parent=self),
                self.chosen,
                self.facts,
                self._acts,
                self.view,
                gap=8,
                margins=CARD,
            )
        )
        self._connect()
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def show_state(self) -> None:
        """Show how things stand."""
        state = self._presenter.state
        if self.rows.show_people(state.people):
            self._dress()
        if state.chosen is not None:
            self.table.choose_row(state.people.index(state.chosen))
        self._show_chosen()
        self._show_owed()
        self.view.show_part()

    def _connect(self) -> None:
        self.table.row_chosen.connect(self._presenter.choose)
        self.table.row_opened.connect(self._go_to_acts)
        self.grant.clicked.connect(self._ask_grant)
        self.role.clicked.connect(self._ask_role)
        self.admit.clicked.connect(self._ask_admit)
        self.renew.clicked.connect(self._ask_renew)
        self.end.clicked.connect(self._ask_end)
        self.owed.acted.connect(self._presenter.renew)

    def _dress(self) -> None:
        """Be as high as the rows, up to a few; there is room for a scroll bar below them."""
        rows = min(max(self.rows.row_count(), 1), MOST_ROWS)
        self.table.setFixedHeight(scaled(_HEAD) + rows * size("table_row") + scaled(_BAR))

    def _show_chosen(self) -> None:
        presenter, chosen = self._presenter, self._presenter.state.chosen
        busy = phrase("safekeeping.busy") if presenter.is_busy else None
        self.admit.refuse(busy)
        for button, offered in (
            (self.grant, bool(presenter.grantable)),
            (self.role, presenter.may_change),
            (self.renew, presenter.may_change),
            (self.end, presenter.may_change),
        ):
            button.setVisible(offered)
            button.refuse(busy)
        self._acts.setVisible(presenter.may_change or bool(presenter.grantable))
        if chosen is None:
            self.chosen.say(NOTHING)
            self.facts.say(NOTHING)
            return
        self.chosen.say(joined(verbatim(chosen.full_name), phrase(f"role.{chosen.role.value}")))
        self.facts.say(self._facts())

    def _facts(self) -> Words:
        presenter, chosen = self._presenter, self._presenter.state.chosen
        if chosen is None:
            return NOTHING
        if chosen.left_at:
            return phrase("safekeeping.left_what", day=day_words(chosen.left_at))
        said: list[Words] = []
        if chosen.missing:
            said.append(phrase("safekeeping.missing_what", keys=keys_words(chosen.missing)))
        elsewhere = chosen.missing - presenter.grantable
        if elsewhere:
            said.append(phrase("safekeeping.not_yours", keys=keys_words(elsewhere)))
        if presenter.is_oneself:
            said.append(phrase("safekeeping.oneself"))
        if not said:
            said.append(phrase("safekeeping.has_all"))
        return joined(*said, between=" ")

    def _show_owed(self) -> None:
        presenter, owed = self._presenter, self._presenter.state.owed
        self.owed.setVisible(bool(owed))
        if not owed:
            return
        mine = presenter.renewable
        body = phrase("safekeeping.owed_mine" if mine else "safekeeping.owed_others")
        self.owed.show_words(phrase("safekeeping.owed_title", keys=keys_words(owed)), body)
        self.owed.offer(phrase("safekeeping.renew") if mine else None, icon="key-round")
        self.owed.action.refuse(phrase("safekeeping.busy") if presenter.is_busy else None)

    def _go_to_acts(self, _row: int) -> None:
        every = (self.grant, self.role, self.renew, self.end)
        offered = (one for one in every if one.isVisible())
        first = next(offered, None)
        if first is not None:
            first.setFocus()

    def _ask_end(self) -> None:
        chosen = self._presenter.state.chosen
        if chosen is not None:
            end_dialog(self.window(), chosen, self._presenter.end_access).open()

    def _ask_role(self) -> None:
        chosen, roles = self._presenter.state.chosen, self._presenter.other_roles
        if chosen is not None:
            RoleDialog(self.window(), chosen, roles, self._presenter.change_role).open()

    def _ask_admit(self) -> None:
        wish = Wish(help=Help.ADMIT)
        admit_dialog(self.window(), partial(self.wished.emit, wish)).open()

    def _ask_renew(self) -> None:
        chosen = self._presenter.state.chosen
        if chosen is not None:
            wish = Wish(help=Help.RENEW, other=chosen.user_id)
            renew_dialog(self.window(), chosen, partial(self.wished.emit, wish)).open()

    def _ask_grant(self) -> None:
        chosen, keys = self._presenter.state.chosen, self._presenter.grantable
        if chosen is not None and keys:
            grant_dialog(self.window(), chosen, keys, self._presenter.grant).open()
