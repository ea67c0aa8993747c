"""Choosing oneself, and the passphrase."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import DeskError
from desktop.ids import UserId
from desktop.records.door import PersonAtDoor
from desktop.ui.door.people import People
from desktop.ui.door.presenter import FIRST_SHOWN
from desktop.ui.phrase import NOTHING, phrase, verbatim
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice

_FIELD = 388


class SignInPage(QWidget):
    """People as tiles, and one field.

    Signals:
        chosen: Somebody chose themselves; the identifier.
        unlock_asked: A passphrase was entered.
        cannot_asked: Help is wanted.
        other_vault_asked: Another vault is wanted.
    """

    chosen = Signal(str)
    unlock_asked = Signal(str)
    cannot_asked = Signal()
    other_vault_asked = Signal()

    def __init__(self, *, kept: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = kept
        self._everybody: tuple[PersonAtDoor, ...] = ()
        self._wait_s = 0
        self._public = ""
        self.people = People(parent=self)
        self.passphrase = Field(NOTHING, secret=True, parent=self)
        self.passphrase.setMaximumWidth(2 * _FIELD)
        self.unlock = Button(
            phrase("button.unlock"),
            kind=Kind.PRIMARY,
            icon="lock-open",
            key="Return",
            key_works=False,
            height="button",
            parent=self,
        )
        self._note = Label(
            phrase("door.wait_note"), role="small", tone="text2", wrap=True, parent=self
        )
        self.hint = Label(role="small", tone="text2", wrap=True, selectable=True, parent=self)
        self.use_hint = Button(
            phrase("door.use_it"), kind=Kind.GHOST, height="button_small", parent=self
        )
        self.others = Button(NOTHING, icon="user-plus", parent=self)
        self.cannot = Button(
            phrase("door.cannot"), kind=Kind.GHOST, icon="circle-help", parent=self
        )
        self.other_vault = Button(
            phrase("door.other_vault"), kind=Kind.GHOST, icon="folder-open", parent=self
        )
        self.notice = Notice(parent=self)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._build()
        self._connect()

    def show_people(self, people: tuple[PersonAtDoor, ...], *, chosen: UserId | None) -> None:
        """Show who can sign in; those who were here lately first."""
        self._everybody = people
        shown = people[:FIRST_SHOWN]
        self.people.show_people(shown, chosen=chosen, kept=self._kept)
        more = len(people) - len(shown)
        self.others.setVisible(more > 0)
        self.others.say(phrase("door.someone_else", count=more))
        self._name_field(chosen)

    def show_hint(self, passphrase: str) -> None:
        """Show the public passphrase of a person of the demonstration."""
        self._public = passphrase
        for widget in (self.hint, self.use_hint):
            widget.setVisible(bool(passphrase))
        self.hint.say(phrase("door.demo_passphrase", passphrase=passphrase))

    def show_busy(self, *, busy: bool) -> None:
        """Show that the passphrase is being tried."""
        self.unlock.set_busy(busy)
        self.passphrase.edit.setReadOnly(busy)
        if busy:
            self.notice.hide()

    def show_error(self, error: DeskError) -> None:
        """Say what did not work; the field is emptied, and waits where it must."""
        self.passphrase.set_value("")
        self.notice.show_error(error)
        self.notice.show()
        self._wait_s = int(float(str(error.facts.get("wait_s", 0))))
        self._tell_wait()
        self.passphrase.edit.setFocus()

    def focus_passphrase(self) -> None:
        """Put the focus where one types."""
        self.passphrase.edit.setFocus()

    def _build(self) -> None:
        self.notice.hide()
        self.show_hint("")
        field = row(self.passphrase, self.unlock, None, gap=12)
        field.setStretch(0, 3)
        field.setStretch(2, 2)
        hint = row(self.use_hint, self.hint)
        hint.setStretch(1, 1)
        more = QWidget(self)
        flow = Flow(gap=8, line_gap=8, parent=more)
        for button in (self.others, self.cannot, self.other_vault):
            flow.addWidget(button)
        self.setLayout(
            column(
                Label(phrase("door.who"), role="h1", parent=self),
                Label(phrase("door.who_hint"), tone="text2", wrap=True, parent=self),
                6,
                self.people,
                10,
                self.notice,
                field,
                hint,
                self._note,
                10,
                more,
                gap=8,
            )
        )
        field.setAlignment(self.unlock, Qt.AlignmentFlag.AlignBottom)

    def _connect(self) -> None:
        self.people.chosen.connect(self._chosen)
        self.people.entered.connect(self.focus_passphrase)
        self.passphrase.entered.connect(self._enter)
        self.unlock.clicked.connect(self._click)
        self.use_hint.clicked.connect(self._use_hint)
        self.others.clicked.connect(self._show_everybody)
        self.cannot.clicked.connect(self.cannot_asked)
        self.other_vault.clicked.connect(self.other_vault_asked)
        self._clock.timeout.connect(self._second)

    def _chosen(self, user_id: str) -> None:
        self._name_field(UserId(user_id))
        self.notice.hide()
        self.chosen.emit(user_id)

    def _name_field(self, user_id: UserId | None) -> None:
        person = next((one for one in self._everybody if one.user_id == user_id), None)
        name = verbatim(person.full_name if person else "")
        self.passphrase.rename(phrase("door.passphrase_for", name=name))

    def _show_everybody(self) -> None:
        tile = next((one for one in self.people.tiles if one.isChecked()), None)
        chosen = tile.person.user_id if tile else None
        self.people.show_people(self._everybody, chosen=chosen, kept=self._kept)
        self.others.hide()

    def _use_hint(self) -> None:
        self.passphrase.set_value(self._public)
        self.focus_passphrase()

    def _enter(self, passphrase: str) -> None:
        if passphrase:
            self.unlock_asked.emit(passphrase)

    def _click(self) -> None:
        self._enter(self.passphrase.value())

    def _second(self) -> None:
        self._wait_s -= 1
        self._tell_wait()

    def _tell_wait(self) -> None:
        if self._wait_s > 0:
            self._note.say(phrase("door.wait_s", count=self._wait_s))
            self._clock.start()
        else:
            self._note.say(phrase("door.wait_note"))
            self._clock.stop()
