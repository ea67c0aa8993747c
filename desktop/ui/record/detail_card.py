"""The focused image: its picture, what the record says of it, and what can be done with it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRect, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.ids import ImageId
from desktop.ui.columns import Beside
from desktop.ui.filed.entry import Entry
from desktop.ui.filed.facts_view import FactsView
from desktop.ui.filed.pictures import SmallPictures
from desktop.ui.filed.say import Fact, badge_code, moment_words, name_words
from desktop.ui.look.current import scaled
from desktop.ui.look.paint import painter_of
from desktop.ui.phrase import phrase
from desktop.ui.widgets.badge import Badge, state_look, state_words
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label
from desktop.ui.words import name_said

_HIGH: Final = 232
_PICTURE_WIDE: Final = 276
_LEAST_TITLE: Final = 130
"""How narrow the date may become before the way through a stack goes under it."""


class DetailCard(Card):
    """Shows one image of the record.

    Args:
        pictures: Where the small pictures are.
        may_save: Whether this role may hand out a copy.
        may_audit: Whether this person may read the audit trail.
        parent: The page.

    Signals:
        open_asked: It is to be seen large.
        save_asked: A copy is to be written.
        audit_asked: Who saw it is to be seen.
        stack_stepped: Another image of its stack is to be shown: -1 or 1.
    """

    open_asked = Signal()
    save_asked = Signal()
    audit_asked = Signal()
    stack_stepped = Signal(int)

    def __init__(
        self,
        pictures: SmallPictures,
        *,
        may_save: bool,
        may_audit: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.picture = _Picture(pictures, self)
        self.title = Label(role="h3", elide=True, parent=self)
        self.badge = Badge.of("filed", parent=self)
        self.facts = FactsView(parent=self)
        self.open = Button(
            phrase("record.open"), icon="maximize", key="Return", key_works=False, parent=self
        )
        self.save = Button(
            phrase("record.save_copy"), kind=Kind.GHOST, icon="download", parent=self
        )
        self.audit = Button(phrase("record.who_saw"), kind=Kind.GHOST, icon="eye", parent=self)
        self.save.setVisible(may_save)
        self.audit.setVisible(may_audit)
        self.back = self._arrow("chevron-left", "record.stack_back")
        self.on = self._arrow("chevron-right", "record.stack_on")
        self.place_in_stack = Label(role="small", tone="text2", parent=self)
        name_said(self, phrase("record.details"))
        self._build()
        self._connect()
        self._dress()

    def show_entry(self, entry: Entry, facts: Sequence[Fact]) -> None:
        """Show another image."""
        self.picture.show_image(entry)
        self.title.say(moment_words(entry))
        state = badge_code(entry)
        look = state_look(state)
        self.badge.show_state(state_words(state), look.tone, icon=look.icon)
        self.facts.show_facts(facts)
        self.save.refuse(phrase("second_look.no_copy") if entry.is_awaiting else None)

    def show_stack(self, at: int, count: int) -> None:
        """Show which one of a stack it is, with the way to its neighbours."""
        for widget in (self.back, self.on, self.place_in_stack):
            widget.setVisible(count > 1)
        self.place_in_stack.say(phrase("record.stack_at", at=at + 1, count=count))
        self.back.setEnabled(at > 0)
        self.on.setEnabled(at < count - 1)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of the width to the facts."""
        super().resizeEvent(event)
        self._dress()

    def _build(self) -> None:
        stack = QWidget(self)
        stack.setLayout(row(self.back, self.place_in_stack, self.on, gap=10))
        head = Beside(self.title, stack, self.badge, least=_LEAST_TITLE, gap=10, parent=self)
        foot = QWidget(self)
        flow = Flow(gap=6, line_gap=6, parent=foot)
        for button in (self.open, self.save, self.audit):
            flow.addWidget(button)
        right = column(head, gap=6)
        right.addWidget(self.facts, 1)
        right.addWidget(foot)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 14, 12)
        layout.setSpacing(16)
        layout.addWidget(self.picture)
        layout.addLayout(right, 1)

    def _connect(self) -> None:
        self.open.clicked.connect(self._open)
        self.picture.opened.connect(self.open_asked)
        self.save.clicked.connect(self._save)
        self.audit.clicked.connect(self._audit)
        self.back.clicked.connect(self._back)
        self.on.clicked.connect(self._on)

    def _arrow(self, icon: str, key: str) -> Button:
        words = phrase(key)
        return Button(
            words, kind=Kind.GHOST, icon=icon, height="target", icon_only=True, parent=self
        )

    def _open(self) -> None:
        self.open_asked.emit()

    def _save(self) -> None:
        self.save_asked.emit()

    def _audit(self) -> None:
        self.audit_asked.emit()

    def _back(self) -> None:
        self.stack_stepped.emit(-1)

    def _on(self) -> None:
        self.stack_stepped.emit(1)

    def _dress(self) -> None:
        self.setFixedHeight(scaled(_HIGH))
        self.picture.setFixedWidth(min(scaled(_PICTURE_WIDE), self.width() // 3))


class _Picture(QWidget):
    """The picture, whole, on neutral ground; pressing it twice opens it."""

    opened = Signal()

    def __init__(self, pictures: SmallPictures, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._image: ImageId | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        pictures.arrived.connect(self._arrived)

    def show_image(self, entry: Entry) -> None:
        """Show another image."""
        self._image = entry.image
        name_said(self, name_words(entry))
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open it."""
        self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        if self._image is not None:
            rect = QRect(0, 0, self.width(), self.height())
            self._pictures.paint(painter_of(self), str(self._image), rect, whole=True)

    def _arrived(self, subject: str) -> None:
        if subject == self._image:
            self.update()
