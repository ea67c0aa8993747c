"""A saved e-mail, as far as the pictures in it are concerned."""

from dataclasses import dataclass

from desktop.records.arrival import ImageFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePicture:
    """One picture of a message, told by its content.

    Attributes:
        part: Its number among the parts of the message, from 0; parts that hold parts do not count.
        name: As the message calls it, without folders, safe to show; may be empty.
        size_bytes: Once it is decoded from the form in which it was sent.
        format: What its first bytes announce.
        inline: Whether the message shows it in its text, as it does with logos, and as some
            telephones send every photograph.
    """

    part: int
    name: str
    size_bytes: int
    format: ImageFormat
    inline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedMessage:
    """What a message holds.

    Attributes:
        pictures: In the order of the message, those of messages within it among them.
        others: How many attachments are no pictures of a format that is taken in.
    """

    pictures: tuple[MessagePicture, ...]
    others: int
