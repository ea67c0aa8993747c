"""What the workflow asks of the decoder processes, without knowing how they run."""

from typing import Protocol

from desktop.memory import SealedMemory
from desktop.records.alignment import Alignment
from desktop.records.arrival import Examined
from desktop.records.detection import Detection
from desktop.records.message import SavedMessage
from desktop.records.proof import Proof
from desktop.records.raster import Pyramid
from desktop.records.redaction import Redaction
from desktop.records.traced import Rough, Traced


class Decoding(Protocol):
    """Keyless processes in which every untrusted byte is read (``keeper.decoders``)."""

    def examine(self, untrusted: SealedMemory, *, fresh: bool) -> Examined:
        """Return the facts of a file that decodes whole."""
        ...

    def detect(self, untrusted: SealedMemory, *, fresh: bool) -> Detection:
        """Return where faces may be."""
        ...

    def burn(self, untrusted: SealedMemory, redaction: Redaction, *, fresh: bool) -> SealedMemory:
        """Return the file with the regions burned in."""
        ...

    def prove(
        self, original: SealedMemory, derivative: SealedMemory, redaction: Redaction
    ) -> Proof:
        """Check a derivative in a process that has seen nothing."""
        ...

    def render(
        self, untrusted: SealedMemory, *, longest_px: int, fresh: bool
    ) -> tuple[Pyramid, SealedMemory]:
        """Return the upright picture ready to be painted, in one size or (0) in all of them."""
        ...

    def trace(self, untrusted: SealedMemory, rough: Rough, *, fresh: bool) -> Traced:
        """Return the outline of what lies in a frame of the upright picture."""
        ...

    def align(self, first: SealedMemory, second: SealedMemory, *, fresh: bool) -> Alignment:
        """Return how the first photograph lies over the second."""
        ...

    def message(self, untrusted: SealedMemory) -> SavedMessage:
        """Return which pictures are in a saved e-mail, in a process that has seen nothing."""
        ...

    def message_part(self, untrusted: SealedMemory, part: int) -> SealedMemory:
        """Return one picture of a saved e-mail, from a process that has seen nothing."""
        ...

    def preview(
        self, head: SealedMemory, *, longest_px: int, fresh: bool
    ) -> tuple[Pyramid, SealedMemory]:
        """Return the small copy that a camera put into the head of a file, ready to be painted."""
        ...
