"""A decoder that works in the test's own process: the same engines, without the confinement."""

from dataclasses import replace

from desktop.errors import FileRefusedError, ImageUnreadableError
from desktop.intake import message, probe
from desktop.intake.preview import embedded
from desktop.memory import SealedMemory
from desktop.records.alignment import Alignment
from desktop.records.arrival import Examined
from desktop.records.detection import Detection
from desktop.records.message import SavedMessage
from desktop.records.proof import Check, Proof
from desktop.records.raster import Pyramid
from desktop.records.redaction import Redaction
from desktop.records.traced import Rough, Traced
from desktop.redact.assist import align_both, trace_in
from desktop.redact.burn import burn
from desktop.redact.detect.slips import find_slips
from desktop.redact.mask import within
from desktop.redact.pixels import decode, encode
from desktop.redact.preview import render_preview
from desktop.redact.render import render
from desktop.settings import LIMITS


class InProcess:
    """Reads, burns and "proves" here; for tests that are not about decoding.

    Attributes:
        failure: Raised by ``examine`` and ``render`` instead of an answer.
        proven: What ``prove`` says.
        asked: What was asked, with ``fresh`` where it counts.
    """

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.proven = Proof(ok=True, checks=(Check(name="double", ok=True),), faces_left=0)
        self.asked: list[tuple[str, bool]] = []

    def examine(self, untrusted: SealedMemory, *, fresh: bool) -> Examined:
        self.asked.append(("examine", fresh))
        if self.failure is not None:
            raise self.failure
        data = untrusted.read()
        examined = probe.examine(data, limits=LIMITS)
        try:
            picture = decode(data, limits=LIMITS)
        except ImageUnreadableError as error:
            raise FileRefusedError(error.reason) from error
        return replace(examined, slips=find_slips(picture.pixels))

    def detect(self, untrusted: SealedMemory, *, fresh: bool) -> Detection:
        self.asked.append(("detect", fresh))
        picture = decode(untrusted.read(), limits=LIMITS)
        return Detection(
            width_px=picture.width_px,
            height_px=picture.height_px,
            face_may_be_present=False,
            faces=(),
        )

    def trace(self, untrusted: SealedMemory, rough: Rough, *, fresh: bool) -> Traced:
        self.asked.append(("trace", fresh))
        return trace_in(untrusted.read(), rough, limits=LIMITS)

    def align(self, first: SealedMemory, second: SealedMemory, *, fresh: bool) -> Alignment:
        self.asked.append(("align", fresh))
        return align_both(first.read(), second.read(), limits=LIMITS)

    def burn(self, untrusted: SealedMemory, redaction: Redaction, *, fresh: bool) -> SealedMemory:
        self.asked.append(("burn", fresh))
        picture = decode(untrusted.read(), limits=LIMITS)
        fitting = within(redaction, width_px=picture.width_px, height_px=picture.height_px)
        burned = burn(picture.pixels, fitting)
        return SealedMemory.from_bytes(encode(burned, like=picture, redaction=redaction))

    def render(
        self, untrusted: SealedMemory, *, longest_px: int, fresh: bool
    ) -> tuple[Pyramid, SealedMemory]:
        self.asked.append(("render", fresh))
        if self.failure is not None:
            raise self.failure
        rendered = render(untrusted.read(), longest_px=longest_px, limits=LIMITS)
        block = SealedMemory.from_chunks(piece.data for piece in rendered.pieces)
        return rendered.pyramid, block

    def message(self, untrusted: SealedMemory) -> SavedMessage:
        self.asked.append(("message", True))
        if self.failure is not None:
            raise self.failure
        return message.look_into(untrusted.read())

    def message_part(self, untrusted: SealedMemory, part: int) -> SealedMemory:
        self.asked.append(("message_part", True))
        return SealedMemory.from_bytes(message.picture_of(untrusted.read(), part))

    def preview(
        self, head: SealedMemory, *, longest_px: int, fresh: bool
    ) -> tuple[Pyramid, SealedMemory]:
        self.asked.append(("preview", fresh))
        found = embedded(memoryview(head.read()))
        if found is None:
            raise ImageUnreadableError("not_an_image")
        rendered = render_preview(
            found.jpeg,
            orientation=found.orientation,
            shape=(found.width_px, found.height_px),
            longest_px=longest_px,
            limits=LIMITS,
        )
        return rendered.pyramid, SealedMemory.from_chunks(one.data for one in rendered.pieces)

    def prove(
        self, _original: SealedMemory, derivative: SealedMemory, _redaction: Redaction
    ) -> Proof:
        self.asked.append(("prove", True))
        decode(derivative.read(), limits=LIMITS)
        return self.proven
