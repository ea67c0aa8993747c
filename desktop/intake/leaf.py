"""A part of a saved e-mail that holds no parts, however the message was saved."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """What one part holds, and what the message says of it.

    Attributes:
        content: Its bytes, decoded from the form in which they were sent.
        called: Its name as the message writes it: not yet safe to show; may be empty.
        attached: Whether the message gives it as a file.
        inline: Whether the message shows it in its text.
    """

    content: bytes
    called: str
    attached: bool
    inline: bool
