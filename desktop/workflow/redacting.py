"""Finding and obscuring in a file outside any vault: no record, no role, nothing kept."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import DestinationRefusedError, FileRefusedError, ProofFailedError
from desktop.memory import SealedMemory
from desktop.records.arrival import Refusal
from desktop.records.detection import Detection, Face
from desktop.records.proof import Proof
from desktop.records.redaction import Redaction
from desktop.records.region import Region, Shape, Style
from desktop.settings import LIMITS
from desktop.share.save import save_copy
from desktop.workflow.decoding import Decoding


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the detectors propose for one file, and how long they took."""

    detection: Detection
    ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """A file that was burned and proven before it was written."""

    out: Path
    redaction: Redaction
    proof: Proof


def read_file(path: Path) -> SealedMemory:
    """Return a file's bytes in anonymous memory, which the caller closes.

    Raises:
        FileRefusedError: Empty, too large or unreadable.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > LIMITS.file_bytes:
                raise FileRefusedError(Refusal.TOO_LARGE.value)
            memory = SealedMemory.from_bytes(file.read(LIMITS.file_bytes))
    except OSError as error:
        raise FileRefusedError(Refusal.UNREADABLE_SOURCE.value) from error
    if memory.size == 0:
        memory.close()
        raise FileRefusedError(Refusal.EMPTY.value)
    return memory


def detect_file(decoding: Decoding, path: Path) -> Found:
    """Return where faces may be in one file.

    Raises:
        FileRefusedError: Not a whole image that we read.
        DetectorMissingError: A model is missing or altered.
        DecoderError: The decoder could not finish.
    """
    with read_file(path) as memory:
        decoding.examine(memory, fresh=False)
        begun = time.monotonic()
        detection = decoding.detect(memory, fresh=False)
    return Found(detection=detection, ms=round((time.monotonic() - begun) * 1000))


def over_face(face: Face, style: Style) -> Region:
    """Return the region that covers a proposed face."""
    return Region(
        shape=Shape.RECTANGLE, x=face.x, y=face.y, w=face.w, h=face.h, points=(), style=style
    )


def redact_file(
    decoding: Decoding, path: Path, out: Path, *, regions: tuple[Region, ...], faces: Style | None
) -> Redacted:
    """Write an obscured copy of ``path`` to ``out``, proven before it is written.

    Args:
        decoding: Where the file is read.
        path: The file; it is not changed.
        out: Must not exist.
        regions: What a person marked.
        faces: Style in which every proposed face, sure or not, is covered too; None for none. With
            nobody there to decide, every proposal counts.

    Raises:
        FileRefusedError: Not a whole image that we read.
        RegionInvalidError: A region lies outside the picture.
        ProofFailedError: The copy did not pass; nothing is written.
        DestinationRefusedError: ``out`` exists or cannot be written.
    """
    if out.exists():
        raise DestinationRefusedError("exists")
    with read_file(path) as memory:
        decoding.examine(memory, fresh=False)
        if faces is not None:
            found = decoding.detect(memory, fresh=False)
            regions = (*regions, *(over_face(face, faces) for face in found.faces))
        redaction = Redaction(regions=regions)
        with decoding.burn(memory, redaction, fresh=False) as derivative:
            proof = decoding.prove(memory, derivative, redaction)
            if not proof.ok:
                failed = next((check.name for check in proof.checks if not check.ok), "")
                raise ProofFailedError(failed)
            save_copy(derivative.read(), out)
    return Redacted(out=out, redaction=redaction, proof=proof)
