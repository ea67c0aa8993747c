"""The error tree: stable codes here, sentences in ``resources/texts/errors.toml``.

An error carries a code and *facts* (counts, sizes, our own identifiers), never patient data.
The tree, checked by a test against the classes:

DeskError
├─ UsageError
├─ CancelledError
├─ KeeperError
│  ├─ KeeperGoneError
│  ├─ KeeperFaultError
│  ├─ MessageInvalidError
│  └─ VaultLockedError
├─ RefusedError
│  ├─ NotPermittedError
│  ├─ ConsentMissingError
│  ├─ GateOpenError
│  ├─ WrongStateError
│  ├─ WrongPatientError
│  ├─ PatientKnownError
│  ├─ StaffRuleError
│  └─ UnknownRecordError
├─ SettingsError
├─ IntakeError
│  ├─ SourceGoneError
│  ├─ SourceChangedError
│  ├─ FileRefusedError
│  ├─ CameraError
│  └─ WatchStoppedError
├─ DecoderError
│  ├─ DecoderCrashedError
│  ├─ DecoderHungError
│  └─ DecoderAnswerError
├─ RedactionError
│  ├─ DetectorMissingError
│  ├─ RegionInvalidError
│  ├─ ImageUnreadableError
│  └─ ProofFailedError
├─ RecordError
│  ├─ NhsNumberInvalidError
│  ├─ PatientListInvalidError
│  └─ RecordInvalidError
├─ VaultError
│  ├─ UnlockFailedError
│  ├─ VaultMissingError
│  ├─ VaultExistsError
│  ├─ VaultInUseError
│  ├─ PlaceRefusedError
│  ├─ VaultFullError
│  ├─ KeyMissingError
│  ├─ DamagedError
│  ├─ TamperedError
│  ├─ FormatTooNewError
│  ├─ UserExistsError
│  ├─ PassphraseWeakError
│  ├─ DeviceFactorError
│  ├─ BackupFailedError
│  ├─ BackupRefusedError
│  ├─ BackupOlderError
│  └─ SpoolClosedError
└─ ShareError
   └─ DestinationRefusedError
"""

from typing import ClassVar


class DeskError(Exception):
    """Root of every error that Diogel raises on purpose.

    Args:
        reason: A stable sub-code where one class covers several cases, else empty.
        facts: Values for the sentence: counts, sizes, our identifiers, a path of the user's choice.
            Never a patient's name, number or pixels.
    """

    code: ClassVar[str] = "failed"

    def __init__(self, reason: str = "", **facts: str | int) -> None:
        super().__init__(self.code if not reason else f"{self.code}: {reason}")
        self.reason = reason
        self.facts = facts


class UsageError(DeskError):
    """What was asked makes no sense: a missing or contradictory option."""

    code = "usage"


class CancelledError(DeskError):
    """The person who asked said stop before it was begun."""

    code = "cancelled"


class KeeperError(DeskError):
    """Something between the window and the process that holds the keys."""

    code = "keeper"


class KeeperGoneError(KeeperError):
    """The process that holds the keys has ended before it answered."""

    code = "keeper_gone"


class KeeperFaultError(KeeperError):
    """A mistake in Diogel itself; the facts say where in the program, never about whom."""

    code = "keeper_fault"


class MessageInvalidError(KeeperError):
    """A message between window and keeper was not of the agreed shape."""

    code = "message_invalid"


class VaultLockedError(KeeperError):
    """Nobody has signed in to this keeper yet."""

    code = "vault_locked"


class RefusedError(DeskError):
    """A rule says no; nothing was changed."""

    code = "refused"


class NotPermittedError(RefusedError):
    """This role may not do this."""

    code = "not_permitted"


class ConsentMissingError(RefusedError):
    """No consent covers this use of this patient's image."""

    code = "consent_missing"


class GateOpenError(RefusedError):
    """An identifying feature is undecided, or a decision contradicts the regions."""

    code = "gate_open"


class WrongStateError(RefusedError):
    """The image is not in the state that this act needs."""

    code = "wrong_state"


class WrongPatientError(RefusedError):
    """The image, the consent and the patient do not belong together."""

    code = "wrong_patient"


class PatientKnownError(RefusedError):
    """Somebody in the patient list is, or may be, the person to be added; a fact says who."""

    code = "patient_known"


class StaffRuleError(RefusedError):
    """A change of people or keys that would leave the practice worse off; ``reason`` says how."""

    code = "staff_rule"


class UnknownRecordError(RefusedError):
    """No patient, arrival, consent, image or user with this identifier."""

    code = "unknown_record"


class SettingsError(DeskError):
    """The settings of this workstation cannot be read or written; ``reason`` says which."""

    code = "settings"


