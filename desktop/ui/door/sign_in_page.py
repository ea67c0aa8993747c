"""Choosing oneself, and the passphrase."""

import math
import time
from typing import Final

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import DeskError
from desktop.ids import UserId
from desktop.records.door import PersonAtDoor
from desktop.ui.door.caps_watch import CapsWatch
from desktop.ui.door.people import People
from desktop.ui.door.presenter import FIRST_SHOWN
from desktop.ui.door.spooled import SpooledLine
from desktop.ui.lane import Lane
from desktop.ui.look.current import scaled, size
from desktop.ui.phrase import NOTHING, phrase, verbatim
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.notice import Notice

_FIELD: Final = 388


class _Passphrase(Field):
    """A field of a usual width, and narrower where there is less room."""

    def sizeHint(self) -> QSize:
        """Return the usual size."""
        return QSize(scaled(_FIELD), super().sizeHint().height())


class SignInPage(QWidget):
    """People as tiles, and one field.

    Signals:
        chosen: Somebody chose themselves; the identifier.
        unlock_asked: A passphrase was entered.
        change_asked: Whoever is chosen wants another passphrase.
        cannot_asked: Help is wanted.
        other_vault_asked: Another vault is wanted.
    """

    chosen = Signal(str)
    unlock_asked = Signal(str)
    change_asked = Signal()
    cannot_asked = Signal()
    other_vault_asked = Signal()

    def __init__(
        self, *, kept: frozenset[str], lane: Lane | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kept = kept
        self._everybody: tuple[PersonAtDoor, ...] = ()
        self._waits: dict[str, float] = {}
        self._person = ""
        self._caps = False
        self._public = ""
        self.spooled = SpooledLine(lane, parent=self)
        self.people = People(parent=self)
        self.name = Label(tone="text2", wrap=True, parent=self)
        self.passphrase = _Passphrase(NOTHING, name_shown=False, secret=True, parent=self)
        self.unlock = Button(
            phrase("button.unlock"),
            kind=Kind.PRIMARY,
            icon="lock-open",
            key="Return",
            key_works=False,
            height="button_sign_in",
            parent=self,
        )
        self._note_icon = Icon("info", px=16, parent=self)
        self.note = Label(role="small", tone="text2", wrap=True, parent=self)
        self.hint = Label(role="small", tone="text2", wrap=True, parent=self)
        self.use_hint = Button(phrase("door.use_it"), height="button_small", parent=self)
        self.others = Button(NOTHING, icon="users", parent=self)
        self.change = Button(phrase("door.change"), kind=Kind.GHOST, icon="lock", parent=self)
        self.cannot = Button(
            phrase("door.cannot"), kind=Kind.GHOST, icon="circle-help", parent=self
        )
        self.other_vault = Button(
            phrase("door.other_vault"), kind=Kind.GHOST, icon="folder-open", parent=self
        )
        self.notice = Notice(parent=self)
        self._seconds = QTimer(self)
        self._seconds.setInterval(1000)
        self._build()
        self._connect()
        self._dress()
        self._tell_note()

    def show_people(self, people: tuple[PersonAtDoor, ...], *, chosen: UserId | None) -> None:
        """Show who can sign in; those who were here lately first."""
        self._everybody = people
        now = time.monotonic()
        self._waits = {one.user_id: now + one.wait_s for one in people if one.wait_s > 0}
        shown = people[:FIRST_SHOWN]
        self.people.show_people(shown, chosen=chosen, kept=self._kept)
        more = len(people) - len(shown)
        self.others.setVisible(more > 0)
        self.others.say(phrase("door.someone_else", count=more))
        self.change.show()
        self.cannot.show()
        self._name_field(chosen)

    def show_hint(self, passphrase: str) -> None:
        """Show the public passphrase of a person of the demonstration; empty for none."""
        self._public = passphrase
        for widget in (self.hint, self.use_hint):
            widget.setVisible(bool(passphrase))
        self.hint.say(phrase("door.demo_passphrase", passphrase=passphrase))

    def show_busy(self, *, busy: bool) -> None:
        """Show that the vault is being opened, or the passphrase tried: then it stays as it is."""
        self.unlock.set_busy(busy)
        self.passphrase.edit.setReadOnly(busy and bool(self.passphrase.value()))
        self.people.setEnabled(not busy)
        if busy:
            self.notice.hide()

    def show_error(self, error: DeskError) -> None:
        """Say what did not work; the field is emptied, and it is counted how long it waits."""
        self.passphrase.set_value("")
        self.notice.show_error(error)
        self.notice.show()
        self._waits[self._person] = time.monotonic() + float(error.facts.get("wait_s", 0))
        self._tell_note()
        self.focus_passphrase()

    def forget(self) -> None:
        """Forget what was typed."""
        self.passphrase.set_value("")

    def focus_passphrase(self) -> None:
        """Put the focus where one types."""
        self.passphrase.edit.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _build(self) -> None:
        self.notice.hide()
        self.show_hint("")
        for of_people in (self.others, self.change, self.cannot):
            of_people.hide()
        self.name.say(phrase("door.opening"))
        self.passphrase.rename(phrase("door.opening"))
        self._entry = QWidget(self)
        entry = Flow(gap=12, line_gap=8, parent=self._entry)
        entry.addWidget(self.passphrase)
        entry.addWidget(self.unlock)
        note = row(self._note_icon, gap=6)
        note.addWidget(self.note, 1)
        hint = row(self.use_hint, gap=10)
        hint.addWidget(self.hint, 1)
        more = QWidget(self)
        flow = Flow(gap=8, line_gap=8, parent=more)
        for button in (self.others, self.change, self.cannot, self.other_vault):
            flow.addWidget(button)
        self.setLayout(
            column(
                Label(phrase("door.who"), role="h1", wrap=True, parent=self),
                Label(phrase("door.who_hint"), tone="text2", wrap=True, parent=self),
                self.spooled,
                8,
                self.people,
                14,
                self.notice,
                self.name,
                self._entry,
                note,
                hint,
                14,
                more,
                gap=6,
            )
        )

    def _connect(self) -> None:
        self.people.chosen.connect(self._chosen)
        self.people.entered.connect(self.focus_passphrase)
        self.people.not_shown.connect(self._show_everybody)
        self.passphrase.entered.connect(self._enter)
        self.unlock.clicked.connect(self._click)
        self.use_hint.clicked.connect(self._use_hint)
        self.others.clicked.connect(self._show_everybody)
        self.change.clicked.connect(self.change_asked)
        self.cannot.clicked.connect(self.cannot_asked)
        self.other_vault.clicked.connect(self.other_vault_asked)
        self._seconds.timeout.connect(self._tell_note)
        CapsWatch(self.passphrase.edit, self._caps_lock)

    def _dress(self) -> None:
        self.passphrase.edit.setFixedHeight(size("button_sign_in"))

    def _chosen(self, user_id: str) -> None:
        self._name_field(UserId(user_id))
        self.notice.hide()
        self.chosen.emit(user_id)

    def _name_field(self, user_id: UserId | None) -> None:
        self._person = user_id or ""
        self._tell_note()
        person = next((one for one in self._everybody if one.user_id == user_id), None)
        words = phrase("door.passphrase_for", name=verbatim(person.full_name if person else ""))
        self.name.say(words)
        self.passphrase.rename(words)

    def _show_everybody(self) -> None:
        if self.others.isHidden():
            return
        self.others.hide()
        chosen = self.people.chosen_person
        chosen_id = chosen.user_id if chosen else None
        self.people.show_people(self._everybody, chosen=chosen_id, kept=self._kept)
        self.people.focus_chosen()

    def _use_hint(self) -> None:
        self.passphrase.set_value(self._public)
        self.focus_passphrase()

    def _enter(self, passphrase: str) -> None:
        if passphrase:
            self.unlock_asked.emit(passphrase)

    def _click(self) -> None:
        self._enter(self.passphrase.value())

    def _left_s(self) -> int:
        """Return for how many seconds no try of the chosen person is looked at."""
        return max(0, math.ceil(self._waits.get(self._person, 0.0) - time.monotonic()))

    def _caps_lock(self, is_on: bool) -> None:
        self._caps = is_on
        self._tell_note()

    def _count_seconds(self, left_s: int) -> None:
        if left_s > 0 and not self._seconds.isActive():
            self._seconds.start()
        elif left_s <= 0:
            self._seconds.stop()

    def _tell_note(self) -> None:
        """Say what matters most now: a wait that is running, Caps Lock, or how it is."""
        left_s = self._left_s()
        self._count_seconds(left_s)
        if left_s > 0:
            words, icon, tone = phrase("door.wait_s", count=left_s), "clock", "text2"
        elif self._caps:
            words, icon, tone = phrase("door.caps_lock"), "triangle-alert", "warn"
        else:
            words, icon, tone = phrase("door.wait_note"), "info", "text2"
        self.note.say(words)
        self.note.set_tone(tone)
        self._note_icon.set_icon(icon, tone=tone)
