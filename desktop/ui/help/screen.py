"""Help: every key of the window, and the few truths that matter."""

from typing import Final

from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from desktop.ui.desk import Desk
from desktop.ui.phrase import phrase
from desktop.ui.place import Place
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.widgets.boxes import CARD, FORM, column, row
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.key import Key
from desktop.ui.widgets.label import Icon, Label

_GROUPS: Final = (
    (
        "everywhere",
        (
            ("Ctrl+F", "find_patient"),
            ("Ctrl+L", "lock"),
            ("Ctrl+Z", "undo"),
            ("F1", "this_help"),
            ("?", "keys_here"),
            ("Esc", "back"),
        ),
    ),
    (
        "in_inbox",
        (
            ("X", "tick"),
            ("Ctrl+A", "tick_all"),
            ("Space", "look_large"),
            ("Return", "open_series"),
            ("P", "choose_patient"),
            ("S", "split"),
            ("Del", "reject"),
        ),
    ),
    (
        "in_editor",
        (
            ("V R E F", "tools"),
            ("D", "find_faces"),
            ("A", "accept_sure"),
            ("Y N", "accept_refuse"),
            ("Tab", "next_region"),
            ("Left Right Up Down", "nudge"),
            ("Del", "remove"),
            ("Ctrl+Z", "undo"),
            ("Ctrl+Shift+Z", "redo"),
            ("\\", "original"),
            ("1 6 O N C", "feature"),
            ("Return", "next_image"),
            ("Ctrl+Return", "file"),
        ),
    ),
    (
        "in_view",
        (
            ("Ctrl+0 Ctrl+1", "fit"),
            ("Ctrl++ Ctrl+-", "zoom"),
            ("Space", "pan"),
            ("F11", "full_screen"),
            ("L", "linked"),
            ("A B", "sides"),
        ),
    ),
    ("in_forms", (("Ctrl+Return", "primary"),)),
)
_TRUTHS: Final = (
    ("scan-face", "truth_faces"),
    ("shield-check", "truth_covered"),
    ("memory-stick", "truth_card"),
    ("lock", "truth_lock"),
    ("info", "truth_network"),
    ("circle-help", "truth_forgotten"),
)


class HelpScreen(Screen):
    """One page to read."""

    def __init__(self, place: Place, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        page = QWidget(self)
        truths = Card(parent=page)
        lines = [
            row(Icon(icon, parent=truths), Label(phrase(f"help.{key}"), wrap=True, parent=truths))
            for icon, key in _TRUTHS
        ]
        for line in lines:
            line.setStretch(1, 1)
        title = Label(phrase("help.truths"), role="strong", parent=truths)
        truths.setLayout(column(title, *lines, gap=8, margins=CARD))
        cards = [self._keys(page, name, keys) for name, keys in _GROUPS]
        left, right = column(cards[0], cards[1], cards[4], None), column(cards[2], cards[3], None)
        keys = row(left, right, gap=16)
        keys.setStretch(0, 1)
        keys.setStretch(1, 1)
        page.setLayout(
            column(
                Label(phrase("help.title"), role="h1", parent=page),
                truths,
                keys,
                None,
                gap=12,
                margins=FORM,
            )
        )
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidget(page)
        self.setLayout(column(self._scroll))
        self.set_chrome(Chrome(frame=Frame.LIST))

    def first_focus(self) -> QWidget:
        """Return what the arrow keys move."""
        return self._scroll

    def _keys(self, page: QWidget, name: str, keys: tuple[tuple[str, str], ...]) -> Card:
        card = Card(parent=page)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for at, (printed, does) in enumerate(keys):
            caps = [Key(key, parent=card) for key in printed.split(" ")]
            grid.addLayout(row(*caps, None, gap=4), at, 0)
            grid.addWidget(Label(phrase(f"help.{does}"), wrap=True, parent=card), at, 1)
        title = Label(phrase(f"help.{name}"), role="strong", parent=card)
        card.setLayout(column(title, grid, gap=8, margins=CARD))
        return card