class IntakeError(DeskError):
    """Something about the place where photographs come from."""

    code = "intake"


class SourceGoneError(IntakeError):
    """The card or folder is not there any more."""

    code = "source_gone"


class SourceChangedError(IntakeError):
    """The file on the card is not the one that was read: it is left alone."""

    code = "source_changed"


class FileRefusedError(IntakeError):
    """One file is not taken in; ``reason`` is a stable refusal code."""

    code = "file_refused"


class CameraError(IntakeError):
    """A camera on a cable cannot be used: another program has it, it is gone, or it failed."""

    code = "camera"


class WatchStoppedError(IntakeError):
    """The folder can no longer be watched."""

    code = "watch_stopped"


class DecoderError(DeskError):
    """A decoder process could not do its work on one file."""

    code = "decoder"


class DecoderCrashedError(DecoderError):
    """The decoder died on this file."""

    code = "decoder_crashed"


class DecoderHungError(DecoderError):
    """The decoder used up its time on this file and was ended."""

    code = "decoder_hung"


class DecoderAnswerError(DecoderError):
    """The decoder's answer was not of the agreed shape and was not believed."""

    code = "decoder_answer"


class RedactionError(DeskError):
    """Something about obscuring."""

    code = "redaction"


class DetectorMissingError(RedactionError):
    """A face model is missing or is not the file it should be."""

    code = "detector_missing"


class RegionInvalidError(RedactionError):
    """A region has no area, lies outside the image, or has a bad shape."""

    code = "region_invalid"


class ImageUnreadableError(RedactionError):
    """The bytes are not an image that we can decode; ``reason`` is a stable refusal code."""

    code = "image_unreadable"


class ProofFailedError(RedactionError):
    """The written copy did not pass its proof: it is not filed and not handed out."""

    code = "proof_failed"


class RecordError(DeskError):
    """A value that cannot be part of a record."""

    code = "record"


class NhsNumberInvalidError(RecordError):
    """Not ten digits, or the check digit is wrong."""

    code = "nhs_number_invalid"


class PatientListInvalidError(RecordError):
    """The patient list cannot be read at all."""

    code = "patient_list_invalid"


class RecordInvalidError(RecordError):
    """A consent, decision or filing detail breaks a rule; ``reason`` says which."""

    code = "record_invalid"


class VaultError(DeskError):
    """Something about the vault."""

    code = "vault"


class UnlockFailedError(VaultError):
    """Wrong user, wrong passphrase or damaged key slot: indistinguishable on purpose."""

    code = "unlock_failed"


class VaultMissingError(VaultError):
    """There is no vault in this folder."""

    code = "vault_missing"


class VaultExistsError(VaultError):
    """There is something in this folder already."""

    code = "vault_exists"


class VaultInUseError(VaultError):
    """Another Diogel has this vault open."""

    code = "vault_in_use"


class PlaceRefusedError(VaultError):
    """A vault may not lie here; ``reason`` is network, cloud, removable or unwritable."""

    code = "place_refused"


class VaultFullError(VaultError):
    """The disk has no room."""

    code = "vault_full"


class KeyMissingError(VaultError):
    """The signed-in user's keys do not open this."""

    code = "key_missing"


class DamagedError(VaultError):
    """Something in the vault is missing, cut short or altered by accident."""

    code = "damaged"


class TamperedError(VaultError):
    """A signature or the chain of trust does not hold."""

    code = "tampered"


class FormatTooNewError(VaultError):
    """The vault was written by a newer Diogel."""

    code = "format_too_new"


class UserExistsError(VaultError):
    """A member of staff with this sign-in name exists already."""

    code = "user_exists"


class PassphraseWeakError(VaultError):
    """The passphrase is too easy to guess; ``reason`` says what makes it so."""

    code = "passphrase_weak"


class DeviceFactorError(VaultError):
    """A second factor bound to a computer; ``reason`` says what is amiss."""

    code = "device_factor"


class BackupFailedError(VaultError):
    """No backup was made, and the older ones are as they were.

    ``reason`` is full, disk, in_vault, running, place_gone, unreadable_place or not_as_written.
    """

    code = "backup_failed"


class BackupRefusedError(VaultError):
    """A backup is not what it should be, and nothing of it is used; ``reason`` says what."""

    code = "backup_refused"


class BackupOlderError(VaultError):
    """This computer has seen a later state of the vault than the backup holds."""

    code = "backup_older"


class SpoolClosedError(VaultError):
    """Nothing is received while nobody is signed in, or what was waits for somebody else first."""

    code = "spool_closed"


class ShareError(DeskError):
    """Something about a copy that leaves."""

    code = "share"


class DestinationRefusedError(ShareError):
    """A copy may not be written there; ``reason`` is exists, vault or unwritable."""

    code = "destination_refused"
