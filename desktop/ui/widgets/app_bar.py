"""The bar at the top: where one is, the way to a patient, who is signed in, and the lock."""

from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.look.current import size
from desktop.ui.look.fonts import SEMIBOLD
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim
from desktop.ui.widgets.boxes import Line, Pane, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Avatar, Mark
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.key import Key
from desktop.ui.widgets.label import Label

_FIND: Final = "Ctrl+F"
_LOCK: Final = "Ctrl+L"
_BACK: Final = "Esc"
_LEAST_SEARCH: Final = 180


class AppBar(Pane):
    """The bar at the top of the window.

    Signals:
        back_asked: The way back was taken (the button or Esc).
        lock_asked: The lock was asked for (the button or its key).
        sought: Something was written in the patient search; the text.
        search_entered: Enter was pressed there; the text.
    """

    back_asked = Signal()
    lock_asked = Signal()
    sought = Signal(str)
    search_entered = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("surface", edges=("bottom",), parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.back = Button(NOTHING, kind=Kind.GHOST, icon="chevron-left", key=_BACK, parent=self)
        self.title = Label(role="h3", elide=True, parent=self)
        self.detail = Label(tone="text2", elide=True, parent=self)
        self.search = Field(
            phrase("shell.find_patient"),
            name_shown=False,
            placeholder=phrase("shell.find_patient_by"),
            icon="search",
            parent=self,
        )
        self._search_key = Key(_FIND, parent=self)
        self._avatar = Avatar(parent=self)
        self._name = Label(role="small", weight=SEMIBOLD, elide=True, parent=self)
        self._role = Label(role="cap", tone="text2", elide=True, parent=self)
        self.lock = Button(
            phrase("button.lock"), icon="lock", key=_LOCK, height="button_small", parent=self
        )
        self._build()
        self.back.clicked.connect(self._go_back)
        self.lock.clicked.connect(self._lock)
        self.search.changed.connect(self.sought)
        self.search.entered.connect(self.search_entered)
        find = QShortcut(QKeySequence(_FIND), self)
        find.activated.connect(self._find)
        self.show_practice("")
        self._dress()

    def show_practice(self, name: str) -> None:
        """Show the practice: on screens that lists of things are on."""
        self.back.hide()
        self.title.say(verbatim("Diogel"))
        self.detail.say(verbatim(name))

    def show_task(self, back: Words, title: Words, detail: Words = NOTHING) -> None:
        """Show a task: the way back, its title, and what it is about."""
        self.back.say(back)
        self.back.show()
        self.title.say(title)
        self.detail.say(detail)

    def show_person(self, name: str, role: Words) -> None:
        """Show who is signed in."""
        self._avatar.show_person(name)
        self._name.say(verbatim(name))
        self._role.say(role)

    def offer_search(self, *, offered: bool) -> None:
        """Offer the patient search, or do not: a role may not have it."""
        self.search.setVisible(offered)
        self._search_key.setVisible(offered)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _build(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 1)
        layout.setSpacing(10)
        for widget in (Mark(parent=self), self.back, self.title, Line(upright=True, parent=self)):
            layout.addWidget(widget)
        layout.addWidget(self.detail, 1)
        layout.addStretch(1)
        layout.addWidget(self.search, 4)
        layout.addWidget(self._search_key)
        layout.addStretch(1)
        layout.addLayout(
            row(self._avatar, column(None, self._name, self._role, None, gap=0), gap=10)
        )
        layout.addWidget(self.lock)

    def _dress(self) -> None:
        self.setFixedHeight(size("app_bar"))
        self.search.setMaximumWidth(size("search"))
        self.search.setMinimumWidth(_LEAST_SEARCH)

    def _find(self) -> None:
        if self.search.isVisible():
            self.search.edit.setFocus()
            self.search.edit.selectAll()

    def _go_back(self) -> None:
        self.back_asked.emit()

    def _lock(self) -> None:
        self.lock_asked.emit()
