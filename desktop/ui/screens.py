"""Which screen shows which place: the one list that knows them all."""

from collections.abc import Callable
from functools import partial

from desktop.ui.attach.screen import AttachScreen
from desktop.ui.attach.today import AttachedScreen
from desktop.ui.audit.screen import AuditScreen
from desktop.ui.card.screen import CardScreen
from desktop.ui.compare.screen import CompareScreen
from desktop.ui.computer_lock import Sign
from desktop.ui.devices.device_screen import DeviceScreen
from desktop.ui.devices.screen import DevicesScreen
from desktop.ui.editor.mend_screen import MendScreen
from desktop.ui.editor.screen import EditorScreen
from desktop.ui.help.screen import HelpScreen
from desktop.ui.home.screen import HomeScreen
from desktop.ui.identify.screen import IdentifyScreen
from desktop.ui.inbox.screen import InboxScreen
from desktop.ui.patients.screen import PatientsScreen
from desktop.ui.place import (
    AttachedPlace,
    AttachPlace,
    AuditPlace,
    CardPlace,
    ComparePlace,
    DevicePlace,
    DevicesPlace,
    EditorPlace,
    HelpPlace,
    Home,
    IdentifyPlace,
    InboxPlace,
    MendPlace,
    PatientsPlace,
    RecordPlace,
    SafekeepingPlace,
    SettingsPlace,
    SourcesPlace,
    ViewerPlace,
)
from desktop.ui.preferences import PreferenceFile
from desktop.ui.record.screen import RecordScreen
from desktop.ui.safekeeping.screen import SafekeepingScreen
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.shell.window import Screens
from desktop.ui.sources.screen import SourcesScreen
from desktop.ui.viewer.screen import ViewerScreen


def screens(
    preferences: PreferenceFile,
    *,
    idle_chosen: Callable[[int], None],
    heard: Callable[[], frozenset[Sign]] = frozenset,
) -> Screens:
    """Return how the screen of each place is made.

    Args:
        preferences: What the settings change.
        idle_chosen: Told after how many minutes the workstation locks.
        heard: Returns what of the computer's own lock is listened to.
    """
    settings = partial(
        SettingsScreen, preferences=preferences, idle_chosen=idle_chosen, heard=heard
    )
    return {
        AttachPlace: AttachScreen,
        AttachedPlace: AttachedScreen,
        AuditPlace: AuditScreen,
        CardPlace: CardScreen,
        ComparePlace: CompareScreen,
        DevicePlace: DeviceScreen,
        DevicesPlace: DevicesScreen,
        EditorPlace: EditorScreen,
        HelpPlace: HelpScreen,
        Home: HomeScreen,
        IdentifyPlace: IdentifyScreen,
        InboxPlace: InboxScreen,
        MendPlace: MendScreen,
        PatientsPlace: PatientsScreen,
        RecordPlace: RecordScreen,
        SafekeepingPlace: SafekeepingScreen,
        SourcesPlace: SourcesScreen,
        ViewerPlace: ViewerScreen,
        SettingsPlace: settings,
    }
