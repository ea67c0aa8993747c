"""The bar at the top: where one is, the way to a patient, who is signed in, and the lock."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from desktop.ui.look.current import scaled, size
from desktop.ui.look.fonts import SEMIBOLD
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.widgets.boxes import Line, Pane, column
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Avatar, Mark
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.key import Key
from desktop.ui.widgets.label import Label
from desktop.ui.words import keep_said

_FIND: Final = "Ctrl+F"
_LOCK: Final = "Ctrl+L"
_BACK: Final = "Esc"
_LEAST_SEARCH: Final = 200
_LEAST_WIDTH: Final = 480


class AppBar(Pane):
    """The bar at the top of the window.

    Where there is little room, the key of the search is left out first, then the name of the
    person (the initials stay), then what the task is about.

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
        self._task = False
        self._searchable = True
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
        self.avatar = Avatar(parent=self)
        self._person = QWidget(self)
        self._name = Label(role="small", weight=SEMIBOLD, parent=self._person)
        self._role = Label(role="cap", tone="text2", parent=self._person)
        self._person.setLayout(column(None, self._name, self._role, None, gap=0))
        self.lock = Button(
            phrase("button.lock"), icon="lock", key=_LOCK, height="button_small", parent=self
        )
        self._lay_out()
        self.back.clicked.connect(self._go_back)
        self.lock.clicked.connect(self._lock)
        self.search.changed.connect(self.sought)
        self.search.entered.connect(self.search_entered)
        QShortcut(QKeySequence(_FIND), self).activated.connect(self._find)
        self.show_practice("")
        self._dress()

    def show_practice(self, name: str) -> None:
        """Show the practice: on screens that list things."""
        self._task = False
        self.back.hide()
        self.title.say(verbatim("Diogel"))
        self.detail.say(verbatim(name))
        self._fit()

    def show_task(self, back: Words, title: Words, detail: Words = NOTHING) -> None:
        """Show a task: the way back, its title, and what it is about."""
        self._task = True
        self.back.say(back)
        self.back.show()
        self.title.say(title)
        self.detail.say(detail)
        self._fit()

    def show_person(self, name: str, role: Words) -> None:
        """Show who is signed in."""
        self.avatar.show_person(name)
        keep_said(self.avatar, "setToolTip", joined(verbatim(name), role))
        self._name.say(verbatim(name))
        self._role.say(role)
        self._fit()

    def offer_search(self, *, offered: bool) -> None:
        """Offer the patient search, or do not: a role may not have it."""
        self._searchable = offered
        self.search.setVisible(offered)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return how narrow it may become."""
        return QSize(_LEAST_WIDTH, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Measure again in a new language or text size."""
        done = super().event(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()
        elif event.type() == QEvent.Type.LanguageChange:
            self._fit()
        return done

    def _lay_out(self) -> None:
        self._after_back = Line(upright=True, parent=self)
        self._after_title = Line(upright=True, parent=self)
        layout = QHBoxLayout(self)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.setContentsMargins(14, 0, 14, 1)
        layout.setSpacing(10)
        for widget in (
            Mark(parent=self),
            self.back,
            self._after_back,
            self.title,
            self._after_title,
            self.detail,
        ):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.search, 4, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._search_key)
        layout.addStretch(1)
        layout.addWidget(self.avatar)
        layout.addWidget(self._person)
        layout.addWidget(self.lock)

    def _dress(self) -> None:
        self.setFixedHeight(size("app_bar"))
        self.search.setMaximumWidth(size("search"))
        self.search.setMinimumWidth(_LEAST_SEARCH)
        self._fit()

    def _fit(self) -> None:
        """Show as much as there is room for."""
        self._after_back.setVisible(self._task)
        self._after_title.setVisible(not self._task)
        self.detail.show()
        optional = [(self._search_key, self._searchable), (self._person, True)]
        for widget, wanted in optional:
            widget.setVisible(wanted)
        spare = self.width() - self._needs()
        for widget, wanted in (*optional, (self._after_title, not self._task), (self.detail, True)):
            if spare >= 0:
                break
            if wanted:
                spare += widget.sizeHint().width() + 10
                widget.hide()

    def _needs(self) -> int:
        """Return the width of everything that is not hidden, with the search at its narrowest."""
        layout = self.layout()
        widgets = [] if layout is None else [layout.itemAt(n) for n in range(layout.count())]
        shown = [w for item in widgets if item and (w := item.widget()) and not w.isHidden()]
        wide = sum(w.sizeHint().width() for w in shown if w is not self.search)
        search = scaled(_LEAST_SEARCH) if self._searchable else 0
        return wide + search + 10 * (len(shown) + 1) + 28

    def _find(self) -> None:
        if self.search.isVisible():
            self.search.edit.setFocus()
            self.search.edit.selectAll()

    def _go_back(self) -> None:
        self.back_asked.emit()

    def _lock(self) -> None:
        self.lock_asked.emit()
