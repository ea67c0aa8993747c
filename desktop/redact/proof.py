"""Proof of a redaction: the written bytes, read again by readers that did not write them.

Runs in a fresh decoder, not in the one that burned. A copy whose proof does not hold is neither
filed nor handed out.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import ImageFormat
from desktop.records.detection import Face
from desktop.records.proof import CHECKS, Check, Proof
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.redact._cv import cv2
from desktop.redact.again import compare_again
from desktop.redact.arrays import Mask, Rgb8
from desktop.redact.burn import burn
from desktop.redact.closeness import compare, furthest
from desktop.redact.detect.faces import FaceFinder
from desktop.redact.mask import Patch, patch, union
from desktop.redact.picture import Picture
from desktop.redact.pixels import decode
from desktop.redact.structure import read_structure
from desktop.settings import Limits

OUTSIDE_DB: Final = 42.0
"""Least closeness outside the regions of a copy that is not exact, ..."""

OUTSIDE_HEIC_DB: Final = 38.0
"""... and of one whose source was HEIC."""

INSIDE_RMS: Final = 6.5
"""Most difference, of 255, between a region as burned and as read from a JPEG."""

ECHO: Final = 0.25
"""Most of the original that may sound in a region: 1 is the original itself."""

ECHO_FROM: Final = 2.0
"""An original that differs from what was burned by less than this, of 255, has no echo."""

DECODERS_APART: Final = 4
"""Levels, of 255, by which two JPEG decoders may differ in any sample: they may draw chroma up
differently. Found: 0."""

HIDDEN: Final = 0.7
"""A box whose content is covered by this much shows no face, whatever a detector makes of it."""

BAND_PX: Final = 256


def prove(
    original: bytes | memoryview,
    derivative: bytes | memoryview,
    redaction: Redaction,
    *,
    limits: Limits,
    finder: FaceFinder,
) -> Proof:
    """Return whether a copy is what it should be.

    Args:
        original: The sealed original.
        derivative: The copy as it will be filed.
        redaction: What was to be obscured, in pixels of the upright original.
        limits: What one file may cost.
        finder: Looks for faces again, in the copy.

    Raises:
        ImageUnreadableError: The original cannot be decoded. (A copy that cannot be decoded is
            an answer, not an error.)
        RegionInvalidError: The redaction does not fit the original.
    """
    written = bytes(derivative)
    source = decode(original, limits=limits)
    expected = burn(source.pixels, redaction)
    structure = read_structure(written)
    answers = {
        "metadata": structure.is_bare,
        "trailing": structure.is_closed,
        "alpha": structure.is_opaque,
    }
    faces_left = 0
    copy = _decoded(written, limits)
    if copy is not None:
        answers |= _pixel_answers(source, expected, copy, written, redaction)
        more = _block_answers(expected, copy, written, redaction, limits)
        answers = _both(answers, more)
        faces_left = _faces_left(copy, redaction, finder)
    checks = tuple(Check(name=name, ok=answers.get(name, False)) for name in CHECKS)
    return Proof(ok=all(check.ok for check in checks), checks=checks, faces_left=faces_left)


def _decoded(written: bytes, limits: Limits) -> Picture | None:
    """Return the copy's pixels, or None if it is no picture."""
    try:
        return decode(written, limits=limits)
    except ImageUnreadableError:
        return None


def _pixel_answers(
    source: Picture, expected: Rgb8, copy: Picture, written: bytes, redaction: Redaction
) -> dict[str, bool]:
    """Return the checks that compare pixels; none but the size holds for another size."""
    if copy.pixels.shape != expected.shape:
        return {"dimensions": False}
    is_exact = source.is_exact
    closeness = compare(copy.pixels, expected, redaction)
    if is_exact:
        is_burned, is_kept = closeness.inside_rms == 0, closeness.outside_db == float("inf")
    else:
        is_burned = closeness.inside_rms <= INSIDE_RMS and not any(
            _echoes(region, source.pixels, expected, copy.pixels) for region in redaction.regions
        )
        is_heic = source.format is ImageFormat.HEIC
        is_kept = closeness.outside_db >= (OUTSIDE_HEIC_DB if is_heic else OUTSIDE_DB)
    return {
        "dimensions": True,
        "second_decoder": _agrees(_second_reading(written), copy.pixels, is_exact=is_exact),
        "regions": is_burned and copy.format is source.copy_format,
        "outside": is_kept,
    }


