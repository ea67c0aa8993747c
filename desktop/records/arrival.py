"""What came in: origin, facts of the file, and why a file is not taken in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from desktop.records.slip_token import MOST_IN_A_PICTURE, is_token

_SIDES_PX: Final = range(1, 65_536)
_ORIENTATIONS: Final = range(1, 9)
_LONGEST_TEXT: Final = 64


class Origin(Enum):
    """Whose device the image was made on (GUIDANCE R-20, R-27, R-36)."""

    PRACTICE = "practice"
    """A device of the practice."""
    PATIENT = "patient"
    """Made and sent by the patient: every file gets a fresh decoder."""
    OWN = "own"
    """A member of staff's own device, under a recorded exception."""
    OTHER = "other"
    """Another organisation."""


class TimeTrust(Enum):
    """How far the time of capture can be believed."""

    EXIF = "exif"
    """Written by the camera into the picture."""
    FILE = "file"
    """Only the file's own date."""
    UNKNOWN = "unknown"
    """No date that makes sense."""


class Refusal(Enum):
    """Why a file stays where it is; texts in ``resources/texts/refusals.toml``."""

    EMPTY = "empty"
    LINK = "link"
    NOT_A_FILE = "not_a_file"
    NAME = "name"
    UNREADABLE_SOURCE = "unreadable_source"
    TOO_LARGE = "too_large"
    CUT_OFF = "cut_off"
    NOT_AN_IMAGE = "not_an_image"
    FORMAT_NOT_HANDLED = "format_not_handled"
    VIDEO_NOT_HANDLED = "video_not_handled"
    SEVERAL_PICTURES = "several_pictures"
    SIDECAR = "sidecar"
    TOO_MANY_PIXELS = "too_many_pixels"
    DAMAGED = "damaged"
    SOURCE_UNSTABLE = "source_unstable"
    DESTROYED = "destroyed"
    MESSAGE_EMPTY = "message_empty"
    MESSAGE_BOUNDS = "message_bounds"


class Quarantine(Enum):
    """Why a file that was taken in is set aside."""

    DECODER_CRASHED = "decoder_crashed"
    DECODER_HUNG = "decoder_hung"
    DECODER_ANSWER = "decoder_answer"
    BY_HAND = "by_hand"
    """A person set it aside, and said why."""
    SPOOLED_UNREADABLE = "spooled_unreadable"
    """It was fine when it was sealed while nobody was signed in, and does not decode now."""
    SLIP = "slip"
    """A photograph of a session slip, until what came with it is sorted (``slip_sorting``)."""
    MIXED_BEFORE_SLIP = "mixed_before_slip"
    """Taken before the first slip of its run."""
    MIXED_AFTER_CLOSING = "mixed_after_closing"
    """Taken after the slip that closed a series."""
    MIXED_TWO_SLIPS = "mixed_two_slips"
    """After, or itself, a picture with several slips in it."""
    MIXED_UNKNOWN_SLIP = "mixed_unknown_slip"
    """The slip is none of this vault's."""
    MIXED_EXPIRED_SLIP = "mixed_expired_slip"
    """The slip was not valid when it was photographed or came in; or a clock is wrong."""
    MIXED_WITHDRAWN_SLIP = "mixed_withdrawn_slip"
    """Somebody said that the slip was not used."""
    MIXED_USED_SLIP = "mixed_used_slip"
    """The slip was used for another series before."""
    MIXED_SLIP_AGAIN = "mixed_slip_again"
    """The slip came again after another one."""
    MIXED_SLIP_LAST = "mixed_slip_last"
    """A slip that nothing follows came after it, and may have been photographed last."""
    MIXED_SLIP_MISSING = "mixed_slip_missing"
    """A slip for somebody else was made meanwhile and was never seen."""
    MIXED_CLOCK = "mixed_clock"
    """Times and file numbers tell another order."""
    MIXED_NO_TIME = "mixed_no_time"
    """The camera wrote no time."""
    MIXED_TOO_LONG = "mixed_too_long"
    """The series is longer than the slip's life."""
    MIXED_MIDNIGHT = "mixed_midnight"
    """The series goes across midnight."""
    MIXED_CAMERAS = "mixed_cameras"
    """Several cameras, whose clocks cannot be compared."""
    MIXED_UNREAD = "mixed_unread"
    """After a file that could not be read and may have been a slip."""
    MIXED_UNFINISHED = "mixed_unfinished"
    """The run ended before every file was read."""
    DEVICE_UNKNOWN = "device_unknown"
    DEVICE_UNAPPROVED = "device_unapproved"
    DEVICE_OVERDUE = "device_overdue"
    DEVICE_LOST = "device_lost"
    DEVICE_RETIRED = "device_retired"


