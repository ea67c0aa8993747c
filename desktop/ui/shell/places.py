"""Which places each role has in its side bar, and where each leads.

What a role may not do is absent, not greyed: ``records.role.MAY`` decides.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from desktop.keeper.calls import Me
from desktop.records.role import Domain, Role
from desktop.ui.phrase import phrase
from desktop.ui.place import (
    AttachedPlace,
    AttachPlace,
    AuditPlace,
    DevicesPlace,
    HelpPlace,
    Home,
    InboxPlace,
    PatientsPlace,
    Place,
    SafekeepingPlace,
    SettingsPlace,
    SourcesPlace,
)
from desktop.ui.widgets.side_bar import NavPlace, Section

ROWS: Final[Mapping[str, tuple[str, Place]]] = MappingProxyType(
    {
        "home": ("layout-grid", Home()),
        "inbox": ("inbox", InboxPlace()),
        "patients": ("users", PatientsPlace()),
        "attach": ("paperclip", AttachPlace()),
        "attached": ("history", AttachedPlace()),
        "sources": ("memory-stick", SourcesPlace()),
        "devices": ("camera", DevicesPlace()),
        "safekeeping": ("shield-check", SafekeepingPlace()),
        "audit": ("eye", AuditPlace()),
        "help": ("circle-help", HelpPlace()),
        "settings": ("settings", SettingsPlace()),
    }
)
"""Every row of a side bar by its code: its drawing, and where it leads."""

_WORK: Final[Mapping[Role, tuple[str, ...]]] = MappingProxyType(
    {
        Role.RECEPTIONIST: ("attach", "attached"),
        Role.NURSE: ("home", "inbox", "patients"),
        Role.CLINICIAN: ("home", "inbox", "patients"),
        Role.MANAGER: ("home",),
        Role.RECOVERY: ("home", "inbox", "patients"),
    }
)
_CARE: Final[Mapping[Role, tuple[str, ...]]] = MappingProxyType(
    {
        Role.RECEPTIONIST: ("devices",),
        Role.NURSE: ("attach", "sources", "devices"),
        Role.CLINICIAN: ("attach", "sources", "devices", "safekeeping"),
        Role.MANAGER: ("sources", "devices", "safekeeping"),
        Role.RECOVERY: (),
    }
)
_CLINICAL: Final = frozenset({Role.NURSE, Role.CLINICIAN, Role.RECOVERY})


def first_place(me: Me) -> Place:
    """Return where somebody begins."""
    return AttachPlace() if me.role is Role.RECEPTIONIST else Home()


def may_search(me: Me) -> bool:
    """Return whether the patient search of the app bar leads anywhere for this role."""
    return me.role in _CLINICAL


def sections(me: Me) -> tuple[Section, ...]:
    """Return the side bar of a person."""
    care = _CARE[me.role] + (("audit",) if Domain.GOVERNANCE in me.keys else ())
    made = (
        Section(phrase("frame.work"), _rows(_WORK[me.role])),
        Section(phrase("frame.care_for"), _rows(care)),
    )
    return tuple(section for section in made if section.places)


def foot() -> tuple[NavPlace, ...]:
    """Return what stands at the foot of every side bar."""
    return _rows(("help", "settings"))


def codes_of(me: Me) -> frozenset[str]:
    """Return the rows that a person's side bar has, foot included."""
    listed = {row.code for section in sections(me) for row in section.places}
    return frozenset(listed | {row.code for row in foot()})


def code_of(place: Place) -> str:
    """Return the row that a place belongs to, or empty."""
    for code, (_, leads_to) in ROWS.items():
        if type(leads_to) is type(place):
            return code
    return ""


def _rows(codes: tuple[str, ...]) -> tuple[NavPlace, ...]:
    return tuple(NavPlace(code, ROWS[code][0], phrase(f"frame.{code}")) for code in codes)
