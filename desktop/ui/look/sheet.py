"""The palette and the one style sheet, made from the tokens.

The sheet dresses Qt's own fields, lists, scroll bars and tool tips; everything else is painted.
It uses no pictures, so no file is written.
"""

from string import Template
from typing import Final

from PySide6.QtGui import QPalette

from desktop.ui.look.current import colour, scaled, size, theme
from desktop.ui.look.tokens import tokens

_ROLES: Final = (
    (QPalette.ColorRole.Window, "window"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "window"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.Button, "surface"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.BrightText, "onAccent"),
    (QPalette.ColorRole.Highlight, "accent"),
    (QPalette.ColorRole.HighlightedText, "onAccent"),
    (QPalette.ColorRole.ToolTipBase, "raised"),
    (QPalette.ColorRole.ToolTipText, "text"),
    (QPalette.ColorRole.PlaceholderText, "text3"),
    (QPalette.ColorRole.Link, "accentText"),
    (QPalette.ColorRole.Light, "raised"),
    (QPalette.ColorRole.Midlight, "hover"),
    (QPalette.ColorRole.Mid, "line"),
    (QPalette.ColorRole.Dark, "control"),
    (QPalette.ColorRole.Shadow, "control"),
    (QPalette.ColorRole.Accent, "accent"),
)
_WRITTEN: Final = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)

_THIN: Final = 1
"""Width of a border at rest; focus and error make it twice as wide, inwards."""
_ARROW: Final = 28
_ROW: Final = 30
_SHEET: Final = Template(
    """
QToolTip { background: $raised; color: $text; border: 1px solid $control; padding: 4px 6px; }
QLineEdit, QComboBox, QPlainTextEdit {
  background: $surface; color: $text; border: 1px solid $control; border-radius: 6px;
  selection-background-color: $accent; selection-color: $onAccent; }
QLineEdit, QPlainTextEdit { placeholder-text-color: $text3; }
QLineEdit, QComboBox { padding: 0 10px; min-height: ${field}px; }
QPlainTextEdit { padding: 6px; }
QLineEdit:focus, QComboBox:focus {
  border: 2px solid $accentText; padding: 0 9px; min-height: ${thick}px; }
QPlainTextEdit:focus { border: 2px solid $accentText; padding: 5px; }
QLineEdit[wrong="true"], QComboBox[wrong="true"] {
  border: 2px solid $err; padding: 0 9px; min-height: ${thick}px; }
QPlainTextEdit[wrong="true"] { border: 2px solid $err; padding: 5px; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {
  color: $disabled; background: $window; border-color: $line; }
QComboBox { padding-right: ${arrow}px; }
QComboBox:focus { padding-right: ${arrow}px; }
QComboBox::drop-down { width: ${arrow}px; border: 0; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView {
  background: $raised; color: $text; border: 1px solid $control; outline: 0;
  selection-background-color: $select; selection-color: $text; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: ${row}px; padding: 0 8px; border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: $select; color: $text; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical {
  background: $control; border-radius: 3px; min-height: 36px; margin: 2px 3px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal {
  background: $control; border-radius: 3px; min-width: 36px; margin: 3px 2px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { border: 0; background: transparent; }
QMenu { background: $raised; color: $text; border: 1px solid $control; padding: 4px; }
QMenu::item { padding: 6px 20px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $select; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
"""
)


def palette() -> QPalette:
    """Return Qt's palette of the theme in use."""
    found = QPalette()
    for role, name in _ROLES:
        found.setColor(role, colour(name))
    for role in _WRITTEN:
        found.setColor(QPalette.ColorGroup.Disabled, role, colour("disabled"))
    return found


def style_sheet() -> str:
    """Return the style sheet of the theme and text size in use."""
    inside = size("field") - 2 * _THIN
    return _SHEET.substitute(
        tokens().colours[theme()],
        field=inside,
        thick=inside - 2 * _THIN,
        arrow=scaled(_ARROW),
        row=scaled(_ROW),
    )
