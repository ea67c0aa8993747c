"""The keys of the attach screen; their words are ``help.<code>``. No Qt."""

from typing import Final

KEYS: Final = (
    ("Ctrl+O", "choose_files"),
    ("Ctrl+V", "paste_files"),
    ("Up Down", "move_results"),
    ("Ctrl+Return", "primary"),
)
