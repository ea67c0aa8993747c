"""Which sealed file a picture is in, and what looking at it takes: which act, key and decoder.

It opens nothing: a :class:`PictureFile` says how, once the transaction has ended.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop.errors import UnknownRecordError, WrongStateError
from desktop.ids import ObjectId
from desktop.records.arrival import Origin
from desktop.records.role import Act, Domain
from desktop.vault import arrivals, images, object_keys
from desktop.vault.transaction import Transaction
from desktop.workflow.flagging import check_is_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFile:
    """A sealed file as it is opened once the transaction has ended.

    Attributes:
        fresh: Whether a decoder that has seen nothing must open it: it is not from our camera, or
            it was set aside because of what it did to one.
    """

    object_id: ObjectId
    key: bytes = field(repr=False)
    sha256: str
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a kind of identifier stands for.

    Attributes:
        act: What looking at it is called.
        key: Which key it takes.
        opened: What is opened, in the audit.
        find: Looks it up.
    """

    act: Act
    key: Domain
    opened: str
    find: Callable[[Transaction, str], PictureFile]


def _arrival(tx: Transaction, arrival_id: str) -> PictureFile:
    """Return what waits in the inbox.

    Once it is filed its key belongs to the originals, which nobody opens without a reason, also
    those who could.
    """
    row = arrivals.get(tx, arrival_id)
    if object_keys.row_of(tx, row.object_id).domain != Domain.INBOX.value:
        raise WrongStateError("not_waiting", state=row.state.value)
    return PictureFile(
        object_id=row.object_id,
        key=object_keys.key_of(tx, row.object_id),
        sha256=row.sha256,
        fresh=row.origin is not Origin.PRACTICE or bool(row.set_aside_because),
    )


def _copy(tx: Transaction, image_id: str) -> PictureFile:
    """Return an obscured copy: we have written it ourselves."""
    row = images.get(tx, image_id)
    check_is_shown(tx, row)
    return _of_image(tx, row.derivative_id, fresh=False)


def original_of(tx: Transaction, image_id: str) -> PictureFile:
    """Return what an image was before it was filed.

    Raises:
        UnknownRecordError: ``no_such_image``.
        KeyMissingError: The signed-in person does not hold the key of originals.
        DamagedError: ``destroyed``.
        WrongStateError: ``second_look``: it waits for a second clinician; ``original_destroyed``.
    """
    row = images.get(tx, image_id)
    check_is_shown(tx, row)
    images.check_has_original(row)
    origin = arrivals.get(tx, row.arrival_id).origin
    return _of_image(tx, row.original_id, fresh=origin is not Origin.PRACTICE)


def _of_image(tx: Transaction, object_id: ObjectId, *, fresh: bool) -> PictureFile:
    return PictureFile(
        object_id=object_id,
        key=object_keys.key_of(tx, object_id),
        sha256=object_keys.row_of(tx, object_id).sha256_plain,
        fresh=fresh,
    )


KINDS: Final[Mapping[str, Kind]] = {
    "a-": Kind(act=Act.VIEW_ARRIVAL, key=Domain.INBOX, opened="inbox copy", find=_arrival),
    "i-": Kind(act=Act.VIEW_IMAGE, key=Domain.CLINICAL, opened="obscured copy", find=_copy),
}
"""By how an identifier begins (``desktop/ids.py``)."""


def kind_of(subject: str) -> Kind:
    """Return what an identifier stands for.

    Raises:
        UnknownRecordError: Nothing that can be looked at.
    """
    kind = KINDS.get(subject[:2])
    if kind is None:
        raise UnknownRecordError("no_such_image")
    return kind
