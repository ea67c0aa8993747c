"""What an invented practice answers to every question that a screen asks when it is opened."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from PySide6.QtGui import QImage

from desktop.ids import ArrivalId, ImageId, UserId
from desktop.keeper.calls import (
    AttachedToday,
    CountCards,
    CountImages,
    FindFaces,
    FindPatients,
    ListConsents,
    ListInbox,
    ListPeople,
    ListSources,
    OpenDrafts,
    OpenPicture,
    OpenRecord,
    ReadAudit,
    ReadBackupState,
    ReadWorkstation,
    Thumbnails,
)
from desktop.keeper.card_calls import LeafThrough, LookInto
from desktop.keeper.daily_calls import SeeDailyBackup
from desktop.keeper.destroying_calls import ListDestroyed
from desktop.keeper.device_calls import SeeDevices, WhatItHolds
from desktop.keeper.ledger_calls import ListCards
from desktop.keeper.look_calls import ListSecondLooks, SeeRedactionPolicy
from desktop.keeper.originals_calls import ListOriginals, SeeOriginalsPolicy
from desktop.keeper.staff_calls import ReadOwedKeys
from desktop.records.attached import AttachedImage, AttachedState
from desktop.records.audit_line import AuditLine
from desktop.records.destruction import Because, PastDestruction
from desktop.records.detection import Detection
from desktop.records.flags import Flag, RedactionPolicy
from desktop.records.found import Found
from desktop.records.originals import OriginalsPolicy
from desktop.records.patient import Patient
from desktop.records.role import Domain, Role
from desktop.records.safekeeping import BackupState, DailyBackup
from desktop.records.second_look import LookOutcome
from desktop.records.source_state import CardsNotCleared, Watching
from desktop.records.staff_member import StaffMember
from desktop.records.workstation import Workstation
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
    Place,
    RecordPlace,
    SafekeepingPlace,
    SettingsPlace,
    SourcesPlace,
    ViewerPlace,
)
from support.devices import CAMERA, LOST, OWN, SEEN, loss, register
from support.fake_lane import FakeLane
from support.filed import (
    CLARE,
    EIRLYS,
    NIA,
    PEOPLE,
    consent,
    delicate,
    look,
    originals_due,
    record,
    ulcer,
)
from support.ledger import OWN as OWN_CARD
from support.ledger import STUCK, ledger_card
from support.rasters import plain, pyramid_of
from support.waiting import (
    CERYS,
    GWYN,
    MAI,
    NOW,
    SIAN,
    SIAN_TOO,
    aside,
    card,
    contents,
    folder,
    given,
    inbox,
    plain_leaves,
    plain_thumbs,
    shots,
)

SERIES: Final = tuple(ArrivalId(f"a-{number:04d}") for number in range(1, 4))
"""Of Eirlys: the series that the editor opens."""
UNKNOWN: Final = tuple(ArrivalId(f"a-{number:04d}") for number in range(11, 17))
"""Of nobody yet: the series that is given to a patient."""
BEFORE, AFTER = ImageId("i-leg05-12"), ImageId("i-leg11-22")
LONG_NAME: Final = "Ap Rhydderch-Featherstonehaugh"
"""A name that needs its room."""

PLACES: Final[Mapping[str, tuple[Place, Role]]] = {
    "home": (Home(), Role.NURSE),
    "home of the clinician": (Home(), Role.CLINICIAN),
    "home of the manager": (Home(), Role.MANAGER),
    "inbox": (InboxPlace(), Role.CLINICIAN),
    "card": (CardPlace(path="/media/Treatment room 2", label="Treatment room 2"), Role.NURSE),
    "identify": (IdentifyPlace(arrivals=UNKNOWN), Role.NURSE),
    "editor": (EditorPlace(arrivals=SERIES), Role.CLINICIAN),
    "mend": (MendPlace(patient=EIRLYS.id, image=AFTER), Role.CLINICIAN),
    "patients": (PatientsPlace(), Role.NURSE),
    "record": (RecordPlace(patient=EIRLYS.id), Role.CLINICIAN),
    "viewer": (ViewerPlace(patient=EIRLYS.id, image=AFTER), Role.CLINICIAN),
    "review of an original": (
        ViewerPlace(patient=EIRLYS.id, image=BEFORE, review=True),
        Role.CLINICIAN,
    ),
    "compare": (ComparePlace(patient=EIRLYS.id, before=BEFORE, after=AFTER), Role.CLINICIAN),
    "attach": (AttachPlace(), Role.RECEPTIONIST),
    "attached": (AttachedPlace(), Role.RECEPTIONIST),
    "audit": (AuditPlace(), Role.MANAGER),
    "sources": (SourcesPlace(), Role.NURSE),
    "devices": (DevicesPlace(), Role.MANAGER),
    "devices of a nurse": (DevicesPlace(), Role.NURSE),
    "device": (DevicePlace(device=OWN.id), Role.MANAGER),
    "device of a nurse": (DevicePlace(device=CAMERA.id), Role.NURSE),
    "lost device": (DevicePlace(device=LOST.id), Role.MANAGER),
    "new device": (DevicePlace(camera=SEEN.id), Role.MANAGER),
    "safekeeping": (SafekeepingPlace(), Role.MANAGER),
    "safekeeping of a clinician": (SafekeepingPlace(), Role.CLINICIAN),
    "settings": (SettingsPlace(), Role.MANAGER),
    "help": (HelpPlace(), Role.CLINICIAN),
    "help in a task": (HelpPlace(in_task=True), Role.CLINICIAN),
}
"""A place of every kind, with somebody who goes there."""


def practice_lane(role: Role = Role.CLINICIAN) -> FakeLane:
    """Return a lane that answers for the whole practice, at once, as to somebody of a role."""
    pictures: dict[str, QImage] = {}

    def picture(call: OpenPicture) -> Any:
        image = pictures.setdefault(call.subject, plain(640, 480))
        return pyramid_of(image, longest_px=call.longest_px)

    waiting = inbox(
        given(1, 3, EIRLYS),
        shots(11, 6, series="s-two"),
        [aside(21)],
        patients=(EIRLYS, SIAN, GWYN),
    )
    return FakeLane(
        {
            AttachedToday: tuple(_attached()),
            CountCards: CardsNotCleared(cards=1, on_cards=14, failed=2),
            CountImages: waiting.tally,
            FindFaces: Detection(width_px=640, height_px=480, face_may_be_present=False, faces=()),
            FindPatients: Found(
                patients=(SIAN, SIAN_TOO, MAI),
                similar=frozenset({SIAN.id, SIAN_TOO.id}),
                not_understood=(),
                listed=9214,
            ),
            ListConsents: (consent(),),
            ListDestroyed: (
                PastDestruction(
                    subject="i-4f0q2zj8k7c1x9ra",
                    at="2026-11-02T10:00:00.000+00:00",
                    by=CLARE,
                    because=Because.REQUEST,
                    objects=2,
                    backups_until=date(2027, 12, 4),
                ),
            ),
            ListInbox: waiting,
            ListPeople: (*PEOPLE, *_more_people()),
            ListCards: (STUCK, OWN_CARD, *(ledger_card(at) for at in range(3, 10))),
            LookInto: contents(),
            LeafThrough: plain_leaves(),
            ListSecondLooks: (
                look(),
                look(CERYS, "u-angharad", outcome=LookOutcome.SENT_BACK, words="The ring shows"),
                look("u-angharad", outcome=LookOutcome.SENT_BACK),
            ),
            ListSources: (
                card(),
                folder(),
                folder("Letters from the hospital", watching=Watching.GONE),
            ),
            OpenDrafts: (),
            OpenPicture: picture,
            OpenRecord: record(*delicate(ulcer(), look(looker=CERYS))),
            ReadAudit: tuple(_trail()),
            ReadBackupState: BackupState(
                made_at="2026-11-10T17:02:00.000+00:00",
                by=CLARE,
                place="/media/Backups of Meddygfa Bryn Celyn/safe",
                age_days=11,
                remind_days=7,
                is_due=True,
            ),
            ReadOwedKeys: (Domain.CLINICAL, Domain.ORIGINAL, Domain.GOVERNANCE),
            ReadWorkstation: Workstation(),
            SeeDailyBackup: DailyBackup(
                place="/media/Backups of Meddygfa Bryn Celyn/safe",
                failed="backup_failed",
                reason="place_gone",
                failed_at="2026-11-22T08:02:00.000+00:00",
            ),
            ListOriginals: originals_due(),
            SeeOriginalsPolicy: OriginalsPolicy(review_months=6),
            SeeRedactionPolicy: RedactionPolicy(second_look=frozenset({Flag.INTIMATE})),
            SeeDevices: register(can_manage=role is Role.MANAGER),
            Thumbnails: plain_thumbs(),
            WhatItHolds: loss(),
        }
    )


def _more_people() -> list[StaffMember]:
    """Return somebody who lacks keys, and somebody who has left."""
    lacking = StaffMember(
        user_id=UserId("u-angharad"),
        name="angharad",
        full_name=f"Dr Angharad Gwenllian {LONG_NAME}",
        role=Role.CLINICIAN,
        admitted_at="2026-11-02T09:00:00.000+00:00",
        missing=frozenset({Domain.INBOX, Domain.CLINICAL, Domain.ORIGINAL}),
    )
    gone = replace(
        lacking,
        user_id=UserId("u-gone"),
        name="tomos",
        full_name="Tomos Prydderch",
        missing=frozenset(),
        left_at="2026-11-12T16:00:00.000+00:00",
    )
    return [lacking, gone]


def _attached() -> list[AttachedImage]:
    long = Patient(
        **{
            **{name: getattr(SIAN, name) for name in Patient.__dataclass_fields__},
            "family_name": LONG_NAME,
        }
    )
    people = (SIAN, replace(long, given_name="Angharad Gwenllian"), GWYN)
    return [
        AttachedImage(
            arrival=ArrivalId(f"a-{number:04d}"),
            patient=people[number % len(people)],
            at=f"2026-11-22T09:{number:02d}:00.000+00:00",
            state=list(AttachedState)[number % len(AttachedState)],
        )
        for number in range(31, 37)
    ]


def _trail() -> list[AuditLine]:
    acts = ("sign_in", "find_patients", "view_image", "save_image", "file_image")
    return [
        AuditLine(
            seq=seq,
            at=(NOW - timedelta(hours=seq)).isoformat(timespec="milliseconds"),
            user=(CLARE, NIA)[seq % 2],
            name=("clare", "nia")[seq % 2],
            act=acts[seq % len(acts)],
            subject=AFTER,
            body={"reason": "Letter to dermatology"} if seq % len(acts) == 3 else {},
        )
        for seq in range(1, 13)
    ]
