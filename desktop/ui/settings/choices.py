"""What can be chosen about the look, and putting it into force. Shared with the sign-in window."""

from typing import Final

from PySide6.QtWidgets import QApplication

from desktop.ui.look.apply import set_look, system_theme
from desktop.ui.look.current import TEXT_SCALES, set_reduced_motion
from desktop.ui.look.tokens import Theme
from desktop.ui.phrase import Words, phrase, verbatim
from desktop.ui.preferences import Preferences
from desktop.ui.words import set_language
from desktop.wording import Language

LANGUAGES: Final[tuple[tuple[Language, Words], ...]] = (
    (Language.EN, verbatim("English")),
    (Language.CY, verbatim("Cymraeg")),
)
"""Each in its own words, so that whoever reads only one finds it."""

AS_SYSTEM: Final = "system"
THEMES: Final[tuple[tuple[Theme | str, Words], ...]] = (
    (AS_SYSTEM, phrase("settings.theme_system")),
    (Theme.LIGHT, phrase("settings.theme_light")),
    (Theme.DARK, phrase("settings.theme_dark")),
    (Theme.CONTRAST, phrase("settings.theme_contrast")),
)
"""A theme, or whichever the computer asks for."""

TEXT_SIZES: Final[tuple[tuple[float, Words], ...]] = tuple(
    (scale, verbatim(f"{round(scale * 100)} %")) for scale in TEXT_SCALES
)

MOTIONS: Final[tuple[tuple[bool, Words], ...]] = (
    (False, phrase("settings.motion_usual")),
    (True, phrase("settings.motion_reduced")),
)


def put_in_force(app: QApplication, preferences: Preferences, *, fallback: Language) -> None:
    """Show every window as these preferences say.

    Args:
        app: The application.
        preferences: What was chosen.
        fallback: The language where none was chosen.
    """
    set_language(preferences.language or fallback)
    set_look(preferences.theme or system_theme(app), preferences.text_scale)
    set_reduced_motion(preferences.reduced_motion)
