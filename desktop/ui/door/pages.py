"""The pages of the sign-in window that are read: how to begin, what goes on, what to do."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.columns import Beside
from desktop.ui.phrase import NOTHING, phrase
from desktop.ui.widgets.boxes import CARD, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Bar, Card
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Icon, Label

_LEAST_WORDS = 300


class WelcomePage(QWidget):
    """Three ways to begin; and back, where a vault is known.

    Signals:
        create_asked: Make a vault.
        open_asked: Open one that exists.
        demonstration_asked: Open the demonstration practice.
        back_asked: To the people of the vault that is known.
    """

    create_asked = Signal()
    open_asked = Signal()
    demonstration_asked = Signal()
    back_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.create_vault = Button(phrase("door.create"), kind=Kind.PRIMARY, parent=self)
        self.demonstration = Button(phrase("door.demonstration"), parent=self)
        self.open_vault = Button(phrase("door.open_existing"), parent=self)
        self.back = Button(
            phrase("door.back"), icon="chevron-left", kind=Kind.GHOST, key="Esc", parent=self
        )
        self.back.hide()
        self._words = Label(tone="text2", wrap=True, parent=self)
        self.setLayout(
            column(
                Label(phrase("door.welcome_title"), role="h1", wrap=True, parent=self),
                self._words,
                8,
                _Way("shield-check", "create", self.create_vault, parent=self),
                _Way("users", "demonstration", self.demonstration, parent=self),
                _Way("folder-open", "open_existing", self.open_vault, parent=self),
                row(self.back, None),
                gap=12,
            )
        )
        self.create_vault.clicked.connect(self.create_asked)
        self.open_vault.clicked.connect(self.open_asked)
        self.demonstration.clicked.connect(self.demonstration_asked)
        self.back.clicked.connect(self.back_asked)
        self.show_known(known=False)

    def show_known(self, *, known: bool) -> None:
        """Say whether there is a vault already, and offer the way back to it."""
        self._words.say(phrase("door.welcome_again" if known else "door.welcome"))
        self.back.setVisible(known)


class _Way(Card):
    """One way to begin: what it is for, and its button beside or below."""

    def __init__(self, icon: str, key: str, button: Button, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        said = QWidget(self)
        words = Label(phrase(f"door.{key}_hint"), tone="text2", wrap=True, parent=said)
        line = row(Icon(icon, px=22, tone="accentText", parent=said), gap=16)
        line.addWidget(words, 1)
        said.setLayout(line)
        both = Beside(said, button, least=_LEAST_WORDS, gap=16, parent=self)
        self.setLayout(column(both, margins=(16, 14, 16, 14)))


class DemonstrationPage(QWidget):
    """The demonstration is being prepared.

    Signals:
        cancel_asked: Not now.
    """

    cancel_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = Label(phrase("demonstration.title"), role="h1", wrap=True, parent=self)
        detail = Label(phrase("demonstration.detail"), tone="text2", wrap=True, parent=self)
        self.bar = Bar(phrase("demonstration.title"), parent=self)
        self.count = Label(NOTHING, role="small", tone="text2", parent=self)
        self.cancel = Button(phrase("button.cancel"), icon="x", key="Esc", parent=self)
        line = row(gap=12)
        line.addWidget(self.bar, 1)
        line.addWidget(self.count)
        line.addWidget(self.cancel)
        self.setLayout(column(title, detail, 8, line, gap=12))
        self.cancel.clicked.connect(self.cancel_asked)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.bar.set_progress(done, total)
        self.count.say(phrase("demonstration.percent", percent=done * 100 // max(total, 1)))


class CannotPage(QWidget):
    """What to do when somebody cannot sign in.

    Signals:
        back_asked: Back to the people.
        colleague_asked: A colleague is here who can give a new passphrase.
        recover_asked: The recovery sheets are at hand.
    """

    back_asked = Signal()
    colleague_asked = Signal()
    recover_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = Card(parent=self)
        lines = []
        for icon, key in (
            ("info", "forgotten"),
            ("user-plus", "manager"),
            ("file-text", "sheet"),
            ("shield-check", "safe"),
        ):
            mark = column(Icon(icon, tone="accentText", parent=card), None)
            line = row(mark, gap=12)
            line.addWidget(Label(phrase(f"cannot.{key}"), wrap=True, parent=card), 1)
            lines.append(line)
        card.setLayout(column(*lines, gap=12, margins=CARD))
        self.back = Button(phrase("door.back"), icon="chevron-left", key="Esc", parent=self)
        self.colleague = Button(
            phrase("cannot.colleague"), kind=Kind.PRIMARY, icon="users", parent=self
        )
        self.recover = Button(phrase("cannot.recover"), icon="key-round", parent=self)
        title = Label(phrase("cannot.title"), role="h1", wrap=True, parent=self)
        acts = QWidget(self)
        flow = Flow(gap=12, line_gap=8, parent=acts)
        for button in (self.colleague, self.recover, self.back):
            flow.addWidget(button)
        self.setLayout(column(title, card, acts, gap=12))
        self.back.clicked.connect(self.back_asked)
        self.colleague.clicked.connect(self.colleague_asked)
        self.recover.clicked.connect(self.recover_asked)
