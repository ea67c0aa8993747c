"""Dress the application: at its start, and again when a theme or text size is chosen."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from desktop.ui.look.current import (
    note_system_contrast,
    note_text_scale,
    note_theme,
    system_contrast,
    text_scale,
    theme,
)
from desktop.ui.look.fonts import font, register_fonts
from desktop.ui.look.sheet import palette, style_sheet
from desktop.ui.look.tokens import Theme, contrast

_GROUND_AND_WORDS: Final = (QPalette.ColorRole.Window, QPalette.ColorRole.WindowText)
_HIGH_CONTRAST: Final = 20.9


def install(app: QApplication, *, chosen: Theme | None = None) -> None:
    """Dress a new application.

    Args:
        app: The application.
        chosen: The theme; if none was chosen, the one the system asks for.
    """
    note_system_contrast(_is_high_contrast(app))
    register_fonts()
    app.setStyle("Fusion")
    note_theme(chosen or system_theme(app))
    _dress()


def system_theme(app: QApplication) -> Theme:
    """Return the theme that the system asks for, of an application that was dressed.

    High contrast is as it was at the start; light or dark is followed as it changes.
    """
    if system_contrast():
        return Theme.CONTRAST
    dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return Theme.DARK if dark else Theme.LIGHT


def _is_high_contrast(app: QApplication) -> bool:
    """Return whether the system gives black and white and nothing between.

    Qt's own answer (``QStyleHints.accessibility``) is not asked: PySide6 6.11 destroys the object
    it returns.
    """
    palette = app.palette()
    window, text = (palette.color(one).name() for one in _GROUND_AND_WORDS)
    return contrast(window, text) >= _HIGH_CONTRAST


def set_look(chosen: Theme, scale: float) -> None:
    """Show every window in a theme, which gives colours alone, and at a text size, 1.0 to 2.0."""
    if (chosen, scale) != (theme(), text_scale()):
        note_theme(chosen)
        note_text_scale(scale)
        _dress()


def set_theme(chosen: Theme) -> None:
    """Show every window in another theme."""
    set_look(chosen, text_scale())


def set_text_scale(scale: float) -> None:
    """Show every window at another text size, from 1.0 to 2.0."""
    set_look(theme(), scale)


def _dress() -> None:
    """Give Qt the palette, type and sheet in use; tell every widget, shown or not."""
    app = QCoreApplication.instance()
    if not isinstance(app, QApplication):
        return
    app.setPalette(palette())
    app.setFont(font())
    QToolTip.setFont(font("small"))
    app.setStyleSheet(style_sheet())
    for widget in QApplication.allWidgets():
        QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
