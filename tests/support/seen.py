"""What a person sees of a screen: nothing cut, everything named."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLabel, QWidget

from desktop.ui.look.apply import set_look
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label
from desktop.ui.words import set_language
from desktop.wording import Language


def settle() -> None:
    """Let layouts come to rest."""
    for _ in range(4):
        QApplication.processEvents()


def dress(*, theme: Theme = Theme.LIGHT, language: Language = Language.EN, size: float = 1) -> None:
    """Show everything in another look; the guard of the tests sets it back."""
    set_language(language)
    set_look(theme, size)
    settle()


def cut(screen: QWidget) -> list[str]:
    """Return the words that do not have the room they need.

    Elided labels tell the rest in a tool tip, and wrapped ones are measured at their width.
    """
    return [said for said, needs, has in _measured(screen) if needs > has + 1]


def _measured(screen: QWidget) -> Iterator[tuple[str, int, int]]:
    for label in screen.findChildren(QLabel):
        if not label.isVisibleTo(screen) or not label.text():
            continue
        if label.wordWrap():
            yield label.text(), label.heightForWidth(label.width()), label.height()
        elif not (isinstance(label, Label) and label.toolTip() == label.text()):
            yield label.text(), label.sizeHint().width(), label.width()
    for button in screen.findChildren(Button):
        if button.isVisibleTo(screen):
            yield button.accessibleName(), button.sizeHint().width(), button.width()


def outside(screen: QWidget) -> list[str]:
    """Return the buttons that lie outside of what they are in, without a way to scroll there."""
    found = []
    for button in screen.findChildren(Button):
        if not button.isVisibleTo(screen):
            continue
        place = QRect(button.mapTo(screen, QPoint(0, 0)), button.size())
        if place.left() < 0 or place.right() > screen.width():
            found.append(button.accessibleName())
    return found


def nameless(screen: QWidget) -> list[str]:
    """Return what can have the focus and has no name for assistive technology.

    The inner part of a scroll area is left out: its focus is the area's. ``focusProxy()`` would say
    so too, and keep the whole screen alive for ever.
    """
    return [
        type(widget).__name__
        for widget in screen.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisibleTo(screen)
        and not is_viewport(widget)
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton | QLabel) and widget.text())
    ]


def is_viewport(widget: QWidget) -> bool:
    """Return whether a widget is the inner part of a scroll area."""
    area = widget.parent()
    return isinstance(area, QAbstractScrollArea) and area.viewport() is widget
