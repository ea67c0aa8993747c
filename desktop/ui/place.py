"""Places of the window, as values: where somebody is, and where a screen asks to go.

A place holds identifiers of ours, or of a card, so that it can be kept while the workstation is
locked and gone back to afterwards. The shell alone knows which screen shows which place. No Qt.
"""

from dataclasses import dataclass

from desktop.ids import ArrivalId, CameraId, DeviceId, ImageId, PatientId


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What waits for me, and how old it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPlace:
    """Everything that waits.

    Attributes:
        show: ``all``, ``unidentified``, ``identified`` or ``set_aside``.
        focus: The arrival to put the focus on, or None.
    """

    show: str = "all"
    focus: ArrivalId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPlace:
    """What lies on a card or in a folder, to choose from.

    Attributes:
        path: Where it is; a card's place, and nothing of a patient.
        label: What it is called.
    """

    path: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyPlace:
    """Choosing the patient, and the consent, for these arrivals.

    Attributes:
        patient: Already looked at, or None.
    """

    arrivals: tuple[ArrivalId, ...]
    patient: PatientId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorPlace:
    """Clearing and filing a series of one patient.

    Attributes:
        arrivals: The series, in its order.
        at: The one on screen, or None for the first that needs somebody.
    """

    arrivals: tuple[ArrivalId, ...]
    at: ArrivalId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MendPlace:
    """Mending the redaction of a filed image; why is asked there, and kept nowhere else."""

    patient: PatientId
    image: ImageId


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientsPlace:
    """Finding a patient."""

    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPlace:
    """A patient's images by date and body site.

    Attributes:
        focus: The image to put the focus on, or None for the newest.
        show: ``timeline``, ``grid`` or ``table``.
        ticked: The images that are ticked.
    """

    patient: PatientId
    focus: ImageId | None = None
    show: str = "timeline"
    ticked: tuple[ImageId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewerPlace:
    """One image of a record, large.

    Attributes:
        review: Whether one came to review its original.
    """

    patient: PatientId
    image: ImageId
    review: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePlace:
    """Two images of a record, side by side."""

    patient: PatientId
    before: ImageId
    after: ImageId


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachPlace:
    """Putting images in for a patient, without looking out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedPlace:
    """What I attached today, and that it arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPlace:
    """Who saw or changed what.

    Attributes:
        subject: An identifier of ours, or empty for everything.
    """

    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPlace:
    """Cards not cleared, and watched folders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicesPlace:
    """The device register, and cameras that are not in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePlace:
    """One device, or a new one.

    Attributes:
        device: Which; None for one that is to be registered.
        camera: The camera that is to be registered, if it was seen already.
    """

    device: DeviceId | None = None
    camera: CameraId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SafekeepingPlace:
    """Backups, people and their keys, and whether the images can still be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPlace:
    """Language, text size, contrast; watched folders of this workstation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPlace:
    """The keys, and what is so.

    Attributes:
        in_task: It was opened in the middle of a task, and leads back there.
    """

    in_task: bool = False


Place = (
    Home
    | InboxPlace
    | CardPlace
    | IdentifyPlace
    | EditorPlace
    | MendPlace
    | PatientsPlace
    | RecordPlace
    | ViewerPlace
    | ComparePlace
    | AttachPlace
    | AttachedPlace
    | AuditPlace
    | SourcesPlace
    | DevicesPlace
    | DevicePlace
    | SafekeepingPlace
    | SettingsPlace
    | HelpPlace
)
"""Anywhere the window can be."""
