"""How the keeper and the camera process talk: as with a decoder, and believed as little.

One packet of a ``SOCK_SEQPACKET`` socket pair each way, small JSON of fixed shape; files and long
lists travel beside it as sealed memory. Nothing is ever unpickled.

::

    camera process  {"ready": true}
    keeper          {"number": 3, "ask": "read", "port": "usb:001,001", "folder": …, "name": …}
    camera process  {"number": 3, "error": "", "value": null}                  + the file
    camera process  {"number": 3, "error": "busy", "value": null}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from desktop.errors import CameraError, DecoderAnswerError
from desktop.keeper.decoder_messages import Fields, pack, unpack

MOST_FILES: Final = 100_000
"""Of one camera; as many as a card is listed with."""
MOST_LIST_BYTES: Final = 64 * 1024 * 1024
_MOST_TEXT: Final = 1024
_MOST_NUMBER: Final = 2**53
REASONS: Final = frozenset({"busy", "gone", "failed", "missing", "changed", "not_removed", "none"})


class Ask(Enum):
    """What the keeper asks."""

    LIST = "list"
    """Which cameras are connected?"""
    SERIAL = "serial"
    """What is its serial number? Empty where it does not say."""
    FILES = "files"
    """What lies on one? The list comes as a block."""
    READ = "read"
    """One file, whole; anew from the camera if that is asked."""
    SMALL = "small"
    """The small copy of one file that the camera has; ``none`` if it has none."""
    DELETE = "delete"
    """Delete one file if it still has this size and time."""
    EVENTS = "events"
    """Wait a moment for the shutter: which files are new?"""
    SHOOT = "shoot"
    """Release the shutter."""
    CLOSE = "close"
    """Let go of a camera, so that others may have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """A camera that is connected."""

    model: str
    port: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCamera:
    """A file on a camera.

    Attributes:
        mtime_s: Time of last change as the camera says it, seconds since 1970; may lie anywhere.
        mime: What the camera says it is.
    """

    folder: str
    name: str
    size_bytes: int
    mtime_s: int
    mime: str


def pack_ask(number: int, ask: Ask, fields: Mapping[str, object]) -> bytes:
    """Return a question as bytes."""
    return pack({"number": number, "ask": ask.value, **fields})


def unpack_answer(untrusted: bytes, *, number: int) -> object:
    """Return the unchecked value of an answer.

    Raises:
        CameraError: It says why not, or is not an answer to this question (``failed``).
    """
    try:
        fields = Fields.of(unpack(untrusted), "number", "error", "value")
        fields.integer("number", least=number, most=number)
        error = fields.word("error")
    except DecoderAnswerError as broken:
        raise CameraError("failed") from broken
    if error:
        raise CameraError(error if error in REASONS else "failed")
    return fields.values["value"]


def connected_from(value: object) -> tuple[Connected, ...]:
    """Return which cameras are connected.

    Raises:
        CameraError: ``failed``: the answer has another shape.
    """
    pairs = _listed(value, most=32)
    found = []
    for pair in pairs:
        model, port = _texts(pair, 2)
        found.append(Connected(model=model, port=port))
    return tuple(found)


def serial_from(value: object) -> str:
    """Return a camera's serial number.

    Raises:
        CameraError: ``failed``: the answer has another shape.
    """
    (serial,) = _texts([value], 1)
    if not serial.isprintable():
        raise CameraError("failed")
    return serial.strip()


def files_from(value: object) -> tuple[OnCamera, ...]:
    """Return what lies on a camera.

    Raises:
        CameraError: ``failed``: the answer has another shape.
    """
    found = []
    for one in _listed(value, most=MOST_FILES):
        if not isinstance(one, list) or len(one) != len(OnCamera.__slots__):
            raise CameraError("failed")
        folder, name, size_bytes, mtime_s, mime = one
        _texts([folder, name, mime], 3)
        if not _is_number(size_bytes) or not _is_number(mtime_s):
            raise CameraError("failed")
        found.append(
            OnCamera(folder=folder, name=name, size_bytes=size_bytes, mtime_s=mtime_s, mime=mime)
        )
    return tuple(found)


def added_from(value: object) -> tuple[tuple[str, str], ...]:
    """Return folder and name of each file that is new.

    Raises:
        CameraError: ``failed``: the answer has another shape.
    """
    pairs = (_texts(pair, 2) for pair in _listed(value, most=1024))
    return tuple((pair[0], pair[1]) for pair in pairs)


def _is_number(value: object) -> bool:
    return type(value) is int and 0 <= value <= _MOST_NUMBER


def _listed(value: object, *, most: int) -> list[object]:
    if not isinstance(value, list) or len(value) > most:
        raise CameraError("failed")
    return value


def _texts(value: object, count: int) -> list[str]:
    if not isinstance(value, list) or len(value) != count:
        raise CameraError("failed")
    for one in value:
        if not isinstance(one, str) or len(one) > _MOST_TEXT:
            raise CameraError("failed")
    return value
