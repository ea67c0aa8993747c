"""The jobs of a decoder: the engines called on untrusted bytes, inside the confinement.

Imported by the child after it has confined itself, and by nothing else.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, assert_never

from desktop.errors import FileRefusedError, ImageUnreadableError
from desktop.intake import message, preview, probe
from desktop.keeper.decoder_answers import (
    Plain,
    examined_to_plain,
    made_to_plain,
    message_to_plain,
    rendered_to_plain,
)
from desktop.keeper.decoder_messages import Job
from desktop.memory import SealedMemory
from desktop.records.arrival import Examined, Refusal
from desktop.records.proof import Proof
from desktop.records.redaction import Redaction
from desktop.records.traced import Rough
from desktop.redact import pixels, proof
from desktop.redact.assist import align_both, trace_in
from desktop.redact.burn import burn
from desktop.redact.detect.everything import Finder
from desktop.redact.detect.faces import FaceFinder
from desktop.redact.detect.slips import find_slips
from desktop.redact.mask import within
from desktop.redact.preview import render_preview
from desktop.redact.render import Rendered, render
from desktop.settings import Limits


class Work:
    """What one decoder process can do; the models are loaded at the first need."""

    def __init__(self, limits: Limits) -> None:
        """Remember the limits."""
        self._limits = limits
        self._known_finder: FaceFinder | None = None
        self._known_everything: Finder | None = None

    def do(self, job: Job, memories: Sequence[SealedMemory]) -> tuple[Plain, SealedMemory | None]:
        """Do one job.

        The engines get copies, so that nothing they keep is mapped when the memory is closed.

        Args:
            job: What is asked.
            memories: In the order of ``decoder_messages.MEMORIES``.

        Returns:
            The answer as plain data, and the derivative of a ``BURN``, the pixels of a ``RENDER``
            or ``PREVIEW``, or the picture of a ``MESSAGE_PART``.

        Raises:
            FileRefusedError: ``EXAMINE``, ``MESSAGE``, ``MESSAGE_PART``: it is not taken in.
            ImageUnreadableError: The picture cannot be decoded.
            RegionInvalidError: A region does not fit the picture.
            DetectorMissingError: A model is not there.
        """
        match job:
            case Job.BURN | Job.MESSAGE_PART:
                made = self._make(job, memories)
                return made_to_plain(made.size), made
            case Job.RENDER:
                return self._render(memories[0].read(), _longest_px(memories[1]))
            case Job.PREVIEW:
                return self._preview(memories[0].read(), _longest_px(memories[1]))
            case _:
                return self._tell(job, memories), None

    def _make(
        self, job: Literal[Job.BURN, Job.MESSAGE_PART], memories: Sequence[SealedMemory]
    ) -> SealedMemory:
        untrusted = memories[0].read()
        if job is Job.BURN:
            return self._burn(untrusted, _redaction(memories[1]))
        return SealedMemory.from_bytes(message.picture_of(untrusted, _part(memories[1])))

    def _tell(
        self,
        job: Literal[Job.EXAMINE, Job.DETECT, Job.TRACE, Job.ALIGN, Job.PROVE, Job.MESSAGE],
        memories: Sequence[SealedMemory],
    ) -> Plain:
        match job:
            case Job.EXAMINE:
                return examined_to_plain(self._examine(memories[0].read()))
            case Job.DETECT:
                picture = self._decode(memories[0].read())
                return self._everything().find(picture.pixels).to_json()
            case Job.TRACE:
                rough = Rough.from_json(json.loads(memories[1].read()))
                return trace_in(memories[0].read(), rough, limits=self._limits).to_json()
            case Job.ALIGN:
                first, second = (memory.read() for memory in memories)
                return align_both(first, second, limits=self._limits).to_json()
            case Job.PROVE:
                return self._prove(memories).to_json()
            case Job.MESSAGE:
                return message_to_plain(message.look_into(memories[0].read()))
            case _:
                assert_never(job)

    def _examine(self, untrusted: bytes) -> Examined:
        """Return the facts of a file whose every pixel was decoded once, and looked at for slips.

        The size is the decoder's: what the structure says of it is a claim.
        """
        examined = probe.examine(untrusted, limits=self._limits)
        try:
            picture = self._decode(untrusted)
        except ImageUnreadableError as error:
            raise FileRefusedError(error.reason) from error
        if picture.format is not examined.format:
            raise FileRefusedError(Refusal.DAMAGED.value)
        return replace(
            examined,
            width_px=picture.width_px,
            height_px=picture.height_px,
            slips=find_slips(picture.pixels),
        )

    def _decode(self, untrusted: bytes) -> pixels.Picture:
        return pixels.decode(untrusted, limits=self._limits)

    def _finder(self) -> FaceFinder:
        if self._known_finder is None:
            self._known_finder = FaceFinder()
        return self._known_finder

    def _everything(self) -> Finder:
        if self._known_everything is None:
            self._known_everything = Finder(self._finder())
        return self._known_everything

    def _burn(self, untrusted: bytes, redaction: Redaction) -> SealedMemory:
        picture = self._decode(untrusted)
        fitting = within(redaction, width_px=picture.width_px, height_px=picture.height_px)
        burned = burn(picture.pixels, fitting)
        return SealedMemory.from_bytes(pixels.encode(burned, like=picture, redaction=fitting))

    def _render(self, untrusted: bytes, longest_px: int) -> tuple[Plain, SealedMemory]:
        return _painted(render(untrusted, longest_px=longest_px, limits=self._limits))

    def _preview(self, head: bytes, longest_px: int) -> tuple[Plain, SealedMemory]:
        found = preview.embedded(memoryview(head))
        if found is None:
            raise ImageUnreadableError(Refusal.NOT_AN_IMAGE.value)
        return _painted(
            render_preview(
                found.jpeg,
                orientation=found.orientation,
                shape=(found.width_px, found.height_px),
                longest_px=longest_px,
                limits=self._limits,
            )
        )

    def _prove(self, memories: Sequence[SealedMemory]) -> Proof:
        original, derivative, redaction = memories
        return proof.prove(
            original.read(),
            derivative.read(),
            _redaction(redaction),
            limits=self._limits,
            finder=self._finder(),
        )


def _painted(rendered: Rendered) -> tuple[Plain, SealedMemory]:
    return rendered_to_plain(rendered.pyramid), SealedMemory.from_chunks(
        piece.data for piece in rendered.pieces
    )


def _redaction(memory: SealedMemory) -> Redaction:
    return Redaction.from_json(json.loads(memory.read()))


def _part(memory: SealedMemory) -> int:
    return int(json.loads(memory.read())["part"])


def _longest_px(memory: SealedMemory) -> int:
    return int(json.loads(memory.read())["longest_px"])
