"""What a hand and an eye do at a screen over a false lane: show it, press, type, read."""

from collections.abc import Callable
from typing import Any, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.ui.widgets.button import Button
from support.fake_lane import FakeLane
from support.seen import settle

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier

OnView: TypeAlias = Callable[..., Any]
"""Shows a screen at a size, with the focus where it begins; it is closed after the test."""


def lane_of(screen: Any) -> FakeLane:
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    return lane


def words_on(widget: QWidget) -> str:
    settle()
    labels = [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]
    return " | ".join(labels)


def button(widget: QWidget, name: str) -> Button | None:
    settle()
    shown = [one for one in widget.findChildren(Button) if one.isVisibleTo(widget)]
    return next((one for one in shown if one.accessibleName() == name), None)


def click(widget: QWidget | None) -> None:
    assert widget is not None
    settle()
    assert widget.isVisible()
    assert widget.isEnabled()
    QTest.mouseClick(widget, LEFT)
    settle()


def keyed(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)
    settle()
