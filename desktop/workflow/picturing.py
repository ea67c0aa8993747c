"""Pictures as a window shows them: a page of small ones, one large one, an untouched original.

Each view is written to the audit, a page of small pictures as one entry, also where the picture
was kept in memory from before. Nothing is decoded inside a transaction.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from desktop.errors import (
    DamagedError,
    DecoderCrashedError,
    DecoderError,
    ImageUnreadableError,
    UsageError,
    WrongStateError,
)
from desktop.memory import SealedMemory
from desktop.records.raster import Pyramid
from desktop.records.reason import check_reason
from desktop.records.role import Act, Domain
from desktop.records.thumb import Thumb
from desktop.vault.audit import Event
from desktop.vault.originals import SHOWN
from desktop.workflow.picture_cache import LONGEST_KEPT_PX, Kept
from desktop.workflow.picture_files import Kind, PictureFile, kind_of, original_of
from desktop.workflow.session import Session, only

MOST_ON_A_PAGE: Final = 48
LONGEST_SMALL_PX: Final = 512
"""Of a picture on a page."""


def thumbnails(
    session: Session, subjects: tuple[str, ...], *, longest_px: int
) -> tuple[tuple[Thumb, ...], SealedMemory]:
    """Return small pictures of arrivals (``a-…``) or obscured copies (``i-…``), in one block.

    One that cannot be shown says why and does not keep the others from being shown. A page is one
    entry in the audit; one that has both kinds is one of each.

    Args:
        session: Who looks.
        subjects: One to ``MOST_ON_A_PAGE``, in any order.
        longest_px: The longer side, 1 to ``LONGEST_SMALL_PX``.

    Returns:
        One for each subject in the same order, and the block, which the caller closes.

    Raises:
        NotPermittedError: This role may not, or does not hold the key.
        UsageError: Too many, none, or too large.
        UnknownRecordError: There is no such arrival or image.
        DecoderCrashedError: ``start``: no decoder starts on this computer.
    """
    kinds = {subject: kind_of(subject) for subject in subjects}
    for kind in dict.fromkeys(kinds.values()):
        ids = tuple(subject for subject in kinds if kinds[subject] is kind)
        session.require(kind.act, subject=only(ids), keys=(kind.key,))
    if not 1 <= len(subjects) <= MOST_ON_A_PAGE or not 1 <= longest_px <= LONGEST_SMALL_PX:
        raise UsageError
    found = _find_page(session, kinds)
    page = Page()
    for subject in subjects:
        page.add(subject, _small(session, found[subject], longest_px))
    return page.finished()


def open_picture(
    session: Session, subject: str, *, longest_px: int
) -> tuple[Pyramid, SealedMemory]:
    """Return one picture, upright: an arrival (``a-…``) or an obscured copy (``i-…``).

    Args:
        session: Who looks.
        subject: Which.
        longest_px: The longer side at most; 0 for every pixel, with its smaller levels.

    Returns:
        Where each level lies in the block, and the block, which the caller closes.

    Raises:
        NotPermittedError: This role may not, or does not hold the key.
        UsageError: The size makes no sense.
        UnknownRecordError: There is no such arrival or image.
        WrongStateError: ``not_waiting``: the arrival is filed; its original needs a reason.
        DamagedError: The sealed file is missing or altered.
        ImageUnreadableError: It cannot be decoded.
        DecoderError: The decoder could not finish.
    """
    kind = kind_of(subject)
    session.require(kind.act, subject=subject, keys=(kind.key,))
    _check_size(longest_px)
    with session.vault.change() as tx:
        found = kind.find(tx, subject)
        body = {"opened": kind.opened, "longest_px": longest_px}
        tx.audit(Event(act=kind.act.value, subject=subject, body=body))
    kept = session.pictures.get(found.object_id, longest_px)
    if kept is not None:
        return kept.pyramid, SealedMemory.from_bytes(kept.pixels)
    pyramid, block = _render(session, found, longest_px)
    if 0 < longest_px <= LONGEST_KEPT_PX:
        kept = Kept(pyramid=pyramid, pixels=block.read())
        session.pictures.keep(found.object_id, longest_px, kept)
    return pyramid, block


def open_original(
    session: Session, image_id: str, reason: str, *, longest_px: int
) -> tuple[Pyramid, SealedMemory]:
    """Return the untouched original of a filed image, upright; it is kept nowhere.

    Args:
        session: Who looks.
        image_id: Which.
        reason: Why the obscured copy is not enough; audited.
        longest_px: As for :func:`open_picture`.

    Returns:
        As for :func:`open_picture`.

    Raises:
        NotPermittedError: This role may not, or does not hold the key of originals.
        RecordInvalidError: ``reason``: none was given.
        UsageError: The size makes no sense.
        UnknownRecordError: ``no_such_image``.
        WrongStateError: ``second_look``: it waits for a second clinician; ``original_destroyed``.
        DamagedError: The sealed file is missing or altered.
        ImageUnreadableError: It cannot be decoded.
        DecoderError: The decoder could not finish.
    """
    keys = (Domain.CLINICAL, Domain.ORIGINAL)
    session.require(Act.VIEW_ORIGINAL, subject=image_id, keys=keys)
    check_reason(reason)
    _check_size(longest_px)
    with session.vault.change() as tx:
        found = original_of(tx, image_id)
        body = {"opened": "original", "longest_px": longest_px, "reason": reason}
        tx.audit(Event(act=Act.VIEW_ORIGINAL.value, subject=image_id, body=body))
    pyramid, block = _render(session, found, longest_px)
    try:
        if longest_px == 0:
            with session.vault.change() as tx:
                tx.audit(Event(act=SHOWN, subject=image_id, body={}))
    except BaseException:
        block.close()
        raise
    return pyramid, block


def _check_size(longest_px: int) -> None:
    if longest_px < 0:
        raise UsageError


def _find_page(session: Session, kinds: Mapping[str, Kind]) -> dict[str, PictureFile | str]:
    """Return each sealed file, or the code of why it cannot be opened; audited."""
    found: dict[str, PictureFile | str] = {}
    with session.vault.change() as tx:
        for subject, kind in kinds.items():
            try:
                found[subject] = kind.find(tx, subject)
            except (WrongStateError, DamagedError) as error:
                found[subject] = error.code
        for kind in dict.fromkeys(kinds.values()):
            ids = tuple(one for one in kinds if kinds[one] is kind)
            body = {"opened": f"{kind.opened}, small", "subjects": list(ids)}
            tx.audit(Event(act=kind.act.value, subject=only(ids), body=body))
    return found


def _small(session: Session, found: PictureFile | str, longest_px: int) -> Kept | str:
    """Return a small picture, or the code of why there is none."""
    if isinstance(found, str):
        return found
    cache, object_id = session.pictures, found.object_id
    known = cache.get(object_id, longest_px) or cache.problem(object_id)
    if known:
        return known
    try:
        pyramid, block = _render(session, found, longest_px)
    except DamagedError as error:
        return error.code
    except (DecoderError, ImageUnreadableError) as error:
        if isinstance(error, DecoderCrashedError) and error.reason == "start":
            raise
        cache.note_problem(object_id, error.code)
        return error.code
    with block:
        return cache.keep(object_id, longest_px, Kept(pyramid=pyramid, pixels=block.read()))


def _render(session: Session, found: PictureFile, longest_px: int) -> tuple[Pyramid, SealedMemory]:
    """Open a sealed file and have it decoded; others may go on meanwhile."""
    pieces = session.vault.objects.read(found.object_id, found.key, sha256_plain=found.sha256)
    with SealedMemory.from_chunks(pieces) as untrusted:
        return session.decoding.render(untrusted, longest_px=longest_px, fresh=found.fresh)


class Page:
    """Small pictures one after the other in what becomes one block."""

    def __init__(self) -> None:
        self._thumbs: list[Thumb] = []
        self._pixels: list[bytes] = []
        self._end = 0

    def add(self, subject: str, small: Kept | str) -> None:
        """Append one picture, or why there is none."""
        if isinstance(small, str):
            self._thumbs.append(Thumb(subject=subject, raster=None, problem=small))
            return
        raster = replace(small.pyramid.levels[0], offset=self._end)
        self._thumbs.append(Thumb(subject=subject, raster=raster))
        self._pixels.append(small.pixels)
        self._end = raster.end

    def finished(self) -> tuple[tuple[Thumb, ...], SealedMemory]:
        """Return the page."""
        return tuple(self._thumbs), SealedMemory.from_chunks(self._pixels)
