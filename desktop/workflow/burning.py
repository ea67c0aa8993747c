"""An obscured copy: burned in one decoder, proven in another, and sealed; nothing names it yet."""

from dataclasses import dataclass

from desktop.errors import ProofFailedError
from desktop.intake.sniff import HEAD_BYTES, sniff
from desktop.memory import SealedMemory
from desktop.records.arrival import ImageFormat
from desktop.records.gate import Gate, check_gate
from desktop.records.proof import Proof
from desktop.records.redaction import Redaction
from desktop.vault.objects import Stored
from desktop.workflow.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An obscured copy: where it is sealed, as what it was written, and its proof."""

    stored: Stored
    format: ImageFormat
    proof: Proof


def sealed_copy(
    original: SealedMemory, redaction: Redaction, gate: Gate, *, session: Session, fresh: bool
) -> Copy:
    """Burn, prove and seal a copy; killed before a transaction names it, it was never there.

    Args:
        original: What the regions are burned into.
        redaction: The regions.
        gate: The decisions, which the proof must not contradict.
        session: Who redacts; what they may do was asked before.
        fresh: Whether a decoder that has seen nothing must open it.

    Raises:
        GateOpenError: ``face_still_found``.
        RegionInvalidError: A region lies outside the picture.
        ProofFailedError: The copy did not pass; ``reason`` names the check.
        DecoderError: A decoder could not finish.
    """
    with session.decoding.burn(original, redaction, fresh=fresh) as derivative:
        proof = _proven(session, original, derivative, redaction)
        check_gate(gate, region_count=len(redaction.regions), faces_left_sure=proof.faces_left)
        stored = session.vault.objects.put((derivative.read(),), size_bytes=derivative.size)
        return Copy(stored=stored, format=_format_of(derivative), proof=proof)


def _format_of(derivative: SealedMemory) -> ImageFormat:
    """Return as what the copy was written, by its first bytes; the proof has looked at the rest."""
    with derivative.view() as view:
        found = sniff(view[:HEAD_BYTES])
    return found if isinstance(found, ImageFormat) else ImageFormat.JPEG


def _proven(
    session: Session, original: SealedMemory, derivative: SealedMemory, redaction: Redaction
) -> Proof:
    proof = session.decoding.prove(original, derivative, redaction)
    if not proof.ok:
        failed = next((check.name for check in proof.checks if not check.ok), "")
        raise ProofFailedError(failed)
    return proof
