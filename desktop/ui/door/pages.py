"""The pages of the sign-in window that are read and filled in once."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.records.role import Role
from desktop.ui.door.presenter import TYPED_BACK, NewPractice, groups_of, is_typed_back
from desktop.ui.look.fonts import BOLD
from desktop.ui.phrase import NOTHING, phrase, verbatim
from desktop.ui.widgets.boxes import CARD, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Bar, Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.words import said

_ROLES: Final = (Role.CLINICIAN, Role.MANAGER, Role.NURSE, Role.RECEPTIONIST)


def ask_folder(parent: QWidget) -> Path | None:
    """Ask for a folder with the program's own dialog; None where none was chosen."""
    chosen = QFileDialog.getExistingDirectory(
        parent,
        said(phrase("found.choose_folder")),
        options=QFileDialog.Option.DontUseNativeDialog | QFileDialog.Option.ShowDirsOnly,
    )
    return Path(chosen) if chosen else None


class WelcomePage(QWidget):
    """No vault yet: three ways to begin."""

    create_asked = Signal()
    open_asked = Signal()
    demonstration_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.create_vault = Button(
            phrase("door.create"), kind=Kind.PRIMARY, height="button_large", parent=self
        )
        self.demonstration = Button(
            phrase("door.demonstration"), height="button_large", parent=self
        )
        self.open_vault = Button(phrase("door.open_existing"), height="button_large", parent=self)
        cards = [
            self._card("shield-check", "door.create_hint", self.create_vault),
            self._card("users", "door.demonstration_hint", self.demonstration),
            self._card("folder-open", "door.open_existing_hint", self.open_vault),
        ]
        self.setLayout(
            column(
                Label(phrase("door.welcome_title"), role="h1", parent=self),
                Label(phrase("door.welcome"), tone="text2", wrap=True, parent=self),
                8,
                *cards,
                gap=12,
            )
        )
        self.create_vault.clicked.connect(self.create_asked)
        self.open_vault.clicked.connect(self.open_asked)
        self.demonstration.clicked.connect(self.demonstration_asked)

    def _card(self, icon: str, hint: str, button: Button) -> Card:
        card = Card(parent=self)
        words = Label(phrase(hint), tone="text2", wrap=True, parent=card)
        line = row(Icon(icon, px=22, tone="accentText", parent=card), words, button, gap=16)
        line.setStretch(1, 1)
        card.setLayout(column(line, margins=(16, 14, 16, 14)))
        return card


class FoundPage(QWidget):
    """Everything that a new vault needs.

    Signals:
        make_asked: The form is complete; a ``NewPractice``.
        back_asked: Not now.
    """

    make_asked = Signal(object)
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
        self.role = Combo(
            phrase("found.role"),
            [(role, phrase(f"role.{role.value}")) for role in _ROLES],
            parent=self,
        )
        self.passphrase = Field(
            phrase("found.passphrase"),
            secret=True,
            hint=phrase("found.passphrase_hint"),
            parent=self,
        )
        self.again = Field(phrase("found.again"), secret=True, parent=self)
        self.back = Button(phrase("door.back"), icon="chevron-left", kind=Kind.GHOST, parent=self)
        self.make = Button(
            phrase("found.make"),
            kind=Kind.PRIMARY,
            icon="shield-check",
            key="Ctrl+Return",
            parent=self,
        )
        self._build()
        self.browse.clicked.connect(self._browse)
        self.back.clicked.connect(self.back_asked)
        self.make.clicked.connect(self._make)

    def show_different(self) -> None:
        """Say that the two passphrases are not the same."""
        self.again.set_error(phrase("found.different"))

    def _build(self) -> None:
        place = row(self.folder, self.browse)
        place.setAlignment(self.browse, Qt.AlignmentFlag.AlignVCenter)
        hint = Label(phrase("found.role_hint"), role="small", tone="text2", wrap=True, parent=self)
        fields = column(
            self.practice,
            place,
            self.full_name,
            self.name,
            self.role,
            hint,
            self.passphrase,
            self.again,
        )
        card = Card(parent=self)
        card.setLayout(column(fields, margins=(20, 18, 20, 18)))
        title = Label(phrase("found.title"), role="h1", parent=self)
        self.setLayout(column(title, card, row(self.back, None, self.make), gap=12))

    def _browse(self) -> None:
        chosen = self._choose(self)
        if chosen is not None:
            self.folder.set_value(str(chosen))

    def _make(self) -> None:
        self.again.set_error(None)
        self.make_asked.emit(
            NewPractice(
                folder=Path(self.folder.value().strip()),
                practice=self.practice.value().strip(),
                full_name=self.full_name.value().strip(),
                name=self.name.value().strip(),
                role=Role(self.role.value()),
                passphrase=self.passphrase.value(),
                again=self.again.value(),
            )
        )


