"""Which screen shows which place: the one list that knows them all."""

from collections.abc import Callable
from functools import partial

from desktop.ui.help.screen import HelpScreen
from desktop.ui.place import HelpPlace, SettingsPlace
from desktop.ui.preferences import PreferenceFile
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.shell.window import Screens


def screens(preferences: PreferenceFile, *, idle_chosen: Callable[[int], None]) -> Screens:
    """Return how the screen of each place is made.

    Args:
        preferences: What the settings change.
        idle_chosen: Told after how many minutes the workstation locks.
    """
    settings = partial(SettingsScreen, preferences=preferences, idle_chosen=idle_chosen)
    return {
        HelpPlace: HelpScreen,
        SettingsPlace: settings,
    }