def _block_answers(
    expected: Rgb8, copy: Picture, written: bytes, redaction: Redaction, limits: Limits
) -> dict[str, bool]:
    """Return what a JPEG copy must hold besides, sample by sample and byte by byte."""
    if copy.format is not ImageFormat.JPEG or copy.pixels.shape != expected.shape:
        return {}
    covered = union(redaction.regions, width_px=copy.width_px, height_px=copy.height_px)
    again = compare_again(written, copy.pixels, expected, covered, limits=limits)
    return {
        "trailing": again.has_same_bytes,
        "regions": again.is_same_inside and again.is_solid,
        "outside": again.is_same_outside,
    }


def _both(one: dict[str, bool], other: dict[str, bool]) -> dict[str, bool]:
    """Return the answers of both; where both answer, both must hold."""
    return {name: one.get(name, True) and other.get(name, True) for name in {*one, *other}}


def _second_reading(written: bytes) -> object:
    """Return what OpenCV makes of the bytes; whatever is not an array is no picture."""
    try:
        return cv2.imdecode(
            np.frombuffer(written, dtype=np.uint8),
            cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION,
        )
    except cv2.error:
        return None


def _agrees(second: object, pixels: Rgb8, *, is_exact: bool) -> bool:
    """Return whether OpenCV reads the same picture from the bytes."""
    if not isinstance(second, np.ndarray) or second.shape != pixels.shape:
        return False
    everywhere = np.ones(pixels.shape[:2], dtype=np.bool_)
    return furthest(second, pixels, everywhere) <= (0 if is_exact else DECODERS_APART)


def _echoes(region: Region, original: Rgb8, expected: Rgb8, found: Rgb8) -> bool:
    """Return whether something of the original is left in a region.

    The difference between what was found and what was burned is projected onto the difference
    between the original and what was burned: noise of the codec gives about 0, an untouched
    region 1.
    """
    height, width = expected.shape[:2]
    part = patch(region, width_px=width, height_px=height)
    echo = energy = samples = 0.0
    for rows, columns, mask in _bands(part):
        burned = expected[rows, columns][mask].astype(np.float32)
        hidden = original[rows, columns][mask].astype(np.float32) - burned
        left = found[rows, columns][mask].astype(np.float32) - burned
        echo += float(np.vdot(left, hidden))
        energy += float(np.vdot(hidden, hidden))
        samples += hidden.size
    return energy > ECHO_FROM**2 * samples and abs(echo) > ECHO * energy


def _bands(part: Patch) -> Iterator[tuple[slice, slice, Mask]]:
    """Yield a patch in bands of rows, to need little memory at a time."""
    rows, columns = part.window
    for start in range(0, len(part.mask), BAND_PX):
        mask = part.mask[start : start + BAND_PX]
        top = rows.start + start
        yield slice(top, top + len(mask)), columns, mask


def _faces_left(copy: Picture, redaction: Redaction, finder: FaceFinder) -> int:
    """Return how many faces detectors are sure of that are not hidden by regions."""
    covered = union(redaction.regions, width_px=copy.width_px, height_px=copy.height_px)
    faces = finder.find(copy.pixels).faces
    return sum(face.sure and _visible_share(face, covered) > 1 - HIDDEN for face in faces)


def _visible_share(face: Face, covered: Mask) -> float:
    box = covered[face.y : face.y + face.h, face.x : face.x + face.w]
    return 1 - float(np.count_nonzero(box)) / max(box.size, 1)
