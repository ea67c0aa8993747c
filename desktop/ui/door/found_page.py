"""The page on which a vault is made."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.records.recovery import RecoveryPlan
from desktop.records.role import Role
from desktop.ui.columns import Columns
from desktop.ui.door.forms import NewPractice, Wrong
from desktop.ui.door.meter import StrengthMeter
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.labelled import Labelled
from desktop.ui.words import said

_ROLES: Final = (Role.CLINICIAN, Role.MANAGER, Role.NURSE, Role.RECEPTIONIST)
_LEAST: Final = 300
"""How narrow a column of the form may become."""


def ask_folder(parent: QWidget) -> Path | None:
    """Ask for a folder with the program's own dialog; None where none was chosen."""
    chosen = QFileDialog.getExistingDirectory(
        parent,
        said(phrase("found.choose_folder")),
        options=QFileDialog.Option.DontUseNativeDialog | QFileDialog.Option.ShowDirsOnly,
    )
    return Path(chosen) if chosen else None


class FoundPage(QWidget):
    """Everything that a new vault needs.

    Signals:
        make_asked: The form was filled in; a ``NewPractice``.
        choosing: A passphrase is being typed: as far as it is, and what anybody knows of this
            person.
        back_asked: Not now.

    Args:
        folder: Where the vault is proposed.
        choose: Asks for another folder.
    """

    make_asked = Signal(object)
    choosing = Signal(str, tuple)
    back_asked = Signal()

    def __init__(
        self,
        *,
        folder: Path,
        choose: Callable[[QWidget], Path | None] = ask_folder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choose = choose
        self.practice = Field(phrase("found.practice"), parent=self)
        self.folder = Field(phrase("found.folder"), hint=phrase("found.folder_hint"), parent=self)
        self.folder.set_value(str(folder))
        self.browse = Button(phrase("found.choose_folder"), icon="folder-open", parent=self)
        self.full_name = Field(phrase("found.full_name"), parent=self)
        self.name = Field(phrase("found.name"), parent=self)
        roles = [(role, phrase(f"role.{role.value}")) for role in _ROLES]
        self.role = Combo(phrase("found.role"), roles, parent=self)
        self.passphrase = Field(
            phrase("found.passphrase"),
            secret=True,
            hint=phrase("found.passphrase_hint"),
            parent=self,
        )
        self.meter = StrengthMeter(parent=self)
        self.again = Field(phrase("found.again"), secret=True, parent=self)
        plans = [(plan, phrase(f"found.recovery_{plan.value}")) for plan in RecoveryPlan]
        self.recovery = Combo(phrase("found.recovery"), plans, parent=self)
        self._consequence = Label(role="small", tone="text2", wrap=True, parent=self)
        self.back = Button(
            phrase("door.back"), icon="chevron-left", kind=Kind.GHOST, key="Esc", parent=self
        )
        self.make = Button(
            phrase("found.make"),
            kind=Kind.PRIMARY,
            icon="shield-check",
            key="Ctrl+Return",
            parent=self,
        )
        self._fields = {
            Wrong.PRACTICE: self.practice,
            Wrong.FOLDER: self.folder,
            Wrong.FULL_NAME: self.full_name,
            Wrong.NAME: self.name,
            Wrong.WEAK: self.passphrase,
            Wrong.DIFFERENT: self.again,
        }
        self._build()
        for field in (self.passphrase, self.practice, self.name, self.full_name):
            field.changed.connect(self._choosing)
        self.browse.clicked.connect(self._browse)
        self.back.clicked.connect(self._back)
        self.make.clicked.connect(self._make)
        self.again.entered.connect(self._enter)
        self.recovery.chosen.connect(self._tell_consequence)
        self._tell_consequence(RecoveryPlan.TWO_OF_THREE)

    def show_wrong(self, wrong: Wrong) -> None:
        """Say at its field what is not right, and go there."""
        field = self._fields[wrong]
        field.set_error(phrase(f"found.wrong_{wrong.value}"))
        field.edit.setFocus()

    def show_busy(self, *, busy: bool) -> None:
        """Show that the vault is being made."""
        self.make.set_busy(busy)
        self.back.setEnabled(not busy)

    def forget(self) -> None:
        """Empty the passphrases: they are with whoever typed them."""
        for field in (self.passphrase, self.again):
            field.set_value("")
            field.set_error(None)

    def _build(self) -> None:
        role = Labelled(
            phrase("found.role"), self.role, hint=phrase("found.role_hint"), parent=self
        )
        beside = column(Label(verbatim(" "), parent=self), self.browse, None, gap=4)
        place = row(gap=12)
        place.addWidget(self.folder, 1)
        place.addLayout(beside)
        recovery = QWidget(self)
        recovery.setLayout(
            column(
                Labelled(phrase("found.recovery"), self.recovery, parent=self),
                self._consequence,
                None,
                gap=4,
            )
        )
        card = Card(parent=self)
        card.setLayout(
            column(
                self.practice,
                place,
                Columns(self.full_name, self.name, least=_LEAST, parent=card),
                Columns(role, recovery, least=_LEAST, parent=card),
                Columns(self.passphrase, self.again, least=_LEAST, parent=card),
                self.meter,
                gap=14,
                margins=(20, 18, 20, 18),
            )
        )
        title = Label(phrase("found.title"), role="h1", wrap=True, parent=self)
        self.setLayout(column(title, card, row(self.back, None, self.make), gap=12))

    def _tell_consequence(self, plan: object) -> None:
        self._consequence.say(phrase(f"found.recovery_hint_{RecoveryPlan(plan).value}"))

    def _browse(self) -> None:
        chosen = self._choose(self)
        if chosen is not None:
            self.folder.set_value(str(chosen))

    def _back(self) -> None:
        self.forget()
        self.back_asked.emit()

    def _choosing(self, _text: str) -> None:
        known = (self.practice.value(), self.name.value(), self.full_name.value())
        self.choosing.emit(self.passphrase.value(), known)

    def _enter(self, _text: str) -> None:
        self._make()

    def _make(self) -> None:
        for field in self._fields.values():
            field.set_error(None)
        self.make_asked.emit(
            NewPractice(
                folder=Path(self.folder.value().strip()),
                practice=self.practice.value().strip(),
                full_name=self.full_name.value().strip(),
                name=self.name.value().strip(),
                role=Role(self.role.value()),
                passphrase=self.passphrase.value(),
                again=self.again.value(),
                recovery=RecoveryPlan(self.recovery.value()),
            )
        )
