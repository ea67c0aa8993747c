"""How the keeper and a decoder talk: small JSON messages of fixed shape, bulk data beside them.

One message is one packet of a ``SOCK_SEQPACKET`` socket pair. Whole files and redactions travel
as sealed memory (descriptors passed with the packet), in the order of ``MEMORIES``. The keeper
believes nothing: a key too many, a number out of range or a text that is not one is a
``DecoderAnswerError``. Nothing is ever unpickled.

::

    decoder  {"ready": ["landlock", "namespace", "seccomp"]}
    keeper   {"number": 7, "job": "burn"}                        + the photograph, the redaction
    decoder  {"number": 7, "error": null, "value": {"size": 1}}  + the derivative
    decoder  {"number": 7, "error": {"code": "file_refused", "reason": "damaged"}, "value": null}
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, NoReturn, Self

from desktop.errors import DecoderAnswerError
from desktop.keeper.decoder_limits import Measure

MOST_MESSAGE_BYTES: Final = 128 * 1024
"""A message holds facts about one picture: the largest is a list of a thousand faces."""

JOB_NUMBERS: Final = 2**31
"""Jobs are numbered below this."""

_CODE: Final = re.compile(r"[a-z0-9_]{0,64}")


class Job(Enum):
    """What the keeper asks of a decoder."""

    EXAMINE = "examine"
    """Is this a photograph that can be taken in, and what does it say of itself?"""
    DETECT = "detect"
    """Where may there be a face?"""
    TRACE = "trace"
    """What is the outline of what lies in this frame?"""
    ALIGN = "align"
    """Where in this photograph is what the other one shows?"""
    BURN = "burn"
    """Write the obscured copy."""
    PROVE = "prove"
    """Check the obscured copy against the original."""
    RENDER = "render"
    """Make it paintable, in the sizes that a window needs."""
    MESSAGE = "message"
    """Which pictures are in this saved e-mail?"""
    MESSAGE_PART = "message_part"
    """Take one of them out."""
    PREVIEW = "preview"
    """Make the small copy paintable that the camera put into the head of the file."""


MEMORIES: Final[Mapping[Job, int]] = {
    Job.EXAMINE: 1,
    Job.DETECT: 1,
    Job.TRACE: 2,
    Job.ALIGN: 2,
    Job.BURN: 2,
    Job.PROVE: 3,
    Job.RENDER: 2,
    Job.PREVIEW: 2,
    Job.MESSAGE: 1,
    Job.MESSAGE_PART: 2,
}
"""Blocks that come with each job: the photograph (of a preview its head alone), for a proof the
derivative, for an alignment the other photograph, then as JSON the redaction, the frame, which
sizes are wanted, or which part of a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """One JSON object whose keys are exactly those expected; each reader checks one value."""

    values: Mapping[str, object]

    @classmethod
    def of(cls, value: object, *names: str) -> Self:
        """Return the object's fields.

        Raises:
            DecoderAnswerError: It is no object, or a key is missing or unknown.
        """
        if not isinstance(value, dict) or value.keys() != set(names):
            raise DecoderAnswerError("shape")
        return cls(values=value)

    def integer(self, name: str, *, least: int, most: int) -> int:
        """Return a whole number between both bounds.

        Raises:
            DecoderAnswerError: It is something else; a boolean is not a number.
        """
        value = self.values[name]
        if type(value) is not int or not least <= value <= most:
            raise DecoderAnswerError("range")
        return value

    def flag(self, name: str) -> bool:
        """Return true or false.

        Raises:
            DecoderAnswerError: It is something else.
        """
        value = self.values[name]
        if not isinstance(value, bool):
            raise DecoderAnswerError("shape")
        return value

    def text(self, name: str) -> str:
        """Return a text of any length that a message can hold.

        Raises:
            DecoderAnswerError: It is something else.
        """
        value = self.values[name]
        if not isinstance(value, str):
            raise DecoderAnswerError("shape")
        return value

    def word(self, name: str) -> str:
        """Return a stable code: at most 64 small letters, digits and underscores; may be empty.

        Raises:
            DecoderAnswerError: It is something else.
        """
        value = self.text(name)
        if not _CODE.fullmatch(value):
            raise DecoderAnswerError("shape")
        return value

    def items(self, name: str) -> Sequence[object]:
        """Return a list whose entries are not checked yet.

        Raises:
            DecoderAnswerError: It is something else.
        """
        value = self.values[name]
        if not isinstance(value, list):
            raise DecoderAnswerError("shape")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A decoder's answer whose outer shape is right.

    Attributes:
        error: Code and reason of a refusal, or none.
        value: The answer, unchecked; none with an error.
    """

    error: tuple[str, str] | None
    value: object


def pack(message: Mapping[str, object]) -> bytes:
    """Return a message as bytes for the socket.

    Raises:
        ValueError: A number is not finite, or the message is too long.
    """
    data = json.dumps(message, allow_nan=False, separators=(",", ":")).encode()
    if len(data) > MOST_MESSAGE_BYTES:
        raise ValueError("message too long")
    return data


def unpack(untrusted: bytes) -> object:
    """Return what a packet says, as plain data.

    Raises:
        DecoderAnswerError: It is too long, no JSON, nested absurdly, or says NaN or a key twice.
    """
    if len(untrusted) > MOST_MESSAGE_BYTES:
        raise DecoderAnswerError("too_long")
    try:
        return json.loads(
            untrusted.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_unique
        )
    except (ValueError, RecursionError) as error:
        raise DecoderAnswerError("not_json") from error


def pack_request(number: int, job: Job) -> bytes:
    """Return the keeper's question."""
    return pack({"number": number, "job": job.value})