class ImageFormat(Enum):
    """The formats that are taken in, recognised by content."""

    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    HEIC = "heic"
    WEBP = "webp"
    BMP = "bmp"
    RAW = "raw"
    """What a camera's sensor saw, in the maker's own file or as DNG."""


ENDINGS: Final[Mapping[ImageFormat, frozenset[str]]] = {
    ImageFormat.JPEG: frozenset({"jpg", "jpeg", "jpe", "jfif", "mpo"}),
    ImageFormat.PNG: frozenset({"png"}),
    ImageFormat.TIFF: frozenset({"tif", "tiff"}),
    ImageFormat.HEIC: frozenset({"heic", "heif", "hif"}),
    ImageFormat.WEBP: frozenset({"webp"}),
    ImageFormat.BMP: frozenset({"bmp", "dib"}),
    ImageFormat.RAW: frozenset(
        {"3fr", "arw", "cr2", "cr3", "dcr", "dng", "erf", "fff", "iiq", "k25", "kdc", "mef", "mos"}
        | {"nef", "nrw", "orf", "pef", "raf", "raw", "rw2", "rwl", "sr2", "srf", "srw"}
    ),
}
"""Endings that the files of a format have by custom, in small letters. Nothing is decided by them:
they only tell whether a name says something else than the content."""


def name_contradicts(name: str, image_format: ImageFormat) -> bool:
    """Return whether a file's name ends as those of another format do, or of none at all.

    A name without an ending says nothing, and so contradicts nothing.
    """
    ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    return bool(ending[0]) and ending[2].lower() not in ENDINGS[image_format]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a decoder says of one file: untrusted until checked by ``__post_init__``.

    Attributes:
        format: Recognised by content.
        width_px: Width of the upright picture.
        height_px: Height of the upright picture.
        orientation: EXIF orientation 1 to 8 as stored (EXIF 2.32, tag 0x0112).
        taken_at: Local time of capture, ISO 8601 without zone unless EXIF has one; empty if none.
        make: Camera maker, at most 64 printable characters; empty if none.
        model: Camera model, at most 64 printable characters.
        serial: Body serial number, at most 64 printable characters.
        gps_present: Whether the file says where it was taken.
        thumbnail_present: Whether the file carries a second picture of itself.
        slips: Tokens of the session slips in the picture, each once; at most
            ``MOST_IN_A_PICTURE``.
    """

    format: ImageFormat
    width_px: int
    height_px: int
    orientation: int = 1
    taken_at: str = ""
    make: str = ""
    model: str = ""
    serial: str = ""
    gps_present: bool = False
    thumbnail_present: bool = False
    slips: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no honest decoder says."""
        if self.width_px not in _SIDES_PX or self.height_px not in _SIDES_PX:
            raise ValueError("dimensions")
        if self.orientation not in _ORIENTATIONS:
            raise ValueError("orientation")
        for text in (self.taken_at, self.make, self.model, self.serial):
            if len(text) > _LONGEST_TEXT or not text.isprintable():
                raise ValueError("text")
        if len(self.slips) > MOST_IN_A_PICTURE or len(set(self.slips)) != len(self.slips):
            raise ValueError("slips")
        if not all(is_token(token) for token in self.slips):
            raise ValueError("slips")
