"""Everything that can be done with an image or a group, with the key that does the same."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ids import ArrivalId
from desktop.records.role import Act
from desktop.ui.inbox.offers import TAKE_BACK, Offer
from desktop.ui.inbox.rows import Header, Standing, Tile
from desktop.ui.look.icons import icon
from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.key import key_text
from desktop.ui.words import said


class MenuHost(Protocol):
    """Does what a menu offers."""

    def may(self, act: Act) -> bool:
        """Return whether this person may do something."""

    def offer(self, header: Header) -> Offer | None:
        """Return the step of a group."""

    def about(self, header: Header, tile: Tile | None) -> tuple[ArrivalId, ...]:
        """Return which images an act is about."""

    def take_step(self, header: Header, tile: Tile | None) -> None:
        """Take the step of a group."""

    def look(self, tile: Tile) -> None:
        """Show an image large."""

    def tick_group(self, header: Header) -> None:
        """Tick a group, or untick it."""

    def split(self, tile: Tile) -> None:
        """Let a series begin with an image."""

    def reject(self, arrivals: tuple[ArrivalId, ...]) -> None:
        """Turn images away."""

    def set_aside(self, arrivals: tuple[ArrivalId, ...]) -> None:
        """Set images aside."""

    def show_facts(self, tile: Tile) -> None:
        """Show what happened to an image."""

    def take_back(self, header: Header, arrivals: tuple[ArrivalId, ...]) -> None:
        """Take images back from a patient."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be done.

    Attributes:
        words: What.
        icon: Its drawing.
        key: The key that does the same; shown, and answered by the list itself.
        act: Does it.
    """

    words: Words
    icon: str
    key: str
    act: Callable[[], None]


def show_menu(parent: QWidget, entries: list[Entry | None], at: QPoint) -> QMenu:
    """Open a menu; None is a line between two parts.

    Args:
        parent: A widget of the window.
        entries: What is offered: what a role may not do is not in it.
        at: Where, on the screen.
    """
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        words = said(entry.words).replace("&", "&&")
        action = QAction(icon(entry.icon), words, menu)
        # A text, not a shortcut: single letters work only while the list has the focus.
        action.setText(f"{words}\t{key_text(entry.key)}" if entry.key else words)
        action.triggered.connect(partial(_act, entry.act))
        menu.addAction(action)
    menu.popup(at)
    return menu


def _act(act: Callable[[], None], _checked: object = None) -> None:
    act()


def entries(host: MenuHost, header: Header, tile: Tile | None) -> list[Entry | None]:
    """Return what is offered for a group, and for one of its images.

    Args:
        host: Does it.
        header: The group.
        tile: The image, or None for the group as a whole.
    """
    about = host.about(header, tile)
    found: list[Entry | None] = []
    offered = host.offer(header)
    if offered is not None and offered.code != TAKE_BACK:
        step = partial(host.take_step, header, tile)
        found.append(Entry(offered.words, offered.icon, offered.key, step))
    if tile is not None and host.may(Act.VIEW_ARRIVAL):
        found.append(Entry(phrase("inbox.look"), "maximize", "Space", partial(host.look, tile)))
    if tile is not None:
        facts = partial(host.show_facts, tile)
        found.append(Entry(phrase("inbox.facts"), "info", "I", facts))
    tick = partial(host.tick_group, header)
    found.append(Entry(phrase("inbox.tick_all"), "square-check", "Ctrl+A", tick))
    if tile is not None and _splits(host, tile):
        found.append(Entry(phrase("inbox.split_here"), "scissors", "S", partial(host.split, tile)))
    found.append(None)
    back = header.standing is not Standing.UNIDENTIFIED and not header.is_held
    if back and host.may(Act.TAKE_BACK):
        aside = header.standing is Standing.SET_ASIDE
        words = phrase("inbox.look_again" if aside else "inbox.take_back")
        found.append(Entry(words, "undo-2", "", partial(host.take_back, header, about)))
    if host.may(Act.SET_ASIDE) and header.standing is not Standing.SET_ASIDE:
        put_aside = partial(host.set_aside, about)
        found.append(Entry(phrase("inbox.put_aside"), "archive", "Q", put_aside))
    if host.may(Act.REJECT_ARRIVAL):
        found.append(Entry(phrase("inbox.reject"), "ban", "Del", partial(host.reject, about)))
    return found


def _splits(host: MenuHost, tile: Tile) -> bool:
    return tile.at > 0 and tile.standing is not Standing.SET_ASIDE and host.may(Act.SPLIT_SERIES)
