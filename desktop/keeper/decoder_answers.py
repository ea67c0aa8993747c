"""What a decoder answers, as plain data and back; the keeper's side believes nothing.

Reading checks every field against what an honest decoder can say of one picture within the limits,
so that what comes out are ordinary values. ``Detection`` and ``Proof`` know their own shape.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final, NoReturn

from desktop.errors import (
    DecoderAnswerError,
    DetectorMissingError,
    FileRefusedError,
    ImageUnreadableError,
    RegionInvalidError,
)
from desktop.intake.message import MOST_NAME, MOST_PARTS, MOST_PICTURES
from desktop.keeper.decoder_messages import Fields
from desktop.records.arrival import Examined, ImageFormat, Refusal
from desktop.records.detection import Detection
from desktop.records.message import MessagePicture, SavedMessage
from desktop.records.raster import Pyramid
from desktop.settings import Limits

_MOST_SIDE_PX: Final = 65_535

_REFUSALS: Final = frozenset(refusal.value for refusal in Refusal)
_EXAMINED: Final = (
    "format",
    "width_px",
    "height_px",
    "orientation",
    "taken_at",
    "make",
    "model",
    "serial",
    "gps_present",
    "thumbnail_present",
    "slips",
)

Plain = Mapping[str, object]


def raise_refusal(code: str, reason: str) -> NoReturn:
    """Raise the error of ours that a decoder's code stands for.

    Raises:
        FileRefusedError: The file is not taken in.
        ImageUnreadableError: The bytes are no image.
        RegionInvalidError: A region does not fit the picture.
        DetectorMissingError: A model is not there.
        DecoderAnswerError: No decoder may say this.
    """
    if code == FileRefusedError.code and reason in _REFUSALS:
        raise FileRefusedError(reason)
    if code == ImageUnreadableError.code and reason in _REFUSALS:
        raise ImageUnreadableError(reason)
    if code == RegionInvalidError.code:
        raise RegionInvalidError(reason)
    if code == DetectorMissingError.code:
        raise DetectorMissingError(reason)
    raise DecoderAnswerError("error")


def examined_to_plain(examined: Examined) -> Plain:
    """Return the facts of a file as plain data."""
    plain = {**asdict(examined), "format": examined.format.value}
    return {**plain, "slips": list(examined.slips)}


def examined_from_plain(value: object, limits: Limits) -> Examined:
    """Return the facts of a file.

    Raises:
        DecoderAnswerError: An honest decoder does not say this.
    """
    fields = Fields.of(value, *_EXAMINED)
    width_px = fields.integer("width_px", least=1, most=_MOST_SIDE_PX)
    height_px = fields.integer("height_px", least=1, most=_MOST_SIDE_PX)
    _check_size(width_px, height_px, limits)
    try:
        return Examined(
            format=ImageFormat(fields.text("format")),
            width_px=width_px,
            height_px=height_px,
            orientation=fields.integer("orientation", least=1, most=8),
            taken_at=fields.text("taken_at"),
            make=fields.text("make"),
            model=fields.text("model"),
            serial=fields.text("serial"),
            gps_present=fields.flag("gps_present"),
            thumbnail_present=fields.flag("thumbnail_present"),
            slips=_texts(fields.items("slips")),
        )
    except ValueError as error:
        raise DecoderAnswerError("shape") from error


def _texts(items: Sequence[object]) -> tuple[str, ...]:
    """Return a list of texts; which ones there can be is checked where they are used."""
    if not all(isinstance(item, str) for item in items):
        raise DecoderAnswerError("shape")
    return tuple(str(item) for item in items)


def detection_from_plain(value: object, limits: Limits) -> Detection:
    """Return what detectors found; every face lies inside a picture within the limits.

    Raises:
        DecoderAnswerError: An honest decoder does not say this.
    """
    detection = Detection.from_json(value)
    _check_size(detection.width_px, detection.height_px, limits)
    if detection.faces and not detection.face_may_be_present:
        raise DecoderAnswerError("contradiction")
    return detection


def message_to_plain(message: SavedMessage) -> Plain:
    """Return what is in a message as plain data."""
    pictures = [{**asdict(one), "format": one.format.value} for one in message.pictures]
    return {"pictures": pictures, "others": message.others}


def message_from_plain(value: object, limits: Limits) -> SavedMessage:
    """Return what is in a message: as many pictures as there can be, each a part of its own.

    Raises:
        DecoderAnswerError: An honest decoder does not say this.
    """
    fields = Fields.of(value, "pictures", "others")
    items = fields.items("pictures")
    if not 0 < len(items) <= MOST_PICTURES:
        raise DecoderAnswerError("range")
    pictures = tuple(_picture(item, limits) for item in items)
    if len({one.part for one in pictures}) != len(pictures):
        raise DecoderAnswerError("contradiction")
    return SavedMessage(
        pictures=pictures, others=fields.integer("others", least=0, most=MOST_PARTS)
    )


def _picture(item: object, limits: Limits) -> MessagePicture:
    fields = Fields.of(item, "part", "name", "size_bytes", "format", "inline")
    name = fields.text("name")
    if len(name) > MOST_NAME or not name.isprintable():
        raise DecoderAnswerError("shape")
    try:
        return MessagePicture(
            part=fields.integer("part", least=0, most=MOST_PARTS),
            name=name,
            size_bytes=fields.integer("size_bytes", least=1, most=limits.message_bytes),
            format=ImageFormat(fields.text("format")),
            inline=fields.flag("inline"),
        )
    except ValueError as error:
        raise DecoderAnswerError("shape") from error


def made_to_plain(size: int) -> Plain:
    """Return how large the derivative, or the picture of a message, is that comes beside it."""
    return {"size": size}


def check_made(value: object, size: int) -> None:
    """Check that the block which came is the one announced, and not empty.

    Raises:
        DecoderAnswerError: It is not.
    """
    Fields.of(value, "size").integer("size", least=max(1, size), most=size)


def rendered_to_plain(pyramid: Pyramid) -> Plain:
    """Return the size of the upright picture; everything else follows from what was asked."""
    return {"width_px": pyramid.width_px, "height_px": pyramid.height_px}


def rendered_from_plain(value: object, size: int, *, longest_px: int, limits: Limits) -> Pyramid:
    """Return where each size of a picture lies in the block that came.

    Nothing of that is the decoder's word: it says how large the picture is, from which the sizes
    and their places follow, and the block must be exactly as large as they are together.

    Args:
        value: What the decoder says.
        size: Bytes of the block.
        longest_px: What was asked for.
        limits: Which pictures there can be.

    Raises:
        DecoderAnswerError: An honest decoder does not say this.
    """
    fields = Fields.of(value, "width_px", "height_px")
    width_px = fields.integer("width_px", least=1, most=_MOST_SIDE_PX)
    height_px = fields.integer("height_px", least=1, most=_MOST_SIDE_PX)
    _check_size(width_px, height_px, limits)
    pyramid = Pyramid.planned(width_px, height_px, longest_px=longest_px)
    if pyramid.end != size:
        raise DecoderAnswerError("range")
    return pyramid


def _check_size(width_px: int, height_px: int, limits: Limits) -> None:
    """Refuse a picture that no decoder may have decoded."""
    if max(width_px, height_px) > _MOST_SIDE_PX or width_px * height_px > limits.pixels:
        raise DecoderAnswerError("range")
