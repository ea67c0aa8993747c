"""Which filed image can be mended, by whom, and from what."""

from typing import Final

from desktop.errors import WrongStateError
from desktop.memory import SealedMemory
from desktop.records.image import ImageState
from desktop.records.role import Domain
from desktop.vault import images
from desktop.vault.images import ImageRow
from desktop.vault.objects import ObjectStore
from desktop.vault.transaction import Transaction
from desktop.workflow.flagging import check_is_shown
from desktop.workflow.picture_files import PictureFile

KEYS: Final = (Domain.CLINICAL, Domain.ORIGINAL)
_MENDABLE: Final = frozenset({ImageState.FILED, ImageState.HELD, ImageState.AWAITING})


def mendable(tx: Transaction, image_id: str) -> ImageRow:
    """Return an image that can be mended.

    Raises:
        UnknownRecordError: ``no_such_image``.
        WrongStateError: ``not_filed``: it is destroyed; ``original_destroyed``: its original is;
            ``second_look``: it waits for a second clinician, and you are neither of the two.
    """
    row = images.get(tx, image_id)
    if row.state not in _MENDABLE:
        raise WrongStateError("not_filed", state=row.state.value)
    images.check_has_original(row)
    check_is_shown(tx, row)
    return row


def expected(tx: Transaction, image_id: str, number: int) -> ImageRow:
    """Return an image that nobody has mended since it was mended so many times.

    Raises:
        UnknownRecordError: As :func:`mendable`.
        WrongStateError: As :func:`mendable`, or ``revised_meanwhile``.
    """
    row = mendable(tx, image_id)
    if row.number != number:
        raise WrongStateError("revised_meanwhile", state=row.state.value)
    return row


def opened(objects: ObjectStore, found: PictureFile) -> SealedMemory:
    """Return an original in anonymous memory, which the caller closes.

    Raises:
        DamagedError: The sealed file is missing or altered.
    """
    pieces = objects.read(found.object_id, found.key, sha256_plain=found.sha256)
    return SealedMemory.from_chunks(pieces)
