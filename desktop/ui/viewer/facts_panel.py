"""What the record says of the image, and what can be done with it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.filed.entry import Entry
from desktop.ui.filed.facts_view import FactsView
from desktop.ui.filed.say import Fact, badge_code, moment_words
from desktop.ui.look.current import size
from desktop.ui.phrase import phrase
from desktop.ui.widgets.badge import Badge, state_look, state_words
from desktop.ui.widgets.boxes import Pane, column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label

_PART: Final = 0.36


class FactsPanel(Pane):
    """The panel at the right of the photograph.

    Args:
        may_see_original: Whether this person may see the original.
        may_mend: Whether this person may mend what is obscured.
        may_audit: Whether this person may read the audit trail.
        may_destroy: Whether this person may destroy the image.
        parent: The screen.

    Signals:
        compare_asked: It is to be compared with another of its body site.
        original_asked: The original is to be seen.
        mend_asked: What is obscured is to be mended.
        audit_asked: Who saw it is to be seen.
        destroy_asked: It is to be destroyed.
    """

    compare_asked = Signal()
    original_asked = Signal()
    mend_asked = Signal()
    audit_asked = Signal()
    destroy_asked = Signal()

    def __init__(
        self,
        *,
        may_see_original: bool,
        may_mend: bool,
        may_audit: bool,
        may_destroy: bool,
        parent: QWidget,
    ) -> None:
        super().__init__("surface", edges=("left",), parent=parent)
        self.title = Label(role="h3", wrap=True, parent=self)
        self.badge = Badge.of("filed", parent=self)
        self.facts = FactsView(upright=True, parent=self)
        self.compare = Button(
            phrase("record.compare"), icon="columns-2", key="C", key_works=False, parent=self
        )
        self.original = Button(phrase("viewer.show_original"), icon="eye", parent=self)
        self.mend = Button(phrase("mending.offer"), icon="square-pen", parent=self)
        self.audit = Button(phrase("record.who_saw"), icon="history", parent=self)
        self.destruction = Button(phrase("destruction.offer"), icon="trash-2", parent=self)
        self.original.setVisible(may_see_original)
        self.mend.setVisible(may_mend)
        self.destruction.setVisible(may_destroy)
        self.audit.setVisible(may_audit)
        layout = column(self.title, row(self.badge, None), 4, gap=8, margins=(18, 16, 12, 16))
        layout.addWidget(self.facts, 1)
        self._buttons = (self.compare, self.original, self.mend, self.audit, self.destruction)
        for button in self._buttons:
            layout.addLayout(row(button, None))
        self.setLayout(layout)
        self.compare.clicked.connect(self._compare)
        self.original.clicked.connect(self._original)
        self.mend.clicked.connect(self._mend)
        self.audit.clicked.connect(self._audit)
        self.destruction.clicked.connect(self._destroy)

    def show_entry(self, entry: Entry, facts: Sequence[Fact], *, may_compare: bool) -> None:
        """Show the facts of another image."""
        self.title.say(moment_words(entry))
        code = badge_code(entry)
        look = state_look(code)
        self.badge.show_state(state_words(code), look.tone, icon=look.icon)
        self.facts.show_facts(facts)
        self.compare.setVisible(may_compare)

    def fit(self, room: int) -> None:
        """Take a share of a width, and what the buttons need at least."""
        wanted = min(size("compare_panel"), round(room * _PART))
        self.setFixedWidth(max(wanted, self._needs()))

    def _needs(self) -> int:
        """Return the width that no word of a button is cut at."""
        shown = (button for button in self._buttons if not button.isHidden())
        return max(button.sizeHint().width() for button in shown) + 34

    def showEvent(self, event: QShowEvent) -> None:
        """Take the share of the width."""
        super().showEvent(event)
        self.fit(self.window().width())

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new language or text size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.StyleChange}:
            self.fit(self.window().width())

    def _compare(self) -> None:
        self.compare_asked.emit()

    def _original(self) -> None:
        self.original_asked.emit()

    def _mend(self) -> None:
        self.mend_asked.emit()

    def _audit(self) -> None:
        self.audit_asked.emit()

    def _destroy(self) -> None:
        self.destroy_asked.emit()