def unpack_request(data: bytes) -> tuple[int, Job]:
    """Return number and kind of the job that the keeper asks for.

    Raises:
        DecoderAnswerError: It is not the keeper that asks.
    """
    fields = Fields.of(unpack(data), "number", "job")
    number = fields.integer("number", least=0, most=JOB_NUMBERS)
    try:
        return number, Job(fields.text("job"))
    except ValueError as error:
        raise DecoderAnswerError("shape") from error


def pack_ready(measures: frozenset[Measure]) -> bytes:
    """Return a decoder's first message: which measures beyond the limits are in force."""
    return pack({"ready": sorted(measure.value for measure in measures)})


def unpack_ready(untrusted: bytes) -> frozenset[Measure]:
    """Return the measures that a decoder says are in force.

    Raises:
        DecoderAnswerError: It says something else.
    """
    names = Fields.of(unpack(untrusted), "ready").items("ready")
    try:
        return frozenset(Measure(name) for name in names)
    except ValueError as error:
        raise DecoderAnswerError("shape") from error


def pack_reply(number: int, *, value: Mapping[str, object]) -> bytes:
    """Return a decoder's answer."""
    return pack({"number": number, "error": None, "value": value})


def pack_refusal(number: int, *, code: str, reason: str) -> bytes:
    """Return a decoder's refusal: codes only, never a sentence."""
    error = {"code": code, "reason": reason}
    return pack({"number": number, "error": error, "value": None})


def unpack_reply(untrusted: bytes, *, number: int) -> Reply:
    """Return a decoder's answer to the job of that number.

    Raises:
        DecoderAnswerError: It is no answer, or one to another job.
    """
    fields = Fields.of(unpack(untrusted), "number", "error", "value")
    fields.integer("number", least=number, most=number)
    error, value = fields.values["error"], fields.values["value"]
    if error is None:
        return Reply(error=None, value=value)
    if value is not None:
        raise DecoderAnswerError("shape")
    refusal = Fields.of(error, "code", "reason")
    return Reply(error=(refusal.word("code"), refusal.word("reason")), value=None)


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and the infinities, which JSON does not have."""
    raise ValueError(constant)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object, refusing a key that comes twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found
