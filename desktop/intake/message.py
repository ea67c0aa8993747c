"""The pictures of a saved e-mail: found by their content, whatever the message calls them.

Everything here but ``is_message`` runs inside a decoder. Python's own parser takes the message
apart, or :mod:`desktop.intake.outlook` one that Outlook saved; what is in it is never written
anywhere, and nothing of it is followed: no link, no external body, no encrypted part.

Source: RFC 5322 (messages), RFC 2045 and 2046 (parts), RFC 2047 and 2231 (names), RFC 2183
(dispositions).
"""

import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Final

from desktop.errors import FileRefusedError
from desktop.intake import outlook
from desktop.intake.leaf import Leaf
from desktop.intake.names import shown
from desktop.intake.sniff import HEAD_BYTES, sniff
from desktop.records.arrival import ImageFormat, Refusal
from desktop.records.message import MessagePicture, SavedMessage

MOST_PARTS: Final = 400
MOST_PICTURES: Final = 100
MOST_DEEP: Final = 24
"""Messages and groups of parts within one another: a message forwarded six times has as many."""
MOST_NAME: Final = 120
"""Characters of a name that are kept."""

_FIELD: Final = re.compile(rb"([!-9;-~]{1,76}):")
_KNOWN: Final = frozenset(
    {b"from", b"to", b"date", b"subject", b"message-id", b"received", b"return-path"}
    | {b"delivered-to", b"mime-version", b"content-type", b"reply-to", b"sender"}
)
_ENOUGH: Final = 2
"""Headers of a message that must be there, so that a note of one line is none."""
_ENVELOPE: Final = b"From "
"""Some programs save a message with the line of a mailbox before it."""
_FOLDERS: Final = re.compile(r"[/\\]")


def is_message(head: bytes | memoryview) -> bool:
    """Return whether the first bytes of a file are the header of a message.

    A compound file may be one of Outlook's, or a Word file: :func:`look_into` tells.

    Args:
        head: The first ``HEAD_BYTES`` of the file, or all of a shorter one.
    """
    if head[: len(outlook.SIGNATURE)] == outlook.SIGNATURE:
        return True
    lines = bytes(head[:HEAD_BYTES]).removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if lines[0].startswith(_ENVELOPE):
        lines = lines[1:]
    if len(head) >= HEAD_BYTES:
        lines = lines[:-1]
    names: set[bytes] = set()
    for line in lines:
        if not line.strip():
            break
        if line[:1] in b" \t":
            continue
        field = _FIELD.match(line)
        if field is None:
            return False
        names.add(field[1].lower())
    return len(names & _KNOWN) >= _ENOUGH


def look_into(untrusted: bytes) -> SavedMessage:
    """Return which pictures a message holds.

    Raises:
        FileRefusedError: ``message_bounds``: more parts, pictures or messages within messages than
            any letter has; ``message_empty``: no picture of a format that is taken in;
            ``not_an_image``: a compound file that is no message; ``damaged``.
    """
    pictures: list[MessagePicture] = []
    others = 0
    for number, leaf in enumerate(_leaves(untrusted)):
        found = sniff(leaf.content[:HEAD_BYTES])
        if isinstance(found, ImageFormat):
            pictures.append(
                MessagePicture(
                    part=number,
                    name=_name(leaf.called),
                    size_bytes=len(leaf.content),
                    format=found,
                    inline=leaf.inline,
                )
            )
        elif leaf.attached:
            others += 1
        if len(pictures) > MOST_PICTURES:
            raise FileRefusedError(Refusal.MESSAGE_BOUNDS.value)
    if not pictures:
        raise FileRefusedError(Refusal.MESSAGE_EMPTY.value)
    return SavedMessage(pictures=tuple(pictures), others=others)


def picture_of(untrusted: bytes, part: int) -> bytes:
    """Return the bytes of one picture.

    Args:
        untrusted: The message.
        part: As ``MessagePicture`` names it.

    Raises:
        FileRefusedError: As for :func:`look_into`; ``not_an_image``: that part is none.
    """
    for number, leaf in enumerate(_leaves(untrusted)):
        if number == part:
            if isinstance(sniff(leaf.content[:HEAD_BYTES]), ImageFormat):
                return leaf.content
            break
    raise FileRefusedError(Refusal.NOT_AN_IMAGE.value)


def _leaves(untrusted: bytes) -> Iterator[Leaf]:
    """Yield the parts that hold no parts, in the order of the message."""
    if untrusted.startswith(outlook.SIGNATURE):
        yield from outlook.leaves(untrusted, most=MOST_PARTS, most_deep=MOST_DEEP)
        return
    for part in _mail_parts(untrusted):
        said = part.get_filename() or ""
        yield Leaf(
            content=_content(part),
            called=said,
            attached=bool(said) or part.get_content_disposition() == "attachment",
            inline=_is_inline(part),
        )


def _mail_parts(untrusted: bytes) -> Iterator[Message]:
    """Yield the parts that hold no parts, in the order of the message.

    Raises:
        FileRefusedError: ``message_bounds``.
    """
    try:
        whole = BytesParser(policy=compat32).parsebytes(untrusted)
    except RecursionError as error:
        raise FileRefusedError(Refusal.MESSAGE_BOUNDS.value) from error
    waiting: list[tuple[Message, int]] = [(whole, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        payload = part.get_payload()
        if depth > MOST_DEEP or seen > MOST_PARTS:
            raise FileRefusedError(Refusal.MESSAGE_BOUNDS.value)
        if isinstance(payload, list):
            inner = [one for one in payload if isinstance(one, Message)]
            waiting += [(one, depth + 1) for one in reversed(inner)]
            if len(waiting) > MOST_PARTS:
                raise FileRefusedError(Refusal.MESSAGE_BOUNDS.value)
        else:
            seen += 1
            yield part


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True) if isinstance(part.get_payload(), str) else b""
    return content if isinstance(content, bytes) else b""


def _is_inline(part: Message) -> bool:
    said = part.get_content_disposition()
    return said == "inline" or (said is None and part.get("content-id") is not None)


def _name(said: str) -> str:
    try:
        words = "".join(
            piece if isinstance(piece, str) else piece.decode(charset or "ascii", "replace")
            for piece, charset in decode_header(said)
        )
    except (HeaderParseError, LookupError, ValueError):
        words = said
    last = _FOLDERS.split(words)[-1].strip()
    return shown(last.encode("utf-8", "replace"))[:MOST_NAME]
