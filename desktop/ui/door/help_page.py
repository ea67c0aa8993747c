"""The pages on which somebody new, or who forgot, chooses a passphrase beside a colleague."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ids import UserId
from desktop.records.door import PersonAtDoor
from desktop.records.role import Role
from desktop.ui.columns import Columns
from desktop.ui.door.door_view import HelpBegun
from desktop.ui.door.forms import Helping, Wrong
from desktop.ui.door.helping import who_may
from desktop.ui.door.meter import StrengthMeter
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.labelled import Labelled
from desktop.ui.wish import Help

_ROLES: Final = (Role.RECEPTIONIST, Role.NURSE, Role.CLINICIAN, Role.MANAGER)
_LEAST: Final = 300
_CARD: Final = (20, 14, 20, 14)


class HelpPage(QWidget):
    """Who it is for, with the passphrase that they choose; below, who signs in with it.

    Signals:
        act_asked: Everything was filled in; a ``Helping``.
        choosing: A passphrase is being chosen: as far as it is, and what anybody knows of this
            person.
        back_asked: Not now.

    Args:
        wanted: Whether somebody is admitted, or gets another passphrase.
    """

    act_asked = Signal(object)
    choosing = Signal(str, tuple)
    back_asked = Signal()

    def __init__(self, wanted: Help, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wanted = wanted
        self._people: tuple[PersonAtDoor, ...] = ()
        self._public: Mapping[str, str] = {}
        self._is_new = wanted is Help.ADMIT
        self.full_name = Field(phrase("vouch.full_name"), parent=self)
        self.name = Field(phrase("vouch.name"), hint=phrase("vouch.name_hint"), parent=self)
        roles = [(role, phrase(f"role.{role.value}")) for role in _ROLES]
        self.role = Combo(phrase("vouch.role"), roles, parent=self)
        self.other = Combo(phrase("vouch.other"), parent=self)
        self.passphrase = Field(
            phrase(f"vouch.{wanted.value}_passphrase"),
            secret=True,
            hint=phrase("found.passphrase_hint"),
            parent=self,
        )
        self.again = Field(phrase("found.again"), secret=True, parent=self)
        self.meter = StrengthMeter(parent=self)
        self.by = Combo(phrase("vouch.by"), parent=self)
        self.own = Field(phrase("vouch.own"), secret=True, parent=self)
        self.hint = Label(role="small", tone="text2", wrap=True, parent=self)
        self.back = Button(
            phrase("door.back"), icon="chevron-left", kind=Kind.GHOST, key="Esc", parent=self
        )
        self.act = Button(
            phrase(f"vouch.{wanted.value}"),
            kind=Kind.PRIMARY,
            icon="user-plus" if self._is_new else "key-round",
            key="Ctrl+Return",
            parent=self,
        )
        self._fields = {
            Wrong.FULL_NAME: self.full_name,
            Wrong.NAME: self.name,
            Wrong.TAKEN: self.name,
            Wrong.WEAK: self.passphrase,
            Wrong.DIFFERENT: self.again,
            Wrong.OWN: self.own,
        }
        self._build()
        self._connect()

    def show_people(self, begun: HelpBegun) -> None:
        """Show an empty form."""
        people = begun.people
        self._people, self._public = people, begun.public
        self.other.set_choices([(one.user_id, verbatim(one.full_name)) for one in people])
        self.other.set_value(begun.other or (people[0].user_id if people else None))
        self._offer_colleagues(begun.by)
        self.role.set_value(Role.RECEPTIONIST)
        for field in (self.full_name, self.name):
            field.set_value("")
        self.forget()

    def show_wrong(self, wrong: Wrong) -> None:
        """Say at its field what is not right, and go there."""
        field = self._fields[wrong]
        if wrong is Wrong.OWN:
            field.set_value("")
        field.set_error(phrase(f"vouch.wrong_{wrong.value}"))
        field.edit.setFocus()

    def show_busy(self, *, busy: bool) -> None:
        """Show that it is being done."""
        self.act.set_busy(busy)
        self.back.setEnabled(not busy)

    def forget(self) -> None:
        """Empty everything that is secret, and say nothing of what was wrong."""
        for field in self._fields.values():
            field.set_error(None)
        for field in (self.passphrase, self.again, self.own):
            field.set_value("")

    def first_focus(self) -> QWidget:
        """Return where one begins."""
        return self.full_name.edit if self._is_new else self.other

    def _build(self) -> None:
        who = Card(parent=self)
        for new in (self.full_name, self.name):
            new.setVisible(self._is_new)
        names = Columns(self.full_name, self.name, least=_LEAST, parent=who)
        names.setVisible(self._is_new)
        role = Labelled(phrase("vouch.role"), self.role, parent=who)
        role.setVisible(self._is_new)
        other = Labelled(phrase("vouch.other"), self.other, parent=who)
        other.setVisible(not self._is_new)
        chosen = Columns(self.passphrase, self.again, least=_LEAST, parent=who)
        who.setLayout(column(names, role, other, chosen, self.meter, gap=10, margins=_CARD))
        colleague = Card(parent=self)
        by = Labelled(
            phrase("vouch.by"), self.by, hint=phrase(f"vouch.by_hint_{self.wanted.value}")
        )
        colleague.setLayout(
            column(
                Columns(by, self.own, least=_LEAST, parent=colleague),
                self.hint,
                gap=6,
                margins=_CARD,
            )
        )
        key = self.wanted.value
        self.setLayout(
            column(
                Label(phrase(f"vouch.{key}_title"), role="h1", wrap=True, parent=self),
                Label(phrase(f"vouch.{key}_why"), tone="text2", wrap=True, parent=self),
                who,
                colleague,
                Label(phrase(f"vouch.{key}_note"), role="small", tone="text2", wrap=True),
                row(self.back, None, self.act),
                gap=8,
            )
        )

    def _connect(self) -> None:
        for field in (self.passphrase, self.name, self.full_name):
            field.changed.connect(self._choosing)
        self.other.chosen.connect(self._choose_other)
        self.by.chosen.connect(self._show_hint)
        self.own.entered.connect(self._enter)
        self.back.clicked.connect(self._back)
        self.act.clicked.connect(self._act)

    def _offer_colleagues(self, by: UserId | None) -> None:
        """Offer who may do it; nobody gives themselves another passphrase."""
        may = [
            one
            for one in who_may(self._people, self.wanted)
            if self._is_new or one.user_id != self.other.value()
        ]
        self.by.set_choices([(one.user_id, verbatim(one.full_name)) for one in may])
        known = [one.user_id for one in may]
        self.by.set_value(by if by in known else next(iter(known), None))
        self._show_hint(None)

    def _choose_other(self, _other: object) -> None:
        self._offer_colleagues(UserId(str(self.by.value())))
        self._choosing("")

    def _show_hint(self, _by: object) -> None:
        public = self._public.get(str(self.by.value()), "")
        self.hint.setVisible(bool(public))
        self.hint.say(phrase("door.demo_passphrase", passphrase=public))

    def _choosing(self, _text: str) -> None:
        known = (self.name.value(), self.full_name.value())
        if not self._is_new:
            chosen = self.other.value()
            found = next((one for one in self._people if one.user_id == chosen), None)
            known = (found.name, found.full_name) if found else ("", "")
        self.choosing.emit(self.passphrase.value(), known)

    def _back(self) -> None:
        self.forget()
        self.back_asked.emit()

    def _enter(self, _text: str) -> None:
        self._act()

    def _act(self) -> None:
        for field in self._fields.values():
            field.set_error(None)
        self.act_asked.emit(
            Helping(
                help=self.wanted,
                by=UserId(str(self.by.value() or "")),
                own=self.own.value(),
                passphrase=self.passphrase.value(),
                again=self.again.value(),
                other=UserId("" if self._is_new else str(self.other.value() or "")),
                full_name=self.full_name.value().strip(),
                name=self.name.value().strip(),
                role=Role(self.role.value()),
            )
        )
