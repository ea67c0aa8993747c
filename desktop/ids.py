"""Identifiers: random, ours, and meaningless outside the vault.

Every identifier is a short prefix that says what it names and 80 random bits in Crockford base32,
so that a log line or a command can carry it without saying anything about a person.
"""

import hashlib
import secrets
from typing import Final, NewType

ArrivalId = NewType("ArrivalId", str)
CameraId = NewType("CameraId", str)
CardId = NewType("CardId", str)
ConsentId = NewType("ConsentId", str)
DeviceId = NewType("DeviceId", str)
FactorId = NewType("FactorId", str)
ImageId = NewType("ImageId", str)
ObjectId = NewType("ObjectId", str)
PatientId = NewType("PatientId", str)
RevisionId = NewType("RevisionId", str)
SeriesId = NewType("SeriesId", str)
SpoolId = NewType("SpoolId", str)
SlipId = NewType("SlipId", str)
UserId = NewType("UserId", str)
VaultId = NewType("VaultId", str)

CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH: Final = 16


def _random(prefix: str) -> str:
    return prefix + "".join(secrets.choice(CROCKFORD) for _ in range(_LENGTH))


def new_arrival_id() -> ArrivalId:
    """Return a fresh identifier for something that came in."""
    return ArrivalId(_random("a-"))


def new_card_id() -> CardId:
    """Return a fresh identifier for a memory card."""
    return CardId(_random("k-"))


def new_run_id() -> str:
    """Return a fresh identifier for one taking in from a card."""
    return _random("r-")


def new_consent_id() -> ConsentId:
    """Return a fresh identifier for a consent."""
    return ConsentId(_random("c-"))


def new_image_id() -> ImageId:
    """Return a fresh identifier for an image in a record."""
    return ImageId(_random("i-"))


def new_revision_id() -> RevisionId:
    """Return a fresh identifier for a redaction that was mended after filing."""
    return RevisionId(_random("e-"))


def new_object_id() -> ObjectId:
    """Return a fresh name for a sealed file: 128 random bits as 32 hex digits."""
    return ObjectId(secrets.token_hex(16))


def new_patient_id() -> PatientId:
    """Return a fresh identifier for a patient."""
    return PatientId(_random("p-"))


def new_series_id() -> SeriesId:
    """Return a fresh identifier for a series of photographs taken together."""
    return SeriesId(_random("s-"))


def new_spool_id() -> SpoolId:
    """Return a fresh name for what is sealed while nobody is signed in: 32 random hex digits."""
    return SpoolId(secrets.token_hex(16))


def new_slip_id() -> SlipId:
    """Return a fresh identifier for a session slip; it is not the token on the slip."""
    return SlipId(_random("q-"))


def new_user_id() -> UserId:
    """Return a fresh identifier for a member of staff."""
    return UserId(_random("u-"))


def new_factor_id() -> FactorId:
    """Return a fresh identifier for a second factor that one computer holds."""
    return FactorId(_random("f-"))


def new_device_id() -> DeviceId:
    """Return a fresh identifier for a device of the register."""
    return DeviceId(_random("d-"))


def camera_id_of(make: str, model: str, serial: str) -> CameraId:
    """Return the identifier of a camera as photographs name it: the same for the same names.

    Anybody with the catalogue can make it again, and so sees where a name was changed.
    """
    digest = hashlib.sha256("\0".join(("camera", make, model, serial)).encode()).digest()
    return CameraId("k-" + "".join(CROCKFORD[byte % 32] for byte in digest[:_LENGTH]))
