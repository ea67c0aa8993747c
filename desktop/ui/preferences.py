"""What this workstation remembers of how it is looked at: nothing of any patient.

Language, theme, text size, motion, when to lock, which vault was open last, and who signed in here
lately (our identifiers). It lies in the user's configuration folder as a plain file.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from platformdirs import user_config_path
from PySide6.QtCore import QSettings

from desktop.ui.look.current import TEXT_SCALES
from desktop.ui.look.tokens import Theme
from desktop.wording import Language

IDLE_MINUTES: Final = (2, 5, 10, 15)
"""After how long without use the workstation locks; shared computers are the norm (UX 3.3)."""
_DEFAULT_IDLE: Final = 5
_MOST_RECENT: Final = 12
_YES: Final = "yes"

E = TypeVar("E", Language, Theme)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How the window is looked at here.

    Attributes:
        language: Of every text; None follows the system.
        theme: None follows the system.
        text_scale: 1.0 to 2.0.
        reduced_motion: Nothing moves; the end of a motion is shown at once.
        idle_minutes: Lock after so long without use.
        vault: The vault opened last, or None.
        recent: Identifiers of members of staff, the latest first.
    """

    language: Language | None = None
    theme: Theme | None = None
    text_scale: float = 1.0
    reduced_motion: bool = False
    idle_minutes: int = _DEFAULT_IDLE
    vault: Path | None = None
    recent: tuple[str, ...] = ()

    def used_by(self, user_id: str) -> "Preferences":
        """Return these preferences with somebody as the latest to have signed in."""
        others = tuple(known for known in self.recent if known != user_id)
        return replace(self, recent=(user_id, *others)[:_MOST_RECENT])


class PreferenceFile:
    """Where preferences lie.

    Args:
        path: The file; in the user's configuration folder unless said otherwise.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or user_config_path("diogel") / "window.ini"

    def read(self) -> Preferences:
        """Return what is remembered; what makes no sense is left out."""
        kept = QSettings(str(self.path), QSettings.Format.IniFormat)
        vault = str(kept.value("vault", ""))
        return Preferences(
            language=_member(Language, kept.value("language", "")),
            theme=_member(Theme, kept.value("theme", "")),
            text_scale=_scale(kept.value("text_scale", "1.0")),
            reduced_motion=str(kept.value("reduced_motion", "")) == _YES,
            idle_minutes=_idle(kept.value("idle_minutes", "")),
            vault=Path(vault) if vault else None,
            recent=tuple(filter(None, str(kept.value("recent", "")).split(" "))),
        )

    def write(self, preferences: Preferences) -> None:
        """Remember; a folder that cannot be written is no reason to stop working."""
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        kept = QSettings(str(self.path), QSettings.Format.IniFormat)
        kept.setValue("language", preferences.language.value if preferences.language else "")
        kept.setValue("theme", preferences.theme.value if preferences.theme else "")
        kept.setValue("text_scale", str(preferences.text_scale))
        kept.setValue("reduced_motion", _YES if preferences.reduced_motion else "")
        kept.setValue("idle_minutes", str(preferences.idle_minutes))
        kept.setValue("vault", str(preferences.vault or ""))
        kept.setValue("recent", " ".join(preferences.recent))
        kept.sync()


def _member(kind: type[E], value: object) -> E | None:
    return next((member for member in kind if member.value == value), None)


def _scale(value: object) -> float:
    return next((scale for scale in TEXT_SCALES if str(scale) == str(value)), 1.0)


def _idle(value: object) -> int:
    return next((minutes for minutes in IDLE_MINUTES if str(minutes) == str(value)), _DEFAULT_IDLE)