class SheetPage(QWidget):
    """The recovery key, once; two groups are typed back before it goes.

    Signals:
        kept: It is written down.
    """

    kept = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        card = Card(parent=self)
        self._groups = QWidget(card)
        self._flow = Flow(gap=28, line_gap=8, parent=self._groups)
        card.setLayout(column(self._groups, margins=(20, 18, 20, 18)))
        numbers = {"first": TYPED_BACK[0], "second": TYPED_BACK[1]}
        self.typed = tuple(
            Field(phrase("recovery_sheet.group", number=number), parent=self)
            for number in TYPED_BACK
        )
        self._wrong = Label(role="small", tone="err", parent=self)
        self.done = Button(
            phrase("recovery_sheet.kept"), kind=Kind.PRIMARY, icon="check", parent=self
        )
        self.setLayout(
            column(
                Label(phrase("recovery_sheet.title"), role="h1", parent=self),
                Label(phrase("recovery_sheet.why"), wrap=True, parent=self),
                Label(phrase("recovery_sheet.where"), wrap=True, parent=self),
                card,
                Label(phrase("recovery_sheet.type_back", **numbers), role="strong", parent=self),
                row(*self.typed, None, gap=16),
                self._wrong,
                row(None, self.done),
                gap=12,
            )
        )
        for field in self.typed:
            field.changed.connect(self._compare)
        self.done.clicked.connect(self._keep)
        self._compare("")

    def show_key(self, recovery_key: str) -> None:
        """Show the key in its groups."""
        self._key = recovery_key
        for at, group in enumerate(groups_of(recovery_key)):
            box = QWidget(self._groups)
            number = phrase("recovery_sheet.group", number=at + 1)
            letters = Label(verbatim(group), role="h1", weight=BOLD, selectable=True, parent=box)
            heading = Label(number, role="cap", tone="text2", parent=box)
            box.setLayout(column(heading, letters, gap=2))
            self._flow.addWidget(box)
            box.show()
        self._compare("")

    def _compare(self, _typed: str) -> None:
        typed = tuple(field.value() for field in self.typed)
        right = bool(self._key) and is_typed_back(self._key, typed)
        complete = all(len(one.strip()) == len(groups_of(self._key)[0]) for one in typed)
        wrong = bool(self._key) and complete and not right
        self._wrong.say(phrase("recovery_sheet.not_same") if wrong else NOTHING)
        numbers = {"first": TYPED_BACK[0], "second": TYPED_BACK[1]}
        self.done.refuse(None if right else phrase("recovery_sheet.type_back", **numbers))

    def _keep(self) -> None:
        self._key = ""
        for field in self.typed:
            field.set_value("")
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        self.kept.emit()


class DemonstrationPage(QWidget):
    """The demonstration is being prepared."""

    cancel_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(phrase("demonstration.title"), role="h1", parent=self)
        self._detail = Label(phrase("demonstration.detail"), tone="text2", wrap=True, parent=self)
        self.bar = Bar(phrase("demonstration.title"), parent=self)
        self._count = Label(role="small", tone="text2", parent=self)
        self.cancel = Button(phrase("button.cancel"), icon="x", key="Esc", parent=self)
        line = row(self.bar, self._count, self.cancel, gap=12)
        line.setStretch(0, 1)
        self.setLayout(column(self._title, self._detail, 8, line, gap=12))
        self.cancel.clicked.connect(self.cancel_asked)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.bar.set_progress(done, total)
        self._count.say(phrase("frame.of", done=done, total=total))


class CannotPage(QWidget):
    """What to do when somebody cannot sign in."""

    back_asked = Signal()

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
            words = Label(phrase(f"cannot.{key}"), wrap=True, parent=card)
            line = row(Icon(icon, tone="accentText", parent=card), words, gap=12)
            line.setStretch(1, 1)
            lines.append(line)
        card.setLayout(column(*lines, gap=12, margins=CARD))
        self.back = Button(phrase("door.back"), icon="chevron-left", key="Esc", parent=self)
        self.setLayout(
            column(
                Label(phrase("cannot.title"), role="h1", parent=self),
                card,
                row(self.back, None),
                gap=12,
            )
        )
        self.back.clicked.connect(self.back_asked)
