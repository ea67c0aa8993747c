"""Help: the few truths that matter, and every key of the screens that a person has."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.columns import Columns
from desktop.ui.desk import Desk
from desktop.ui.help.keys import groups_of
from desktop.ui.phrase import phrase
from desktop.ui.place import HelpPlace
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.widgets.boxes import CARD, FORM, column, row
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.key import Key
from desktop.ui.widgets.key_sheet import KeyGroup
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.scroll import Scroll
from desktop.ui.words import name_said

_TRUTHS: Final = (
    ("scan-face", "truth_faces"),
    ("shield-check", "truth_covered"),
    ("memory-stick", "truth_card"),
    ("lock", "truth_lock"),
    ("hard-drive", "truth_backup"),
    ("info", "truth_network"),
    ("circle-help", "truth_forgotten"),
)
_LEAST: Final = 380
_LEAST_KEY: Final = 150


class HelpScreen(Screen):
    """One page to read; from a task it leads back there."""

    def __init__(self, place: HelpPlace, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self.groups = groups_of(desk.me)
        page = QWidget(self)
        page.setLayout(
            column(
                Label(phrase("help.title"), role="h1", wrap=True, parent=page),
                self._truths(page),
                self._columns(page),
                None,
                gap=12,
                margins=FORM,
            )
        )
        self._scroll = Scroll(page, parent=self)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        name_said(self._scroll, phrase("help.title"))
        self.setLayout(column(self._scroll))
        frame = Frame.TASK if place.in_task else Frame.LIST
        self.set_chrome(Chrome(frame=frame, title=phrase("help.title")))

    def first_focus(self) -> QWidget:
        """Return what the arrow keys move."""
        return self._scroll

    def _truths(self, page: QWidget) -> Card:
        card = Card(parent=page)
        lines = []
        for icon, key in _TRUTHS:
            line = row(column(Icon(icon, parent=card), None), gap=10)
            line.addWidget(Label(phrase(f"help.{key}"), wrap=True, parent=card), 1)
            lines.append(line)
        title = Label(phrase("help.truths"), role="strong", wrap=True, parent=card)
        card.setLayout(column(title, *lines, gap=8, margins=CARD))
        return card

    def _columns(self, page: QWidget) -> Columns:
        """Return the groups in two columns of about the same length."""
        sides = (QWidget(page), QWidget(page))
        held: tuple[list[QWidget], list[QWidget]] = ([], [])
        lengths = [0, 0]
        for group in self.groups:
            at = 0 if lengths[0] <= lengths[1] else 1
            held[at].append(_group(group, sides[at]))
            lengths[at] += len(group.keys) + 2
        for side, cards in zip(sides, held, strict=True):
            side.setLayout(column(*cards, None, gap=12))
        return Columns(*sides, least=_LEAST, gap=16, parent=page)


def _group(group: KeyGroup, parent: QWidget) -> Card:
    card = Card(parent=parent)
    lines = []
    for printed, words in group.keys:
        caps = QWidget(card)
        flow = Flow(gap=4, line_gap=4, parent=caps)
        for key in printed.split(" "):
            flow.addWidget(Key(key, parent=caps))
        does = Label(words, wrap=True, parent=card)
        lines.append(Columns(caps, does, least=_LEAST_KEY, gap=12, shares=(2, 3), parent=card))
    title = Label(group.words, role="strong", wrap=True, parent=card)
    card.setLayout(column(title, *lines, gap=8, margins=CARD))
    return card
